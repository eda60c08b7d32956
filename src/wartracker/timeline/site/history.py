"""Decisions and candidates in, what a timeline once said and what is disputed about it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from wartracker.records import Candidate, Decision, Event
from wartracker.timeline.build import Memory, build_events_on
from wartracker.timeline.site.material import Dispute, Snapshot
from wartracker.timeline.site.words import join_words
from wartracker.vocabulary import State

_SPELLED = {
    "title": "its title",
    "date": "its date",
    "kind": "its kind",
    "status": "its status",
    "license": "its licence",
    "openness": "its openness",
    "significance": "its significance",
    "access": "its access",
    "organizations": "who takes part",
    "models": "its models",
}


def build_snapshots(decisions: Sequence[Decision]) -> tuple[Snapshot, ...]:
    """Build the timeline as it was known after each month in which anything was decided about it.

    Args:
        decisions: of one debate, in the order they were made.

    Returns:
        One snapshot a month, oldest first; a month before the first acceptance has none.
    """
    months = sorted({row.decided_at.date().replace(day=1) for row in decisions})
    snapshots = []
    memory: Memory = {}
    for month in months:
        end = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        events = build_events_on(decisions, end, memory)
        if events:
            until = max(day for row in decisions if (day := row.decided_at.date()) <= end)
            snapshots.append(Snapshot(month, until, events))
    return tuple(snapshots)


def find_disputes(candidates: Iterable[Candidate], standing: Iterable[Event]) -> tuple[Dispute, ...]:
    """Find what is disputed about events that stand.

    Args:
        candidates: of the debate, all states.
        standing: its events.

    Returns:
        Conflicts between sources of an event, and proposals to change it that wait; in order of accession.
    """
    by_id = {event.id: event for event in standing}
    by_candidate = {event.candidate: event for event in by_id.values()}
    found: dict[tuple[int, bool], Dispute] = {}
    for one in candidates:
        owner = by_candidate.get(one.id)
        if owner is not None and one.conflicts:
            what = join_words(sorted({_spell(conflict.field) for conflict in one.conflicts}))
            found[owner.number, False] = Dispute(owner.id, what, waiting=False)
        changed = by_id.get(one.updates or "") if one.state is State.PENDING else None
        if changed is not None:
            names = [name for name in _SPELLED if getattr(one.fields, name) != getattr(changed.fields, name)]
            what = join_words([_spell(name) for name in names]) or "it"
            found[changed.number, True] = Dispute(changed.id, what, waiting=True)
    return tuple(found[key] for key in sorted(found))


def _spell(field: str) -> str:
    return _SPELLED.get(field, f"its {field.replace('_', ' ')}")
