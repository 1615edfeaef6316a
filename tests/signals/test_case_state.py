"""Where a case stands: by its newest decision, by what changed in its data since, and by the day."""

from datetime import date

import pytest

ALT_88 = '{"field": "laboratory", "item": "ALT on 1 Mar 2026", "value": "88 U/L", "in_words": "ALT 88 U/L"}'
GRADE_1 = '{"field": "grade", "item": "", "value": "1", "in_words": "grade 1"}'
SEEN = f"[{GRADE_1}, {ALT_88}]"
ALT_TITLE = "ALT on 1 Mar 2026"


@pytest.fixture
def stands(given, rows):
    """`stands(decisions, facts)`: the row of case C1 in the night of 10 Mar 2026."""

    def case_c1(decisions, *, alt="88 U/L", grade=1, extra="", as_of="2026-03-10", cases="C1", alias="", runs=""):
        given("raw.night", f"as_of\n{as_of}")
        given("signals.standing_clock", "clock_id | case_id | is_running" + (f"\nK1 | C1 | {runs}" if runs else ""))
        given("signals.case", f"case_id\n{cases}" if cases else "case_id | patient_id")
        given("signals.case_alias", f"alias_id | case_id\n{alias}" if alias else "alias_id | case_id")
        facts = f"C1 | laboratory | {ALT_TITLE} | {alt} | ALT {alt}\nC1 | grade | | {grade} | grade {grade}\n{extra}"
        head = "case_id | field | item | value | in_words\n"
        given("signals.case_material", head + (facts if cases else ""))
        given("raw.decision", decisions)
        return next(row for row in rows("signals.case_state") if row["case_id"] == "C1")

    return case_c1


def decided(*lines):
    """Decisions drawn as `kind | decided_by | until_on | owner | withdraws`, on case C1."""
    return many_decided(lines)


def test_without_a_decision_a_case_is_new(stands):
    case = stands("number | kind")
    assert (case["state"], case["n_decisions"], case["owner"]) == ("new", 0, None)


def many_decided(*of_cases):
    """Decisions of many cases, C1 to Cn, numbered through; `withdraws` counts within a case."""
    head = "number | sha256 | case_id | snapshot | as_of | kind | decided_by | until_on | owner | withdraws | comment"
    drawn, number = [], 0
    for nth, lines in enumerate(of_cases, start=1):
        first = number
        for line in lines:
            number += 1
            cells = [cell.strip() for cell in line.split("|")] + [""] * 5
            withdraws = str(first + int(cells[4])) if cells[4] else ""
            case_id = "" if cells[0] == "withdraw" else f"C{nth}"
            told = [cells[0], cells[1] or "js", *cells[2:4], withdraws, ""]
            drawn.append(" | ".join([str(number), "a", case_id, SEEN, "2026-03-05", *told]))
    return "\n".join([head, *drawn])


@pytest.fixture
def of_each(given, rows):
    """`of_each(column, [(lines, value), …])`: asserts the column of each case, all in one night."""

    def every(column, expected):
        numbers = range(1, len(expected) + 1)
        given("raw.night", "as_of\n2026-03-10")
        given("signals.case", "\n".join(["case_id", *(f"C{n}" for n in numbers)]))
        given("signals.case_alias", "alias_id | case_id")
        given("signals.standing_clock", "clock_id | case_id")
        facts = [
            f"C{n} | laboratory | {ALT_TITLE} | 88 U/L | ALT 88 U/L\nC{n} | grade | | 1 | grade 1" for n in numbers
        ]
        given("signals.case_material", "\n".join(["case_id | field | item | value | in_words", *facts]))
        given("raw.decision", many_decided(*(lines for lines, _ in expected)))
        found = {row["case_id"]: row[column] for row in rows("signals.case_state")}
        assert [(lines, found[f"C{n}"]) for n, (lines, _) in zip(numbers, expected, strict=True)] == expected

    return every


def test_the_newest_decision_that_gives_a_state_counts_unless_it_was_withdrawn(of_each):
    of_each(
        "state",
        [
            (["comment"], "open"),
            (["take"], "open"),
            (["assess"], "assessed"),
            (["close"], "closed"),
            (["snooze | js | 2026-03-20"], "snoozed"),
            (["close", "reopen"], "reopened"),
            (["close", "reopen", "assess"], "assessed"),
            (["close", "comment"], "closed"),
            (["close", "assign | js | | a.jones"], "closed"),
            (["close", "submit"], "closed"),
            (["close", "withdraw | js | | | 1"], "new"),
            (["assess", "close", "withdraw | js | | | 2"], "assessed"),
            (["take", "close", "withdraw | js | | | 2"], "open"),
        ],
    )


def test_who_took_it_or_got_it_last_has_it(of_each):
    of_each(
        "owner",
        [
            (["take | js"], "js"),
            (["take | js", "assign | js | | a.jones"], "a.jones"),
            (["assign | js | | a.jones", "take | kl"], "kl"),
            (["take | js", "assign | js | | a.jones", "withdraw | js | | | 2"], "js"),
            (["close | js"], None),
        ],
    )


@pytest.mark.parametrize("line", ["assess", "close", "snooze | js | 2026-03-20"])
def test_a_material_change_reopens_and_is_told_in_words(stands, line):
    case = stands(decided(line), alt="188 U/L", grade=3)
    assert case["state"] == "reopened"
    assert case["reopened_because"] == "material change"
    assert case["material_change"] == "grade 1 → 3, ALT 88 → 188 U/L"


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ("C1 | flag | Neutropenia | 3 | Neutropenia flagged", "new: Neutropenia flagged"),
        ("C1 | nullification | | nullified | nullified", "new: nullified"),
    ],
)
def test_a_fact_that_was_added_reopens(stands, extra, said):
    case = stands(decided("close"), extra=extra)
    assert (case["state"], case["material_change"]) == ("reopened", said)


def test_a_fact_that_is_gone_reopens(stands, given):
    case = stands(decided("close").replace(f"{ALT_88}]", f"{ALT_88}, {ALT_88.replace('1 Mar', '2 Mar')}]"))
    assert (case["state"], case["material_change"]) == ("reopened", "gone: ALT 88 U/L")


def test_words_alone_are_no_change(stands):
    case = stands(decided("close").replace("ALT 88 U/L", "Alanine aminotransferase 88 U/L"))
    assert (case["state"], case["material_change"]) == ("closed", None)


def test_a_decision_on_the_changed_data_stands_again(stands):
    lines = decided("close", "close").splitlines()
    lines[-1] = lines[-1].replace('"1"', '"3"')
    assert stands("\n".join(lines), grade=3)["state"] == "closed"


@pytest.mark.parametrize(
    ("as_of", "state"), [("2026-03-19", "snoozed"), ("2026-03-20", "reopened"), ("2026-03-21", "reopened")]
)
def test_a_snooze_ends_on_its_day(stands, as_of, state):
    case = stands(decided("snooze | js | 2026-03-20"), as_of=as_of)
    assert case["state"] == state
    assert case["reopened_because"] == ("snooze ended" if state == "reopened" else None)
    assert case["until_on"] == (date(2026, 3, 20) if state == "snoozed" else None)


def test_a_decided_case_that_the_data_no_longer_hold_is_not_lost(stands):
    case = stands(decided("close"), cases="")
    assert (case["is_in_data"], case["state"], case["reopened_because"]) == (False, "reopened", "no longer in the data")
    assert case["material_change"] == "gone: grade 1, gone: ALT 88 U/L"


def test_a_decision_follows_its_case_to_the_id_that_it_has_now(stands):
    case = stands(decided("close").replace("| C1 |", "| C9 |"), alias="C9 | C1")
    assert (case["state"], case["n_decisions"]) == ("closed", 1)


def test_of_two_cases_joined_the_newest_decision_counts(stands):
    lines = decided("close", "assess")
    assert stands(lines.replace("1 | a | C1 |", "1 | a | C9 |"), alias="C9 | C1")["state"] == "assessed"


@pytest.mark.parametrize(
    ("kind", "runs", "state", "because"),
    [
        ("close", "true", "reopened", "a clock runs"),
        ("close", "false", "closed", None),
        ("assess", "true", "assessed", None),
        ("snooze | | 2026-03-20", "true", "snoozed", None),
    ],
)
def test_a_case_that_was_closed_while_a_clock_ran_is_shown_again(stands, kind, runs, state, because):
    case = stands(decided(kind), runs=runs)
    assert (case["state"], case["reopened_because"]) == (state, because)


NEXT = "number | sha256 | case_id | snapshot | as_of | kind | decided_by | next_action | next_action_on"
ASK = f"1 | a | C1 | {SEEN} | 2026-03-05 | assess | js | Ask the site. | 2026-03-20"
NOTHING = f"2 | a | C1 | {SEEN} | 2026-03-06 | assess | js | |"
WAIT = f"2 | a | C1 | {SEEN} | 2026-03-06 | assess | js | Wait. |"
TAKEN = f"2 | a | C1 | {SEEN} | 2026-03-06 | take | js | |"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([ASK], ("Ask the site.", date(2026, 3, 20))),
        ([ASK, NOTHING], (None, None)),
        ([ASK, WAIT], ("Wait.", None)),
        ([ASK, TAKEN], ("Ask the site.", date(2026, 3, 20))),
    ],
)
def test_what_is_to_be_done_next_is_what_the_newest_assessment_names_nothing_included(stands, lines, expected):
    case = stands("\n".join([NEXT, *lines]))
    assert (case["next_action"], case["next_action_on"]) == expected
