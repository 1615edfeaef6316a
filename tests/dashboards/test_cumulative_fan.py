"""The fan: our count on the range that the trial lets expect."""

from datetime import date, timedelta

import pytest

from dashboards.figures.cumulative_fan import cumulative_fan, finding
from dashboards.figures.sheet import apart

RANGE = {
    "predicted_low": 2, "predicted_low_50": 4, "predicted_mid": 6, "predicted_high_50": 8, "predicted_high": 12,
}  # fmt: skip


def course(*counts, **changes):
    return [
        {
            "statistic": "e_value",
            "until_on": date(2026, 3, 1) + timedelta(days=i),
            "n_events": n,
            "patient_years": 10.0 * (i + 1),
            "trial_n_with_event": 2,
            "trial_patient_years": 17.5,
        }
        | RANGE
        | changes
        for i, n in enumerate(counts)
    ]


def test_our_count_is_steps_over_patient_years_on_both_ranges():
    figure = cumulative_fan(course(0, 3, 5))
    by_name = {trace.name: trace for trace in figure.data}
    assert (list(by_name["ours"].x), list(by_name["ours"].y)) == ([10, 20, 30], [0, 3, 5])
    assert by_name["ours"].line.shape == "hv"
    assert by_name["95 % range, high"].fill == by_name["50 % range, high"].fill == "tonexty"
    assert by_name["middle of the prediction"].line.dash == "dash"


def test_each_line_is_named_beside_it():
    texts = [note.text for note in cumulative_fan(course(0, 3, 5)).layout.annotations]
    assert {"ours: 5", "95 %: to 12", "50 %: to 8", "middle: 6"} <= set(texts)


@pytest.mark.parametrize(("n", "lies"), [(1, "below"), (2, "inside"), (12, "inside"), (13, "above")])
def test_the_limits_themselves_lie_inside(n, lies):
    assert f" {lies} the 95 % range of 2 to 12 that 2 in 17.5 patient-years of the trial lets" in finding(course(n))


def test_inside_does_not_claim_that_there_is_no_difference():
    assert "does not show that there is no difference" in finding(course(5))


def test_no_event_comes_with_what_the_rate_could_still_be():
    assert "one-sided 95 % upper bound 30 per 100" in finding(course(0))


def test_without_a_range_only_our_count_is_drawn():
    rows = course(1, 2, **dict.fromkeys(RANGE))
    assert {trace.name for trace in cumulative_fan(rows).data} == {"ours", "ours today"}
    assert "no range" in finding(rows)


def test_a_second_statistic_does_not_draw_the_count_twice():
    rows = course(1, 2)
    both = rows + [row | {"statistic": "cmaxsprt"} for row in rows]
    assert list(cumulative_fan(both).data[-2].x) == [10, 20]


def test_one_row_and_no_row_are_drawn():
    assert cumulative_fan(course(0)).data
    assert not cumulative_fan([]).data
    assert finding([]).startswith("No count to draw")


def test_labels_that_would_overlap_are_moved_apart_and_stay_inside():
    assert apart([1.0, 1.0, 9.9, 10.0], gap=2.0, top=10.0) == [1.0, 3.0, 8.0, 10.0]
