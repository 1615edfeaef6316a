"""Reactions to infusions: when they began, what three definitions say, how often, by what, and what came after."""

from functools import partial
from itertools import groupby
from typing import Any

from dashboards.figures import reaction_strip
from dashboards.frame import render
from dashboards.night import OpenNight, Row
from dashboards.pages.rate import panel
from dashboards.pages.risk_family import family, numbers, opening

REACTIONS = ("infusion_reaction", "hypersensitivity", "anaphylaxis")
MOST_LISTED = 200
DIVISIONS = {
    "all": "All",
    "number": "By number of the infusion",
    "method": "By method",
    "length": "By rate: length of the infusion beside the shortest that the label allows",
}
LIMBS = (
    ("niaid", "is_niaid_met", (("niaid_1", "1"), ("niaid_2", "2"), ("niaid_3", "3"))),
    ("wao", "is_wao_met", (("wao_1", "1"), ("wao_2", "2"))),
    ("brighton", "is_brighton_met", (("is_level_1", "level 1"), ("is_level_2", "level 2"), ("is_level_3", "level 3"))),
)
RECHALLENGES = ("positive", "negative", "not told")


def reactions_page(night: OpenNight) -> str:
    """Time to onset, definitions side by side, rates of people and infusions, rechallenge and tryptase."""
    rules = family(night, REACTIONS)
    cuts = numbers(night, "infusion_reaction")
    reactions = night.rows("reaction")
    definitions = night.rows("reaction_definition")
    tryptase = night.rows("reaction_tryptase")
    return render(
        "risk_reactions.html",
        night,
        page="risk-reactions.html",
        title="Hypersensitivity and reactions to infusions",
        opening=opening(night, rules, "reactions to infusions"),
        rules=rules,
        strip=panel(
            "Time from the infusion to the onset",
            reactions if any(row["minutes_after_end"] is not None for row in reactions) else [],
            partial(reaction_strip.reaction_strip, window_minutes=cuts.get("window_minutes", 0)),
            reaction_strip.finding,
        ),
        reactions=reactions[:MOST_LISTED],
        n_reactions=len(reactions),
        definitions=definitions[:MOST_LISTED],
        n_definitions=len(definitions),
        n_met=[sum(bool(row[met]) for row in definitions) for _, met, _ in LIMBS],
        limbs=limbs,
        rates=by_rule(night.rows("reaction_rate")),
        divisions=DIVISIONS,
        rechallenge=rechallenge(night, reactions),
        tryptase=tryptase[:MOST_LISTED],
        n_tryptase=len(tryptase),
        n_people=night.facts["n_treated"],
        n_infusions=night.count("clinical.infusion"),
        numbers=[row for rule in REACTIONS for row in night.rows("rule_number", rule=rule)],
    )


def limbs(row: Row) -> list[tuple[bool | None, str]]:
    """For each definition: met, not met or open (None), and which of its limbs are met or open, in words."""
    found = []
    for _, met, own in LIMBS:
        held = [name for column, name in own if row[column]]
        unsettled = [name for column, name in own if row[column] is None]
        words = [", ".join(held)] if held else []
        words += [f"open: {', '.join(unsettled)}"] if unsettled else []
        found.append((row[met], "; ".join(words)))
    return found


def by_rule(rates: list[Row]) -> list[dict[str, Any]]:
    """Rates of each rule, its divisions in order; a division with one part tells no more than the whole and stays."""
    found = []
    for title, rows in groupby(rates, lambda row: row["title"]):
        own = list(rows)
        found.append({
            "title": title,
            "rule": own[0]["rule"],
            "whole": next(row for row in own if row["division"] == "all"),
            "parts": [row for row in own if row["division"] != "all"],
        })  # fmt: skip
    return found


def rechallenge(night: OpenNight, reactions: list[Row]) -> dict[str, Any]:
    """What came after the next dose: counts of each rule, and those of which something is told, with the flag."""
    told = {row["flag_id"]: row for row in night.rows("causality", rule=list(REACTIONS))}
    asked = [reaction | told[reaction["flag_id"]] for reaction in reactions if reaction["flag_id"] in told]
    counts = [
        {"title": title, "n": [sum(row["rechallenge"] == word for row in own) for word in RECHALLENGES]}
        for title, own in ((title, list(rows)) for title, rows in groupby(asked, lambda row: row["title"]))
    ]
    known = [row for row in asked if row["rechallenge"] != "not told"]
    return {"words": RECHALLENGES, "counts": counts, "known": known[:MOST_LISTED], "n_known": len(known)}
