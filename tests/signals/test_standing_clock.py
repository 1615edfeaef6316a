"""A clock beside the company's assessment: what it makes due, what it settles, and what no assessment makes less."""

import pytest

SEEN = '[{"field": "grade", "item": "", "value": "2", "in_words": "grade 2"}]'
SERIOUSNESS = {"serious": "hospitalisation", "not": "not_serious", "?": "cannot_be_judged", "": ""}
REPORTED = {"serious": "true", "not": "false", "?": ""}
LISTED = {"listed": "true", "unlisted": "false", "?": ""}


@pytest.fixture
def clocks(given, rows):
    """`clocks([(reported, by the label, assessed, expectedness), …], grade)`: the state of each case's clock.

    Day 0 is 1 Mar 2026; each case was assessed on grade 2, unless nothing is drawn.
    """

    def states(drawn, kind="serious_unlisted", grade="2", causality="possible", sent=""):
        n_cases = range(1, len(drawn) + 1)
        told = dict(zip(n_cases, drawn, strict=True))
        given("signals.case_alias", "alias_id | case_id")
        given(
            "signals.case",
            _table(
                "case_id | is_serious | is_listed",
                (f"C{n} | {REPORTED[serious]} | {LISTED[listed]}" for n, (serious, listed, *_) in told.items()),
            ),
        )
        given(
            "signals.case_material",
            _table(
                "case_id | field | item | value | in_words",
                (f"C{n} | grade | | {grade} | grade {grade}" for n in n_cases),
            ),
        )
        given("signals.clock", _table("clock_id | subject | case_id | kind | day0_on | is_due", (
            f"K{n} | case | C{n} | {kind} | 2026-03-01 | {'true' if one[:2] == ('serious', 'unlisted') else ''}"
            for n, one in told.items())))  # fmt: skip
        signed = [
            f"{n} | C{n} | assess | {SERIOUSNESS[assessed]} | {expected} | {causality} | {SEEN} |"
            for n, (_, _, assessed, expected) in told.items() if assessed
        ]  # fmt: skip
        signed += [f"{n + 100} | C{n} | submit | | | | | {sent}" for n in n_cases if sent]
        head = "number | case_id | kind | seriousness | expectedness | causality | snapshot | submitted_on"
        dated = [f"{line} | rita | 2026-03-03T09:00:00Z" for line in signed]
        given("raw.decision", _table(f"{head} | decided_by | decided_at", dated))
        given("signals.assessed_clock", "clock_id")
        given("signals.row_decision", "source_file | source_row")
        found = {row["case_id"]: row for row in rows("signals.standing_clock")}
        return [found[f"C{n}"] for n in n_cases]

    return states


def _table(head, lines):
    return "\n".join([head, *lines])


EXAMPLES = {
    # reported, by the label, then as assessed: seriousness, expectedness
    ("serious", "unlisted", "", ""): "due",
    ("?", "unlisted", "", ""): "possible",
    ("?", "unlisted", "serious", "unlisted"): "due",
    ("?", "?", "serious", "unlisted"): "due",
    ("serious", "?", "?", "unlisted"): "due",  # the reporter's serious and the company's unlisted
    ("?", "unlisted", "serious", "cannot_be_judged"): "due",  # the label's answer stands where nobody gave another
    ("?", "?", "serious", "cannot_be_judged"): "possible",
    ("?", "?", "?", "unlisted"): "possible",
    ("?", "unlisted", "not", "unlisted"): "settled",
    ("?", "?", "?", "listed"): "settled",
    ("serious", "?", "serious", "listed"): "settled",
    ("serious", "unlisted", "serious", "listed"): "settled",
    ("serious", "unlisted", "not", "unlisted"): "due",  # a reporter's serious is never made less
    ("serious", "?", "not", "cannot_be_judged"): "possible",
    ("serious", "?", "not", "unlisted"): "due",
}


def test_an_assessment_makes_a_clock_due_or_settles_it_and_never_lessens_a_reporters_serious(clocks):
    found = clocks(list(EXAMPLES))
    assert dict(zip(EXAMPLES, (row["state"] for row in found), strict=True)) == EXAMPLES
    assert [row["is_running"] for row in found] == [row["state"] in ("due", "possible") for row in found]


def test_what_an_assessment_made_of_a_clock_is_told_with_who_and_when(clocks):
    drawn = [
        ("?", "unlisted", "not", "unlisted"),
        ("?", "?", "serious", "unlisted"),
        ("serious", "unlisted", "not", "?"),
    ]
    assert [row["assessed_as"] for row in clocks(drawn)] == [
        "assessed as not serious by rita on 3 Mar 2026",
        "assessed as serious and not listed by rita on 3 Mar 2026",
        None,
    ]


def test_an_assessment_of_other_facts_settles_nothing_but_what_it_made_due_stays_due(clocks):
    drawn = [("?", "unlisted", "not", "unlisted"), ("?", "?", "?", "listed"), ("?", "?", "serious", "unlisted")]
    assert [row["state"] for row in clocks(drawn, grade="3")] == ["possible", "possible", "due"]


@pytest.mark.parametrize(("sent", "is_running"), [("2026-02-28", True), ("2026-03-01", False), ("2026-03-04", False)])
def test_a_report_sent_on_day_0_or_later_meets_the_clock(clocks, sent, is_running):
    (row,) = clocks([("serious", "unlisted", "", "")], sent=sent)
    assert (row["state"], row["is_met"], row["is_running"]) == ("due", not is_running, is_running)


@pytest.mark.parametrize(
    ("kind", "causality", "state"),
    [
        ("ind_serious", "possible", "due"),
        ("ind_serious", "unlikely", "possible"),
        ("ind_serious", "conditional", "possible"),
        ("ind_fatal", "possible", "settled"),  # a stay in hospital is neither fatal nor life-threatening
    ],
)
def test_under_an_ind_the_company_suspects_too(clocks, kind, causality, state):
    (row,) = clocks([("?", "?", "serious", "unlisted")], kind=kind, causality=causality)
    assert row["state"] == state


@pytest.mark.parametrize(
    ("decided", "stands"),
    [
        ("", ("possible", False, True)),
        ("aa | 2 | 2026-03-01 | false", ("possible", True, False)),  # reported as received
        ("aa | 2 | 2026-02-28 | false", ("possible", False, True)),  # … before day 0: another report
        ("aa | 2 | | true", ("possible", False, False)),  # its correction could be read
        ("aa | 3 | 2026-03-04 | true", ("possible", False, True)),  # another row
    ],
)
def test_the_clock_of_a_quarantined_row_runs_until_the_row_was_reported_or_its_correction_read(
    given, rows, decided, stands
):
    given(
        "signals.clock",
        "clock_id | subject | source_file | source_row | day0_on | is_due\nK1 | quarantined row | aa | 2 | 2026-03-01 |",
    )
    given(
        "signals.row_decision",
        _table("source_file | source_row | submitted_on | is_answered", [decided] if decided else []),
    )
    for empty in ("signals.assessed_clock", "signals.case", "signals.case_assessment"):
        given(empty, "case_id")
    (row,) = rows("signals.standing_clock")
    assert (row["state"], row["is_met"], row["is_running"]) == stands
