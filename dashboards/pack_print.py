"""The meeting pack on paper: cover, chosen pages, case list, appendix of receipts; sheets numbered through."""

from collections.abc import Mapping

from dashboards.composition import compose
from dashboards.night import OpenNight
from dashboards.pack import Pack, Seal, checked
from dashboards.pages.pack import cases_page, cover_page, receipts_page
from dashboards.printing import print_pages

COVER, CASES, RECEIPTS = "pack-cover.html", "pack-cases.html", "pack-receipts.html"


def print_pack(night: OpenNight, pack: Pack, seal: Seal, paper: str = "A4") -> bytes:
    """The pack as one PDF. Raises NoSuchPage, NoChromium, and ValueError as `checked`."""
    wanted = checked(pack, night)

    def page(name: str, query: Mapping[str, str]) -> str | None:
        night.query = query
        if name == COVER:
            return cover_page(night, wanted, seal)
        if name == CASES:
            return cases_page(night, wanted.since)
        return (
            receipts_page(night, [address.partition("?")[0] for address in wanted.addresses])
            if name == RECEIPTS
            else compose(night, name)
        )

    title = f"Ibalizumab safety: meeting pack, data to {night.facts['as_of']}, run {night.facts['run_id']}"
    return print_pages(page, [COVER, *wanted.addresses, CASES, RECEIPTS], paper, running_title=title)
