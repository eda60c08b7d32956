"""Real feeds and feedparser's own test files: our entries are feedparser's; replays give each article once."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest

from tests.collect.sources.requests import request
from tests.corpora import corpora
from wartracker.collect.identity import StoredEntry, decide_entries, title_key
from wartracker.collect.sources.feed import parse
from wartracker.plaintext import plain_title
from wartracker.records import Entry
from wartracker.urls import canonicalize_url, identity_url
from wartracker.vocabulary import ItemOutcome, PollOutcome

pytestmark = pytest.mark.corpora

# Files where we find more than feedparser finds in the bytes alone, and why.
MORE = {
    "real/node-feedparser/compressed.xml": 10,  # gzip without a header that says so
    "real/node-feedparser/invalid-characters-gzipped.xml": 25,
    "real/trafilatura/feed.json": 25,  # JSON Feed
}
# Entries that differ from feedparser's, and why.
DIFFER = {
    "feedparser/illformed/rdf_channel_empty_textinput.xml",  # link taken from an address that stands as id
    "feedparser/wellformed/rdf/rdf_item_description.xml",
    "real/lilianweng/index.xml",  # dated in the year 1
}


def feeds() -> Path | None:
    shared = corpora()
    return shared / "feeds" if shared else None


def read_index(folder: Path) -> list[dict[str, str]]:
    with (folder / "index.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t"))


def test_every_document_gives_what_feedparser_finds() -> None:
    folder = feeds()
    if folder is None:
        print("corpora not present")
        return
    ask = replace(request(), now=datetime(2026, 9, 1, tzinfo=UTC))  # after the last snapshot
    rows = read_index(folder)
    compared = 0
    for row in rows:
        body = (folder / row["file"]).read_bytes()
        ours = parse(body, ask)
        total = len(ours.entries) + ours.broken + ours.repeated
        assert total == MORE.get(row["file"], int(row["entries"] or 0)), row["file"]
        if row["file"] in MORE or row["file"] in DIFFER or ours.repeated or ours.broken:
            continue
        theirs = feedparser.parse(io.BytesIO(body), response_headers={"content-location": ask.url}).entries
        for one, other in zip(ours.entries, theirs, strict=True):
            assert_same(row["file"], one, other)
            compared += 1
    assert len(rows) > 500
    assert compared > 10_000


def assert_same(file: str, one: Entry, other: Any) -> None:
    assert one.title == plain_title(other.get("title") or "", 1000), file
    # feedparser joins ids to the base as if they were links; ours stay as written
    guid = other.get("id") or None
    assert one.guid == guid or urljoin("https://press.example/feed.xml", one.guid or "") == guid, file
    assert one.url == canonicalize_url(other.get("link") or "", "https://press.example/feed.xml"), file
    if other.get("published_parsed"):
        assert one.published_at is not None, file
        assert one.published_at.timetuple()[:5] == tuple(other.published_parsed)[:5], file


def test_trimmed_parses_give_identical_entries() -> None:
    folder = feeds()
    if folder is None:
        print("corpora not present")
        return
    compared = fallback = 0
    for file in sorted((folder / "real").rglob("*.*"))[::2]:
        body = file.read_bytes()
        full = parse(body, request())
        if not full.item_hashes:
            fallback += bool(full.entries)
            continue
        if full.repeated or file.name == "feed_marmalade.xml":  # ids rest on repeats within the whole document
            continue
        part = parse(body, request(known_items=frozenset(full.item_hashes[2:])))
        assert part.entries == full.entries[:2], file
        compared += len(part.entries)
    assert compared > 100
    assert fallback <= 4


def test_replays_lose_nothing_and_repeat_nothing() -> None:
    folder = feeds()
    if folder is None:
        print("corpora not present")
        return
    snapshots = total = repeated = 0
    for feed in sorted((folder / "replay").iterdir()):
        stored: dict[str, StoredEntry] = {}
        offered: dict[str, str] = {}
        known: frozenset[str] = frozenset()
        for file in sorted(feed.iterdir()):
            body = file.read_bytes()
            snapshots += 1
            for item in feedparser.parse(io.BytesIO(body)).entries:
                offered.setdefault(identity_url(item.link), title_key(item.title))
            parsed = parse(body, request(known_items=known))
            for decision in decide_entries(parsed.entries, list(stored.values()), known=parsed.known):
                store(stored, decision.entry, decision.outcome)
            if parsed.outcome is PollOutcome.OK:
                known = frozenset(parsed.item_hashes)
        links = {identity_url(entry.url or "") for entry in stored.values()}
        titles = [title_key(entry.title) for entry in stored.values()]
        lost = [link for link, title in offered.items() if link not in links and title not in titles]
        assert lost == [], feed.name
        total += len(titles)
        repeated += len(titles) - len(set(titles))
    assert snapshots >= 91
    assert total > 700
    assert repeated <= 0.01 * total


def store(stored: dict[str, StoredEntry], entry: Entry, outcome: ItemOutcome) -> None:
    new = StoredEntry(entry.id, entry.guid, entry.url, entry.title, entry.content_hash, entry.published_at)
    before = stored.get(entry.id)
    grown = (before.revisions if before else 0) + (outcome is ItemOutcome.UPDATED)
    stored[entry.id] = replace(new, revisions=grown)
