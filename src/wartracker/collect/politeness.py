"""What a poll met in, when to ask again and what to think of the feed out. Pure; rows 30-65 of the fault catalogue."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from wartracker.collect.answers import MAX_WAIT_S
from wartracker.collected import Feed
from wartracker.feedstate import decide_state
from wartracker.vocabulary import FeedState, PollOutcome

HOUR_S = 3600
DAY_S = 24 * HOUR_S
BACKOFF_CAP_S = DAY_S
JITTER = 0.1  # share of the interval; stable per feed, so a restart moves nothing
FLOOR_S = 15 * 60  # row 62
WITH_VALIDATORS_S = HOUR_S
WITHOUT_VALIDATORS_S = 6 * HOUR_S
QUIET_CAP_S = 12 * HOUR_S  # longest interval that a slow rhythm alone can cause
POLLS_PER_ENTRY = 10  # two entries a week: asked every 8 to 9 hours
UNCONDITIONAL_AFTER = timedelta(days=14)  # row 40
HOST_PENALTY_MIN_S = HOUR_S  # row 47
HOST_PAUSE_MIN_S = 60  # a 429 that asks for no pause at all still gets one (row 49)
GOOD_POLLS_TO_DECAY = 5
SANE_DUE = timedelta(days=8)  # row 139: a due time beyond it is a clock that jumped

OFFLINE_SHARE = 0.8  # row 29
OFFLINE_LEAST = 3  # one or two places that cannot be reached prove nothing about the machine

GOOD = frozenset(
    {PollOutcome.OK, PollOutcome.UNCHANGED, PollOutcome.NOT_MODIFIED, PollOutcome.MOVED, PollOutcome.NO_ITEMS}
)
# Not the feed's fault, or a wish of the server: the feed is not counted as failing.
UNCOUNTED = frozenset({PollOutcome.DNS_TEMP, PollOutcome.OFFLINE, PollOutcome.RATE_LIMITED})
RESTS_A_DAY = frozenset({PollOutcome.PARSER_TIMEOUT, PollOutcome.GONE})  # rows 51, 94
WISHES = frozenset({PollOutcome.RATE_LIMITED, PollOutcome.UNAVAILABLE})
"""Outcomes whose Retry-After counts."""
NETWORK = frozenset({PollOutcome.DNS, PollOutcome.DNS_TEMP, PollOutcome.CONNECT, PollOutcome.TIMEOUT})


@dataclass(frozen=True, slots=True)
class Hints:
    """What a body and its headers said of when to come back; a 304 leaves them standing (RFC 9111 section 4.3.4)."""

    max_age_s: int | None = None
    ttl_s: int | None = None  # <ttl> or sy:updatePeriod, the longer one
    skip_hours: tuple[int, ...] = ()  # GMT
    skip_days: tuple[int, ...] = ()  # Monday = 0


class Memory(NamedTuple):
    """What is remembered of a feed between polls: its row of the table, without the lease.

    A tuple, since one is read and changed at every poll: copies of a dataclass were a good part of one's cost.
    """

    name: str
    url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    next_due: datetime | None = None
    not_before: datetime | None = None  # the server's own wish (Retry-After); --force does not pass it
    hints: Hints = Hints()
    last_polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_new_at: datetime | None = None
    first_polled_at: datetime | None = None
    unmodified_since: datetime | None = None
    outcome: PollOutcome | None = None
    why: str | None = None
    state: FeedState = FeedState.NEW
    failures: int = 0
    first_failure_at: datetime | None = None
    gone_count: int = 0
    moved_to: str | None = None
    moved_count: int = 0
    moved_since: datetime | None = None
    interval_s: int | None = None
    rhythm_h: float | None = None
    websub_hub: str | None = None
    entries: int = 0
    new: int = 0
    updated: int = 0


class Poll(NamedTuple):
    """What one poll met, as far as the next one depends on it."""

    outcome: PollOutcome
    status: int | None = None
    why: str = ""
    retry_after_s: int | None = None
    max_age_s: int | None = None  # of this answer, a 304 too
    hints: Hints | None = None  # of a body that was parsed; None: what is remembered stands
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    permanent_url: str | None = None
    entries: int = 0
    new: int = 0
    updated: int = 0
    dates: tuple[datetime, ...] = ()  # of the feed's newest stored entries, for its rhythm
    websub_hub: str | None = None


# --------------------------------------------------------------------------- when to ask again
def jitter_share(name: str) -> float:
    """Return the feed's own share of the jitter, 0 to 1, the same on every machine and at every start."""
    digest = hashlib.blake2b(name.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "big") / 2**32


def measure_rhythm(dates: Sequence[datetime], now: datetime) -> float | None:
    """Measure how many hours lie between entries on the mean.

    Args:
        dates: times of the newest entries, in any order; a time to come counts as now.
        now: aware UTC.

    Returns:
        Hours, None with fewer than two distinct times.
    """
    times = sorted({min(date, now) for date in dates}, reverse=True)[:20]
    if len(times) < 2:
        return None
    return (times[0] - times[-1]).total_seconds() / HOUR_S / (len(times) - 1)


def decide_interval(feed: Feed, rhythm_h: float | None, *, validators: bool, silent_h: float = 0.0) -> int:
    """Decide the seconds between polls of a healthy feed.

    Args:
        feed: `every_min` is the floor.
        rhythm_h: mean hours between its entries, None when unknown.
        validators: whether asking costs the server next to nothing (row 62).
        silent_h: hours since its newest entry; a feed silent for three times its rhythm has a slower one.
    """
    floor_s = WITH_VALIDATORS_S if validators else WITHOUT_VALIDATORS_S
    if feed.every_min is not None:
        floor_s = max(FLOOR_S, feed.every_min * 60)
    slow_h = max(rhythm_h or 0.0, silent_h / 3)
    return max(floor_s, min(int(slow_h * HOUR_S / POLLS_PER_ENTRY), QUIET_CAP_S))


def decide_backoff(interval_s: int, failures: int) -> int:
    """Double the interval with every failure in a row, up to a day (or the interval, if that is longer)."""
    return max(interval_s, min(interval_s << min(failures, 20), BACKOFF_CAP_S))


def skip_closed_hours(due: datetime, hours: frozenset[int], days: frozenset[int], last_ok: datetime | None) -> datetime:
    """Move a due time out of skipHours and skipDays, in GMT; a feed overdue by a day is asked anyway (row 61)."""
    latest = (last_ok or due) + timedelta(seconds=DAY_S)
    moved = due
    for _ in range(24 * 8):
        if moved.hour not in hours and moved.weekday() not in days:
            return moved
        moved = moved.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        if moved >= latest:
            return max(due, latest)
    return due


def remember_poll(memory: Memory, feed: Feed, poll: Poll, now: datetime) -> Memory:
    """Fold what a poll met into what is remembered of the feed: validators, due time, failures, state.

    Args:
        memory: before the poll.
        feed: its entry in feeds.yaml.
        poll: what was met.
        now: when.

    Returns:
        The memory to store in the same transaction as the poll's entries (rule G3).
    """
    good = poll.outcome in GOOD or poll.outcome is PollOutcome.TRUNCATED
    after = _remember_good(memory, feed, poll, now) if good else _remember_bad(memory, feed, poll, now)
    if not after.interval_s:
        after = after._replace(interval_s=decide_interval(feed, None, validators=bool(after.etag)))
    due, not_before = decide_due(after, feed, poll, now)
    after = after._replace(
        outcome=poll.outcome,
        why=poll.why or None,
        last_polled_at=now,
        first_polled_at=memory.first_polled_at or now,
        new=poll.new,
        updated=poll.updated,
        next_due=due,
        not_before=not_before,
    )
    state = decide_state(after, feed, now)
    return after if state is after.state else after._replace(state=state)


def _remember_good(memory: Memory, feed: Feed, poll: Poll, now: datetime) -> Memory:
    rhythm_h = measure_rhythm(poll.dates, now) if poll.dates else memory.rhythm_h
    last_new_at = now if poll.new else memory.last_new_at
    if memory.last_ok_at is None and poll.dates:  # what is new to us at a first poll may be old
        last_new_at = min(now, max(poll.dates))
    changes: dict[str, Any] = {
        "failures": 0,
        "first_failure_at": None,
        "gone_count": 0,
        "last_ok_at": now,
        "last_new_at": last_new_at,
        "rhythm_h": rhythm_h,
        "hints": _remember_hints(memory.hints, poll),
    }
    if poll.outcome is PollOutcome.NOT_MODIFIED:  # row 38: stored validators stay
        changes["unmodified_since"] = memory.unmodified_since or now
    elif poll.outcome is PollOutcome.TRUNCATED:  # row 44: the validators stay those of the last whole body
        changes |= {
            "entries": poll.entries,
            "failures": memory.failures + 1,
            "first_failure_at": memory.first_failure_at or now,
        }
    else:
        changes |= {
            "etag": poll.etag,
            "last_modified": poll.last_modified,
            "body_hash": poll.body_hash,
            "unmodified_since": None,
            "entries": poll.entries,
            "websub_hub": poll.websub_hub or memory.websub_hub,
        }
    kept = memory._replace(**changes)
    if poll.outcome is not PollOutcome.TRUNCATED:
        kept = _remember_move(kept, poll, now)
    validators = bool(kept.etag or kept.last_modified)
    silent_h = (now - last_new_at).total_seconds() / HOUR_S if last_new_at else 0.0
    interval_s = decide_interval(feed, rhythm_h, validators=validators, silent_h=silent_h)
    return kept if interval_s == kept.interval_s else kept._replace(interval_s=interval_s)


def _remember_hints(hints: Hints, poll: Poll) -> Hints:
    if poll.outcome is PollOutcome.TRUNCATED:
        return hints
    if poll.hints is not None:
        return replace(poll.hints, max_age_s=poll.max_age_s)
    return replace(hints, max_age_s=poll.max_age_s) if poll.max_age_s is not None else hints


def _remember_move(memory: Memory, poll: Poll, now: datetime) -> Memory:
    target = poll.permanent_url if poll.permanent_url != memory.url else None
    if target is None:
        return memory if memory.moved_to is None else memory._replace(moved_to=None, moved_count=0, moved_since=None)
    if target != memory.moved_to:
        return memory._replace(moved_to=target, moved_count=1, moved_since=now)
    return memory._replace(moved_count=memory.moved_count + 1)


def _remember_bad(memory: Memory, feed: Feed, poll: Poll, now: datetime) -> Memory:
    kept = memory
    if poll.outcome is PollOutcome.BAD_RESPONSE and poll.status == 304:  # row 39: ask without conditions, once
        kept = kept._replace(etag=None, last_modified=None)
    if poll.outcome is PollOutcome.GONE:
        if memory.gone_count == 0:
            return kept._replace(gone_count=1, failures=memory.failures + 1, first_failure_at=now)
        apart = (memory.first_failure_at or now) <= now - timedelta(seconds=DAY_S)
        kept = kept._replace(gone_count=memory.gone_count + (1 if apart else 0))
    else:
        kept = kept._replace(gone_count=0)
    waits = poll.outcome is PollOutcome.UNAVAILABLE and poll.retry_after_s is not None
    alone = poll.outcome is PollOutcome.RATE_LIMITED and poll.retry_after_s is None and feed.rate_scope == "feed"
    if (poll.outcome in UNCOUNTED or waits) and not alone:  # alone: no host remembers the pause, so the feed slows down
        return kept
    return kept._replace(failures=memory.failures + 1, first_failure_at=memory.first_failure_at or now)


def decide_due(memory: Memory, feed: Feed, poll: Poll, now: datetime) -> tuple[datetime, datetime | None]:
    """Decide when a feed is asked again, and before when not even --force may ask.

    Returns:
        (next due, the server's own wish or None).
    """
    hints = memory.hints
    interval_s = memory.interval_s or WITHOUT_VALIDATORS_S
    wait_s = decide_backoff(interval_s, memory.failures)
    if poll.outcome is PollOutcome.RATE_LIMITED:  # row 47
        wait_s = max(wait_s, HOST_PENALTY_MIN_S)
    if poll.outcome in RESTS_A_DAY:
        wait_s = max(wait_s, DAY_S)
    wait_s += int(wait_s * JITTER * jitter_share(memory.name))
    wish: datetime | None = None
    if poll.retry_after_s is not None and poll.outcome in WISHES:
        wish = now + timedelta(seconds=poll.retry_after_s)
        wait_s = max(wait_s, poll.retry_after_s)
    if poll.outcome in GOOD and (hints.max_age_s or hints.ttl_s):
        fresh_cap_s = DAY_S if feed.every_min is not None else MAX_WAIT_S  # row 58
        wait_s = max(wait_s, min(hints.max_age_s or 0, fresh_cap_s), min(hints.ttl_s or 0, DAY_S))
    due = now + timedelta(seconds=wait_s)
    if hints.skip_hours or hints.skip_days:
        due = skip_closed_hours(due, frozenset(hints.skip_hours), frozenset(hints.skip_days), memory.last_ok_at)
    return due, wish


def wants_unconditional(memory: Memory, now: datetime) -> bool:
    """Tell whether to leave the validators out once: after 14 days of 304 (row 40)."""
    return memory.unmodified_since is not None and now - memory.unmodified_since >= UNCONDITIONAL_AFTER


def is_offline(unreached: Sequence[str], healthy: int, cut: Container[str]) -> bool:
    """Tell whether this machine is to blame for what could not be reached, and none of the sources (row 29).

    Args:
        unreached: the politeness group of every source that could not be reached and was fine before.
        healthy: polls of sources that were fine before, those among them.
        cut: groups of which only some were asked, because they were silent: one place each, whatever their size.
    """
    alike = sum(count - 1 for group, count in Counter(unreached).items() if group in cut)
    places = len(unreached) - alike
    return places >= OFFLINE_LEAST and places > OFFLINE_SHARE * (healthy - alike)


@dataclass(frozen=True, slots=True)
class HostMemory:
    """What is remembered of a politeness group."""

    domain: str
    not_before: datetime | None = None
    penalty_s: int = 0
    good_polls: int = 0


def remember_host(memory: HostMemory, outcome: PollOutcome, retry_after_s: int | None, now: datetime) -> HostMemory:
    """Fold one answer into what is remembered of its host (rows 45, 47).

    A 429 holds the whole group: for as long as it says, else for twice the last penalty, at least an hour. Five good
    answers halve the penalty again.
    """
    if outcome is PollOutcome.RATE_LIMITED:
        if retry_after_s is not None:
            pause_s = max(retry_after_s, HOST_PAUSE_MIN_S)
            return replace(memory, not_before=now + timedelta(seconds=pause_s), good_polls=0)
        penalty_s = min(max(HOST_PENALTY_MIN_S, memory.penalty_s * 2), DAY_S)
        return HostMemory(memory.domain, now + timedelta(seconds=penalty_s), penalty_s, 0)
    if outcome not in GOOD or not memory.penalty_s:
        return memory
    good = memory.good_polls + 1
    if good < GOOD_POLLS_TO_DECAY:
        return replace(memory, good_polls=good)
    halved = memory.penalty_s // 2
    return replace(memory, penalty_s=halved if halved >= HOST_PENALTY_MIN_S else 0, good_polls=0)
