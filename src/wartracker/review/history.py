"""Decisions in, the lines of the history out: who decided what, when, and what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wartracker.counting import find_undone
from wartracker.display import clean_line, tell_word
from wartracker.records import Decision, Fields
from wartracker.review.values import tell_fields
from wartracker.vocabulary import Verdict

_TOLD: Mapping[Verdict, str] = {
    Verdict.ACCEPT: "accepted",
    Verdict.EDIT_ACCEPT: "edited and accepted",
    Verdict.REJECT: "rejected",
    Verdict.MERGE: "merged",
    Verdict.SPLIT: "split",
    Verdict.SNOOZE: "snoozed",
    Verdict.REOPEN: "reopened",
    Verdict.UNDO: "undone",
    Verdict.LINK: "linked",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field as it was and as it became."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """One decision as the history shows it."""

    id: str
    candidate: str
    title: str
    told: str
    curator: str
    at: datetime
    reason: str
    changes: tuple[Change, ...]
    target: str | None
    undone: bool
    is_undo: bool
    seconds: float | None  # on screen before it was decided
    provisional: bool = False  # waits for a second curator's


def tell_verdict(verdict: Verdict) -> str:
    """Say in the past tense what was decided."""
    return _TOLD[verdict]


def tell_age(age: timedelta) -> str:
    """Say how long ago something was, in its largest whole unit."""
    seconds = max(0, int(age.total_seconds()))
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"


def compare_fields(old: Fields, new: Fields) -> tuple[Change, ...]:
    """List the fields in which two snapshots differ, in words."""
    before, after = tell_fields(old), tell_fields(new)
    return tuple(
        Change(tell_word(name), before.get(name) or "none", after.get(name) or "none")
        for name in (before | after)
        if before.get(name) != after.get(name)
    )


def build_lines(
    decisions: Sequence[Decision], titles: Mapping[str, str], undone: frozenset[str] | None = None
) -> tuple[Line, ...]:
    """Build the lines of a history.

    Args:
        decisions: in the order they were made.
        titles: candidate id -> title, for rows that carry none (undos).
        undone: ids of decisions that no longer count; None: found among `decisions`.

    Returns:
        Lines, newest first.
    """
    gone = find_undone(decisions) if undone is None else undone
    named = {row.candidate: row.fields.title for row in decisions if row.fields} | dict(titles)
    return tuple(_build(row, named, gone) for row in reversed(decisions))


def _build(row: Decision, named: Mapping[str, str], gone: frozenset[str]) -> Line:
    title = row.fields.title if row.fields else named.get(row.candidate, row.candidate)
    spent = (row.decided_at - row.shown_at).total_seconds() if row.shown_at else None
    changes = compare_fields(row.proposed, row.fields) if row.proposed and row.fields else ()
    target = row.target if row.verdict in {Verdict.MERGE, Verdict.LINK} else None
    return Line(
        id=row.id,
        candidate=row.candidate,
        title=clean_line(title),
        told=tell_verdict(row.verdict),
        curator=clean_line(row.curator, 64),
        at=row.decided_at,
        reason=clean_line(row.reason),
        changes=changes,
        target=clean_line(named.get(target, target), 120) if target else None,
        undone=row.id in gone,
        is_undo=row.verdict is Verdict.UNDO,
        provisional=row.provisional,
        seconds=spent if spent is not None and spent >= 0 else None,
    )
