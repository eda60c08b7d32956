"""The demo's job on a real PostgreSQL server: the same files as on the embedded database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.e2e.conftest import PRESS
from tests.postgres import PostgresServer
from wartracker.cli.demo import open_demo, prepare_workspace
from wartracker.cli.press import PressServer
from wartracker.pipeline import TickOptions, run_tick
from wartracker.store.database import connect, migrate

pytestmark = pytest.mark.full


def read_outputs(root: Path) -> dict[str, bytes]:
    folder = root / "output" / "open-weights"
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def run_press(root: Path, address: str, press: PressServer) -> dict[str, int]:
    """Run two ticks on a fresh database; return what the second one changed."""
    prepare_workspace(root)
    workspace = open_demo(root, press.address)
    engine: Engine = connect(address)
    migrate(engine)
    try:
        run_tick(workspace, engine, TickOptions(force=True), lambda text: None)
        before = read_outputs(root)
        report = run_tick(workspace, engine, TickOptions(force=True), lambda text: None)
    finally:
        engine.dispose()
    assert set(report["stages"]["feeds"]) == {"not-modified"}
    assert read_outputs(root) == before
    counts: dict[str, int] = report["candidates"]["open-weights"]
    return counts


def test_both_databases_give_the_same_files(tmp_path: Path, postgres: PostgresServer) -> None:
    with PressServer(PRESS) as press:
        embedded = run_press(tmp_path / "embedded", f"sqlite:///{tmp_path}/embedded.sqlite3", press)
        served = run_press(tmp_path / "served", postgres.make_database(), press)
    assert embedded == served
    assert (served["new"], served["changed"], served["superseded"]) == (0, 0, 0)
    assert read_outputs(tmp_path / "embedded") == read_outputs(tmp_path / "served")
