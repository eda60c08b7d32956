"""Entries of feeds in, their rows; and back, by the keys that identity looks for."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select, union_all, update

from wartracker.codec import dump_record, load_record
from wartracker.collected import Entry, HubRecord
from wartracker.ids import EntryKeys
from wartracker.store.database import upsert
from wartracker.store.tables import entries, relevance
from wartracker.vocabulary import ItemOutcome

_CHUNK = 500
_KEYS_TOGETHER = 60  # entries that feeds look for in one statement
_TITLE_KEY = 200  # characters compared in the database; identity compares the whole title afterwards

# Statements of every poll, built once: building one costs more than running it.
_OF_FEED = entries.c.feed == bindparam("of_feed")
_FOUND = (
    entries.c.id,
    entries.c.feed,
    entries.c.guid,
    entries.c.url,
    entries.c.title,
    entries.c.content_hash,
    entries.c.published_at,
    entries.c.revisions,
    entries.c.identity,
    entries.c.title_key,
    entries.c.first_seen_at,
    entries.c.page,
)
_KEYS = ("id", "guid", "identity", "title_key")
# Four in one, not one with OR: of that SQLite would read all entries of the feeds.
_OF_FEEDS = entries.c.feed.in_(bindparam("of_feeds", expanding=True))
_FIND = union_all(
    *(select(*_FOUND).where(_OF_FEEDS, entries.c[name].in_(bindparam(name, expanding=True))) for name in _KEYS)
)
_HAS = select(entries.c.id).where(_OF_FEED).limit(1)
_MOMENT = func.coalesce(entries.c.published_at, entries.c.first_seen_at, type_=entries.c.first_seen_at.type)
_RECENT = select(_MOMENT).where(_OF_FEED).order_by(_MOMENT.desc()).limit(bindparam("most"))


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry to store, with what the poll decided about it."""

    entry: Entry
    outcome: ItemOutcome  # NEW, UPDATED, OLD or NO_LINK
    identity: str | None  # identity_url of its address
    title_key: str
    page: str | None  # page it is a sighting of
    first_seen_at: datetime  # of a known entry: when it was new
    revisions: int = 0


def find_entries(connection: Connection, wanted: Mapping[str, EntryKeys]) -> dict[str, list[Row[Any]]]:
    """Find the stored entries of feeds that share an id, guid, identity or title key with what is looked for.

    Args:
        connection: a transaction.
        wanted: keys by the name of their feed.

    Returns:
        Rows of each feed with anything stored under its keys, once each, by id: id, feed, guid, url, title,
        content_hash, published_at, revisions, identity, title_key, first_seen_at, page.
    """
    cut = {
        feed: keys._replace(titles=frozenset(title[:_TITLE_KEY] for title in keys.titles))
        for feed, keys in wanted.items()
    }
    found: dict[str, dict[str, Row[Any]]] = {}
    for names in _divide(cut):
        together = [sorted(frozenset().union(*sets)) for sets in zip(*(cut[name] for name in names), strict=True)]
        for start in range(0, max(map(len, together)), _CHUNK):
            part = {name: keys[start : start + _CHUNK] for name, keys in zip(_KEYS, together, strict=True)}
            for row in connection.execute(_FIND, {"of_feeds": names, **part}):
                if _is_wanted(row, cut[row.feed]):  # not only another feed's key
                    found.setdefault(row.feed, {})[row.id] = row
    return {feed: [rows[key] for key in sorted(rows)] for feed, rows in found.items()}


def _divide(wanted: Mapping[str, EntryKeys]) -> Iterator[list[str]]:
    """Divide feeds into those that share a statement: it looks up every key with every feed."""
    names: list[str] = []
    size = 0
    for name, keys in wanted.items():
        if names and size + len(keys.ids) > _KEYS_TOGETHER:
            yield names
            names, size = [], 0
        names.append(name)
        size += len(keys.ids)
    if names:
        yield names


def _is_wanted(row: Row[Any], keys: EntryKeys) -> bool:
    return (
        row.id in keys.ids or row.guid in keys.guids or row.identity in keys.identities or row.title_key in keys.titles
    )


def has_entries(connection: Connection, feed: str) -> bool:
    """Tell whether anything of a feed is stored."""
    return connection.scalar(_HAS, {"of_feed": feed}) is not None


def save_entries(connection: Connection, rows: Sequence[EntryRow], at: datetime) -> None:
    """Store entries.

    Args:
        connection: the transaction of the polls.
        rows: entries with their decisions.
        at: now.
    """
    upsert(connection, entries, [_entry_values(row, at) for row in rows])


def _entry_values(row: EntryRow, at: datetime) -> dict[str, Any]:
    entry = row.entry
    return {
        "id": entry.id,
        "feed": entry.feed,
        "guid": entry.guid,
        "url": entry.url,
        "identity": row.identity,
        "original_url": entry.original_url,
        "title": entry.title,
        "title_key": row.title_key[:_TITLE_KEY],
        "summary": entry.summary,
        "content": zlib.compress(entry.content.encode("utf-8", "surrogatepass"), 6) if entry.content else None,
        "content_hash": entry.content_hash,
        "published_at": entry.published_at,
        "updated_at": entry.updated_at,
        "first_seen_at": row.first_seen_at,
        "last_seen_at": at,
        "revisions": row.revisions,
        "outcome": row.outcome.value,
        "flags": json.dumps(list(entry.flags)) if entry.flags else None,
        "hub": dump_record(entry.hub) if entry.hub else None,
        "page": row.page,
    }


def load_entry(connection: Connection, identifier: str) -> Entry | None:
    """Load one entry, None if there is none."""
    row = connection.execute(select(entries).where(entries.c.id == identifier)).first()
    return read_entry(row) if row is not None else None


def read_entry(row: Row[Any]) -> Entry:
    """Read an entry from its row."""
    return Entry(
        id=row.id,
        feed=row.feed,
        guid=row.guid,
        url=row.url,
        title=row.title,
        summary=row.summary,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        original_url=row.original_url,
        content=zlib.decompress(row.content).decode("utf-8", "surrogatepass") if row.content else "",
        content_hash=row.content_hash,
        updated_at=row.updated_at,
        flags=tuple(json.loads(row.flags)) if row.flags else (),
        hub=load_record(HubRecord, row.hub) if row.hub else None,
    )


def load_recent_dates(connection: Connection, feed: str, limit: int = 20) -> list[datetime]:
    """Load the times of a feed's newest entries, newest first: as published, else as first seen."""
    return list(connection.scalars(_RECENT, {"of_feed": feed, "most": limit}))


def list_feed_entries(connection: Connection, feed: str, limit: int) -> list[Entry]:
    """List the newest entries of a feed, newest first."""
    query = select(entries).where(entries.c.feed == feed).order_by(_MOMENT.desc(), entries.c.id).limit(limit)
    return [read_entry(row) for row in connection.execute(query)]


def set_pages(connection: Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Record of which page entries are sightings: (entry id, page id)."""
    for entry, page in pairs:
        connection.execute(update(entries).where(entries.c.id == entry).values(page=page))


@dataclass(frozen=True, slots=True)
class Yield:
    """What a source brought lately."""

    new: int = 0  # entries first seen, those of a first poll's past left out
    judged: int = 0  # pages that met the gates
    kept: int = 0  # of these, what a debate's gate kept


def count_yields(connection: Connection, new_since: datetime, judged_since: datetime) -> dict[str, Yield]:
    """Count what each source brought: entries first seen since one time, pages judged of those since another."""
    fresh = (
        select(entries.c.feed, func.count().label("new"))
        .where(entries.c.first_seen_at >= new_since, entries.c.outcome != ItemOutcome.OLD.value)
        .group_by(entries.c.feed)
    )
    verdicts = select(relevance.c.page, func.max(relevance.c.keep).label("keep")).group_by(relevance.c.page).subquery()
    judged = (
        select(entries.c.feed, func.count().label("judged"), func.sum(verdicts.c.keep).label("kept"))
        .join(verdicts, verdicts.c.page == entries.c.page)
        .where(entries.c.first_seen_at >= judged_since)
        .group_by(entries.c.feed)
    )
    found = {row.feed: Yield(new=row.new) for row in connection.execute(fresh)}
    for row in connection.execute(judged):
        found[row.feed] = Yield(found.get(row.feed, Yield()).new, row.judged, int(row.kept or 0))
    return found


def count_shared(connection: Connection, identities: Sequence[str]) -> dict[str, int]:
    """Count, for each source, how many of these addresses it has brought."""
    found: dict[str, int] = {}
    wanted = sorted(set(identities))
    for start in range(0, len(wanted), _CHUNK):
        query = select(entries.c.feed, func.count(entries.c.identity.distinct())).where(
            entries.c.identity.in_(wanted[start : start + _CHUNK])
        )
        for name, count in connection.execute(query.group_by(entries.c.feed)):
            found[name] = found.get(name, 0) + count
    return found
