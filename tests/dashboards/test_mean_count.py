"""The mean number of flags per person: steps in their band, people at risk under them, and the sentence."""

from dashboards.figures.mean_count import finding, mean_count

STEPS = [
    {"day": 10, "n_at_risk": 60, "n_events": 3, "mean_count": 0.05, "low": 0.016, "high": 0.15},
    {"day": 90, "n_at_risk": 40, "n_events": 2, "mean_count": 0.1, "low": 0.04, "high": 0.23},
    {"day": 168, "n_at_risk": 31, "n_events": 0, "mean_count": 0.1, "low": 0.04, "high": 0.23},
]


def test_the_mean_is_a_line_of_steps_from_nothing_inside_its_band():
    traces = {trace.name: trace for trace in mean_count(STEPS).data}
    assert (list(traces["ours"].x), list(traces["ours"].y)) == ([0, 10, 90, 168], [0, 0.05, 0.1, 0.1])
    assert traces["ours"].line.shape == "hv"
    assert traces["95 % band, high"].fill == "tonexty"


def test_people_at_risk_stand_under_the_curve():
    at_risk = [note.text for note in mean_count(STEPS).layout.annotations if note.name == "at risk"]
    assert at_risk[0] == "60"
    assert at_risk[-1] == "31"


def test_the_finding_has_the_interval_and_says_that_further_flags_count():
    told = finding(STEPS)
    assert "0.1 flags (95 % interval 0.04 to 0.23) on average, further flags of the same person counted too" in told
    assert "5 flags of 60 people at risk" in told
    assert "31 of whom were still at risk on that day" in told


def test_where_fewer_than_a_tenth_are_at_risk_nothing_is_drawn_or_told():
    late = {"day": 1552, "n_at_risk": 5, "n_events": 1, "mean_count": 0.3, "low": 0.05, "high": 1.8}
    assert "By day 168" in finding([*STEPS, late])
    assert "By day 1552" in finding([*STEPS, late | {"n_at_risk": 6}])
    assert max(next(t for t in mean_count([*STEPS, late]).data if t.name == "ours").x) == 168


def test_nothing_that_recurs_says_so():
    assert not mean_count([]).data
    assert finding([]).startswith("No curve to draw")
