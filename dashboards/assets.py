"""Style, scripts and Plotly's library: one copy for all pages, named with a hash where they are served."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from plotly.offline import get_plotlyjs

STATIC = Path(__file__).parent / "static"
ASSETS = "assets"
LIBRARY = "plotly.min.js"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}


@dataclass(frozen=True)
class Asset:
    """The bytes of one, plain and packed, and the hash that changes with them."""

    content: bytes
    packed: bytes
    digest: str
    media_type: str


@cache
def assets() -> dict[str, Asset]:
    """Every asset by name."""
    found = {path.name: path.read_bytes() for path in sorted(STATIC.iterdir())}
    return {name: _asset(name, content) for name, content in (found | {LIBRARY: get_plotlyjs().encode()}).items()}


def asset_address(name: str) -> str:
    """The address of an asset beside a served page. It changes with the content, so browsers may keep it for good."""
    return f"{ASSETS}/{name}?v={assets()[name].digest}"


def _asset(name: str, content: bytes) -> Asset:
    packed = gzip.compress(content, mtime=0)
    return Asset(content, packed, sha256(content).hexdigest()[:16], TYPES[Path(name).suffix])
