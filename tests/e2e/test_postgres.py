"""The demo's job on a real PostgreSQL server: the same files as on the embedded database."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

from tests.e2e.conftest import PRESS
from tests.e2e.outputs import read_outputs
from tests.postgres import PostgresServer
from wartracker.cli.demo import open_demo, prepare_workspace
from wartracker.cli.press import PressServer
from wartracker.pipeline import TickOptions, run_tick
from wartracker.store.database import connect, migrate, reading, writing
from wartracker.store.spool import spool
from wartracker.store.tables import pages

pytestmark = pytest.mark.full


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


def start(root: Path, address: str, *arguments: str, **environ: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "wartracker.cli.main", "--workspace", str(root), "--quiet", *arguments]
    settings = {"WARTRACKER_DATABASE": address, "WARTRACKER_RUN_WORKERS": "0", **environ}
    return subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.PIPE, text=True)


def wait_for_work(engine: Engine) -> None:
    """Wait until some process holds pages to analyse."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with reading(engine) as connection:
            if connection.scalar(select(pages.c.id).where(pages.c.lease_until.is_not(None)).limit(1)):
                return
    raise AssertionError("nobody took up work")


def finish(processes: list[subprocess.Popen[str]]) -> None:
    for process in processes:
        _, told = process.communicate(timeout=300)
        assert process.returncode == 0, told


def test_two_collectors_and_three_analysers_do_what_one_process_does(tmp_path: Path, postgres: PostgresServer) -> None:
    alone, together, address = tmp_path / "alone", tmp_path / "together", postgres.make_database()
    with PressServer(PRESS) as press:
        run_press(alone, f"sqlite:///{tmp_path}/alone.sqlite3", press)
        prepare_workspace(together)
        sources = len(open_demo(together, press.address).feeds)
        asked = press.count() - sources  # by the first of the two ticks
        engine = connect(address)
        migrate(engine)

        def collect() -> None:
            run = ("run", "--once", "--force")
            finish([start(together, address, *run, WARTRACKER_COLLECT_SHARD=shard) for shard in ("1/2", "2/2")])

        before = press.count()
        collect()
        assert press.count() - before == asked, "two collectors asked for other things than one"
        killed = start(together, address, "analyse", WARTRACKER_RUN_WORKERS="1")
        others = [start(together, address, "analyse", "--once", WARTRACKER_RUN_WORKERS="1") for _ in range(2)]
        wait_for_work(engine)
        killed.kill()
        killed.communicate()
        finish(others)
        with writing(engine) as connection:  # as time would: a lease that runs out is work again
            connection.execute(update(pages).values(lease_until=None))
        finish([start(together, address, "analyse", "--once", WARTRACKER_RUN_WORKERS="1")])
        collect()
    with reading(engine) as connection:
        assert connection.scalars(select(pages.c.stage).distinct()).all() == ["done"]
        assert connection.execute(select(spool.c.page)).all() == []
    engine.dispose()
    assert read_outputs(together) == read_outputs(alone)
