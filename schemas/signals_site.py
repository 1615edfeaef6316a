"""The data of each site: what is there, and what did not arrive."""

from schemas.base import Contract, Day, Instant, Number, Text, Truth, Whole, column

SITE = "Site; 'not known' for people without one"


class SiteFeed(Contract):
    """What of each site's treated people is in force in each feed. One row a site and feed, also without any row."""

    site_id: Text = column("VARCHAR", SITE, key=True)
    feed: Text = column("VARCHAR", "infusion, lab_result, adverse_event, vital_sign or medication", key=True)
    n_rows: Whole = column("BIGINT", "Rows in force", nullable=False)
    n_patients: Whole = column("BIGINT", "People with at least one", nullable=False)
    newest_on: Day = column("DATE", "Newest day that they speak of")
    newest_received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Receipt of the newest file that holds one")


class SiteAvailability(Contract):
    """Whether the data of each site are there. One row a site with treated people."""

    site_id: Text = column("VARCHAR", SITE, key=True)
    n_treated: Whole = column("BIGINT", "People treated", nullable=False)
    n_on_treatment: Whole = column("BIGINT", "Of these, alive and not presumed stopped", nullable=False)
    n_with_recent_result: Whole = column("BIGINT", "Of these, people with a recent laboratory result", nullable=False)
    n_without_result: Whole = column("BIGINT", "On treatment and without any laboratory result", nullable=False)
    doses_reported_until_on: Day = column("DATE", "Newest administration that the site reported of anybody")
    recent_days: Whole = column("INTEGER", "So many days before the cut-off a result is recent", unit="d")
    recent_share: Number = column("DOUBLE", "n_with_recent_result ÷ n_on_treatment; empty without anybody", unit="1")
    newest_received_at: Instant = column("TIMESTAMP WITH TIME ZONE", "Receipt of the newest file about its people")
    days_without_delivery: Whole = column("INTEGER", "From that day (UTC) to the cut-off", unit="d")
    silent_days: Whole = column("INTEGER", "From more days than these on: silent", unit="d")
    is_silent: Truth = column("BOOLEAN", "People on treatment, and nothing arrived for so long", nullable=False)
    least_recent_share: Number = column("DOUBLE", "Below this share the laboratory data are called thin", unit="1")
    is_thin: Truth = column("BOOLEAN", "The share of recent results lies below it", nullable=False)
