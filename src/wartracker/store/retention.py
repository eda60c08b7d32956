"""Time limits in, rows that outlived them gone; counts out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, func, select, update

from wartracker.errors import StoreError
from wartracker.store.database import reading
from wartracker.store.feeds import drop_stale_robots
from wartracker.store.review_tables import sessions
from wartracker.store.tables import articles, candidates, claims, decisions, entries, pages, runs
from wartracker.store.watch_tables import deliveries, notices

FREE_SHARE = 0.25  # of the file: from here on it is written anew
_COUNTED = {
    "entries": entries,
    "pages": pages,
    "articles": articles,
    "claims": claims,
    "candidates": candidates,
    "decisions": decisions,
}


def forget_old(
    connection: Connection,
    *,
    dropped_before: datetime,
    runs_before: datetime,
    notices_before: datetime,
    now: datetime,
) -> dict[str, int]:
    """Drop what retention no longer keeps.

    Args:
        connection: a writing transaction.
        dropped_before: text of pages that no gate kept, fetched before.
        runs_before: reports of runs that ended before.
        notices_before: troubles that were over before.
        now: sessions and robots files that expired before.

    Returns:
        Counts by what it was.
    """
    texts = update(pages).where(pages.c.visible.is_not(None), pages.c.fetched_at < dropped_before).values(visible=None)
    old_runs = delete(runs).where(runs.c.started_at < runs_before)
    closed = select(notices.c.key).where(notices.c.closed_at < notices_before)
    keys = list(connection.scalars(closed))
    for key in keys:
        connection.execute(delete(deliveries).where(deliveries.c.key == key))
        connection.execute(delete(notices).where(notices.c.key == key))
    drop_stale_robots(connection, now)
    return {
        "texts of dropped pages": connection.execute(texts).rowcount,
        "reports of runs": connection.execute(old_runs).rowcount,
        "notices": len(keys),
        "sessions": connection.execute(delete(sessions).where(sessions.c.expires_at < now)).rowcount,
    }


def forget_archived(connection: Connection, files: Iterable[str]) -> None:
    """Forget the places of raw pages whose archive file was pruned."""
    for file in files:
        gone = update(pages).where(pages.c.warc_file == file)
        connection.execute(gone.values(warc_file=None, warc_offset=None))


def compact_sqlite(engine: Engine) -> int:
    """Fold the write-ahead log in and, when a quarter of the file is free, write it anew.

    Returns:
        Bytes given back; 0 on PostgreSQL, which looks after itself.
    """
    if engine.dialect.name != "sqlite":
        return 0
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("PRAGMA optimize")
        size, pages_before, free = (
            int(cursor.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_size", "page_count", "freelist_count")
        )
        if free > FREE_SHARE * pages_before:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        after = int(cursor.execute("PRAGMA page_count").fetchone()[0])
        cursor.close()
    except sqlite3.Error as error:
        raise StoreError(f"the database cannot be compacted: {error}") from error
    finally:
        raw.close()
    return max(0, pages_before - after) * size


def count_rows(connection: Connection) -> dict[str, int]:
    """Count the rows of the tables that grow."""
    return {name: connection.scalar(select(func.count()).select_from(table)) or 0 for name, table in _COUNTED.items()}


def measure_database(engine: Engine) -> int:
    """Return the bytes of the embedded database, without its log; 0 on PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return 0
    with reading(engine) as connection:
        sizes = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0 for name in ("page_count", "page_size")]
    return int(sizes[0]) * int(sizes[1])
