"""A collector on a fresh database with a clock that tests turn, asking a loopback server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine

from tests.collect.servers import RawServer, loopback
from wartracker.collect.commit import Polled, read_memory
from wartracker.collect.fetch import FetchedPage, FetchReport, fetch_pages
from wartracker.collect.http import Client
from wartracker.collect.politeness import Memory
from wartracker.collect.poll import PollOptions, PollReport, poll_feeds
from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.publishers import Publishers
from wartracker.records import Fault, Feed
from wartracker.store.database import connect, migrate, reading, writing
from wartracker.store.feeds import load_feeds
from wartracker.store.pages import finish_page
from wartracker.vocabulary import ItemOutcome, SourceKind, Tier

START = datetime(2026, 2, 3, 10, 0, tzinfo=UTC)


def feed(name: str = "small-talk", path: str = "/feed", host: str = "news.example", **changes: object) -> Feed:
    values: dict[str, object] = {
        "name": name,
        "kind": SourceKind.FEED,
        "url": f"http://{host}{path}",
        "publisher": "Small Talk",
        "tier": Tier.PRESS,
    }
    return Feed(**(values | changes))  # type: ignore[arg-type]


def rss(*numbers: int, host: str = "news.example", extra: str = "", day: int = 2) -> bytes:
    """Write a feed with one item a number."""
    items = "".join(
        f"<item><guid>{host}-{number}</guid><title>Story number {number} about weights</title>"
        f"<link>http://{host}/story-{number}</link><description>What happened in story {number}.</description>"
        f"<pubDate>Mon, {day:02d} Feb 2026 09:00:00 GMT</pubDate></item>"
        for number in numbers
    )
    channel = f"<channel><title>Small Talk</title>{extra}{items}</channel>"
    return f"<?xml version='1.0'?><rss version='2.0'>{channel}</rss>".encode()


async def parse_here(kind: SourceKind, body: bytes, request: SourceRequest) -> ParsedSource | Fault:
    """Parse in this process: the workers have tests of their own."""
    parsed: ParsedSource = import_module(f"wartracker.collect.sources.{kind.value}").parse(body, request)
    return parsed


@dataclass
class Desk:
    """One collector's means."""

    engine: Engine
    server: RawServer
    client: Client
    now: datetime = START
    told: list[Polled] = field(default_factory=list)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    async def poll(self, *feeds: Feed, parse: Callable[..., object] = parse_here, **options: object) -> PollReport:
        chosen = PollOptions(tell=self.told.append, **options)  # type: ignore[arg-type]
        return await poll_feeds(self.client, self.engine, feeds, parse, chosen)  # type: ignore[arg-type]

    async def fetch(self, *feeds: Feed, finish: bool = True) -> tuple[list[FetchedPage], FetchReport]:
        report = FetchReport()
        names = {one.name: one for one in feeds}
        pages = []
        async for page in fetch_pages(self.client, self.engine, names, Publishers({}), report):
            pages.append(page)
            if finish:
                with writing(self.engine) as connection:
                    finish_page(connection, page.input.id, ItemOutcome.KEPT, self.now)
        return sorted(pages, key=lambda page: page.input.url), report

    def memory(self, name: str = "small-talk") -> Memory:
        with reading(self.engine) as connection:
            return read_memory(next(load_feeds(connection, [name])))

    def rows(self, table: object) -> list[object]:
        from sqlalchemy import select

        with reading(self.engine) as connection:
            return list(connection.execute(select(table)))  # type: ignore[call-overload]


@asynccontextmanager
async def open_desk(folder: Path, routes: dict[str, object], **settings: object) -> AsyncIterator[Desk]:
    """Open a desk in a folder; a second one in the same folder is a restart."""
    engine = connect(f"sqlite:///{folder / 'test.sqlite3'}")
    migrate(engine)
    async with RawServer(routes) as server:  # type: ignore[arg-type]
        desk: Desk
        client = Client(loopback(server, **settings), now=lambda: desk.now)
        async with client:
            desk = Desk(engine, server, client)
            yield desk
    engine.dispose()


def run(folder: Path, routes: dict[str, object], play: Callable[[Desk], object], **settings: object) -> None:
    """Play a scene at a desk."""

    async def scene() -> None:
        async with open_desk(folder, routes, **settings) as desk:
            await play(desk)  # type: ignore[misc]

    asyncio.run(scene())
