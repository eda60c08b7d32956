"""The tables of those who decide: curators, their sessions, what they did, what they wrote."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text

from wartracker.store.tables import Moment

# A metadata of its own: the first migration creates all tables of `tables.metadata`, these are of the second.
metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("role", String(16), nullable=False),  # curator viewer
    Column("token_hash", String(64), nullable=False, unique=True),  # SHA-256; the token itself is shown once
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id_hash", String(64), primary_key=True),  # SHA-256 of the cookie
    Column("name", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index("sessions_name", "name"),
)

audit = Table(  # append-only; decisions are their own record
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("name", String(64), nullable=False),
    Column("event", String(32), nullable=False),  # login login-refused logout user-added user-revoked ...
    Column("detail", Text, nullable=False),
)

texts = Table(  # append-only: the last row of a part counts
    "texts",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("debate", String(64), nullable=False),
    Column("part", String(16), nullable=False),  # synthesis arc
    Column("body", Text, nullable=False),  # Markdown
    Column("curator", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Index("texts_part", "debate", "part", "seq"),
)

assignments = Table(  # a hint with an end, never a lock
    "assignments",
    metadata,
    Column("candidate", String(40), primary_key=True),
    Column("debate", String(64), nullable=False),
    Column("curator", String(64), nullable=False),
    Column("until", Moment, nullable=False),
    Index("assignments_debate", "debate"),
)

saved_filters = Table(
    "saved_filters",
    metadata,
    Column("debate", String(64), primary_key=True),
    Column("curator", String(64), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("query", Text, nullable=False),  # the query of an address, as write_filters writes it
)

misses = Table(  # what a curator had to add by hand, and what would keep the next one from being missed
    "misses",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("debate", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("advice", Text, nullable=False),  # sentences, one a line
    Column("curator", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("settled_by", String(64)),
    Column("settled_at", Moment),
)
