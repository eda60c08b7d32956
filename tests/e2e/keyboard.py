"""Candidates of the sample press decided by keys alone, with the time from each key to the next card."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.e2e.browser import Window, open_window
from tests.e2e.conftest import PRESS
from tests.review.page import Page
from wartracker.cli.demo import open_demo, prepare_workspace
from wartracker.cli.door import open_store
from wartracker.cli.press import PressServer
from wartracker.cli.serve import open_server
from wartracker.pipeline import TickOptions, run_tick
from wartracker.review.web import site

GUARD_MS = 220  # the page ignores a second tap for 200 ms after a new card
_WATCH = """id => { window.took = null; const start = {};
document.addEventListener('keydown', () => { start.at = performance.now(); }, {capture: true, once: true});
new MutationObserver((_, me) => { const card = document.querySelector('#card');
  if (card && (card.dataset.id || '') !== id) { window.took = performance.now() - start.at; me.disconnect(); } })
  .observe(document.getElementById('main'), {childList: true, subtree: true}); }"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run by keys took."""

    clock_ms: list[float]  # from each key to its next card, sorted
    work_ms: list[float]  # processor time of the server for each decision, sorted

    @property
    def work_p95_ms(self) -> float:
        """Return the processor time that 95 of 100 decisions stay within."""
        return self.work_ms[(len(self.work_ms) * 95 + 99) // 100 - 1]

    def tell(self) -> str:
        """Tell the figures in one line."""
        clock, count = self.clock_ms, len(self.clock_ms)
        p95 = clock[(count * 95 + 99) // 100 - 1]
        return (
            f"key to next card, {count} candidates: p50 {clock[count // 2]:.0f} ms, p95 {p95:.0f} ms on the clock; "
            f"server's work p50 {self.work_ms[len(self.work_ms) // 2]:.0f} ms, p95 {self.work_p95_ms:.0f} ms; "
            f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
        )


@contextmanager
def serve_press(root: Path) -> Iterator[Page]:
    """Run the pipeline on the sample press and serve its candidates."""
    prepare_workspace(root)
    with PressServer(PRESS) as press:
        workspace = open_demo(root, press.address)
        engine = open_store(workspace)
        with ThreadPoolExecutor(1) as pool:  # the browser's driver keeps an event loop on this thread
            pool.submit(run_tick, workspace, engine, TickOptions(force=True), lambda text: None).result()
        with open_server(workspace, engine, workspace.debate(), port=0) as server:
            yield Page(server, engine, SimpleNamespace())
    engine.dispose()


def enter(browser: Browser, page: Page, **options: Any) -> Window:
    """Log a fresh context in."""
    window = open_window(browser, page.address, **options)
    window.page.goto(page.server.make_link())
    window.page.wait_for_selector("#card" if options.get("java_script_enabled") is False else "html.js #card")
    return window


def shown(tab: Tab) -> str:
    """Return the id of the card that stands there, empty when none does."""
    return tab.locator("#card").get_attribute("data-id") or ""


def wait_other(tab: Tab, than: str) -> None:
    """Wait until another card stands there."""
    tab.wait_for_function("id => (document.querySelector('#card')?.dataset.id || '') !== id", arg=than)


@contextmanager
def weigh(work: list[float]) -> Iterator[None]:
    """Note the processor time of every form that the server answers."""
    plain = site._answer

    def answer(*given: Any) -> Any:
        start = time.thread_time()
        made = plain(*given)
        if given[2].method == "POST":
            work.append(1000 * (time.thread_time() - start))
        return made

    site._answer = answer
    try:
        yield
    finally:
        site._answer = plain


def decide_by_keys(browser: Browser, page: Page, count: int) -> Run:
    """Decide candidates with keys alone: every third one rejected, every third accepted as major."""
    work: list[float] = []
    with weigh(work):
        window = enter(browser, page, fenced=False)
        tab, clock = window.page, []
        while len(clock) < count:
            tab.wait_for_timeout(GUARD_MS)
            before = shown(tab)
            if not before:  # the tab is done: a key leads to the next one
                tab.keyboard.press("]")
                wait_other(tab, "")
                continue
            number = len(clock)
            if number % 3 == 0:
                tab.keyboard.press("2")
            # Measured inside the page, from the key to the next card: the test's own wire is not the product's.
            tab.evaluate(_WATCH, before)
            tab.keyboard.press("x" if number % 3 == 1 else "a")
            tab.wait_for_function("() => window.took !== null")
            clock.append(float(tab.evaluate("window.took")))
        window.check_clean()
        window.context.close()
    return replace(Run(sorted(clock), sorted(work)))
