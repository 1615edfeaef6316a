"""What the page of sites shows. Built by `sql/marts/`."""

from schemas import signals_site
from schemas.base import Contract, Text, Whole, column


class SiteFeed(signals_site.SiteFeed):
    """What of each site's treated people is in force in each feed. One row a site and feed, also without any row."""


class SiteAvailability(signals_site.SiteAvailability):
    """Whether the data of each site are there, silent sites first. One row a site with treated people."""


class SiteDelay(Contract):
    """How long after its onset each site's flags could first be known. One row a site with a dated flag."""

    site_id: Text = column("VARCHAR", signals_site.SITE, key=True)
    n_flags: Whole = column("BIGINT", "Dated flags", nullable=False)
    median_days: Whole = column("INTEGER", "Median delay", unit="d", nullable=False)
    slow_days: Whole = column("INTEGER", "Nine in ten were known after at most so long", unit="d", nullable=False)
    longest_days: Whole = column("INTEGER", "The longest", unit="d", nullable=False)
