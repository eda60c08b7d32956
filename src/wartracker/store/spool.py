"""Fetched pages in, work for `wartracker analyse` out: how collectors and analysers of several machines meet."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, MetaData, Row, String, Table, Text, delete, select, update

from wartracker.codec import dump_record, load_record
from wartracker.collected import FetchedPage, FetchResult, PageInput
from wartracker.store.database import upsert
from wartracker.store.pages import ANALYSE, DONE, is_waiting
from wartracker.store.tables import pages
from wartracker.vocabulary import ItemOutcome

metadata = MetaData()  # its own: the third migration creates it

spool = Table(
    "spool",
    metadata,
    Column("page", String(40), primary_key=True),
    Column("input", Text, nullable=False),  # JSON of PageInput without the body
    Column("body", LargeBinary, nullable=False),  # zlib
    Column("result", Text),  # JSON of FetchResult without the body; NULL where nothing was fetched
    Column("outcome", String(32), nullable=False),  # of fetching
    Column("why", Text, nullable=False),
)


def put_spooled(connection: Connection, found: Iterable[FetchedPage]) -> None:
    """Put fetched pages where any analyser can claim them, and give the collector's leases on them back."""
    rows = [
        {
            "page": page.input.id,
            "input": dump_record(replace(page.input, html=b"")),
            "body": zlib.compress(page.input.html, 6),
            "result": dump_record(page.result.drop_body()) if page.result else None,
            "outcome": page.outcome.value,
            "why": page.why,
        }
        for page in found
    ]
    upsert(connection, spool, rows)
    moved = update(pages).where(pages.c.id.in_([row["page"] for row in rows]))
    connection.execute(moved.values(stage=ANALYSE, tries=0, next_due=None, lease_until=None, lease_owner=None))


def claim_spooled(connection: Connection, owner: str, now: datetime, until: datetime, limit: int) -> list[FetchedPage]:
    """Lease the most promising pages that wait for analysis; what others hold is passed over, not waited for.

    Args:
        connection: a writing transaction.
        owner: of the leases.
        now: aware UTC.
        until: end of the leases; then the pages are work again.
        limit: how many at most.
    """
    free = select(pages.c.id).where(is_waiting(now, ANALYSE)).order_by(pages.c.priority.desc(), pages.c.id).limit(limit)
    wanted = pages.c.id.in_(free.with_for_update(skip_locked=True))
    taken = list(
        connection.scalars(
            update(pages).where(wanted).values(lease_until=until, lease_owner=owner).returning(pages.c.id)
        )
    )
    return load_spooled(connection, taken)


def list_kept(connection: Connection) -> list[Row[Any]]:
    """List analysed pages whose raw responses wait to be archived: page, domain."""
    query = select(spool.c.page, pages.c.domain).join(pages, pages.c.id == spool.c.page)
    return list(connection.execute(query.where(pages.c.stage == DONE).order_by(spool.c.page)))


def load_spooled(connection: Connection, ids: Sequence[str]) -> list[FetchedPage]:
    """Load spooled pages, by id."""
    query = select(spool).where(spool.c.page.in_(ids)).order_by(spool.c.page)
    return [_read(row) for row in connection.execute(query)]


def drop_spooled(connection: Connection, ids: Sequence[str]) -> None:
    """Drop raw responses that nobody needs any more."""
    connection.execute(delete(spool).where(spool.c.page.in_(ids)))


def _read(row: Row[Any]) -> FetchedPage:
    body = zlib.decompress(row.body)
    result = load_record(FetchResult, row.result) if row.result else None
    return FetchedPage(
        input=replace(load_record(PageInput, row.input), html=body),
        outcome=ItemOutcome(row.outcome),
        why=row.why,
        result=replace(result, body=body) if result else None,
    )
