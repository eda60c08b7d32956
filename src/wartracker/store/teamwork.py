"""What curators tell each other and the maintainer in, rows out: claims with an end, saved filters, misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from wartracker.errors import NotFoundError, RefusedError
from wartracker.store.database import upsert
from wartracker.store.review_tables import assignments, misses, saved_filters


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who works on a candidate, and until when that is believed."""

    curator: str
    until: datetime


# --------------------------------------------------------------------------- claims
def assign(
    connection: Connection, debate: str, candidate: str, curator: str, until: datetime, now: datetime
) -> Assignment | None:
    """Note that a curator works on a candidate; ends of others that have passed do not count.

    Returns:
        None when it is now theirs, else who works on it; nothing is changed then.
    """
    connection.execute(delete(assignments).where(assignments.c.until <= now))
    held = connection.execute(select(assignments).where(assignments.c.candidate == candidate)).first()
    if held is not None and held.curator != curator:
        return Assignment(held.curator, held.until)
    row = {"candidate": candidate, "debate": debate, "curator": curator, "until": until}
    upsert(connection, assignments, [row])
    return None


def release(connection: Connection, candidate: str, curator: str) -> bool:
    """Take a curator's claim back; False when there was none of theirs."""
    gone = delete(assignments).where(assignments.c.candidate == candidate, assignments.c.curator == curator)
    return bool(connection.execute(gone).rowcount)


def load_assignments(connection: Connection, debate: str, now: datetime) -> dict[str, Assignment]:
    """Load who works on what now, by candidate."""
    query = select(assignments).where(assignments.c.debate == debate, assignments.c.until > now)
    return {row.candidate: Assignment(row.curator, row.until) for row in connection.execute(query)}


# --------------------------------------------------------------------------- saved filters
def load_saved(connection: Connection, debate: str, curator: str) -> dict[str, str]:
    """Load a curator's saved filters: name -> query, by name."""
    mine = (saved_filters.c.debate == debate, saved_filters.c.curator == curator)
    query = select(saved_filters.c.name, saved_filters.c.query).where(*mine).order_by(saved_filters.c.name)
    return {row.name: row.query for row in connection.execute(query)}


def save_filter(connection: Connection, debate: str, curator: str, name: str, query: str) -> None:
    """Save a filter; the same name again changes it.

    Raises:
        RefusedError: the same filter stands under another name.
    """
    twin = next((other for other, found in load_saved(connection, debate, curator).items() if found == query), None)
    if twin is not None and twin != name:
        raise RefusedError(f"this filter is saved already, as {twin!r}")
    upsert(connection, saved_filters, [{"debate": debate, "curator": curator, "name": name, "query": query}])


def drop_filter(connection: Connection, debate: str, curator: str, name: str) -> None:
    """Forget a saved filter.

    Raises:
        NotFoundError: none of that name.
    """
    mine = (saved_filters.c.debate == debate, saved_filters.c.curator == curator, saved_filters.c.name == name)
    if not connection.execute(delete(saved_filters).where(*mine)).rowcount:
        raise NotFoundError(f"no saved filter {name!r}")


# --------------------------------------------------------------------------- misses
def note_miss(connection: Connection, debate: str, url: str, advice: Sequence[str], curator: str, now: datetime) -> int:
    """Note what the pipeline had missed, for the maintainer; the same address again is the same note.

    Returns:
        Its number.
    """
    same = select(misses.c.seq).where(misses.c.debate == debate, misses.c.url == url, misses.c.settled_at.is_(None))
    found = connection.scalar(same)
    if found is not None:
        connection.execute(update(misses).where(misses.c.seq == found).values(advice="\n".join(advice)))
        return int(found)
    row = {"debate": debate, "url": url, "advice": "\n".join(advice), "curator": curator, "at": now}
    made = connection.execute(insert(misses).values(row)).inserted_primary_key
    return int(made[0]) if made else 0


def load_misses(connection: Connection, debate: str, *, settled: bool = False) -> list[Row[Any]]:
    """Load what was missed, oldest first: seq, url, advice, curator, at, settled_by, settled_at."""
    query = select(misses).where(misses.c.debate == debate).order_by(misses.c.seq)
    return list(connection.execute(query if settled else query.where(misses.c.settled_at.is_(None))))


def settle_miss(connection: Connection, debate: str, number: int, curator: str, now: datetime) -> None:
    """Note that a miss was seen to; it stays in the list of the settled.

    Raises:
        NotFoundError: no open one of that number.
    """
    change = update(misses).where(misses.c.debate == debate, misses.c.seq == number, misses.c.settled_at.is_(None))
    if not connection.execute(change.values(settled_by=curator, settled_at=now)).rowcount:
        raise NotFoundError(f"no open miss {number}; `wartracker review missed` lists them")
