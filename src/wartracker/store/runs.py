"""Runs and the collector's lock: who works, since when, and what the last runs did."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from wartracker.errors import LockedError
from wartracker.store.tables import locks, runs

STALE_AFTER = timedelta(minutes=5)
COLLECTOR = "collector"


def take_lock(
    connection: Connection, owner: str, now: datetime, is_dead: Callable[[str], bool] = lambda owner: False
) -> str | None:
    """Take the collector's lock.

    Args:
        connection: a writing transaction.
        owner: host, process and start of the taker.
        now: the time.
        is_dead: tells of an owner whether it is known to be gone, so that nobody waits for its silence.

    Returns:
        The owner of a stale lock (dead, or no heartbeat for 5 minutes) that was taken over, else None.

    Raises:
        LockedError: another collector is alive.
    """
    # First come, first served: of two that insert at once the second finds the first one's row.
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    mine = {"name": COLLECTOR, "owner": owner, "heartbeat": now}
    connection.execute(insert(locks).values(mine).on_conflict_do_nothing())
    row = connection.execute(select(locks).where(locks.c.name == COLLECTOR).with_for_update()).one()
    if row.owner != owner and now - row.heartbeat < STALE_AFTER and not is_dead(row.owner):
        since = row.heartbeat.strftime("%H:%M:%S UTC")
        raise LockedError(f"another collector ({row.owner}) works on this database, last seen {since}")
    connection.execute(update(locks).where(locks.c.name == COLLECTOR).values(mine))
    return row.owner if row.owner != owner else None


def beat(connection: Connection, owner: str, now: datetime) -> bool:
    """Renew the lock; False when somebody else has taken it over."""
    change = update(locks).where(locks.c.name == COLLECTOR, locks.c.owner == owner).values(heartbeat=now)
    return bool(connection.execute(change).rowcount)


def release_lock(connection: Connection, owner: str) -> None:
    """Give the lock back."""
    connection.execute(delete(locks).where(locks.c.name == COLLECTOR, locks.c.owner == owner))


def load_heartbeat(connection: Connection) -> datetime | None:
    """Return the last sign of life of a collector that holds the lock now."""
    return connection.scalar(select(locks.c.heartbeat).where(locks.c.name == COLLECTOR))


def start_run(connection: Connection, identifier: str, now: datetime) -> None:
    """Write that a run began."""
    connection.execute(insert(runs), [{"id": identifier, "started_at": now}])


def end_run(connection: Connection, identifier: str, now: datetime, report: dict[str, Any]) -> None:
    """Write what a run did."""
    body = json.dumps(report, ensure_ascii=False, sort_keys=True)
    connection.execute(update(runs).where(runs.c.id == identifier).values(ended_at=now, report=body))


def last_finished(connection: Connection) -> tuple[datetime, dict[str, Any]] | None:
    """Return the end and the report of the last finished run."""
    query = select(runs.c.ended_at, runs.c.report).where(runs.c.ended_at.is_not(None))
    row = connection.execute(query.order_by(runs.c.ended_at.desc()).limit(1)).first()
    return (row.ended_at, json.loads(row.report)) if row else None
