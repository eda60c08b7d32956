"""A publisher's wish in, its text gone out: the fact and its link stay, the words do not."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from wartracker.collect.archive import blank_record
from wartracker.errors import NotFoundError
from wartracker.store.database import reading, writing
from wartracker.store.pages import find_page
from wartracker.store.removal import forget_text
from wartracker.urls import canonicalize_url, identity_url


def remove_text(engine: Engine, archive: Path, url: str) -> dict[str, int]:
    """Delete the stored text of an address: article, feed text, visible text, raw page.

    Claims and decisions stay with their short quotes; the page is not fetched again, whatever feeds say.

    Args:
        engine: the database.
        archive: folder of the raw pages.
        url: the address.

    Returns:
        Counts of what was emptied.

    Raises:
        NotFoundError: it was never seen; StoreError: database or disk refused, ask again.
    """
    canonical = canonicalize_url(url) or url
    with reading(engine) as connection:
        page = find_page(connection, identity_url(canonical), url)
    if page is None:
        raise NotFoundError(f"{url} was never seen")
    blanked = 0
    if page.warc_file is not None:
        blanked = int(blank_record(archive, page.warc_file, page.warc_offset))
    with writing(engine) as connection:
        counts = forget_text(connection, page.id)
    return {**counts, "raw pages": blanked}
