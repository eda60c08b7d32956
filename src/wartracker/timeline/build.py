"""Rulings in, events out: the timeline is a pure function of decisions alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from wartracker.records import Decision, Event, EventLink, Fields, Revision
from wartracker.vocabulary import ACCEPTING, Link, Verdict


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
    joined = _join_events({event.candidate: event for event in events}, by_candidate, undone)
    return tuple(sorted(joined, key=lambda event: event.number))


def _join_events(
    events: Mapping[str, Event], by_candidate: Mapping[str, list[Decision]], undone: frozenset[str]
) -> Iterable[Event]:
    """Say of every event which one took it in, which ones it took in, and what it is linked to."""
    ids = {candidate: event.id for candidate, event in events.items()}
    homes = ids | _find_homes(by_candidate, ids, undone)
    into = {
        candidate: ids[target]
        for candidate, event in events.items()
        if event.retracted is not None and (target := _find_merge(by_candidate[candidate], undone)) in ids
    }
    for candidate, event in events.items():
        taken = tuple(events[other].id for other, target in into.items() if target == event.id)
        links = tuple(dict.fromkeys(_find_links(by_candidate[candidate], undone, homes)))
        yield replace(event, merged_into=into.get(candidate), supersedes=taken, links=links)


def _find_homes(
    by_candidate: Mapping[str, Sequence[Decision]], ids: Mapping[str, str], undone: frozenset[str]
) -> dict[str, str]:
    """Find the event in which a candidate ended that was merged before it was one itself."""
    into = {candidate: _find_merge(rows, undone) for candidate, rows in by_candidate.items() if candidate not in ids}
    found: dict[str, str] = {}
    for candidate, target in into.items():
        seen, place = {candidate}, target
        while into.get(place) and place not in seen:
            seen.add(place)
            place = into[place]
        if place in ids:
            found[candidate] = ids[place]
    return found


def _find_merge(rows: Sequence[Decision], undone: frozenset[str]) -> str:
    counting = [row for row in rows if row.id not in undone and row.verdict not in {Verdict.UNDO, Verdict.LINK}]
    last = counting[-1] if counting else None
    return (last.target or "") if last is not None and last.verdict is Verdict.MERGE else ""


def _find_links(rows: Sequence[Decision], undone: frozenset[str], ids: Mapping[str, str]) -> Iterable[EventLink]:
    for row in rows:
        if row.verdict is Verdict.LINK and row.id not in undone and (other := ids.get(row.target or "")):
            yield EventLink(other, Link(row.reason) if row.reason in set(Link) else Link.RELATED)


def _build_event(rows: list[Decision], undone: frozenset[str]) -> Event | None:
    first = next((row for row in rows if row.accession is not None), None)
    if first is None or first.accession is None:
        return None
    counting = [row for row in rows if row.id not in undone and row.verdict is not Verdict.UNDO]
    accepted = [row for row in counting if row.verdict in ACCEPTING and not row.provisional]
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
    named = {row.id: row for row in rows}
    for row in rows[rows.index(first) + 1 :]:
        if row.id in undone or row.provisional:
            continue
        if row.verdict in ACCEPTING and row.fields is not None and before is not None:
            note = row.reason or describe_change(before, row.fields)
            yield Revision(row.decided_at, row.curator, note)
            before = row.fields
        elif row.verdict is Verdict.LINK:
            yield Revision(row.decided_at, row.curator, f"linked to another event ({row.reason})")
        elif row.verdict is Verdict.UNDO and row.target in named:
            what = named[row.target].verdict.value.replace("_", " ")
            yield Revision(row.decided_at, row.curator, f"taken back: {what}")
        elif row.verdict in {Verdict.REJECT, Verdict.REOPEN, Verdict.MERGE}:
            yield Revision(row.decided_at, row.curator, row.reason or row.verdict.value)


def describe_change(before: Fields, after: Fields) -> str:
    """Name the fields that differ, in words for readers."""
    names = [name for name in Fields.__slots__ if getattr(before, name) != getattr(after, name)]
    return f"changed: {', '.join(names)}" if names else "accepted again"
