"""The system's Chromium, without a window: prints pages, and drives the browser tests.

Nothing is downloaded: the browser is the one that the operating system installed.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


class NoChromium(RuntimeError):
    """No Chromium is installed; the message says how to install one."""


def chromium_path() -> str:
    """Path of the browser: VIGIL_CHROMIUM, else the first of the usual names that is installed."""
    named = os.environ.get("VIGIL_CHROMIUM")
    path = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        where = f"VIGIL_CHROMIUM names {named}, which is no program" if named else "No Chromium is installed"
        raise NoChromium(f"{where}. On Debian: `apt-get install chromium`; elsewhere name one in VIGIL_CHROMIUM.")
    return path


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """A browser without a window, with an empty profile that is removed afterwards. Raises NoChromium."""
    path = chromium_path()
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else [*QUIET]  # Chromium has no sandbox for root
    with tempfile.TemporaryDirectory(prefix="vigil-chromium-") as home, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=path, args=arguments, env={**os.environ, "HOME": home, "XDG_CONFIG_HOME": home}
        )
        try:
            yield browser
        finally:
            browser.close()


if __name__ == "__main__":
    try:
        print(f"Browser tests use {chromium_path()}")
    except NoChromium as missing:
        raise SystemExit(f"The tests drive a browser. {missing}") from None
