"""A published night, drawn by hand from the contracts: the night itself, its files, its rules and its quarantined rows."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from drawn_table import read_drawn_table

from flows.decision.record import BEFORE_THE_FIRST
from flows.warehouse import build, create_empty, load_reference, open_warehouse, relation_files
from schemas.catalogue import contract_of, contracts
from schemas.delivery import FEEDS

BUILT_AT = datetime(2026, 11, 22, 2, 14, tzinfo=UTC)
RECEIVED_AT = BUILT_AT - timedelta(hours=3)
AS_OF = date(2026, 11, 21)
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>{{ 7*7 }}"
HARMLESS = {"VARCHAR": "-", "DATE": date(2026, 1, 1), "BOOLEAN": False}
LABEL = "US prescribing information, section 6.1"
NIGHT = {
    "as_of": AS_OF,
    "run_id": "R412",
    "built_at": BUILT_AT,
    "is_historical": False,
    "software_version": "0.1.0",
    "git_commit": "9f3c2b71d0aa",
    "rules_fingerprint": "5be01f9c22d1",
    "contract_fingerprint": "77ac10",
}
STEPS = {"land": 2.1, "build": 41.7, "compare": 0.9, "check": 3.3}


def drawn(text: str) -> list[dict[str, Any]]:
    """Rows of a drawn table."""
    header, rows = read_drawn_table(text)
    return [dict(zip(header, row, strict=True)) for row in rows]


FILES = drawn("""
  source_file | file_name                     | feed          | n_rows | refused_reason
  a1          | lab_central_2026-11-20.csv    | lab_result    | 4120   |
  b2          | infusions_site-04.csv         | infusion      | 1288   |
  c3          | adverse_events_2026-11-21.csv | adverse_event | 317    |
  d4          | vitals_site-02.xlsx           | vital_sign    | 5210   |
  e5          | patients.csv                  | patient       | 212    |
  f6          | lab_site-03_old_format.csv    |               | 0      | It has no column collected_at.
""")
for file in FILES:
    file["source_file"] *= 32
HASH = {file["feed"]: file["source_file"] for file in FILES}
RULES = drawn("""
  rule              | title                                       | question               | kind       | analyte
  infusion_reaction | Infusion-related reaction                   | Did a reaction begin?  | event      |
  anaphylaxis       | Anaphylaxis                                 | Do the criteria fit?   | event      |
  neutropenia       | Neutropenia                                 | Did a count fall?      | laboratory | neutrophils
  bilirubin_rise    | Bilirubin rise                              | Did a bilirubin rise?  | laboratory | bilirubin_total
  creatinine_rise   | Creatinine rise                             | Did a creatinine rise? | laboratory | creatinine
  iris              | Immune reconstitution inflammatory syndrome | Did an illness begin?  | event      |
""")
QUARANTINED = drawn("""
  source_row | column_names   | reasons                                   | may_be_serious
  78         | started_at     | started_at: 31.02.2026 is not a date      | true
  79         | severity_grade | severity_grade: not one of 1, 2, 3, 4, 5  | false
  80         |                | the line has 3 cells under 17 columns     | false
""")
ROW_TEXTS = [
    '{"verbatim_term":"admitted with collapse","started_at":"31.02.2026"}',
    f'{{"verbatim_term":"{HOSTILE}","severity_grade":"mild"}}',
    f"P-0031;rash;{HOSTILE}",
]


class Sample:
    """A warehouse on its way to be written."""

    def __init__(self, path: Path) -> None:
        self.con = open_warehouse(path)
        for relation in contracts():
            layer = relation.split(".")[0]
            if layer in {"reference", "clinical", "signals"} or relation in {
                "raw.night",
                "raw.step",
                "raw.delivery",
                "raw.relation_text",
                "raw.monitoring_design",
                "staging.set_aside",
                "raw.drill",
                "raw.rebuild",
                "raw.decision",
                "raw.decision_chain",
            }:
                create_empty(self.con, relation)
        load_reference(self.con, ["decision_kind", "assessment_choice", "reporting_clock", "material_field"])
        self.add("raw.decision_chain", head_sha256=BEFORE_THE_FIRST)

    def add(self, relation: str, /, **cells: Any) -> None:
        """One row: cells not given are empty, or harmless where the contract wants one."""
        contract = contract_of(relation)
        fields = contract.to_schema().columns if contract else {}
        assert set(cells) <= set(fields), f"{relation} has no {set(cells) - set(fields)}"
        values = [_cell(cells.get(name), field) for name, field in fields.items()]
        self.con.execute(f"INSERT INTO {relation} VALUES ({', '.join('?' * len(values))})", values)

    def close(self) -> None:
        """Build the marts and close the file."""
        build(self.con, ["signals.case_assessment", "signals.assessed_clock", "signals.standing_clock"])
        build(self.con, [name for name in relation_files() if name.startswith("marts.")])
        self.con.execute("CHECKPOINT")
        self.con.close()


def _cell(given: Any, field: Any) -> Any:
    if given is not None or field.nullable:
        return given
    sql_type = field.metadata["sql_type"]
    return HARMLESS.get(sql_type, [] if sql_type.endswith("[]") else 0)


def write_empty_sample(path: Path, **night: Any) -> Path:
    """A night without rules, in which nobody was treated and nothing arrived."""
    sample = Sample(path)
    sample.add("raw.night", **(NIGHT | night))
    sample.close()
    return path


def add_night(sample: Sample, **night: Any) -> None:
    """The night, its rules, and the steps of its run and of one before."""
    facts = NIGHT | night
    sample.add("raw.night", **facts)
    for run_id, age, factor in ((facts["run_id"], 0, 1.0), ("R410", 2, 1.1)):
        for place, (step, seconds) in enumerate(STEPS.items()):
            sample.add(
                "raw.step",
                run_id=run_id,
                as_of=facts["as_of"] - timedelta(days=age),
                step=step,
                started_at=facts["built_at"] - timedelta(days=age) + timedelta(minutes=place),
                seconds=seconds * factor,
                outcome="done",
                detail=f"{step} finished",
            )
    for order, rule in enumerate(RULES, start=1):
        sample.add("reference.rule", **rule, is_active=True, display_order=order)
    sample.add(
        "reference.threshold",
        rule="iris",
        name="cd4_rise_per_ul",
        value=50,
        unit="/uL",
        meaning="Rise of CD4 that counts",
        source="House policy, no publication read",
        verification="NV",
    )


def add_deliveries(sample: Sample, files: list[dict[str, Any]]) -> None:
    """Files that arrived."""
    for file in files:
        sample.add("raw.delivery", **file, size_bytes=4096, received_at=RECEIVED_AT, times_seen=1)


def add_quarantined(sample: Sample, n: int) -> None:
    """The first n quarantined rows, and the account of all rows."""
    for row, text in list(zip(QUARANTINED, ROW_TEXTS, strict=True))[:n]:
        sample.add(
            "signals.quarantine",
            **row,
            row_text=text,
            feed="adverse_event",
            source_file=HASH["adverse_event"],
            file_name="adverse_events_2026-11-21.csv",
            received_at=RECEIVED_AT,
        )
    for feed in FEEDS:
        n_rows = sum(int(file["n_rows"]) for file in FILES if file["feed"] == feed)
        aside = n if feed == "adverse_event" else 0
        account = {"n_rows_in": n_rows, "n_accepted": n_rows - aside, "n_quarantined": aside}
        sample.add("signals.row_account", feed=feed, n_files=int(n_rows > 0), **account)


def evidence(proof: str | None) -> list[dict[str, Any]]:
    """Evidence as the rules return it, from words such as `lab_result 41`."""
    if proof is None:
        return []
    feed, row = proof.split()
    return [{"feed": feed, "source_file": HASH[feed], "source_row": int(row)}]
