"""Curators and their sessions in, rows out; only hashes of tokens and cookies are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from wartracker.errors import NotFoundError
from wartracker.ids import hash_text
from wartracker.store.review_tables import audit, sessions, users
from wartracker.vocabulary import Role

SESSION_LIFE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who looks at the page."""

    name: str
    role: Role


def add_user(connection: Connection, name: str, role: Role, token: str, now: datetime) -> None:
    """Give a curator a token; an existing one's token is replaced and its sessions end."""
    row = {"role": role.value, "token_hash": hash_text(token), "created_at": now, "revoked_at": None}
    exists = connection.scalar(select(users.c.name).where(users.c.name == name))
    if exists:
        connection.execute(update(users).where(users.c.name == name).values(row))
    else:
        connection.execute(insert(users), [{"name": name, **row}])
    connection.execute(delete(sessions).where(sessions.c.name == name))
    note_event(connection, now, name, "user-added", role.value)


def revoke_user(connection: Connection, name: str, now: datetime) -> None:
    """Take a curator's token away and end the sessions; decisions stay.

    Raises:
        NotFoundError: nobody of that name has a token.
    """
    change = update(users).where(users.c.name == name, users.c.revoked_at.is_(None)).values(revoked_at=now)
    if not connection.execute(change).rowcount:
        raise NotFoundError(f"no curator {name} with a token; `wartracker users list` shows them")
    connection.execute(delete(sessions).where(sessions.c.name == name))
    note_event(connection, now, name, "user-revoked", "")


def list_users(connection: Connection) -> list[Row[Any]]:
    """List curators with a token, revoked ones too: name, role, created_at, revoked_at."""
    columns = (users.c.name, users.c.role, users.c.created_at, users.c.revoked_at)
    return list(connection.execute(select(*columns).order_by(users.c.name)))


def count_users(connection: Connection) -> int:
    """Count curators whose token is good."""
    return connection.scalar(select(func.count()).select_from(users).where(users.c.revoked_at.is_(None))) or 0


def find_user(connection: Connection, token: str) -> Visitor | None:
    """Find whose token this is; the comparison is of hashes, so that its time tells nothing of the token."""
    query = select(users.c.name, users.c.role).where(users.c.token_hash == hash_text(token))
    row = connection.execute(query.where(users.c.revoked_at.is_(None))).first()
    return Visitor(row.name, Role(row.role)) if row else None


def open_session(connection: Connection, visitor: Visitor, cookie: str, now: datetime) -> None:
    """Begin a session of 12 hours; sessions that have run out are dropped."""
    connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
    row = {"name": visitor.name, "role": visitor.role.value, "created_at": now, "expires_at": now + SESSION_LIFE}
    connection.execute(insert(sessions), [{"id_hash": hash_text(cookie), **row}])
    note_event(connection, now, visitor.name, "login", "")


def find_session(connection: Connection, cookie: str, now: datetime) -> Visitor | None:
    """Find whose session a cookie is."""
    query = select(sessions.c.name, sessions.c.role).where(sessions.c.id_hash == hash_text(cookie))
    row = connection.execute(query.where(sessions.c.expires_at > now)).first()
    return Visitor(row.name, Role(row.role)) if row else None


def end_session(connection: Connection, cookie: str, visitor: Visitor, now: datetime) -> None:
    """End a session."""
    connection.execute(delete(sessions).where(sessions.c.id_hash == hash_text(cookie)))
    note_event(connection, now, visitor.name, "logout", "")


def note_event(connection: Connection, now: datetime, name: str, event: str, detail: str) -> None:
    """Append a line to the audit log."""
    row = {"at": now, "name": name[:64], "event": event, "detail": detail[:400]}
    connection.execute(insert(audit), [row])


def load_audit(connection: Connection, limit: int) -> Sequence[Row[Any]]:
    """Load the newest lines of the audit log: at, name, event, detail."""
    columns = (audit.c.at, audit.c.name, audit.c.event, audit.c.detail)
    return list(connection.execute(select(*columns).order_by(audit.c.seq.desc()).limit(limit)))
