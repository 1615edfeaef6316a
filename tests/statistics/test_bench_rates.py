"""The bench of the rates runs: a night writes more from year to year, and the bench must give it what it reads."""

from bench.rates import main


def test_rates_of_a_small_programme_are_counted_and_compared(capsys):
    main(40)
    told = capsys.readouterr().out
    assert told.startswith("40 patients, ")
    assert "counts in SQL" in told
