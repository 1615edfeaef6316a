"""The printable page of a case: a form like CIOMS I, with the row behind each answer and a draft of the narrative."""

from hashlib import sha256

from duckdb import ColumnExpression, ConstantExpression

from dashboards.case_form.facts import STATEMENT, case_facts
from dashboards.case_form.form import sections
from dashboards.case_form.narrative import LISTED, SERIOUS, narrative
from dashboards.frame import render
from dashboards.night import OpenNight
from dashboards.work import CASE, FORM_SUFFIX, form_name, has_form
from dashboards.written import MOST_WRITTEN


def case_key(case_id: str) -> str:
    """Stands for a case in addresses, as a person's key does: a digest of its id."""
    return sha256(case_id.encode()).hexdigest()[:16]


def case_form_name(case_id: str) -> str:
    """File name of a case's form."""
    return f"{CASE}{case_key(case_id)}{FORM_SUFFIX}"


def case_forms(night: OpenNight) -> list[str]:
    """Names of the forms of a night: of every case with a report; written, of more than MOST_WRITTEN, of those
    that have a page."""
    cases = night.con.table("marts.case").filter(ColumnExpression("n_versions") > ConstantExpression(0))
    reported = [case_form_name(case_id) for (case_id,) in cases.select("case_id").fetchall()]
    if not night.is_live and len(reported) > MOST_WRITTEN:
        reported = [form_name(row) for row in night.cases_with_a_page.values() if has_form(night, row)]
    return reported


def is_case_form(name: str) -> bool:
    """Whether a page name is that of a form."""
    return name.startswith(CASE) and name.endswith(FORM_SUFFIX)


def case_form_page(night: OpenNight, name: str) -> str | None:
    """The form with that name; None when the night has no such case."""
    case_id = night.case_of_key(name.removeprefix(CASE).removesuffix(FORM_SUFFIX))
    facts = None if case_id is None else case_facts(night, case_id)
    if facts is None:
        return None
    return render(
        "case_form.html",
        night,
        page=name,
        title=f"Case {case_id}, form like CIOMS I",
        case=facts.case,
        assessed=facts.assessed,
        sections=sections(facts),
        narrative=narrative(facts),
        serious=SERIOUS[facts.case["is_serious"]],
        listed=LISTED[facts.case["is_listed"]] if facts.case["is_adverse_event"] else "not asked of the label",
        statement=STATEMENT,
    )
