"""Creatinine against the own baseline: sorted bars from 1 ×, lines at the numbers in force, the rest in words."""

from datetime import date

from dashboards.figures.waterfall import MOST_BARS, finding, waterfall

LINES = [(1.5, "creatinine rise"), (2.0, "KDIGO stage 2"), (1.5, "KDIGO stage 1")]


def people(*multiples, flagged=(), operator="=", patient="P-{}"):
    return [
        {
            "patient_id": patient.format(i), "x_baseline": multiple, "operator": operator,
            "collected_on": date(2026, 3, 1), "baseline_on": date(2026, 1, 9),
            "flagged_by": "Creatinine rise" if i in flagged else None,
        }
        for i, multiple in enumerate(multiples)
    ]  # fmt: skip


def texts(figure):
    return [note.text.replace("<br>", " ") for note in figure.layout.annotations]


def test_bars_begin_at_the_baseline_and_fall_from_left_to_right():
    (bars,) = waterfall(people(0.9, 1.2, 2.4), LINES).data
    assert bars.base == 1
    assert list(bars.x) == [1, 2, 3]
    assert [round(y, 3) for y in bars.y] == [1.4, 0.2, -0.1]


def test_the_flagged_are_dark_and_keep_their_place():
    drawn = {trace.name: trace for trace in waterfall(people(1.1, 2.4, 1.6, flagged={1, 2}), LINES).data}
    assert (list(drawn["flagged"].x), list(drawn["not flagged"].x)) == ([1, 2], [3])


def test_equal_multiples_are_one_line_with_all_its_words():
    figure = waterfall(people(1.1), LINES)
    assert [shape.y0 for shape in figure.layout.shapes] == [1.5, 2.0]
    assert "1.5 × creatinine rise, KDIGO stage 1" in texts(figure)
    assert figure.layout.yaxis.range[1] > 2


def test_no_more_bars_than_fit_and_the_rest_is_told():
    rows = people(*(2 - i / 100 for i in range(MOST_BARS + 20)))
    assert len(waterfall(rows, LINES).data[0].x) == MOST_BARS
    assert "the 20 lowest are not drawn and lie between 1.01 and 1.2 ×" in finding(rows, LINES)


def test_the_finding_counts_who_reached_each_multiple_and_who_has_none():
    assert finding(people(1.5, 2.2, 1.1, None), LINES) == (
        "Of 3 patients with a baseline, 2 reached 1.5 ×, 1 reached 2 ×; 1 more patient could not be compared."
    )


def test_an_upper_bound_reaches_nothing():
    assert "0 reached 1.5 ×" in finding(people(1.8, operator="<"), LINES)


def test_nobody_with_a_multiple_is_said():
    for rows in ([], people(None)):
        assert not waterfall(rows, LINES).data
        assert finding(rows, LINES).startswith("No bar to draw")


def test_hostile_text_is_escaped():
    figure = waterfall(people(1.2, patient="<i>%{{y}}</i>"), [(1.5, "<b>line</b>")])
    assert figure.data[0].text[0].startswith("&lt;i&gt;")
    assert "&lt;b&gt;line&lt;/b&gt;" in " ".join(texts(figure))
