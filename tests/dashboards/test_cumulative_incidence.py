"""Cumulative incidence: the curve with its band, the numbers at risk, the trial at the end of its window."""

from dashboards.figures.cumulative_incidence import at_risk_on, cumulative_incidence, finding

STEPS = [
    {"day": 10, "n_at_risk": 60, "cumulative_incidence": 0.0, "low": 0.0, "high": 0.0, "competing_incidence": 0.02},
    {"day": 40, "n_at_risk": 50, "cumulative_incidence": 0.02, "low": 0.003, "high": 0.1, "competing_incidence": 0.02},
    {"day": 90, "n_at_risk": 41, "cumulative_incidence": 0.05, "low": 0.01, "high": 0.15, "competing_incidence": 0.04},
]
TRIAL = {"trial_share": 0.05, "trial_share_low": 0.006, "trial_share_high": 0.169, "trial_window_days": 168}


def named(figure, name):
    return next(trace for trace in figure.data if trace.name == name)


def test_the_curve_begins_with_nobody_at_the_first_dose_and_is_steps():
    ours = named(cumulative_incidence(STEPS), "ours")
    assert (list(ours.x), list(ours.y)) == ([0, 10, 40, 90], [0, 0, 0.02, 0.05])
    assert ours.line.shape == "hv"


def test_the_band_and_those_who_died_or_stopped_are_drawn_and_differ_without_colour():
    figure = cumulative_incidence(STEPS)
    assert list(named(figure, "95 % band, high").y) == [0, 0, 0.1, 0.15]
    assert named(figure, "95 % band, high").fill == "tonexty"
    assert named(figure, "died or stopped first").line.dash == "dash"
    assert {"ours", "died/stopped"} <= {note.text for note in figure.layout.annotations}


def test_numbers_at_risk_are_those_of_the_next_step_and_unknown_after_the_last():
    assert [at_risk_on(STEPS, day) for day in (0, 10, 11, 90, 91)] == [60, 60, 50, 41, None]
    figure = cumulative_incidence(STEPS)
    printed = [note.text for note in figure.layout.annotations if note.name == "at risk"]
    assert printed[0] == "60"
    assert len(printed) == len(figure.layout.xaxis.tickvals)


def test_the_trial_stands_with_its_whole_interval_after_the_end_of_its_window():
    figure = cumulative_incidence(STEPS, **TRIAL)
    (band,) = figure.layout.shapes
    assert (band.y0, band.y1) == (0.006, 0.169)
    assert band.x0 >= 168
    assert band.x1 <= figure.layout.xaxis.range[1]
    assert named(figure, "trial").marker.symbol == "circle-open"
    assert figure.layout.yaxis.range[1] > 0.169
    assert "trial" in {note.text for note in figure.layout.annotations}


def test_a_trial_without_its_whole_interval_is_not_drawn():
    assert not cumulative_incidence(STEPS, **TRIAL | {"trial_share_high": None}).layout.shapes


def test_the_finding_has_the_interval_and_the_people_still_at_risk():
    said = finding(STEPS)
    assert "By day 90 after the first dose 5 % had a first event (95 % interval 1 % to 15 %)" in said
    assert "41 were still at risk" in said


def test_nobody_with_the_event_comes_with_what_the_share_could_still_be():
    assert "up to 4.87 % (one-sided 95 %)" in finding(STEPS[:1]) or "up to 4.9 % (one-sided 95 %)" in finding(STEPS[:1])


def test_one_step_and_none_are_drawn():
    assert cumulative_incidence(STEPS[:1]).data
    assert not cumulative_incidence([]).data
    assert finding([]).startswith("No curve to draw")
