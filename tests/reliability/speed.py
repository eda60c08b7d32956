"""CPU of our parser on real feeds beside bare feedparser's with its slow options off, by turns on each document."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import feedparser

from tests.reliability.fuzz_feeds import ADDRESS, FEED, NOW
from wartracker.collect.sources.feed import parse
from wartracker.collect.sources.shape import SourceRequest


@dataclass
class Speed:
    """Seconds of CPU over all documents, the best of some repeats each."""

    documents: int = 0
    mb: float = 0.0
    bare: float = 0.0
    ours: float = 0.0


def measure(corpora: Path, repeats: int) -> Speed:
    """Measure a first look at each document: no item is known yet."""
    told = Speed()
    ask = SourceRequest(FEED, ADDRESS, NOW)
    for file in sorted((corpora / "real").rglob("*.xml")):
        body = file.read_bytes()
        if not 5000 <= len(body) <= 300_000 or body.lstrip()[:1] != b"<":
            continue
        best = [float("inf")] * 2
        for _ in range(repeats):  # by turns, so that what else the machine does falls on both
            best[0] = min(best[0], cpu_s(lambda body=body: bare(body)))
            best[1] = min(best[1], cpu_s(lambda body=body: parse(body, ask)))
        told.documents += 1
        told.mb += len(body) / 1e6
        told.bare += best[0]
        told.ours += best[1]
    return told


def bare(body: bytes) -> object:
    return feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)


def cpu_s(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
