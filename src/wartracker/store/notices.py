"""Troubles and what was told of them in, their rows; and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from wartracker.store.database import upsert
from wartracker.store.watch_tables import deliveries, notices


def load_notices(connection: Connection, closed_since: datetime | None = None) -> list[Row[Any]]:
    """Load the troubles that stand, and those that were over since a time (None: all), oldest first."""
    query = select(notices).order_by(notices.c.opened_at, notices.c.key)
    if closed_since is not None:
        query = query.where(or_(notices.c.closed_at.is_(None), notices.c.closed_at >= closed_since))
    return list(connection.execute(query))


def save_notices(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Store troubles: key, word, subject, says, hint, opened_at, seen_at, closed_at."""
    upsert(connection, notices, list(rows))


def load_deliveries(connection: Connection, channel: str) -> list[Row[Any]]:
    """Load what a channel was told last of each trouble."""
    return list(connection.execute(select(deliveries).where(deliveries.c.channel == channel)))


def save_deliveries(connection: Connection, channel: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Store what a channel was told: key, told, at."""
    upsert(connection, deliveries, [{**row, "channel": channel} for row in rows])
