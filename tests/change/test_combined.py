"""Changes of several nights taken together, as somebody reads them who was away."""

from hypothesis import given
from hypothesis import strategies as st

from dashboards.change import combined


def night(before, after, cause="new_data", because="new data", what=None):
    """The rows of one night for one flag that said `before` and now says `after`; None: it is not there."""
    return [
        {
            "kind": "flag", "subject_id": "F1", "cause": cause, "because": because, "title": "Neutropenia",
            "what": what or ("new" if before is None else "gone" if after is None else "worse"),
            "is_serious": None, "before_in_words": before, "after_in_words": after, "n_people": 1, "part_size": 0,
            "part_count": (after is not None) - (before is not None), "size_before": 0, "size_after": 0,
            "count_before": int(before is not None), "count_after": int(after is not None),
        }
    ]  # fmt: skip


def told(nights):
    return [(row["what"], row["cause"], row["part_count"]) for row in combined(nights)]


def test_what_came_and_went_leaves_nothing_and_lists_both_causes():
    assert told([night(None, "low"), night("low", None, "correction", "corrected")]) == [
        ("nothing left", "new_data", 1),
        ("nothing left", "correction", -1),
    ]


def test_a_flag_that_came_and_became_worse_is_new():
    rows = combined([night(None, "grade 2"), night("grade 2", "grade 3", because="another new row")])
    assert told([night(None, "grade 2"), night("grade 2", "grade 3")]) == [("new", "new_data", 1)]
    assert rows[0]["because"] == "new data; another new row"
    assert (rows[0]["before_in_words"], rows[0]["after_in_words"]) == (None, "grade 3")


def test_a_quiet_night_in_between_changes_nothing():
    assert told([night(None, "low"), [], []]) == told([night(None, "low")])


@given(st.lists(st.tuples(st.sampled_from(["low", "lower", None]), st.sampled_from(["new_data", "rule"])), min_size=1))
def test_the_parts_sum_to_the_change_over_any_run_of_nights(states):
    nights, before = [], None
    for after, cause in states:
        if after != before:
            nights.append(night(before, after, cause))
        before = after
    rows = combined(nights)
    assert sum(row["part_count"] for row in rows) == (before is not None)
    if rows and before is None:
        assert {row["what"] for row in rows} == {"nothing left"}
