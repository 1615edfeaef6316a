"""A draft of a case's narrative: short sentences, each with the rows that it rests on, none of them about cause."""

from collections.abc import Iterator

from dashboards.case_form.boxes import Answer, proof
from dashboards.case_form.facts import NOT_REPORTED, STATEMENT, CaseFacts, Source, of_report, plain_text
from dashboards.case_form.form import SEXES
from dashboards.night import Row
from dashboards.words import counted, day, moment, plain

CASE = (Source("signals.case"),)
LISTED = {True: "listed", False: "not listed", None: "listedness cannot be judged"}
SERIOUS = {True: "serious", False: "not serious", None: "seriousness not reported"}


def narrative(facts: CaseFacts) -> list[Answer]:
    """The sentences in the order of the story: the person, the treatment, the reports, the flags, what is judged."""
    return [
        _person(facts),
        *_treatment(facts),
        *_reports(facts),
        *_flags(facts),
        _seriousness(facts),
        _listedness(facts),
        *_causality(facts),
        *_missing(facts),
        Answer(STATEMENT),
    ]


def _person(facts: CaseFacts) -> Answer:
    person = facts.treatment
    age = person["age_years_at_onset"]
    parts = [
        f"Person {plain_text(facts.case['patient_id'])}",
        f"site {plain_text(facts.case['site_id'] or NOT_REPORTED)}",
        f"sex {SEXES.get(person['sex'] or '', NOT_REPORTED)}",
        f"age at onset {age} by calendar year" if age is not None else f"age {NOT_REPORTED}",
    ]
    row = person["person_file_name"]
    return Answer(
        ", ".join(parts) + ".", (Source("clinical.patient", row, person["person_row"]),) if row is not None else CASE
    )


def _treatment(facts: CaseFacts) -> Iterator[Answer]:
    one = facts.treatment
    if one["first_on"] is None:
        if one["first_dose_on"] is None:
            yield Answer("No administration of ibalizumab is on record.", (Source("clinical.infusion"),))
        else:
            yield Answer(
                f"Ibalizumab was first given on {day(one['first_dose_on'])}; no administration is known to lie on or "
                "before the day of onset.",
                (Source("clinical.infusion"),),
            )
        return
    first = Source("clinical.infusion", one["first_file_name"], one["first_row"])
    yield Answer(f"Ibalizumab was first given on {day(one['first_on'])}{_amount(one, 'first')}.", (first,))
    if one["n_doses"] > 1:
        newest = Source("clinical.infusion", one["newest_file_name"], one["newest_row"])
        yield Answer(
            f"The newest administration on or before the day of onset was number {one['newest_number']}, on "
            f"{day(one['newest_on'])}{_amount(one, 'newest')}.",
            (newest,),
        )


def _amount(one: Row, which: str) -> str:
    amount, method = one[f"{which}_mg"], one[f"{which}_method"]
    said = [f"{plain(amount)} mg" if amount is not None else f"amount {NOT_REPORTED}", *([method] if method else [])]
    return f" ({', '.join(said)})"


def _reports(facts: CaseFacts) -> Iterator[Answer]:
    for report in facts.reports:
        if report["disposition"] == "superseded":
            continue
        if report["disposition"] == "withdrawn":
            yield Answer(
                f"The report {plain_text(report['event_id'])} was withdrawn ({report['record_status']}); it counts "
                "nowhere.",
                (of_report(report),),
            )
            continue
        coded = plain_text(report["preferred_term"]) if report["preferred_term"] else "no coded term"
        onset = day(report["started_on"]) if report["started_on"] else plain_text(report["started_text"] or "")
        yield Answer(
            f"First known on {moment(report['aware_at'])} ({plain_text(report['aware_party'])}): reported by "
            f"{(report['reporter'] or 'a reporter of unknown kind').replace('_', ' ')} as "
            f"\N{LEFT DOUBLE QUOTATION MARK}{plain_text(report['verbatim_term'] or NOT_REPORTED)}"
            f"\N{RIGHT DOUBLE QUOTATION MARK} ({coded}), onset {onset or NOT_REPORTED}, "
            f"severity {_or_not(report['severity_grade'], 'grade ')}, outcome {_or_not(report['outcome'])}, "
            f"action taken with ibalizumab {_or_not(report['action_taken'])}.",
            (of_report(report),),
        )


def _flags(facts: CaseFacts) -> Iterator[Answer]:
    for flag in facts.flags:
        said = f"Flagged for review, {plain_text(flag['title'])}: {plain_text(flag['why'])}"
        yield Answer(said, proof(facts, flag))


def _seriousness(facts: CaseFacts) -> Answer:
    case = facts.case
    letters = f", criteria {case['seriousness']}" if case["seriousness"] else ""
    rows = tuple(of_report(report) for report in facts.standing if report["counts_as_serious"] is not None)
    return Answer(f"Seriousness by the reports that stand: {SERIOUS[case['is_serious']]}{letters}.", rows or CASE)


def _listedness(facts: CaseFacts) -> Answer:
    case = facts.case
    if not case["is_adverse_event"]:
        return Answer("It is no adverse event, so the label is not asked.", CASE)
    edition = case["label_version"] or "no edition"
    verified = " (its dates are not verified)" if case["is_edition_verified"] is False else ""
    why = f" {plain_text(case['listedness_why'])}" if case["listedness_why"] else ""
    return Answer(f"US label, edition {edition}{verified}: {LISTED[case['is_listed']]}.{why}", CASE)


def _causality(facts: CaseFacts) -> Iterator[Answer]:
    told = [report for report in facts.standing if report["reported_causality"]]
    said = "; ".join(dict.fromkeys(_or_not(report["reported_causality"]) for report in told)) or NOT_REPORTED
    yield Answer(f"Relation to ibalizumab as the reporter sees it: {said}.", tuple(map(of_report, told)) or CASE)
    for flag in facts.flags:
        if flag["who_umc"]:
            yield Answer(
                f"Suggested by the rules for the flag {plain_text(flag['title'])}, for review: {flag['who_umc']}. "
                f"{plain_text(flag['who_umc_why'])}",
                (Source("signals.causality"),),
            )


def _missing(facts: CaseFacts) -> Iterator[Answer]:
    if facts.case["missing"]:
        n_missing = len(facts.case["missing"].split("; "))
        yield Answer(f"Missing ({counted(n_missing, 'item')}): {facts.case['missing']}.", CASE)


def _or_not(value: object, prefix: str = "") -> str:
    return NOT_REPORTED if value is None else f"{prefix}{value}".replace("_", " ")
