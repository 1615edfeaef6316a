"""Our own months: closed, provisional, expected, and the CUSUM with its limit."""

from datetime import date

from dashboards.figures.cusum_strip import cusum_strip, finding

MONTH = {
    "n_events": 3, "n_nowcast": None, "n_nowcast_low": None, "n_nowcast_high": None, "n_expected": 2.0, "cusum": 0.5, "cusum_limit": 3.35, "is_closed": True,
    "ratio": 1.5, "ratio_low": 0.4, "ratio_high": 4.1,
}  # fmt: skip
OPEN = MONTH | {
    "n_nowcast": 5.5, "n_nowcast_low": 3, "n_nowcast_high": 9, "is_closed": False, "cusum": None, "ratio": None, "ratio_low": None, "ratio_high": None,
}  # fmt: skip


def months(*changes):
    return [MONTH | {"month_on": date(2026, i, 1)} | change for i, change in enumerate(changes, start=1)]


def named(figure, name):
    return next((trace for trace in figure.data if trace.name == name), None)


def texts(figure):
    return [note.text for note in figure.layout.annotations]


def test_closed_months_are_solid_provisional_ones_hatched_with_their_reports_to_come_hollow():
    figure = cusum_strip(months({}, {}, OPEN))
    assert len(named(figure, "closed months").x) == 2
    assert named(figure, "provisional months").marker.pattern.shape == "/"
    to_come = named(figure, "reports still to come")
    assert (list(to_come.base), list(to_come.y)) == ([3], [2.5])
    assert to_come.marker.color == "#FFFFFF"
    assert (list(to_come.error_y.arrayminus), list(to_come.error_y.array)) == ([2.5], [3.5])
    assert "about 5.5 once late reports are in (95 % band 3 to 9)" in to_come.text[0]
    assert "provisional" in texts(figure)


def test_a_band_that_nobody_can_read_beside_the_columns_does_not_flatten_them():
    (_, top), (_, wide) = (
        cusum_strip(months({}, OPEN | {"n_nowcast_high": high})).layout.yaxis.range for high in (9, 400)
    )
    assert 9 < top <= wide <= 3 * 5.5


def test_an_open_month_is_not_in_the_cusum_and_not_in_the_finding():
    rows = months({}, {}, OPEN | {"n_events": 99})
    assert len(named(cusum_strip(rows), "CUSUM").x) == 2
    assert finding(rows).startswith("February 2026, the last closed month, had 3 first events against 2 expected")
    assert "99" not in finding(rows)


def test_the_limit_is_a_line_with_its_words_and_its_first_crossing_is_ringed():
    rows = months({}, {"cusum": 3.35}, {"cusum": 1.0})
    figure = cusum_strip(rows)
    limit = next(shape for shape in figure.layout.shapes if shape.name == "limit")
    assert (limit.y0, limit.y1, limit.yref) == (3.35, 3.35, "y2")
    assert "review<br>from 3.35" in texts(figure)
    assert "reached<br>Feb 2026" in texts(figure)
    assert list(named(figure, "first crossing").y) == [3.35]
    assert "first reached in February 2026" in finding(rows)
    assert named(cusum_strip(months({"cusum": 3.34})), "first crossing") is None


def test_both_plots_share_the_months():
    figure = cusum_strip(months({}, {}))
    assert named(figure, "CUSUM").xaxis is None
    assert figure.layout.xaxis.anchor == "y2"


def test_without_a_limit_there_is_no_strip_but_a_reason():
    rows = months(*[{"cusum": None, "cusum_limit": None}] * 3)
    figure = cusum_strip(rows)
    assert named(figure, "CUSUM") is None
    assert any(text.startswith("No CUSUM") for text in texts(figure))
    assert "too few events" in finding(rows)


def test_a_ratio_is_never_said_without_its_interval():
    assert "ratio 1.5, 95 % interval 0.4 to 4.1" in finding(months({}))
    assert "shows neither a change nor that there is none" in finding(months({}))
    assert "ratio" not in finding(months({"ratio_high": None}))


def test_a_month_without_events_comes_with_what_it_could_hide():
    assert "no first event (a mean of up to 3 would allow that" in finding(months({"n_events": 0}))


def test_only_open_months_are_not_judged():
    assert "not judged" in finding(months(OPEN))
    assert cusum_strip(months(OPEN)).data


def test_one_month_and_none_are_drawn():
    first = {"n_expected": None, "cusum": None, "cusum_limit": None, "ratio": None}
    assert cusum_strip(months(first)).data
    assert "no closed month before it" in finding(months(first))
    assert not cusum_strip([]).data
    assert finding([]).startswith("No month to draw")


def test_few_enough_months_are_named_for_a_telephone():
    rows = [MONTH | {"month_on": date(2024 + i // 12, i % 12 + 1, 1)} for i in range(30)]
    assert len(cusum_strip(rows).layout.xaxis.tickvals) <= 6
