"""A debate in the store in, everything of it that waits for a decision out; read anew only where it changed."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from wartracker.records import Decision
from wartracker.review.judge import find_first
from wartracker.review.queue import Board, Nap, Summary
from wartracker.store.decisions import load_candidate_decisions
from wartracker.store.queue import load_open_versions, load_outlines, load_provisional, load_snoozes, read_day
from wartracker.store.teamwork import load_assignments
from wartracker.vocabulary import Held, Kind, Significance, State


@dataclass(slots=True)
class Shelf:
    """The lines of the queue that were read already; good as long as their versions stand."""

    known: dict[str, Summary] = field(default_factory=dict)
    recent: dict[str, Decision] = field(default_factory=dict)  # the newest decisions, which never change
    lock: threading.Lock = field(default_factory=threading.Lock)


def load_board(
    connection: Connection, debate: str, now: datetime, shelf: Shelf | None = None, *, seconds: bool = True
) -> Board:
    """Load the open candidates with naps, claims and first acceptances.

    Args:
        connection: a transaction.
        debate: the debate.
        now: claims that ended before it do not count.
        shelf: lines read before; only rows whose version is new are read in full.
        seconds: whether some acceptances need a second curator's, so that first ones must be looked for.
    """
    shelf = shelf or Shelf()
    rows = {row.id: row for row in load_open_versions(connection, debate)}
    with shelf.lock:
        known = shelf.known
        fresh = [
            row.id
            for row in rows.values()
            if (one := known.get(row.id)) is None or (one.version, one.state.value) != (row.version, row.state)
        ]
        outlines = load_outlines(connection, fresh)
        kept = {one: known[one] for one in rows.keys() & known.keys() if one not in outlines}
        shelf.known = kept | {one: summarize(outline, rows[one]) for one, outline in outlines.items()}
        # What a curator wrote by hand and took back has no article of the pipeline; it waits in the history.
        summaries = [one for one in shelf.known.values() if one.sources]
    claims = {key: row.curator for key, row in load_assignments(connection, debate, now).items()}
    firsts = _load_firsts(connection, debate) if seconds else {}
    return Board(summaries, _load_naps(connection, debate, rows.values()), claims, firsts)


def _load_naps(connection: Connection, debate: str, rows: Any) -> dict[str, Nap]:
    if not any(row.state == State.SNOOZED.value for row in rows):
        return {}
    return {key: Nap(row.until, len(row.sources)) for key, row in load_snoozes(connection, debate).items()}


def _load_firsts(connection: Connection, debate: str) -> dict[str, str]:
    candidates: Sequence[str] = load_provisional(connection, debate)
    found = {one: find_first(load_candidate_decisions(connection, one)) for one in candidates}
    return {one: row.curator for one, row in found.items() if row is not None}


def summarize(outline: Mapping[str, Any], row: Any) -> Summary:
    """Make the queue's line of a stored candidate."""
    fields = outline["fields"]
    return Summary(
        id=row.id,
        version=row.version,
        state=State(row.state),
        score=row.score,
        title=fields["title"],
        kind=Kind(fields["kind"]),
        significance=Significance(fields["significance"]),
        day=read_day(outline),
        organizations=tuple(org["key"] for org in fields["organizations"]),
        sources=len(outline["articles"]),
        held=Held(outline["held_because"]) if outline["held_because"] else None,
        updates=outline["updates"],
        matched=bool(outline["matches"]),
    )
