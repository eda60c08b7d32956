"""A file of articles or raw responses in, the workspace's store and outputs out: what no feed brought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from wartracker.analyse import Toolbox, analyse_page, build_toolbox
from wartracker.collect.archive import ArchivedResponse, iterate_records
from wartracker.errors import InputError, StoreError
from wartracker.gather import publish_debate, resolve_debate, start_debate
from wartracker.ids import build_page_id
from wartracker.inputs import Progress, analyse_all, read_articles
from wartracker.publishers import identify_publisher
from wartracker.records import Analysis, PageInput
from wartracker.store.analyses import save_analysis
from wartracker.store.database import writing
from wartracker.urls import canonicalize_url, identity_url
from wartracker.workspace import Workspace, ner_digest, ner_folder

_BATCH = 50  # analyses a transaction


def ingest_file(path: Path, workspace: Workspace, engine: Engine, progress: Progress | None = None) -> dict[str, Any]:
    """Take articles into a workspace.

    Args:
        path: JSON Lines of "Article in", or a WARC file (.warc, .warc.gz).
        workspace: where they go.
        engine: its database.
        progress: called with articles done and in all.

    Returns:
        Counts: articles, what each stage said, candidates by debate.

    Raises:
        InputError: the file is missing, damaged, or a line is wrong; nothing was stored then.
    """
    toolbox = build_toolbox(workspace.debates, workspace.gazetteers, ner_folder(), ner_digest())
    now = datetime.now(UTC)
    if path.name.endswith((".warc", ".warc.gz")):
        found: Iterator[Analysis] = _analyse_warc(path, workspace, toolbox)
    else:
        items = read_articles(path)
        found = (analysis for _, analysis in analyse_all(items, workspace, toolbox, progress))
    for debate in workspace.debates:
        start_debate(engine, workspace, debate, now)
    counts: Counter[str] = Counter()
    batch: list[Analysis] = []
    for analysis in found:
        batch.append(analysis)
        if len(batch) == _BATCH:
            _store(engine, batch, now, counts)
            batch = []
    _store(engine, batch, now, counts)
    told: dict[str, Any] = dict(sorted(counts.items()))
    for debate in workspace.debates:
        told[f"candidates {debate.name}"] = resolve_debate(engine, debate, workspace.gazetteers, now)
        publish_debate(engine, workspace, debate)
    return told


def _store(engine: Engine, batch: Sequence[Analysis], now: datetime, counts: Counter[str]) -> None:
    if not batch:
        return
    with writing(engine) as connection:
        for analysis in batch:
            save_analysis(connection, analysis, now)
            counts["articles"] += 1
            counts.update(f"{part.stage} {part.outcome.value}" for part in analysis.outcomes)


def _analyse_warc(path: Path, workspace: Workspace, toolbox: Toolbox) -> Iterator[Analysis]:
    try:
        for record in iterate_records(path):
            url = canonicalize_url(record.url)
            if url is not None and record.status == HTTPStatus.OK and "html" in (record.content_type or ""):
                yield analyse_page(_page(url, record, workspace), toolbox)
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
