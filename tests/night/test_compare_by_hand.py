"""`vigil compare`: what the dashboard would say of counts at hand; what cannot be compared is a sentence, exit code 2."""

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.compare_by_hand import NotComparable, compare_by_hand
from flows.monitoring_design import published_design


def compare(*arguments: str) -> str:
    answer = CliRunner().invoke(app, ["compare", *arguments])
    assert answer.exit_code == 0, answer.output
    return answer.output


def line(page: str, label: str) -> str:
    (found,) = [row for row in page.splitlines() if row.startswith(label)]
    return " ".join(found.removeprefix(label).split())


def test_shares_are_told_with_each_figure_and_its_method():
    page = compare("9/100", "--trial", "2/40")
    assert line(page, "patients with the event") == "9 of 100 2 of 40"
    assert line(page, "share") == "9 % 5 %"
    assert line(page, "  95 % interval") == "4.2–16.4 % 0.61–17 % exact (Clopper-Pearson)"
    assert line(page, "ratio of the shares (95 % interval)") == "1.8 (0.47–7.3) Miettinen-Nurminen"
    assert line(page, "difference in points (95 % interval)") == "+4.0 (-8.2 to +12.4) Miettinen-Nurminen"
    assert line(page, "P(our share > the trial's)") == "0.781 Jeffreys priors; for reading only"
    assert line(page, "95 % band expected of 100") == "0–17; 9 lies inside beta-binomial"
    assert line(page, "smallest notable count") == "18 of 100 Boschloo p ≤ 0.025 in a single look"
    assert line(page, "e-value") == "needs patient-years on both sides"
    assert "Verdict: not judged. A verdict rests on the e-value" in page
    assert "These data do not show a difference, and do not show that there is none." in " ".join(page.split())


def test_rates_are_told_with_e_value_verdict_and_the_other_person_time_of_the_trial():
    page = compare("33", "--per", "60.5py", "--trial", "2", "--per", "17.5py")
    assert line(page, "patient-years at risk") == "60.5 17.5"
    assert line(page, "  95 % interval") == "38–77 1.4–41 exact (Garwood)"
    assert line(page, "ratio of the rates (95 % interval)") == "4.8 (1.2–41) exact conditional"
    assert line(page, "95 % band expected in our time") == "1–24; 33 lies above negative binomial"
    assert line(page, "e-value ≥ 10 (watch) from") == "32 in 60.5 patient-years"
    assert line(page, "e-value ≥ 20 (above) from") == "36 in 60.5 patient-years"
    assert line(page, "  e-value") == "22.0 the smaller e-value counts"
    assert "Verdict: watch. The e-value against the trial's rate is 13.5" in page
    assert "historical single arm" in page


def test_the_other_person_time_is_only_tried_where_the_one_in_use_is_given():
    assert "most it can have had" not in compare("33", "--per", "60.5py", "--trial", "2", "--per", "20 py")


def test_counts_without_an_event_are_not_estimable_and_say_what_is_still_possible():
    page = compare("0/100", "--trial", "0/40")
    assert line(page, "ratio of the shares (95 % interval)").startswith("none (no event on either side)")
    assert "could still be up to 2.95 % (one-sided 95 %)" in page
    page = compare("20", "--per", "60.5py", "--trial", "0", "--per", "17.5py")
    assert line(page, "ratio of the rates (95 % interval)").startswith("at least 1.4 (no event in the trial)")


def test_lines_stay_readable_on_a_terminal():
    for page in (
        compare("9/100", "--trial", "2/40"),
        compare("5", "--per", "60.5py", "--trial", "2", "--per", "17.5py"),
    ):
        assert max(len(row) for row in page.splitlines()) <= 115
        assert not [row for row in page.splitlines() if row.startswith("%")]


@pytest.mark.parametrize(
    ("ours", "trial", "per", "sentence"),
    [
        ("9", "2/40", [], "'9' is not patients with the event of patients: write it like 9/100. For events in"),
        ("9/100", "2", ["1py", "2py"], "'9/100' is not a number of events: write a whole number like 5. A fraction"),
        ("9/100", "2/40", ["1py"], "Give --per twice"),
        ("5", "2", ["1py", "2py", "3py"], "Give --per twice"),
        ("12/10", "2/40", [], "12/10 has more patients with the event (12) than patients (10)."),
        ("2/40", "12/10", [], "12/10 has more patients with the event"),
        ("-1/100", "2/40", [], "'-1/100' is not patients with the event of patients"),
        ("1.5/100", "2/40", [], "'1.5/100' is not patients"),
        ("0/0", "2/40", [], "0/0 has no patients"),
        ("-5", "2", ["1py", "2py"], "'-5' is not a number of events"),
        ("5", "2", ["0py", "17.5py"], "0py is no time at risk: without any there is no rate."),
        ("5", "2", ["60", "17.5py"], "'60' is not a time at risk: write patient-years like 60.5py."),
        ("5", "2", ["-60py", "17.5py"], "'-60py' is not a time at risk"),
        ("5", "2", ["nanpy", "17.5py"], "'nanpy' is not a time at risk"),
        ("5/2000000", "2/40", [], "above 1,000,000 are not compared by hand"),
        ("5", "2", ["1py", "2000000py"], "above 1,000,000 are not compared by hand"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(ours, trial, per, sentence):
    with pytest.raises(NotComparable) as refusal:
        compare_by_hand(ours, trial, per, published_design())
    assert sentence in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    "arguments",
    [["12/10", "--trial", "2/40"], ["-1/100", "--trial", "2/40"], ["9/100"], ["9/100", "--trail", "2/40"]],
)
def test_wrong_use_ends_with_exit_code_2(arguments):
    assert CliRunner().invoke(app, ["compare", *arguments]).exit_code == 2
