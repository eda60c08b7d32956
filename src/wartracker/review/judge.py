"""Decisions in, the standing of every candidate out: a pure function, so that undo is only one more row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wartracker.counting import find_undone
from wartracker.records import ArticleRef, Decision, Evidence, Fields
from wartracker.vocabulary import ACCEPTING, State, Verdict

_STATES: Mapping[Verdict, State] = {
    Verdict.ACCEPT: State.ACCEPTED,
    Verdict.EDIT_ACCEPT: State.ACCEPTED,
    Verdict.REJECT: State.REJECTED,
    Verdict.MERGE: State.MERGED,
    Verdict.SNOOZE: State.SNOOZED,
    Verdict.REOPEN: State.PENDING,
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What all decisions on one candidate come to."""

    candidate: str
    debate: str
    state: State
    fields: Fields | None  # as accepted, or as last shown
    accession: int | None  # given once, kept for ever
    history: tuple[Decision, ...]  # every decision on it, undone ones too
    effective: tuple[Decision, ...]  # those that still count
    merged_into: str | None = None
    sources: tuple[ArticleRef, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def fold_decisions(decisions: Sequence[Decision]) -> dict[str, Ruling]:
    """Fold all decisions of a debate into one ruling a candidate.

    Args:
        decisions: in the order they were made.

    Returns:
        Candidate id -> ruling; candidates without a decision are absent (they are pending).
    """
    undone = find_undone(decisions)
    by_candidate: dict[str, list[Decision]] = {}
    for decision in decisions:
        by_candidate.setdefault(decision.candidate, []).append(decision)
    return {candidate: _rule(candidate, rows, undone) for candidate, rows in by_candidate.items()}


def _rule(candidate: str, rows: list[Decision], undone: frozenset[str]) -> Ruling:
    effective = tuple(row for row in rows if row.id not in undone and row.verdict is not Verdict.UNDO)
    deciding = [row for row in effective if row.verdict in _STATES and not row.provisional]
    last = deciding[-1] if deciding else None
    state = _STATES[last.verdict] if last else State.PENDING
    accepted = [row for row in effective if row.verdict in ACCEPTING and not row.provisional]
    shown = accepted[-1] if accepted else rows[-1]
    return Ruling(
        candidate=candidate,
        debate=rows[0].debate,
        state=state,
        fields=shown.fields,
        accession=next((row.accession for row in rows if row.accession is not None), None),
        history=tuple(rows),
        effective=effective,
        merged_into=last.target if last and last.verdict is Verdict.MERGE else None,
        sources=_unique(source for row in accepted for source in row.sources),
        evidence=tuple(dict.fromkeys(item for row in accepted for item in row.evidence)),
    )


def find_first(decisions: Sequence[Decision]) -> Decision | None:
    """Find the acceptance of a candidate that still waits for a second curator's.

    Args:
        decisions: of one candidate, in the order they were made.
    """
    undone = find_undone(decisions)
    last = None
    for row in decisions:
        if row.verdict in _STATES and row.id not in undone:
            last = row
    return last if last is not None and last.provisional else None


def _unique(sources: Iterable[ArticleRef]) -> tuple[ArticleRef, ...]:
    return tuple({source.url: source for source in sources}.values())


def find_undoable(decisions: Sequence[Decision], curator: str | None) -> Decision | None:
    """Find the last decision (of a curator, or of anybody) that an undo would take back."""
    undone = find_undone(decisions)
    for decision in reversed(decisions):
        if decision.verdict is Verdict.UNDO or decision.id in undone:
            continue
        if curator is None or decision.curator == curator:
            return decision
    return None


def find_apart(decisions: Sequence[Decision]) -> frozenset[frozenset[str]]:
    """Find pairs of articles that a split has parted and that must not meet again in one candidate."""
    undone = find_undone(decisions)
    pairs: set[frozenset[str]] = set()
    for decision in decisions:
        if decision.verdict is Verdict.SPLIT and decision.id not in undone:
            stay, leave = decision.sources, (decision.target or "").split(",")
            pairs.update(frozenset({one.id, other}) for one in stay for other in leave if other and one.id != other)
    return frozenset(pairs)
