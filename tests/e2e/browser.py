"""Debian's Chromium, driven by playwright: one browser a session, a fresh context a test; what is missing is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
AXE = ROOT / ".venv" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"  # axe-core 4.14.1
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@contextmanager
def launch() -> Iterator[Browser]:
    """Start the browser; without one the test fails and says what to install."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "no browser: apt-get install chromium-headless-shell fonts-dejavu-core"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path)
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """One context: its page, and what it must never do."""

    context: BrowserContext
    page: Page
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def check_clean(self, allowed: tuple[str, ...] = ()) -> None:
        """No request elsewhere, nothing in the console but what a test provoked."""
        assert self.foreign == []
        assert [one for one in self.errors if not any(word in one for word in allowed)] == []


def open_window(browser: Browser, address: str, *, fenced: bool = True, **options: Any) -> Window:
    """Open a fresh context that can reach only our server.

    Args:
        browser: who opens it.
        address: of our server.
        fenced: hold every request until this process lets it pass; without it foreign ones are only noted, and a time
            measured in the page holds nothing of this process.
        options: of the context.
    """
    context = browser.new_context(**options)
    context.set_default_timeout(30_000)
    window = Window(context, context.new_page())

    def route(call: Any) -> None:
        if call.request.url.startswith(address):
            call.continue_()
        else:
            call.abort()

    def note(request: Any) -> None:
        if not request.url.startswith(address):
            window.foreign.append(request.url)

    context.on("request", note)
    if fenced:
        context.route("**/*", route)
    window.page.on("console", lambda told: window.errors.append(told.text) if told.type == "error" else None)
    window.page.on("pageerror", lambda error: window.errors.append(str(error)))
    return window


def run_axe(page: Page) -> list[str]:
    """Run axe-core under the page's own policy; return what it objects to."""
    assert AXE.exists(), "no axe-core: `make test-all` takes axe-core 4.14.1 from npm (apt-get install npm)"
    source = AXE.read_bytes()
    assert sha256(source).hexdigest() == AXE_SHA256, f"{AXE} is not axe-core 4.14.1"
    page.evaluate(source.decode())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found["violations"]]
