"""Troubles seen now and those known before in, what stands, what is over, and who is told what out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from wartracker.health.findings import Finding
from wartracker.vocabulary import Trouble

ONCE_IN = timedelta(days=1)  # never more than one message in this time about one trouble, its end included
REMIND_AFTER = timedelta(days=7)
# How long a trouble must stand before anybody is told: an empty list may be a publisher's hiccup.
PATIENCE: Mapping[Trouble, timedelta] = {Trouble.EMPTIED: timedelta(hours=12), Trouble.LATE: timedelta(minutes=10)}
# No troubles: when they are over there is nothing to tell.
NEWS = frozenset({Trouble.LANDMARK})


class Told(StrEnum):
    """What a channel was told last of a notice."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Notice:
    """A trouble over time."""

    word: Trouble
    subject: str
    says: str
    hint: str
    opened_at: datetime
    seen_at: datetime
    closed_at: datetime | None = None

    @property
    def key(self) -> str:
        """Return what makes it the same trouble again."""
        return f"{self.word.value}:{self.subject}"[:128]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one channel was told last of one notice."""

    told: Told
    at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    """What one channel is to be told of one notice."""

    notice: Notice
    told: Told
    again: bool = False  # a reminder

    def render(self) -> str:
        """Render it in one or two lines."""
        one = self.notice
        if one.word is Trouble.LANDMARK:
            return f"likely landmark: {one.says}\n  {one.hint}"
        if self.told is Told.CLOSED:
            return f"over: {one.subject}: {one.word.value} since {one.opened_at:%Y-%m-%d %H:%M} UTC; was: {one.says}"
        still = "still " if self.again else ""
        return f"{still}{one.word.value}: {one.subject}: {one.says}" + (f"\n  {one.hint}" if one.hint else "")


def update_notices(
    known: Mapping[str, Notice], found: Iterable[Finding], words: frozenset[Trouble], now: datetime
) -> list[Notice]:
    """Fold what was found into what was known.

    Args:
        known: notices by key, closed ones too.
        found: troubles seen now.
        words: the troubles that were looked for: of these, what was not found is over.
        now: the time.

    Returns:
        The notices that changed.
    """
    changed: list[Notice] = []
    seen: set[str] = set()
    for one in found:
        if one.key in seen:
            continue
        seen.add(one.key)
        before = known.get(one.key)
        if before is None or before.closed_at is not None:
            changed.append(Notice(one.word, one.subject, one.says, one.hint, now, now))
        else:
            changed.append(replace(before, says=one.says, hint=one.hint, seen_at=now))
    over = [
        replace(one, closed_at=now)
        for key, one in known.items()
        if key not in seen and one.closed_at is None and one.word in words
    ]
    return changed + over


def decide_messages(notices: Sequence[Notice], told: Mapping[str, Delivery], now: datetime) -> list[Message]:
    """Decide what one channel is told now.

    Args:
        notices: all of them.
        told: what this channel was told last, by key.
        now: the time.

    Returns:
        Messages, news first, then the oldest trouble first; what was told within a day waits.
    """
    messages = [message for one in notices if (message := _decide_message(one, told.get(one.key), now))]
    return sorted(messages, key=lambda row: (row.notice.word not in NEWS, row.notice.opened_at, row.notice.key))


def _decide_message(notice: Notice, last: Delivery | None, now: datetime) -> Message | None:
    if last is not None and timedelta(0) <= now - last.at < ONCE_IN:
        return None
    knows = last is not None and last.told is Told.OPEN
    if notice.closed_at is not None:
        return Message(notice, Told.CLOSED) if knows and notice.word not in NEWS else None
    if not knows:
        patient = now - notice.opened_at >= PATIENCE.get(notice.word, timedelta(0))
        return Message(notice, Told.OPEN) if patient else None
    remind = last is not None and now - last.at >= REMIND_AFTER
    return Message(notice, Told.OPEN, again=True) if remind else None
