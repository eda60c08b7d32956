"""When to ask again (fault catalogue rows 30-65); expectations written from the catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.collect.desk import START, feed
from wartracker.collect.answers import parse_max_age, parse_retry_after
from wartracker.collect.due import is_due, order_fairly, plan_polls
from wartracker.collect.politeness import (
    DAY_S,
    GOOD,
    HOUR_S,
    MAX_WAIT_S,
    HostMemory,
    Memory,
    Poll,
    decide_backoff,
    decide_interval,
    jitter_share,
    measure_rhythm,
    remember_host,
    remember_poll,
    skip_closed_hours,
)
from wartracker.records import FetchResult
from wartracker.vocabulary import FeedState, PollOutcome

FEED = feed()
FRESH = Memory(FEED.name, FEED.url)
GOOD_POLL = Poll(PollOutcome.OK, 200, etag='"1"', new=1, entries=1)


def answered(**headers: str) -> FetchResult:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return FetchResult("http://a.example/", "http://a.example/", PollOutcome.OK, START, 200, pairs)


def test_header_lines_of_one_name_count_together() -> None:
    pairs = (("Cache-Control", "public"), ("cache-control", "max-age=90"))
    assert parse_max_age(replace(answered(), headers=pairs)) == 90


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache_control": "max-age=3600"}, 3600),
        ({"cache_control": "public, Max-Age = 3600, must-revalidate"}, 3600),
        ({"cache_control": 'max-age="60"'}, 60),
        ({"cache_control": "max-age=3600", "age": "600"}, 3000),
        ({"cache_control": "max-age=60", "age": "600"}, None),
        ({"cache_control": "no-cache, max-age=3600"}, None),
        ({"cache_control": "no-store"}, None),
        ({"cache_control": "max-age=99999999999"}, MAX_WAIT_S),
        ({"cache_control": "s-maxage=900"}, None),
        ({"cache_control": "max-age=soon"}, None),
        ({"expires": "Tue, 03 Feb 2026 11:00:00 GMT", "date": "Tue, 03 Feb 2026 10:00:00 GMT"}, 3600),
        ({"expires": "0", "date": "Tue, 03 Feb 2026 10:00:00 GMT"}, None),
        ({"expires": "Tue, 03 Feb 2026 11:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_freshness_is_read(headers: dict[str, str], seconds: int | None) -> None:
    assert parse_max_age(answered(**headers)) == seconds


@given(st.text(max_size=60), st.text(max_size=60))
def test_hints_of_any_kind_never_raise(value: str, date: str) -> None:
    result = answered(retry_after=value, date=date, cache_control=value, expires=value, age=date)
    wait = parse_retry_after(result, START)
    assert wait is None or 0 <= wait <= MAX_WAIT_S
    fresh = parse_max_age(result)
    assert fresh is None or 0 < fresh <= MAX_WAIT_S


@pytest.mark.parametrize(
    ("every_min", "rhythm_h", "validators", "hours"),
    [
        (None, None, True, 1),  # row 62: nothing known
        (None, None, False, 6),
        (None, 1.0, True, 1),
        (None, 84.0, True, 8.4),  # two entries a week: every 6 to 12 hours
        (None, 2000.0, True, 12),
        (30, None, True, 0.5),
        (30, 1.0, False, 0.5),
        (5, None, True, 0.25),  # the floor of row 62
        (1440, 1.0, True, 24),
    ],
)
def test_the_interval_follows_the_feeds_own_rhythm(
    every_min: int | None, rhythm_h: float | None, validators: bool, hours: float
) -> None:
    assert decide_interval(feed(every_min=every_min), rhythm_h, validators=validators) == pytest.approx(hours * HOUR_S)


def test_silence_slows_the_polls() -> None:
    hours = [decide_interval(FEED, 2.0, validators=True, silent_h=silent) / HOUR_S for silent in (0, 30, 90, 9000)]
    assert hours == [1, 1, 3, 12]


def test_the_rhythm_is_the_mean_gap() -> None:
    dates = [START - timedelta(hours=10 * step) for step in range(5)]
    assert measure_rhythm(dates, START) == pytest.approx(10)
    assert measure_rhythm(dates[:1], START) is None
    assert measure_rhythm([START] * 5, START) is None


def test_backoff_doubles_up_to_a_day() -> None:
    assert [decide_backoff(HOUR_S, failures) // HOUR_S for failures in range(7)] == [1, 2, 4, 8, 16, 24, 24]
    assert decide_backoff(2 * DAY_S, 5) == 2 * DAY_S


@given(st.text(max_size=20))
def test_jitter_is_stable_and_small(name: str) -> None:
    assert 0 <= jitter_share(name) < 1
    assert jitter_share(name) == jitter_share(name)


def test_two_feeds_drift_apart() -> None:
    assert len({round(jitter_share(f"feed-{number}"), 3) for number in range(50)}) > 40


@pytest.mark.parametrize("outcome", sorted(PollOutcome))
def test_every_outcome_has_a_next_time(outcome: PollOutcome) -> None:
    after = remember_poll(remember_poll(FRESH, FEED, GOOD_POLL, START), FEED, Poll(outcome, 200), START)
    assert after.next_due is not None
    assert START + timedelta(hours=1) <= after.next_due <= START + timedelta(days=1.1)
    assert after.failures == (
        outcome not in GOOD | {PollOutcome.DNS_TEMP, PollOutcome.OFFLINE, PollOutcome.RATE_LIMITED}
    )
    kept = after.etag == '"1"' or outcome in {
        PollOutcome.OK,
        PollOutcome.UNCHANGED,
        PollOutcome.MOVED,
        PollOutcome.NO_ITEMS,
    }
    assert kept  # a fault never takes validators away; a new body brings its own or none


@pytest.mark.parametrize(
    ("seconds", "waits_h"),
    [(0, 6), (60, 6), (7200 * 12, 24), (MAX_WAIT_S, 168), (None, 12)],
)
def test_retry_after_is_kept_between_the_interval_and_a_week(seconds: int | None, waits_h: float) -> None:
    after = remember_poll(FRESH, FEED, Poll(PollOutcome.UNAVAILABLE, 503, retry_after_s=seconds), START)
    assert after.next_due is not None
    gap_h = (after.next_due - START).total_seconds() / HOUR_S
    assert waits_h <= gap_h <= waits_h * 1.1


def test_max_age_of_a_source_with_an_own_interval_is_capped_at_a_day() -> None:
    poll = GOOD_POLL._replace(max_age_s=MAX_WAIT_S)
    slow, fast = (remember_poll(FRESH, one, poll, START).next_due for one in (FEED, feed(every_min=30)))
    assert slow == START + timedelta(days=7)
    assert fast == START + timedelta(days=1)


@pytest.mark.parametrize(
    ("due", "hours", "days", "expected"),
    [
        (START, {10, 11}, set(), START.replace(hour=12)),
        (START.replace(minute=40), {10}, set(), START.replace(hour=11)),
        (START, set(), {1}, (START + timedelta(days=1)).replace(hour=0)),  # a Tuesday
        (START, set(range(24)), set(), START + timedelta(hours=24)),  # all closed: asked once it is a day overdue
        (START, {9}, {2}, START),
    ],
)
def test_closed_hours_are_passed_over(due: datetime, hours: set[int], days: set[int], expected: datetime) -> None:
    assert skip_closed_hours(due, frozenset(hours), frozenset(days), due) == expected


def test_a_feed_overdue_by_a_day_is_asked_in_its_closed_hours() -> None:
    assert skip_closed_hours(START, frozenset({10}), frozenset(), START - timedelta(days=2)) == START


def test_states_follow_from_what_happened() -> None:
    def after(*polls: tuple[PollOutcome, int]) -> FeedState:
        memory = remember_poll(FRESH, FEED, GOOD_POLL, START)
        for outcome, day in polls:
            memory = remember_poll(memory, FEED, Poll(outcome), START + timedelta(days=day))
        return memory.state

    assert after() is FeedState.OK
    assert after((PollOutcome.NOT_FOUND, 1)) is FeedState.FAILING
    assert after((PollOutcome.NOT_FOUND, 1), (PollOutcome.NOT_FOUND, 32)) is FeedState.DEAD
    assert after((PollOutcome.NOT_FOUND, 1), (PollOutcome.NOT_MODIFIED, 32)) is FeedState.STALE
    assert after((PollOutcome.NOT_A_FEED, 1)) is FeedState.INVALID
    assert after((PollOutcome.FORBIDDEN, 1)) is FeedState.FAILING
    assert after((PollOutcome.ROBOTS, 1)) is FeedState.BLOCKED
    assert after((PollOutcome.GONE, 1), (PollOutcome.OK, 2), (PollOutcome.GONE, 3)) is FeedState.FAILING
    assert after((PollOutcome.NOT_FOUND, 1), (PollOutcome.GONE, 9), (PollOutcome.GONE, 9)) is FeedState.FAILING
    assert after((PollOutcome.GONE, 1), (PollOutcome.GONE, 2)) is FeedState.GONE
    assert after((PollOutcome.NOT_MODIFIED, 10)) is FeedState.OK
    assert after((PollOutcome.RATE_LIMITED, 1)) is FeedState.OK


def test_a_move_that_is_not_repeated_is_forgotten() -> None:
    moved = GOOD_POLL._replace(permanent_url="https://b.example/feed")
    once = remember_poll(FRESH, FEED, moved, START)
    assert (once.moved_to, once.moved_count, once.moved_since) == ("https://b.example/feed", 1, START)
    twice = remember_poll(once, FEED, moved, START + timedelta(days=1))
    assert (twice.moved_count, twice.moved_since) == (2, START)
    back = remember_poll(twice, FEED, Poll(PollOutcome.NOT_MODIFIED), START + timedelta(days=2))
    assert (back.moved_to, back.moved_count, back.moved_since) == (None, 0, None)


def test_hosts_are_forgiven_after_five_good_answers() -> None:
    host = HostMemory("a.example")
    for hours in (1, 2, 4):
        host = remember_host(host, PollOutcome.RATE_LIMITED, None, START)
        assert host.not_before == START + timedelta(hours=hours)
    for _ in range(5):
        host = remember_host(host, PollOutcome.NOT_MODIFIED, None, START)
    assert host.penalty_s == 2 * HOUR_S
    for _ in range(10):
        host = remember_host(host, PollOutcome.OK, None, START)
    assert host.penalty_s == 0
    assert remember_host(HostMemory("b"), PollOutcome.TIMEOUT, None, START) == HostMemory("b")


# --------------------------------------------------------------------------- what is due
@pytest.mark.parametrize(
    ("memory", "expected"),
    [
        (FRESH, True),
        (FRESH._replace(next_due=START), True),
        (FRESH._replace(next_due=START + timedelta(seconds=1)), False),
        (FRESH._replace(next_due=START + timedelta(days=7)), False),
        (FRESH._replace(next_due=START + timedelta(days=9)), True),  # row 139: a clock that jumped
        (FRESH._replace(next_due=START, not_before=START + timedelta(hours=1)), False),
        (FRESH._replace(next_due=START, not_before=START + timedelta(days=40)), True),
        (FRESH._replace(state=FeedState.GONE), False),
        (FRESH._replace(url="http://old.example/", next_due=START + timedelta(days=1)), True),
    ],
)
def test_what_is_due(memory: Memory, expected: bool) -> None:
    assert is_due(memory, FEED, START) is expected


def test_force_passes_the_due_time_but_not_the_servers_wish() -> None:
    later = FRESH._replace(next_due=START + timedelta(hours=5))
    held = later._replace(not_before=START + timedelta(hours=5))
    assert is_due(later, FEED, START, force=True)
    assert not is_due(held, FEED, START, force=True)
    assert is_due(held, FEED, START, force_all=True)
    assert not is_due(later, feed(paused="asked us to stop"), START, force_all=True)


def test_the_plan_takes_hosts_in_turn_and_the_longest_overdue_first() -> None:
    feeds = [feed(f"f{n}", host="big.example" if n < 4 else f"small{n}.example") for n in range(6)]
    memories = {one.name: Memory(one.name, one.url, next_due=START - timedelta(hours=n)) for n, one in enumerate(feeds)}
    plan = plan_polls(feeds, memories, START, lambda url: url.split("/")[2])
    assert [one.name for one in plan] == ["f5", "f4", "f3", "f2", "f1", "f0"]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 100)), max_size=60))
def test_fair_order_loses_nothing_and_starves_nobody(items: list[tuple[int, int]]) -> None:
    ordered = order_fairly(items, lambda item: str(item[0]), lambda item: (item[1],))
    assert sorted(ordered) == sorted(items)
    groups = len({group for group, _ in items})
    assert len({group for group, _ in ordered[:groups]}) == groups


def test_times_are_aware() -> None:
    assert START.tzinfo is UTC
