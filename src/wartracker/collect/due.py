"""What is waiting in, what to do next and in which order out: nobody's host or feed starves another's. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from wartracker.collect.politeness import SANE_DUE, Memory
from wartracker.collected import Feed
from wartracker.vocabulary import FeedState

T = TypeVar("T")

_FAR = timedelta(days=36500)
# A run ends with its slowest host, and the next one begins at a full period of the scheduler: runs of a minute would
# leave a crowded host alone half the time. Sources of other hosts wait so long at most.
LEAST_PERIOD_S = 300.0
UNKNOWN_PERIOD_S = 3600.0  # of a run that somebody else repeats (cron): the usual interval of a source


def decide_period(every_s: float | None) -> float:
    """Decide for how many seconds a run may ask one host.

    Args:
        every_s: seconds between the starts of two runs, None when it is not known.
    """
    return UNKNOWN_PERIOD_S if every_s is None else max(LEAST_PERIOD_S, every_s)


def is_due(memory: Memory, feed: Feed, now: datetime, *, force: bool = False, force_all: bool = False) -> bool:
    """Tell whether a feed is asked now.

    Args:
        memory: what is remembered of it.
        feed: its entry in feeds.yaml.
        now: aware UTC.
        force: pass over the due time, never over a server's own wish (Retry-After).
        force_all: pass over that too, and ask feeds that are gone.
    """
    if feed.paused is not None:
        return False
    if force_all:
        return True
    if memory.state is FeedState.GONE and memory.url == feed.url:
        return False
    if memory.not_before is not None and now < memory.not_before <= now + SANE_DUE:
        return False
    if force or memory.next_due is None or memory.url != feed.url:
        return True
    # Row 139: a due time further away than any rule sets one comes from a clock that jumped.
    return memory.next_due <= now or memory.next_due > now + SANE_DUE


def order_fairly(items: Iterable[T], group: Callable[[T], str], rank: Callable[[T], tuple[object, ...]]) -> list[T]:
    """Order by rank, taking one of each group in turn, so that a large host does not hold the others up.

    Args:
        items: what waits.
        group: the politeness group of an item.
        rank: sort key inside a group and between the heads of groups; smaller is earlier.
    """
    queues: dict[str, deque[T]] = defaultdict(deque)
    for item in sorted(items, key=rank):
        queues[group(item)].append(item)
    ordered: list[T] = []
    waiting = list(queues.values())
    while waiting:
        ordered.extend(queue.popleft() for queue in waiting)
        waiting = [queue for queue in waiting if queue]
    return ordered


def plan_polls(
    feeds: Iterable[Feed],
    memories: Mapping[str, Memory],
    now: datetime,
    group: Callable[[str], str],
    *,
    force: bool = False,
    force_all: bool = False,
) -> list[Feed]:
    """Choose the feeds to poll now: longest overdue first, hosts in turn.

    Args:
        feeds: the sources to consider.
        memories: by name; a feed without one was never polled.
        now: aware UTC.
        group: address -> politeness group.
        force: see `is_due`.
        force_all: see `is_due`.
    """
    due = [
        feed
        for feed in feeds
        if is_due(memories.get(feed.name, Memory(feed.name, feed.url)), feed, now, force=force, force_all=force_all)
    ]

    def rank(feed: Feed) -> tuple[object, ...]:
        memory = memories.get(feed.name)
        overdue = memory.next_due if memory and memory.next_due and memory.next_due <= now + SANE_DUE else now - _FAR
        return (overdue, feed.name)

    return order_fairly(due, lambda feed: group(feed.url), rank)


def cut_to_turns(plan: Iterable[Feed], group: Callable[[str], str], turns: Callable[[str], int | None]) -> list[Feed]:
    """Keep as many sources of each politeness group as its host can be asked in this run; the others stay due.

    Args:
        plan: in the order of polling.
        group: address -> politeness group.
        turns: address -> how many requests its host takes, at least one; None: any number.
    """
    taken: dict[str, int] = {}
    most: dict[str, int | None] = {}
    kept: list[Feed] = []
    for feed in plan:
        name = group(feed.url)
        before = taken.get(name, 0)
        if before and name not in most:  # most hosts have one source
            most[name] = turns(feed.url)
        if not before or (limit := most[name]) is None or before < limit:
            taken[name] = before + 1
            kept.append(feed)
    return kept
