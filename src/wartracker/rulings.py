"""Decisions in the store in, what they come to out, and the rows of candidates made to follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from wartracker.errors import NotFoundError
from wartracker.records import Candidate, Decision
from wartracker.review.judge import Ruling, find_undoable, fold_decisions
from wartracker.store.candidates import load_candidate, save_candidate, set_state
from wartracker.store.decisions import load_candidate_decisions, load_newest_decisions
from wartracker.store.queue import load_event_candidates
from wartracker.vocabulary import State


def find_target(connection: Connection, debate: str, identifier: str) -> Candidate:
    """Find the candidate behind a candidate id, the beginning of one, or an event id; merged ones lead to their event.

    Raises:
        NotFoundError: nothing carries this id.
    """
    seen: set[str] = set()
    while True:
        if identifier.startswith("evt-") and identifier[4:].isdigit():
            found = load_event_candidates(connection, debate).get(int(identifier[4:]))
            if found is None:
                raise NotFoundError(f"no event {identifier} in {debate}")
            identifier = found
        if not identifier:
            raise NotFoundError("no candidate or event was named")
        candidate = load_candidate(connection, identifier)
        if candidate.state is not State.MERGED or candidate.id in seen:
            return candidate
        seen.add(candidate.id)
        identifier = judge_candidate(connection, candidate.id).merged_into or candidate.id


def load_decided(connection: Connection, identifier: str) -> Candidate:
    """Load a candidate; an accepted one with the fields, sources and quotes it was accepted with.

    Raises:
        NotFoundError: nothing carries this id.
    """
    candidate = load_candidate(connection, identifier)
    if candidate.state is not State.ACCEPTED:
        return candidate
    ruling = judge_candidate(connection, candidate.id)
    return replace(
        candidate,
        fields=ruling.fields or candidate.fields,
        articles=ruling.sources or candidate.articles,
        evidence=ruling.evidence or candidate.evidence,
    )


def judge_candidate(connection: Connection, identifier: str) -> Ruling:
    """Judge what all decisions on one candidate come to.

    Raises:
        NotFoundError: nobody has decided on it.
    """
    rulings = fold_decisions(load_candidate_decisions(connection, identifier))
    if identifier not in rulings:
        raise NotFoundError(f"no decision on {identifier}")
    return rulings[identifier]


def find_last(connection: Connection, debate: str, curator: str | None) -> Decision | None:
    """Find the last decision (of a curator, or of anybody) that still counts, however many were undone since."""
    limit = 64
    while True:
        rows = load_newest_decisions(connection, debate, limit)
        found = find_undoable(rows, curator)
        if found is not None or len(rows) < limit:
            return found
        limit *= 4


def follow_ruling(connection: Connection, identifier: str, at: datetime) -> None:
    """Make the state of a candidate what all decisions on it come to; a row that is gone is written anew."""
    rows = load_candidate_decisions(connection, identifier)
    ruling = fold_decisions(rows)[identifier]
    if not set_state(connection, identifier, ruling.state, at) and ruling.fields is not None:
        _restore(connection, ruling, at)


def _restore(connection: Connection, ruling: Ruling, at: datetime) -> None:
    """Write the row of a candidate that a later resolve had dropped while it was open."""
    candidate = Candidate(
        id=ruling.candidate,
        debate=ruling.debate,
        version=max(row.version for row in ruling.history) + 1,
        state=ruling.state,
        fields=ruling.fields or ruling.history[0].fields,  # type: ignore[arg-type]
        score=1.0,
        claims=(),
        articles=ruling.sources,
        evidence=ruling.evidence,
    )
    save_candidate(connection, candidate, at)
