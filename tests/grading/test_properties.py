"""What must hold for any result: rows do not see each other, and worse is never milder."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.grade import grade_rows

from .reading import rules

NAMES = ["analyte", "value", "unit", "lower_limit", "upper_limit", "baseline", "sex", "fasting"]
PRINTED = [rule for rule in rules() if rule["system"] == "daids" and not rule["age_below_days"]]
UNITS = sorted({(rule["analyte"], rule["unit"]) for rule in PRINTED if rule["measure"] == "value"} | {
    ("alt", "U/L"), ("creatinine", "mg/dL"), ("bilirubin_total", "umol/L"), ("lipase", "U/L"), ("alp", "ukat/L"),
})  # fmt: skip
WORSE_WHEN_LOW = {rule["analyte"] for rule in PRINTED if rule["direction"] == "low"} - {"glucose"}
GRADES = (0, 2, 4)

numbers = st.decimals(min_value=0, max_value=2000, places=3)
limits = st.one_of(st.just(""), st.decimals(min_value="0.001", max_value=500, places=2).map(str))
row = st.tuples(
    st.sampled_from(UNITS), st.sampled_from(["", "<", ">", "<=", ">="]), numbers, limits, limits, limits,
    st.sampled_from(["F", "M", ""]), st.sampled_from(["yes", "no", ""]),
).map(lambda drawn: [drawn[0][0], f"{drawn[1]}{drawn[2]}", drawn[0][1], *drawn[3:]])  # fmt: skip
quick = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(results=st.lists(row, min_size=2, max_size=30), seed=st.randoms(use_true_random=False))
def test_order_and_company_of_rows_do_not_matter(grading, results, seed):
    together = grade_rows(grading, NAMES, results)
    order = list(range(len(results)))
    seed.shuffle(order)
    shuffled = grade_rows(grading, NAMES, [results[place] for place in order])
    assert shuffled == [together[place] for place in order]
    assert grade_rows(grading, NAMES, results[:1]) == together[:1]


@quick
@given(result=row, values=st.lists(numbers, min_size=2, max_size=25, unique=True))
def test_a_worse_value_never_has_a_lower_grade(grading, result, values):
    worsening = sorted(values, reverse=result[0] in WORSE_WHEN_LOW)
    if result[0] == "glucose":
        worsening = sorted(value for value in values if value > 200)
    answers = grade_rows(grading, NAMES, [[result[0], str(value), *result[2:]] for value in worsening])
    for place in GRADES:
        known = [int(answer[place]) for answer in answers if answer[place] is not None]
        assert known == sorted(known)


@quick
@given(result=row, bound=numbers, below=st.decimals(min_value="0.001", max_value=10, places=3))
def test_the_grade_of_a_bound_holds_for_every_value_that_it_allows(grading, result, bound, below):
    analyte, _, *rest = result
    cells = [[analyte, text, *rest] for text in (f"<{bound}", f">{bound}", str(bound - below), str(bound + below))]
    less, more, smaller, greater = grade_rows(grading, NAMES, cells)
    for place in GRADES:
        for bounded, exact in ((less, smaller), (more, greater)):
            if bounded[place] is not None and exact[place] is not None and Decimal(bound) > below:
                assert int(exact[place]) >= int(bounded[place])
