"""Walks into the past of sources in, their rows out; and what those walks brought, month by month."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Integer, MetaData, Row, String, Table, Text, and_, func, or_, select, update

from wartracker.store.database import upsert
from wartracker.store.pages import DONE
from wartracker.store.tables import Moment, articles, entries, pages
from wartracker.vocabulary import ItemOutcome

_CHUNK = 500

# A metadata of its own: the first migration creates all tables of `tables.metadata`, this one came later.
metadata = MetaData()

backfills = Table(
    "backfills",
    metadata,
    Column("feed", String(64), primary_key=True),
    Column("url", Text, nullable=False),  # of the source; a changed one starts afresh
    Column("since", Moment, nullable=False),
    Column("todo", Text, nullable=False),  # JSON: documents still to read
    Column("seen", Text, nullable=False),  # JSON: documents read or waiting
    Column("documents", Integer, nullable=False, default=0),
    Column("found", Integer, nullable=False, default=0),  # entries that no poll had brought
    Column("why", Text),  # why it stopped, NULL while it goes on
    Column("finished_at", Moment),
)


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a source's past that is to be read."""

    url: str
    kind: str  # how it is read: a source kind
    link_pattern: str | None = None


@dataclass(frozen=True, slots=True)
class WalkRow:
    """How far a source's past was walked back."""

    feed: str
    url: str
    since: datetime
    todo: tuple[Document, ...] = ()
    seen: tuple[str, ...] = ()
    documents: int = 0
    found: int = 0
    why: str | None = None
    finished_at: datetime | None = None


def load_walk(connection: Connection, feed: str) -> WalkRow | None:
    """Load how far a source's past was walked back, None if nobody began."""
    row = connection.execute(select(backfills).where(backfills.c.feed == feed)).first()
    if row is None:
        return None
    todo = tuple(Document(*item) for item in json.loads(row.todo))
    seen = tuple(json.loads(row.seen))
    return WalkRow(row.feed, row.url, row.since, todo, seen, row.documents, row.found, row.why, row.finished_at)


def save_walk(connection: Connection, walk: WalkRow) -> None:
    """Store how far a walk came, in the transaction that stores what its last document held."""
    todo = json.dumps([(item.url, item.kind, item.link_pattern) for item in walk.todo])
    values = {
        "feed": walk.feed,
        "url": walk.url,
        "since": walk.since,
        "todo": todo,
        "seen": json.dumps(walk.seen),
        "documents": walk.documents,
        "found": walk.found,
        "why": walk.why,
        "finished_at": walk.finished_at,
    }
    upsert(connection, backfills, [values])


def list_old_entries(connection: Connection, feed: str, since: datetime, limit: int) -> list[Row[Any]]:
    """List entries of a source that were only listed (`old`), newest first: id, url, title, summary."""
    moment = func.coalesce(entries.c.published_at, entries.c.updated_at, type_=Moment())
    wanted = and_(
        entries.c.feed == feed,
        entries.c.outcome == ItemOutcome.OLD.value,
        entries.c.url.is_not(None),
        or_(moment.is_(None), moment >= since),
    )
    columns = [entries.c.id, entries.c.url, entries.c.identity, entries.c.title, entries.c.summary]
    query = select(*columns).where(wanted).order_by(moment.desc(), entries.c.id).limit(limit)
    return list(connection.execute(query))


def mark_wanted(connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Turn listed entries into wanted ones: (entry id, page id)."""
    for entry, page in pairs:
        change = {"outcome": ItemOutcome.NEW.value, "page": page}
        connection.execute(update(entries).where(entries.c.id == entry).values(change))


def count_old_entries(connection: Connection, feed: str, since: datetime) -> int:
    """Count the entries of a source since a time that are still only listed."""
    return len(list_old_entries(connection, feed, since, 100_000))


def list_months(
    connection: Connection, feeds: Sequence[str], since: datetime, given: Sequence[str]
) -> list[tuple[datetime | None, bool, bool]]:
    """List what sources brought since a time, and given pages: (date, fetched, kept).

    Args:
        connection: a reading transaction.
        feeds: names of sources.
        since: the first moment.
        given: ids of pages that no source brought.
    """
    told = func.coalesce(articles.c.published_at, entries.c.published_at, entries.c.updated_at, type_=Moment())
    columns = (told.label("at"), pages.c.stage, articles.c.id)
    found: dict[str, tuple[datetime | None, bool, bool]] = {}

    def add(query: Any) -> None:
        for row in connection.execute(query):
            found[row.key] = (row.at, row.stage == DONE, row.id is not None)

    for start in range(0, len(feeds), _CHUNK):
        some = entries.c.feed.in_(feeds[start : start + _CHUNK])
        joined = entries.outerjoin(pages, pages.c.id == entries.c.page).outerjoin(
            articles, articles.c.page == entries.c.page
        )
        key = func.coalesce(entries.c.page, entries.c.id).label("key")
        add(select(key, *columns).select_from(joined).where(some, or_(told.is_(None), told >= since)))
    for start in range(0, len(given), _CHUNK):
        joined = pages.outerjoin(articles, articles.c.page == pages.c.id).outerjoin(
            entries, entries.c.id == pages.c.entry
        )
        some = pages.c.id.in_(given[start : start + _CHUNK])
        add(select(pages.c.id.label("key"), *columns).select_from(joined).where(some))
    return list(found.values())
