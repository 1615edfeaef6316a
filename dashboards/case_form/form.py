"""A form like CIOMS I for one case: each answer as reported, with the row that it stands in.

The numbers are those of the form of the Council for International Organizations of Medical Sciences. What no row tells
is "not reported": an unticked criterion is not a "no".
"""

from dashboards.case_form.boxes import Answer, Box, described_in, each, given, proof, words
from dashboards.case_form.drugs import history, suspect
from dashboards.case_form.facts import CaseFacts, Source, of_report, plain_text
from dashboards.night import Row
from dashboards.words import day, moment

CRITERIA = {
    "D": "Patient died",
    "H": "Involved or prolonged inpatient hospitalisation",
    "DIS": "Involved persistent or significant disability or incapacity",
    "LT": "Life-threatening",
    "CA": "Congenital anomaly",
    "ME": "Other medically important event",
}
SEXES = {"F": "female", "M": "male"}


def sections(facts: CaseFacts) -> dict[str, list[Box]]:
    """The four parts of the form, in order."""
    return {
        "I. Reaction information": [*_reaction(facts), *criteria(facts), _assessment(facts)],
        "II. Suspect drug information": suspect(facts),
        "III. Concomitant drugs and history": history(facts),
        "IV. Manufacturer information": _manufacturer(facts),
    }


def criteria(facts: CaseFacts) -> list[Box]:
    """The boxes to tick: each criterion met by a report that stands, by the officers' letters."""
    return [
        Box(
            "8-12",
            f"{title} ({letter})",
            [Answer("met", (of_report(report),)) for report in facts.standing if letter in letters_of(report)],
        )
        for letter, title in CRITERIA.items()
    ]


def _assessment(facts: CaseFacts) -> Box:
    """What the company judges, in a box of its own: it stands beside what was reported."""
    assessed, source = facts.assessed, (Source("marts.decision"),)
    title = "Assessment of the company, beside what was reported"
    if assessed is None:
        return Box("", title, [Answer("none is recorded")])
    said = [
        f"seriousness: {assessed['seriousness']}",
        f"expectedness: {assessed['expectedness']}",
        f"relation to ibalizumab: {assessed['causality']}",
        _grade(assessed["severity_grade"]),
        f"signed by {plain_text(assessed['decided_by'])} on {moment(assessed['decided_at'])}, "
        f"decision {assessed['number']}",
    ]
    return Box("", title, [Answer(text, source) for text in said if text])


def letters_of(report: Row) -> list[str]:
    """The criteria of a report version as letters."""
    return (report["seriousness"] or "").split("·") if report["seriousness"] else []


def _reaction(facts: CaseFacts) -> list[Box]:
    person, reports = facts.treatment, facts.standing
    described = described_in(person)
    return [
        Box("1", "Patient initials (here: the pseudonym)", [Answer(plain_text(facts.case["patient_id"]), described)]),
        Box("1a", "Country"),
        Box("2", "Date of birth (only the year is delivered)", given(person["birth_year"], described)),
        Box(
            "2a",
            "Age in years at onset (calendar year of onset less year of birth)",
            given(person["age_years_at_onset"], described),
        ),
        Box("3", "Sex", given(SEXES.get(person["sex"] or ""), described)),
        Box("4-6", "Reaction onset", [*each(reports, _onset), *_flag_onsets(facts)]),
        Box("7", "Reactions in the reporter's words", each(reports, lambda report: _quoted(report["verbatim_term"]))),
        Box("7", "Preferred term as coded by the sender", each(reports, lambda report: report["preferred_term"])),
        Box("7", "Severity", each(reports, lambda report: _grade(report["severity_grade"]))),
        Box("7", "Outcome", each(reports, lambda report: words(report["outcome"]))),
        Box("7", "Relevant tests and findings: flags of this night, for review", _findings(facts)),
        Box("7", "Serious by the reports", each(reports, _serious)),
    ]


def _manufacturer(facts: CaseFacts) -> list[Box]:
    case, computed = facts.case, (Source("signals.case"),)
    return [
        Box("24a", "Name and address of manufacturer"),
        Box("24b", "Manufacturer control number", [Answer(case["case_id"], computed)]),
        Box(
            "24c",
            "Date received: first awareness by anybody in the company",
            [Answer(f"{moment(case['first_aware_at'])} ({plain_text(case['aware_party'])})", computed)],
        ),
        Box("24c", "Newest medical information", [Answer(moment(case["latest_information_at"]), computed)]),
        Box("24d", "Report source", each(facts.standing, _reporter)),
        Box("", "Date of this report: the data cut-off", [Answer(day(facts.night["as_of"]), (Source("raw.night"),))]),
        Box(
            "25a",
            "Report type",
            [Answer(_report_type(case), computed)] if case["n_versions"] else [],
        ),
    ]


def _report_type(case: Row) -> str:
    if case["is_nullified"]:
        return "nullification"
    n_versions = case["n_versions"]
    return "initial" if n_versions <= 1 else f"follow-up ({n_versions} versions on record)"


def _onset(report: Row) -> str | None:
    if report["started_at"] is not None:
        return f"{day(report['started_on'])} ({moment(report['started_at'])}), delivered as {report['started_text']}"
    if report["started_on"] is not None:
        return day(report["started_on"])
    return f"delivered as {report['started_text']}" if report["started_text"] else None


def _flag_onsets(facts: CaseFacts) -> list[Answer]:
    return [
        Answer(f"{day(flag['onset_on'])}, of the flag {flag['title']}", proof(facts, flag))
        for flag in facts.flags
        if flag["onset_on"] is not None
    ]


def _findings(facts: CaseFacts) -> list[Answer]:
    return [Answer(f"{flag['title']}: {plain_text(flag['why'])}", proof(facts, flag)) for flag in facts.flags]


def _reporter(report: Row) -> str | None:
    study = {True: "study under an IND", False: "not from a study under an IND", None: None}[report["is_ind_study"]]
    return "; ".join(filter(None, [words(report["reporter"]), study])) or None


def _serious(report: Row) -> str | None:
    return {True: "serious", False: "not serious", None: None}[report["counts_as_serious"]]


def _grade(grade: int | None) -> str | None:
    return None if grade is None else f"grade {grade}"


def _quoted(text: str | None) -> str | None:
    return None if text is None else f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK}"
