"""Articles of a file in, what analyse takes out: the door for texts that no feed brought."""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from wartracker.articles_in import ArticleIn, parse_articles
from wartracker.config import RunSettings
from wartracker.errors import InputError
from wartracker.ids import hash_text
from wartracker.publishers import Publisher, Publishers, identify_publisher
from wartracker.records import Analysis, Article, Fault, PageInput, StageOutcome
from wartracker.vocabulary import ItemOutcome, Precision
from wartracker.workers import Batch, Item, Workers

EPOCH = datetime(1970, 1, 1, 12, tzinfo=UTC)
"""The time of an article that has none: a virtual clock's start."""

Progress = Callable[[int, int], None]
"""Called with articles done and in all."""


def build_item(item: ArticleIn, publishers: Publishers) -> Item:
    """Build what the workers analyse of one line: its text as given, or its html; ids are the input's."""
    publisher = identify_publisher(item.url, item.source, publishers)
    if item.text is None and item.html is not None:
        return build_page(item, publisher, item.published or EPOCH)
    return build_article(item, publisher)


def build_article(item: ArticleIn, publisher: Publisher) -> Article:
    """Build an article whose text is used as given, so that offsets point into the input."""
    text = item.text or ""
    return Article(
        id=item.id,
        url=item.url,
        title=item.title,
        text=text,
        lang=None,
        published_at=item.published,
        method="given",
        text_sha256=hash_text(unicodedata.normalize("NFC", text)),
        publisher=publisher.name,
        tier=publisher.tier,
        first_party_of=publisher.first_party_of,
        published_basis="given" if item.published else "seen",
        published_precision=Precision.DAY,
    )


def build_page(item: ArticleIn, publisher: Publisher, now: datetime) -> PageInput:
    """Build the page of an article that came as html."""
    return PageInput(
        id=item.id,
        url=item.url,
        html=(item.html or "").encode("utf-8", "replace"),
        charset="utf-8",
        feed_title=item.title,
        published_at=item.published,
        fetched_at=now,
        publisher=publisher.name,
        tier=publisher.tier,
        first_party_of=publisher.first_party_of,
    )


def read_articles(path: Path) -> list[ArticleIn]:
    """Read a JSON Lines file of articles.

    Raises:
        InputError: the file is missing or a line is wrong.
    """
    try:
        with path.open("rb") as file:
            return list(parse_articles(file, str(path)))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path) from error


def analyse_all(items: Iterable[Item], workers: Workers, settings: RunSettings) -> Iterator[Analysis]:
    """Analyse articles in the workers, in their order; no more are read than are under way.

    Args:
        items: pages or articles.
        workers: open workers.
        settings: section [run].

    Yields:
        One analysis each; an item that no worker survives is one with the outcome `quarantined`.
    """
    running: deque[tuple[list[Item], Future[Batch]]] = deque()
    for batch in _batches(items, settings.batch):
        running.append((batch, workers.analyse(batch, settings.analyse_deadline_s)))
        if len(running) > 2 * workers.width:
            yield from _finish(*running.popleft())
    while running:
        yield from _finish(*running.popleft())


def _batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def _finish(batch: list[Item], future: Future[Batch]) -> Iterator[Analysis]:
    for item, found in zip(batch, future.result(), strict=True):
        if isinstance(found, Fault):
            words = (StageOutcome("gate", ItemOutcome.QUARANTINED, found.why),)
            yield Analysis(item.id, None, "", (), (), words, "")
        else:
            yield found
