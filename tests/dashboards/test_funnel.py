"""The funnel: exact limits, named diamonds outside them, and no ranking."""

from dashboards.figures.funnel import finding, funnel

SITE = {
    "programme_share": 0.1, "low_95": 0.02, "high_95": 0.2, "low_998": 0.0, "high_998": 0.3, "position": "inside",
}  # fmt: skip


def site(name, n, n_patients, position="inside", **changes):
    counts = {"site_id": name, "n_patients": n_patients, "n_with_event": n, "share": n / n_patients}
    return SITE | counts | {"position": position} | changes


SITES = [
    site("S01", 2, 20),
    site("S09", 10, 25, "outside 99.8"),
    site("S05", 6, 24, "outside 95"),
    site("S03", 1, 2, "too few"),
]


def named(figure, name):
    return next((trace for trace in figure.data if trace.name == name), None)


def texts(figure):
    return [note.text for note in figure.layout.annotations]


def test_sites_differ_by_shape_and_only_those_outside_are_named():
    figure = funnel(SITES)
    assert named(figure, "inside").marker.symbol == "circle"
    assert named(figure, "outside").marker.symbol == "diamond"
    assert named(figure, "too few").marker.symbol == "circle-open"
    assert {"S09", "S05"} <= set(texts(figure))
    assert not {"S01", "S03"} & set(texts(figure))


def test_limits_run_over_the_sizes_of_the_sites_with_their_words():
    figure = funnel(SITES)
    assert list(named(figure, "99.8 % limit, high").x)[:-1] == [2, 20, 24, 25]
    assert named(figure, "95 % limit, low").line.dash != named(figure, "99.8 % limit, low").line.dash
    assert {"95 %", "99.8 %", "all sites"} <= set(texts(figure))


def test_sites_outside_are_said_by_name_not_by_rank_and_chance_is_told():
    both = [site("S02", 8, 25, "outside 99.8"), *SITES]
    said = finding(both)
    assert said.startswith("Of 4 sites with enough patients")
    assert said.index("S02") < said.index("S09")
    assert "S09 10/25 (40 %)" in said
    assert "one site in twenty lies by chance: S05" in said


def test_none_outside_does_not_say_that_sites_are_alike():
    assert "does not show that they are alike" in finding(SITES[:1])


def test_nobody_with_it_comes_with_what_the_share_could_still_be():
    said = finding([site("S01", 0, 40), site("S02", 0, 60)])
    assert said.startswith("None of 100 patients at 2 sites had it")
    assert "up to 2.95 % (one-sided 95 %)" in said


def test_sites_that_are_too_small_are_not_judged():
    assert finding(SITES[3:]) == "None of 1 site has enough patients to be judged."


def test_a_hostile_name_of_a_site_is_text():
    figure = funnel([site('<a href="x">S', 10, 25, "outside 99.8")])
    assert '&lt;a href="x"&gt;S' in texts(figure)
    assert "<a" not in figure.to_json().replace("\\u003c", "<")


def test_one_site_and_none_are_drawn_and_missing_limits_leave_the_dots():
    assert named(funnel(SITES[:1]), "inside")
    bare = site("S01", 2, 20, low_95=None, high_95=None, low_998=None, high_998=None)
    assert {trace.name for trace in funnel([bare]).data} == {"inside"}
    assert not funnel([]).data
    assert finding([]).startswith("No site to draw")
