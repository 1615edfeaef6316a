"""A visitor: opens pages in the browser and notes what should never happen."""

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SETTLED = 'html[data-figures="drawn"], html:not(:has([data-figure]))'
"""A page without figures, or with all of them drawn: as a selector, for our policy forbids to evaluate text again."""


@dataclass
class Visit:
    """One tab. `problems` holds console errors, uncaught exceptions and requests that leave the server."""

    browser: Browser
    address: str
    size: dict[str, int] = field(default_factory=lambda: DESK)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context = self.browser.new_context(viewport=self.size)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda said: said.type in ("error", "warning") and self.problems.append(said.text))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", self._look_at)
        self.page.on("response", lambda got: got.status >= 400 and self.problems.append(f"{got.status} {got.url}"))
        self.page.on("dialog", self._refuse)

    def open(self, path: str = "/") -> Page:
        """The page, once its figures are drawn."""
        self.page.goto(f"{self.address}{path}")
        return self.settled()

    def settled(self) -> Page:
        """The page that is open, once its figures are drawn."""
        self.page.locator(SETTLED).first.wait_for(state="attached")
        return self.page

    def barriers(self) -> list[str]:
        """What axe-core finds on the open page, as sentences."""
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {one['help']} ({one['nodes'][0]['target']})" for one in found]

    def leave(self) -> None:
        """Close the tab; anything noted fails the test."""
        self.context.close()
        assert self.problems == []

    def _look_at(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"a request to {request.url}")

    def _refuse(self, dialog) -> None:
        self.problems.append(f"a dialog said {dialog.message}")
        dialog.dismiss()
