"""The due queue in virtual time: `python -m bench.due_queue [SOURCES] [HOURS]`.

The rows, queries and rules are those of `run`; only the network is left out: every poll meets "not modified". Prints
what a look at the list and a claim cost, how late polls were, and how a host with very many sources fares beside hosts
with one.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from wartracker.collect.addresses import Reach
from wartracker.collect.commit import list_changes, read_memory
from wartracker.collect.due import cut_to_turns, decide_period, plan_polls
from wartracker.collect.limiter import HostLimiter
from wartracker.collect.politeness import SANE_DUE, Memory, Poll, remember_poll
from wartracker.config import CollectSettings
from wartracker.records import Feed
from wartracker.store.database import connect, migrate, reading, writing
from wartracker.store.feeds import count_crowded, lease_feeds, load_due, needs_opening, save_feeds, sync_feeds
from wartracker.vocabulary import PollOutcome, SourceKind, Tier

START = datetime(2026, 1, 1, tzinfo=UTC)
TICK = timedelta(minutes=5)
BATCH = 50
PLATFORM_SHARE = 10  # every tenth source lives on one platform
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


@dataclass
class Costs:
    """What was measured, a value a tick."""

    look_s: list[float] = field(default_factory=list)  # an hour
    claim_ms: list[float] = field(default_factory=list)
    claim_us: list[float] = field(default_factory=list)  # a poll
    store_us: list[float] = field(default_factory=list)  # a poll
    asked: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    late_min: dict[str, list[float]] = field(default_factory=lambda: {"platform": [], "others": []})


def name_place(url: str) -> str:
    return "platform" if PLATFORM in url else "others"


def claim(engine: Engine, by_name: dict[str, Feed], limiter: HostLimiter, now: datetime, costs: Costs) -> list[Memory]:
    """Find out what is due and lease what can be asked in a tick."""
    turns = partial(limiter.count_turns, decide_period(TICK.total_seconds()))
    listed, latest, limit = list(by_name.values()), now + SANE_DUE, turns()
    assert limit is not None
    if now.minute == 0:
        began = time.process_time()
        with reading(engine) as connection:
            assert not needs_opening(connection, listed, now, limiter.group_of, limiter.owns)
        costs.look_s.append(time.process_time() - began)
    began = time.process_time()
    with reading(engine) as connection:
        crowded = count_crowded(connection, now, latest, limit)
        rows = load_due(connection, now, latest, limit if crowded else None)
        memories = {row.name: read_memory(row) for row in rows}
    due = plan_polls([by_name[name] for name in memories], memories, now, limiter.group_of)
    plan = cut_to_turns(due, limiter.group_of, turns)
    for start in range(0, len(plan), BATCH):
        with writing(engine) as connection:
            lease_feeds(connection, [feed.name for feed in plan[start : start + BATCH]], "bench", now, now + TICK)
    spent_s = time.process_time() - began
    costs.claim_ms.append(1e3 * spent_s)
    if plan:
        costs.claim_us.append(1e6 * spent_s / len(plan))
    costs.asked.append(len(plan))
    costs.waiting.append(sum(crowded.values()) + len(due) - len(plan))
    return [memories[feed.name] for feed in plan]


def store(engine: Engine, by_name: dict[str, Feed], asked: list[Memory], now: datetime, costs: Costs) -> None:
    """Store what the polls met: nothing new."""
    seen = Poll(PollOutcome.NOT_MODIFIED, status=304)
    began = time.process_time()
    for start in range(0, len(asked), BATCH):
        part = asked[start : start + BATCH]
        met = [(memory, remember_poll(memory, by_name[memory.name], seen, now)) for memory in part]
        changes = [(before.name, list_changes(before, after)) for before, after in met]
        with writing(engine) as connection:
            save_feeds(connection, changes)
    if asked:
        costs.store_us.append(1e6 * (time.process_time() - began) / len(asked))
    for memory in asked:
        if memory.next_due is not None:
            costs.late_min[name_place(memory.url)].append((now - memory.next_due).total_seconds() / 60)


def main(count: int, hours: int) -> None:
    by_name = {feed.name: feed for feed in build_feeds(count)}
    costs, end = Costs(), START + timedelta(hours=hours)
    now = START
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{Path(folder) / 'queue.sqlite3'}")
        migrate(engine)
        limiter = HostLimiter(CollectSettings(), Reach(), lambda: now)
        with writing(engine) as connection:
            sync_feeds(connection, list(by_name.values()), limiter.group_of, limiter.owns)
        while now < end:
            store(engine, by_name, claim(engine, by_name, limiter, now, costs), now, costs)
            now += TICK
        with reading(engine) as connection:
            due = [(row.url, row.next_due) for row in load_due(connection, now, now + SANE_DUE)]
        engine.dispose()
    print(f"{count} sources, {hours} virtual hours, {sum(costs.asked)} polls")
    middle = statistics.median
    print(f"look at the list {middle(costs.look_s):.2f} s CPU a tick (measured once an hour; all are medians)")
    crowd = f"{middle(costs.asked):.0f} polls with {middle(costs.waiting):.0f} sources waiting"
    print(f"claim {middle(costs.claim_ms):.0f} ms CPU a tick, {middle(costs.claim_us):.0f} us a poll ({crowd})")
    print(f"store {middle(costs.store_us):.0f} us CPU a poll")
    for place, minutes in costs.late_min.items():
        never = sum(last is None for url, last in due if name_place(url) == place)
        usual, most = (middle(minutes), max(minutes)) if minutes else (0, 0)
        lateness = f"late by {usual:.0f} min (median), {most:.0f} min (most)"
        print(f"{place}: {len(minutes)} polls again, {lateness}; {never} not polled yet")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 24)
