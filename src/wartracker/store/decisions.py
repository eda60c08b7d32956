"""Decisions in, append-only rows out; undo is a new row, nothing is ever changed or removed."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, func, insert, select

from wartracker.codec import dump_record, load_record
from wartracker.records import Decision
from wartracker.store.tables import decisions


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


def load_decisions(connection: Connection, debate: str | None = None) -> list[Decision]:
    """Load all decisions of a debate (or of all) in the order they were made."""
    query = select(decisions.c.body).order_by(decisions.c.seq)
    if debate is not None:
        query = query.where(decisions.c.debate == debate)
    return [load_record(Decision, body) for body in connection.scalars(query)]


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
