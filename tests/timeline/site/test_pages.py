"""Every page is valid, stands on its own, links only to what exists, and says what its events say."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from datetime import date
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from html5lib.treebuilders import getTreeBuilder

from tests.timeline.site.build import (
    SITE,
    make_event,
    make_material,
    render,
    shipped_debate,
    shipped_events,
    shipped_material,
    shipped_pages,
)
from wartracker.facts import EventDate, EventLink, Promise
from wartracker.timeline.site.layout import MOST
from wartracker.timeline.site.material import Dispute, Material, Prose
from wartracker.timeline.site.site import render_index
from wartracker.vocabulary import Basis, Link, Precision, PromiseState, Significance

XHTML = "{http://www.w3.org/1999/xhtml}"


def parse(text: str):  # type: ignore[no-untyped-def]
    """Parse as the HTML standard says; any parse error fails."""
    return html5lib.HTMLParser(tree=getTreeBuilder("etree"), strict=True).parse(text)


def pages(files: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in files.items() if path.endswith(".html")}


def find_ids(text: str) -> set[str]:
    return {one or other for one, other in re.findall(r' id=(?:"([^"]+)"|([^\s">]+))', text)}


def resolve(path: str, href: str) -> tuple[str, str]:
    parts = urlsplit(href)
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
    return (joined if parts.path else path), parts.fragment


@pytest.mark.parametrize("path", sorted(pages(shipped_pages())))
def test_a_page_parses_without_a_single_error(path: str) -> None:
    tree = parse(shipped_pages()[path])
    assert tree.attrib["lang"] == "en"
    assert len(list(tree.iter(f"{XHTML}h1"))) == 1
    assert tree.find(f".//{XHTML}title").text.strip()
    assert tree.find(f".//{XHTML}main") is not None
    ids = [node.attrib["id"] for node in tree.iter() if "id" in node.attrib]
    assert len(ids) == len(set(ids))


def test_every_link_leads_somewhere_and_nothing_is_fetched_from_elsewhere() -> None:
    files = shipped_pages()
    exports = {file for _, file in shipped_material().formats}
    anchors = {path: find_ids(text) for path, text in pages(files).items()}
    for path, text in pages(files).items():
        tree = parse(text)
        for node in tree.iter():
            href = node.attrib.get("href") or node.attrib.get("src")
            if href is None or href.startswith(("https://", "http://", "mailto:")):
                loads = node.tag in {f"{XHTML}script", f"{XHTML}img", f"{XHTML}iframe"} or (
                    node.tag == f"{XHTML}link" and node.attrib.get("rel") in {"stylesheet", "icon"}
                )
                assert not (href and loads), f"{path} loads {href}"
                continue
            target, fragment = resolve(path, href)
            if target in {"../index.html", *exports}:
                continue
            assert target in files, f"{path} links to {href}"
            if fragment:
                assert fragment in anchors[target], f"{path} links to {href}"


def test_the_known_events_are_the_first_timeline() -> None:
    text = shipped_pages()["index.html"]
    for event in shipped_events():
        assert f" id={event.id} " in text
        assert f"events/{event.id}.html" in shipped_pages()
    assert len(shipped_events()) >= 30
    debate = shipped_debate()
    told = parse(text)
    words = "".join(told.itertext())
    for wanted in (debate.title, debate.question, debate.tagline, debate.kernel, debate.stakes[0], "Active debate"):
        assert " ".join(wanted.split()) in " ".join(words.split())
    for side in debate.parties:
        assert side.doctrine in words


def test_the_same_material_gives_the_same_bytes() -> None:
    assert render(shipped_material()) == shipped_pages()


def test_cards_of_other_sites_find_title_and_address() -> None:
    tree = parse(shipped_pages()["events/evt-18.html"])
    told = {
        node.attrib["property"]: node.attrib["content"]
        for node in tree.iter(f"{XHTML}meta")
        if "property" in node.attrib
    }
    assert told["og:title"] == "DeepSeek Releases R1 Reasoning Model"
    assert told["og:url"] == f"{SITE}/open-weights/events/evt-18.html"
    assert told["og:type"] == "article"
    assert "20 January 2025" in told["og:description"]


def test_an_event_page_can_be_quoted_and_corrected() -> None:
    text = shipped_pages()["events/evt-18.html"]
    assert "mailto:desk@timeline.example?subject=Correction" in text
    assert f"{SITE}/open-weights/events/evt-18.html" in text
    material = shipped_material()
    assert "mailto:" not in render(replace(material, corrections=None))["events/evt-18.html"]


def test_what_is_only_on_record_stays_off_the_thread_but_keeps_its_anchor() -> None:
    minor = make_event(7)
    minor = replace(minor, fields=replace(minor.fields, significance=Significance.RECORD))
    files = render(make_material([make_event(6), minor]))
    thread, _, elsewhere = files["index.html"].partition("Accessions not on this thread")
    assert minor.fields.title not in thread
    assert 'id="evt-7"' in elsewhere
    assert minor.fields.title in files["organizations/lumen-works.html"]
    assert minor.fields.title in files["by/significance-record.html"]


@pytest.mark.parametrize(
    ("precision", "end", "told", "machine"),
    [
        (Precision.DAY, None, "1 March 2025", "2025-03-01"),
        (Precision.MONTH, None, "March 2025", "2025-03"),
        (Precision.QUARTER, None, "1st quarter of 2025", None),
        (Precision.YEAR, None, "2025", "2025"),
        (Precision.MONTH, date(2025, 5, 31), "March 2025 to May 2025", "2025-03"),
        (Precision.YEAR, date(2026, 12, 31), "2025 to 2026", "2025"),
    ],
)
def test_a_date_is_never_told_more_precisely_than_it_is_known(
    precision: Precision, end: date | None, told: str, machine: str | None
) -> None:
    event = make_event(1)
    when = EventDate(date(2025, 3, 1), precision, Basis.FIRST_REPORT, end)
    text = render(make_material([replace(event, fields=replace(event.fields, date=when))]))["events/evt-1.html"]
    assert f">{told}</time>" in text if machine else f"{told} <b" in text
    assert (f'datetime="{machine}">{told}' in text) is (machine is not None)
    assert "the day of the first report" in text
    assert precision is Precision.DAY or "2025-03-01" not in text


def test_links_are_told_from_both_ends() -> None:
    closed, answer = make_event(3), make_event(4, links=(EventLink("evt-3", Link.ANSWERS),))
    files = render(make_material([closed, answer]))
    assert f'Answers: <a href="evt-3.html">{closed.fields.title}</a>' in files["events/evt-4.html"]
    assert f'Answered by: <a href="evt-4.html">{answer.fields.title}</a>' in files["events/evt-3.html"]
    assert "the median took" in files["pictures.html"]


def test_controversies_say_what_waits_and_never_what_it_would_become() -> None:
    promise = Promise("evt-1", "Quillon Promises Ember 9", date(2025, 1, 1), date(2025, 6, 30), PromiseState.OVERDUE)
    disputes = (Dispute("evt-1", "its date", waiting=True), Dispute("evt-2", "its licence", waiting=False))
    material = make_material([make_event(1), make_event(2)], disputes=disputes)
    material = replace(material, export=replace(material.export, promises=(promise,)))
    text = render(material)["index.html"]
    assert "a report that would change its date waits for a curator" in text
    assert "its sources disagree on its licence" in text
    assert "overdue, was due 30 June 2025" in text


def test_the_curators_text_wins_and_is_cleaned() -> None:
    prose = Prose("**Strong** words <img src=x onerror=alert(1)>", "ana", date(2026, 3, 1))
    text = render(make_material([make_event(1)], texts={"synthesis": prose}))["index.html"]
    assert "<strong>Strong</strong> words" in text
    assert "<img" not in text
    assert "By ana, 1 March 2026" in text


def test_an_empty_debate_has_its_pages_too() -> None:
    for path, text in pages(render(make_material([]))).items():
        parse(text)
        assert "None" not in re.sub(r"\bNone of\b", "", text), path


def test_the_page_of_all_debates_lists_them() -> None:
    second = make_material([make_event(1)])
    debate = replace(shipped_debate(), name="second", title="A <Second> Debate")
    second = Material(replace(second.export, debate=debate))
    files = dict(render_index([shipped_material(), second]))
    tree = parse(files["index.html"])
    links = [node.attrib["href"] for node in tree.iter(f"{XHTML}a")]
    assert {"open-weights/index.html", "second/index.html"} <= set(links)
    assert "A &lt;Second&gt; Debate" in files["index.html"]
    assert set(files) == {"index.html", "assets/site.css", "assets/icon.svg"}


def test_a_page_that_grows_for_ever_is_cut_and_every_anchor_still_resolves() -> None:
    files = render(make_material([make_event(number) for number in range(1, 801)]))
    long = [path for path, text in files.items() if 'class="older"' in text]
    assert {path.partition("-")[0] for path in long} >= {"by/kind", "by/significance"}
    assert not [path for path in long if path.startswith("by/year")]
    for path in long:
        text = files[path]
        told = re.search(r"(\d+) events, newest first", text)
        assert text.count('<li class="ev ') == MOST
        assert told is None or len(find_ids(text) & {f"evt-{number}" for number in range(1, 801)}) == int(told[1])
        for target in re.findall(r"<a href=\.\./(events/evt-\d+\.html)>", text):
            assert target in files
    assert max(len(files[path]) for path in long) < 220_000
