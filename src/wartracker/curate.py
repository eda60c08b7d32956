"""Acts of curators and known events in, decisions and new states out: the one place that writes decisions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from wartracker.debate import Debate
from wartracker.errors import NotFoundError, ReviewConflict
from wartracker.ids import build_id
from wartracker.records import Candidate, Decision, Event, Fields
from wartracker.review.judge import find_undoable, fold_decisions
from wartracker.store.candidates import load_candidate, save_candidate, set_state
from wartracker.store.decisions import append_decision, load_decisions, number_decision
from wartracker.vocabulary import ACCEPTING, State, Verdict


def decide(
    connection: Connection,
    candidate: Candidate,
    verdict: Verdict,
    *,
    curator: str,
    at: datetime,
    reason: str = "",
    fields: Fields | None = None,
    target: str | None = None,
) -> Decision:
    """Record one decision on a candidate as the curator saw it.

    Args:
        connection: a writing transaction.
        candidate: as it was shown; its version is checked.
        verdict: what was decided.
        curator: who.
        at: when.
        reason: why, in the curator's words.
        fields: the fields as edited, None to take them as shown.
        target: candidate merged into, or event linked to.

    Returns:
        The decision, with its accession where it is a first acceptance; the same decision repeated is returned as is.

    Raises:
        ReviewConflict: the candidate has changed since; nothing was written.
    """
    present = load_candidate(connection, candidate.id)
    if present.version != candidate.version:
        repeated = _repetition(connection, candidate, verdict, curator)
        if repeated:
            return repeated
        raise ReviewConflict(_describe(connection, present), present.id, present.version)
    decision = Decision(
        id=build_id("dec", candidate.debate, candidate.id, str(candidate.version), verdict.value, curator),
        debate=candidate.debate,
        candidate=candidate.id,
        version=candidate.version,
        verdict=verdict,
        fields=fields or candidate.fields,
        curator=curator,
        decided_at=at,
        reason=reason,
        target=target,
        sources=candidate.articles,
        evidence=candidate.evidence,
    )
    if verdict in ACCEPTING:
        decision = number_decision(connection, decision)
    append_decision(connection, decision)
    _follow_rulings(connection, candidate.debate, [candidate.id], at)
    return decision


def undo(connection: Connection, debate: str, *, curator: str, at: datetime, target: str | None = None) -> Decision:
    """Take back a decision by a new row; undoing an undo brings the decision back.

    Args:
        connection: a writing transaction.
        debate: debate name.
        curator: who undoes.
        at: when.
        target: id of the decision; None: the curator's last one that still counts.

    Raises:
        NotFoundError: nothing to undo.
    """
    decisions = load_decisions(connection, debate)
    if target is None:
        found = find_undoable(decisions, curator)
    else:
        found = next((row for row in decisions if row.id == target), None)
    if found is None:
        raise NotFoundError("no decision to undo; `wartracker review log` shows them")
    decision = Decision(
        id=build_id("dec", debate, "undo", found.id, str(len(decisions))),
        debate=debate,
        candidate=found.candidate,
        version=found.version,
        verdict=Verdict.UNDO,
        fields=None,
        curator=curator,
        decided_at=at,
        target=found.id,
    )
    append_decision(connection, decision)
    _follow_rulings(connection, debate, [found.candidate], at)
    return decision


def _follow_rulings(connection: Connection, debate: str, candidates: list[str], at: datetime) -> None:
    """Make the state of candidates what all decisions on them come to."""
    rulings = fold_decisions(load_decisions(connection, debate))
    for identifier in candidates:
        state = rulings[identifier].state if identifier in rulings else State.PENDING
        set_state(connection, identifier, state, at)


def _repetition(connection: Connection, candidate: Candidate, verdict: Verdict, curator: str) -> Decision | None:
    wanted = build_id("dec", candidate.debate, candidate.id, str(candidate.version), verdict.value, curator)
    return next((row for row in load_decisions(connection, candidate.debate) if row.id == wanted), None)


def _describe(connection: Connection, present: Candidate) -> str:
    history = [row for row in load_decisions(connection, present.debate) if row.candidate == present.id]
    if history:
        last = history[-1]
        when = last.decided_at.strftime("%Y-%m-%d %H:%M UTC")
        reason = f" ({last.reason})" if last.reason else ""
        return f"{present.fields.title!r}: {last.verdict.value} by {last.curator} at {when}{reason}; nothing changed"
    return f"{present.fields.title!r} has changed since it was shown (version {present.version}); nothing changed"


def import_known(connection: Connection, debate: Debate, events: tuple[Event, ...], at: datetime) -> int:
    """Import the events known when the debate starts as its first accessions; again changes nothing.

    Args:
        connection: a writing transaction.
        debate: the debate.
        events: from pipelines/timelines/.
        at: now; the decision carries the event's accession day.

    Returns:
        How many were new.
    """
    count = 0
    for event in events:
        candidate = Candidate(
            id=event.candidate,
            debate=debate.name,
            version=1,
            state=State.ACCEPTED,
            fields=event.fields,
            score=1.0,
            claims=(),
            articles=(),
            evidence=event.evidence,
        )
        decision = Decision(
            id=build_id("dec", debate.name, "known", event.id),
            debate=debate.name,
            candidate=event.candidate,
            version=1,
            verdict=Verdict.ACCEPT,
            fields=event.fields,
            curator=event.curator,
            decided_at=event.published,
            sources=event.sources,
            evidence=event.evidence,
            accession=event.number,
        )
        if append_decision(connection, decision):
            save_candidate(connection, replace(candidate, version=2), at)
            count += 1
    return count
