"""The due queue in virtual time: `python -m bench.due_queue [SOURCES] [HOURS]`.

The rows, queries and rules are those of `run`; only the network is left out: every poll meets "not modified". Prints
what a claim costs, how late polls were, and how a host with very many sources fares beside hosts with one.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wartracker.collect.commit import list_changes, read_memory
from wartracker.collect.due import plan_polls
from wartracker.collect.politeness import SANE_DUE, Poll, remember_poll
from wartracker.records import Feed
from wartracker.store.database import connect, migrate, reading, writing
from wartracker.store.feeds import lease_feeds, load_due, save_feeds, sync_feeds
from wartracker.vocabulary import PollOutcome, SourceKind, Tier

START = datetime(2026, 1, 1, tzinfo=UTC)
TICK = timedelta(minutes=5)
BATCH = 50
PLATFORM_SHARE = 10  # every tenth source lives on one platform
GAP_S = 2.0
PLATFORM = "platform.example"


def build_feeds(count: int) -> list[Feed]:
    """Build sources, a tenth of them on one platform's host."""
    return [
        Feed(
            name=f"f{number}",
            kind=SourceKind.FEED,
            url=f"https://{'platform' if number % PLATFORM_SHARE == 0 else f'site{number}'}.example/{number}.xml",
            publisher="Paper",
            tier=Tier.PRESS,
        )
        for number in range(count)
    ]


def group_of(url: str) -> str:
    return url.split("/")[2]


def cut_to_politeness(plan: Sequence[Feed]) -> list[Feed]:
    """Keep what can be asked within a tick: one request in flight and a gap for every host."""
    room: dict[str, float] = {}
    kept = []
    for feed in plan:
        used = room.get(group_of(feed.url), 0.0)
        if used + GAP_S <= TICK.total_seconds():
            room[group_of(feed.url)] = used + GAP_S
            kept.append(feed)
    return kept


def main(count: int, hours: int) -> None:
    listed = build_feeds(count)
    by_name = {feed.name: feed for feed in listed}
    seen = Poll(PollOutcome.NOT_MODIFIED, status=304)
    late: dict[str, list[float]] = {"platform": [], "others": []}
    claim_us: list[float] = []
    save_us: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder) / 'queue.sqlite3'}")
        migrate(engine)
        with writing(engine) as connection:
            sync_feeds(connection, listed)
        now, polled = START, 0
        while now < START + timedelta(hours=hours):
            began = time.process_time()
            with reading(engine) as connection:
                memories = {row.name: read_memory(row) for row in load_due(connection, now, now + SANE_DUE)}
            plan = plan_polls([by_name[name] for name in memories], memories, now, group_of)
            asked = cut_to_politeness(plan)
            for start in range(0, len(asked), BATCH):
                with writing(engine) as connection:
                    names = [feed.name for feed in asked[start : start + BATCH]]
                    lease_feeds(connection, names, "bench", now, now + TICK)
            spent = time.process_time() - began
            if asked:
                claim_us.append(1e6 * spent / len(asked))
            began = time.process_time()
            for start in range(0, len(asked), BATCH):
                part = asked[start : start + BATCH]
                met = [(memories[feed.name], remember_poll(memories[feed.name], feed, seen, now)) for feed in part]
                changes = [(before.name, list_changes(before, after)) for before, after in met]
                with writing(engine) as connection:
                    save_feeds(connection, changes)
            if asked:
                save_us.append(1e6 * (time.process_time() - began) / len(asked))
            for feed in asked:
                due = memories[feed.name].next_due
                if due is not None:
                    place = "platform" if group_of(feed.url) == PLATFORM else "others"
                    late[place].append((now - due).total_seconds() / 60)
            polled += len(asked)
            now += TICK
        with reading(engine) as connection:
            waiting = [(row.url, row.next_due) for row in load_due(connection, now, now + SANE_DUE)]
        engine.dispose()
    print(f"{count} sources, {hours} virtual hours, {polled} polls")
    claim, store = statistics.median(claim_us), statistics.median(save_us)
    print(f"claim {claim:.0f} us CPU a poll, store {store:.0f} us CPU a poll (medians of ticks)")
    for place, minutes in late.items():
        never = sum(due is None for url, due in waiting if (group_of(url) == PLATFORM) == (place == "platform"))
        middle, most = (statistics.median(minutes), max(minutes)) if minutes else (0, 0)
        lateness = f"late by {middle:.0f} min (median), {most:.0f} min (most)"
        print(f"{place}: {len(minutes)} polls again, {lateness}; {never} not polled yet")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 24)
