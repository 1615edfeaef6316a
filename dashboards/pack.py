"""What a meeting pack is: chosen pages of one night, comments, and the hashes that tie the paper to the store."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from dashboards.address import day_asked
from dashboards.navigation import NAVIGATION
from dashboards.night import OpenNight
from dashboards.pages.risk import HAEMATOLOGY, HEPATIC, RENAL
from dashboards.pages.risk_iris import IRIS
from dashboards.pages.risk_reaction import REACTIONS
from dashboards.selection import rows_of

FORM = "pack.html"
ALWAYS = ("index.html", "rates.html")
RISK_PAGES = {
    "risk-iris.html": IRIS,
    "risk-reactions.html": REACTIONS,
    "risk-hepatic.html": HEPATIC,
    "risk-renal.html": RENAL,
    "risk-haematology.html": HAEMATOLOGY,
}
TITLES = {place.page: place.name for one in NAVIGATION for place in (one, *one.group) if place.page not in (None, FORM)}
"""Pages that may be chosen, with what the navigation calls them."""
LONGEST_COMMENT, MOST_PAGES = 1500, 40


@dataclass(frozen=True)
class Comment:
    """Words for the meeting, about a page or about the whole."""

    page: str | None
    text: str


@dataclass(frozen=True)
class Pack:
    """What is asked for: addresses of pages in their order, comments, and from which day on a case is marked as new."""

    addresses: tuple[str, ...]
    comments: tuple[Comment, ...] = ()
    since: date | None = None


class ChainHead(NamedTuple):
    """The newest decision up to the cut-off; its number is 0 before the first."""

    n_decisions: int
    number: int
    sha256: str


@dataclass(frozen=True)
class Seal:
    """Hashes that tie the paper to the store."""

    warehouse_sha256: str
    is_as_published: bool | None
    """Whether the manifest of the night names the same hash; None without a manifest."""
    chain: ChainHead | None
    """Where the record of decisions ended; None in a night from before they were part of it."""


def default_pages(night: OpenNight) -> tuple[str, ...]:
    """The brief, the rates, and each page of a risk of which a rule flagged somebody."""
    flagged = {signal["rule"] for signal in night.rows("signal") if signal["n_episodes"]}
    return (*ALWAYS, *(page for page, rules in RISK_PAGES.items() if flagged & set(rules)))


def asked_pack(night: OpenNight, query: Mapping[str, str]) -> Pack:
    """The pack that an address asks for: `rates.html=yes`, `comment=…`, `comment-rates.html=…`, `since=2026-03-01`.

    Without a single page the default ones. Raises ValueError, a sentence.
    """
    chosen = tuple(name for name in TITLES if query.get(name) == "yes") or default_pages(night)
    said = [Comment(None, query.get("comment", "").strip())]
    said += [Comment(name, query.get(f"comment-{name}", "").strip()) for name in chosen]
    comments = tuple(comment for comment in said if comment.text)
    return checked(Pack(chosen, comments, day_asked(query.get("since", "").strip(), "since")), night)


def checked(pack: Pack, night: OpenNight) -> Pack:
    """The pack, if it can be made. Raises ValueError, a sentence."""
    if len(pack.addresses) > MOST_PAGES:
        raise ValueError(f"A pack holds at most {MOST_PAGES} pages; {len(pack.addresses)} were asked for.")
    if any(len(comment.text) > LONGEST_COMMENT for comment in pack.comments):
        raise ValueError(f"A comment may have {LONGEST_COMMENT} characters. Shorten the longest one.")
    if pack.since is not None and pack.since > night.facts["as_of"]:
        raise ValueError(f"Since {pack.since} lies after the data cut-off of the night, {night.facts['as_of']}.")
    return pack


def seal_of(warehouse: Path, night: OpenNight) -> Seal:
    """The hashes of a published night: its file is read whole."""
    with warehouse.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    manifest = warehouse.parent / "manifest.json"
    named = json.loads(manifest.read_text(encoding="utf-8")).get("warehouse_sha256") if manifest.exists() else None
    return Seal(sha256, None if named is None else named == sha256, _chain_head(night))


def _chain_head(night: OpenNight) -> ChainHead | None:
    try:
        (chain,) = rows_of(night.con, "raw.decision_chain")
    except duckdb.CatalogException:
        return None
    return ChainHead(chain["n_decisions"], chain["head_number"], chain["head_sha256"])


def comments_of(texts: Sequence[str], addresses: Sequence[str]) -> tuple[Comment, ...]:
    """Comments as they are typed after --comment: `rates.html: words` is about that page if it is in the pack."""
    found = []
    for text in texts:
        page, colon, words = text.partition(":")
        is_of_page = bool(colon) and page.strip() in addresses
        found.append(Comment(page.strip(), words.strip()) if is_of_page else Comment(None, text.strip()))
    return tuple(found)
