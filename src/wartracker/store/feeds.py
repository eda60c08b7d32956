"""Feeds, politeness groups and robots files in, their rows; and back: what a poll must remember."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    case,
    delete,
    func,
    not_,
    null,
    nulls_first,
    or_,
    select,
    update,
)

from wartracker.collected import Feed
from wartracker.store.database import execute_rows, upsert
from wartracker.store.tables import feeds, hosts, robots
from wartracker.vocabulary import FeedState

_CHUNK = 500
_COLUMNS = tuple(column for column in feeds.columns if column.name not in {"domain", "item_hashes"})
ROW_FIELDS = tuple(column.name for column in _COLUMNS)  # of the rows of `load_feeds` and `load_due`, in their order
CLOCK_ERROR = timedelta(minutes=5)  # machines differ by less, or have no clock

GroupOf = Callable[[str], str]
"""Names the politeness group of an address."""
Owns = Callable[[str], bool]
"""Tells whether a politeness group is this collector's."""


def sync_feeds(connection: Connection, listed: Sequence[Feed], group_of: GroupOf, owns: Owns | None = None) -> int:
    """Give every source of feeds.yaml its row and its politeness group; a changed address starts afresh.

    Rows of sources that are no longer listed stay, their entries keep their history; like paused ones they lose their
    group, or they would stand before all others of their host for ever.

    Args:
        connection: a writing transaction.
        listed: sources of feeds.yaml.
        group_of: see `GroupOf`.
        owns: given with all sources of the groups that it owns: rows there that are not listed lose their group.

    Returns:
        How many rows are new or were reset.
    """
    query = select(feeds.c.name, feeds.c.url, feeds.c.domain)
    known = {name: (url, domain) for name, url, domain in connection.execute(query)}
    groups = {feed.name: _name_group(feed, group_of) for feed in listed}
    changed = [feed for feed in listed if feed.name not in known or known[feed.name][0] != feed.url]
    fresh = {column.name: None for column in feeds.columns if column.nullable}
    counts = {"failures": 0, "gone_count": 0, "moved_count": 0, "entries": 0, "new": 0, "updated": 0}
    rows = [
        {**fresh, **counts, "name": feed.name, "url": feed.url, "state": "new", "domain": groups[feed.name]}
        for feed in changed
    ]
    upsert(connection, feeds, rows)
    groups |= dict.fromkeys(_list_dropped(((name, row[1]) for name, row in known.items()), groups, owns))
    moved = [
        {"feed_name": name, "domain": group}
        for name, group in groups.items()
        if name in known and known[name][1] != group
    ]
    if moved:
        execute_rows(connection, _SAVE, feeds, moved)
    return len(rows)


def needs_opening(
    connection: Connection, listed: Sequence[Feed], now: datetime, group_of: GroupOf, owns: Owns | None = None
) -> bool:
    """Tell whether a run of polls must write before it asks.

    Unknown or changed sources and groups, leases of a dead process, polls that are yet to come (`rewind_feeds`).

    Args:
        connection: a reading transaction.
        listed: sources of feeds.yaml.
        now: aware UTC.
        group_of: see `sync_feeds`.
        owns: see `sync_feeds`.
    """
    troubled = or_(feeds.c.lease_until.is_not(None), feeds.c.last_polled_at > now + CLOCK_ERROR)
    rows = connection.execute(select(feeds.c.name, feeds.c.url, feeds.c.domain, troubled))
    known = {name: (url, domain, bool(wrong)) for name, url, domain, wrong in rows}  # all rows, at every run: cheaply
    if any(known.get(feed.name) != (feed.url, _name_group(feed, group_of), False) for feed in listed):
        return True
    return bool(_list_dropped(((name, row[1]) for name, row in known.items()), {feed.name for feed in listed}, owns))


def _name_group(feed: Feed, group_of: GroupOf) -> str | None:
    return None if feed.paused is not None else group_of(feed.url)


def _list_dropped(known: Iterable[tuple[str, str | None]], listed: Container[str], owns: Owns | None) -> list[str]:
    """List the names of rows (name, group) that have a group of ours and are no longer listed."""
    if owns is None:
        return []
    return [name for name, group in known if name not in listed and group is not None and owns(group)]


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


def load_due(connection: Connection, now: datetime, latest: datetime, limit: int | None = None) -> Iterator[Row[Any]]:
    """Load the rows of feeds that may be asked now, longest overdue first; what is not due costs nothing.

    Args:
        connection: a reading transaction.
        now: aware UTC.
        latest: a due time beyond it comes from a clock that jumped, and counts as due.
        limit: at most so many of each politeness group, and none without; None: all.
    """
    if limit is None:
        query = select(*_COLUMNS).where(_is_due(now, latest))
    else:
        overdue = case((feeds.c.next_due > latest, null()), else_=feeds.c.next_due)
        place = func.row_number().over(partition_by=feeds.c.domain, order_by=(nulls_first(overdue), feeds.c.name))
        ranked = select(feeds.c.name, place.label("place")).where(_takes_turn(now, latest)).subquery()
        first = select(ranked.c.name).where(ranked.c.place <= limit)
        query = select(*_COLUMNS).where(feeds.c.name.in_(first))
    yield from connection.execute(query.order_by(nulls_first(feeds.c.next_due), feeds.c.name))


def count_crowded(connection: Connection, now: datetime, latest: datetime, limit: int) -> dict[str, int]:
    """Count by politeness group the feeds that are due and beyond the limit of `load_due`; groups within it are absent.

    Args:
        connection: the transaction of `load_due`.
        now: see `load_due`.
        latest: see `load_due`.
        limit: see `load_due`.
    """
    count = func.count()
    query = select(feeds.c.domain, count).where(_takes_turn(now, latest)).group_by(feeds.c.domain)
    return {group: due - limit for group, due in connection.execute(query.having(count > limit))}


def _is_due(now: datetime, latest: datetime) -> ColumnElement[bool]:
    return or_(feeds.c.next_due.is_(None), feeds.c.next_due <= now, feeds.c.next_due > latest)


def _takes_turn(now: datetime, latest: datetime) -> ColumnElement[bool]:
    """Return the condition of feeds that are asked now: what is never asked must not take the place of others."""
    held = and_(feeds.c.not_before.is_not(None), feeds.c.not_before > now, feeds.c.not_before <= latest)
    gone = feeds.c.state == FeedState.GONE.value
    return and_(_is_due(now, latest), feeds.c.domain.is_not(None), not_(gone), not_(held))


# Statements of every run of polls, built once: building one costs more than running it.
_UNHELD = or_(feeds.c.lease_until.is_(None), feeds.c.lease_until < bindparam("now", type_=feeds.c.lease_until.type))
_FREE = select(feeds.c.name).where(feeds.c.name.in_(bindparam("names", expanding=True)), _UNHELD)
_LEASE = (
    update(feeds)
    .where(feeds.c.name.in_(_FREE.with_for_update(skip_locked=True)))
    .values(lease_until=bindparam("until"), lease_owner=bindparam("owner"))
    .returning(feeds.c.name, feeds.c.item_hashes)
)


def lease_feeds(
    connection: Connection, names: Sequence[str], owner: str, now: datetime, until: datetime
) -> dict[str, str | None]:
    """Lease feeds that nobody holds.

    Returns:
        Names of those that are ours until `until`, each with its packed item hashes (`unpack_item_hashes`).
    """
    taken: dict[str, str | None] = {}
    for part in _chunks(names):
        leased = connection.execute(_LEASE, {"names": part, "now": now, "until": until, "owner": owner})
        taken.update((name, hashes) for name, hashes in leased)
    return taken


def release_feeds(connection: Connection, names: Iterable[str]) -> None:
    """Give leases back unused, or take those of a dead collector away (its lock is ours)."""
    for part in _chunks(sorted(names)):
        leased = feeds.c.lease_until.is_not(None)
        statement = update(feeds).where(feeds.c.name.in_(part), leased)
        connection.execute(statement.values(lease_until=None, lease_owner=None))


def pack_item_hashes(hashes: Iterable[str]) -> str | None:
    """Pack item hashes for their column; None for none."""
    return " ".join(sorted(hashes)) or None


def unpack_item_hashes(packed: str | None) -> frozenset[str]:
    """Read the hashes of the items of the last stored body."""
    return frozenset(packed.split()) if packed else frozenset()


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
