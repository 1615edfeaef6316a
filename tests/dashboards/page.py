"""Reading a page as a test needs it: its elements, its text, its figures."""

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class Page(HTMLParser):
    """Elements with their attributes, visible text, and figure data of one page."""

    html: str
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    figures: list[dict[str, Any]] = field(default_factory=list)
    inline_scripts: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    inside: tuple[str, dict[str, str | None]] = ("", {})

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = (tag, dict(attrs))
        self.elements.append(self.inside)

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.inside = ("", {})

    def handle_data(self, data: str) -> None:
        tag, attributes = self.inside
        if tag == "script" and attributes.get("type") == "application/json":
            self.figures.append(json.loads(data))
        elif tag == "script" and data.strip():
            self.inline_scripts.append(data)
        elif tag != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        """All visible words with single spaces."""
        return " ".join(" ".join(self.words).split()).replace("\N{NARROW NO-BREAK SPACE}", " ")

    def values(self, tag: str, attribute: str) -> list[str]:
        """Values of an attribute of all elements of that name."""
        return [found[attribute] or "" for name, found in self.elements if name == tag and attribute in found]
