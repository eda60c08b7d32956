"""A file of articles or raw responses in, the workspace's store and outputs out: what no feed brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from wartracker.articles_in import parse_articles
from wartracker.collect.archive import ArchivedResponse, iterate_records
from wartracker.errors import InputError, StoreError
from wartracker.executor import open_workers
from wartracker.gather import publish_debate, resolve_debate, start_debate
from wartracker.ids import build_page_id
from wartracker.inputs import Progress, analyse_all, build_item
from wartracker.publishers import identify_publisher
from wartracker.records import Analysis, PageInput
from wartracker.store.analyses import find_analysed, save_analysis
from wartracker.store.database import reading, writing
from wartracker.urls import canonicalize_url, identity_url
from wartracker.workers import Item
from wartracker.workspace import Workspace

_BATCH = 50  # analyses a transaction


def ingest_file(
    path: Path, workspace: Workspace, engine: Engine, progress: Progress | None = None, *, resume: bool = False
) -> dict[str, Any]:
    """Take articles into a workspace; memory does not grow with the file.

    Args:
        path: JSON Lines of "Article in", or a WARC file (.warc, .warc.gz).
        workspace: where they go.
        engine: its database.
        progress: called with articles done and in all.
        resume: pass over what is stored already, as after an interruption.

    Returns:
        Counts: articles, passed over, what each stage said, candidates by debate.

    Raises:
        InputError: the file is missing, damaged, or a line is wrong; nothing was stored then.
    """
    total = sum(1 for _ in _iterate(path, workspace))  # the whole file is read once before anything is stored
    now = datetime.now(UTC)
    for debate in workspace.debates:
        start_debate(engine, workspace, debate, now)
    counts: Counter[str] = Counter()
    items = _iterate(path, workspace)
    fresh = _pass_over(items, engine, counts) if resume else items
    with open_workers(workspace) as workers:
        found = analyse_all(fresh, workers, workspace.settings.run)
        while batch := list(islice(found, _BATCH)):
            _store(engine, batch, now, counts)
            if progress:
                progress(counts["articles"] + counts["passed over"], total)
    told: dict[str, Any] = dict(sorted(counts.items()))
    for debate in workspace.debates:
        told[f"candidates {debate.name}"] = resolve_debate(engine, debate, workspace.gazetteers, now)
        publish_debate(engine, workspace, debate)
    return told


def _pass_over(items: Iterator[Item], engine: Engine, counts: Counter[str]) -> Iterator[Item]:
    while batch := list(islice(items, _BATCH)):
        with reading(engine) as connection:
            stored = find_analysed(connection, [item.id for item in batch])
        counts["passed over"] += len(stored)
        yield from (item for item in batch if item.id not in stored)


def _store(engine: Engine, batch: Sequence[Analysis], now: datetime, counts: Counter[str]) -> None:
    with writing(engine) as connection:
        for analysis in batch:
            save_analysis(connection, analysis, now)
            counts["articles"] += 1
            counts.update(f"{part.stage} {part.outcome.value}" for part in analysis.outcomes)


def _iterate(path: Path, workspace: Workspace) -> Iterator[Item]:
    try:
        if path.name.endswith((".warc", ".warc.gz")):
            for record in iterate_records(path):
                url = canonicalize_url(record.url)
                if url is not None and record.status == HTTPStatus.OK and "html" in (record.content_type or ""):
                    yield _page(url, record, workspace)
        else:
            with path.open("rb") as file:
                for line in parse_articles(file, str(path)):
                    yield build_item(line, workspace.publishers)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path) from error
    except StoreError as error:
        raise InputError("not a readable WARC file", path) from error


def _page(url: str, record: ArchivedResponse, workspace: Workspace) -> PageInput:
    publisher = identify_publisher(url, None, workspace.publishers)
    return PageInput(
        id=build_page_id(identity_url(url)),
        url=url,
        html=record.body,
        charset=(record.content_type or "").partition("charset=")[2].split(";")[0].strip(' "') or None,
        fetched_at=record.fetched_at,
        publisher=publisher.name,
        tier=publisher.tier,
        first_party_of=publisher.first_party_of,
    )
