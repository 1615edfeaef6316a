"""A published night, opened to be read: its marts as rows, and what changed since the night before."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from dashboards.decided import Decisions, Refused, Standing
from dashboards.earlier import Earlier, read_earlier, read_only
from dashboards.selection import as_rows, number_of, rows_of
from dashboards.words import day
from dashboards.written import IN_SHORT, MOST_WRITTEN, cases_to_write, people_to_write

Row = dict[str, Any]
SMALL = frozenset({"night", "signal", "rule_number", "grade_cut", "rate", "refused_file"})
"""Marts whose rows do not grow with the people, and which many pages ask: each is read once a night opened."""
OF_ONE_PAGE = frozenset({"case_id", "patient_id", "work_key"})
"""Columns by which the page of a person or a case asks: for written pages such rows are read at once."""
MOST_READS_OF_CASES = 500


@dataclass(frozen=True)
class Reader:
    """Who reads a served page: the user's name (None while sign-in is off), and the token that forms on it carry."""

    name: str | None
    form_token: Callable[[], str]
    may_download: bool
    can_sign_out: bool
    may_sign: bool = False


@dataclass
class OpenNight:
    """A night while it is being read. `now` is the instant against which ages are counted."""

    con: duckdb.DuckDBPyConnection
    now: datetime
    is_live: bool
    earlier: Earlier | None = None
    earlier_problem: str | None = None
    newest_as_of: date | None = None
    """The newest night published, where this one is looked at as a past one."""
    query: Mapping[str, str] = field(default_factory=dict)
    """What the address asks for beyond the page."""
    reader: Reader | None = None
    """Who reads, where pages are served."""
    standing: Standing | None = None
    """Cases as they stand now; of a written or past night they stand as it was built."""
    decisions: Decisions | None = None
    """What a form may send, where pages are served of the newest night."""
    refused: Refused | None = None
    """A form that was just sent and not recorded."""
    published: Sequence[date] = ()
    """Days of all published nights, the newest first, where one may be chosen."""
    changes_of: Callable[[date], tuple[list[Row], Row | None]] = lambda _: ([], None)
    """What changed in the night of a day, as `dashboards.change.changes_of` reads it, where nights can be looked up."""
    is_kept: bool = False
    """Whether the page is kept for later readers: its age and moment are then marks."""
    steps_since: Callable[[], list[Row]] = list
    """Steps that the store has recorded since this night was built; none where nobody can be asked."""
    _grouped: dict[tuple[str, str], dict[str, list[Row]]] = field(default_factory=dict)
    remembered: dict[Hashable, Any] = field(default_factory=dict)
    """Answers that rest on the night alone; a server keeps them as long as it holds the night open."""
    results_read: tuple[int, dict[str, list[Row]]] = (-1, {})
    """Which people's results were read last for written pages, see `dashboards.results`."""

    def rows(self, mart: str, /, **wanted: Any) -> list[Row]:
        """Rows of `marts.<mart>` in their order; keywords keep those whose column equals the value or one of a list."""
        if mart not in SMALL:
            return rows_of(self.con, f"marts.{mart}", **wanted)
        known = self.remember(("mart", mart), lambda: rows_of(self.con, f"marts.{mart}"))
        return [dict(row) for row in known if _is_wanted(row, wanted)]

    def remember(self, key: Hashable, read: Callable[[], Any]) -> Any:
        """What `read` gives, read once; whoever gets it must not change it."""
        if key not in self.remembered:
            self.remembered[key] = read()
        return self.remembered[key]

    def of_rule(self, mart: str, rule: str) -> list[Row]:
        """Rows of `marts.<mart>` with that rule, in order; for written pages the mart is read once for all rules."""
        return self.rows(mart, rule=rule) if self.is_live else self._of(mart, "rule", rule)

    def of_patient(self, mart: str, patient_id: str) -> list[Row]:
        """Rows of `marts.<mart>` of one person, in order; for written pages the mart is read once for everybody."""
        return self.rows(mart, patient_id=patient_id) if self.is_live else self._of(mart, "patient_id", patient_id)

    def of_case(self, mart: str, case_id: str) -> list[Row]:
        """Rows of `marts.<mart>` of one case, in order; for written pages the mart is read once for all cases.

        A server remembers those of the newest reads: whoever signs a decision sees the page of its case again.
        """
        if not self.is_live:
            return self._of(mart, "case_id", case_id)
        newest: dict[tuple[str, str], list[Row]] = self.remember("of_case", dict)
        rows = newest.get((mart, case_id))
        if rows is None:
            rows = newest[mart, case_id] = self.rows(mart, case_id=case_id)
            for old in list(newest)[:-MOST_READS_OF_CASES]:
                newest.pop(old, None)
        return [dict(row) for row in rows]

    def case_of_key(self, case_key: str) -> str | None:
        """The case that a key in addresses stands for, or None."""
        mart = "case_name"
        named = self.rows(mart, case_key=case_key) if self.is_live else self._of(mart, "case_key", case_key)
        return named[0]["case_id"] if named else None

    def decided(self, mart: str, /, **wanted: Any) -> list[Row]:
        """Rows of a mart that rests on decisions, as they stand now; of a written or past night, as it was built."""
        if self.standing is not None:
            return rows_of(self.standing.con, f"marts.{mart}", **wanted)
        if not self.is_live and len(wanted) == 1 and wanted.keys() <= OF_ONE_PAGE:
            ((column, value),) = wanted.items()
            return [dict(row) for row in self._of(mart, column, value)]
        return self.rows(mart, **wanted)

    @cached_property
    def work_count(self) -> Row:
        """The one row of marts.work_count."""
        return self.decided("work_count")[0]

    @property
    def counted_on(self) -> date:
        """The day on which days left are counted."""
        on: date = self.facts["as_of"] if self.standing is None else self.standing.on
        return on

    def _of(self, mart: str, column: str, value: str) -> list[Row]:
        if (mart, column) not in self._grouped:
            grouped: dict[str, list[Row]] = defaultdict(list)
            only = {column: self._written[column]} if column in self._written else {}
            for row in self.rows(mart, **only):
                grouped[row[column]].append(row)
            self._grouped[mart, column] = grouped
        return self._grouped[mart, column].get(value, [])

    @cached_property
    def _written(self) -> dict[str, list[str]]:
        """Of very many people and cases, those that written pages are about; empty where they are about everybody."""
        if len(self.people) <= MOST_WRITTEN:
            return {}
        keys, cases = list(self.cases_with_a_page), self.cases_with_a_page.values()
        people = {*self.people_with_a_page, *(case["patient_id"] for case in cases if case["patient_id"] is not None)}
        case_ids = sorted(case["case_id"] for case in cases if case["case_id"])
        return {"patient_id": sorted(people), "case_id": case_ids, "work_key": keys, "case_key": keys}

    def text_of(self, relation: str) -> str | None:
        """The SELECT of a relation as this night ran it, or None when it had no such relation."""
        found = rows_of(self.con, "raw.relation_text", relation=relation)
        return str(found[0]["text"]) if found else None

    def texts_of(self, prefix: str) -> dict[str, str]:
        """The SELECTs that this night ran whose names begin so, by the rest of the name."""
        texts = rows_of(self.con, "raw.relation_text")
        return {
            row["relation"].removeprefix(prefix): row["text"] for row in texts if row["relation"].startswith(prefix)
        }

    def described(self, catalogue: str) -> list[Row]:
        """What DuckDB's own catalogue (`duckdb_views`, `duckdb_columns`) says of the analysts' schema v1."""
        found = self.con.table_function(catalogue)
        return as_rows(found.filter(duckdb.ColumnExpression("schema_name") == duckdb.ConstantExpression("v1")))

    def count(self, relation: str) -> int:
        """Number of rows of a relation."""
        return number_of(self.con.table(relation))

    @cached_property
    def facts(self) -> Row:
        """The one row of marts.night."""
        return self.rows("night")[0]

    @cached_property
    def people(self) -> list[Row]:
        """The rows of marts.patient, in their order."""
        return self.rows("patient")

    @cached_property
    def people_with_a_page(self) -> dict[str, Row]:
        """By patient_id: everybody on the server; in the folder, whom `dashboards.written` names."""
        people = self.people if self.is_live else people_to_write(self.people)
        return {person["patient_id"]: person for person in people}

    @cached_property
    def cases_with_a_page(self) -> dict[str, Row]:
        """Rows of marts.case_work by work_key: all on the server; of the folder those it has, in short."""
        if self.is_live:
            return {row["work_key"]: row for row in self.decided("case_work")}
        in_short = as_rows(self.con.table("marts.case_work").select(", ".join(IN_SHORT)))
        return {row["work_key"]: row for row in cases_to_write(in_short)}

    @cached_property
    def people_by_key(self) -> dict[str, Row]:
        """The same people by patient_key."""
        return {person["patient_key"]: person for person in self.people_with_a_page.values()}

    @property
    def age(self) -> timedelta:
        """From the start of the build to `now`."""
        age: timedelta = self.now - self.facts["built_at"]
        return age


def _is_wanted(row: Row, wanted: Mapping[str, Any]) -> bool:
    return all(row[name] in value if isinstance(value, list) else row[name] == value for name, value in wanted.items())


@contextmanager
def open_night(
    warehouse: Path,
    *,
    now: datetime,
    is_live: bool = False,
    previous: Path | None = None,
    newest_as_of: date | None = None,
    query: Mapping[str, str] | None = None,
) -> Iterator[OpenNight]:
    """Open a published warehouse for reading only, and close it again.

    `previous` is the warehouse of the night before; when it cannot be read, the pages say so and are
    written all the same. `newest_as_of` is given where a past night is looked at. Links are resolved first, so that
    a newly published night is a new file to DuckDB.
    """
    earlier, problem = read_earlier(previous)
    with read_only(warehouse) as con:
        yield compared(OpenNight(con, now, is_live, earlier, problem, newest_as_of, query or {}))


def compared(night: OpenNight) -> OpenNight:
    """The night, compared with the earlier one only if that is not later."""
    earlier = night.earlier
    if earlier is not None and earlier.night["as_of"] > night.facts["as_of"]:
        night.earlier = None
        night.earlier_problem = (
            f"The published night of {day(earlier.night['as_of'])} is later than this one, so nothing is marked as new."
        )
    return night
