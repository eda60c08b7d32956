"""The exports where readers open them: TimelineJS from npm in Chromium, and feeds shown without any cleaning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from hashlib import sha256
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from tests.build import NOW, article_ref, decision, evidence, fields
from tests.e2e.browser import launch, open_window
from tests.timeline.material import HOSTILE, make_export
from wartracker.facts import OrgRef
from wartracker.timeline.export import Export
from wartracker.timeline.formats import as_jsonfeed, as_markdown, as_timelinejs
from wartracker.vocabulary import Verdict

pytestmark = pytest.mark.full
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".venv" / "npm-timelinejs" / "node_modules" / "@knight-lab" / "timelinejs" / "dist"
SHA256 = "02f1843ae167f83435140be3b3228a6574cae9720e4774ae7d0050a790c9f93e"  # dist/js/timeline.js of 3.9.11
PAGE = """<!doctype html><meta charset="utf-8"><title>t</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="css/timeline.css"><div id="t" style="width:1000px;height:600px"></div>
<script src="js/timeline.js"></script>
<script>fetch("data.json").then(a => a.json()).then(data => {
  window.line = new TL.Timeline("t", data, {hash_bookmark: false, font: null});
});</script>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launch() as found:
        yield found


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield tmp_path, f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def crowd() -> Export:
    """One event for each hostile text, which stands in title, maker, quote and source."""
    rows = []
    for place, text in enumerate(HOSTILE, 1):
        shown = fields(text, organizations=(OrgRef(text, text, "actor"),))
        source = replace(article_ref(f"art-{place}", f"https://x.example/{place}"), title=text, publisher=text)
        bad = replace(article_ref(f"bad-{place}", text), title=text)
        quote = replace(evidence(f"art-{place}"), quote=text, end=len(text))
        rows.append(
            decision(
                f"dec-{place}", Verdict.ACCEPT, f"cand-{place}", accession=place, fields=shown, sources=(source, bad),
                evidence=(quote,), curator=text, decided_at=NOW + timedelta(hours=place),
            )
        )  # fmt: skip
    return make_export(rows)


@pytest.mark.parametrize("export", [make_export(), crowd()], ids=["every sort", "hostile"])
def test_timelinejs_shows_every_event_and_runs_nothing(
    browser: Browser, site: tuple[Path, str], export: Export
) -> None:
    script = FOLDER / "js" / "timeline.js"
    assert script.exists(), "no TimelineJS: `make test-all` takes @knight-lab/timelinejs 3.9.11 from npm"
    assert sha256(script.read_bytes()).hexdigest() == SHA256, f"{script} is not TimelineJS 3.9.11"
    folder, address = site
    for name in ("js", "css"):
        (folder / name).symlink_to(FOLDER / name)
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "data.json").write_text(as_timelinejs.render(export), encoding="utf-8")
    window = open_window(browser, address)
    window.page.goto(address)
    wanted = len(export.thread) + 1  # and the title
    window.page.wait_for_function(
        "wanted => document.querySelectorAll('.tl-slide').length >= wanted", arg=wanted, timeout=120_000
    )
    window.page.wait_for_function(
        "wanted => document.querySelectorAll('.tl-timemarker').length >= wanted", arg=wanted - 1, timeout=120_000
    )
    heads = window.page.eval_on_selector_all(".tl-slide .tl-headline", "all => all.map(one => one.textContent.trim())")
    assert len(heads) == wanted
    titles = {event.fields.title for event in make_export().thread}
    assert export.events[0].fields.title in HOSTILE or titles <= set(heads)
    dates = window.page.eval_on_selector_all(".tl-headline-date", "all => all.map(one => one.textContent.trim())")
    assert "4th quarter of 2025" in dates or export.events[0].fields.title in HOSTILE
    assert window.page.evaluate("window.pwned") is None
    assert (
        window.page.eval_on_selector_all(".tl-slide script, .tl-slide iframe, .tl-slide object", "all => all.length")
        == 0
    )
    assert window.foreign == []
    window.context.close()


def test_feeds_shown_without_cleaning_run_nothing(browser: Browser, site: tuple[Path, str]) -> None:
    """The most careless reader: what the feed calls HTML is put into its page as it is."""
    folder, address = site
    export = crowd()
    items = json.loads(as_jsonfeed.render(export))["items"]
    parts = [item["content_html"] for item in items]
    parts.append(MarkdownIt("commonmark").render(as_markdown.render(export)))
    (folder / "index.html").write_text(
        f'<!doctype html><meta charset="utf-8"><title>{escape("t")}</title><link rel="icon" href="data:,">'
        + "".join(f"<article>{part}</article>" for part in parts),
        encoding="utf-8",
    )
    window = open_window(browser, address)
    window.page.goto(address)
    assert window.page.locator("article").count() == len(items) + 1
    bad = window.page.eval_on_selector_all(
        "body *", "all => all.filter(one => [...one.attributes].some(a => a.name.startsWith('on'))).length"
    )
    links = window.page.eval_on_selector_all("a[href]", "all => all.map(one => one.protocol)")
    assert (bad, set(links) <= {"https:", "http:"}) == (0, True)
    assert window.page.locator("script, iframe, object, embed, img, svg, form, base, style").count() == 0
    assert window.page.evaluate("window.pwned") is None
    window.check_clean()
    window.context.close()
