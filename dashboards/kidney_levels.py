"""The levels of creatinine and eGFR in words: who reached which, and of whom it cannot be judged."""

from dashboards.night import Row
from dashboards.words import count, fraction


def judged(levels: list[Row]) -> list[Row]:
    """Rows of marts.kidney_level with n_judged and the share of them who reached the level."""
    for row in levels:
        row["n_judged"] = row["n_reached"] + row["n_not_reached"]
        row["share"] = row["n_reached"] / row["n_judged"] if row["n_judged"] else None
    return levels


def finding(levels: list[Row]) -> str:
    """One sentence: the highest level that anybody reached of each analyte, and of how many it could be judged."""
    if not levels:
        return "No level is on file."
    said = []
    for analyte, title in (("creatinine", "creatinine"), ("egfr", "eGFR")):
        own = [row for row in levels if row["analyte"] == analyte]
        reached = [row for row in own if row["n_reached"]]
        if not any(row["n_judged"] for row in own):
            said.append(f"no level of {title} can be judged of anybody")
        elif not reached:
            most = max(row["n_judged"] for row in own)
            said.append(f"no level of {title} was reached by any of up to {count(most)} people who could be judged")
        else:
            last = reached[-1]
            words = last["words"][0].lower() + last["words"][1:] if analyte == "creatinine" else last["words"]
            said.append(f"{words}: {fraction(last['n_reached'], last['n_judged'], last['share'])}")
    return f"The furthest level reached: {'; '.join(said)}."
