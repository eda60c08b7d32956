"""Workspaces of earlier versions: today's code opens them, and loses no decision, accession or word of the timeline."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, inspect

from tests.cli.call import Answer, call
from tests.collect.servers import Request, serve_beside
from wartracker.cli.door import open_store
from wartracker.store.database import HEAD, check_integrity, connect, migrate, read_schema
from wartracker.workspace import open_workspace

STORED = Path(__file__).resolve().parents[1] / "data" / "upgrade"
VERSIONS = sorted(path for path in STORED.iterdir() if path.is_dir())

Run = Callable[..., Answer]


@pytest.fixture(params=VERSIONS, ids=lambda path: path.name)
def stored(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def workspace(tmp_path: Path, stored: Path) -> Path:
    root = tmp_path / "workspace"
    shutil.copytree(stored, root)
    (root / "timeline.json").unlink()
    (root / "output").mkdir()
    database = sqlite3.connect(root / "output" / "wartracker.sqlite3")
    database.executescript((root / "database.sql").read_text(encoding="utf-8"))
    database.close()
    return root


@pytest.fixture
def run(workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return lambda *arguments: call(monkeypatch, capsys, "--workspace", str(workspace), *arguments)


def read_rows(root: Path, query: str) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(root / "output" / "wartracker.sqlite3")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def describe(engine: Engine) -> dict[str, object]:
    """Describe a schema: columns, keys and indexes of every table."""
    told: dict[str, object] = {}
    seen = inspect(engine)
    for table in sorted(seen.get_table_names()):
        columns = {one["name"]: (str(one["type"]), one["nullable"]) for one in seen.get_columns(table)}
        indexes = {one["name"]: (one["column_names"], one["unique"]) for one in seen.get_indexes(table)}
        unique = sorted(sorted(one["column_names"]) for one in seen.get_unique_constraints(table))
        foreign = sorted((one["constrained_columns"], one["referred_table"]) for one in seen.get_foreign_keys(table))
        told[table] = (columns, seen.get_pk_constraint(table)["constrained_columns"], indexes, unique, foreign)
    return told


def test_the_schema_becomes_that_of_a_new_database(workspace: Path, stored: Path, tmp_path: Path) -> None:
    old = connect(f"sqlite:///{workspace / 'output' / 'wartracker.sqlite3'}")
    assert read_schema(old) == stored.name
    migrate(old)
    new = connect(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    migrate(new)
    assert read_schema(old) == HEAD
    assert describe(old) == describe(new)
    assert check_integrity(old) == []
    old.dispose()
    new.dispose()


def test_decisions_and_the_timeline_are_kept(run: Run, workspace: Path, stored: Path) -> None:
    query = "SELECT seq, id, debate, candidate, version, verdict, accession, body, decided_at FROM decisions"
    before = read_rows(workspace, query)
    assert len(before) == 4
    assert run("timeline", "build").code == 0
    assert read_rows(workspace, query) == before
    expected = json.loads((stored / "timeline.json").read_text(encoding="utf-8"))
    found = json.loads((workspace / "output" / "open" / "timeline.json").read_text(encoding="utf-8"))
    assert len(found["events"]) == len(expected["events"]) == 1
    for old, new in zip(expected["events"], found["events"], strict=True):
        assert {key: new[key] for key in old} == old  # a later version may say more, never less or otherwise
    log = json.loads(run("review", "log", "--json").out)["decisions"]
    assert [one["verdict"] for one in log] == ["edit_accept", "reject", "undo", "reject"]
    assert json.loads(run("review", "list", "--json").out)["candidates"] == []


def test_work_goes_on(run: Run, workspace: Path) -> None:
    """Validators are remembered, decided candidates stay decided when told again, an old decision can be undone."""
    conditions: list[bytes | None] = []

    def not_modified(request: Request) -> bytes:
        conditions.append(request.headers.get("if-none-match"))
        return b"HTTP/1.1 304 Not Modified\r\n\r\n"

    with serve_beside({"/feed": not_modified}) as server:
        settings = workspace / "wartracker.toml"
        reach = (
            f'allow_private = ["127.0.0.1"]\nresolve = {{"*.example" = "127.0.0.1:{server.port}"}}\nhost_gap_s = 0\n'
        )
        settings.write_text(settings.read_text(encoding="utf-8").replace("[run]", f"{reach}[run]"), encoding="utf-8")
        told = run("run", "--once", "--force")
    assert told.code == 0, told
    assert conditions == [b'"1"', b'"1"']
    assert {row[0] for row in read_rows(workspace, "SELECT domain FROM feeds")} == {"quillon.example", "wire.example"}
    assert json.loads(run("review", "list", "--json").out)["candidates"] == []
    assert run("review", "undo").code == 0  # of the rejection: the candidate waits again
    (again,) = json.loads(run("review", "list", "--json").out)["candidates"]
    assert "Ember 3" in again["title"]
    assert run("review", "accept", again["id"]).code == 0
    assert run("timeline", "build").code == 0
    found = json.loads((workspace / "output" / "open" / "timeline.json").read_text(encoding="utf-8"))["events"]
    assert sorted((event["id"], event["accession"]["number"]) for event in found) == [("evt-1", 1), ("evt-2", 2)]
    engine = open_store(open_workspace(workspace, {}))
    assert check_integrity(engine) == []
    engine.dispose()
