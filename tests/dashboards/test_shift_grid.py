"""Grades before and after: every person in one cell, what is not known in its own row and column."""

from dashboards.figures.shift_grid import finding, grid, shift_grid


def shift(*cells):
    return [
        {"baseline_grade": baseline, "worst_grade": worst, "n_patients": n, "n_may_be_higher": n_open}
        for baseline, worst, n, n_open in cells
    ]


ROWS = shift((0, 0, 50, 2), (0, 3, 4, 0), (2, 1, 1, 0), (None, 4, 2, 2), (1, None, 3, 3))


def test_every_person_stands_in_one_cell():
    cells = grid(ROWS)
    assert sum(map(sum, cells)) == 60
    assert (cells[0][0], cells[0][3], cells[2][1]) == (50, 4, 1)


def test_what_is_not_known_has_its_own_row_and_column():
    cells = grid(ROWS)
    assert (cells[5][4], cells[1][5]) == (2, 3)
    figure = shift_grid(ROWS)
    assert list(figure.data[0].x)[-1] == list(figure.data[0].y)[-1] == "not<br>known"


def test_counts_are_printed_and_worse_is_told_from_the_rest_by_its_shade():
    (cells,) = shift_grid(ROWS).data
    assert cells.text[0][3] == "4"
    assert cells.text[3][3] == "0"
    nobody, not_known, same, worse = cells.z[3][3], cells.z[5][4], cells.z[0][0], cells.z[0][3]
    assert len({nobody, not_known, same, worse}) == 4
    assert cells.z[2][1] == same


def test_the_finding_leaves_nobody_out():
    assert finding(ROWS) == (
        "Of 55 patients with both grades, 4 got worse after the first dose than at baseline, 4 of them to grade 3 or "
        "4; of 2 patients the worst grade may be higher; of 5 patients one of the two grades is not known."
    )


def test_unknown_grades_alone_are_said():
    assert finding(shift((None, None, 3, 3))) == "Of none of 3 patients are both grades known."


def test_nobody_is_said():
    assert not shift_grid([]).data
    assert finding([]).startswith("No grade to show")
