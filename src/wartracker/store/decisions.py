"""Decisions in, append-only rows out; undo is a new row, nothing is ever changed or removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, func, insert, select

from wartracker.codec import dump_record, load_record
from wartracker.records import Decision
from wartracker.store.tables import candidates, decisions
from wartracker.vocabulary import State, Verdict


def append_decision(connection: Connection, decision: Decision) -> bool:
    """Append one decision; the same decision again is no second row.

    Returns:
        False when it stood there already.
    """
    if connection.scalar(select(decisions.c.seq).where(decisions.c.id == decision.id)):
        return False
    row = {
        "id": decision.id,
        "debate": decision.debate,
        "candidate": decision.candidate,
        "version": decision.version,
        "verdict": decision.verdict.value,
        "accession": decision.accession,
        "body": dump_record(decision),
        "decided_at": decision.decided_at,
    }
    connection.execute(insert(decisions), [row])
    return True


def find_decisions(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Return which of these ids stand there already."""
    return set(connection.scalars(select(decisions.c.id).where(decisions.c.id.in_(ids)))) if ids else set()


def load_decisions(connection: Connection, debate: str | None = None) -> list[Decision]:
    """Load all decisions of a debate (or of all) in the order they were made."""
    query = select(decisions.c.body).order_by(decisions.c.seq)
    if debate is not None:
        query = query.where(decisions.c.debate == debate)
    return [load_record(Decision, body) for body in connection.scalars(query)]


def load_candidate_decisions(connection: Connection, candidate: str) -> list[Decision]:
    """Load all decisions on one candidate in the order they were made; its undos are among them."""
    query = select(decisions.c.body).where(decisions.c.candidate == candidate).order_by(decisions.c.seq)
    return [load_record(Decision, body) for body in connection.scalars(query)]


def load_decision(connection: Connection, identifier: str) -> Decision | None:
    """Load one decision by its id."""
    body = connection.scalar(select(decisions.c.body).where(decisions.c.id == identifier))
    return load_record(Decision, body) if body is not None else None


def load_batch(connection: Connection, decision: Decision) -> list[Decision]:
    """Load the decisions made in one act with this one, itself among them, in their order."""
    if decision.batch is None:
        return [decision]
    near = select(decisions.c.body).where(
        decisions.c.debate == decision.debate, decisions.c.decided_at == decision.decided_at
    )
    rows = [load_record(Decision, body) for body in connection.scalars(near.order_by(decisions.c.seq))]
    return [row for row in rows if row.batch == decision.batch]


def load_newest_decisions(
    connection: Connection, debate: str, limit: int, known: Mapping[str, Decision] | None = None
) -> list[Decision]:
    """Load the newest decisions of a debate, oldest of them first.

    Args:
        connection: a transaction.
        debate: the debate.
        limit: at most so many.
        known: decisions read before, by id; a decision never changes, so only others are read.
    """
    known = known or {}
    newest = select(decisions.c.id).where(decisions.c.debate == debate).order_by(decisions.c.seq.desc()).limit(limit)
    ids = list(connection.scalars(newest))[::-1]
    missing = [one for one in ids if one not in known]
    query = select(decisions.c.body).where(decisions.c.id.in_(missing))
    rows = [load_record(Decision, body) for body in connection.scalars(query)] if missing else []
    found = {row.id: row for row in rows}
    return [found.get(one) or known[one] for one in ids]


def load_merged_into(connection: Connection, debate: str, candidate: str) -> list[Decision]:
    """Load the merges into a candidate that still count."""
    query = (
        select(decisions.c.body)
        .join(candidates, candidates.c.id == decisions.c.candidate)
        .where(decisions.c.debate == debate, decisions.c.verdict == Verdict.MERGE.value)
        .where(candidates.c.state == State.MERGED.value)
        .order_by(decisions.c.seq)
    )
    rows = [load_record(Decision, body) for body in connection.scalars(query)]
    last = {row.candidate: row for row in rows}  # of several merges of one candidate the last counts
    return [row for row in last.values() if row.target == candidate]


def next_accession(connection: Connection, debate: str) -> int:
    """Return the next accession number of a debate; numbers are never reused."""
    highest = connection.scalar(select(func.max(decisions.c.accession)).where(decisions.c.debate == debate))
    return (highest or 0) + 1


def number_decision(connection: Connection, decision: Decision) -> Decision:
    """Give a first acceptance its accession number; one that has been accepted before keeps its own."""
    query = select(decisions.c.accession).where(
        decisions.c.candidate == decision.candidate, decisions.c.accession.is_not(None)
    )
    if connection.scalar(query) is not None:
        return decision
    return replace(decision, accession=next_accession(connection, decision.debate))
