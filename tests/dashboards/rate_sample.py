"""Rates of a drawn night beside the trial."""

from sample import LABEL, RULES, Sample, drawn

RATES = drawn("""
  rule              | baseline_id   | baseline_kind       | n_in_window | n_full_window | n_with_event
  bilirubin_rise    | us_bilirubin  | us_label_laboratory | 205         | 161           | 8
  creatinine_rise   | us_creatinine | us_label_laboratory | 203         | 160           | 55
  neutropenia       | us_neutrophil | us_label_laboratory | 205         | 161           | 24
  iris              | us_iris       | us_label_warning    | 212         | 168           | 0
  infusion_reaction | none          |                     | 212         | 168           | 9
  anaphylaxis       | none          |                     | 212         | 168           | 1
""")
OUR_SHARES = drawn("""
  rule              | share | share_low | share_high | probability_above_trial | probability_above_twice_trial
  bilirubin_rise    | .0390 | .0170     | 0.0755     | 0.31                    | 0.05
  creatinine_rise   | .2709 | .2112     | 0.3376     | 0.992                   | 0.72
  neutropenia       | .1171 | .0765     | 0.1692     | 0.90                    | 0.55
  iris              | 0     | 0         | 0.0172     | 0.12                    | 0.04
  infusion_reaction | .0425 | .0196     | 0.0791     |                         |
  anaphylaxis       | .0047 | .0001     | 0.0260     |                         |
""")
TRIAL_SHARES = drawn("""
  rule              | trial_n_with_event | trial_n_patients | trial_share | trial_share_low | trial_share_high
  bilirubin_rise    | 2                  | 40               | 0.05        | 0.0061          | 0.1692
  creatinine_rise   | 4                  | 40               | 0.10        | 0.0279          | 0.2366
  neutropenia       | 2                  | 40               | 0.05        | 0.0061          | 0.1692
  iris              | 1                  | 40               | 0.025       | 0.0006          | 0.1316
  infusion_reaction |                    |                  |             |                 |
  anaphylaxis       |                    |                  |             |                 |
""")
VERDICTS = {
    "bilirubin_rise": "a doubling is unlikely",
    "creatinine_rise": "above",
    "neutropenia": "cannot tell yet",
    "iris": "cannot tell yet",
}


def add_rates(sample: Sample) -> None:
    """Rates as the comparison writes them, with their baselines."""
    for rate, ours, trial in zip(RATES, OUR_SHARES, TRIAL_SHARES, strict=True):
        title = {rule["rule"]: rule["title"] for rule in RULES}[rate["rule"]]
        counts = f"{rate['n_with_event']} of {rate['n_in_window']}"
        is_compared = rate["baseline_kind"] is not None
        sample.add(
            "signals.rate",
            **(rate | ours | trial),
            population="everyone",
            window_name="trial_comparison",
            window_days=168,
            n_first_events=rate["n_with_event"],
            patient_years=80.5,
            verdict=VERDICTS.get(rate["rule"], "not judged"),
            verdict_reason=f"Reason of {rate['rule']}.",
            rate_sentence=f"Rate of {rate['rule']}.",
            e_value=0.5,
            e_value_highest=23.4 if rate["rule"] == "creatinine_rise" else 0.6,
            n_treated=212,
            n_evaluable=rate["n_in_window"],
            sentence=f"{title} in the first 168 days: {counts}. Sentence of {rate['rule']}.",
            baseline_verification="V1" if is_compared else None,
            baseline_source=LABEL if is_compared else None,
        )
        if is_compared:
            sample.add(
                "reference.trial_baseline",
                baseline_id=rate["baseline_id"],
                kind=rate["baseline_kind"],
                title=title,
                trial="TMB-301",
                n_patients=40,
                definition=f"Definition of {rate['baseline_id']}",
                source=LABEL,
                verification="V1",
            )
