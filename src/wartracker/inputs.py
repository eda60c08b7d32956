"""Articles of a file in, what analyse takes out: the door for texts that no feed brought."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from wartracker.analyse import Toolbox, analyse_article, analyse_page
from wartracker.articles_in import ArticleIn, parse_articles
from wartracker.errors import InputError
from wartracker.ids import hash_text
from wartracker.publishers import Publisher, Publishers, identify_publisher
from wartracker.records import Analysis, Article, PageInput
from wartracker.vocabulary import Precision
from wartracker.workspace import Workspace

EPOCH = datetime(1970, 1, 1, 12, tzinfo=UTC)
"""The time of an article that has none: a virtual clock's start."""

Progress = Callable[[int, int], None]
"""Called with articles done and in all."""


def analyse_input(item: ArticleIn, publishers: Publishers, toolbox: Toolbox, now: datetime) -> Analysis:
    """Analyse one article of a file: its text as given, or its html extracted.

    Args:
        item: the article.
        publishers: who publishes on which host.
        toolbox: compiled stages.
        now: the time that stands for "fetched".

    Returns:
        The analysis; ids are the input's.
    """
    publisher = identify_publisher(item.url, item.source, publishers)
    if item.text is None and item.html is not None:
        return analyse_page(build_page(item, publisher, now), toolbox)
    return analyse_article(build_article(item, publisher), toolbox)


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


def analyse_all(
    items: Sequence[ArticleIn], workspace: Workspace, toolbox: Toolbox, progress: Progress | None = None
) -> Iterator[tuple[ArticleIn, Analysis]]:
    """Analyse articles one after the other, telling how far it is."""
    for count, item in enumerate(items, 1):
        yield item, analyse_input(item, workspace.publishers, toolbox, item.published or EPOCH)
        if progress:
            progress(count, len(items))
