"""The tables of the watch: when jobs ran, which troubles stand, who was told of them."""

from __future__ import annotations

from sqlalchemy import Column, Float, MetaData, String, Table, Text

from wartracker.store.tables import Moment

# A metadata of its own: the first migration creates all tables of `tables.metadata`, these came later.
metadata = MetaData()

jobs = Table(
    "jobs",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("next_due", Moment),
    Column("started_at", Moment),
    Column("ended_at", Moment),
    Column("ok_at", Moment),  # end of the last one that went well
    Column("outcome", String(16)),  # ok failed
    Column("why", Text),  # what it did, or why it failed
    Column("took_s", Float),
)

notices = Table(
    "notices",
    metadata,
    Column("key", String(128), primary_key=True),  # word:subject
    Column("word", String(32), nullable=False),  # vocabulary.Trouble
    Column("subject", String(128), nullable=False),  # feed, candidate, job ...
    Column("says", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("closed_at", Moment),  # NULL: stands
)

deliveries = Table(  # what each channel was told last of a notice
    "deliveries",
    metadata,
    Column("key", String(128), primary_key=True),
    Column("channel", String(16), primary_key=True),
    Column("told", String(16), nullable=False),  # open closed
    Column("at", Moment, nullable=False),
)
