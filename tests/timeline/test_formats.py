"""Every output is read back by a reader that is not ours; hostile text in any field stays text in all of them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import feedparser
import html5lib
import icalendar
import pytest
from jsonschema import Draft202012Validator
from lxml import etree
from markdown_it import MarkdownIt

import wartracker
from tests.build import NOW, decision
from tests.timeline.material import HOSTILE, make_export, poison, rows
from wartracker.timeline.build import build_events
from wartracker.timeline.formats import as_atom, as_csv, as_icalendar, as_json, as_jsonfeed, as_markdown, as_timelinejs
from wartracker.timeline.publish import known_formats, render_formats, write_files
from wartracker.timeline.sitemap import NAMESPACE as SITEMAP
from wartracker.timeline.sitemap import render_sitemap
from wartracker.vocabulary import PromiseState, Verdict

SCHEMAS = Path(wartracker.__file__).parent / "schemas"
FEED_SCHEMA = Path(__file__).parents[1] / "data" / "jsonfeed-1.1.schema.json"
LATER = NOW + timedelta(days=3)
STANDING = ["evt-1", "evt-2", "evt-5", "evt-6", "evt-7", "evt-8", "evt-9", "evt-10"]
WEB = re.compile(r"https?://[^\s<>\"']+")
TAGS = {"p", "blockquote", "a", "h1", "h2", "h3", "ul", "li", "html", "head", "body"}


TIMELINE = Draft202012Validator(json.loads((SCHEMAS / "timeline.schema.json").read_text()))
FEED = Draft202012Validator(json.loads(FEED_SCHEMA.read_text()))


def test_every_format_is_rendered_and_gives_the_same_bytes() -> None:
    export = make_export()
    assert set(export.debate.outputs) == set(known_formats())
    texts = render_formats(export)
    assert len(texts) == len(known_formats())
    shuffled = make_export(sorted(rows(), key=lambda row: (row.decided_at, row.id)))
    assert texts == render_formats(make_export()) == render_formats(shuffled)


def test_a_changed_event_rewrites_only_the_files_that_tell_it(tmp_path: Path) -> None:
    assert len(write_files(tmp_path, render_formats(make_export()))) == len(known_formats())
    assert write_files(tmp_path, render_formats(make_export())) == []
    changed = [*rows(), decision("dec-31", Verdict.REJECT, "cand-9", reason="a joke", decided_at=LATER)]  # no due date
    written = {path.name for path in write_files(tmp_path, render_formats(make_export(changed)))}
    assert written == {"timeline.json", "timeline.csv", "timeline.md", "timeline.atom", "feed.json"}


# --------------------------------------------------------------------------- one reader each
def test_timeline_json_keeps_to_its_schema() -> None:
    read = json.loads(as_json.render(make_export()))
    TIMELINE.validate(read)
    by_id = {event["id"]: event for event in read["events"]}
    assert [event["date"]["value"] for event in read["events"]] == sorted(e["date"]["value"] for e in read["events"])
    assert by_id["evt-3"]["merged_into"] == "evt-2"
    assert by_id["evt-2"]["also"] == by_id["evt-2"]["supersedes"] == ["evt-3"]
    assert (by_id["evt-4"]["state"], by_id["evt-4"]["retracted"]) == ("retracted", "a hoax")
    assert by_id["evt-1"]["links"] == [{"event": "evt-6", "as": "answers"}]
    assert by_id["evt-6"]["linked_from"] == [{"event": "evt-1", "as": "answers"}]
    assert by_id["evt-1"]["revisions"][0]["note"] == "it spread (significance was notable, is major)"
    assert read["generated"] == max(event["updated"] for event in read["events"])


def test_feedparser_reads_the_atom_feed_with_its_tombstones() -> None:
    text = as_atom.render(make_export())
    parsed = feedparser.parse(io.BytesIO(text.encode()))
    assert not parsed.bozo
    assert {entry.id.rsplit(":", 1)[1] for entry in parsed.entries} == set(STANDING)
    first = next(entry for entry in parsed.entries if entry.id.endswith(":evt-1"))
    assert (first.published[:10], first.updated[:10], first.author) == ("2026-03-01", "2026-03-03", "ana")
    assert {link.rel: link.href for link in first.links} == {
        "alternate": "https://timeline.example/open-weights/events/evt-1.html",
        "via": "https://wire.example/1?a=1&b=2",
    }
    root = etree.fromstring(text.encode())
    stones = root.findall(f"{{{as_atom.TOMBSTONE}}}deleted-entry")
    told = {stone.get("ref"): stone.findtext(f"{{{as_atom.TOMBSTONE}}}comment") for stone in stones}
    assert {ref.rsplit(":", 1)[1]: comment for ref, comment in told.items() if ref} == {
        "evt-3": "merged into evt-2",
        "evt-4": "a hoax",
    }
    assert all(stone.get("when") == "2026-03-03T12:00:00Z" for stone in stones)


def test_an_empty_timeline_is_a_valid_feed() -> None:
    parsed = feedparser.parse(io.BytesIO(as_atom.render(make_export([])).encode()))
    assert (parsed.bozo, parsed.entries) == (False, [])
    for text in render_formats(make_export([])).values():
        assert text.endswith("\n")


def test_json_feed_keeps_to_the_specification() -> None:
    read = json.loads(as_jsonfeed.render(make_export()))
    FEED.validate(read)
    assert {item["_wartracker"]["event"] for item in read["items"]} == set(STANDING)
    assert [item["date_modified"] for item in read["items"]] == sorted(
        (item["date_modified"] for item in read["items"]), reverse=True
    )
    assert read["items"][-1]["external_url"].startswith("https://wire.example/")


def test_csv_is_read_back_cell_by_cell() -> None:
    read = list(csv.DictReader(io.StringIO(as_csv.render(make_export()), newline="")))
    assert [row["id"] for row in read] == [f"evt-{number}" for number in range(1, 11)]
    assert tuple(read[0]) == as_csv.COLUMNS
    assert (read[4]["date"], read[4]["date_precision"], read[4]["date_basis"]) == (
        "2025-10-01",
        "quarter",
        "first_report",
    )
    assert (read[2]["state"], read[2]["merged_into"], read[1]["supersedes"]) == ("merged", "evt-2", "evt-3")


def test_icalendar_reads_the_due_dates_of_promises() -> None:
    text = as_icalendar.render(make_export())
    calendar = icalendar.Calendar.from_ical(text)
    entries = {str(entry["UID"]): entry for entry in calendar.walk("VEVENT")}
    assert not any(entry.errors for entry in entries.values())
    assert set(entries) == {"evt-7@timeline.example", "evt-8@timeline.example"}
    kept, due = entries["evt-7@timeline.example"], entries["evt-8@timeline.example"]
    assert str(kept["SUMMARY"]) == "Kept: Norvik Promises Lantern 3, With Weights; Soon"
    assert "events/evt-10.html" in str(kept["DESCRIPTION"])
    assert (kept["DTSTART"].dt, due["DTSTART"].dt, due["DTEND"].dt) == (
        date(2026, 3, 31),
        date(2026, 9, 30),
        date(2026, 10, 1),
    )
    assert str(due["SUMMARY"]) == "Due: Quillon Labs Promises Ember 9"
    assert text.count("\r\n") == text.count("\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_timelinejs_gets_dates_as_vague_as_they_are() -> None:
    read = json.loads(as_timelinejs.render(make_export()))
    slides = {slide["unique_id"]: slide for slide in read["events"]}
    assert set(slides) == {"evt-1", "evt-2", "evt-5", "evt-6", "evt-10"}  # the main thread
    assert slides["evt-1"]["start_date"] == {"year": 2026, "month": 2, "day": 23}
    assert slides["evt-5"]["start_date"] == {"year": 2025, "month": 10}
    assert slides["evt-5"]["display_date"] == "4th quarter of 2025"
    assert (slides["evt-6"]["start_date"], slides["evt-6"]["end_date"]) == (
        {"year": 2025, "month": 3},
        {"year": 2025, "month": 6},
    )
    assert slides["evt-1"]["group"] == "Open &amp; free"
    assert "eras" not in read


def test_markdown_is_read_by_a_commonmark_reader() -> None:
    tokens = MarkdownIt("commonmark").parse(as_markdown.render(make_export()))
    heads = [tokens[place + 1].content for place, one in enumerate(tokens) if one.type == "heading_open"]
    titles = ["".join(part.content for part in one.children or ()) for one in tokens if one.type == "inline"]
    assert [head for head in heads if head.isdigit()] == ["2026", "2025"]
    assert heads[-1] == "Merged and withdrawn"
    assert "2026-02-23: Quillon Labs Releases Ember 2 as Open Weights" in titles
    assert any("answers evt-6" in title for title in titles)


def test_the_sitemap_lists_what_stands_with_its_last_change() -> None:
    paths = [
        "index.html",
        "timeline.json",
        "embed.html",
        "events/evt-1.html",
        "events/evt-3.html",
        "by/kind-company.html",
    ]
    root = etree.fromstring(render_sitemap(make_export(), paths).encode())
    listed = {page[0].text: page.findtext(f"{{{SITEMAP}}}lastmod") for page in root}
    assert listed == {
        "https://timeline.example/open-weights/": None,
        "https://timeline.example/open-weights/by/kind-company.html": None,
        "https://timeline.example/open-weights/events/evt-1.html": "2026-03-03",
    }


# --------------------------------------------------------------------------- nothing runs
def check_html(text: str) -> None:
    """Parse as a browser would: only harmless elements, no attribute but an anchor's, links to the web only."""
    for element in html5lib.parse(text, treebuilder="lxml", namespaceHTMLElements=False).iter():
        assert isinstance(element.tag, str), f"a comment or instruction: {element}"
        assert element.tag in TAGS, element.tag
        for name, value in element.attrib.items():
            assert element.tag == "a"
            assert name in {"href", "rel", "id"}
            if name == "href":
                assert WEB.fullmatch(value) or re.fullmatch(r"#evt-\d+", value), value


def scan_formulas(cells: Iterator[str]) -> list[str]:
    """Find what a spreadsheet would compute: also behind blanks that it drops, and in full-width letters."""
    return [
        cell for cell in cells if re.match(r"[\s\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell) or "\n" in cell
    ]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:40])
def test_nothing_hostile_gets_through_any_format(text: str) -> None:
    export = poison(text)
    texts = render_formats(export)
    for rendered in texts.values():
        assert rendered.encode()
        assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", rendered), "a raw control character"
    check_atom(texts[as_atom.FILE])
    feed = json.loads(texts[as_jsonfeed.FILE])
    FEED.validate(feed)
    slides = json.loads(texts[as_timelinejs.FILE])
    for part in (
        *(item["content_html"] for item in feed["items"]),
        *(slide["text"][name] for slide in (slides["title"], *slides["events"]) for name in ("headline", "text")),
        *(slide.get("group", "") for slide in slides["events"]),
        MarkdownIt("commonmark").render(texts[as_markdown.FILE]),
    ):
        check_html(part)
    table = list(csv.reader(io.StringIO(texts[as_csv.FILE], newline="")))
    assert {len(row) for row in table} == {len(as_csv.COLUMNS)}
    assert scan_formulas(cell for row in table for cell in row) == []
    calendar = icalendar.Calendar.from_ical(texts[as_icalendar.FILE])
    entries = calendar.walk("VEVENT")
    assert {name for entry in entries for name in entry} <= {
        "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL",
        "CATEGORIES", "TRANSP",
    }  # fmt: skip
    read = json.loads(texts[as_json.FILE])
    TIMELINE.validate(read)
    assert read["events"][0]["title"] == text
    assert "<script" not in texts[as_markdown.FILE]


def check_atom(text: str) -> None:
    parsed = feedparser.parse(io.BytesIO(text.encode()), sanitize_html=False)
    assert not parsed.bozo
    assert len(parsed.entries) == len(STANDING)
    for entry in parsed.entries:
        check_html(entry.content[0].value)
        assert all(link.href.startswith(("https://", "http://")) for link in entry.links)
    root = etree.fromstring(text.encode())
    known = {as_atom.ATOM, as_atom.TOMBSTONE}
    assert {etree.QName(one).namespace for one in root.iter()} <= known


def test_a_long_quote_is_cut_everywhere() -> None:
    export = poison("word " * 400)
    read = json.loads(as_json.render(export))
    quotes = [item for event in read["events"] for item in event["evidence"]]
    assert all(len(item["quote"]) == item["end"] - item["start"] == 300 for item in quotes)
    entry = feedparser.parse(io.BytesIO(as_atom.render(export).encode())).entries[0]
    shown = re.findall(r"<blockquote>(.*?)</blockquote>", entry.content[0].value)
    assert shown
    assert all(len(text) <= 302 and text.endswith(" …") for text in shown)
    cited = [line for line in as_markdown.render(export).splitlines() if line.startswith("> ")]
    assert cited
    assert all(len(line) <= 304 for line in cited)


def test_a_promise_that_a_curator_links_is_kept() -> None:
    linked = [*rows(), decision("dec-30", Verdict.LINK, "cand-2", target="cand-8", reason="keeps", decided_at=NOW)]
    ledger = {row.event: row for row in make_export(linked).promises}
    assert (ledger["evt-8"].state, ledger["evt-8"].settled_by) == (PromiseState.KEPT, "evt-2")
    assert {row.event for row in make_export().promises if row.state is PromiseState.KEPT} == {"evt-7"}
    assert build_events(linked)[7].linked_from[0].event == "evt-2"
