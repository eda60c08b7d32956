"""Seeded mutations of feed documents through our parser: `python -m tests.reliability.fuzz_feeds [COUNT] [SEED]`.

A mutation must give entries or a named outcome: no exception, nothing slower than ten seconds.
"""

from __future__ import annotations

import io
import random
import sys
import time
import traceback
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import feedparser

from tests.corpora import corpora
from wartracker.collect.sources import feed as feed_source
from wartracker.collect.sources.shape import SourceRequest
from wartracker.records import Feed
from wartracker.vocabulary import PollOutcome, SourceKind, Tier

ADDRESS = "https://press.example/feed.xml"
FEED = Feed(name="press", kind=SourceKind.FEED, url=ADDRESS, publisher="Press", tier=Tier.PRESS)
NOW = datetime(2026, 9, 1, tzinfo=UTC)
LIMIT_S = 10.0
DATA = Path(__file__).parents[1] / "data" / "feeds"

PIECES = [
    b"&#xD800;", b"&#99999999999;", b"&#0;", b"&nosuch;", b"&", b"<", b">", b"]]>", b"<![CDATA[", b"<!--", b"-->",
    b"<?xml version='1.0' encoding='undefined'?>", b"<?xml version='1.0' encoding='utf-16'?>", b"\x00", b"\xff\xfe",
    b"\xed\xa0\x80", b"\xef\xbf\xbe", b"<item>", b"</item>", b"<entry>", b"</channel>", b"<a:b xmlns:a='x'>",
    b"xmlns='http://www.w3.org/2005/Atom'", b" type='xhtml'", b" type='text/html' mode='base64'", b" xml:base='::'",
    b"<media:content width='x' url='javascript:1'/>", b"<georss:point>x y z</georss:point>", b"<gml:pos>1</gml:pos>",
    b"<psc:chapter start='x'/>", b"<creativeCommons:license rdf:resource='x'/>", b"<cc:license/>", b"<image><width>x",
    b"<georss:where><gml:Polygon>", b"<pubDate>99 Foo 0000 99:99:99 ZZZ</pubDate>", b"<link rel='self'/>",
    b"<ttl>-1e9</ttl>",
    b"<!DOCTYPE x [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]>", b"{", b"}", b"\"items\":[[", b"1e999", b"\xc3", b"\x80",
]  # fmt: skip


def mutate(rng: random.Random, body: bytes) -> bytes:
    """Change a document in one to six places: cut, repeat, flip, insert, swap."""
    data = bytearray(body)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(7)
        if kind == 0:
            del data[at : at + rng.choice([1, 2, 8, 60])]
        elif kind == 1:
            data[at:at] = rng.choice(PIECES)
        elif kind == 2 and data:
            data[at % len(data)] = rng.randrange(256)
        elif kind == 3:
            data[at:at] = data[at : at + rng.choice([5, 50, 500])]
        elif kind == 4:
            other = rng.randrange(len(data) + 1)
            data[at : at + 20], data[other : other + 20] = data[other : other + 20], data[at : at + 20]
        elif kind == 5:
            del data[at:]
        else:
            data[at : at + 4] = bytes(rng.randrange(256) for _ in range(4))
    return bytes(data)


def load_bodies() -> list[bytes]:
    """Load the documents to mutate: feedparser's own test files where they are, and ours."""
    files = sorted(DATA.glob("*"))
    shared = corpora()
    if shared is not None:
        files += sorted((shared / "feeds" / "feedparser").rglob("*.*"))
    return [body for file in files if file.is_file() and len(body := file.read_bytes()) < 50_000]


def run(count: int, seed: int = 1, *, beside: bool = False) -> tuple[Counter[str], list[str]]:
    """Run `count` mutations.

    Args:
        count: how many.
        seed: of the mutations.
        beside: also give each to bare feedparser, and count what it raises as `feedparser raised`.

    Returns:
        How often each outcome came, and a line for each exception or slow body.
    """
    rng = random.Random(seed)
    bodies = load_bodies()
    outcomes: Counter[str] = Counter()
    trouble: list[str] = []
    for number in range(count):
        body = mutate(rng, rng.choice(bodies))
        header = rng.choice([None, None, "text/xml", "application/xml; charset=undefined", "text/xml; charset=\xff"])
        if beside:
            outcomes["feedparser raised"] += raises(body, header)
        start = time.perf_counter()
        try:
            parsed = feed_source.parse(body, SourceRequest(FEED, ADDRESS, NOW, content_type=header))
        except Exception:  # noqa: BLE001  whatever gets out is the finding
            outcomes["uncaught"] += 1
            trouble.append(f"{number}: {traceback.format_exc(limit=-3)}")
            continue
        outcomes[parsed.outcome.value] += 1
        if parsed.outcome is PollOutcome.OK and any("salvage" in note for note in parsed.warnings):
            outcomes["salvaged"] += 1
        if (taken := time.perf_counter() - start) > LIMIT_S:
            outcomes["slow"] += 1
            trouble.append(f"{number}: {taken:.1f} s, {len(body)} bytes")
    return outcomes, trouble


def parse_as_we_do(body: bytes) -> object:
    """Parse one body as a feed of ours."""
    return feed_source.parse(body, SourceRequest(FEED, ADDRESS, NOW))


def parse_bare(body: bytes) -> object:
    """Parse one body with feedparser alone."""
    return feedparser.parse(io.BytesIO(body))


def raises(body: bytes, header: str | None) -> bool:
    """Tell whether bare feedparser raises on a body."""
    try:
        feedparser.parse(io.BytesIO(body), response_headers={"content-type": header} if header else {})
    except Exception:  # noqa: BLE001  whatever gets out is the finding
        return True
    return False


if __name__ == "__main__":
    found, lines = run(int(sys.argv[1]) if len(sys.argv) > 1 else 60_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print(dict(found), *lines[:20], sep="\n")
    sys.exit(bool(lines))
