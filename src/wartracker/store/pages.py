"""Pages to fetch in, leased work out, and what became of it back in: a lease that runs out is work again."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Insert, Row, Select, and_, bindparam, func, or_, select, update

from wartracker.store.database import execute_rows, pick_insert
from wartracker.store.tables import articles, entries, pages
from wartracker.vocabulary import ItemOutcome

FETCH, ANALYSE, DONE, QUARANTINE, REMOVED = "fetch", "analyse", "done", "quarantine", "removed"
_CHUNK = 500
_SIGHTING = ("id", "title", "summary", "content", "published_at", "updated_at", "feed", "hub")
SIGHTING = tuple(entries.c[name].label(f"entry_{name}") for name in _SIGHTING)  # what led to a page

# Built once: building a statement costs more than running it.
_CHANGE = update(pages).where(pages.c.id == bindparam("page_id"))
_FIND = select(pages.c.identity, pages.c.id).where(pages.c.identity.in_(bindparam("keys", expanding=True)))


@dataclass(frozen=True, slots=True)
class NewPage:
    """One address worth fetching."""

    id: str
    url: str
    identity: str
    domain: str  # politeness group
    entry: str  # the sighting whose feed text and date serve
    priority: float = 0.0  # larger is earlier
    again: bool = False  # fetch it again although it is done: the entry was updated


def add_pages(connection: Connection, found: Sequence[NewPage], at: datetime) -> tuple[dict[str, str], frozenset[str]]:
    """Queue pages; an identity that is there already is one page with one more sighting.

    Args:
        connection: the transaction that stores the entries.
        found: pages to queue.
        at: now.

    Returns:
        Identity -> id of its page, and the identities of those that are new.
    """
    known = find_pages(connection, (page.identity for page in found))
    fresh = {page.identity: page for page in reversed(found) if page.identity not in known}
    rows = [
        {
            "id": page.id,
            "url": page.url,
            "identity": page.identity,
            "domain": page.domain,
            "entry": page.entry,
            "priority": page.priority,
            "first_seen_at": at,
            "stage": FETCH,
            "tries": 0,
        }
        for page in fresh.values()
    ]
    for start in range(0, len(rows), _CHUNK):
        execute_rows(connection, _build_add(connection.dialect.name), pages, rows[start : start + _CHUNK])
    again = sorted(page.identity for page in found if page.again)
    for start in range(0, len(again), _CHUNK):
        wanted = and_(pages.c.identity.in_(again[start : start + _CHUNK]), pages.c.stage == DONE)
        connection.execute(update(pages).where(wanted).values(stage=FETCH, next_due=None, tries=0))
    return known | {page.identity: page.id for page in fresh.values()}, frozenset(fresh)


@lru_cache(maxsize=2)
def _build_add(dialect: str) -> Insert:
    return pick_insert(dialect)(pages).on_conflict_do_nothing(index_elements=["identity"])


def find_pages(connection: Connection, identities: Iterable[str]) -> dict[str, str]:
    """Find pages by identity: identity -> id."""
    wanted = sorted(set(identities))
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = connection.execute(_FIND, {"keys": wanted[start : start + _CHUNK]})
        found.update((row.identity, row.id) for row in rows)
    return found


def list_waiting(connection: Connection, now: datetime, limit: int) -> list[Row[Any]]:
    """List pages that may be fetched now: id, domain, priority, first_seen_at; most promising first.

    Args:
        connection: a reading transaction.
        now: aware UTC.
        limit: at most so many of each politeness group, so that a large host hides no other.
    """
    place = func.row_number().over(
        partition_by=pages.c.domain, order_by=(pages.c.priority.desc(), pages.c.first_seen_at, pages.c.id)
    )
    ranked = (
        select(pages.c.id, pages.c.domain, pages.c.priority, pages.c.first_seen_at, place.label("place"))
        .where(is_waiting(now))
        .subquery()
    )
    query = (
        select(ranked)
        .where(ranked.c.place <= limit)
        .order_by(ranked.c.priority.desc(), ranked.c.first_seen_at, ranked.c.id)
    )
    return list(connection.execute(query))


def count_waiting(connection: Connection, now: datetime) -> int:
    """Count the pages that may be fetched now."""
    return connection.scalar(select(func.count()).select_from(pages).where(is_waiting(now))) or 0


def is_waiting(now: datetime, stage: str = FETCH) -> Any:
    """Return the condition of pages that are work now: of a stage, due, and held by nobody."""
    due = or_(pages.c.next_due.is_(None), pages.c.next_due <= now)
    free = or_(pages.c.lease_until.is_(None), pages.c.lease_until < now)
    return and_(pages.c.stage == stage, due, free)


def lease_pages(
    connection: Connection, ids: Sequence[str], owner: str, now: datetime, until: datetime
) -> list[Row[Any]]:
    """Lease pages that nobody holds.

    Returns:
        Their rows with the sighting's columns as entry_*: title, summary, content, published_at, feed, hub.
    """
    taken: list[str] = []
    for start in range(0, len(ids), _CHUNK):
        free = select(pages.c.id).where(pages.c.id.in_(ids[start : start + _CHUNK]), is_waiting(now))
        wanted = pages.c.id.in_(free.with_for_update(skip_locked=True))
        statement = update(pages).where(wanted).values(lease_until=until, lease_owner=owner).returning(pages.c.id)
        taken += connection.scalars(statement)
    rows: list[Row[Any]] = []
    for start in range(0, len(taken), _CHUNK):
        rows += connection.execute(_with_sighting().where(pages.c.id.in_(taken[start : start + _CHUNK])))
    order = {identifier: index for index, identifier in enumerate(ids)}
    return sorted(rows, key=lambda row: order[row.id])


def _with_sighting() -> Select[Any]:
    return select(
        pages.c.id,
        pages.c.url,
        pages.c.identity,
        pages.c.domain,
        pages.c.tries,
        pages.c.status,
        *SIGHTING,
    ).select_from(pages.outerjoin(entries, entries.c.id == pages.c.entry))


def list_leased(connection: Connection) -> list[Row[Any]]:
    """List the pages that somebody fetches now, or did when it died: id, domain."""
    leased = pages.c.lease_until.is_not(None)
    return list(connection.execute(select(pages.c.id, pages.c.domain).where(pages.c.stage == FETCH, leased)))


def release_pages(connection: Connection, ids: Iterable[str]) -> None:
    """Give leases back: of pages that were not fetched after all, or whose collector's lock was taken over."""
    free = {"lease_until": None, "lease_owner": None}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _CHUNK):
        connection.execute(update(pages).where(pages.c.id.in_(wanted[start : start + _CHUNK])).values(free))


def finish_page(
    connection: Connection,
    identifier: str,
    outcome: ItemOutcome,
    at: datetime,
    *,
    why: str = "",
    status: int | None = None,
    charset: str | None = None,
    warc: tuple[str, int] | None = None,
    visible: str | None = None,
    made_by: str | None = None,
) -> None:
    """End the work on a page, in the transaction that stores what was found in it.

    Args:
        connection: a writing transaction.
        identifier: page id.
        outcome: word of the last stage that spoke.
        at: when the page was fetched.
        why: detail.
        status: HTTP status.
        charset: charset of the HTTP header.
        warc: archive file and offset of the raw response.
        visible: all visible text of a dropped page, kept for `dropped_days`.
        made_by: versions of the stages that analysed it.
    """
    values: dict[str, Any] = {
        "stage": DONE,
        "outcome": outcome.value,
        "why": why or None,
        "fetched_at": at,
        "status": status,
        "charset": charset[:64] if charset else None,
        "visible": zlib.compress(visible.encode("utf-8", "surrogatepass"), 6) if visible else None,
        "made_by": made_by,
        "next_due": None,
        "lease_until": None,
        "lease_owner": None,
    }
    if warc is not None:
        values |= {"warc_file": warc[0], "warc_offset": warc[1]}
    _change(connection, identifier, values)


def _change(connection: Connection, identifier: str, values: Mapping[str, Any]) -> None:
    connection.execute(_CHANGE, {**values, "page_id": identifier})


def note_archived(connection: Connection, identifier: str, place: tuple[str, int]) -> None:
    """Note where the raw response of a finished page lies in the archive: file and offset."""
    values = {"warc_file": place[0], "warc_offset": place[1]}
    _change(connection, identifier, values)


def retry_page(
    connection: Connection,
    identifier: str,
    tries: int,
    next_due: datetime,
    *,
    outcome: ItemOutcome = ItemOutcome.FAILED,
    why: str = "",
    status: int | None = None,
) -> None:
    """Put a page back with its number of failures so far; it is work again at `next_due`."""
    values = {
        "tries": tries,
        "next_due": next_due,
        "outcome": outcome.value,
        "why": why or None,
        "status": status,
        "lease_until": None,
        "lease_owner": None,
    }
    _change(connection, identifier, values)


def quarantine_page(
    connection: Connection, identifier: str, outcome: ItemOutcome, why: str, *, status: int | None = None
) -> None:
    """Set a page aside for good, visible and replayable with its reason (UNREACHABLE or QUARANTINED)."""
    values = {
        "stage": QUARANTINE,
        "outcome": outcome.value,
        "why": why,
        "status": status,
        "next_due": None,
        "lease_until": None,
        "lease_owner": None,
    }
    _change(connection, identifier, values)


def count_failure(connection: Connection, identifier: str, why: str, next_due: datetime, limit: int = 3) -> ItemOutcome:
    """Count one failed analysis of a page: back into the queue, or after `limit` into quarantine.

    Returns:
        FAILED or QUARANTINED.
    """
    tries = (connection.scalar(select(pages.c.tries).where(pages.c.id == identifier)) or 0) + 1
    if tries >= limit:
        quarantine_page(connection, identifier, ItemOutcome.QUARANTINED, why)
        return ItemOutcome.QUARANTINED
    retry_page(connection, identifier, tries, next_due, why=why)
    return ItemOutcome.FAILED


def revive_pages(connection: Connection, ids: Iterable[str]) -> int:
    """Make quarantined or finished pages work again, from the first try.

    Returns:
        How many.
    """
    wanted = sorted(ids)
    done = 0
    for start in range(0, len(wanted), _CHUNK):
        some = and_(pages.c.id.in_(wanted[start : start + _CHUNK]), pages.c.stage != REMOVED)
        values = {"stage": FETCH, "tries": 0, "next_due": None, "lease_until": None, "lease_owner": None}
        done += connection.execute(update(pages).where(some).values(values)).rowcount
    return done


def find_archive_ends(connection: Connection) -> dict[str, int]:
    """Find, for each archive file, the offset of the last record that a row refers to."""
    query = select(pages.c.warc_file, func.max(pages.c.warc_offset)).where(pages.c.warc_file.is_not(None))
    return {row[0]: row[1] for row in connection.execute(query.group_by(pages.c.warc_file))}


def find_page(connection: Connection, identity: str, name: str) -> Row[Any] | None:
    """Find one page by its identity, or by its id or address as stored."""
    wanted = or_(pages.c.identity == identity, pages.c.id == name, pages.c.url == name)
    return connection.execute(select(pages).where(wanted)).first()


def list_quarantined(connection: Connection) -> list[Row[Any]]:
    """List the pages that were set aside: id, url, outcome, why, tries, status, feed; oldest first."""
    columns = (pages.c.id, pages.c.url, pages.c.outcome, pages.c.why, pages.c.status, pages.c.first_seen_at)
    query = select(*columns, entries.c.feed).select_from(pages.outerjoin(entries, entries.c.id == pages.c.entry))
    query = query.where(pages.c.stage == QUARANTINE).order_by(pages.c.first_seen_at, pages.c.id)
    return list(connection.execute(query))


def load_texts_since(connection: Connection, since: datetime) -> list[tuple[str, str, str, bool]]:
    """Load what is stored of every page fetched since a time: address, title, text, whether a gate kept it.

    The text of a kept page is its article's, of a dropped one all that was visible.
    """
    found = select(
        pages.c.url,
        pages.c.visible,
        articles.c.title,
        articles.c.text,
        entries.c.title.label("entry_title"),
    ).select_from(
        pages.outerjoin(articles, articles.c.page == pages.c.id).outerjoin(entries, entries.c.id == pages.c.entry)
    )
    rows = connection.execute(found.where(pages.c.fetched_at >= since).order_by(pages.c.fetched_at, pages.c.id))
    texts: list[tuple[str, str, str, bool]] = []
    for row in rows:
        packed = row.text if row.text is not None else row.visible
        if packed is not None:
            body = zlib.decompress(packed).decode("utf-8", "surrogatepass")
            texts.append((row.url, row.title or row.entry_title or "", body, row.text is not None))
    return texts
