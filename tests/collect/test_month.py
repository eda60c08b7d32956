"""A month of polling in virtual time: nobody is asked early, nothing is asked twice for no reason."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.collect.desk import START, Desk, feed, open_desk, rss
from tests.collect.servers import Request, answer

DAYS = 30
SOURCES = 12


@dataclass
class Site:
    """One publisher: what it serves, what it asked for, and who did not keep to it."""

    number: int
    desk: list[Desk]
    validators: bool
    max_age_s: int = 0
    every_h: float = 24.0  # a new story so often
    pause_every: int = 0  # each so many requests a 429 or 503
    pause_s: int | None = 0
    status: str = "429 Slow down"
    asked: list[datetime] = field(default_factory=list)
    not_before: datetime = START - timedelta(days=1)  # Retry-After: nobody passes it
    fresh_until: datetime = START - timedelta(days=1)  # max-age: --force passes it
    given: str | None = None
    same_since: datetime = START
    faults: list[str] = field(default_factory=list)

    def serve(self, request: Request) -> bytes:
        now = self.desk[0].now
        wish = self.not_before if forced(now) else max(self.not_before, self.fresh_until)
        if now < wish:
            self.faults.append(f"site {self.number}: asked {wish - now} early")
        if self.asked and now - self.asked[-1] < timedelta(minutes=15):
            self.faults.append(f"site {self.number}: asked again after {now - self.asked[-1]}")
        self.asked.append(now)
        if self.pause_every and len(self.asked) % self.pause_every == 0:
            headers = (("Retry-After", str(self.pause_s)),) if self.pause_s is not None else ()
            self.not_before = now + timedelta(seconds=3600 if self.pause_s is None else self.pause_s)
            return answer(b"", self.status, headers)
        return self._body(request, now)

    def _body(self, request: Request, now: datetime) -> bytes:
        story = int((now - START) / timedelta(hours=self.every_h))
        etag = f'"{self.number}-{story}"'
        headers = [("Cache-Control", f"max-age={self.max_age_s}")] if self.max_age_s else []
        self.fresh_until = now + timedelta(seconds=self.max_age_s)
        sent = request.headers.get("if-none-match", b"").decode()
        if self.given and sent != self.given and now - self.same_since < timedelta(days=14):
            self.faults.append(f"site {self.number}: asked without the validator it was given")
        if not self.validators:
            return answer(rss(story, story + 1, host=request.host), headers=tuple(headers))
        if sent == etag:
            return b"HTTP/1.1 304 Not Modified\r\n\r\n"
        self.given, self.same_since = etag, now
        return answer(rss(story, story + 1, host=request.host), headers=(*headers, ("ETag", etag)))


def forced(now: datetime) -> bool:
    """Tell when the maintainer runs with --force."""
    return now.hour == 19 and now.day % 5 == 0


def make_site(number: int, desk: list[Desk]) -> Site:
    return Site(
        number,
        desk,
        validators=number % 3 != 0,
        max_age_s=(0, 0, 5400, 40_000)[number % 4],
        every_h=(1.0, 30.0, 10_000.0)[number % 3],
        pause_every=(0, 5, 7)[number % 3],
        pause_s=(30_000, None, 200_000, 10)[number % 4],
        status="429 Slow down" if number % 2 else "503 Later",
    )


def live_a_month(folder: Path, count: int) -> tuple[list[Site], int]:
    """Poll `count` publishers for a month, with a restart each day; return them and most requests in flight at one."""
    desks: list[Desk] = []
    sites = [make_site(number, desks) for number in range(count)]
    sources = [feed(f"site-{number}", f"/{number}", f"site{number}.example") for number in range(count)]
    most_busy = 0

    async def live() -> None:
        nonlocal most_busy
        now = START
        for day in range(DAYS):  # a restart each day: a new process knows only what the database holds
            async with open_desk(folder, {f"/{site.number}": site.serve for site in sites}) as desk:
                desks[:] = [desk]
                for hour in range(0, 24, 3):
                    desk.now = now = START + timedelta(days=day, hours=hour, minutes=7 * (hour % 3))
                    await desk.poll(*sources, force=forced(now))
                most_busy = max(most_busy, *desk.server.most_busy.values(), 0)
        assert now > START + timedelta(days=DAYS - 1)

    asyncio.run(live())
    return sites, most_busy


def test_a_month_without_an_early_request(tmp_path: Path) -> None:
    sites, most_busy = live_a_month(tmp_path, SOURCES)
    assert most_busy == 1
    assert [fault for site in sites for fault in site.faults] == []
    requests = [len(site.asked) for site in sites]
    assert min(requests) > 10  # everyone was asked all month long
    assert max(requests) <= 24 * DAYS
