"""The choice of a night in the frame leads to the same page of that night, and never off this server."""

import re
from collections.abc import Mapping
from datetime import date


def address_as_of(query: Mapping[str, str]) -> str:
    """Where a chosen `night` leads with `page`; without a day to the newest night, without a page to its brief."""
    page = query.get("page", "")
    name = page if re.fullmatch(r"[a-z0-9_-]+\.html", page) else ""
    try:
        return f"/night/{date.fromisoformat(query.get('night', ''))}/{name}"
    except ValueError:
        return f"/{name}"
