"""An address in, whether its publisher wants it fetched out: the shell that asks for robots.txt and remembers it."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import Engine, Row

from wartracker.collect.http import Ask, Client
from wartracker.collect.robots import (
    MAX_ROBOTS_BYTES,
    RobotsRecord,
    RobotsRules,
    RobotsVerdict,
    origin_of,
    record_robots,
    robots_url,
)
from wartracker.store.database import reading, writing
from wartracker.store.feeds import load_robots, save_robots
from wartracker.store.thread import call_store
from wartracker.vocabulary import PollOutcome


class RobotsBook:
    """What robots.txt of each origin says, remembered in memory and in the database.

    Args:
        client: the open HTTP client.
        engine: the database.
    """

    def __init__(self, client: Client, engine: Engine) -> None:
        """Start with nothing in memory."""
        self._client, self._engine = client, engine
        self._rules: dict[str, RobotsRules] = {}
        self._locks: dict[str, asyncio.Lock] = {}

    async def decide(self, url: str) -> RobotsVerdict:
        """Decide whether a page may be fetched, asking for robots.txt where nothing fresh is remembered."""
        origin = origin_of(url)
        async with self._locks.setdefault(origin, asyncio.Lock()):
            rules = self._rules.get(origin)
            if rules is None or rules.record.expires_at <= self._client.now():
                rules = RobotsRules(await self._load(origin))
                self._rules[origin] = rules
        verdict = rules.decide(url)
        if verdict.crawl_delay_s is not None:
            self._client.limiter.slow_down(url, verdict.crawl_delay_s)
        return verdict

    async def read(self, url: str) -> str:
        """Return the robots.txt that speaks for an address, empty where there is none: it may name sitemaps."""
        await self.decide(url)
        return self._rules[origin_of(url)].record.body or ""

    async def permit(self, url: str) -> tuple[PollOutcome, str] | None:
        """Decide on an address; the target of a redirect too: a redirector's robots.txt speaks for nobody else.

        Returns:
            None when it may be fetched, else an outcome and why.
        """
        verdict = await self.decide(url)
        if verdict.allowed:
            return None
        if verdict.temporary:
            return PollOutcome.UNAVAILABLE, "robots.txt could not be had, and nothing is asked without it"
        return PollOutcome.ROBOTS, "robots.txt refuses this address"

    async def _load(self, origin: str) -> RobotsRecord:
        row = await call_store(self._read, origin)
        if row is not None and row.expires_at > self._client.now():
            return RobotsRecord(row.origin, row.body, row.fetched_at, row.expires_at)
        ask = Ask(robots_url(origin), accept="text/plain, */*;q=0.5", cap_bytes=MAX_ROBOTS_BYTES, cut=True)
        result = await self._client.fetch(ask)
        record = record_robots(origin, result, result.fetched_at)
        if result.status is not None:  # a host that could not be asked at all is asked again by the next run
            await call_store(self._write, record)
        return record

    def _read(self, origin: str) -> Row[Any] | None:
        with reading(self._engine) as connection:
            return load_robots(connection, origin)

    def _write(self, record: RobotsRecord) -> None:
        row = {
            "origin": record.origin[:512],
            "body": record.body,
            "fetched_at": record.fetched_at,
            "expires_at": record.expires_at,
        }
        with writing(self._engine) as connection:
            save_robots(connection, row)
