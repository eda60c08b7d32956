"""Decisions in, events out: the timeline is a pure function of decisions alone.

An accession, once given, never changes its meaning and never vanishes: an event that was merged becomes a redirect, one
that was taken back a stub with its reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wartracker.counting import find_undone
from wartracker.records import ArticleRef, Decision, Event, EventLink, Evidence, Fields, Revision
from wartracker.timeline.changes import describe_change, describe_set
from wartracker.vocabulary import ACCEPTING, EventState, Link, Verdict

_DECIDING = frozenset({*ACCEPTING, Verdict.REJECT, Verdict.MERGE, Verdict.SNOOZE, Verdict.REOPEN})


@dataclass(frozen=True, slots=True)
class _Standing:
    """What the decisions on one candidate come to."""

    last: Decision | None  # the one that decides; None: all were taken back
    fields: Fields | None  # as last accepted
    sources: tuple[ArticleRef, ...]
    evidence: tuple[Evidence, ...]
    links: tuple[tuple[str, str], ...]  # how, candidate linked to

    @property
    def accepted(self) -> bool:
        """Tell whether the deciding word is an acceptance."""
        return self.last is not None and self.last.verdict in ACCEPTING

    @property
    def merged_into(self) -> str | None:
        """Return the candidate it was merged into."""
        return self.last.target if self.last and self.last.verdict is Verdict.MERGE else None


Memory = dict[tuple[object, ...], Event]
"""Events built before, by all that they are made of: building many days of one timeline builds most of them once."""


def build_events(decisions: Sequence[Decision], memory: Memory | None = None) -> tuple[Event, ...]:
    """Build all events of a debate, merged and withdrawn ones too.

    Args:
        decisions: of one debate, in the order they were made; undone ones and their undos are among them.
        memory: of earlier calls on the same debate; changed in place.

    Returns:
        Events by accession number.
    """
    by_candidate: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_candidate[decision.candidate].append(decision)
    standings = {candidate: _fold(rows) for candidate, rows in by_candidate.items()}
    numbers = {row.candidate: row.accession for row in reversed(decisions) if row.accession is not None}
    ends = {candidate: _find_end(candidate, standings, numbers) for candidate in by_candidate}
    memory = {} if memory is None else memory
    events = [
        _remember_event(memory, by_candidate[candidate], standings[candidate], ends[candidate], numbers)
        for candidate in numbers
    ]
    merged = _gather_merged(standings, numbers, ends)
    linked = _gather_links(events, standings, numbers, ends)
    backward: dict[str, list[EventLink]] = defaultdict(list)
    for source, links in linked.items():
        for link in links:
            backward[link.event].append(EventLink(source, link.link))
    return tuple(
        replace(
            event,
            supersedes=merged[event.candidate][0],
            also=merged[event.candidate][1],
            links=linked.get(event.id, ()),
            linked_from=_order(backward[event.id]) if event.id in backward else (),
        )
        if event.id in linked or event.id in backward or any(merged[event.candidate])
        else event
        for event in sorted(events, key=lambda event: event.number)
    )


def build_events_on(decisions: Sequence[Decision], day: date, memory: Memory | None = None) -> tuple[Event, ...]:
    """Build the timeline as it was known at the end of a day (UTC)."""
    return build_events([row for row in decisions if row.decided_at.date() <= day], memory)


def _fold(rows: Sequence[Decision]) -> _Standing:
    undone = find_undone(rows)
    counting = [row for row in rows if row.id not in undone and row.verdict is not Verdict.UNDO and not row.provisional]
    accepted = [row for row in counting if row.verdict in ACCEPTING]
    return _Standing(
        last=next((row for row in reversed(counting) if row.verdict in _DECIDING), None),
        fields=accepted[-1].fields if accepted else None,
        sources=tuple({source.url: source for row in accepted for source in row.sources}.values()),
        evidence=tuple(dict.fromkeys(item for row in accepted for item in row.evidence)),
        links=tuple(
            dict.fromkeys((row.reason, row.target) for row in counting if row.verdict is Verdict.LINK and row.target)
        ),
    )


def _find_end(candidate: str, standings: Mapping[str, _Standing], numbers: Mapping[str, int]) -> str:
    """Follow merges to their end; in a ring, which only undos can tie, the first accession stands."""
    path = [candidate]
    while (standing := standings.get(path[-1])) and (target := standing.merged_into):
        if target in path:
            ring = [one for one in path[path.index(target) :] if one in numbers]
            return min(ring, key=numbers.__getitem__) if ring else candidate
        path.append(target)
    return path[-1]


def _remember_event(
    memory: Memory, rows: list[Decision], standing: _Standing, end: str, numbers: Mapping[str, int]
) -> Event:
    """Build an event, or find it: it is made of its rows, its end, and the numbers of what they point at."""
    key = (tuple(row.id for row in rows), end, numbers.get(end), *(numbers.get(row.target or "") for row in rows))
    if key not in memory:
        memory[key] = _build_event(rows, standing, end, numbers)
    return memory[key]


def _build_event(rows: list[Decision], standing: _Standing, end: str, numbers: Mapping[str, int]) -> Event:
    place = next(place for place, row in enumerate(rows) if row.accession is not None)
    first = rows[place]
    number = numbers[first.candidate]
    fields = standing.fields or first.fields
    assert fields is not None, f"{first.id} accepts without fields"
    revisions = tuple(_revise(rows, place, numbers))
    merged = end != first.candidate and end in numbers
    stands = standing.accepted or (standing.merged_into is not None and end == first.candidate)
    return Event(
        id=f"evt-{number}",
        number=number,
        day=first.decided_at.date(),
        curator=first.curator,
        fields=fields,
        sources=standing.sources or first.sources,
        evidence=standing.evidence or first.evidence,
        revisions=revisions,
        published=first.decided_at,
        updated=max([first.decided_at, *(revision.at for revision in revisions)]),
        candidate=first.candidate,
        merged_into=f"evt-{numbers[end]}" if merged else None,
        retracted=f"merged into evt-{numbers[end]}" if merged else None if stands else _tell_withdrawal(rows, standing),
    )


def _tell_withdrawal(rows: Sequence[Decision], standing: _Standing) -> str:
    row = standing.last or rows[-1]
    if row.reason:
        return row.reason
    if row.verdict is Verdict.MERGE:
        return "merged into something that is no event yet"
    if row.verdict in {Verdict.REOPEN, Verdict.SNOOZE}:
        return f"under review again, by {row.curator}"
    return f"withdrawn by {row.curator}"


def _revise(rows: Sequence[Decision], place: int, numbers: Mapping[str, int]) -> Iterator[Revision]:
    """Yield what every later decision changed in what readers saw, undos too."""
    before = _fold(rows[: place + 1])
    for end in range(place + 1, len(rows)):
        row, after = rows[end], _fold(rows[: end + 1])
        parts = [*_tell_turn(before, after, row, numbers), *_tell_content(before, after, numbers)]
        told = "" if row.verdict is Verdict.LINK else row.reason
        if parts:
            only_sources = all("source" in part or "quote" in part for part in parts)
            note = ", ".join(parts) if not told else told if only_sources else f"{told} ({', '.join(parts)})"
            yield Revision(row.decided_at, row.curator, note)
        before = after


def _tell_turn(before: _Standing, after: _Standing, row: Decision, numbers: Mapping[str, int]) -> Iterator[str]:
    if after.accepted and not before.accepted:
        yield "accepted again"
    elif after.merged_into and after.merged_into != before.merged_into:
        number = numbers.get(after.merged_into)
        yield f"merged into evt-{number}" if number else "merged into something that is no event yet"
    elif before.accepted and not after.accepted:
        words = {Verdict.REJECT: "withdrawn", Verdict.UNDO: "acceptance taken back"}
        yield words.get(row.verdict, "taken back for review")


def _tell_content(before: _Standing, after: _Standing, numbers: Mapping[str, int]) -> Iterator[str]:
    if before.fields and after.fields:
        yield from describe_change(before.fields, after.fields)
    if after.fields:  # an acceptance that is taken back takes its sources with it
        yield from describe_set("source", [one.url for one in before.sources], [one.url for one in after.sources])
        if before.sources == after.sources:
            yield from describe_set("quote", before.evidence, after.evidence)
    for word, one, other in (("linked", after, before), ("link taken back", before, after)):
        for how, target in one.links:
            if (how, target) not in other.links and target in numbers:
                yield f"{word}: {how} evt-{numbers[target]}"


def _gather_merged(
    standings: Mapping[str, _Standing], numbers: Mapping[str, int], ends: Mapping[str, str]
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Gather, for every event, the events merged right into it, and all whose chain ends in it."""
    direct: dict[str, list[int]] = {candidate: [] for candidate in numbers}
    every: dict[str, list[int]] = {candidate: [] for candidate in numbers}
    for candidate, number in numbers.items():
        end = ends[candidate]
        if end == candidate or end not in numbers:
            continue
        every[end].append(number)
        step = standings[candidate].merged_into
        while step is not None and step not in numbers:  # through candidates that never were events
            step = standings[step].merged_into if step in standings else None
        if step is not None:
            direct[step].append(number)
    return {
        candidate: (
            tuple(f"evt-{number}" for number in sorted(direct[candidate])),
            tuple(f"evt-{number}" for number in sorted(every[candidate])),
        )
        for candidate in numbers
    }


def _gather_links(
    events: Sequence[Event], standings: Mapping[str, _Standing], numbers: Mapping[str, int], ends: Mapping[str, str]
) -> dict[str, tuple[EventLink, ...]]:
    """Gather the links between standing events; those of merged candidates are links of where they went."""
    standing = {event.id for event in events if event.state is EventState.STANDING}
    found: dict[str, set[EventLink]] = defaultdict(set)
    for candidate, ruling in standings.items():
        source = f"evt-{numbers.get(ends[candidate])}"
        for how, target in ruling.links:
            to = f"evt-{numbers.get(ends.get(target, target))}"
            if source in standing and to in standing and source != to:
                found[source].add(EventLink(to, Link(how) if how in set(Link) else Link.RELATED))
    return {source: _order(links) for source, links in found.items()}


def _order(links: set[EventLink] | list[EventLink]) -> tuple[EventLink, ...]:
    return tuple(sorted(links, key=lambda link: (link.link.value, int(link.event.removeprefix("evt-")))))
