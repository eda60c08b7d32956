"""What is remembered of a source and its entry in feeds.yaml in, the verdict over time and what to do about it out.

The one place that judges a source: polls store the state, `feeds list|check`, `status` and the review page ask again
with today's clock, since a source grows stale between its polls. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from wartracker.collected import Feed
from wartracker.vocabulary import FeedState, PollOutcome

DEAD_AFTER = timedelta(days=30)  # row 52 of the fault catalogue
MOVED_AFTER, MOVED_POLLS = timedelta(hours=48), 3  # row 30: before that, a move may be a mistake
QUIET_AT_LEAST = timedelta(days=30)
QUIET_RHYTHMS = 10  # silent for so many of its own intervals

_INVALID = frozenset(
    {
        PollOutcome.NOT_A_FEED,
        PollOutcome.SELECTOR,
        PollOutcome.PARSER_CRASH,
        PollOutcome.PARSER_TIMEOUT,
        PollOutcome.EMPTY,
        PollOutcome.BAD_ENCODING,
    }
)
# Worst first: what needs a hand stands on top.
WORST_FIRST = (
    FeedState.GONE,
    FeedState.DEAD,
    FeedState.INVALID,
    FeedState.BLOCKED,
    FeedState.FAILING,
    FeedState.MOVED,
    FeedState.STALE,
    FeedState.NEW,
    FeedState.OK,
    FeedState.PAUSED,
)
TROUBLE = frozenset(FeedState) - {FeedState.NEW, FeedState.OK, FeedState.PAUSED}
"""States that a maintainer should look at: `feeds check` ends with 4 when one is met."""


class Remembered(Protocol):
    """What the verdict rests on: a row of the table `feeds`, or `Memory` of the poller."""

    @property
    def outcome(self) -> str | None: ...  # noqa: D102
    @property
    def why(self) -> str | None: ...  # noqa: D102
    @property
    def failures(self) -> int: ...  # noqa: D102
    @property
    def first_failure_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def gone_count(self) -> int: ...  # noqa: D102
    @property
    def moved_to(self) -> str | None: ...  # noqa: D102
    @property
    def moved_count(self) -> int: ...  # noqa: D102
    @property
    def moved_since(self) -> datetime | None: ...  # noqa: D102
    @property
    def first_polled_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def last_polled_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def last_new_at(self) -> datetime | None: ...  # noqa: D102
    @property
    def rhythm_h(self) -> float | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class FeedVerdict:
    """How a source stands now."""

    state: FeedState
    note: str = ""  # what happened and what to do, one sentence; empty: nothing

    @property
    def trouble(self) -> bool:
        """Tell whether a maintainer should look at it."""
        return self.state in TROUBLE


def decide_state(memory: Remembered | None, feed: Feed, now: datetime) -> FeedState:
    """Decide how a source stands; `gone` is the only state that ends polling.

    Args:
        memory: what is remembered of its polls; None: it was never polled.
        feed: its entry in feeds.yaml.
        now: aware UTC.
    """
    if feed.paused is not None:
        return FeedState.PAUSED
    if memory is None or memory.outcome is None:
        return FeedState.NEW
    if memory.gone_count >= 2:
        return FeedState.GONE
    if memory.failures:
        if now - (memory.first_failure_at or now) > DEAD_AFTER:
            return FeedState.DEAD
        if memory.outcome == PollOutcome.ROBOTS:
            return FeedState.BLOCKED
        return FeedState.INVALID if memory.outcome in _INVALID else FeedState.FAILING
    if memory.moved_count:
        return FeedState.MOVED
    return FeedState.STALE if _silence(memory, now) > patience(memory.rhythm_h) else FeedState.OK


def judge_feed(memory: Remembered | None, feed: Feed, now: datetime) -> FeedVerdict:
    """Judge a source: its state, and in one sentence what happened and what to do.

    Args:
        memory: what is remembered of its polls; None: it was never polled.
        feed: its entry in feeds.yaml.
        now: aware UTC.
    """
    state = decide_state(memory, feed, now)
    if feed.paused is not None:
        return FeedVerdict(state, feed.paused)
    if memory is None or state is FeedState.NEW:
        return FeedVerdict(state, "never polled")
    since = memory.first_failure_at or now
    row = f"{memory.failures} failures in a row since {since:%Y-%m-%d}"
    why = f": {memory.why}" if memory.why else ""
    notes = {
        FeedState.GONE: f"410, given up by its publisher: `feeds pause {feed.name}` keeps it with the reason",
        FeedState.DEAD: f"{row}{why}; look at the site, then change `url` or `feeds pause {feed.name}`",
        FeedState.BLOCKED: f"robots.txt refuses this address; {row}; it is not worked around",
        FeedState.INVALID: f"{_name_fault(memory, feed)}{why}",
        FeedState.FAILING: f"{_name_refusal(memory)}{row}{why}",
        FeedState.MOVED: _describe_move(memory, feed),
        FeedState.STALE: f"answers, but nothing new for {_silence(memory, now).days} days",
    }
    return FeedVerdict(state, notes.get(state, ""))


def is_move_confirmed(memory: Remembered) -> bool:
    """Tell whether a permanent redirect has stood long enough to be believed: three polls over two days (row 30)."""
    since, last = memory.moved_since, memory.last_polled_at
    return bool(since and last and memory.moved_count >= MOVED_POLLS and last - since >= MOVED_AFTER)


def patience(rhythm_h: float | None) -> timedelta:
    """Return how long a source may be silent before it counts as stale: ten of its intervals, a month at least."""
    return max(QUIET_AT_LEAST, timedelta(hours=QUIET_RHYTHMS * rhythm_h)) if rhythm_h else QUIET_AT_LEAST


def rank_worst(state: FeedState) -> int:
    """Return the place of a state in a list that begins with the worst."""
    return WORST_FIRST.index(state)


def count_states(states: Iterable[FeedState]) -> dict[str, int]:
    """Count states, worst first; absent ones are left out."""
    found = list(states)
    return {state.value: count for state in WORST_FIRST if (count := found.count(state))}


def _silence(memory: Remembered, now: datetime) -> timedelta:
    return now - (memory.last_new_at or memory.first_polled_at or now)


def _name_fault(memory: Remembered, feed: Feed) -> str:
    if memory.outcome == PollOutcome.SELECTOR:
        return "`select` or `link_pattern` matches nothing any more: mend it in feeds.yaml"
    if memory.outcome == PollOutcome.NOT_A_FEED:
        return f"answers, but not as `{feed.kind}`: `feeds discover` on its site may find the new address"
    return f"answers, but cannot be read ({memory.outcome})"


def _name_refusal(memory: Remembered) -> str:
    if memory.outcome == PollOutcome.CHALLENGE:
        return "the site asks for proof of a human, which is not given; "
    if memory.outcome == PollOutcome.FORBIDDEN:
        return "the server refuses us, which is not worked around; "
    return ""


def _describe_move(memory: Remembered, feed: Feed) -> str:
    where = f"permanent redirect to {memory.moved_to}"
    if is_move_confirmed(memory):
        return f"{where}: run `feeds fix {feed.name}`"
    since = f" since {memory.moved_since:%Y-%m-%d}" if memory.moved_since else ""
    return f"{where}, met {memory.moved_count} times{since}; believed after {MOVED_POLLS} polls over two days"
