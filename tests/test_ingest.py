"""Files of articles taken into a workspace: stored once, whatever happens in between; a damaged file stores nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from wartracker.cli.door import open_store
from wartracker.cli.setup import shipped
from wartracker.collect.archive import Archive
from wartracker.errors import InputError
from wartracker.ingest import ingest_file
from wartracker.records import FetchResult
from wartracker.store.database import reading
from wartracker.store.tables import articles, outcomes
from wartracker.vocabulary import PollOutcome
from wartracker.workspace import Workspace, open_workspace

STORY = (
    "Nordlicht AI released Polarstern 2 today. The open-weight language model has 24 billion parameters, and its "
    "weights can be downloaded under the Apache 2.0 license. Nordlicht AI says that Polarstern 2 beats older models "
    "of its size at mathematics. "
)
QUIET = "The bakery on the corner sells rye bread again. Its owner has been ill for a month and is glad to be back. "


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "pipelines").symlink_to(shipped("pipelines"))
    (tmp_path / "feeds.yaml").write_text("feeds: []\n")
    return open_workspace(tmp_path, {"WARTRACKER_RUN_WORKERS": "1"})


@pytest.fixture
def engine(workspace: Workspace) -> Iterator[Engine]:
    engine = open_store(workspace)
    yield engine
    engine.dispose()


def write_lines(path: Path, count: int) -> Path:
    rows = [
        {
            "id": f"a{number}",
            "url": f"https://paper.example/{number}",
            "title": f"Story {number}" if number % 2 else f"Nordlicht AI Releases Polarstern 2, Part {number}",
            "published": "2026-03-01",
            "text": (QUIET if number % 2 else STORY) * 4,
        }
        for number in range(count)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def count_stored(engine: Engine) -> tuple[int, int]:
    with reading(engine) as connection:
        judged = connection.scalar(select(func.count()).where(outcomes.c.stage == "gate"))
        return judged or 0, connection.scalar(select(func.count()).select_from(articles)) or 0


def test_lines_are_stored_once_and_an_interrupted_file_is_resumed(workspace: Workspace, engine: Engine) -> None:
    seen: list[tuple[int, int]] = []
    first = ingest_file(write_lines(workspace.root / "half.jsonl", 6), workspace, engine)
    whole = write_lines(workspace.root / "whole.jsonl", 10)
    second = ingest_file(whole, workspace, engine, lambda done, total: seen.append((done, total)), resume=True)
    assert (first["articles"], second["articles"], second["passed over"]) == (6, 4, 6)
    assert seen[-1] == (10, 10)
    assert second["gate kept"] == 2
    again = ingest_file(whole, workspace, engine)
    assert again["articles"] == 10
    assert again["candidates open-weights"]["new"] == 0
    assert count_stored(engine) == (10, 5)


def test_a_warc_file_of_another_crawl_is_read(workspace: Workspace, engine: Engine) -> None:
    page = f"<html><head><title>Polarstern 2</title></head><body><article><p>{STORY * 4}</p></article></body></html>"
    with Archive(workspace.root / "crawl") as archive:
        for number in range(3):
            url = f"https://paper.example/{number}"
            headers = (("Content-Type", "text/html; charset=utf-8" if number else "application/pdf"),)
            at = datetime(2026, 3, 1, tzinfo=UTC)
            archive.append(FetchResult(url, url, PollOutcome.OK, at, 200, headers, page.encode()))
        archive.flush()
    (file,) = (workspace.root / "crawl").glob("*.warc.gz")
    told = ingest_file(file, workspace, engine)
    assert told["articles"] == 2
    assert ingest_file(file, workspace, engine, resume=True)["passed over"] == 2
    assert count_stored(engine) == (2, 2)


def test_a_file_with_one_bad_line_stores_nothing(workspace: Workspace, engine: Engine) -> None:
    path = write_lines(workspace.root / "bad.jsonl", 4)
    path.write_text(path.read_text() + "not JSON\n")
    with pytest.raises(InputError, match="5: not JSON"):
        ingest_file(path, workspace, engine)
    assert count_stored(engine) == (0, 0)
