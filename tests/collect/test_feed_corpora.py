"""Real feeds and feedparser's own test files: our entries are feedparser's; replays give each article once."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser
import pytest

from tests.collect.desk import feed, open_desk
from tests.collect.servers import answer
from tests.collect.sources.requests import request
from tests.corpora import corpora
from wartracker.collect.identity import title_key
from wartracker.collect.sources.feed import parse
from wartracker.plaintext import plain_title
from wartracker.records import Entry
from wartracker.store.tables import entries
from wartracker.urls import canonicalize_url, identity_url

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
    documents, compared = compare_documents(folder)
    assert documents > 500
    assert compared > 10_000


def compare_documents(folder: Path) -> tuple[int, int]:
    """Parse every document at hand; return how many there are, and how many entries were compared one by one."""
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
    return len(rows), compared


def read_headers(body: bytes) -> dict[str, str]:
    """Read the HTTP headers that a test file of feedparser asks to be served with."""
    found = re.findall(rb"^Header:\s*([\w-]+):\s*(.*?)\s*$", body[:2000], re.MULTILINE)
    return {name.decode().lower(): value.decode("latin-1") for name, value in found}


def parse_with_headers(folder: Path) -> tuple[int, int, int]:
    """Parse feedparser's own files with the headers they ask for; return files, their entries, ours."""
    files = theirs = ours = 0
    for file in sorted((folder / "feedparser").rglob("*.*")):
        body = file.read_bytes()
        headers = read_headers(body)
        there = len(feedparser.parse(io.BytesIO(body), response_headers=headers).entries)
        ask = replace(
            request(),
            content_type=headers.get("content-type"),
            content_location=headers.get("content-location"),
        )
        found = parse(body, ask)
        here = len(found.entries) + found.broken + found.repeated
        assert here >= there, file
        files, theirs, ours = files + 1, theirs + there, ours + here
    return files, theirs, ours


def test_headers_of_the_test_files_change_nothing() -> None:
    folder = feeds()
    if folder is None:
        print("corpora not present")
        return
    files, theirs, ours = parse_with_headers(folder)
    assert files >= 302
    assert ours >= theirs


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


def test_replays_lose_nothing_and_repeat_nothing(tmp_path: Path) -> None:
    folder = feeds()
    if folder is None:
        print("corpora not present")
        return
    told = asyncio.run(replay(folder, tmp_path))
    assert told.lost == []
    assert told.snapshots >= 91
    assert told.entries > 700
    assert told.repeated <= 0.01 * told.entries


@dataclass
class Replay:
    """What snapshots of feeds over time gave, polled one after the other."""

    snapshots: int = 0
    entries: int = 0
    repeated: int = 0  # entries whose title another entry of their feed has
    lost: list[str] = field(default_factory=list)  # links that no entry has, nor its title


async def replay(folder: Path, place: Path) -> Replay:
    """Poll the snapshots of each feed a day apart, through the client and the store."""
    told = Replay()
    for source in sorted((folder / "replay").iterdir()):
        files = sorted(source.iterdir())
        turns = [answer(file.read_bytes()) for file in files]
        offered: dict[str, str] = {}
        for file in files:
            for item in feedparser.parse(io.BytesIO(file.read_bytes())).entries:
                offered.setdefault(identity_url(item.link), title_key(item.title))
        where = place / source.name
        where.mkdir()
        async with open_desk(where, {"/feed": lambda asked, turns=turns: turns.pop(0)}, first_days=36500) as desk:
            desk.now = datetime(2026, 9, 1, tzinfo=UTC)  # after the last snapshot
            for _ in files:
                await desk.poll(feed("replayed"), force=True)
                desk.later(days=1)
            rows: list[Any] = desk.rows(entries)
        links = {identity_url(row.url or "") for row in rows}
        titles = [title_key(row.title) for row in rows]
        told.lost += [link for link, title in offered.items() if link not in links and title not in titles]
        told.snapshots += len(files)
        told.entries += len(titles)
        told.repeated += len(titles) - len(set(titles))
    return told
