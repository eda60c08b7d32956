"""Thirty days with fifty feeds in virtual time, killed daily: each planted trouble is told the same day, no other."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import signal
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.collect.servers import RawServer, Request, answer
from tests.health.sites import DAYS, EXPECTED, START, STEP, Site, build_sites
from wartracker.cli.door import open_store
from wartracker.cli.setup import shipped
from wartracker.config import GAZETTEER_FILES
from wartracker.health.findings import measure_patience
from wartracker.store.database import reading
from wartracker.store.tables import entries, pages
from wartracker.workspace import open_workspace

STEPS_A_DAY = int(timedelta(days=1) / STEP)
SAME_DAY = timedelta(days=1)


def write_workspace(root: Path, sites: list[Site], port: int) -> None:
    names = root / "pipelines" / "gazetteers"  # without names: each start would read them for seconds
    names.mkdir(parents=True)
    for stem in GAZETTEER_FILES:
        (names / f"{stem}.yaml").write_text("[]", encoding="utf-8")
    shutil.copy(shipped("pipelines") / "open-weights.yaml", root / "pipelines")
    rows = []
    for site in sites:
        kind = "page, select: li.post" if site.name.startswith("page") else "feed"
        rows.append(
            f"  - {{name: {site.name}, kind: {kind}, url: 'http://{site.name}.example/feed', "
            f"publisher: {site.name}, tier: press}}"
        )
    (root / "feeds.yaml").write_text("feeds:\n" + "\n".join(rows) + "\n", encoding="utf-8")
    (root / "wartracker.toml").write_text(
        '[collect]\ncontact = "tests@wartracker.example"\nallow_private = ["127.0.0.1"]\nhost_gap_s = 0.0\n'
        f'[collect.resolve]\n"*.example" = "127.0.0.1:{port}"\n',
        encoding="utf-8",
    )


def route(sites: list[Site], clock: list[datetime]) -> Any:
    """Answer for all hosts."""
    by_host = {f"{site.name}.example": site for site in sites}

    def serve(request: Request) -> bytes:
        if request.path == "/clock":
            clock[0] = datetime.fromisoformat(request.headers["x-now"].decode())
            return answer(b"ok")
        site = by_host[request.host.partition(":")[0]]
        if request.path == "/feed":
            return site.serve(request)
        if request.path == "/new-feed":
            return site.list(request, site.published()[-30:])
        if request.path.startswith("/story-"):
            return site.page(request)
        return answer(b"", "404 Not Found")

    return serve


class Everywhere(dict[str, Any]):
    """Routes that lead every path to one answer."""

    def get(self, key: str, default: Any = None) -> Any:
        return self["*"]


async def live(root: Path, port: int) -> int:
    """Run the collector day by day; each day it is killed once at a random moment and started again."""
    chance, kills, step = random.Random(20260202), 0, 0
    last = DAYS * STEPS_A_DAY - 1
    while step <= last:
        fatal = step + chance.randrange(1, STEPS_A_DAY)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.health.month", str(root), str(port), str(step), str(last)),
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout is not None
        while line := await process.stdout.readline():
            if line.startswith(b"step "):
                step = int(line.split()[1]) + 1
                if step > fatal and step <= last:
                    await asyncio.sleep(chance.uniform(0.0, 0.2))
                    process.send_signal(signal.SIGKILL)
                    kills += 1
                    break
        await process.stdout.read()
        code = await process.wait()
        assert code in {0, -signal.SIGKILL}
    return kills


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Site], int]:
    root = tmp_path_factory.mktemp("month") / "workspace"
    clock = [START]
    sites = build_sites(clock)

    async def run() -> int:
        async with RawServer(Everywhere({"*": route(sites, clock)})) as server:
            write_workspace(root, sites, server.port)
            return await live(root, server.port)

    return root, sites, asyncio.run(run())


def read_messages(root: Path) -> list[dict[str, Any]]:
    text = (root / "output" / "notices.jsonl").read_text(encoding="utf-8")
    return [{**row, "at": datetime.fromisoformat(row["at"])} for row in map(json.loads, text.splitlines())]


def find_knowable(site: Site, messages: list[dict[str, Any]]) -> datetime:
    """Say from when on a maintainer could have known, by what the publisher did."""
    if site.fault in {"silent", "lie-304"}:
        shown = [at for at in site.stories if at <= site.planted][-40:]
        return shown[-1] + timedelta(hours=measure_patience(shown) or 0)
    if site.fault == "drifting":  # five texts in a row
        return [at for at in site.stories if at >= site.planted][4]
    if site.fault == "starved":  # as many in a row as chance does not bring
        low = site.share - 2 * sqrt(site.share * (1 - site.share) / 35)  # as far as 35 pages before can tell
        count = next(n for n in range(10, 60) if (1 - low) ** n < 1e-4)
        return [at for at in site.stories if at >= site.planted][count - 1]
    # one bad answer is nobody's trouble; gone, a lost selector and a flood show at once
    return site.bad[0 if site.fault in {"gone", "selector", "flood", "emptied"} else 1]


@pytest.mark.full
def test_every_planted_trouble_is_told_the_same_day_with_the_right_word(month: tuple[Path, list[Site], int]) -> None:
    root, sites, _ = month
    messages = read_messages(root)
    late: list[str] = []
    for site in (one for one in sites if one.fault):
        word, part = EXPECTED[site.fault or ""]
        told = [one for one in messages if one["subject"] == site.name and one["told"] == "open"]
        mine = [one for one in told if one["word"] == word.value and part in f"{one['says']} {one['hint']}"]
        knowable = find_knowable(site, messages)
        if not mine or not site.planted <= mine[0]["at"] <= knowable + SAME_DAY or not mine[0]["hint"]:
            late.append(f"{site.name}: planted {site.planted}, knowable {knowable}, told {told}")
            continue
        after = mine[0]["at"] - knowable
        print(f"{site.name:22} {word.value:9} {after.total_seconds() / 3600:+6.1f} h  {mine[0]['says'][:70]}")
        others = {one["word"] for one in told} - {word.value}
        assert not others, (site.name, others)
    assert not late, "\n".join(late)


@pytest.mark.full
def test_no_healthy_feed_is_ever_named(month: tuple[Path, list[Site], int]) -> None:
    root, sites, _ = month
    healthy = {site.name for site in sites if site.fault is None}
    assert [one for one in read_messages(root) if one["subject"] in healthy] == []


@pytest.mark.full
def test_nobody_is_told_twice_a_day_of_one_trouble(month: tuple[Path, list[Site], int]) -> None:
    times: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for one in read_messages(month[0]):
        times[one["word"], one["subject"]].append(one["at"])
    for told in times.values():
        assert all(later - earlier >= SAME_DAY for earlier, later in pairwise(told))


@pytest.mark.full
def test_killed_every_day_nothing_is_lost_and_nothing_doubled(month: tuple[Path, list[Site], int]) -> None:
    root, sites, kills = month
    assert kills >= DAYS - 1
    engine = open_store(open_workspace(root, {}))
    with reading(engine) as connection:
        rows = list(connection.execute(select(entries.c.feed, entries.c.url)))
        waiting = list(connection.execute(select(pages.c.url).where(pages.c.stage != "done")))
    engine.dispose()
    stored = Counter(row.url for row in rows)
    assert [url for url, count in stored.items() if count > 1] == []
    assert waiting == []
    asked = datetime.combine(START.date() + timedelta(days=DAYS), datetime.min.time(), UTC) - timedelta(hours=16)
    for site in (one for one in sites if one.fault is None):
        wanted = {site.url(n) for n, at in enumerate(site.stories) if START - timedelta(days=3) <= at < asked}
        assert wanted <= stored.keys(), site.name
