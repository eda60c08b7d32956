"""Decisions made elsewhere in, rows out: imported files, and the events known when a debate starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from wartracker.debate import Debate
from wartracker.ids import build_id
from wartracker.records import ArticleRef, Candidate, Decision, Event, Fields
from wartracker.rulings import follow_ruling
from wartracker.store.candidates import save_candidate
from wartracker.store.database import exclude_others
from wartracker.store.decisions import append_decision, find_decisions, load_decision
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
    ids = {event.id: _name_known(debate, event) for event in events}
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


def find_corrected(connection: Connection, debate: Debate, events: tuple[Event, ...]) -> tuple[str, ...]:
    """Find the events whose line in the file of known events was changed after it was taken over.

    Such a change does nothing by itself: an event that stands is corrected by a decision, with who and when.

    Args:
        connection: a transaction.
        debate: the debate.
        events: from pipelines/timelines/, as they stand there now.
    """
    pairs = ((event, load_decision(connection, _name_known(debate, event))) for event in events)
    return tuple(
        event.id
        for event, taken in pairs
        if taken is not None
        and taken.fields is not None
        and _tell_written(event.fields, event.sources) != _tell_written(taken.fields, taken.sources)
    )


def _name_known(debate: Debate, event: Event) -> str:
    return build_id("dec", debate.name, "known", event.id)


def _tell_written(fields: Fields, sources: Sequence[ArticleRef]) -> tuple[object, ...]:
    """Tell what a person writes of an event; names come from gazetteers, which change without anybody's correction."""
    return (
        (fields.title, fields.kind, fields.status, fields.date, fields.significance, fields.party, fields.frontlines),
        [(org.key, org.role) for org in fields.organizations],
        [model.key for model in fields.models],
        fields.license.key if fields.license else None,
        (fields.openness.openness, fields.access, dict(fields.slots)),
        [(source.url, source.title, source.publisher, source.tier) for source in sources],
    )
