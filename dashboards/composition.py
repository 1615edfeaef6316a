"""All pages of a night, by file name: what the night's folder and the server both show."""

from collections.abc import Callable
from functools import partial

from dashboards.flag_list import signal_page_name
from dashboards.night import OpenNight
from dashboards.pages.audit import audit_page
from dashboards.pages.brief import brief_page
from dashboards.pages.case import is_work_page, work_page, work_pages
from dashboards.pages.case_form import case_form_page, case_forms, is_case_form
from dashboards.pages.cases import cases_page
from dashboards.pages.dictionary import dictionary_page
from dashboards.pages.dosing import dosing_page
from dashboards.pages.flag import flags_page, signal_page
from dashboards.pages.monitor import monitor_page
from dashboards.pages.near_miss import near_miss_page
from dashboards.pages.pack import pack_page
from dashboards.pages.patient import patient_page, patients_page
from dashboards.pages.quality import quality_page
from dashboards.pages.quarantine import quarantine_page
from dashboards.pages.rate import rate_page, rate_page_name
from dashboards.pages.rates import VIEWS, view_page
from dashboards.pages.receipt import receipt_page, receipt_page_name
from dashboards.pages.risk import haematology_page, hepatic_page, renal_page
from dashboards.pages.risk_iris import iris_page
from dashboards.pages.risk_reaction import reactions_page
from dashboards.pages.rows import rows_page
from dashboards.pages.run import runs_page
from dashboards.pages.sites import sites_page
from dashboards.people import PREFIX, patient_page_name
from dashboards.receipts import RECEIPTS

PAGES: dict[str, Callable[[OpenNight], str]] = {
    "index.html": brief_page,
    "cases.html": cases_page,
    "flags.html": flags_page,
    "near-misses.html": near_miss_page,
    "patients.html": patients_page,
    **{view.page: view_page(view) for view in VIEWS},
    "dosing.html": dosing_page,
    "risk-iris.html": iris_page,
    "risk-reactions.html": reactions_page,
    "risk-hepatic.html": hepatic_page,
    "risk-renal.html": renal_page,
    "risk-haematology.html": haematology_page,
    "monitor.html": monitor_page,
    "sites.html": sites_page,
    "quality.html": quality_page,
    "quarantine.html": quarantine_page,
    "runs.html": runs_page,
    "audit.html": audit_page,
    "dictionary.html": dictionary_page,
    "pack.html": pack_page,
    **{receipt.page_name: partial(rows_page, name=name) for name, receipt in RECEIPTS.items()},
}


def page_names(night: OpenNight) -> list[str]:
    """File names of all pages of this night: fixed ones, three for each watched signal, those of people and cases."""
    people = map(patient_page_name, night.people_with_a_page)
    return [*names_for_all(night), *people, *work_pages(night), *case_forms(night)]


def names_for_all(night: OpenNight) -> list[str]:
    """The same without the pages of single people and cases."""
    return [*PAGES, *_pages_of_rules(night)]


def compose(night: OpenNight, name: str) -> str | None:
    """The page of that name as HTML, or None when this night has no such page."""
    if name in PAGES:
        return PAGES[name](night)
    if name.startswith(PREFIX):
        return patient_page(night, name)
    if is_case_form(name):
        return case_form_page(night, name)
    if is_work_page(name):
        return work_page(night, name)
    page, rule = _pages_of_rules(night).get(name, (None, ""))
    return page(night, rule) if page is not None else None


def _pages_of_rules(night: OpenNight) -> dict[str, tuple[Callable[[OpenNight, str], str], str]]:
    pages: dict[str, tuple[Callable[[OpenNight, str], str], str]] = {}
    for signal in night.rows("signal"):
        rule = signal["rule"]
        pages[signal_page_name(rule)] = (signal_page, rule)
        if signal["is_active"]:
            pages[rate_page_name(rule)] = (rate_page, rule)
            pages[receipt_page_name(rule)] = (receipt_page, rule)
    return pages
