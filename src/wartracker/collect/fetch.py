"""Pages that wait in, what workers need to analyse them out: the shell that fetches them as robots.txt allows, and
decides what serves when a page is not to be had.
"""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, Row

from wartracker.codec import load_record
from wartracker.collect.due import order_fairly
from wartracker.collect.http import ACCEPT_PAGE, Ask, Client
from wartracker.collect.pages import Verdict, Work, build_input, decide_page
from wartracker.collect.politeness import NETWORK, OFFLINE_LEAST, HostMemory, remember_host
from wartracker.collect.robotsbook import RobotsBook
from wartracker.collected import Feed, FetchedPage, FetchResult, HubRecord
from wartracker.errors import OfflineError
from wartracker.publishers import Publishers
from wartracker.store.database import reading, writing
from wartracker.store.feeds import load_hosts, save_hosts
from wartracker.store.pages import (
    finish_page,
    lease_pages,
    list_leased,
    list_waiting,
    quarantine_page,
    release_pages,
    retry_page,
)
from wartracker.store.thread import call_store
from wartracker.vocabulary import ItemOutcome, PollOutcome

LEASE = timedelta(minutes=30)
BATCH = 50
READY = 16  # pages that may wait, body and all, for an analyser


@dataclass(slots=True)
class FetchReport:
    """Counts of one run of fetches: every page that was leased has exactly one outcome."""

    pages: int = 0
    outcomes: Counter[ItemOutcome] = field(default_factory=Counter)

    def add(self, outcome: ItemOutcome) -> None:
        """Count one page."""
        self.pages += 1
        self.outcomes[outcome] += 1


def _read_work(row: Row[Any]) -> Work:
    content = zlib.decompress(row.entry_content).decode("utf-8", "surrogatepass") if row.entry_content else ""
    return Work(
        id=row.id,
        url=row.url,
        tries=row.tries,
        title=row.entry_title or "",
        text=content or row.entry_summary or "",
        published_at=row.entry_published_at,
        changed_at=row.entry_updated_at,
        feed=row.entry_feed,
        hub=load_record(HubRecord, row.entry_hub) if row.entry_hub else None,
        bare=row.identity.startswith("entry:"),
    )


# --------------------------------------------------------------------------- the shell
async def fetch_pages(
    client: Client,
    engine: Engine,
    feeds: Mapping[str, Feed],
    publishers: Publishers,
    report: FetchReport,
    owner: str = "collector",
) -> AsyncIterator[FetchedPage]:
    """Fetch the pages that wait, most promising first, hosts in turn, and hand over those that can be analysed.

    The caller holds the collector's lock: leases on pages that are still there belong to a dead process. It ends the
    work on each page it receives with `finish_page` or `count_failure`; at most READY bodies wait for it.

    Args:
        client: the open HTTP client.
        engine: the database.
        feeds: the sources by name.
        publishers: who publishes where.
        report: filled while pages come.
        owner: of the leases.

    Raises:
        OfflineError: not one of several hosts could be reached; no page is counted as tried.
        StoreError: the database refused; leased pages are work again.
    """
    run = _Run(client, engine, feeds, publishers, report, owner)
    producer = asyncio.create_task(run.produce())
    try:
        while (page := await run.ready.get()) is not None:
            run.room.release()
            yield page
        await producer
    finally:
        producer.cancel()
        await asyncio.gather(producer, return_exceptions=True)


class _Run:
    """One run of fetches."""

    def __init__(
        self,
        client: Client,
        engine: Engine,
        feeds: Mapping[str, Feed],
        publishers: Publishers,
        report: FetchReport,
        owner: str,
    ) -> None:
        self.client, self.engine, self.feeds, self.publishers = client, engine, feeds, publishers
        self.report, self.owner = report, owner
        self.robots = RobotsBook(client, engine)
        self.ready: asyncio.Queue[FetchedPage | None] = asyncio.Queue()
        self.room = asyncio.Semaphore(READY)
        self.lease_lock = asyncio.Lock()
        self.held: list[tuple[Work, Verdict]] = []  # unreachable, until it is known whether we are offline

    async def produce(self) -> None:
        try:
            await call_store(self._release)
            while waiting := await call_store(self._list):
                waiting.reverse()  # taken from the end
                leased: list[Work] = []
                count = min(self.client.settings.concurrency, len(waiting))
                async with asyncio.TaskGroup() as group:
                    for _ in range(count):
                        group.create_task(self._fetch_on(waiting, leased))
            await self._settle_held()
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from failed
        finally:
            self.ready.put_nowait(None)

    def _release(self) -> None:
        """Take leases of a dead process away; pages of other collectors' groups are theirs."""
        owns = self.client.limiter.owns
        with writing(self.engine) as connection:
            release_pages(connection, [row.id for row in list_leased(connection) if owns(row.domain)])

    def _list(self) -> list[str]:
        with reading(self.engine) as connection:
            found = list_waiting(connection, self.client.now(), limit=4 * BATCH)
        rows = [row for row in found if self.client.limiter.owns(row.domain)]
        ordered = order_fairly(
            rows, lambda row: str(row.domain), lambda row: (-row.priority, row.first_seen_at, row.id)
        )
        return [row.id for row in ordered]

    async def _fetch_on(self, waiting: list[str], leased: list[Work]) -> None:
        while (work := await self._take(waiting, leased)) is not None:
            await self._fetch(work)

    async def _take(self, waiting: list[str], leased: list[Work]) -> Work | None:
        async with self.lease_lock:
            while not leased:
                if not waiting:
                    return None
                part = [waiting.pop() for _ in range(min(BATCH, len(waiting)))]
                leased += reversed(await call_store(self._lease, part))
            return leased.pop()

    def _lease(self, ids: list[str]) -> list[Work]:
        now = self.client.now()
        with writing(self.engine) as connection:
            return [_read_work(row) for row in lease_pages(connection, ids, self.owner, now, now + LEASE)]

    async def _fetch(self, work: Work) -> None:
        if work.bare:
            await self._hand_over(work, Verdict(ItemOutcome.FEED_TEXT, "the entry has no address", analyse=True), None)
            return
        if work.hub is not None:  # its page is a model card, which is not read: the hub is spared the request
            await self._hand_over(work, Verdict(ItemOutcome.FEED_TEXT, "the hub's record speaks", analyse=True), None)
            return
        verdict = await self.robots.decide(work.url)
        result: FetchResult | None = None
        if verdict.allowed:
            feed = self.feeds.get(work.feed or "")
            port = feed.allow_port if feed else None
            ask = Ask(work.url, accept=ACCEPT_PAGE, extra_port=port, permit=self.robots.permit)
            result = await self.client.fetch(ask)
            if result.outcome is PollOutcome.RATE_LIMITED and result.status is not None:
                await call_store(self._hold, result)
        decided = decide_page(work, result, verdict, self.client.now())
        unreached = verdict.temporary if result is None else result.outcome in NETWORK
        if unreached and not self.client.reached:
            self.held.append((work, decided))
            return
        await self._settle(work, decided, result)

    async def _settle(self, work: Work, decided: Verdict, result: FetchResult | None) -> None:
        if decided.analyse:
            await self._hand_over(work, decided, result)
            return
        self.report.add(decided.outcome)
        await call_store(self._set_aside, work, decided, result.status if result else None)

    async def _settle_held(self) -> None:
        """Count pages whose hosts could not be reached, unless no host at all was: then the machine is offline."""
        hosts = {self.client.limiter.group_of(work.url) for work, _ in self.held}
        if not self.client.reached and len(hosts) >= OFFLINE_LEAST:
            await call_store(self._release)
            raise OfflineError(
                f"none of {len(hosts)} hosts could be reached: this machine seems to be offline; "
                "no page is given up, the next run asks again"
            )
        for work, decided in self.held:
            await self._settle(work, decided, None)

    async def _hand_over(self, work: Work, decided: Verdict, result: FetchResult | None) -> None:
        self.report.add(decided.outcome)
        served = result if decided.outcome is ItemOutcome.FETCHED else None
        feed = self.feeds.get(work.feed or "")
        page = build_input(work, served, feed, self.publishers, self.client.now())
        await self.room.acquire()
        self.ready.put_nowait(FetchedPage(page, decided.outcome, decided.why, served))

    def _set_aside(self, work: Work, decided: Verdict, status: int | None) -> None:
        with writing(self.engine) as connection:
            if decided.retry_at is not None:
                retry_page(connection, work.id, decided.tries, decided.retry_at, why=decided.why, status=status)
            elif decided.outcome is ItemOutcome.NO_CONTENT:
                finish_page(connection, work.id, decided.outcome, self.client.now(), why=decided.why, status=status)
            else:
                quarantine_page(connection, work.id, decided.outcome, decided.why, status=status)

    def _hold(self, result: FetchResult) -> None:
        """Let a host rest that said 429, beyond the end of this process (rows 45, 47)."""
        group = self.client.limiter.group_of(result.final_url)
        with writing(self.engine) as connection:
            rows = [row for row in load_hosts(connection) if row.domain == group]
            before = HostMemory(group)
            if rows:
                before = HostMemory(group, rows[0].not_before, rows[0].penalty_s, rows[0].good_polls)
            after = remember_host(before, result.outcome, result.retry_after_s, result.fetched_at)
            save_hosts(connection, [{item.name: getattr(after, item.name) for item in fields(HostMemory)}])
        if after.not_before:
            self.client.limiter.hold(group, after.not_before)
