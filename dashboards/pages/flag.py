"""All flags on one page, and each signal on its own page with the evidence down to file and row."""

from dashboards.address import NAMES, asked_on, fields
from dashboards.evidence import SHOWN_PROOF, by_column, proof_of
from dashboards.flag_list import MOST_FLAGS, flags_in_words, listed_flags, signal_page_name
from dashboards.frame import render
from dashboards.night import OpenNight
from dashboards.part_of_list import part_of, rows_before
from dashboards.selection import as_rows, number_of, selection

PAGE = "flags.html"
MOST_IN_LIST = 1000


def flags_page(night: OpenNight) -> str:
    """The table of flags: new ones, then undated ones, then the newest onset; at most MOST_IN_LIST in one part.

    `?after=1000` asks the server for the flags after the first 1,000.
    """
    asked = asked_on(night, NAMES)
    everyone = listed_flags(night, asked)
    kept = [flag for flag in everyone if flag.is_kept]
    n_before = rows_before(night.query)
    part = part_of(len(kept), n_before, MOST_IN_LIST, page=PAGE, asked=asked.by_name(), is_live=night.is_live)
    signals = night.rows("signal")
    titles = {signal["rule"]: signal["title"] for signal in signals}
    sites = night.con.table("marts.flag").select("site_id").distinct().fetchall()
    return render(
        "flags.html",
        night,
        page=PAGE,
        title="Flags",
        flags=flags_in_words(night, kept[n_before : n_before + MOST_IN_LIST]),
        part=part,
        n_flags=len(kept),
        n_patients=len({flag.patient_id for flag in kept}),
        n_new=sum(bool(flag.is_new) for flag in kept),
        n_hidden=len(everyone) - len(kept),
        filters=asked.in_words(titles),
        fields=fields(
            asked,
            NAMES,
            sites=sorted(site for (site,) in sites if site),
            signals=titles.items(),
            labels=[row["label_version"] for row in night.rows("label_edition")],
        ),
        signals=signals,
        earlier=night.earlier,
    )


def signal_page(night: OpenNight, rule: str) -> str:
    """One signal: what it asks, its flags with every row behind them, and whom it could not judge.

    At most MOST_FLAGS flags are in one part; `?after=100` asks the server for those after the first 100.
    """
    (signal,) = night.of_rule("signal", rule)
    page, n_before = signal_page_name(rule), rows_before(night.query)
    everyone = listed_flags(night, rules=[rule])
    part = part_of(len(everyone), n_before, MOST_FLAGS, page=page, asked={}, is_live=night.is_live)
    flags = flags_in_words(night, everyone[n_before : n_before + MOST_FLAGS])
    shown = [flag["flag_id"] for flag in flags]
    suggestion = {row["flag_id"]: row for row in night.rows("causality", flag_id=shown)}
    explanations = by_column("flag_id", night.rows("explanation", flag_id=shown))
    naranjo = by_column("flag_id", night.rows("naranjo_answer", flag_id=shown))
    not_judged = selection(night.con, "marts.unassessable", rule=rule)
    unjudged = as_rows(not_judged.limit(MOST_FLAGS))
    proof = proof_of(night, rule, shown, [person["patient_id"] for person in unjudged])
    for flag in flags:
        flag["proof"] = proof.of_flags[flag["flag_id"]]
        flag["causality"] = suggestion.get(flag["flag_id"])
        flag["explanations"] = explanations[flag["flag_id"]]
        flag["naranjo"] = naranjo[flag["flag_id"]]
    for person in unjudged:
        person["proof"] = proof.of_people[person["patient_id"]]
        person["n_more"] = person["n_evidence"] - min(person["n_evidence"], SHOWN_PROOF)
    return render(
        "signal.html",
        night,
        page=page,
        title=signal["title"],
        signal=signal,
        part=part,
        flags=flags,
        unjudged=unjudged,
        n_unjudged=number_of(not_judged),
        text=night.text_of(f"rules.{rule}"),
    )
