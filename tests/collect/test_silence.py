"""A host that does not answer: it holds up neither a run nor other hosts, and its sources are not forgotten."""

from __future__ import annotations

import asyncio
import heapq
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.collect.desk import START, Desk, feed, parse_here, rss, run
from tests.collect.servers import Request, answer
from wartracker.collect import poll
from wartracker.collect.due import plan_polls
from wartracker.collect.politeness import Memory, Poll, is_offline, remember_poll
from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.collect.turns import PATIENCE, SIDE_BY_SIDE, Turns, tell_answer
from wartracker.collected import Fault
from wartracker.errors import OfflineError
from wartracker.store.tables import feeds
from wartracker.urls import host_of
from wartracker.vocabulary import FeedState, PollOutcome, SourceKind

SILENT = "silent.example"


# --------------------------------------------------------------------------- what is decided
@pytest.mark.parametrize(
    ("outcome", "status", "expected"),
    [
        (PollOutcome.TIMEOUT, None, False),
        (PollOutcome.DNS_TEMP, None, False),
        (PollOutcome.NOT_MODIFIED, 304, True),
        (PollOutcome.SERVER_ERROR, 500, True),
        (PollOutcome.RATE_LIMITED, 429, True),
        (PollOutcome.PARSER_TIMEOUT, 200, True),
        (PollOutcome.CONNECT, None, None),  # refused at once
        (PollOutcome.DNS, None, None),  # true of this name
        (PollOutcome.RATE_LIMITED, None, None),  # not asked: it had wanted a pause
        (PollOutcome.ROBOTS, None, None),
        (PollOutcome.BLOCKED_ADDRESS, None, None),
    ],
)
def test_what_a_poll_says_of_its_host(outcome: PollOutcome, status: int | None, expected: bool | None) -> None:
    assert tell_answer(outcome, status) is expected


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ([False] * 9, 3),
        ([False, False, True, False, False, False, True, True, True], 6),
        ([False, None, False, None, False, True, True, True, True], 5),  # what says nothing does not count
        ([False, False, True, False, False, True, False, False, True], 9),
        ([None] * 9, 9),
    ],
)
def test_after_so_many_silent_requests_in_a_row_a_host_is_left(answers: list[bool | None], asked: int) -> None:
    turns = Turns[int](["one"] * 9, lambda number: "one", lambda number: 1)
    turns.add(range(9))
    found = []
    while (number := turns.take()) is not None:
        found.append(number)
        turns.finish(number, answers[number])
    assert found == list(range(asked))
    assert turns.left == list(range(asked, 9))


def test_once_the_time_is_over_only_a_new_host_is_asked_and_once() -> None:
    plan = ["a1", "b1", "a2", "c1", "b2", "b3"]
    turns = Turns[str]((one[0] for one in plan), lambda one: one[0], lambda one: 1)
    turns.add(plan)
    asked = []
    while (one := turns.take()) is not None:
        asked.append(one)
        turns.finish(one, True)
        turns.close()
    assert (asked, turns.left) == (["a1", "b1", "c1"], ["a2", "b2", "b3"])


@pytest.mark.parametrize(
    ("unreached", "healthy", "cut", "expected"),
    [
        (["a", "b", "c"], 3, (), True),
        (["a", "b"], 2, (), False),
        (["a", "a", "a"], 3, (), True),  # all there is was asked
        (["a", "a", "a"], 3, ("a",), False),  # one place, of whatever size
        (["a", "a", "a"], 103, ("a",), False),
        (["a", "a", "a", "b", "b", "b"], 7, ("a", "b"), False),  # two platforms: 2 of 3
        (["a", "a", "a", "b", "c"], 5, ("a",), True),  # three places of three
        (["a", "a", "a", "b", "c", "d"], 7, ("a",), False),  # four of five
        (["a", "a", "a", "b", "c", "d", "e"], 8, ("a",), True),  # five of six
        ([], 0, (), False),
    ],
)
def test_who_is_to_blame(unreached: list[str], healthy: int, cut: tuple[str, ...], expected: bool) -> None:
    assert is_offline(unreached, healthy, cut) is expected


# --------------------------------------------------------------------------- who is asked when, in virtual time
def play(plan: list[str], seconds: dict[str, float], pollers: int, gap_s: float = 2.0) -> dict[str, float]:
    """Poll sources "host/number" in virtual time; return when each host was done."""
    turns = Turns[str](map(name_host, plan), name_host, lambda source: 1)
    turns.add(plan)
    done: dict[str, float] = {}
    free_at = dict.fromkeys(seconds, 0.0)
    asking: list[tuple[float, str]] = []
    now = 0.0
    while True:
        while len(asking) < pollers and (source := turns.take()) is not None:
            host = name_host(source)
            ends = max(now, free_at[host]) + seconds[host]
            free_at[host] = ends + gap_s
            heapq.heappush(asking, (ends, source))
        if not asking:
            return done
        now, source = heapq.heappop(asking)
        done[name_host(source)] = now
        turns.finish(source, True)


def name_host(source: str) -> str:
    return source.partition("/")[0]


def test_slow_hosts_with_many_sources_do_not_hold_the_others_up() -> None:
    """With every poller taking what comes next, all 32 stood in line at three slow hosts after some fifteen rounds."""
    slow, fast = [f"slow{number}" for number in range(3)], [f"fast{number}" for number in range(200)]
    seconds = dict.fromkeys(slow, 5.0) | dict.fromkeys(fast, 0.2)
    plan = [f"{host}/{number}" for number in range(150) for host in [*slow, *(fast if number < 60 else ())]]
    done = play(plan, seconds, pollers=32)
    assert max(done[host] for host in fast) < 1.2 * 60 * (0.2 + 2)  # what a fast host alone needs
    assert max(done[host] for host in slow) < 1.1 * 150 * (5 + 2)  # nor do the fast ones hold up the slow


@given(
    hosts=st.lists(st.integers(0, 4), max_size=30),
    answers=st.lists(st.sampled_from([True, False, None]), min_size=30, max_size=30),
    pollers=st.integers(1, 6),
    room=st.sampled_from([1, 2, SIDE_BY_SIDE]),
    choices=st.lists(st.integers(0, 5), min_size=30, max_size=30),
    close_after=st.integers(0, 40),
)
def test_every_source_is_asked_or_left_once(
    hosts: list[int], answers: list[bool | None], pollers: int, room: int, choices: list[int], close_after: int
) -> None:
    sources = list(range(len(hosts)))
    turns = Turns[int]([str(host) for host in hosts], lambda one: str(hosts[one]), lambda one: room)
    turns.add(sources)
    asking: list[int] = []
    asked: list[int] = []
    heard: dict[int, bool] = {}  # what each host said last
    told: dict[int, list[bool]] = {host: [] for host in hosts}
    while True:
        while len(asking) < pollers and (source := turns.take()) is not None:
            asking.append(source)
            asked.append(source)
            assert Counter(hosts[one] for one in asking)[hosts[source]] <= room
        if not asking:
            break
        if len(asking) < pollers:  # a poller is idle only while no host has room
            busy = Counter(hosts[one] for one in asking)
            for host in {hosts[one] for one in sources if one not in asked and one not in turns.left}:
                assert busy[host] >= (room if heard.get(host) else 1)
        source = asking.pop(choices[len(asked) - 1] % len(asking))
        turns.finish(source, said := answers[source])
        if said is not None:
            heard[hosts[source]] = said
            told[hosts[source]].append(said)
        if len(asked) > close_after:
            turns.close()
    assert sorted(asked + turns.left) == sources
    assert (turns.ahead, turns.asking, turns.ready) == (0, 0, False)
    assert {hosts[one] for one in turns.left} <= {hosts[one] for one in asked}  # none is left that had no turn at all
    for said in told.values():
        line = room if True in said else 1  # those who stand in line when a host falls silent are asked
        assert all(True in said[at:][: PATIENCE + line] for at in range(len(said) - PATIENCE - line + 1))


def test_sources_of_a_silent_host_take_turns_over_the_runs() -> None:
    """Nobody is asked twice before everybody was asked once, and all are asked soon after the host is back."""
    sources = [feed(f"f{number:03}", f"/{number}", SILENT) for number in range(50)]
    now = START
    memories = {
        one.name: Memory(one.name, one.url, next_due=START, last_ok_at=START - timedelta(hours=1), state=FeedState.OK)
        for one in sources
    }
    asked: Counter[str] = Counter()

    def ask(silent: bool) -> int:
        plan = plan_polls(sources, memories, now, lambda url: host_of(url) or "")
        turns = Turns(["one"] * len(plan), lambda one: "one", lambda one: 1)
        turns.add(plan)
        before = asked.total()
        while (one := turns.take()) is not None:
            asked[one.name] += 1
            outcome, status = (PollOutcome.TIMEOUT, None) if silent else (PollOutcome.NOT_MODIFIED, 304)
            memories[one.name] = remember_poll(memories[one.name], one, Poll(outcome, status), now)
            turns.finish(one, tell_answer(outcome, status))
        return asked.total() - before

    for number in range(300):
        count = ask(silent=True)
        assert count == PATIENCE or (number >= 50 // PATIENCE and count < PATIENCE)
        times = [asked[one.name] for one in sources]
        assert max(times) - min(times) <= 1
        now += timedelta(minutes=5)
    assert min(times) >= 2
    now += timedelta(days=1)
    assert ask(silent=False) == 50


# --------------------------------------------------------------------------- on sockets
async def hang(request: Request, writer: asyncio.StreamWriter) -> None:
    """Accept, and never answer."""
    await asyncio.Event().wait()


@contextmanager
def deaf_port() -> Iterator[int]:
    """Listen on a port whose queue is full: the kernel drops the first packet of every further connection."""
    with socket.socket() as listener, socket.socket() as first, socket.socket() as second:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for caller in (first, second):
            caller.setblocking(False)
            caller.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


ROUTES: dict[str, object] = {f"{SILENT}/{number}": hang for number in range(8)}
MANY = [feed(f"silent-{number}", f"/{number}", SILENT) for number in range(8)]
FINE = [feed(f"fine-{number}", "/feed", f"fine{number}.example") for number in range(4)]
FINE_ROUTES: dict[str, object] = {"/feed": answer(rss(1))}


def tell_rows(desk: Desk) -> dict[str, tuple[object, int, bool, bool]]:
    """Tell of each source its last outcome, its failures, whether it is due and whether it is leased."""
    return {
        row.name: (row.outcome, row.failures, row.next_due is None or row.next_due <= desk.now, bool(row.lease_until))  # type: ignore[attr-defined]
        for row in desk.rows(feeds)
    }


@pytest.mark.parametrize("gap_s", [0.001, 0.0])
def test_a_silent_host_is_asked_three_times_and_the_rest_wait_unblamed(tmp_path: Path, gap_s: float) -> None:
    async def play(desk: Desk) -> None:
        report = await desk.poll(*MANY, *FINE)
        assert report.outcomes == {PollOutcome.OK: 4, PollOutcome.TIMEOUT: 3}
        assert (report.polled, report.waiting, report.not_due) == (7, 5, 0)
        assert sum(request.host == SILENT for request in desk.server.requests) <= PATIENCE
        rows = tell_rows(desk)
        told = Counter(rows[one.name] for one in MANY)
        assert told == {("timeout", 1, False, False): 3, (None, 0, True, False): 5}

    run(tmp_path, ROUTES | FINE_ROUTES, play, host_gap_s=gap_s, total_deadline_s=2.0)


def test_sources_of_a_host_without_a_gap_are_parsed_side_by_side(tmp_path: Path) -> None:
    """Only once it has answered, and with pollers that had found nobody to ask."""
    parsing: set[str] = set()

    async def parse(kind: SourceKind, body: bytes, request: SourceRequest) -> ParsedSource | Fault:
        if request.feed.name != "silent-0":
            parsing.add(request.feed.name)
            if len(parsing) == 5:
                together.set()
            await asyncio.wait_for(together.wait(), 60)
        return await parse_here(kind, body, request)

    async def play(desk: Desk) -> None:
        report = await desk.poll(*MANY, parse=parse)
        assert report.outcomes[PollOutcome.OK] == 8

    together = asyncio.Event()
    run(tmp_path, {f"{SILENT}/{number}": answer(rss(number)) for number in range(8)}, play, concurrency=5)


def test_whoever_waits_for_room_goes_on_when_there_is_some(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll, "LEASED", 2)
    monkeypatch.setattr(poll, "AHEAD", 1)

    async def play(desk: Desk) -> None:
        report = await desk.poll(*MANY, *FINE)
        assert report.outcomes[PollOutcome.OK] == 12
        assert not any(row.lease_until for row in desk.rows(feeds))  # type: ignore[attr-defined]

    routes = {f"{SILENT}/{number}": answer(rss(number)) for number in range(8)}
    run(tmp_path, routes | FINE_ROUTES, play, host_gap_s=0.001, concurrency=5)


def test_a_host_to_which_nothing_connects_is_left_too(tmp_path: Path) -> None:
    with deaf_port() as port:
        deaf = [feed(f"deaf-{number}", url=f"http://127.0.0.1:{port}/{number}") for number in range(8)]

        async def play(desk: Desk) -> None:
            report = await desk.poll(*deaf, *FINE)
            assert report.outcomes == {PollOutcome.OK: 4, PollOutcome.TIMEOUT: 3}
            assert report.waiting == 5

        run(tmp_path, dict(FINE_ROUTES), play, host_gap_s=0.001, total_deadline_s=5.0, connect_deadline_s=0.5)


def test_the_next_runs_ask_those_that_were_not_asked(tmp_path: Path) -> None:
    """Not even a run that meets nobody but the silent host takes the machine for offline, or it would go in circles."""

    async def play(desk: Desk) -> None:
        for expected in (["0", "1", "2"], ["3", "4", "5"], ["6", "7"], []):
            desk.told.clear()
            report = await desk.poll(*MANY)
            assert [done.feed for done in desk.told] == [f"silent-{number}" for number in expected]
            assert report.polled + report.waiting + report.not_due == 8
            desk.later(minutes=5)
        assert {row[1] for row in tell_rows(desk).values()} == {1}

    run(tmp_path, dict(ROUTES), play, host_gap_s=0.001, total_deadline_s=0.2)


def test_an_error_is_an_answer_too(tmp_path: Path) -> None:
    def fail(request: Request) -> bytes:
        return answer(b"", "503 Service Unavailable")

    routes = {f"{SILENT}/{number}": fail if number == 2 else hang for number in range(4)}

    async def play(desk: Desk) -> None:
        report = await desk.poll(*MANY[:4])
        assert report.outcomes == {PollOutcome.TIMEOUT: 3, PollOutcome.UNAVAILABLE: 1}
        assert report.waiting == 0

    run(tmp_path, routes, play, host_gap_s=0.001, total_deadline_s=2.0)


def test_whoever_forces_has_all_of_them_asked(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        report = await desk.poll(*MANY[:4], *FINE, force=True)
        assert report.outcomes == {PollOutcome.TIMEOUT: 4, PollOutcome.OK: 4}
        assert report.waiting == 0

    run(tmp_path, ROUTES | FINE_ROUTES, play, host_gap_s=0.001, total_deadline_s=2.0)


def test_a_machine_whose_every_host_is_silent_is_offline(tmp_path: Path) -> None:
    others = [feed(f"other-{number}", "/0", f"other{number}.example") for number in range(2)]

    async def play(desk: Desk) -> None:
        with pytest.raises(OfflineError):
            await desk.poll(*MANY, *others)
        assert set(tell_rows(desk).values()) == {(None, 0, True, False)}

    run(tmp_path, {"/0": hang} | ROUTES, play, host_gap_s=0.001, total_deadline_s=0.2)


def test_a_host_is_asked_no_more_once_the_time_of_the_run_is_over(tmp_path: Path) -> None:
    """Slow answers make no run longer; whoever had no turn at all still gets one."""

    async def play(desk: Desk) -> None:
        def slowly(request: Request) -> bytes:
            desk.later(seconds=150)
            return answer(rss(1))

        desk.server.routes |= {f"{SILENT}/{number}": slowly for number in range(8)}
        report = await desk.poll(*MANY, *FINE, period_s=300.0)
        asked = [request.path for request in desk.server.requests if request.host == SILENT]
        assert asked == ["/0", "/1"]
        assert (report.polled, report.waiting, report.not_due) == (6, 6, 0)
        report = await desk.poll(*MANY, *FINE, period_s=300.0)
        assert (report.polled, report.waiting, report.not_due) == (2, 4, 6)

    run(tmp_path, dict(FINE_ROUTES), play, host_gap_s=0.001, concurrency=1)
