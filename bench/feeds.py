"""Feed parsing cost beside bare feedparser on the real feeds: `python bench/feeds.py`.

Prints CPU per MB and per document: feedparser with its defaults, with both slow options off, ours on a first look,
ours when all but two items are known, ours when nothing is new.
"""

from __future__ import annotations

import io
import statistics
import time
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import feedparser

from wartracker.collect.sources.feed import parse
from wartracker.collect.sources.shape import SourceRequest
from wartracker.records import Feed
from wartracker.vocabulary import SourceKind, Tier

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
ADDRESS = "https://press.example/feed.xml"
FEED = Feed(name="press", kind=SourceKind.FEED, url=ADDRESS, publisher="Press", tier=Tier.PRESS)
ASK = SourceRequest(FEED, ADDRESS, datetime(2026, 9, 1, tzinfo=UTC))


def cpu_ms(work: Callable[[], object]) -> float:
    """Return the smaller of two CPU times of one call."""
    times = []
    for _ in range(2):
        start = time.process_time()
        work()
        times.append(1000 * (time.process_time() - start))
    return min(times)


def main() -> None:
    warnings.simplefilter("ignore")
    bodies = [file.read_bytes() for file in sorted((CORPORA / "feeds" / "real").rglob("*.xml"))]
    bodies = [body for body in bodies if 5000 <= len(body) <= 300_000 and body.lstrip()[:1] == b"<"]
    spent: dict[str, list[float]] = {}
    entries = 0
    for body in bodies:
        full = parse(body, ASK)
        entries += len(full.entries)
        hashes = full.item_hashes
        some, every = (replace(ASK, known_items=frozenset(part)) for part in (hashes[2:], hashes))
        off = {"sanitize_html": False, "resolve_relative_uris": False}
        runs: dict[str, Callable[[], object]] = {
            "feedparser defaults": lambda body=body: feedparser.parse(io.BytesIO(body)),
            "feedparser options off": lambda body=body, off=off: feedparser.parse(io.BytesIO(body), **off),
            "ours, first look": lambda body=body: parse(body, ASK),
            "ours, two new": lambda body=body, some=some: parse(body, some),
            "ours, nothing new": lambda body=body, every=every: parse(body, every),
        }
        for name, work in runs.items():
            spent.setdefault(name, []).append(cpu_ms(work))
    size = sum(map(len, bodies)) / 1e6
    print(f"{len(bodies)} feeds, {size:.1f} MB, {entries} entries")
    for name, times in spent.items():
        print(
            f"{name:24s} {sum(times) / 1000 / size:.3f} s/MB  median {statistics.median(times):6.2f} ms"
            f"  mean {statistics.mean(times):6.2f} ms"
        )


if __name__ == "__main__":
    main()
