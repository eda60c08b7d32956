"""Sources that are due in, what their polls met stored: the shell that asks, has parsed, and commits.

Due times, leases and politeness live in the database: a kill at any moment costs at most one repeated request a
source, and a restart asks nothing early.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Container, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Any

from sqlalchemy import Connection, Engine, Row

from wartracker.collect.asks import Parse, build_ask, mind_host, read_children
from wartracker.collect.commit import Met, Polled, Prioritise, Rules, commit_polls, name_parse, read_memory
from wartracker.collect.due import cut_to_turns, plan_polls
from wartracker.collect.http import Client
from wartracker.collect.politeness import (
    NETWORK,
    SANE_DUE,
    HostMemory,
    Memory,
    is_offline,
)
from wartracker.collect.robotsbook import RobotsBook
from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.collect.turns import PATIENCE, SIDE_BY_SIDE, Turns, tell_answer
from wartracker.collected import Fault, Feed, FetchResult
from wartracker.errors import OfflineError
from wartracker.ids import hash_bytes
from wartracker.store.database import reading, writing
from wartracker.store.feeds import (
    count_crowded,
    lease_feeds,
    load_due,
    load_feeds,
    load_hosts,
    needs_opening,
    release_feeds,
    rewind_feeds,
    sync_feeds,
    unpack_item_hashes,
)
from wartracker.store.thread import call_store, call_store_briefly
from wartracker.vocabulary import ItemOutcome, PollOutcome

LEASE = timedelta(minutes=30)
BATCH = 50  # polls a transaction
LEASED = 200  # sources a lease: a statement and a transaction cost as much as the polls of several sources
AHEAD = 10 * LEASED  # sources that may be leased and wait for their hosts, while free hosts are looked for behind them
BRIEF = 100  # entries of a batch: with more, storing it takes longer than a loop with requests should stand still
LINGER_S = 0.05  # how long the writer waits for a whole batch once it has a poll
MAX_CHILDREN = 4  # documents of a sitemap index read in one poll
_WITH_BODY = frozenset({PollOutcome.OK, PollOutcome.TRUNCATED})

_Leased = tuple[Feed, str | None]  # a source that is ours, with its packed item hashes


@dataclass(slots=True)
class PollReport:
    """Counts of one run; `polled` is the sum of `outcomes`."""

    polled: int = 0
    outcomes: Counter[PollOutcome] = field(default_factory=Counter)
    entries: Counter[ItemOutcome] = field(default_factory=Counter)
    pages: int = 0  # newly queued
    not_due: int = 0
    waiting: int = 0  # due, but their hosts had no turn left, or did not answer: a later run's

    def add(self, done: Polled) -> None:
        """Count one poll."""
        self.polled += 1
        self.outcomes[done.outcome] += 1
        if done.entries:
            self.entries.update(done.entries)
        self.pages += done.pages


@dataclass(frozen=True, slots=True)
class PollOptions:
    """How a run of polls differs from the usual."""

    force: bool = False  # pass over due times, never over Retry-After
    force_all: bool = False  # pass over Retry-After too
    period_s: float | None = None  # all sources are given: ask of each host what fits in so many seconds; None: all
    prioritise: Prioritise = lambda title, summary: 0.0  # larger is fetched earlier
    owner: str = "collector"  # of the leases
    tell: Callable[[Polled], None] = lambda done: None  # called once a poll, for the log


async def poll_feeds(
    client: Client, engine: Engine, feeds: Sequence[Feed], parse: Parse, options: PollOptions | None = None
) -> PollReport:
    """Poll the sources that are due and store what they said.

    The caller holds the collector's lock: leases on these sources that are still there belong to a dead process.

    Args:
        client: the open HTTP client; its clock is the run's.
        engine: the database.
        feeds: the sources of feeds.yaml, or those of them that were named.
        parse: runs a parser where it can be stopped (`Workers.parse`, awaited).
        options: see `PollOptions`.

    Returns:
        Counts by outcome.

    Raises:
        OfflineError: more than four of five healthy sources could not be reached; none is blamed or counted.
        StoreError: the database refused; polls not yet stored are repeated by the next run.
    """
    run = _Run(client, engine, parse, options or PollOptions())
    return await run.run(feeds)


class _Run:
    """One run of polls."""

    def __init__(self, client: Client, engine: Engine, parse: Parse, options: PollOptions) -> None:
        self.client, self.engine, self.parse, self.options = client, engine, parse, options
        self.forced = self.options.force or self.options.force_all
        self.period_s = None if self.forced else self.options.period_s
        self.report = PollReport()
        self.robots = RobotsBook(client, engine)
        self.memories: dict[str, Memory] = {}
        self.hosts: dict[str, HostMemory] = {}
        self.changed_hosts: set[str] = set()
        self.held: list[Met] = []  # unreachable sources, until it is known whether we are offline
        self.healthy = 0  # polls of sources that were fine before
        self.rules = Rules(client.settings, client.limiter.group_of, options.prioritise)
        self.done: asyncio.Queue[Met | None] = asyncio.Queue(maxsize=4 * BATCH)
        self.enough = asyncio.Event()  # a batch is there, or nothing more will come
        self.lease_lock = asyncio.Lock()
        self.resting: list[asyncio.Future[None]] = []  # pollers without anybody to ask until a host has room

    async def run(self, feeds: Sequence[Feed]) -> PollReport:
        now = self.client.now()
        await call_store(self._open, feeds, now)
        group_of = cache(self.client.limiter.group_of)  # asked for several times a source
        due = plan_polls(
            [feed for feed in feeds if feed.name in self.memories],
            self.memories,
            now,
            group_of,
            force=self.options.force,
            force_all=self.options.force_all,
        )
        plan = cut_to_turns(due, group_of, partial(self.client.limiter.count_turns, self.period_s))
        self.report.waiting += len(due) - len(plan)
        self.report.not_due = len(feeds) - len(plan) - self.report.waiting
        patience = None if self.forced else PATIENCE
        groups = (group_of(feed.url) for feed in plan)
        turns = Turns[_Leased](groups, lambda one: group_of(one[0].url), self._count_beside, patience)
        plan.reverse()  # taken from the end
        try:
            async with asyncio.TaskGroup() as group:
                writer = group.create_task(self._write())
                count = min(self.client.settings.concurrency, len(plan))
                pollers = [group.create_task(self._poll_on(plan, turns, now)) for _ in range(count)]
                await asyncio.gather(*pollers)
                await self.done.put(None)
                self.enough.set()
                await writer
        except ExceptionGroup as failed:  # the first trouble is the cause, the rest its echo
            raise failed.exceptions[0] from failed
        await self._give_back([feed for feed, _ in turns.left])
        await self._settle_held({group_of(feed.url) for feed, _ in turns.left})
        return self.report

    def _open(self, feeds: Sequence[Feed], now: datetime) -> None:
        names = [feed.name for feed in feeds]
        limiter = self.client.limiter
        owns = limiter.owns if self.period_s is not None else None
        with reading(self.engine) as connection:
            stale = needs_opening(connection, feeds, now, limiter.group_of, owns)
        if stale:  # an idle tick writes nothing
            with writing(self.engine) as connection:
                sync_feeds(connection, feeds, limiter.group_of, owns)
                release_feeds(connection, names)
                rewind_feeds(connection, now)
        listed = frozenset(names)
        with reading(self.engine) as connection:
            found = load_feeds(connection, names) if self.forced else self._load_due(connection, now)
            self.memories = {row.name: read_memory(row) for row in found if row.name in listed}
            rows = load_hosts(connection)
        for row in rows:
            self.hosts[row.domain] = HostMemory(row.domain, row.not_before, row.penalty_s, row.good_polls)
            if row.not_before and now < row.not_before <= now + SANE_DUE and not self.options.force_all:
                limiter.hold(row.domain, row.not_before)

    def _load_due(self, connection: Connection, now: datetime) -> Iterable[Row[Any]]:
        """Load what is due: of a host with a backlog only what this run can ask."""
        limiter, latest = self.client.limiter, now + SANE_DUE
        limit = limiter.count_turns(self.period_s)
        crowded = count_crowded(connection, now, latest, limit) if limit is not None else {}
        self.report.waiting = sum(count for group, count in crowded.items() if limiter.owns(group))
        return load_due(connection, now, latest, limit if crowded else None)

    # ----------------------------------------------------------------------- asking
    async def _poll_on(self, plan: list[Feed], turns: Turns[_Leased], began: datetime) -> None:
        ends = None if self.period_s is None else began + timedelta(seconds=self.period_s)
        while (taken := await self._take(plan, turns)) is not None:
            feed, hashes = taken
            met = await self._poll(feed, self.memories[feed.name], hashes)
            turns.finish(taken, tell_answer(met.outcome, met.result.status))
            if ends is not None and self.client.now() >= ends:
                turns.close()
            fine_before = met.memory.failures == 0
            self.healthy += fine_before
            if fine_before and met.outcome in NETWORK:
                self.held.append(met)
            else:
                await self.done.put(met)
                if self.done.qsize() >= BATCH:
                    self.enough.set()

    async def _take(self, plan: list[Feed], turns: Turns[_Leased]) -> _Leased | None:
        """Take the next source, leasing more where none of those at hand can be asked; None: all were asked."""
        while True:
            async with self.lease_lock:
                while (taken := turns.take()) is None and plan and turns.ahead < AHEAD:
                    part = [plan.pop() for _ in range(min(LEASED, len(plan)))]
                    ours = await call_store_briefly(self._lease, self.engine, [feed.name for feed in part])
                    turns.add([(feed, ours[feed.name]) for feed in part if feed.name in ours])
            if taken is not None or not turns.asking:
                while self.resting and (turns.ready or taken is None):
                    self.resting.pop().set_result(None)
                return taken
            rest: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.resting.append(rest)
            await rest

    def _count_beside(self, leased: _Leased) -> int:
        """Count how many sources of a host are polled at once: where a gap follows each, there is time to parse it."""
        return 1 if self.client.limiter.gap_s(leased[0].url) > 0 else SIDE_BY_SIDE

    def _lease(self, engine: Engine, names: list[str]) -> dict[str, str | None]:
        now = self.client.now()
        with writing(engine) as connection:
            return lease_feeds(connection, names, self.options.owner, now, now + LEASE)

    async def _poll(self, feed: Feed, memory: Memory, hashes: str | None) -> Met:
        permit = self.robots.permit if feed.obey_robots else None
        if permit is not None and (refused := await permit(feed.url)) is not None:
            (outcome, why), now = refused, self.client.now()
            return Met(feed, memory, FetchResult(feed.url, feed.url, outcome, now), outcome, now, why)
        result = await self.client.fetch(build_ask(feed, memory, self.client.now(), permit))
        self._mind_host(feed, result)
        if result.outcome not in _WITH_BODY:
            return Met(feed, memory, result, result.outcome, result.fetched_at, result.why)
        digest = hash_bytes(result.body)
        if result.outcome is PollOutcome.OK and digest == memory.body_hash:
            return Met(feed, memory, result.drop_body(), PollOutcome.OK, result.fetched_at, body_hash=digest)
        known = unpack_item_hashes(hashes) if memory.last_ok_at else frozenset()
        parsed = await self._parse(feed, result, known)
        outcome, why = name_parse(parsed, result)
        found = parsed if isinstance(parsed, ParsedSource) else None
        return Met(feed, memory, result.drop_body(), outcome, result.fetched_at, why, found, digest)

    async def _parse(self, feed: Feed, result: FetchResult, known: frozenset[str]) -> ParsedSource | Fault:
        request = SourceRequest(
            feed=feed,
            url=result.final_url,
            now=result.fetched_at,
            content_type=result.header("content-type"),
            content_location=result.header("content-location"),
            known_items=known,
            truncated=result.outcome is PollOutcome.TRUNCATED,
        )
        parsed = await self.parse(feed.kind, result.body, request)
        if isinstance(parsed, Fault) or not parsed.children:
            return parsed
        mind = partial(self._mind_host, feed)
        return await read_children(self.client, self.parse, parsed.children[:MAX_CHILDREN], parsed, request, mind)

    def _mind_host(self, feed: Feed, result: FetchResult) -> None:
        """Let a whole host rest when it says 429, unless the feed says that its limit is its own (row 45)."""
        if result.status is None or (result.outcome is PollOutcome.RATE_LIMITED and feed.rate_scope == "feed"):
            return
        mind_host(self.client, self.hosts, self.changed_hosts, result)

    # ----------------------------------------------------------------------- storing
    async def _write(self) -> None:
        ended = False
        while not ended:
            polls = [await self.done.get()]
            with suppress(TimeoutError):  # one transaction for what comes together
                async with asyncio.timeout(LINGER_S):
                    await self.enough.wait()
            while len(polls) < BATCH and not self.done.empty():
                polls.append(self.done.get_nowait())
            if self.done.qsize() < BATCH:
                self.enough.clear()
            ended = polls[-1] is None
            await self._commit([met for met in polls if met is not None])

    async def _commit(self, polls: Sequence[Met]) -> None:
        hosts = [self.hosts[name] for name in sorted(self.changed_hosts)]
        self.changed_hosts.clear()
        if not polls and not hosts:
            return
        brief = sum(len(met.parsed.entries) for met in polls if met.parsed) <= BRIEF
        call = call_store_briefly if brief else call_store
        for done in await call(commit_polls, self.engine, polls, hosts, self.rules):
            self.report.add(done)
            self.options.tell(done)

    async def _give_back(self, left: Sequence[Feed]) -> None:
        """Leave sources to the next run, which asks them before those of their host that were asked."""
        if left:
            self.report.waiting += len(left)
            await call_store(self._release, [feed.name for feed in left])

    async def _settle_held(self, cut: Container[str]) -> None:
        """Blame unreachable sources, unless nearly all of them were: then the machine is offline (row 29)."""
        group_of = self.client.limiter.group_of
        if is_offline([group_of(met.feed.url) for met in self.held], self.healthy, cut):
            await call_store(self._release, [met.feed.name for met in self.held])
            raise OfflineError(
                f"{len(self.held)} of {self.healthy} sources could not be reached: this machine seems to be offline; "
                "no source is blamed, the next run asks again"
            )
        for start in range(0, len(self.held), BATCH):
            await self._commit(self.held[start : start + BATCH])

    def _release(self, names: Sequence[str]) -> None:
        with writing(self.engine) as connection:
            release_feeds(connection, names)
