"""All real feeds at hand, served on loopback: what feedparser finds is stored, a second poll writes nothing."""

from __future__ import annotations

import asyncio
import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.collect.desk import Desk, feed, open_desk
from tests.collect.servers import answer
from tests.collect.test_feed_corpora import MORE, feeds
from wartracker.bodies import BodyParser
from wartracker.store.tables import entries, pages
from wartracker.vocabulary import ItemOutcome, PollOutcome
from wartracker.workers import Target, Workers

pytestmark = pytest.mark.corpora

NOW = datetime(2026, 9, 1, tzinfo=UTC)  # after the last snapshot
QUIET = {PollOutcome.UNCHANGED, PollOutcome.NO_ITEMS, PollOutcome.NOT_A_FEED}


def read_real(folder: Path) -> list[tuple[str, int, bytes]]:
    with (folder / "index.tsv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if row["file"].startswith("real/")]
    return [
        (row["file"], MORE.get(row["file"], int(row["entries"] or 0)), (folder / row["file"]).read_bytes())
        for row in rows
    ]


def test_real_feeds_polled_three_times(tmp_path: Path) -> None:
    folder = feeds()
    if folder is None:
        print("corpora not present")
        return
    real = read_real(folder)
    assert len(real) == 169
    asyncio.run(play(tmp_path, real))


async def play(folder: Path, real: list[tuple[str, int, bytes]]) -> None:
    routes: dict[str, object] = {f"/{number}": answer(body) for number, (_, _, body) in enumerate(real)}
    sources = [feed(f"real-{number}", f"/{number}", f"host{number}.example") for number in range(len(real))]
    with Workers(lambda: Target("", "", ""), count=2) as workers:

        async def poll(desk: Desk) -> Counter[PollOutcome]:
            report = await desk.poll(*sources, force=True, parse=BodyParser(workers))
            assert report.polled == len(real)
            return report.outcomes

        async with open_desk(folder, routes, total_deadline_s=30.0, first_days=36500) as desk:
            desk.now = NOW
            outcomes = await poll(desk)
            assert set(outcomes) <= {PollOutcome.OK, PollOutcome.NO_ITEMS, PollOutcome.NOT_A_FEED}, outcomes
            check_entries(desk, real)
            before = (desk.rows(entries), desk.rows(pages))
            desk.later(days=1)
            assert set(await poll(desk)) <= {PollOutcome.UNCHANGED, PollOutcome.NOT_A_FEED}
            assert (desk.rows(entries), desk.rows(pages)) == before
            # generated feeds: another body, the same items
            for number, (_, _, body) in enumerate(real):
                desk.server.routes[f"/{number}"] = answer(body + b"\n<!-- written a minute later -->")
            desk.later(days=1)
            again = await poll(desk)
            changed = [done for done in desk.told[-len(real) :] if done.outcome not in QUIET]
            assert len(changed) <= 2, (again, changed)  # compressed bodies end where the comment begins
            assert (desk.rows(entries), desk.rows(pages)) == before


def check_entries(desk: Desk, real: list[tuple[str, int, bytes]]) -> None:
    stored = Counter(row.feed for row in desk.rows(entries))
    told = {done.feed: done for done in desk.told}
    for number, (file, expected, _) in enumerate(real):
        counts = told[f"real-{number}"].entries
        if told[f"real-{number}"].outcome is PollOutcome.NOT_A_FEED:
            assert expected == 0, file  # feedparser finds nothing in it either
        # an item that repeats another of its document is one entry; every item is accounted for
        assert sum(counts.values()) == expected, (file, counts)
        assert stored[f"real-{number}"] == expected - counts[ItemOutcome.SEEN] - counts[ItemOutcome.SKIPPED], file
