"""Decisions made elsewhere in, rows out: imported files, and the events known when a debate starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from wartracker.debate import Debate
from wartracker.ids import build_id
from wartracker.records import Candidate, Decision, Event
from wartracker.rulings import follow_ruling
from wartracker.store.candidates import save_candidate
from wartracker.store.database import exclude_others
from wartracker.store.decisions import append_decision, find_decisions
from wartracker.vocabulary import State, Verdict


def apply_decisions(connection: Connection, decisions: Sequence[Decision], at: datetime) -> None:
    """Append decisions made elsewhere, as planned; candidates that are not known here are written from them.

    Args:
        connection: a writing transaction.
        decisions: in the order they were made.
        at: now.
    """
    for debate in sorted({decision.debate for decision in decisions}):
        exclude_others(connection, f"debate {debate}")
    for decision in decisions:
        append_decision(connection, decision)
    for candidate in dict.fromkeys(decision.candidate for decision in decisions):
        follow_ruling(connection, candidate, at)


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
    ids = {event.id: build_id("dec", debate.name, "known", event.id) for event in events}
    present = find_decisions(connection, list(ids.values()))
    if len(present) == len(ids):
        return 0
    count = 0
    exclude_others(connection, f"debate {debate.name}")
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
            id=ids[event.id],
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
