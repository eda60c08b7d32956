"""A span of days in, what was analysed in it out; and back: what a new analysis changed."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from wartracker.records import Article
from wartracker.store.analyses import load_article
from wartracker.store.pages import DONE, QUARANTINE, SIGHTING
from wartracker.store.tables import articles, entries, pages

_CHUNK = 500


def list_replayable(connection: Connection, since: datetime, until: datetime, made_by: str | None) -> list[Row[Any]]:
    """List finished pages by the time they were fetched.

    Args:
        connection: a reading transaction.
        since: first moment.
        until: first moment after the span.
        made_by: leave out what was made by this already; None: take all.

    Returns:
        Rows with the page's columns but its text, whether there is a text (`has_visible`), the id of its article
        (`article`) and the sighting's columns as entry_*.
    """
    wanted = and_(pages.c.stage == DONE, pages.c.fetched_at >= since, pages.c.fetched_at < until)
    if made_by is not None:
        wanted = and_(wanted, or_(pages.c.made_by.is_(None), pages.c.made_by != made_by))
    columns = [column for column in pages.columns if column.name != "visible"]
    query = (
        select(
            *columns,
            pages.c.visible.is_not(None).label("has_visible"),
            articles.c.id.label("article"),
            *SIGHTING,
        )
        .select_from(
            pages.outerjoin(entries, entries.c.id == pages.c.entry).outerjoin(articles, articles.c.page == pages.c.id)
        )
        .where(wanted)
        .order_by(pages.c.fetched_at, pages.c.id)
    )
    return list(connection.execute(query))


def list_given(connection: Connection, since: datetime, until: datetime, made_by: str | None) -> list[str]:
    """List the ids of articles that no page stands behind (`ingest`), by the time they were stored."""
    wanted = and_(articles.c.stored_at >= since, articles.c.stored_at < until)
    if made_by is not None:
        wanted = and_(wanted, articles.c.made_by != made_by)
    query = select(articles.c.id).outerjoin(pages, pages.c.id == articles.c.page)
    return list(
        connection.scalars(query.where(wanted, pages.c.id.is_(None)).order_by(articles.c.stored_at, articles.c.id))
    )


def list_quarantined(connection: Connection, since: datetime, until: datetime) -> list[str]:
    """List pages that were set aside, by the time they were first seen."""
    wanted = and_(pages.c.stage == QUARANTINE, pages.c.first_seen_at >= since, pages.c.first_seen_at < until)
    return list(connection.scalars(select(pages.c.id).where(wanted).order_by(pages.c.id)))


def load_visible(connection: Connection, page: str) -> str:
    """Load the visible text kept of a dropped page, empty when there is none."""
    packed = connection.scalar(select(pages.c.visible).where(pages.c.id == page))
    return zlib.decompress(packed).decode("utf-8", "surrogatepass") if packed else ""


def load_stored(connection: Connection, ids: Sequence[str]) -> list[tuple[str, Article]]:
    """Load articles with the pages they belong to: (page, article)."""
    owner: dict[str, str] = {}
    for start in range(0, len(ids), _CHUNK):
        query = select(articles.c.id, articles.c.page).where(articles.c.id.in_(ids[start : start + _CHUNK]))
        owner.update((row.id, row.page or row.id) for row in connection.execute(query))
    return [(owner[identifier], load_article(connection, identifier)[0]) for identifier in ids if identifier in owner]


def mark_replayed(connection: Connection, page: str, made_by: str, visible: str | None) -> None:
    """Record what analysed a page last; the text of a page that is dropped now is kept, of a kept one forgotten."""
    packed = zlib.compress(visible.encode("utf-8", "surrogatepass"), 6) if visible else None
    connection.execute(update(pages).where(pages.c.id == page).values(made_by=made_by, visible=packed))
    connection.execute(update(articles).where(articles.c.page == page).values(made_by=made_by))
