"""The least that a poll can cost here: aiohttp, a hash, bare feedparser in processes, rows in SQLite.

`python -m bench.floor ROOT PORT COUNT PREFIX`, phases as for `bench.subject`. No robots, no politeness, no limits.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import sqlite3
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import aiohttp
import feedparser

from bench.measure import Meter, answer_phases

Row = tuple[str, str, str, str]


def parse(body: bytes) -> list[Row]:
    found = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    return [
        (one.get("id", ""), one.get("link", ""), one.get("title", ""), one.get("summary", "")) for one in found.entries
    ]


class Floor:
    def __init__(self, root: Path, port: int, count: int, prefix: str) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.base, self.count = f"http://127.0.0.1:{port}/{prefix}", count
        self.database = sqlite3.connect(root / "floor.sqlite3", isolation_level=None)
        self.database.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "CREATE TABLE feeds (id INTEGER PRIMARY KEY, etag TEXT, hash BLOB);"
            "CREATE TABLE entries (feed INTEGER, id TEXT, link TEXT, title TEXT, text TEXT, PRIMARY KEY (feed, id))"
        )
        self.database.executemany("INSERT INTO feeds (id) VALUES (?)", ((number,) for number in range(count)))
        self.pool = ProcessPoolExecutor(2, mp_context=get_context("spawn"))
        list(self.pool.map(parse, [b"<rss/>"] * 4))

    def phase(self, name: str) -> dict[str, object]:
        meter = Meter()
        asyncio.run(self.poll())
        return dict(meter.stop())

    async def poll(self) -> None:
        rows = list(self.database.execute("SELECT id, etag, hash FROM feeds"))
        self.done: list[tuple[int, str | None, bytes | None, list[Row]]] = []
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=32)) as session:
            await asyncio.gather(*(self.work(session, rows) for _ in range(32)))
        self.flush()

    async def work(self, session: aiohttp.ClientSession, rows: list[tuple[int, str | None, bytes | None]]) -> None:
        while rows:
            number, etag, known = rows.pop()
            headers = {"If-None-Match": etag} if etag else {}
            async with session.get(f"{self.base}/{number}.xml", headers=headers) as answer:
                body = await answer.read()
                found: list[Row] = []
                if answer.status == 200:
                    digest = hashlib.blake2b(body, digest_size=16).digest()
                    if digest != known:
                        found = await asyncio.get_running_loop().run_in_executor(self.pool, parse, body)
                    etag, known = answer.headers.get("ETag"), digest
                self.done.append((number, etag, known, found))
            if len(self.done) >= 50:
                self.flush()

    def flush(self) -> None:
        done, self.done = self.done, []
        self.database.execute("BEGIN IMMEDIATE")
        for number, etag, digest, found in done:
            self.database.execute("UPDATE feeds SET etag = ?, hash = ? WHERE id = ?", (etag, digest, number))
            rows = [(number, *row) for row in found]
            self.database.executemany("INSERT INTO entries VALUES (?,?,?,?,?) ON CONFLICT DO NOTHING", rows)
        self.database.execute("COMMIT")


if __name__ == "__main__":
    floor = Floor(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    answer_phases(floor.phase)
    floor.pool.shutdown()
