"""What the pages of the risks draw: peaks, changes, shifts of grades, lowest counts, an infection."""

from sample import AS_OF, HOSTILE, LABEL, Sample, drawn

NUMBERS = drawn("""
  rule                | name                   | value | unit
  hys_law             | aminotransferase_x_uln | 3     | 1
  hys_law             | bilirubin_x_uln        | 2     | 1
  hys_law             | hepatocellular_r       | 5     | 1
  hys_law             | cholestatic_r          | 2     | 1
  creatinine_rise     | x_baseline             | 1.5   | 1
  acute_kidney_injury | stage_3_x_baseline     | 3     | 1
  neutropenia         | infection_days         | 14    | d
  iris                | window_days            | 180   | d
  infusion_reaction   | window_minutes         | 1440  | min
""")
LIVER = drawn("""
  patient_id | aminotransferase_x_uln | bilirubin_x_uln | days_between | r_value | quadrant               | not_placed_reason
  P-0042     | 6                      | 2.4             | 14           | 10.8    | both                   |
  <b>9</b>   | 5                      | 0.8             | -3           |         | aminotransferase alone |
  P-0011     | 0.5                    | 0.4             | 0            | 1       | neither                |
  P-0012     | 0.9                    |                 |              |         |                        | no total bilirubin
""")
CREATININE = drawn("""
  patient_id | x_baseline | value | not_drawn_reason
  P-0117     | 1.55       | 1.7   |
  P-0042     | 1.02       | 0.9   |
  P-0011     |            |       | no creatinine
""")
LOWEST = drawn("""
  patient_id | analyte     | sex | value | grade | is_worse_than_baseline | days_to_recovery
  P-0042     | neutrophils | M   | 0.59  | 3     | true                   | 14
  P-0117     | neutrophils | F   | 2.4   | 0     | false                  |
  P-0117     | haemoglobin | F   | 12.1  | 0     | false                  |
  P-0042     | haemoglobin |     | 9.2   |       |                        |
""")
CUTS = drawn("""
  analyte     | sex | grade | cut  | unit
  neutrophils |     | 1     | 1.0  | 10*9/L
  neutrophils |     | 3     | 0.6  | 10*9/L
  haemoglobin | F   | 1     | 10.4 | g/dL
  haemoglobin | M   | 1     | 10.9 | g/dL
""")


def add_risks(sample: Sample) -> None:
    """What the pages of the risks draw: peaks, changes, shifts of grades, lowest counts, an infection."""
    said = {"source": LABEL, "verification": "V1"}
    for number in NUMBERS:
        sample.add("reference.threshold", **number, meaning=f"Meaning of {number['name']}", **said)
    for cut in CUTS:
        sample.add("reference.grade_rule", **cut, system="daids", direction="low", measure="value", **said)
    for analyte, unit in {cut["analyte"]: cut["unit"] for cut in CUTS}.items():
        sample.add("reference.analyte", analyte=analyte, title=analyte.capitalize(), standard_unit=unit, **said)
    exact = {
        "aminotransferase": "alt",
        "aminotransferase_operator": "=",
        "bilirubin_operator": "=",
        "alp_operator": "=",
    }
    for person in LIVER:
        sample.add(
            "signals.liver_peak", **person, **exact, aminotransferase_on=AS_OF, bilirubin_on=AS_OF, n_bilirubin=2
        )
    for person in CREATININE:
        sample.add("signals.creatinine_change", **person, operator="=", unit="mg/dL", collected_on=AS_OF)
    for baseline, worst in ((0, 3), (0, 0), (None, 4)):
        shift = {"baseline_grade": baseline, "worst_grade": worst, "may_be_higher": False}
        sample.add("signals.grade_shift", patient_id=f"P-{worst:04d}", analyte="neutrophils", **shift)
    for person in LOWEST:
        unit = "g/dL" if person["analyte"] == "haemoglobin" else "10*9/L"
        sample.add("signals.lowest_count", **person, operator="=", unit=unit, collected_on=AS_OF, newest_on=AS_OF)
    infection = {"event_id": "E-7", "patient_id": "P-0042", "term": f"{HOSTILE} pneumonia", "started_on": AS_OF}
    sample.add("signals.infection_near_low_count", **infection, low_count_on=AS_OF, days_from_low_count=-5)
