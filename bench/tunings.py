"""Each tuning with and without it, in turn on the same material: `python -m bench.tunings`.

Prints CPU ms of both sides, medians over rounds, and their ratio. `make bench` does it at its end and writes the table
into RESULTS.md.
"""

from __future__ import annotations

import asyncio
import io
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import feedparser
from sqlalchemy import insert

from bench.material import ENTRIES, write_feed, write_pages
from wartracker.collect import probe
from wartracker.collect.http import Client
from wartracker.collect.sources.feed import parse
from wartracker.collect.sources.shape import SourceRequest
from wartracker.config import CollectSettings
from wartracker.executor import load_toolbox
from wartracker.records import Feed, PageInput
from wartracker.store.database import connect, migrate, writing
from wartracker.store.tables import hosts
from wartracker.vocabulary import SourceKind, Tier
from wartracker.workspace import ner_folder, open_workspace

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 7
_ALL = "wartracker.cli.main, wartracker.pipeline, wartracker.gather, wartracker.analyse, trafilatura, spacy"
FEED = Feed(name="paper", kind=SourceKind.FEED, url="https://p.example/feed.xml", publisher="Paper", tier=Tier.PRESS)
ASK = SourceRequest(FEED, FEED.url, datetime(2026, 9, 1, tzinfo=UTC))
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Tuning:
    """One tuning: what is done with it and without it."""

    what: str
    tuned: Work
    plain: Work
    own_process: bool = False  # then children's CPU counts


@dataclass(frozen=True, slots=True)
class Ratio:
    """What a tuning is worth."""

    what: str
    tuned_ms: float
    plain_ms: float


def list_parsing() -> Iterator[Tuning]:
    """Tunings of a feed body: what is known is neither parsed nor cleaned."""
    before, after = write_feed(1, range(ENTRIES)).encode(), write_feed(1, range(2, ENTRIES + 2)).encode()
    some = replace(ASK, known_items=frozenset(parse(before, ASK).item_hashes))
    every = replace(ASK, known_items=frozenset(parse(after, ASK).item_hashes))
    yield Tuning(
        "id probe, nothing new ÷ feedparser's defaults",
        lambda: parse(after, every),
        lambda: feedparser.parse(io.BytesIO(after)),
    )
    yield Tuning("known entries cut out, two new ÷ whole parse", lambda: parse(after, some), lambda: parse(after, ASK))
    yield Tuning(
        "first look, items read from the probe's tree ÷ by feedparser",
        lambda: parse(after, ASK),
        patch.object(probe, "read_plain_items", lambda *_: None)(lambda: parse(after, ASK)),
    )


def list_analysis(folder: Path) -> Iterator[Tuning]:
    """Tunings of a page: the gate before extraction, the cut page, the tagger's sentences, numpy instead of BLIS."""
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    from wartracker.analyse import analyse_page
    from wartracker.extract.article import _run_trafilatura, extract_article
    from wartracker.extract.cut import cut_page
    from wartracker.extract.visible import extract_visible
    from wartracker.label.tagger import label_text
    from wartracker.label.voter import Voter

    place = open_workspace(ROOT)
    toolbox: Any = load_toolbox(([place.debate("open-weights")], place.gazetteers))
    [quiet], [loud] = write_pages(folder / "quiet", 1, 0.0), write_pages(folder / "loud", 1, 1.0)
    pages = [
        PageInput(id=name, url=f"https://p.example/{name}", html=(folder / kind / name).read_bytes(), charset="utf-8")
        for kind, name in (("quiet", quiet), ("loud", loud))
    ]
    seen = [extract_visible(page.html, None) for page in pages]
    yield Tuning(
        "page that the gate rejects ÷ its extraction",
        lambda: analyse_page(pages[0], toolbox),
        lambda: extract_article(pages[0], seen[0]),
    )
    raw = seen[1].html
    yield Tuning(
        "trafilatura on the cut page ÷ on the whole page",
        lambda: _run_trafilatura(cut_page(raw)),
        lambda: _run_trafilatura(raw),
    )
    text = _run_trafilatura(cut_page(raw))
    voter = toolbox.tagger.voter
    whole = [(0, len(text))]
    yield Tuning(
        "tagging, net on telling sentences ÷ the net alone on all",
        lambda: label_text(text, toolbox.tagger),
        lambda: voter.vote(text, whole),
    )

    set_current_ops(NumpyOps(use_blis=True))
    blis = Voter(spacy.load(ner_folder()))
    yield Tuning("the net on numpy ÷ on BLIS", lambda: voter.vote(text, whole), lambda: blis.vote(text, whole))


def list_shells(folder: Path) -> Iterator[Tuning]:
    """Tunings around the work: certificates, transactions, imports."""
    settings = CollectSettings(contact="bench@example.org")

    async def open_client() -> None:
        async with Client(settings):
            pass

    yield Tuning(
        "a client opened: certificates read once ÷ each time",
        lambda: asyncio.run(open_client()),
        lambda: (ssl.create_default_context(), asyncio.run(open_client())),
    )
    engine = connect(f"sqlite:///{folder / 'tunings.sqlite3'}")
    migrate(engine)
    rows = iter(range(10**9))

    def store(transactions: int) -> None:
        for _ in range(transactions):
            with writing(engine) as connection:
                for _ in range(50 // transactions):
                    connection.execute(insert(hosts), {"domain": f"d{next(rows)}", "penalty_s": 0, "good_polls": 0})

    yield Tuning("50 rows in one transaction ÷ in 50", lambda: store(1), lambda: store(50))
    run = partial(subprocess.run, check=True, capture_output=True)
    yield Tuning(
        "--help, imports when needed ÷ all of them",
        lambda: run([sys.executable, "-m", "wartracker.cli.main", "--help"]),
        lambda: run([sys.executable, "-c", f"import {_ALL}"]),
        own_process=True,
    )


def measure(tuning: Tuning) -> tuple[float, float]:
    """Return CPU ms with and without, medians over rounds in turn."""

    def spend(work: Work) -> float:
        clock = _children_s if tuning.own_process else time.process_time
        start = clock()
        work()
        return 1000 * (clock() - start)

    for work in (tuning.tuned, tuning.plain):
        work()  # warm
    sides = [(spend(tuning.tuned), spend(tuning.plain)) for _ in range(ROUNDS)]
    return statistics.median(one for one, _ in sides), statistics.median(other for _, other in sides)


def _children_s() -> float:
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def list_ratios() -> Iterator[Ratio]:
    """Measure all tunings."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for tunings in (list_parsing(), list_analysis(folder), list_shells(folder)):
            for tuning in tunings:
                yield Ratio(tuning.what, *measure(tuning))


def main() -> None:
    """Print the table."""
    for one in list_ratios():
        ratio = one.tuned_ms / one.plain_ms
        print(f"{one.what:58} {one.tuned_ms:9.2f} ms {one.plain_ms:9.2f} ms  ratio {ratio:.3f}", flush=True)


if __name__ == "__main__":
    main()
