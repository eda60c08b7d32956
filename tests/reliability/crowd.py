"""Hostile feeds among healthy ones, and faulty among healthy ones for days: what they cost everybody else.

Both go through the client, the workers and the store, as a run does.
"""

from __future__ import annotations

import asyncio
import gc
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from tests.collect.desk import Desk, feed, open_desk, rss
from tests.collect.servers import RawServer, Request, answer
from tests.reliability.faults import FAULTS
from tests.reliability.hostile import BODIES
from wartracker.bodies import BodyParser
from wartracker.collect.sources.shape import SourceRequest
from wartracker.records import Feed
from wartracker.store.tables import entries
from wartracker.vocabulary import PollOutcome, SourceKind
from wartracker.workers import Target, Workers

HEALTHY = 20
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


def rss_mb() -> float:
    """Return the memory this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_BYTES / 1e6


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  iterdir would open one more


@contextmanager
def peak_growth() -> Iterator[list[float]]:
    """Fill in by how many MB the largest memory in the block exceeded that at its start."""
    Path("/proc/self/clear_refs").write_text("5")  # starts the kernel's high-water mark afresh
    before = rss_mb()
    told: list[float] = []
    yield told
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    told.append(int(status["VmHWM"].split()[0]) * 1024 / 1e6 - before)


# --------------------------------------------------------------------------- hostile bodies
@dataclass
class Hostile:
    """What forty hostile bodies did to one run."""

    slowest_s: float = 0.0  # of one body in its worker, from hand-over to answer
    slowest: str = ""
    growth_mb: float = 0.0  # of the collector's memory
    healthy: int = 0  # healthy feeds whose entry is stored
    outcomes: Counter[str] = field(default_factory=Counter)


async def poll_hostile(folder: Path) -> Hostile:
    """Poll all hostile bodies and some healthy feeds in one run."""
    told = Hostile()
    names = sorted(BODIES)
    sources = [feed(f"hostile-{n}", f"/{n}", f"bad{n}.example") for n in range(len(names))]
    sources += [feed(f"healthy-{n}", f"/healthy-{n}", f"good{n}.example") for n in range(HEALTHY)]
    ours, theirs = get_context("spawn").Pipe()
    server = get_context("spawn").Process(target=serve_hostile, args=(theirs,), daemon=True)
    server.start()
    port = await asyncio.to_thread(ours.recv)
    places = asyncio.Semaphore(2)  # as many as there are workers: nobody's time holds waiting for a worker
    with Workers(lambda: Target("", "", ""), count=2) as workers:
        parser = BodyParser(workers)

        async def parse(kind: SourceKind, body: bytes, request: SourceRequest) -> object:
            async with places:
                began = time.monotonic()
                found = await parser(kind, body, request)
                took = time.monotonic() - began
            name = request.feed.name
            if took > told.slowest_s:
                told.slowest_s = took
                told.slowest = names[int(name.partition("-")[2])] if name.startswith("hostile") else name
            return found

        reach = {"*.example": f"127.0.0.1:{port}"}
        async with open_desk(folder, {}, first_days=36500, total_deadline_s=60.0, resolve=reach) as desk:
            with peak_growth() as growth:
                await desk.poll(*sources, parse=parse)
            told.growth_mb = growth[0]
            told.healthy = len({row.feed for row in desk.rows(entries) if row.feed.startswith("healthy")})  # type: ignore[attr-defined]
            told.outcomes.update(done.outcome.value for done in desk.told if done.feed.startswith("hostile"))
    ours.close()
    await asyncio.to_thread(server.join)
    return told


def serve_hostile(pipe: Connection) -> None:
    """Serve the bodies from a process of its own, whose memory is not the collector's, until the pipe ends."""
    routes: dict[str, object] = {f"/{n}": answer(BODIES[name]()) for n, name in enumerate(sorted(BODIES))}
    routes |= {f"/healthy-{n}": answer(rss(n, host=f"good{n}.example")) for n in range(HEALTHY)}

    async def serve() -> None:
        async with RawServer(routes) as server:  # type: ignore[arg-type]
            pipe.send(server.port)
            with suppress(EOFError):
                await asyncio.to_thread(pipe.recv)

    asyncio.run(serve())


# --------------------------------------------------------------------------- days of polling
SLOW = {PollOutcome.TIMEOUT}  # each costs its whole deadline of real time


@dataclass
class Soak:
    """What days of polling faulty and healthy feeds cost the collector."""

    days: float = 0.0
    polls: int = 0
    faulty_polls: int = 0
    mb_an_hour: float = 0.0  # slope of the memory over simulated hours, after the first quarter
    files_a_poll: float = 0.0  # slope of open files over polls
    slowest_healthy_s: float = 0.0  # 99 of 100 healthy polls were stored sooner, once the workers had started
    kept: int = 0  # healthy feeds that have all entries offered


async def soak(folder: Path, rounds: int, hours_a_round: float = 1.0) -> Soak:
    """Poll fifty faulty and fifty healthy feeds, forced, round after round of simulated time."""
    faults = [fault for fault in FAULTS if not SLOW & set(fault.outcomes)][:: len(FAULTS) // 50][:50]
    routes: dict[str, object] = {}
    faulty: list[Feed] = []
    for number, fault in enumerate(faults):
        host = f"host{number}.example"
        routes[f"{host}/feed"] = fault.route
        routes |= {f"{host}{path}": route for path, route in fault.routes}
        faulty.append(feed(f"faulty-{number}", "/feed", host, **dict(fault.settings)))
    round_now = [0]

    def grow(asked: Request) -> bytes:
        """Tell a new story every sixth round."""
        story = round_now[0] // 6
        return answer(rss(story, story + 1, host=asked.host))

    healthy = [feed(f"healthy-{n}", "/feed", f"good{n}.example") for n in range(50)]
    routes |= {f"good{n}.example/feed": grow for n in range(50)}
    samples: list[tuple[float, int]] = []  # memory, open files
    times: list[float] = []
    with Workers(lambda: Target("", "", ""), count=2) as workers:
        parse = BodyParser(workers)
        least = 0
        for number in range(rounds):
            round_now[0] = number
            # a tick of its own, with client and database of its own, as the scheduler makes it
            async with open_desk(folder, routes, max_body_mib=2.0, total_deadline_s=30.0) as desk:
                desk.later(hours=number * hours_a_round)
                waited = await poll_round(desk, faulty, healthy, parse)
                times += waited if number else []  # workers start in the first round, and then live on
                stored = Counter(row.feed for row in desk.rows(entries)) if number + 1 == rounds else Counter()  # type: ignore[attr-defined]
            least = await settle(least)
            samples.append((rss_mb(), open_files()))
    late = samples[len(samples) // 4 :]
    per_round = slope([memory for memory, _ in late])
    return Soak(
        days=rounds * hours_a_round / 24,
        polls=rounds * 100,
        faulty_polls=rounds * len(faulty),
        mb_an_hour=per_round / hours_a_round,
        files_a_poll=slope([float(files) for _, files in late]) / 100,
        slowest_healthy_s=sorted(times)[int(0.99 * (len(times) - 1))],
        kept=sum(stored[source.name] == (rounds - 1) // 6 + 2 for source in healthy),
    )


async def settle(least: int) -> int:
    """Wait until closed connections are gone, as far as they go; return how many files are open then."""
    for _ in range(200):
        gc.collect()
        if least and open_files() <= least:
            break
        await asyncio.sleep(0.01)
    return min(least or open_files(), open_files())


async def poll_round(desk: Desk, faulty: list[Feed], healthy: list[Feed], parse: object) -> list[float]:
    """Poll everybody once; return after how many seconds each healthy feed was stored."""
    began = time.monotonic()
    times: list[float] = []
    tell = desk.told.append

    class Clocked(list):  # type: ignore[type-arg]
        def append(self, done: object) -> None:
            tell(done)  # type: ignore[arg-type]
            if done.feed.startswith("healthy"):  # type: ignore[attr-defined]
                times.append(time.monotonic() - began)

    told, desk.told = desk.told, Clocked()
    await desk.poll(*faulty, *healthy, parse=parse, force_all=True)  # type: ignore[arg-type]
    desk.told = told
    return times


def slope(values: list[float]) -> float:
    """Return the least-squares slope of values at 0, 1, 2 ..."""
    n = len(values)
    middle = (n - 1) / 2
    mean = sum(values) / n
    spread = sum((place - middle) ** 2 for place in range(n))
    return sum((place - middle) * (value - mean) for place, value in enumerate(values)) / spread if spread else 0.0
