"""`vigil compare`: what the dashboard would say of counts at hand; what cannot be compared is a sentence, exit code 2."""

import subprocess
import sys

import duckdb
import pytest
from typer.testing import CliRunner

from flows import cli
from flows.check import ChecksFailed
from flows.cli import app
from flows.compare_by_hand import REFERENCE_TRIAL, NotComparable, as_given
from flows.monitoring_design import published_design
from flows.query import NothingPublished
from flows.run_record import NightAlreadyRunning
from flows.shares_by_hand import compared_shares
from flows.store import NoStore
from flows.warehouse import WarehouseError, load_reference, open_warehouse


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
    assert "Verdict" not in page
    assert "Shares are for reading; a verdict needs person-time: write\n" in page
    assert "  vigil compare 9 --per 60.5py --trial 2 --per 17.5py\n" in page
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


@pytest.mark.parametrize("written", ["17.5py", "17.50 PY", "17.5000py"])
def test_the_other_person_time_is_tried_where_the_assumed_one_is_written(written):
    page = compare("33", "--per", "60.5py", "--trial", "2", "--per", written)
    assert line(page, "if the trial had 19.2 patient-years") == "the most it can have had"
    told = " ".join(page.split())
    assert "17.5 patient-years are what is assumed for TMB-301: a placeholder, not published." in told
    assert "No sensitivity value" not in told


@pytest.mark.parametrize("written", ["20py", "17.54py", "17.4999py", "17.50000000000000001py", "19.2py"])
def test_of_any_other_person_time_no_sensitivity_value_is_known(written):
    page = compare("33", "--per", "60.5py", "--trial", "2", "--per", written)
    assert "No sensitivity value is known for this trial" in page
    assert "most it can have had" not in page
    assert REFERENCE_TRIAL not in page


def test_person_time_is_printed_as_it_was_given():
    assert line(compare("3", "--per", "1,060.25py", "--trial", "2", "--per", "17.54py"), "patient-years at risk") == (
        "1,060.25 17.54"
    )


def test_the_trial_that_is_named_is_that_of_the_reference_rows():
    with open_warehouse() as con:
        load_reference(con, ("trial_person_time",))
        trials = con.table("reference.trial_person_time").select("trial").distinct().fetchall()
    assert trials == [(REFERENCE_TRIAL,)]


def test_counts_without_an_event_are_not_estimable_and_say_what_is_still_possible():
    page = compare("0/100", "--trial", "0/40")
    assert line(page, "ratio of the shares (95 % interval)").startswith("none: no event on either side")
    assert "could still be up to 2.95 % (one-sided 95 %)" in page
    page = compare("20", "--per", "60.5py", "--trial", "0", "--per", "17.5py")
    assert line(page, "ratio of the rates (95 % interval)").startswith("at least 1.4 (no event in the trial)")


@pytest.mark.parametrize(
    "arguments",
    [
        ("0", "--per", "0.001py", "--trial", "0", "--per", "17.5py"),
        ("0/1", "--trial", "0/100000"),
    ],
)
def test_without_an_event_on_either_side_no_probability_comes_from_the_prior(arguments):
    page = compare(*arguments)
    told = [row for row in page.splitlines() if row.startswith("P(")]
    assert len(told) == 2
    assert all(
        "none: no event on either side it would rest on the priors alone" in " ".join(row.split()) for row in told
    )
    assert "all there is to say" not in page
    assert "do not show that there is none." in " ".join(page.split())


def test_one_event_on_either_side_gives_a_probability():
    for counts in (("1", "0"), ("0", "1")):
        page = compare(counts[0], "--per", "10py", "--trial", counts[1], "--per", "17.5py")
        assert "Jeffreys priors; for reading only" in line(page, "P(our rate > the trial's)")


@pytest.mark.parametrize("counts", [("1", "1py", "1000", "1000py"), ("0", "5000py", "100", "1000py")])
def test_whichever_side_is_small_the_counts_exclude_no_ratio(counts):
    page = " ".join(compare(counts[0], "--per", counts[1], "--trial", counts[2], "--per", counts[3]).split())
    assert "these counts exclude no ratio in that interval" in page
    assert "too small" not in page


@pytest.mark.parametrize(("ours", "lies"), [("2/3", False), ("3/4", True)])
def test_below_three_events_of_ours_nothing_lies_above(ours, lies):
    page = compare(ours, "--trial", "0/40")
    assert ("lies wholly above" in page) is lies
    assert ("lies above" in line(page, f"95 % band expected of {ours[-1]}")) is lies


@pytest.mark.parametrize(
    ("arguments", "label", "text"),
    [
        (("100000/100000", "--trial", "2/40"), "  95 % interval", "99.996–100 % 0.61–17 %"),
        (("5/1000000", "--trial", "2/1000000"), "difference in points", "+0.0003 (-0.0003 to +0.0010)"),
        (("5/100", "--trial", "2/40"), "difference in points", "0 (-11.9 to +7.4)"),
        (("900000", "--per", "900000py", "--trial", "900000", "--per", "450000py"), "ratio of the rates", "0.5 ("),
        (("20000/100000", "--trial", "2/40"), "patients with the event", "20,000 of 100,000 2 of 40"),
    ],
)
def test_numbers_bear_what_is_printed(arguments, label, text):
    found = line(compare(*arguments), label).removeprefix("(95 % interval)").strip()
    assert found.startswith(text)


@pytest.mark.parametrize("trial", [(3, 1_000_000), (400, 1_000_000), (2, 40), (500_000, 1_000_000)])
@pytest.mark.parametrize("ours", [(5, 1_000_000), (2, 999), (1_000_000, 1_000_000), (0, 1)])
def test_no_interval_of_a_difference_is_printed_as_a_point(ours, trial):
    (row,) = [row for row in compared_shares(*ours, *trial, published_design()) if row.label.startswith("difference")]
    low, high = row.values[0].split(" (")[1].rstrip(")").split(" to ")
    assert low != high


def test_one_way_of_writing_thousands_is_used():
    page = compare("20,000 / 100,000", "--trial", "1/1")
    assert "20,000 of 100,000, 20 %" in page
    assert "20000 of" not in page
    assert "The trial had 1 patient:" in " ".join(page.split())


def test_lines_stay_readable_on_a_terminal():
    for page in (
        compare("0", "--per", "0.001py", "--trial", "0", "--per", "17.5py"),
        compare("9/100", "--trial", "2/40"),
        compare("5", "--per", "60.5py", "--trial", "2", "--per", "17.5py"),
    ):
        assert max(len(row) for row in page.splitlines()) <= 115
        assert not [row for row in page.splitlines() if row.startswith("%")]


MIXED = "Two forms are mixed: a fraction goes with a fraction and without --per. "
BOTH = (
    "Write events in patient-years as vigil compare 5 --per 60.5py --trial 2 --per 17.5py, "
    "or patients of patients as vigil compare 9/100 --trial 2/40."
)


@pytest.mark.parametrize(
    ("ours", "trial", "per", "sentence"),
    [
        ("9", "2/40", [], MIXED + BOTH),
        ("9/100", "2", [], MIXED + BOTH),
        ("9/100", "2", ["17.5py"], MIXED + BOTH),
        ("9/100", "2", ["1py", "2py"], MIXED + BOTH),
        ("9/100", "2/40", ["1py"], MIXED + BOTH),
        ("9", "2", [], "'9' beside '2' lacks patients or patient-years. " + BOTH),
        ("9/100", None, [], "The trial's numbers are missing: give them with --trial. " + BOTH),
        ("٩/١٠٠", "2/40", [], "'٩/١٠٠' has digits other than 0 to 9. " + BOTH),
        ("9", "2", ["６０py", "17.5py"], "'６０py' has digits other than 0 to 9. " + BOTH),
        ("5", "2", ["1py"], "Give --per twice"),
        ("5", "2", ["1py", "2py", "3py"], "Give --per twice"),
        ("12/10", "2/40", [], "12/10 has more patients with the event (12) than patients (10): write those with"),
        ("2/40", "41/40", [], "41/40 has more patients with the event (41) than patients (40): write"),
        ("-1/100", "2/40", [], "'-1/100' is not patients with the event of patients: write it like 9/100."),
        ("1.5/100", "2/40", [], "'1.5/100' is not patients"),
        ("1,00/1,000", "2/40", [], "'1,00/1,000' is not patients"),
        ("0/0", "2/40", [], "0/0 has no patients, and without anybody there is no share: write them after the slash"),
        ("-5", "2", ["1py", "2py"], "'-5' is not a number of events: write a whole number like 5."),
        ("5", "2", ["0py", "17.5py"], "0py is no time at risk, and without any there is no rate: write patient-years"),
        ("5", "2", ["0.00py", "17.5py"], "above 0, like 60.5py."),
        (
            "5",
            "2",
            ["60", "17.5py"],
            "'60' is not a time at risk: write patient-years with py after them, like 60.5py.",
        ),
        ("5", "2", ["60 years", "17.5py"], "'60 years' is not a time at risk: write patient-years with py after"),
        ("5", "2", ["60,5py", "17.5py"], "'60,5py' is not a time at risk"),
        ("5", "2", ["-60py", "17.5py"], "'-60py' is not a time at risk"),
        ("5", "2", ["nanpy", "17.5py"], "'nanpy' is not a time at risk"),
        ("5/2000000", "2/40", [], "above 1,000,000 are not compared by hand"),
        ("5", "2", ["1py", "2000000py"], "above 1,000,000 are not compared by hand"),
        pytest.param("1/" + "9" * 5000, "2/40", [], "above 1,000,000 are not compared by hand", id="5,000 digits"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(ours, trial, per, sentence):
    with pytest.raises(NotComparable) as refusal:
        as_given(ours, trial, per)
    assert sentence in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (("9 / 100", " 2/ 40 ", []), ("9/100", "2/40", [])),
        (("1,009/10,000", "2/40", []), ("1009/10000", "2/40", [])),
        (("1,000", "2", ["1,000.5 PY", "17.5Py"]), ("1000", "2", ["1000.5py", "17.5py"])),
    ],
)
def test_spaces_capitals_and_separated_thousands_are_read(written, plain):
    assert as_given(*written) == as_given(*plain)


@pytest.mark.parametrize(
    "arguments",
    [["12/10", "--trial", "2/40"], ["-1/100", "--trial", "2/40"], ["9/100"], ["9/100", "--trail", "2/40"]],
)
def test_wrong_use_ends_with_exit_code_2(arguments):
    assert CliRunner().invoke(app, ["compare", *arguments]).exit_code == 2


@pytest.mark.parametrize("arguments", [["compare", "9/100", "--trial", "2"], ["compare", "9/100"], ["--help"]])
def test_wrong_use_and_help_import_nothing_heavy(arguments):
    asked = f"""
import sys
from typer.testing import CliRunner
from flows.cli import app
CliRunner().invoke(app, {arguments})
print(sorted({{"duckdb", "numpy", "pandas", "pandera", "scipy"}} & set(sys.modules)))
"""
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_the_form_with_person_time_comes_first_in_the_help():
    told = CliRunner().invoke(app, ["compare", "--help"]).output
    assert told.index("vigil compare 5 --per 60.5py") < told.index("vigil compare 9/100")


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (NightAlreadyRunning("a"), 75), (ChecksFailed("a"), 1), (NothingPublished("a"), 3), (WarehouseError("a"), 3),
        (NoStore("a"), 3), (duckdb.Error("a"), 3), (ValueError("a"), 3), (RuntimeError("a"), 3), (OSError("a"), 3),
    ],
)  # fmt: skip
def test_every_known_failure_is_a_sentence_and_an_exit_code(monkeypatch, failure, code):
    def fail():
        raise failure

    monkeypatch.setattr(cli, "app", fail)
    assert cli._run() == code


def test_an_unknown_failure_is_not_hidden(monkeypatch):
    def fail():
        raise LookupError("a")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(LookupError):
        cli._run()
