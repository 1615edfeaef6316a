"""Reports, flags and nights as a test of cases tells them: deliveries as text, flags given or none."""

from typing import Any

from drawn_table import read_drawn_table
from given_warehouse import GivenWarehouse, RawRows

REPORT = {
    "preferred_term": "Rash", "started_at": "2026-03-01", "severity_grade": "2", "is_serious": "no",
    "reported_at": "2026-03-02T15:00:00Z", "received_at": "2026-03-02T15:00:00Z",
}  # fmt: skip


class CaseStory:
    """A warehouse in which reports arrive and the cases of a night are asked for."""

    def __init__(self, warehouse: GivenWarehouse) -> None:
        self.warehouse = warehouse
        self.raw = RawRows(warehouse)
        for relation in ("signals.flag", "signals.flag_label", "signals.causality"):
            warehouse.give(relation, "flag_id")
        for relation in ("clinical.lab_result", "clinical.infusion", "clinical.patient"):
            warehouse.give(relation, "patient_id")

    def reports(self, drawn: str) -> None:
        """Versions of reports; what is not drawn is a rash of 1 March 2026, not serious, reported and received on the 2nd.

        A column `known` sets reported_at and received_at at once.
        """
        header, lines = read_drawn_table(drawn)
        for line in lines:
            row = REPORT | {name: cell or "" for name, cell in zip(header, line, strict=True)}
            if "known" in row:
                row["reported_at"] = row["received_at"] = row.pop("known")
            self.raw.deliver("adverse_event", " | ".join(row) + "\n" + " | ".join(row.values()))

    def flags(self, drawn: str) -> None:
        """Flags, each resting on the delivered row drawn: columns feed and record beside those of signals.flag."""
        header, lines = read_drawn_table(drawn)
        for line in lines:
            row = {name: cell for name, cell in zip(header, line, strict=True) if cell}
            feed = row.pop("feed", "adverse_event")
            proof = [self._row(feed, one) for one in row.pop("record").split()]
            self.warehouse.give("signals.flag", " | ".join(row) + "\n" + " | ".join(row.values()))
            self.warehouse.con.execute(
                "UPDATE signals.flag SET evidence = ? WHERE flag_id = ?", [proof, row["flag_id"]]
            )

    def _row(self, feed: str, record_id: str) -> dict[str, Any]:
        found = self.warehouse.con.execute(
            f"SELECT source_file, source_row FROM raw.{feed} WHERE record_id = ? ORDER BY source_row DESC", [record_id]
        ).fetchone()
        assert found, f"no row of {feed} has the record {record_id}"
        return {"feed": feed, "source_file": found[0], "source_row": found[1]}

    def rows(self, relation: str) -> list[dict[str, Any]]:
        """All rows of a relation built on what was told."""
        return self.warehouse.rows(relation)

    def together(self) -> set[frozenset[str]]:
        """Which reports and flags are one case, each by its record id or flag id."""
        groups: dict[str, set[str]] = {}
        for row in self.rows("signals.case_episode"):
            groups.setdefault(row["case_id"], set()).add(row["part_id"].split("/")[-1])
        return {frozenset(group) for group in groups.values()}

    def case_of(self) -> dict[str, str]:
        """Record id or flag id → case id."""
        return {row["part_id"].split("/")[-1]: row["case_id"] for row in self.rows("signals.case_episode")}

    def case(self) -> dict[str, Any]:
        """The one case."""
        (found,) = self.rows("signals.case")
        return found

    def clocks(self) -> list[tuple[str, str, str, str]]:
        """Kind, day 0, day due and state of every clock, in order."""
        found = [
            (row["kind"], str(row["day0_on"]), str(row["due_on"]), row["state"]) for row in self.rows("signals.clock")
        ]
        return sorted(found, key=lambda clock: (clock[1], clock[0]))
