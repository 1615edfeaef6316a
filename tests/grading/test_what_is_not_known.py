"""What is not known stays open: a grade is empty or a minimum, with the reason in words."""


def test_sex_not_known_leaves_haemoglobin_open_only_where_the_sexes_differ(graded):
    answers = graded("""
        analyte     | value | unit | sex
        haemoglobin | 11.0  | g/dL |
        haemoglobin | 10.5  | g/dL |
        haemoglobin | 10.5  | g/dL | M
        haemoglobin | 10.5  | g/dL | F
        haemoglobin | 8.7   | g/dL |
        haemoglobin | 8.0   | g/dL |
    """)
    assert [answer["daids_grade"] for answer in answers] == [0, None, 1, 0, 2, 3]
    assert "DAIDS v2.1: sex missing" in answers[1]["reason"]
    assert "DAIDS v2.1: the grade may be higher" in answers[4]["reason"]
    assert "DAIDS v2.1: the grade may be higher" not in answers[5]["reason"]


def test_the_label_asks_haemoglobin_below_one_threshold_for_both_sexes(graded):
    answers = graded("""
        analyte     | value | unit | sex
        haemoglobin | 8.7   | g/dL | M
        haemoglobin | 8.5   | g/dL |
        haemoglobin | 8.49  | g/dL |
    """)
    assert [(answer["daids_grade"], answer["label_hit"]) for answer in answers] == [(3, False), (2, False), (3, True)]


def test_the_label_prints_more_than_where_daids_prints_at_least(graded):
    answers = graded("""
        analyte | value | unit  | upper_limit
        lipase  | 180   | U/L   | 60
        lipase  | 180.1 | U/L   | 60
        urate   | 12    | mg/dL | 7
        urate   | 12.01 | mg/dL | 7
    """)
    assert [answer["daids_grade"] for answer in answers] == [3, 3, 3, 3]
    assert [answer["label_hit"] for answer in answers] == [False, True, False, True]


def test_a_missing_upper_limit_leaves_multiples_open(graded):
    (answer,) = graded("analyte | value | unit\nALT | 900 | U/L")
    assert answer["daids_grade"] is answer["ctcae_v5_grade"] is None
    assert "upper limit missing" in answer["reason"]


def test_a_limit_of_nought_is_no_limit(graded):
    (answer,) = graded("analyte | value | unit | upper_limit\nALT | 900 | U/L | 0")
    assert answer["daids_grade"] is None


def test_a_missing_lower_limit_leaves_only_grade_1_of_ctcae_open(graded):
    answers = graded("""
        analyte     | value | unit   | lower_limit
        neutrophils | 1.6   | 10*9/L | 1.8
        neutrophils | 1.6   | 10*9/L |
        neutrophils | 1.4   | 10*9/L |
    """)
    assert [answer["ctcae_v5_grade"] for answer in answers] == [1, None, 2]
    assert [answer["ctcae_v6_grade"] for answer in answers] == [0, 0, 1]


def test_creatinine_by_limit_or_by_baseline_whichever_is_higher(graded):
    answers = graded("""
        analyte    | value | unit  | upper_limit | baseline
        creatinine | 0.9   | mg/dL | 1.2         | 0.6
        creatinine | 0.89  | mg/dL | 1.2         | 0.6
        creatinine | 0.9   | mg/dL |             | 0.6
        creatinine | 0.9   | mg/dL | 1.2         |
        creatinine | 2.2   | mg/dL | 1.2         |
        creatinine | 2.16  | mg/dL | 1.2         | 2.0
    """)
    assert [answer["daids_grade"] for answer in answers] == [3, 2, 3, 0, 3, 2]
    assert [answer["label_hit"] for answer in answers] == [True, False, True, None, True, False]
    assert "US label: baseline missing" in answers[3]["reason"]


def test_ctcae_reads_liver_enzymes_by_baseline_only_where_that_was_high(graded):
    answers = graded("""
        analyte | value | unit | upper_limit | baseline
        ALT     | 100   | U/L  | 40          | 80
        ALT     | 120   | U/L  | 40          | 80
        ALT     | 100   | U/L  | 40          | 40
        ALT     | 100   | U/L  | 40          |
    """)
    assert [answer["ctcae_v5_grade"] for answer in answers] == [0, 1, 1, 1]


def test_symptoms_that_no_laboratory_tells_make_a_grade_a_minimum(graded):
    answers = graded("""
        analyte | value | unit | upper_limit
        lipase  | 119   | U/L  | 60
        lipase  | 121   | U/L  | 60
        lipase  | 301   | U/L  | 60
    """)
    assert [answer["ctcae_v5_grade"] for answer in answers] == [2, 2, 3]
    assert ["CTCAE v5.0: the grade may be higher" in answer["reason"] for answer in answers] == [False, True, True]


def test_direct_bilirubin_above_its_limit_is_at_least_grade_3(graded):
    answers = graded("""
        analyte          | value | unit  | upper_limit
        direct bilirubin | 0.31  | mg/dL | 0.3
        direct bilirubin | 0.30  | mg/dL | 0.3
    """)
    assert [(answer["daids_grade"], answer["label_hit"]) for answer in answers] == [(3, True), (0, False)]
    assert "DAIDS v2.1: the grade may be higher" in answers[0]["reason"]


def test_cd4_and_lymphocytes_are_no_toxicity_in_people_with_hiv(graded):
    answers = graded("""
        analyte     | value | unit   | lower_limit
        CD4         | 40    | /mm3   | 500
        lymphocytes | 0.3   | 10*9/L | 1
    """)
    assert [answer["daids_grade"] for answer in answers] == [None, None]
    assert all("DAIDS v2.1: graded only in people without HIV" in answer["reason"] for answer in answers)


def test_ctcae_v5_has_no_numbers_for_high_glucose(graded):
    answers = graded("""
        analyte | value | unit  | lower_limit | upper_limit
        glucose | 400   | mg/dL | 70          | 99
        glucose | 99    | mg/dL | 70          | 99
        glucose | 54    | mg/dL | 70          | 99
    """)
    assert [answer["ctcae_v5_grade"] for answer in answers] == [None, 0, 2]
    assert "graded by its treatment" in answers[0]["reason"]


def test_ctcae_v6_gives_no_grade_to_a_clearance_below_its_last_cut(graded):
    answers = graded("""
        analyte              | value | unit
        creatinine clearance | 49.01 | mL/min
        creatinine clearance | 49    | mL/min
        creatinine clearance | 25    | mL/min
        creatinine clearance | 10    | mL/min
        creatinine clearance | 9.99  | mL/min
    """)
    assert [answer["ctcae_v6_grade"] for answer in answers] == [0, 2, 3, 3, None]


def test_ctcae_v6_alkaline_phosphatase_must_exceed_limit_and_baseline(graded):
    answers = graded("""
        analyte | value | unit | upper_limit | baseline
        ALP     | 150   | U/L  | 120         | 140
        ALP     | 140   | U/L  | 120         | 140
        ALP     | 150   | U/L  | 120         |
        ALP     | 139   | U/L  |             | 140
        ALP     | 141   | U/L  |             | 140
    """)
    assert [answer["ctcae_v6_grade"] for answer in answers] == [1, 0, 1, 0, None]


def test_children_are_graded_by_the_rows_of_their_age(graded):
    answers = graded("""
        analyte          | value | unit   | age_years | sex | upper_limit
        neutrophils      | 3.5   | 10*9/L | 0.0027    |     |
        neutrophils      | 1.2   | 10*9/L | 0.0082    |     |
        neutrophils      | 1.2   | 10*9/L | 0.0219    |     |
        haemoglobin      | 12.9  | g/dL   | 0.0137    |     |
        haemoglobin      | 12.9  | g/dL   | 0.0411    |     |
        haemoglobin      | 9.4   | g/dL   | 12.9      |     |
        haemoglobin      | 10.9  | g/dL   | 13        | M   |
        haemoglobin      | 10.9  | g/dL   |           | M   |
        direct bilirubin | 1.6   | mg/dL  | 0.0767    |     | 0.3
        direct bilirubin | 1.6   | mg/dL  | 0.0794    |     | 0.3
        glucose          | 54    | mg/dL  | 0.08      |     |
        glucose          | 54    | mg/dL  | 0.0834    |     |
        total bilirubin  | 6     | mg/dL  | 0.05      |     | 1
    """)
    assert [answer["daids_grade"] for answer in answers] == [2, 2, 0, 2, 1, 2, 1, 1, 3, 3, 1, 2, None]
