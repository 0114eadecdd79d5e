"""A real browser for tests of published pages: Chromium, driven by Playwright, that reads from disk.

``make test`` installs it where apt can (``tests/browser/install.sh``). Without it these tests are skipped.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# First the one without windows, which shows the same in half the time: the others make the frame of a window
# for every page that is opened, though nobody sees it.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--no-sandbox",  # in a container Chromium runs as root
    "--disable-gpu",
    "--font-render-hinting=none",  # the one without windows would round the width of each letter to a pixel
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parents[1] / "browser" / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
LOCAL = ("file:", "data:", "blob:")
PATIENCE = 60_000  # milliseconds: a loaded machine is slow, not wrong

NO_CHROMIUM = "CHROMIUM IS NOT INSTALLED: the published pages are not seen by a browser here"

_RUN_AXE = """([parts, levels]) => axe
    .run(parts.length ? {include: parts.map(one => [one])} : document,
        {runOnly: levels, resultTypes: ["violations"], preload: false})
    .then(found => found.violations.map(one => `${one.id}: ${one.help}: ${one.nodes.map(n => n.html)}`))"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Chromium, running; skips the test where there is none.

    While it runs, its thread has an event loop, and no test beside it can start another: keep it within one
    module, and the module within one xdist group.
    """
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    from playwright.sync_api import sync_playwright  # here, so that tests without a browser need none

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE)
        yield browser
        browser.close()


class Visitor:
    """Opens published pages and notes what goes wrong with them.

    Attributes
    ----------
    troubles : list of str
        Requests that failed or left the disk, errors of scripts, complaints in the console.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.troubles: list[str] = []
        self._contexts: list[BrowserContext] = []

    def open(
        self, place: Path | str, anchor: str = "", width: int = 1280, height: int = 900, **options: Any
    ) -> Page:
        """A new page of a browser without history, from disk or, at an address, from a server.

        `options` are those of Playwright's contexts. Where nothing else is said a page is at a place at once,
        where it glides there for those who have not asked for less motion.
        """
        address = place if isinstance(place, str) else place.resolve().as_uri()
        here = "/".join(address.split("/")[:3]) + "/"  # on disk any file
        options = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce", **options}
        context = self.browser.new_context(**options)
        self._contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        local = (here, *LOCAL)
        page.on(
            "request", lambda request: self._note(request.url, "asks for", not request.url.startswith(local))
        )
        page.on(
            "requestfailed",
            lambda request: self._note(request.url, "did not get", request.failure != "net::ERR_ABORTED"),
        )  # aborted: the page led on, or was left, before its fonts had come
        page.on("pageerror", lambda error: self._note(str(error), "has an error in a script:", True))
        page.on(
            "console", lambda said: self._note(said.text, "complains:", said.type in ("error", "warning"))
        )
        page.goto(address + (f"#{anchor}" if anchor else ""))
        return page

    def _note(self, what: str, verb: str, matters: bool) -> None:
        if matters:
            self.troubles.append(f"the page {verb} {what}")

    def leave(self) -> None:
        """Close the pages that were opened here."""
        while self._contexts:
            self._contexts.pop().close()


@contextmanager
def visiting(browser: Browser) -> Iterator[Visitor]:
    """Someone who opens pages; at the end none may have failed, or asked for what is not on disk."""
    visitor = Visitor(browser)
    yield visitor
    visitor.leave()
    assert not visitor.troubles, "\n".join(sorted(set(visitor.troubles)))


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a plain static server of a folder, while it runs."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing of each request."""

        def do_GET(self) -> None:
            """Any site's own icon, which a browser asks each server for, is none."""
            if self.path == "/favicon.ico":
                self.send_response(204)
                self.end_headers()
            else:
                super().do_GET()

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def axe(page: Page, *parts: str) -> Any:
    """What axe-core holds against a page as it stands, or against some parts of it, by their selectors.

    A heavy page takes seconds: what is whole elsewhere is enough to look at where it changed.
    """
    if not AXE.is_file():
        pytest.skip("AXE-CORE IS NOT INSTALLED: the accessibility of the pages is not tested here")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return page.evaluate(_RUN_AXE, [parts, LEVELS])
