"""Runs and the collector's lock: who works, since when, and what the last runs did."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from wartracker.errors import LockedError
from wartracker.store.database import exclude_others
from wartracker.store.tables import locks, runs

STALE_AFTER = timedelta(minutes=5)
COLLECTOR, SCHEDULER = "collector", "scheduler"


def take_lock(
    connection: Connection,
    owner: str,
    now: datetime,
    is_dead: Callable[[str], bool] = lambda owner: False,
    *,
    shard: str | None = None,
) -> str | None:
    """Take the collector's lock.

    Args:
        connection: a writing transaction.
        owner: host, process and start of the taker.
        now: the time.
        is_dead: tells of an owner whether it is known to be gone, so that nobody waits for its silence.
        shard: which of several collectors this is; each has a lock of its own.

    Returns:
        The owner of a stale lock (dead, or no heartbeat for 5 minutes) that was taken over, else None.

    Raises:
        LockedError: another collector is alive, or one that shares the hosts otherwise than this one.
    """
    exclude_others(connection, "collectors")
    name = f"{COLLECTOR} {shard}" if shard else COLLECTOR
    rows = {row.name: row for row in connection.execute(select(locks).where(locks.c.name.startswith(COLLECTOR)))}
    for row in rows.values():
        alive = row.owner != owner and now - row.heartbeat < STALE_AFTER and not is_dead(row.owner)
        if alive and (row.name == name or _count(row.name) != _count(name)):
            since = row.heartbeat.strftime("%H:%M:%S UTC")
            raise LockedError(
                f"another {row.name} ({row.owner}) works on this database, last seen {since}; "
                "try again when its run has ended"
            )
    connection.execute(delete(locks).where(locks.c.name == name))
    connection.execute(insert(locks), [{"name": name, "owner": owner, "heartbeat": now}])
    before = rows.get(name)
    return before.owner if before is not None and before.owner != owner else None


def _count(name: str) -> str:
    """Return of how many collectors a lock's owner is one."""
    return name.partition("/")[2]


def take_scheduler_lock(
    connection: Connection, owner: str, now: datetime, is_dead: Callable[[str], bool] = lambda owner: False
) -> str | None:
    """Take the scheduler's lock, as `take_lock` does the collector's; its owner must be nobody else's.

    Raises:
        LockedError: another scheduler is alive.
    """
    exclude_others(connection, "schedulers")
    row = connection.execute(select(locks).where(locks.c.name == SCHEDULER)).first()
    if row is not None and row.owner != owner and now - row.heartbeat < STALE_AFTER and not is_dead(row.owner):
        since = row.heartbeat.strftime("%H:%M:%S UTC")
        raise LockedError(f"another {SCHEDULER} ({row.owner}) works on this database, last seen {since}")
    connection.execute(delete(locks).where(locks.c.name == SCHEDULER))
    connection.execute(insert(locks), [{"name": SCHEDULER, "owner": owner, "heartbeat": now}])
    return row.owner if row is not None and row.owner != owner else None


def beat(connection: Connection, owner: str, now: datetime) -> bool:
    """Renew the lock; False when somebody else has taken it over."""
    change = update(locks).where(locks.c.owner == owner).values(heartbeat=now)
    return bool(connection.execute(change).rowcount)


def release_lock(connection: Connection, owner: str) -> None:
    """Give the lock back."""
    connection.execute(delete(locks).where(locks.c.owner == owner))


def load_heartbeat(connection: Connection, name: str = COLLECTOR) -> datetime | None:
    """Return the last sign of life of a collector, or of the scheduler, that works now."""
    newest: datetime | None = connection.scalar(
        select(func.max(locks.c.heartbeat)).where(locks.c.name.startswith(name))
    )
    return newest


def start_run(connection: Connection, identifier: str, now: datetime) -> None:
    """Write that a run began."""
    connection.execute(insert(runs), [{"id": identifier, "started_at": now}])


def end_run(connection: Connection, identifier: str, now: datetime, report: dict[str, Any]) -> None:
    """Write what a run did."""
    body = json.dumps(report, ensure_ascii=False, sort_keys=True)
    connection.execute(update(runs).where(runs.c.id == identifier).values(ended_at=now, report=body))


def last_finished(connection: Connection, until: datetime | None = None) -> tuple[datetime, dict[str, Any]] | None:
    """Return the end and the report of the last finished run that was whole.

    A check of some sources or one submitted address proves nothing about the rest. Reports of versions that did not
    say it count as whole. With `until`, runs that ended later do not count: the clock was ahead then.
    """
    query = select(runs.c.ended_at, runs.c.report).where(runs.c.ended_at.is_not(None))
    if until is not None:
        query = query.where(runs.c.ended_at <= until)
    for row in connection.execute(query.order_by(runs.c.ended_at.desc()).execution_options(yield_per=20)):
        report = json.loads(row.report)
        if report.get("whole", True):
            return row.ended_at, report
    return None


def load_reports(connection: Connection, since: datetime) -> list[dict[str, Any]]:
    """Load the reports of the runs that ended since a time, oldest first."""
    query = select(runs.c.report).where(runs.c.ended_at >= since, runs.c.report.is_not(None))
    return [json.loads(report) for report in connection.scalars(query.order_by(runs.c.ended_at))]
