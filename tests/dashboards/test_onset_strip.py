"""Time to onset: one dot an onset, the middle marked, and only among those who had it."""

from dashboards.figures.onset_strip import finding, onset_strip


def onsets(*days, patient="P-{}"):
    return [
        {"patient_id": patient.format(i), "days_since_first_dose": 30, "days_since_last_dose": day}
        for i, day in enumerate(days)
    ]


def shapes(figure):
    return {shape.name: shape for shape in figure.layout.shapes}


def texts(figure):
    return [note.text.replace("<br>", " ") for note in figure.layout.annotations]


def test_equal_days_are_stacked_and_nothing_is_jittered():
    (dots,) = onset_strip(onsets(5, 1, 5, 5)).data
    assert (list(dots.x), list(dots.y)) == ([1, 5, 5, 5], [1, 1, 2, 3])


def test_median_and_middle_half_are_marked_with_their_words():
    figure = onset_strip(onsets(1, 2, 3, 4, 10))
    marked = shapes(figure)
    assert (marked["median"].x0, marked["middle half"].x0, marked["middle half"].x1) == (3, 2, 4)
    assert "median 3 days middle half 2 to 4 days" in texts(figure)


def test_the_words_of_a_wide_middle_half_stay_inside_the_plot():
    """Beside a band from day 3 to day 10 of 14 neither side has room for them on a telephone."""
    (words,) = [note for note in onset_strip(onsets(3, 3, 7, 10, 10, 14)).layout.annotations if "median" in note.text]
    assert (words.x, words.xref, words.xanchor) == (0, "paper", "left")


def test_of_three_onsets_there_are_no_quartiles():
    assert "middle half" not in shapes(onset_strip(onsets(1, 2, 3)))
    assert "middle half" not in finding(onsets(1, 2, 3))


def test_it_says_that_it_is_conditional_and_on_how_many():
    assert "Only those who had it: 2 onsets" in texts(onset_strip(onsets(1, 2)))[0]
    assert finding(onsets(1, 2)).startswith("Among 2 onsets of 2 patients who had it, the median")
    assert "conditional on having had the event and does not say how often it happens" in finding(onsets(1, 2))


def test_an_unknown_time_is_left_out_and_said():
    assert list(onset_strip(onsets(1, None)).data[0].x) == [1]
    assert "for 1 more onset the time is not known" in finding(onsets(1, None))
    assert finding(onsets(None)) == "The time since the last dose is not known for any of 1 onset."


def test_a_patient_with_two_onsets_is_one_patient():
    assert "2 onsets of 1 patient " in finding(onsets(1, 2, patient="P-1"))


def test_a_hostile_patient_id_is_text():
    (dots,) = onset_strip(onsets(1, patient="<b>%{{x}}</b>")).data
    assert dots.text[0].startswith("&lt;b&gt;")
    assert dots.hovertemplate == "%{text}<extra></extra>"


def test_one_onset_and_none_are_drawn():
    assert len(onset_strip(onsets(0)).data[0].x) == 1
    assert not onset_strip([]).data
    assert not onset_strip(onsets(None)).data
    assert finding([]).startswith("No onset to draw")
