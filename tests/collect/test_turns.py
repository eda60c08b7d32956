"""How many sources of one host a run takes up, and that the others get their turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from tests.collect.desk import START, Desk, feed, rss, run
from tests.collect.servers import answer
from wartracker.collect.addresses import build_reach
from wartracker.collect.due import LEAST_PERIOD_S, UNKNOWN_PERIOD_S, cut_to_turns, decide_period
from wartracker.collect.limiter import HostLimiter
from wartracker.collect.politeness import SANE_DUE
from wartracker.config import CollectSettings
from wartracker.store.database import connect, migrate, writing
from wartracker.store.feeds import load_due, save_feeds, sync_feeds
from wartracker.store.tables import feeds
from wartracker.urls import host_of
from wartracker.vocabulary import FeedState

OWN, PUBLIC = "http://127.0.0.1/feed", "https://paper.example/feed"
BIG = [feed(f"big-{number}", f"/{number}", host="big.example") for number in range(5)]
SMALL = feed("small", host="paper.example")
ROUTES: dict[str, object] = {path: answer(rss(1)) for path in ("/feed", "/0", "/1", "/2", "/3", "/4")}
TWO_TURNS = 0.1  # seconds, with a gap of 0.05


def group_of(url: str) -> str:
    return host_of(url) or ""


@pytest.mark.parametrize(
    ("every_s", "expected"),
    [(None, UNKNOWN_PERIOD_S), (1, LEAST_PERIOD_S), (60, LEAST_PERIOD_S), (300, 300.0), (1800.0, 1800.0)],
)
def test_how_long_a_run_may_ask_one_host(every_s: float | None, expected: float) -> None:
    assert decide_period(every_s) == expected


@pytest.mark.parametrize(
    ("gap_s", "private", "span_s", "own", "public", "most"),
    [
        (2.0, False, 300.0, 150, 150, 150),
        (2.0, True, 300.0, 150, 150, 150),
        (5.0, True, 300.0, 60, 60, 60),
        (0.5, True, 300.0, 600, 150, 600),  # less than two seconds only towards our own
        (0.5, False, 300.0, 150, 150, 150),
        (0.0, True, 300.0, None, 150, None),
        (600.0, True, 300.0, 1, 1, 1),
        (2.0, True, None, None, None, None),
    ],
)
def test_how_many_requests_fit_into_a_time(
    gap_s: float, private: bool, span_s: float | None, own: int | None, public: int | None, most: int | None
) -> None:
    limiter = HostLimiter(
        CollectSettings(host_gap_s=gap_s), build_reach(("127.0.0.1",) if private else ()), lambda: START
    )
    assert limiter.count_turns(span_s, OWN) == (own if private else public)
    assert limiter.count_turns(span_s, PUBLIC) == public
    assert limiter.count_turns(span_s) == most
    limiter.slow_down(PUBLIC, 60)  # its Crawl-delay
    assert limiter.count_turns(span_s, PUBLIC) == (None if span_s is None else max(1, int(span_s / max(60, gap_s))))


def test_a_plan_is_cut_to_the_turns_of_each_host() -> None:
    plan = [BIG[0], SMALL, BIG[1], BIG[2]]
    turns: dict[str, int | None] = {"big.example": 2, "paper.example": 1}
    assert cut_to_turns(plan, group_of, lambda url: turns[group_of(url)]) == [BIG[0], SMALL, BIG[1]]
    turns["big.example"] = None
    assert cut_to_turns(plan, group_of, lambda url: turns[group_of(url)]) == plan


def test_a_run_takes_of_a_host_what_fits_and_tells_what_waits(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        told = []
        for _ in range(4):
            report = await desk.poll(*BIG, SMALL, period_s=TWO_TURNS)
            told.append((report.polled, report.waiting, report.not_due))
            desk.later(minutes=1)
        assert told == [(3, 3, 0), (2, 1, 3), (1, 0, 5), (0, 0, 6)]
        assert Counter(request.path for request in desk.server.requests) == Counter(ROUTES.keys())
        assert all(row.failures == 0 and row.state == "ok" for row in desk.rows(feeds))  # type: ignore[attr-defined]

    run(tmp_path, dict(ROUTES), play, host_gap_s=0.05)


@pytest.mark.parametrize("options", [{}, {"force": True, "period_s": 0.02}, {"force_all": True, "period_s": 0.02}])
def test_named_and_forced_sources_are_asked_all(tmp_path: Path, options: dict[str, object]) -> None:
    async def play(desk: Desk) -> None:
        report = await desk.poll(*BIG, **options)
        assert (report.polled, report.waiting, report.not_due) == (5, 0, 0)

    run(tmp_path, dict(ROUTES), play, host_gap_s=0.01)


def test_sources_that_are_never_asked_take_no_turn(tmp_path: Path) -> None:
    """Paused, gone and no longer listed ones are overdue for ever, before all others of their host."""

    async def play(desk: Desk) -> None:
        await desk.poll(*BIG)
        gone = {"state": FeedState.GONE.value, "next_due": START}
        with writing(desk.engine) as connection:
            save_feeds(connection, [("big-0", gone)])
        desk.later(hours=30)
        listed = [BIG[0], feed("big-1", "/1", host="big.example", paused="asked us to stop"), *BIG[3:]]
        report = await desk.poll(*listed, period_s=TWO_TURNS)
        assert (report.polled, report.waiting, report.not_due) == (2, 0, 2)
        assert {request.path for request in desk.server.requests[5:]} == {"/3", "/4"}

    run(tmp_path, dict(ROUTES), play, host_gap_s=0.05)


def test_another_collectors_backlog_is_not_ours(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        limiter = desk.client.limiter
        mine = [one for one in [*BIG, SMALL] if limiter.asks(one.url)]
        assert 0 < len(mine) < 6
        with writing(desk.engine) as connection:
            sync_feeds(connection, [*BIG, SMALL], limiter.group_of)
        report = await desk.poll(*mine, period_s=0.05)
        assert (report.polled, report.waiting, report.not_due) == (1, len(mine) - 1, 0)
        assert None not in [row.domain for row in desk.rows(feeds)]  # type: ignore[attr-defined]

    for shard in ("1/2", "2/2"):
        folder = tmp_path / shard[0]
        folder.mkdir()
        run(folder, dict(ROUTES), play, host_gap_s=0.05, shard=shard)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path_factory.mktemp('turns')}/test.sqlite3")
    migrate(made)
    yield made
    made.dispose()


@settings(max_examples=25, deadline=None)
@given(
    sources=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 400)), min_size=1, max_size=24),  # host, minutes
    limit=st.integers(1, 4),
)
def test_nobody_is_starved(engine: Engine, sources: list[tuple[int, int]], limit: int) -> None:
    """Whoever is due waits for no longer than it takes to ask each other source of the host once."""
    listed = [feed(f"f{number}", host=f"h{host}.example") for number, (host, _) in enumerate(sources)]
    every = {one.name: timedelta(minutes=minutes) for one, (_, minutes) in zip(listed, sources, strict=True)}
    tick = timedelta(minutes=5)
    sizes = Counter(one.url for one in listed)
    longest = {one.name: tick * (ceil(sizes[one.url] / limit) - 1) for one in listed}
    due = dict.fromkeys(every, START)
    with writing(engine) as connection:
        connection.execute(delete(feeds))
        sync_feeds(connection, listed, group_of)
        for number in range(30):
            now = START + number * tick
            asked = {row.name: row.url for row in load_due(connection, now, now + SANE_DUE, limit)}
            assert max(Counter(asked.values()).values(), default=0) <= limit
            for name, moment in due.items():
                assert name in asked or now - moment < longest[name], f"{name} is due for {now - moment}"
            due |= {name: now + every[name] for name in asked}
            save_feeds(connection, [(name, {"next_due": due[name]}) for name in asked])
