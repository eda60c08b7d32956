"""Rulings in, events out: the timeline is a pure function of decisions alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wartracker.records import Decision, Event, Fields, Revision
from wartracker.vocabulary import ACCEPTING, Verdict


def build_events(decisions: Sequence[Decision], undone: frozenset[str]) -> tuple[Event, ...]:
    """Build all events of a debate, withdrawn ones as stubs.

    Args:
        decisions: of one debate, in the order they were made.
        undone: ids of decisions that no longer count.

    Returns:
        Events by accession number; one whose acceptance was taken back keeps its number and is marked retracted.
    """
    by_candidate: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_candidate.setdefault(decision.candidate, []).append(decision)
    events = [event for rows in by_candidate.values() if (event := _build_event(rows, undone))]
    return tuple(sorted(events, key=lambda event: event.number))


def _build_event(rows: list[Decision], undone: frozenset[str]) -> Event | None:
    first = next((row for row in rows if row.accession is not None), None)
    if first is None or first.accession is None:
        return None
    counting = [row for row in rows if row.id not in undone and row.verdict is not Verdict.UNDO]
    accepted = [row for row in counting if row.verdict in ACCEPTING]
    shown = accepted[-1] if accepted else first
    if shown.fields is None:
        return None
    last = counting[-1] if counting else None
    stands = bool(accepted) and last is not None and last.verdict in {*ACCEPTING, Verdict.LINK, Verdict.SPLIT}
    withdrawal = None if stands else _withdrawal(rows)
    sources = {source.url: source for row in accepted or [first] for source in row.sources}
    evidence = dict.fromkeys(item for row in accepted or [first] for item in row.evidence)
    return Event(
        id=f"evt-{first.accession}",
        number=first.accession,
        day=first.decided_at.date(),
        curator=first.curator,
        fields=shown.fields,
        sources=tuple(sources.values()),
        evidence=tuple(evidence),
        revisions=tuple(_revisions(rows, undone, first)),
        published=first.decided_at,
        updated=max(row.decided_at for row in rows),
        candidate=first.candidate,
        retracted=withdrawal,
    )


def _withdrawal(rows: list[Decision]) -> str:
    last = rows[-1]
    return last.reason or f"withdrawn by {last.curator}"


def _revisions(rows: list[Decision], undone: frozenset[str], first: Decision) -> Iterable[Revision]:
    before: Fields | None = first.fields
    for row in rows:
        if row is first or row.id in undone:
            continue
        if row.verdict in ACCEPTING and row.fields is not None and before is not None:
            note = row.reason or describe_change(before, row.fields)
            yield Revision(row.decided_at, row.curator, note)
            before = row.fields
        elif row.verdict in {Verdict.REJECT, Verdict.REOPEN, Verdict.MERGE, Verdict.UNDO}:
            yield Revision(row.decided_at, row.curator, row.reason or f"{row.verdict.value}")


def describe_change(before: Fields, after: Fields) -> str:
    """Name the fields that differ, in words for readers."""
    names = [name for name in Fields.__slots__ if getattr(before, name) != getattr(after, name)]
    return f"changed: {', '.join(names)}" if names else "accepted again"
