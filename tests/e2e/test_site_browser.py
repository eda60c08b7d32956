"""The static site in a real browser, from file:// addresses: accessible, complete without script, inert."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e.browser import Window, launch, open_window, run_axe
from tests.review.hostile import PAYLOADS
from tests.timeline.site.build import make_event, make_material, render, shipped_debate, shipped_material
from tests.timeline.site.test_hostile import poisoned
from wartracker.facts import EventLink, Promise, Revision
from wartracker.timeline.publish import write_files
from wartracker.timeline.site.facets import find_facets
from wartracker.timeline.site.material import Dispute, Prose, Snapshot
from wartracker.timeline.site.site import render_index
from wartracker.vocabulary import Link, PromiseState, Significance

pytestmark = pytest.mark.full
VIEWS = {
    "light": {"viewport": {"width": 1280, "height": 900}},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark", "has_touch": True},
}
AXE_LOOKS = "connect-src"  # axe-core asks for the style sheet's text; the page's own policy refuses it
KINDS = (
    "index.html",
    "events/evt-18.html",
    "events/evt-40.html",
    "events/still.html",
    "events/evt-42.html",
    "organizations/mistral-ai.html",
    "organizations/index.html",
    "models/deepseek-r1.html",
    "models/index.html",
    "models/ember-41.html",
    "by/kind-weights_release.html",
    "by/significance-record.html",
    "pictures.html",
    "known/index.html",
    "known/2026-03.html",
    "about.html",
    "embed.html",
    "../index.html",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as one:
        yield one


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped timeline with every kind of page: merged, withdrawn, revised, linked, disputed, on record."""
    root = tmp_path_factory.mktemp("site")
    material = shipped_material()
    revised = make_event(40, links=(EventLink("evt-18", Link.ANSWERS),), supersedes=("evt-41",))
    revised = replace(revised, revisions=(Revision(revised.updated, "ana", "date was 2025, is 2025-03-01"),))
    moved = make_event(41, retracted="merged into evt-40", merged_into="evt-40")
    gone = make_event(42, retracted="it was a hoax")
    minor = make_event(43)
    minor = replace(minor, fields=replace(minor.fields, significance=Significance.RECORD))
    events = (*material.events, revised, moved, gone, minor)
    first = events[0].day
    debate = shipped_debate()
    promise = Promise("evt-15", "OpenAI Announces Plans", first, None, PromiseState.OPEN)
    material = replace(
        material,
        export=replace(material.export, events=events, promises=(promise,)),
        texts={"synthesis": Prose(debate.synthesis, "ana", first), "arc": Prose(debate.arc, "ana", first)},
        former=frozenset(find_facets(moved.fields, debate)),
        snapshots=(Snapshot(first.replace(day=1), first, material.events),),
        disputes=(Dispute("evt-18", "its date", waiting=True),),
    )
    files = render(material)
    # A page that leads on at once cannot be looked at: a copy of it stands still.
    files["events/still.html"] = files["events/evt-41.html"].replace('http-equiv="refresh"', 'name="was-refresh"')
    write_files(root / debate.name, files)
    write_files(root, dict(render_index([material])))
    return root / debate.name


def show(browser: Browser, folder: Path, **options: object) -> Window:
    return open_window(browser, f"file://{folder.parent}", **options)


@pytest.mark.parametrize("view", VIEWS)
def test_no_page_has_a_violation_and_none_scrolls_sideways(browser: Browser, site: Path, view: str) -> None:
    window = show(browser, site, **VIEWS[view])
    found = {}
    for path in KINDS:
        window.page.goto(f"file://{site}/{path}")
        found[path] = run_axe(window.page)
        width = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if width > 0:
            found[path] = [*found[path], f"{width} px too wide"]
    assert {path: faults for path, faults in found.items() if faults} == {}
    window.check_clean(allowed=(AXE_LOOKS,))


def test_everything_is_there_without_script(browser: Browser, site: Path) -> None:
    window = show(browser, site, java_script_enabled=False, viewport={"width": 1280, "height": 900})
    window.page.goto(f"file://{site}/index.html")
    assert window.page.locator("#thread .ev").count() == 32
    assert window.page.locator(".told").count() == 0
    window.page.locator(".narrow summary", has_text="Kind").click()
    window.page.locator(".narrow a", has_text="Funding").click()
    assert window.page.url.endswith("by/kind-funding.html")
    assert window.page.locator("h1").inner_text() == "Funding"
    assert window.page.locator("#thread .ev").count() == 3
    window.page.locator("#thread .ev h4 a").first.click()
    assert "/events/evt-" in window.page.url
    window.check_clean()


def test_the_thread_is_narrowed_in_place(browser: Browser, site: Path) -> None:
    window = show(browser, site, viewport={"width": 1280, "height": 900})
    page = window.page
    page.goto(f"file://{site}/index.html")
    shown = page.locator("#thread .ev:visible")
    whole = shown.count()
    assert whole == 32
    page.locator(".narrow a", has_text="Landmark").click()
    assert shown.count() == page.locator("#thread .ev.landmark").count()
    assert page.locator(".told [role=status]").inner_text() == f"{shown.count()} of {whole} events"
    page.locator(".narrow summary", has_text="Party").click()
    page.locator(".narrow a", has_text="Closed frontier").press("Space")
    assert shown.count() == 1
    assert page.locator(".narrow a[aria-pressed=true]").count() == 2
    again = page.url
    page.locator(".told button", has_text="Show all").click()
    assert shown.count() == whole
    page.locator(".told input").fill("2026-03-07")
    assert shown.count() == 1  # only the event of our own making was taken in before
    page.locator(".told input").fill("")
    page.locator(".told button", has_text="Oldest first").click()
    assert page.locator("#thread .year h3").first.inner_text() == "2019"
    if "?" in again:
        page.goto(again)
        assert shown.count() == 1
    window.check_clean()


def test_merged_and_old_addresses_lead_on(browser: Browser, site: Path) -> None:
    window = show(browser, site)
    window.page.goto(f"file://{site}/events/evt-41.html")
    window.page.wait_for_url("**/events/evt-40.html", timeout=60_000)
    window.page.goto(f"file://{site}/index.html#evt-42")
    assert window.page.locator("#evt-42 a").get_attribute("href") == "events/evt-42.html"
    window.check_clean()


def test_hostile_texts_run_nowhere(browser: Browser, tmp_path: Path) -> None:
    files = render(poisoned())
    write_files(tmp_path / "site", files)
    window = show(browser, tmp_path / "site")
    visited = [path for path in files if path.endswith(".html") and not path.startswith("by/")]
    assert len(visited) > 2 * len(PAYLOADS)
    for path in visited:
        window.page.goto(f"file://{tmp_path}/site/{path}")
        assert window.page.evaluate("window.pwned") is None, path
    window.check_clean()


def test_print_shows_the_whole_thread(browser: Browser, site: Path) -> None:
    window = show(browser, site)
    window.page.emulate_media(media="print")
    window.page.goto(f"file://{site}/index.html")
    assert not window.page.locator(".narrow").is_visible()
    assert window.page.locator("#thread .ev:visible").count() == 32


def test_the_embedded_page_has_no_script(browser: Browser, site: Path) -> None:
    window = show(browser, site)
    window.page.goto(f"file://{site}/embed.html")
    assert window.page.locator("script").count() == 0
    assert window.page.locator(".ev").count() == 12
    assert window.context.cookies() == []


def test_two_hundred_events_open_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    write_files(tmp_path / "site", render(make_material([make_event(number) for number in range(1, 201)])))
    window = show(browser, tmp_path / "site", **VIEWS["phone"])
    window.page.goto(f"file://{tmp_path}/site/index.html")
    assert run_axe(window.page) == []
    assert window.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    window.check_clean(allowed=(AXE_LOOKS,))
