"""One case out of a published night: as JSON, or its form as a PDF."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from dashboards.case_form.document import case_json
from dashboards.case_form.facts import case_facts
from dashboards.composition import compose
from dashboards.night import OpenNight, open_night
from dashboards.pages.case_form import case_form_name
from dashboards.printing import print_pages
from dashboards.selection import rows_of
from flows.query import current_warehouse
from flows.report import published, write_whole
from flows.store import Store


def case_as_json(store: Store, case_id: str, as_of: date | None) -> str:
    """The case as JSON text. Raises ValueError, a sentence, for an id that the night does not know."""
    with _case(store, case_id, as_of) as (night, known_id):
        facts = case_facts(night, known_id)
        return "" if facts is None else case_json(facts)


def write_case_form(store: Store, case_id: str, out: Path, *, as_of: date | None, paper: str) -> Path:
    """The form of the case as a PDF, written whole or not at all. Raises as `case_as_json`, and NoChromium."""
    with _case(store, case_id, as_of) as (night, known_id):
        pdf = print_pages(lambda name, _: compose(night, name), [case_form_name(known_id)], paper)
    return write_whole(out, pdf)


@contextmanager
def _case(store: Store, case_id: str, as_of: date | None) -> Iterator[tuple[OpenNight, str]]:
    """The night with the id that the case has in it: an older id leads there."""
    warehouse = published(store, as_of)
    newest = date.fromisoformat(current_warehouse(store).parent.name[:10])
    with open_night(warehouse, now=datetime.now(UTC), is_live=True, newest_as_of=newest) as night:
        known = {row["case_id"] for row in rows_of(night.con, "signals.case_alias", alias_id=case_id)}
        if not known and night.of_case("case", case_id):
            known = {case_id}
        if not known:
            raise ValueError(
                f"The night of {night.facts['as_of']} has no case {case_id}. Ids look like C-0123456789: "
                "vigil query -c 'SELECT case_id FROM v1.case' lists them."
            )
        yield night, known.pop()
