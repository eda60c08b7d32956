"""A debate in, the light rows of its queue out: what a page of 2,000 candidates can afford to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from wartracker.codec import load_record
from wartracker.records import Decision
from wartracker.store.tables import aliases, candidates, decisions
from wartracker.vocabulary import ACCEPTING, State, Verdict

_CHUNK = 500


def load_open_versions(connection: Connection, debate: str) -> list[Row[Any]]:
    """Load id, version, state and score of every candidate that waits: pending and snoozed."""
    columns = (candidates.c.id, candidates.c.version, candidates.c.state, candidates.c.score)
    waiting = candidates.c.state.in_([State.PENDING.value, State.SNOOZED.value])
    return list(connection.execute(select(*columns).where(candidates.c.debate == debate, waiting)))


def load_outlines(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Load the stored JSON of candidates, unvalidated: reading 2,000 of them as records would take a second."""
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(ids), _CHUNK):
        query = select(candidates.c.id, candidates.c.body).where(candidates.c.id.in_(ids[start : start + _CHUNK]))
        found |= {row.id: json.loads(row.body) for row in connection.execute(query)}
    return found


def read_day(outline: Mapping[str, Any]) -> date:
    """Read the event date of an outline."""
    return date.fromisoformat(outline["fields"]["date"]["value"])


def load_snoozes(connection: Connection, debate: str) -> dict[str, Decision]:
    """Load the last snooze of every candidate that is snoozed now."""
    query = (
        select(decisions.c.body)
        .join(candidates, candidates.c.id == decisions.c.candidate)
        .where(candidates.c.debate == debate, candidates.c.state == State.SNOOZED.value)
        .where(decisions.c.verdict == Verdict.SNOOZE.value)
        .order_by(decisions.c.seq)
    )
    rows = (load_record(Decision, body) for body in connection.scalars(query))
    return {row.candidate: row for row in rows}


def load_provisional(connection: Connection, debate: str) -> list[str]:
    """Load the open candidates that somebody has accepted provisionally at some time."""
    # The stored JSON is compact and escapes quotes: no text of a decision can hold these characters.
    query = (
        select(decisions.c.candidate)
        .join(candidates, candidates.c.id == decisions.c.candidate)
        .where(decisions.c.debate == debate, candidates.c.state.in_([State.PENDING.value, State.SNOOZED.value]))
        .where(decisions.c.verdict.in_([one.value for one in ACCEPTING]))
        .where(decisions.c.body.contains('"provisional":true', autoescape=True))
    )
    return list(connection.scalars(query.distinct().order_by(decisions.c.candidate)))


def load_recent_decisions(
    connection: Connection,
    debate: str,
    limit: int,
    before: int | None = None,
    curator: str = "",
    verdict: Verdict | None = None,
) -> list[tuple[int, Decision]]:
    """Load the newest decisions with their place in the order, newest first: of a curator, of a verdict, or all."""
    query = select(decisions.c.seq, decisions.c.body).where(decisions.c.debate == debate)
    if before is not None:
        query = query.where(decisions.c.seq < before)
    if curator:
        query = query.where(_is_by(curator))
    if verdict is not None:
        query = query.where(decisions.c.verdict == verdict.value)
    query = query.order_by(decisions.c.seq.desc()).limit(limit)
    return [(row.seq, load_record(Decision, row.body)) for row in connection.execute(query)]


def count_decisions_since(connection: Connection, debate: str, since: datetime, curator: str | None = None) -> int:
    """Count decisions (undos not among them) since a time, of a curator or of all."""
    query = select(func.count()).select_from(decisions).where(decisions.c.debate == debate)
    query = query.where(decisions.c.decided_at >= since, decisions.c.verdict != Verdict.UNDO.value)
    if curator is not None:
        query = query.where(_is_by(curator))
    return connection.scalar(query) or 0


def _is_by(curator: str) -> ColumnElement[bool]:
    # The stored JSON is compact and escapes quotes: no other field can hold these characters.
    return decisions.c.body.contains(f'"curator":{json.dumps(curator, ensure_ascii=False)}', autoescape=True)


def load_titles(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Load title and state of candidates, superseded ids included."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    found = {
        row.id: (str(json.loads(row.body)["fields"]["title"]), str(row.state))
        for row in connection.execute(
            select(candidates.c.id, candidates.c.body, candidates.c.state).where(candidates.c.id.in_(wanted))
        )
    }
    for row in connection.execute(select(aliases.c.old, aliases.c.new).where(aliases.c.old.in_(wanted))):
        if row.old not in found and row.new in (more := load_titles(connection, [row.new])):
            found[row.old] = more[row.new]
    return found


def load_event_candidates(connection: Connection, debate: str) -> dict[int, str]:
    """Load which candidate every accession number was given to."""
    query = select(decisions.c.accession, decisions.c.candidate).where(decisions.c.debate == debate)
    query = query.where(decisions.c.accession.is_not(None), decisions.c.verdict.in_([one.value for one in ACCEPTING]))
    return {row.accession: row.candidate for row in connection.execute(query)}


def count_alike(connection: Connection, debate: str, score: float, reach: float = 0.05) -> tuple[int, int]:
    """Count decided candidates whose score is like this one, and those of them that were accepted.

    Known and hand-written events, whose score is 1 and that nobody scored, are not among them.
    """
    query = select(candidates.c.state, func.count()).where(candidates.c.debate == debate, candidates.c.score < 1)
    query = query.where(candidates.c.score.between(score - reach, score + reach))
    decided = (State.ACCEPTED.value, State.REJECTED.value)
    rows = connection.execute(query.where(candidates.c.state.in_(decided)).group_by(candidates.c.state))
    counts = {str(state): int(count) for state, count in rows}
    return sum(counts.values()), counts.get(State.ACCEPTED.value, 0)
