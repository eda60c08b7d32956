"""The demo's job on a Dask cluster whose worker and scheduler are killed in turn: every article ends stored once."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from tests.dask_cluster import DaskCluster
from tests.e2e.conftest import PRESS
from tests.e2e.outputs import read_outputs
from wartracker.cli.demo import open_demo, prepare_workspace
from wartracker.cli.press import PressServer
from wartracker.cluster import ClusterWorkers
from wartracker.errors import WorkersError
from wartracker.pipeline import TickOptions, run_tick
from wartracker.records import PageInput
from wartracker.store.database import connect, migrate, reading
from wartracker.store.tables import articles, pages
from wartracker.workers import Target

pytestmark = pytest.mark.full


def start(root: Path, cluster: DaskCluster) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "wartracker.cli.main", "--workspace", str(root), "-q", "run", "--once", "--force"]
    command += ["--executor", "dask", "--address", cluster.address]
    environ = {**os.environ, "WARTRACKER_RUN_BATCH": "4"}
    return subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def wait_for_articles(engine: Engine, least: int, process: subprocess.Popen[str]) -> None:
    """Wait until a run has stored so many articles."""
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline and process.poll() is None:
        with reading(engine) as connection:
            if (connection.scalar(select(func.count()).select_from(articles)) or 0) >= least:
                return
    raise AssertionError(f"the run ended or stood still before {least} articles were stored")


def test_killing_a_worker_and_the_scheduler_loses_and_doubles_nothing(tmp_path: Path) -> None:
    alone, shared = tmp_path / "alone", tmp_path / "shared"
    with PressServer(PRESS) as press, DaskCluster() as cluster:
        for root in (alone, shared):
            prepare_workspace(root)
        workspace = open_demo(alone, press.address)
        engine = connect(workspace.database)
        migrate(engine)
        run_tick(workspace, engine, TickOptions(force=True), lambda text: None)
        engine.dispose()

        engine = connect(open_demo(shared, press.address).database)
        migrate(engine)
        first = start(shared, cluster)
        wait_for_articles(engine, 4, first)
        cluster.kill_worker()
        cluster.start_workers(1)
        wait_for_articles(engine, 12, first)
        cluster.kill_scheduler()
        _, told = first.communicate(timeout=240)
        assert first.returncode == 4
        assert "the Dask scheduler went away" in told
        cluster.start_scheduler()
        cluster.start_workers()
        second = start(shared, cluster)
        _, told = second.communicate(timeout=240)
        assert second.returncode == 0, told
    with reading(engine) as connection:
        assert connection.scalars(select(pages.c.stage).distinct()).all() == ["done"]
        stored = connection.scalars(select(articles.c.page)).all()
    assert len(stored) == len(set(stored))
    engine.dispose()
    assert read_outputs(shared) == read_outputs(alone)


def test_a_cluster_without_workers_is_told_and_blames_no_page() -> None:
    target = Target("tests.worker_target:load", "tests.worker_target:analyse", "loaded")
    page = PageInput(id="a", url="fine", html=b"", charset=None)
    cluster = DaskCluster()
    cluster.start_scheduler()
    try:
        with (
            ClusterWorkers(lambda: target, cluster.address, 1, deserted_s=1.0) as workers,
            pytest.raises(WorkersError, match="has no worker"),
        ):
            workers.analyse([page], 60.0).result(timeout=120)
    finally:
        cluster.kill_scheduler()
