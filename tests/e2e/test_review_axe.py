"""axe-core finds nothing on any page: light, dark, phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import launch, open_window, run_axe
from tests.review.page import Page, held, make_candidate, serve
from wartracker.records import Conflict, Match, Promise
from wartracker.vocabulary import Held, PromiseState

pytestmark = pytest.mark.full
VIEWS = {
    "light": {"viewport": {"width": 1100, "height": 800}},
    "dark": {"viewport": {"width": 1100, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "has_touch": True},
}
PATHS = (
    "/",
    "/?tab=held",
    "/?tab=snoozed",
    "/c/cand-0001",
    "/c/cand-0002",
    "/c/cand-0003/edit",
    "/c/cand-0003/merge",
    "/c/cand-0003/split",
    "/c/cand-0001/link",
    "/bulk",
    "/bulk?tab=held",
    "/?q=ember",
    "/?tab=updates",
    "/history",
    "/feeds",
    "/guide",
    "/promises",
    "/synthesis",
    "/add",
    "/add/event",
    "/c/nothing",
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    conflict = Conflict("license", ("Apache-2.0", "MIT"), ("art-3", "art-3b"))
    found = [make_candidate(1), make_candidate(2), make_candidate(4), held(5, Held.RUMOUR)]
    found.append(make_candidate(3, conflicts=(conflict,), matches=(Match("cand-0001", "same maker"),)))
    with serve(tmp_path_factory.mktemp("axe"), found) as served:
        client = served.client()
        client.decide("cand-0001", "accept", significance="landmark")
        client.decide("cand-0002", "reject:rumour")
        client.post(
            "/synthesis", {"part": "arc", "seen": "0", "text": "Quillon Labs leads.\n\n- [x](https://a.example)"}
        )
        client.decide("cand-0004", "accept")
        client.post("/filters", {"back": "tab=held&q=ember", "name": "embers", "act": "save"})
        client.post("/add", {"url": "https://norvik.example/missed"})
        client.post("/c/cand-0003/claim", {"act": "claim", "back": ""})
        day = date(2026, 1, 1)
        served.errands.ledger = [Promise("evt-1", "Quillon Promises", day, day, PromiseState.OVERDUE, None, 9)]
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as one:
        yield one


@pytest.mark.parametrize("view", VIEWS)
def test_no_page_has_a_violation(browser: Browser, page: Page, view: str) -> None:
    window = open_window(browser, page.address, **VIEWS[view])
    window.page.goto(f"{page.address}/login")
    found = {"/login": run_axe(window.page)}
    window.page.goto(page.server.make_link())
    for path in PATHS:
        window.page.goto(page.address + path)
        found[path] = run_axe(window.page)
    window.page.goto(page.address)
    window.page.wait_for_timeout(250)
    window.page.keyboard.press("?")
    window.page.wait_for_selector("dialog[open]")
    found["help"] = run_axe(window.page)
    assert {path: faults for path, faults in found.items() if faults} == {}
    window.check_clean(allowed=("404",))
