"""What workers found in fetched pages in, rows and archived responses out; or the pages themselves, for others to do.

A collector that has no workers spools what it fetched; processes of `wartracker analyse` claim it, here or on other
machines. The raw responses of kept pages come back to the collector's archive, which has one writer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine

from wartracker.collect.archive import Archive
from wartracker.collected import Fault, FetchedPage
from wartracker.records import Analysis
from wartracker.store.analyses import save_analysis
from wartracker.store.database import reading, writing
from wartracker.store.pages import count_failure, finish_page, note_archived
from wartracker.store.spool import drop_spooled, list_kept, load_spooled, put_spooled
from wartracker.vocabulary import ItemOutcome

RETRY_ANALYSIS = timedelta(hours=1)
_BATCH = 50

Word = tuple[str, ItemOutcome]
"""A stage and what it did with an item."""


def store_batch(
    engine: Engine, batch: Sequence[FetchedPage], found: Sequence[Analysis | Fault], archive: Archive | None
) -> list[Word]:
    """Store a batch in one transaction; raw responses of kept pages are on disk, or still spooled, before it commits.

    Args:
        engine: the database.
        batch: the pages.
        found: what the workers say of each.
        archive: of the collector; None for an analyser, which leaves kept responses in the spool.

    Returns:
        One word a page and stage.
    """
    places: dict[str, tuple[str, int]] = {}
    if archive is not None:
        for page, result in zip(batch, found, strict=True):
            if _is_kept(page, result):
                places[page.input.id] = archive.append(page.result)  # type: ignore[arg-type]
        archive.flush()
    words: list[Word] = []
    with writing(engine) as connection:
        for page, result in zip(batch, found, strict=True):
            words += _store_one(connection, page, result, places.get(page.input.id))
        if archive is None:
            ended = [
                page.input.id
                for page, result in zip(batch, found, strict=True)
                if isinstance(result, Analysis) and not _is_kept(page, result)
            ]
            drop_spooled(connection, ended)
    return words


def _is_kept(page: FetchedPage, result: Analysis | Fault) -> bool:
    return isinstance(result, Analysis) and result.article is not None and page.result is not None


def _store_one(
    connection: Connection, page: FetchedPage, result: Analysis | Fault, place: tuple[str, int] | None
) -> list[Word]:
    at = page.input.fetched_at or datetime.now(UTC)
    if isinstance(result, Fault):
        outcome = count_failure(connection, page.input.id, result.why, datetime.now(UTC) + RETRY_ANALYSIS)
        return [("gate", outcome)]
    save_analysis(connection, result, at)
    finish_page(
        connection,
        page.input.id,
        page.outcome,
        at,
        why=page.why,
        status=page.result.status if page.result else None,
        charset=page.input.charset,
        warc=place,
        visible=result.visible or None,
        made_by=result.made_by,
    )
    return [(part.stage, part.outcome) for part in result.outcomes]


def spool_batch(engine: Engine, batch: Sequence[FetchedPage]) -> None:
    """Leave fetched pages to analysers."""
    with writing(engine) as connection:
        put_spooled(connection, batch)


def archive_spooled(engine: Engine, archive: Archive, owns: Callable[[str], bool]) -> int:
    """Bring the raw responses of pages that analysers kept from the spool to the archive.

    Args:
        engine: the database.
        archive: of this collector.
        owns: tells whether a politeness group is this collector's.

    Returns:
        How many.
    """
    with reading(engine) as connection:
        ids = [row.page for row in list_kept(connection) if owns(row.domain)]
    for start in range(0, len(ids), _BATCH):
        with reading(engine) as connection:
            found = load_spooled(connection, ids[start : start + _BATCH])
        places = {page.input.id: archive.append(page.result) for page in found if page.result is not None}
        archive.flush()
        with writing(engine) as connection:
            for identifier, place in places.items():
                note_archived(connection, identifier, place)
            drop_spooled(connection, [page.input.id for page in found])
    return len(ids)
