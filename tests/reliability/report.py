"""The reliability figures beside their bars and the peer's: `python -m tests.reliability.report [--full] [T4 ...]`.

Without --full each line does a small part of its work and takes seconds; the same functions are tests of `make test`.
Lines that need the development corpora say so where these are absent. Ends with 1 when a bar is missed.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.test_backfill_kill import kill_backfills
from tests.collect import test_month, test_storage_faults
from tests.collect.test_feed_corpora import compare_documents, feeds, parse_with_headers, replay
from tests.e2e.test_kill import kill_in_rounds
from tests.reliability import crowd, fuzz_feeds, peer, speed, xss
from tests.reliability.fault_server import compare, play
from tests.reliability.faults import FAULTS
from tests.reliability.hostile import BODIES
from tests.reliability.test_no_way_inside import knock

ABSENT = "corpora not present"
SECONDS = 12  # of CPU, for one hostile body
MB_AN_HOUR, HEALTHY_WITHIN_S = 1, 5  # slope of the soak's memory; 99 of 100 healthy polls are stored sooner


@dataclass(frozen=True)
class Line:
    """One row of the table; `ok` is False where the bar is missed."""

    ours: str
    bar: str
    peer: str
    ok: bool = True


def t1(folder: Path, full: bool) -> Line:
    """Read feedparser's own test files"""
    place = feeds()
    if place is None:
        return Line(ABSENT, "", "")
    documents, entries = compare_documents(place) if full else (0, 0)
    files, theirs, ours = parse_with_headers(place)
    more = f"; {documents} documents, {entries} entries equal to feedparser's one by one" if full else ""
    told = f"{files} files: 0 exceptions, {ours} items{more}"
    return Line(
        told, "0 exceptions, items >= feedparser's on every file", f"feedparser: {theirs} items", ours >= theirs
    )


def t2(folder: Path, full: bool) -> Line:
    """Parse seeded mutations of feeds"""
    count = 60_000 if full else 2000
    outcomes, trouble = fuzz_feeds.run(count, beside=full)
    named = 1 - outcomes["uncaught"] / count
    ours = f"{count}: {outcomes['uncaught']} uncaught, {outcomes['slow']} over 10 s, {named:.2%} items or a named fault"
    bar = "0 uncaught, 0 hangs, >= 99.9 % items or a named fault"
    return Line(ours, bar, f"feedparser: {outcomes['feedparser raised']} uncaught" if full else "--full", not trouble)


def t3(folder: Path, full: bool) -> Line:
    """Poll hostile bodies among 20 healthy feeds"""
    told = asyncio.run(crowd.poll_hostile(folder))
    cpu = {name: cpu_s(fuzz_feeds.parse_as_we_do, name) for name in BODIES}
    slowest = max(cpu, key=cpu.__getitem__)
    ours = (
        f"{len(BODIES)} bodies: slowest {cpu[slowest]:.1f} s CPU ({slowest}), {told.slowest_s:.1f} s in its worker; "
        f"collector +{told.growth_mb:.0f} MB; {told.healthy} healthy feeds stored"
    )
    theirs = [cpu_s(fuzz_feeds.parse_bare, name) for name in BODIES] if full else []
    stopped = sum(spent >= SECONDS for spent in theirs)
    beside = f"feedparser: {stopped} of {len(theirs)} stopped at {SECONDS} s CPU or at 4 GiB" if full else "--full"
    ok = cpu[slowest] <= SECONDS and told.growth_mb < 50 and told.healthy == crowd.HEALTHY
    return Line(ours, "each <= 12 s, collector < +50 MB, 20 healthy feeds stored", beside, ok)


def t4(folder: Path, full: bool) -> Line:
    """Poll the fault server three times"""
    other = peer.Peer()
    if full:
        peer.install()
    wrong = compare(asyncio.run(play(folder, other.ask if full else None)))
    for name, facts in wrong.items():
        print(f"  not exact: {name}: {facts}")
    for name, why in other.wrong.items():
        print(f"  reader, row of {name!r}: {why}")
    for name in other.slow:
        print(f"  reader, row of {name!r}: stopped after {peer.LIMIT_S:.0f} s")
    ours = f"{len(FAULTS) - len(wrong)} of {len(FAULTS)} exact: outcome words, entries, requests, next due"
    beside = (
        f"reader 3.26: {len(other.exact)} of {other.judged} by entries alone, {len(other.wrong)} wrong, "
        f"{len(other.slow)} over {peer.LIMIT_S:.0f} s"
    )
    return Line(ours, "100 % exact, >= 100 behaviours", beside if full else "--full", not wrong)


def t5(folder: Path, full: bool) -> Line:
    """Replay snapshots of feeds over time"""
    place = feeds()
    if place is None:
        return Line(ABSENT, "", "")
    told = asyncio.run(replay(place, folder))
    share = told.repeated / told.entries
    repeated = f"{told.repeated} repeated ({share:.1%})"
    ours = f"{told.snapshots} snapshots: {told.entries} entries, {len(told.lost)} lost, {repeated}"
    bar = "0 lost, repeated titles <= 1 %"
    return Line(ours, bar, "reader 3.26: 926 entries, 759 titles (measured once)", not told.lost and share <= 0.01)


def t6(folder: Path, full: bool) -> Line:
    """SIGKILL at every commit and at random moments, then one clean run"""
    commits = 0
    for moment in ("before", "after"):
        place = folder / moment
        place.mkdir()
        commits += test_storage_faults.kill_at_every_commit(place, moment)
    backfills = kill_backfills(folder / "backfills") if full else 0
    kills = 200 if full else 3
    hit = kill_in_rounds(folder, 0, kills)
    ours = (
        f"{commits} kills at commits, {kills} random ({hit} before the end), {backfills} at commits of a backfill: "
        "0 lost, 0 doubled, outputs byte-identical"
    )
    return Line(ours, "0 lost, 0 doubled, 0 stages skipped", "reader: 5.1 % of hooks lost in 83 kills (measured once)")


def t7(folder: Path, full: bool) -> Line:
    """Full disk, I/O error, lock, read-only at every write"""
    place = folder / "writes"
    place.mkdir()
    writes = test_storage_faults.fail_every_write(place)
    place = folder / "disk"
    place.mkdir()
    sizes = test_storage_faults.fill_the_disk(place, (4 if full else 32) * 1024)
    ours = f"{writes} writes and {sizes} sizes of a full disk: a clean error each, the next run complete"
    return Line(ours, "clean error, next run complete", "none published", writes >= 8)


def t8(folder: Path, full: bool) -> Line:
    """Thirty simulated days of politeness"""
    sites, busy = test_month.live_a_month(folder, 50 if full else 6)
    faults = [fault for site in sites for fault in site.faults]
    requests = sum(len(site.asked) for site in sites)
    ours = f"{len(sites)} publishers, {requests} requests: {len(faults)} early or needless, {busy} in flight at a host"
    return Line(ours, "0 early, 0 needless, <= 1 in flight", "reader: no host limit", not faults and busy == 1)


def t9(folder: Path, full: bool) -> Line:
    """Closed addresses by literal, name and redirect"""
    with pytest.MonkeyPatch.context() as patch:
        outcomes, places = knock(patch)
    blocked = sum(outcome.value == "blocked-address" for outcome in outcomes)
    connects = len([place for place in places if place != "127.0.0.1"])
    ours = f"{len(outcomes)} cases: {connects} sockets made, {blocked} refused"
    return Line(ours, "0 connects, >= 60 cases", "reader: no guard", not connects and blocked == len(outcomes) >= 60)


def t10(folder: Path, full: bool) -> Line:
    """Hostile texts through feed, review page and outputs"""
    told = xss.show(folder)
    ours = f"{told.payloads} payloads, {told.documents} documents read by html5lib: {len(told.live)} live"
    for line in told.live:
        print(f"  live: {line}")
    return Line(ours, "0 live", "feedparser: 6 of 32 live (measured once)", not told.live)


def t11(folder: Path, full: bool) -> Line:
    """Days of polling 50 faulty and 50 healthy feeds"""
    told = asyncio.run(crowd.soak(folder, 100 if full else 8, hours_a_round=0.5 if full else 3.0))
    ours = (
        f"{told.days:.1f} simulated days, {told.polls} polls: {told.mb_an_hour:+.2f} MB/h, "
        f"{told.files_a_poll:+.4f} files a poll, healthy feeds stored within {told.slowest_healthy_s:.1f} s (p99)"
    )
    flat = abs(told.files_a_poll) < 0.001 and told.kept == 50
    # A few rounds say nothing of the memory's slope: allocators fill their pools first.
    good = told.mb_an_hour < MB_AN_HOUR and told.slowest_healthy_s < HEALTHY_WITHIN_S
    bar = f"< {MB_AN_HOUR} MB/h, files flat, p99 < {HEALTHY_WITHIN_S} s (on a machine that does nothing else)"
    return Line(ours, bar, "not published", flat and (good or not full))


def t12(folder: Path, full: bool) -> Line:
    """CPU of a first look at real feeds"""
    place = feeds()
    if place is None:
        return Line(ABSENT, "", "")
    told = speed.measure(place, repeats=9 if full else 3)
    ratio = told.ours / told.bare
    ours = f"{told.documents} feeds, {told.mb:.1f} MB: {ratio:.2f} x ({1000 * told.ours / told.mb:.0f} ms/MB)"
    beside = f"feedparser, options off: {1000 * told.bare / told.mb:.0f} ms/MB"
    return Line(ours, "<= 1.3 x bare feedparser", beside, ratio <= 1.3)


LINES: dict[str, Callable[[Path, bool], Line]] = {
    f"T{number}": line for number, line in enumerate((t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12), 1)
}


def cpu_s(what: Callable[[bytes], object], name: str) -> float:
    """Return the CPU seconds of one body in a process of its own; SECONDS when it was stopped there."""
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            what(BODIES[name]())
        except MemoryError:
            os._exit(2)
        except Exception:  # noqa: BLE001  only its time counts here
            os._exit(0)
        os._exit(0)
    _, status, used = os.wait4(child, 0)
    return used.ru_utime + used.ru_stime if status == 0 else float(SECONDS)


def main() -> None:
    """Print the table, a line as soon as it is known."""
    warnings.simplefilter("ignore")
    full = "--full" in sys.argv
    wanted = [name for name in sys.argv[1:] if name in LINES] or list(LINES)
    print(f"load {os.getloadavg()[0]:.1f}, {'full' if full else 'short'} form\n")
    missed = []
    for name in wanted:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                line = LINES[name](Path(folder), full)
            except AssertionError:
                traceback.print_exc(limit=-2)
                line = Line("an assertion failed, see above", "", "", ok=False)
        missed += [] if line.ok else [name]
        verdict = "ok  " if line.ok else "MISS"
        print(f"{name:4}{verdict} {LINES[name].__doc__}: {line.ours}")
        print(f"{'':9}bar: {line.bar} | peer: {line.peer} | {time.monotonic() - began:.0f} s", flush=True)
    print(
        f"\n{len(wanted) - len(missed)} of {len(wanted)} bars reached{': not ' + ', '.join(missed) if missed else ''}"
    )
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
