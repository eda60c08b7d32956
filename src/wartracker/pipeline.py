"""One tick, in order: poll what is due, fetch what is new, analyse it, resolve candidates, write the outputs."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from threading import Event
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine

from wartracker.bodies import BodyParser
from wartracker.collect.archive import Archive
from wartracker.collect.commit import Polled
from wartracker.collect.due import decide_period
from wartracker.collect.http import Client
from wartracker.collect.poll import PollOptions, poll_feeds
from wartracker.collected import Feed, FetchedPage
from wartracker.errors import ConfigError, StoppedError, WarTrackerError
from wartracker.executor import open_workers
from wartracker.ids import build_id
from wartracker.store.database import reading, writing
from wartracker.store.pages import find_archive_ends
from wartracker.store.runs import beat, end_run, release_lock, start_run, take_lock
from wartracker.store.thread import call_store
from wartracker.vocabulary import ItemOutcome, PollOutcome
from wartracker.workers import Workers
from wartracker.workspace import Workspace

if TYPE_CHECKING:
    from wartracker.debate import Debate

HEARTBEAT_S = 60.0
STOP_LOOK_S = 0.2
HINT_CHARACTERS = 400  # of a summary, read to order the queue
# Outcomes of a poll that a person need not look at.
FINE = frozenset(
    {
        PollOutcome.OK,
        PollOutcome.UNCHANGED,
        PollOutcome.NOT_MODIFIED,
        PollOutcome.MOVED,
        PollOutcome.NO_ITEMS,
        PollOutcome.RATE_LIMITED,
        PollOutcome.UNAVAILABLE,
    }
)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TickOptions:
    """How a tick differs from the usual."""

    names: tuple[str, ...] | None = None  # only these sources
    force: bool = False  # pass over due times, never over Retry-After
    force_all: bool = False  # pass over Retry-After too
    poll: bool = True  # False: only pages that wait
    fetch: bool = True  # False: only polls; the pages they queue are the next tick's
    every_s: float | None = None  # between the starts of two ticks; None: not known
    workers: Workers | None = None  # worker processes that outlive the tick; None: its own
    stop: Event | None = None  # once set, the tick gives up between two transactions

    @property
    def whole(self) -> bool:
        """Tell whether every source and every page that waits gets its turn: only that is a sign of health."""
        return self.names is None and self.poll and self.fetch


@dataclass(slots=True)
class _Tally:
    """What a tick counts; each stage's words add up to what the stage before handed on."""

    feeds: Counter[str] = field(default_factory=Counter)
    waiting: int = 0  # sources that are due and left to a later tick
    entries: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    stages: dict[str, Counter[str]] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)

    def count(self, stage: str, outcome: ItemOutcome) -> None:
        self.stages.setdefault(stage, Counter())[outcome.value] += 1


def run_tick(workspace: Workspace, engine: Engine, options: TickOptions, say: Say) -> dict[str, Any]:
    """Run one tick.

    Args:
        workspace: what people wrote.
        engine: the database.
        options: see `TickOptions`.
        say: tells progress.

    Returns:
        The run report: counts per stage and outcome that add up, candidates by debate, feeds in trouble.

    Raises:
        ConfigError: a file is wrong; NoContactError: no contact is set; LockedError: another collector works;
        OfflineError: the machine is offline; StoreError: the database or disk refused; StoppedError: `stop` was set.
        Nothing is lost by any.
    """
    feeds = select_feeds(workspace.feeds, options.names)
    debates = workspace.debates
    started = datetime.now(UTC)
    owner = build_owner(started)
    client = Client(workspace.settings.collect)
    feeds = [feed for feed in feeds if client.limiter.asks(feed.url)]
    with locked(engine, say, workspace.settings.collect.shard, owner):
        identifier = build_id("run", owner, started.isoformat())
        with writing(engine) as connection:
            start_run(connection, identifier, started)
        tick = _Tick(workspace, engine, owner, say)
        asyncio.run(tick.collect(client, feeds, options))
        counts = _finish(engine, workspace, debates) if options.fetch else {}
        report = tick.report(identifier, started, counts, whole=options.whole)
        with writing(engine) as connection:
            end_run(connection, identifier, datetime.now(UTC), report)
    return report


def build_priority(workspace: Workspace) -> Callable[[str, str], float]:
    """Build what orders the queue of pages: the gate's score of title and summary; it never drops anything."""

    def prioritise(title: str, summary: str) -> float:
        # A run without a new entry needs no gate, and compiling them takes longer than all its polls.
        from wartracker.gate.relevance import score_relevance

        return max(score_relevance(title, summary[:HINT_CHARACTERS], gate).score for gate in workspace.gates)

    return prioritise


def select_feeds(feeds: Sequence[Feed], names: Sequence[str] | None) -> list[Feed]:
    """Select sources by name.

    Raises:
        ConfigError: a name that no source has.
    """
    if names is None:
        return list(feeds)
    known = {feed.name: feed for feed in feeds}
    if unknown := [name for name in names if name not in known]:
        raise ConfigError(f"no source is called {unknown[0]}; `wartracker feeds list` shows the names", "feeds.yaml")
    return [known[name] for name in names]


@contextmanager
def locked(engine: Engine, say: Say, shard: str | None = None, owner: str | None = None) -> Iterator[None]:
    """Hold the collector's lock.

    Raises:
        LockedError: another collector works on this database.
    """
    owner = owner or build_owner(datetime.now(UTC))
    with writing(engine) as connection:
        if dead := take_lock(connection, owner, datetime.now(UTC), is_dead, shard=shard):
            say(f"took over the lock of {dead}, which shows no sign of life")
    try:
        yield
    finally:
        with suppress(WarTrackerError), writing(engine) as connection:
            release_lock(connection, owner)


def build_owner(now: datetime) -> str:
    """Name who holds a lock: host, process id, start to the microsecond (one process may start two things a second).

    At most 64 characters, what a lease's owner may have.
    """
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{now:%Y%m%dT%H%M%S%f}"


def is_dead(owner: str) -> bool:
    """Tell whether a lock's owner was a process of this machine that no longer runs."""
    host, _, rest = owner.partition(":")
    if host != socket.gethostname()[:32]:
        return False
    try:
        os.kill(int(rest.partition(":")[0]), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, ValueError):
        return False
    return False


async def _cancel_when(stop: Event, task: asyncio.Task[Any] | None) -> None:
    """Cancel a task soon after an event of another thread; store calls run in threads and end their transaction."""
    while not stop.is_set():  # noqa: ASYNC110 - the event is set by another thread
        await asyncio.sleep(STOP_LOOK_S)
    if task is not None:
        task.cancel()


def _finish(engine: Engine, workspace: Workspace, debates: Sequence[Debate]) -> dict[str, dict[str, int]]:
    from wartracker.gather import publish_debate, publish_index, resolve_debate, start_debate  # the site's renderer

    counts: dict[str, dict[str, int]] = {}
    for debate in debates:
        start_debate(engine, workspace, debate, datetime.now(UTC))
        counts[debate.name] = resolve_debate(engine, debate, workspace.gazetteers, datetime.now(UTC))
        publish_debate(engine, workspace, debate)
    publish_index(engine, workspace)
    return counts


@cache
def _open_log() -> Any:
    """Open the log of polls; structlog imports rich, which takes longer than a poll."""
    import structlog

    return structlog.wrap_logger(
        logging.getLogger(__name__),
        processors=[structlog.stdlib.filter_by_level, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _log_poll(done: Polled) -> None:
    """Write one line a feed and poll."""
    if not logging.getLogger(__name__).isEnabledFor(logging.INFO):
        return  # building a line that nobody reads costs as much at every poll
    from wartracker.shapes import format_moment

    _open_log().info(
        "polled",
        feed=done.feed,
        outcome=done.outcome.value,
        why=done.why,
        new=done.entries[ItemOutcome.NEW],
        updated=done.entries[ItemOutcome.UPDATED],
        pages=done.pages,
        next_due=format_moment(done.next_due),
    )


class _Tick:
    """The collecting half of a tick: one event loop, worker processes, one writer."""

    def __init__(self, workspace: Workspace, engine: Engine, owner: str, say: Say) -> None:
        self.workspace, self.engine, self.owner, self.say = workspace, engine, owner, say
        self.settings = workspace.settings.run
        self.tally = _Tally()
        self.writer = asyncio.Lock()
        self.archive = Archive(workspace.output / "archive")

    async def collect(self, client: Client, feeds: Sequence[Feed], options: TickOptions) -> None:
        workers = options.workers or open_workers(self.workspace)
        helpers = [asyncio.create_task(self._beat())]
        if options.stop is not None:
            helpers.append(asyncio.create_task(_cancel_when(options.stop, asyncio.current_task())))
        with reading(self.engine) as connection:
            self.archive.open(find_archive_ends(connection))
        try:
            async with client:
                if options.poll:
                    await self._poll(client, feeds, workers, options)
                if options.fetch:
                    from wartracker.harvest import archive_spooled  # what pages need: not before the first poll

                    await asyncio.to_thread(archive_spooled, self.engine, self.archive, client.limiter.owns)
                    await self._analyse_all(client, workers)
        except ExceptionGroup as failed:  # the first trouble is the cause, the rest its echo
            raise failed.exceptions[0] from failed
        except asyncio.CancelledError:
            if options.stop is None or not options.stop.is_set():
                raise
            raise StoppedError("stopped; what was under way is work again at the next start") from None
        finally:
            for helper in helpers:
                helper.cancel()
            if options.workers is None:
                workers.close()
            self.archive.close()

    async def _poll(self, client: Client, feeds: Sequence[Feed], workers: Workers, options: TickOptions) -> None:
        def tell(done: Polled) -> None:
            _log_poll(done)
            if done.outcome not in FINE:
                self.tally.errors.append({"feed": done.feed, "outcome": done.outcome.value, "why": done.why})

        period_s = decide_period(options.every_s) if options.whole else None
        wish = PollOptions(options.force, options.force_all, period_s, build_priority(self.workspace), self.owner, tell)
        report = await poll_feeds(client, self.engine, feeds, BodyParser(workers), wish)
        self.tally.feeds.update({outcome.value: count for outcome, count in report.outcomes.items()})
        self.tally.entries.update({outcome.value: count for outcome, count in report.entries.items()})
        self.tally.waiting = report.waiting
        due = f"{report.not_due} not due" + (f", {report.waiting} waiting" if report.waiting else "")
        self.say(f"polled {report.polled} sources, {due}, {report.pages} new pages")

    async def _analyse_all(self, client: Client, workers: Workers) -> None:
        """Hand fetched pages to the workers in batches; a bounded number of batches is under way."""
        from wartracker.collect.fetch import FetchReport, fetch_pages

        by_name = {feed.name: feed for feed in self.workspace.feeds}
        fetched = FetchReport()
        slots = asyncio.Semaphore(2 * workers.width)
        batch: list[FetchedPage] = []
        try:
            async with asyncio.TaskGroup() as group:
                pages = fetch_pages(client, self.engine, by_name, self.workspace.publishers, fetched, self.owner)
                async for page in pages:
                    batch.append(page)
                    if len(batch) >= self.settings.batch:
                        await slots.acquire()
                        group.create_task(self._analyse(batch, workers, slots))
                        batch = []
                if batch:
                    await slots.acquire()
                    group.create_task(self._analyse(batch, workers, slots))
        except ExceptionGroup as failed:  # the first trouble is the cause, the rest its echo
            raise failed.exceptions[0] from failed
        self.tally.pages.update({outcome.value: count for outcome, count in fetched.outcomes.items()})

    async def _analyse(self, batch: list[FetchedPage], workers: Workers, slots: asyncio.Semaphore) -> None:
        from wartracker.harvest import spool_batch, store_batch

        try:
            if self.settings.workers == 0 and not self.settings.dask:
                # `wartracker analyse` does the rest, perhaps on another machine.
                async with self.writer:
                    await call_store(spool_batch, self.engine, batch)
                return
            inputs = [page.input for page in batch]
            found = await asyncio.wrap_future(workers.analyse(inputs, self.settings.analyse_deadline_s))
            async with self.writer:
                words = await call_store(store_batch, self.engine, batch, found, self.archive)
            for stage, outcome in words:
                self.tally.count(stage, outcome)
        finally:
            slots.release()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_S)
            async with self.writer:
                await asyncio.to_thread(self._beat_once)

    def _beat_once(self) -> None:
        with writing(self.engine) as connection:
            beat(connection, self.owner, datetime.now(UTC))

    def report(
        self, identifier: str, started: datetime, candidates: dict[str, dict[str, int]], *, whole: bool
    ) -> dict[str, Any]:
        """Build the run report."""
        from wartracker.shapes import format_moment  # it knows all types of the later stages

        stages = {
            "feeds": dict(self.tally.feeds),
            "entries": dict(self.tally.entries),
            "pages": dict(self.tally.pages),
            **{stage: dict(counts) for stage, counts in self.tally.stages.items()},
        }
        return {
            "run": identifier,
            "started": format_moment(started),
            "ended": format_moment(datetime.now(UTC)),
            "whole": whole,
            "stages": stages,
            "waiting": self.tally.waiting,
            "candidates": candidates,
            "errors": sorted(self.tally.errors, key=lambda row: row["feed"]),
        }
