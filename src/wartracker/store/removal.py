"""A page in, its words gone from every table; what was found in it stays."""

from __future__ import annotations

from sqlalchemy import Connection, delete, update

from wartracker.store.analyses import compress
from wartracker.store.pages import REMOVED
from wartracker.store.spool import spool
from wartracker.store.tables import articles, entries, pages
from wartracker.vocabulary import ItemOutcome

NO_MENTIONS = "[]"


def forget_text(connection: Connection, page: str) -> dict[str, int]:
    """Empty the text of a page, its articles and its sightings, and close the page for good.

    Args:
        connection: a writing transaction.
        page: page id.

    Returns:
        Counts of emptied articles and entries.
    """
    blank = {"text": compress(""), "lead": "", "mentions": compress(NO_MENTIONS), "method": "removed"}
    count = connection.execute(update(articles).where(articles.c.page == page).values(blank)).rowcount
    words = {"summary": "", "content": None}
    seen = connection.execute(update(entries).where(entries.c.page == page).values(words)).rowcount
    closed = {
        "stage": REMOVED,
        "outcome": ItemOutcome.REMOVED.value,
        "why": "removed at its publisher's wish",
        "visible": None,
        "warc_file": None,
        "warc_offset": None,
        "next_due": None,
        "lease_until": None,
    }
    connection.execute(update(pages).where(pages.c.id == page).values(closed))
    connection.execute(delete(spool).where(spool.c.page == page))
    return {"articles": count, "entries": seen}
