"""An address in, its host's turn out: one request in flight and a gap per registered domain, pauses that hosts ask for.

Rows 45-47, 64, 72 of the fault catalogue. Part of the network shell: it waits on the event loop's clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, partial

from wartracker.collect.addresses import Reach, is_private
from wartracker.config import CollectSettings
from wartracker.shards import owns_group
from wartracker.urls import host_of, registered_domain

MIN_GAP_S = 2.0  # row 64: never less towards the public internet


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0  # on the event loop's clock
    gap_s: float | None = None  # a Crawl-delay
    waiting: int = 0


class HostLimiter:
    """Keeps requests to one politeness group apart.

    Args:
        settings: section [collect]: host_gap_s, platforms.
        reach: hosts that are our own (samples, tests) may be asked without a gap.
        now: the clock, aware UTC, for pauses that outlive the process.
    """

    def __init__(self, settings: CollectSettings, reach: Reach, now: Callable[[], datetime]) -> None:
        """Start with no host known."""
        self._settings = settings
        # asked for of every source in each run, and four times a poll
        self._group = lru_cache(maxsize=1 << 16)(partial(name_group, settings=settings))
        self._reach = reach
        self._now = now
        self._hosts: dict[str, _Host] = {}
        self._held: dict[str, datetime] = {}

    def group_of(self, url: str) -> str:
        """Name the group of hosts that share one limit: registered domain, or what `platforms` says."""
        return self._group(host_of(url) or "")

    def owns(self, group: str) -> bool:
        """Tell whether this collector asks a group, or another one that shares the work (`shard`)."""
        return owns_group(self._settings.shard, group)

    def asks(self, url: str) -> bool:
        """Tell whether this collector asks an address; the only one need not name its group, which costs 10 us."""
        return self._settings.shard is None or self.owns(self.group_of(url))

    def hold(self, group: str, until: datetime) -> None:
        """Ask nothing of a group before `until`."""
        self._held[group] = max(until, self._held.get(group, until))

    def held_s(self, url: str) -> float:
        """Return how many seconds a host still wants to be left alone, 0 when it may be asked."""
        return self._held_s(self.group_of(url))

    def _held_s(self, group: str) -> float:
        until = self._held.get(group)
        return max(0.0, (until - self._now()).total_seconds()) if until else 0.0

    def slow_down(self, url: str, gap_s: float) -> None:
        """Keep a longer gap towards a host from now on (Crawl-delay)."""
        host = self._host(self.group_of(url))
        host.gap_s = max(gap_s, host.gap_s or 0.0)

    def gap_s(self, url: str) -> float:
        """Return the gap kept after a request to this address."""
        return self._gap_s(url, self._host(self.group_of(url)))

    def _gap_s(self, url: str, host: _Host) -> float:
        if is_private(host_of(url) or "", self._reach):
            return self._settings.host_gap_s
        return max(MIN_GAP_S, self._settings.host_gap_s, host.gap_s or 0.0)

    def count_turns(self, span_s: float | None, url: str | None = None) -> int | None:
        """Count the requests that fit into a span of time with the gap between them.

        Args:
            span_s: seconds; None: without end.
            url: an address of the host; None: of whichever may be asked most often.

        Returns:
            At least 1; None for any number: time without end, or no gap.
        """
        if span_s is None:
            return None
        if url is not None:
            gap_s = self._gap_s(url, self._hosts.get(self.group_of(url)) or _Host())
        else:
            gap_s = self._settings.host_gap_s if self._reach.private else max(MIN_GAP_S, self._settings.host_gap_s)
        return max(1, int(span_s / gap_s)) if gap_s > 0 else None

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[float]:
        """Wait for the host's turn, hold it during the request, then leave the gap.

        Yields:
            Seconds the host still wants to be left alone: nothing may be asked unless it is 0, and no gap follows.
        """
        group = self.group_of(url)
        host = self._host(group)
        loop = asyncio.get_running_loop()
        host.waiting += 1
        try:
            async with host.lock:
                if (held_s := self._held_s(group)) > 0:
                    yield held_s
                    return
                if (wait_s := host.free_at - loop.time()) > 0:
                    await asyncio.sleep(wait_s)
                try:
                    yield 0.0
                finally:
                    host.free_at = loop.time() + self._gap_s(url, host)
        finally:
            host.waiting -= 1
            self._forget(loop)

    def _host(self, group: str) -> _Host:
        host = self._hosts.get(group)
        if host is None:
            host = self._hosts[group] = _Host()
        return host

    def _forget(self, loop: asyncio.AbstractEventLoop) -> None:
        """Drop hosts nobody waits for, so that memory does not grow with the web."""
        if len(self._hosts) > 4096:
            now_s = loop.time()
            idle = [name for name, host in self._hosts.items() if not host.waiting and host.free_at < now_s]
            for name in idle:
                del self._hosts[name]


def name_group(host: str, settings: CollectSettings) -> str:
    """Name the politeness group of a host.

    Args:
        host: host name or literal.
        settings: `platforms` maps a host suffix to a group name; "" keeps every host below it on its own.

    Returns:
        The group of the longest suffix that matches, else the registered domain.
    """
    name = host.lower().rstrip(".")
    best: str | None = None
    for suffix in settings.platforms:
        plain = suffix.lower().removeprefix("*.")
        if (name == plain or name.endswith("." + plain)) and len(suffix) > len(best or ""):
            best = suffix
    if best is not None:
        return settings.platforms[best] or name
    return registered_domain(name)
