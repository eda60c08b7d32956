"""What is a trouble and what is not, by table."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from wartracker.health.findings import FeedFacts, find_feed_troubles, measure_patience
from wartracker.vocabulary import FeedState, PollOutcome, Trouble

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


def hours_ago(*hours: float) -> tuple[datetime, ...]:
    return tuple(NOW - timedelta(hours=one) for one in hours)


def feed(**changes: object) -> FeedFacts:
    values: dict[str, object] = {
        "name": "small-talk",
        "state": FeedState.OK,
        "outcome": PollOutcome.NOT_MODIFIED,
        "last_ok_at": NOW,
        "arrivals": hours_ago(*range(5, 245, 24)),
    }
    return FeedFacts(**(values | changes))  # type: ignore[arg-type]


def failing(outcome: PollOutcome, state: FeedState = FeedState.FAILING, polls: int = 2, hours: float = 4) -> FeedFacts:
    return feed(outcome=outcome, state=state, failures=polls, first_failure_at=NOW - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        (feed(), None),
        (feed(outcome=None, state=FeedState.NEW), None),
        (failing(PollOutcome.NOT_FOUND), Trouble.FAILING),
        (failing(PollOutcome.NOT_FOUND, polls=1), None),  # one bad answer is nobody's trouble
        (failing(PollOutcome.SERVER_ERROR, hours=1), None),  # two in an hour may be one outage
        (failing(PollOutcome.CONNECT, FeedState.DEAD), Trouble.DEAD),
        (failing(PollOutcome.ROBOTS, FeedState.BLOCKED), Trouble.BLOCKED),
        (failing(PollOutcome.NOT_A_FEED, FeedState.INVALID), Trouble.INVALID),
        (failing(PollOutcome.SELECTOR, FeedState.INVALID, polls=1, hours=0), Trouble.SELECTOR),
        (failing(PollOutcome.GONE, polls=1, hours=0), Trouble.GONE),
        (feed(state=FeedState.MOVED, outcome=PollOutcome.MOVED, moved_count=1), None),
        (feed(state=FeedState.MOVED, outcome=PollOutcome.MOVED, moved_count=2), Trouble.MOVED),
        (feed(outcome=PollOutcome.NO_ITEMS, listed=0), Trouble.EMPTIED),
        (feed(outcome=PollOutcome.NO_ITEMS, listed=0, arrivals=()), None),  # it never had any
        (feed(arrivals=hours_ago(*range(60, 300, 24))), Trouble.SILENT),
        (feed(arrivals=hours_ago(40, 64, 88, 160, 184, 208)), None),  # a weekend lies in its rhythm
        (feed(state=FeedState.STALE, arrivals=()), Trouble.SILENT),
        (feed(arrivals=hours_ago(500, 501, 502)), None),  # too few to have a rhythm
        (feed(arrivals=hours_ago(*range(60, 300, 24)), last_ok_at=NOW - timedelta(hours=48)), None),  # we were away
        (feed(sizes=(300,) * 5 + (2000, 2500, 3000, 2200) * 4), Trouble.DRIFTING),
        (feed(sizes=(9000,) * 5 + (2000, 2500, 3000, 2200) * 4), Trouble.DRIFTING),
        (feed(sizes=(300, 300, 300, 300, 2600) + (2000, 2500, 3000, 2200) * 4), None),
        (feed(sizes=(300,) * 5 + (2000, 250, 3000, 280) * 4), None),  # short notes are its habit
        (feed(kept=(False,) * 30 + (True, False) * 15), Trouble.STARVED),
        (feed(kept=(False,) * 12 + (True, False) * 15), None),
        (feed(kept=(False,) * 25 + (False, True, False) * 6), None),  # a share of few pages is a guess
        (feed(kept=(False,) * 40), None),  # nothing was ever kept: the report card's business
        (feed(kept=(True,) * 12 + (False, False, False, True) * 6), Trouble.FLOODING),
        (feed(fresh=(3, 5, 2, 4, 0, 0, 6), fresh_now=80), Trouble.FLOODING),
        (feed(fresh=(3, 5, 2, 4, 0, 0, 6), fresh_now=28), None),
        (feed(fresh=(3, 5), fresh_now=80), None),
    ],
)
def test_a_feed_is_in_this_trouble(facts: FeedFacts, word: Trouble | None) -> None:
    assert [one.word for one in find_feed_troubles([facts], NOW)] == ([word] if word else [])


def test_a_paused_feed_is_left_alone() -> None:
    assert find_feed_troubles([failing(PollOutcome.DNS, FeedState.PAUSED)], NOW) == []


def test_every_trouble_says_what_to_do() -> None:
    for outcome in PollOutcome:
        for one in find_feed_troubles([failing(outcome)], NOW):
            assert one.hint
            assert "{name}" not in one.hint


@pytest.mark.parametrize("mean_h", [2.0, 12.0, 40.0])
def test_independent_arrivals_are_seldom_called_silent(mean_h: float) -> None:
    chance = random.Random(7)
    alarms = gaps = 0
    for _ in range(40):
        times = [NOW]
        while len(times) < 60:
            times.append(times[-1] + timedelta(hours=chance.expovariate(1 / mean_h)))
        for place in range(30, len(times) - 1):
            patience_h = measure_patience(times[max(0, place - 39) : place + 1])
            gaps += 1
            alarms += patience_h is not None and times[place + 1] - times[place] > timedelta(hours=patience_h)
    assert alarms / gaps < 0.003
