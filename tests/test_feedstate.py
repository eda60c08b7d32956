"""The verdict on a source over time, by table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.collect.desk import feed
from wartracker.collect.politeness import Memory
from wartracker.feedstate import WORST_FIRST, count_states, decide_state, is_move_confirmed, judge_feed, rank_worst
from wartracker.vocabulary import FeedState, PollOutcome, SourceKind

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
GOOD = Memory(
    "small-talk",
    "http://news.example/feed",
    outcome=PollOutcome.OK,
    first_polled_at=NOW - timedelta(days=90),
    last_polled_at=NOW - timedelta(hours=1),
    last_new_at=NOW - timedelta(hours=5),
    rhythm_h=10.0,
)
BAD = GOOD._replace(failures=6, first_failure_at=NOW - timedelta(days=3))


def bad(outcome: PollOutcome, **changes: object) -> Memory:
    return BAD._replace(outcome=outcome, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("memory", "state", "words"),
    [
        (None, FeedState.NEW, "never polled"),
        (Memory("small-talk", "http://news.example/feed"), FeedState.NEW, "never polled"),
        (GOOD, FeedState.OK, ""),
        (bad(PollOutcome.FORBIDDEN), FeedState.FAILING, "refuses us"),
        (bad(PollOutcome.CHALLENGE), FeedState.FAILING, "proof of a human"),
        (bad(PollOutcome.NOT_FOUND), FeedState.FAILING, "6 failures in a row since 2026-05-29"),
        (bad(PollOutcome.ROBOTS), FeedState.BLOCKED, "robots.txt"),
        (bad(PollOutcome.SELECTOR), FeedState.INVALID, "matches nothing"),
        (bad(PollOutcome.NOT_A_FEED, why="an HTML page"), FeedState.INVALID, "not as `feed`: `feeds discover`"),
        (bad(PollOutcome.PARSER_CRASH), FeedState.INVALID, "parser-crash"),
        (bad(PollOutcome.DNS, first_failure_at=NOW - timedelta(days=31)), FeedState.DEAD, "look at the site"),
        (bad(PollOutcome.GONE, gone_count=2), FeedState.GONE, "410"),
        (GOOD._replace(last_new_at=NOW - timedelta(days=31)), FeedState.STALE, "nothing new for 31 days"),
        (GOOD._replace(last_new_at=NOW - timedelta(days=31), rhythm_h=100.0), FeedState.OK, ""),
        (
            GOOD._replace(moved_to="http://new.example/", moved_count=1, moved_since=NOW - timedelta(hours=1)),
            FeedState.MOVED,
            "met 1 times",
        ),
        (
            GOOD._replace(moved_to="http://new.example/", moved_count=3, moved_since=NOW - timedelta(days=3)),
            FeedState.MOVED,
            "run `feeds fix small-talk`",
        ),
    ],
)
def test_a_source_is_judged(memory: Memory | None, state: FeedState, words: str) -> None:
    verdict = judge_feed(memory, feed(), NOW)
    assert verdict.state is state
    assert words in verdict.note
    assert bool(verdict.note) is bool(words)
    assert verdict.trouble is (state not in {FeedState.NEW, FeedState.OK, FeedState.PAUSED})


def test_a_paused_source_tells_its_reason_whatever_its_polls_met() -> None:
    verdict = judge_feed(bad(PollOutcome.GONE, gone_count=2), feed(paused="given up in May"), NOW)
    assert (verdict.state, verdict.note, verdict.trouble) == (FeedState.PAUSED, "given up in May", False)


def test_a_row_of_the_database_is_judged_like_a_memory() -> None:
    """Rows hold plain words, not members of the vocabulary."""
    row = BAD._replace(outcome="selector")  # type: ignore[arg-type]
    assert decide_state(row, feed(kind=SourceKind.PAGE), NOW) is FeedState.INVALID


def test_a_move_is_believed_after_three_polls_over_two_days() -> None:
    moved = GOOD._replace(moved_to="http://new.example/", moved_count=3, moved_since=NOW - timedelta(hours=50))
    assert is_move_confirmed(moved)
    assert not is_move_confirmed(moved._replace(moved_count=2))
    assert not is_move_confirmed(moved._replace(moved_since=NOW - timedelta(hours=40)))


def test_every_state_has_a_place() -> None:
    assert sorted(WORST_FIRST) == sorted(FeedState)
    assert count_states([FeedState.OK, FeedState.GONE, FeedState.OK]) == {"gone": 1, "ok": 2}
    assert rank_worst(FeedState.GONE) < rank_worst(FeedState.OK) < rank_worst(FeedState.PAUSED)
