"""Commands about the record of decisions: is it whole, and what is in it."""

import sys
from datetime import datetime
from typing import Annotated

import typer

from flows.exit_codes import NOT_PUBLISHED
from flows.store import open_store
from flows.terminal import StoreOption, errors, screen

audit = typer.Typer(help="The record of officers' decisions: verify it, list it.", no_args_is_help=True)
DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], show_default=False)]


@audit.command()
def verify(store: StoreOption = None) -> None:
    """Verify every decision, the chain, and each head of it that was kept elsewhere; exit code 1 when one is wrong."""
    from flows.decision.verify import head_in_words, inspect

    opened = open_store(store, must_exist=True)
    inspected = inspect(opened)
    for problem in inspected.problems:
        errors.print(f"{problem.file}: {problem.what}.", markup=False, highlight=False, soft_wrap=True)
    said = f"{len(inspected.records)} decisions whole, compared with {len(inspected.anchors)} heads kept elsewhere."
    screen.print(f"{head_in_words(inspected)} {said}", markup=False, highlight=False, soft_wrap=True)
    if inspected.problems:
        errors.print(f"{len(inspected.problems)} problems: restore the files named here from a copy.", highlight=False)
        raise typer.Exit(NOT_PUBLISHED)
    screen.print("Nothing is wrong. What hashes cannot show is told in docs/decisions.md.", highlight=False)


@audit.command("list")
def list_decisions(
    store: StoreOption = None,
    case: Annotated[
        str | None, typer.Option(help="Only of this case, with what withdraws one of them.", show_default=False)
    ] = None,
    by: Annotated[str | None, typer.Option(help="Only of this person.", show_default=False)] = None,
    kind: Annotated[str | None, typer.Option(help="Only of this kind, such as close.", show_default=False)] = None,
    since: DayOption = None,
    until: DayOption = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print every column as CSV.")] = False,
) -> None:
    """List decisions, the oldest first; days are days of UTC. One that was withdrawn is marked."""
    from rich.table import Table

    from flows.decision.form import kinds
    from flows.decision.listing import about, chosen, withdrawals, write_csv
    from flows.decision.verify import inspect

    if kind is not None and kind not in kinds():
        raise typer.BadParameter(f"The kinds of decisions are {', '.join(kinds())}.", param_hint="--kind")
    inspected = inspect(open_store(store, must_exist=True))
    withdrawn_by = withdrawals(inspected.records)
    found = chosen(
        inspected.records,
        case_id=case,
        decided_by=by,
        kind=kind,
        from_on=since.date() if since else None,
        until_on=until.date() if until else None,
    )
    if inspected.problems:
        errors.print(f"The record has {len(inspected.problems)} problems: run `vigil audit verify`.", highlight=False)
    if csv:
        write_csv(found, withdrawn_by, sys.stdout)
        return
    table = Table("number", "decided (UTC)", "by", "kind", "about", "comment")
    for record in found:
        decision, number = record.decision, withdrawn_by.get(record.number)
        table.add_row(
            str(record.number), f"{record.decided_at:%Y-%m-%d %H:%M}", decision.decided_by, decision.kind,
            about(record) + (f", withdrawn by {number}" if number else ""), decision.comment or "",
        )  # fmt: skip
    screen.print(table if found else "No decision fits.")
