"""Commands that put cases and pages on paper: one case, the listing of a periodic report, the meeting pack."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.store import open_store
from flows.terminal import StoreOption, errors, screen

AsOfOption = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The night of that day (the newest).")
]
PaperOption = Annotated[str, typer.Option(help="A4 or Letter.")]


def case(
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="Id of the case, as C-0123456789.")],
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON; docs/case-json.md has the shape.")] = False,
    cioms: Annotated[
        Path | None, typer.Option("--cioms", help="Write its form, like CIOMS I, as a PDF.", show_default=False)
    ] = None,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    paper: PaperOption = "A4",
) -> None:
    """Take one case out of a night: as JSON, as a printable form, or both."""
    from flows.case_output import case_as_json, write_case_form

    if not json and cioms is None:
        raise typer.BadParameter("Say --json, --cioms FILE.pdf, or both.")
    opened, day = open_store(store, must_exist=True), _day(as_of)
    if cioms is not None:
        check_paper(paper)
        _check_folder(cioms, "--cioms")
        with errors.status("Printing"):
            written = write_case_form(opened, case_id, cioms, as_of=day, paper=paper)
        errors.print(f"Written: {written}", highlight=False, markup=False, soft_wrap=True)
    if json:
        sys.stdout.write(case_as_json(opened, case_id, day))


def listing(
    from_on: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day of the interval (UTC).")],
    until_on: Annotated[datetime, typer.Option("--until", formats=["%Y-%m-%d"], help="Last day of it, included.")],
    out: Annotated[Path, typer.Option("--out", help="FILE.csv or FILE.xlsx; an older one is replaced.")],
    summary: Annotated[
        bool, typer.Option("--summary", help="Counts by reaction, seriousness and listedness instead of lines.")
    ] = False,
    store: StoreOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Write the cases of an interval for the periodic report: a line each, or their counts, cumulative ones beside."""
    from flows.listing import Interval, write_listing

    _check_folder(out, "--out")
    interval = Interval(from_on.date(), until_on.date())
    files, notes = write_listing(
        open_store(store, must_exist=True), out, interval, is_summary=summary, as_of=_day(as_of)
    )
    for line in (*notes, *(f"Written: {file}" for file in files)):
        screen.print(line, highlight=False, markup=False, soft_wrap=True)


def pack(
    pdf: Annotated[Path, typer.Option("--pdf", help="The PDF to write; an older one is replaced.")],
    page: Annotated[
        list[str] | None,
        typer.Option("--page", help="A page, as flags.html?site=SITE-04; several times. Without: the usual ones."),
    ] = None,
    comment: Annotated[
        list[str] | None,
        typer.Option("--comment", help='Words for the cover; "rates.html: words" are about that page. Several times.'),
    ] = None,
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Mark cases with new information since that day.")
    ] = None,
    store: StoreOption = None,
    as_of: AsOfOption = None,
    paper: PaperOption = "A4",
) -> None:
    """Print a meeting pack: cover with hashes and comments, chosen pages, case list, receipts. One PDF.

    The usual pages are the brief, the rates, and the pages of risks with flags. The hash of the PDF is printed, for the
    minutes.
    """
    from flows.report import write_pack

    check_paper(paper)
    _check_folder(pdf, "--pdf")
    opened = open_store(store, must_exist=True)
    with errors.status("Printing"):
        sha256 = write_pack(opened, pdf, page or [], comment or [], since=_day(since), as_of=_day(as_of), paper=paper)
    screen.print(f"Written: {pdf}, SHA-256 {sha256}", highlight=False, markup=False, soft_wrap=True)


def check_paper(paper: str) -> None:
    """Refuse a size of paper that is not known."""
    if paper not in ("A4", "Letter"):
        raise typer.BadParameter(f"{paper} is not a size this knows: A4 or Letter.", param_hint="--paper")


def _check_folder(file: Path, option: str) -> None:
    if not file.parent.is_dir():
        raise typer.BadParameter(f"There is no folder {file.parent} to write into.", param_hint=option)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
