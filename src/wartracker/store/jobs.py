"""Jobs of the scheduler in, their rows; and back: due times outlive the process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, exists, func, or_, select

from wartracker.store.database import upsert
from wartracker.store.pages import count_waiting
from wartracker.store.tables import claims, decisions, feeds
from wartracker.store.watch_tables import jobs
from wartracker.vocabulary import FeedState


def load_jobs(connection: Connection) -> dict[str, Row[Any]]:
    """Load what is known of every job, by name."""
    return {row.name: row for row in connection.execute(select(jobs).order_by(jobs.c.name))}


def save_job(connection: Connection, name: str, values: Mapping[str, Any]) -> None:
    """Store what changed of a job."""
    upsert(connection, jobs, [{"name": name, **values}])


def has_work(connection: Connection, names: frozenset[str], now: datetime) -> bool:
    """Tell whether a tick would find anything to do: a source that is due or unknown, or a page that waits.

    Args:
        connection: a reading transaction.
        names: sources that are polled (paused ones are not among them).
        now: the time.
    """
    known = set(connection.scalars(select(feeds.c.name)))
    if names - known or count_waiting(connection, now):
        return True
    due = or_(feeds.c.next_due.is_(None), feeds.c.next_due <= now)
    waiting = select(feeds.c.name).where(due, feeds.c.state != FeedState.GONE.value)
    return any(name in names for name in connection.scalars(waiting))


def read_position(connection: Connection) -> tuple[int, int, bool]:
    """Read how far decisions and claims have come: while it stays, the outputs need not be written again."""
    last = connection.scalar(select(func.max(decisions.c.seq))) or 0
    count = connection.scalar(select(func.count()).select_from(claims)) or 0
    return last, count, bool(connection.scalar(select(exists().where(claims.c.outcome.is_(None)))))
