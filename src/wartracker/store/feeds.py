"""Feeds, politeness groups and robots files in, their rows; and back: what a poll must remember."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, or_, select, update

from wartracker.records import Feed
from wartracker.store.database import execute_rows, upsert
from wartracker.store.tables import feeds, hosts, robots

_CHUNK = 500
_COLUMNS = tuple(column for column in feeds.columns if column.name != "item_hashes")
ROW_FIELDS = tuple(column.name for column in _COLUMNS)  # of the rows of `load_feeds` and `load_due`, in their order
CLOCK_ERROR = timedelta(minutes=5)  # machines differ by less, or have no clock


def sync_feeds(connection: Connection, listed: Sequence[Feed]) -> int:
    """Give every source of feeds.yaml its row; a changed address starts afresh, its entries stay.

    Rows of sources that are no longer listed stay too: their entries keep their history.

    Returns:
        How many rows are new or were reset.
    """
    known = {row.name: row.url for row in connection.execute(select(feeds.c.name, feeds.c.url))}
    changed = [feed for feed in listed if known.get(feed.name) != feed.url]
    fresh = {column.name: None for column in feeds.columns if column.nullable}
    counts = {"failures": 0, "gone_count": 0, "moved_count": 0, "entries": 0, "new": 0, "updated": 0}
    rows = [{**fresh, **counts, "name": feed.name, "url": feed.url, "state": "new"} for feed in changed]
    upsert(connection, feeds, rows)
    return len(rows)


def needs_opening(connection: Connection, listed: Sequence[Feed], now: datetime) -> bool:
    """Tell whether a run of polls must write before it asks.

    Unknown or changed sources, leases of a dead process, polls that are yet to come (`rewind_feeds`).
    """
    query = select(feeds.c.name, feeds.c.url, feeds.c.lease_until, feeds.c.last_polled_at)
    known = {row.name: row for row in connection.execute(query)}
    return any(
        (row := known.get(feed.name)) is None
        or row.url != feed.url
        or row.lease_until is not None
        or (row.last_polled_at is not None and row.last_polled_at > now + CLOCK_ERROR)
        for feed in listed
    )


def rewind_feeds(connection: Connection, now: datetime) -> int:
    """Count the waits of feeds afresh whose last poll is yet to come: the clock was ahead, and went back (row 139).

    Nobody knows how long ago such a poll was. Waiting its whole interval from now on is never early, and nobody
    waits for the days that the clock was wrong by.

    Returns:
        How many feeds there were.
    """
    columns = (feeds.c.name, feeds.c.last_polled_at, feeds.c.next_due, feeds.c.not_before)
    ahead = list(connection.execute(select(*columns).where(feeds.c.last_polled_at > now + CLOCK_ERROR)))
    for row in ahead:
        moved = {
            name: now + max(moment - row.last_polled_at, timedelta(0)) if moment is not None else None
            for name, moment in (("next_due", row.next_due), ("not_before", row.not_before))
        }
        connection.execute(update(feeds).where(feeds.c.name == row.name).values(**moved, last_polled_at=now))
    return len(ahead)


def load_feeds(connection: Connection, names: Iterable[str] | None = None) -> Iterator[Row[Any]]:
    """Load the rows of these feeds (None: all), by name; without the item hashes, which are large."""
    query = select(*_COLUMNS).order_by(feeds.c.name)
    if names is None:
        yield from connection.execute(query)
        return
    for part in _chunks(sorted(names)):
        yield from connection.execute(query.where(feeds.c.name.in_(part)))


def load_due(connection: Connection, now: datetime, latest: datetime) -> Iterator[Row[Any]]:
    """Load the rows of feeds that may be asked now, longest overdue first; what is not due costs nothing.

    Args:
        connection: a reading transaction.
        now: aware UTC.
        latest: a due time beyond it comes from a clock that jumped, and counts as due.
    """
    due = or_(feeds.c.next_due.is_(None), feeds.c.next_due <= now, feeds.c.next_due > latest)
    yield from connection.execute(select(*_COLUMNS).where(due).order_by(feeds.c.next_due, feeds.c.name))


# Statements of every run of polls, built once: building one costs more than running it.
_UNHELD = or_(feeds.c.lease_until.is_(None), feeds.c.lease_until < bindparam("now", type_=feeds.c.lease_until.type))
_FREE = select(feeds.c.name).where(feeds.c.name.in_(bindparam("names", expanding=True)), _UNHELD)
_LEASE = (
    update(feeds)
    .where(feeds.c.name.in_(_FREE.with_for_update(skip_locked=True)))
    .values(lease_until=bindparam("until"), lease_owner=bindparam("owner"))
    .returning(feeds.c.name)
)


def lease_feeds(connection: Connection, names: Sequence[str], owner: str, now: datetime, until: datetime) -> set[str]:
    """Lease feeds that nobody holds.

    Returns:
        Names of those that are ours until `until`.
    """
    taken: set[str] = set()
    for part in _chunks(names):
        taken |= set(connection.scalars(_LEASE, {"names": part, "now": now, "until": until, "owner": owner}))
    return taken


def release_feeds(connection: Connection, names: Iterable[str]) -> None:
    """Give leases back unused, or take those of a dead collector away (its lock is ours)."""
    for part in _chunks(sorted(names)):
        leased = feeds.c.lease_until.is_not(None)
        statement = update(feeds).where(feeds.c.name.in_(part), leased)
        connection.execute(statement.values(lease_until=None, lease_owner=None))


_ITEM_HASHES = select(feeds.c.item_hashes).where(feeds.c.name == bindparam("of_feed"))


def load_item_hashes(connection: Connection, name: str) -> frozenset[str]:
    """Load the hashes of the items of the last stored body."""
    raw = connection.scalar(_ITEM_HASHES, {"of_feed": name})
    return frozenset(raw.split()) if raw else frozenset()


def pack_item_hashes(hashes: Iterable[str]) -> str | None:
    """Pack item hashes for their column; None for none."""
    return " ".join(sorted(hashes)) or None


_SAVE = update(feeds).where(feeds.c.name == bindparam("feed_name"))


def save_feeds(connection: Connection, rows: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Store what polls changed of feeds and give their leases back, in the transaction that stores their entries.

    Args:
        connection: a writing transaction.
        rows: name of a feed, and the columns that change.
    """
    alike: dict[frozenset[str], list[dict[str, Any]]] = {}
    for name, values in rows:
        row = {**values, "lease_until": None, "lease_owner": None, "feed_name": name}
        alike.setdefault(frozenset(row), []).append(row)
    # Rows that change the same columns share one statement: building it costs more than running it.
    for same in alike.values():
        execute_rows(connection, _SAVE, feeds, same)


# --------------------------------------------------------------------------- hosts and robots
def load_hosts(connection: Connection) -> list[Row[Any]]:
    """Load all politeness groups that are remembered."""
    return list(connection.execute(select(hosts)))


def save_hosts(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store politeness groups: domain, not_before, penalty_s, good_polls."""
    upsert(connection, hosts, rows)


def load_robots(connection: Connection, origin: str) -> Row[Any] | None:
    """Load what is remembered of an origin's robots.txt."""
    return connection.execute(select(robots).where(robots.c.origin == origin)).first()


def save_robots(connection: Connection, row: Mapping[str, Any]) -> None:
    """Store an origin's robots.txt: origin, body, fetched_at, expires_at."""
    upsert(connection, robots, [row])


def drop_stale_robots(connection: Connection, before: datetime) -> None:
    """Forget robots files that expired before a time."""
    connection.execute(delete(robots).where(robots.c.expires_at < before))


def _chunks(items: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
