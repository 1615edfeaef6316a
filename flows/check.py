"""Questions whose right answer is no rows. Any row stops publication."""

import duckdb

from flows.warehouse import SQL_FOLDER, WarehouseError

SHOWN = 5


class ChecksFailed(Exception):
    """At least one check found something; the message names each and shows its first findings."""


def check(con: duckdb.DuckDBPyConnection) -> int:
    """Run every file of `sql/checks/` and return how many there are; raise `ChecksFailed` if any returns a row."""
    files = sorted((SQL_FOLDER / "checks").glob("*.sql"))
    findings = []
    for path in files:
        try:
            problems = [row[0] for row in con.execute(path.read_text()).fetchall()]
        except duckdb.Error as error:
            raise WarehouseError(f"The check sql/checks/{path.name} could not be run: {error}") from error
        if problems:
            more = f" (and {len(problems) - SHOWN} more)" if len(problems) > SHOWN else ""
            findings.append(f"{path.stem.replace('_', ' ')}: {'; '.join(problems[:SHOWN])}{more}")
    if findings:
        raise ChecksFailed(
            f"{len(findings)} of {len(files)} checks found something, so this night is not published and the last one "
            f"stays: " + " | ".join(findings)
        )
    return len(files)
