"""`run --once` over real HTTP: stopped in the middle, taken up again; and which runs are a sign of health."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.cli.call import Run
from tests.cli.small import write_workspace
from tests.cli.test_feeds import entry, today
from tests.collect.servers import RawServer, Request, answer, serve_beside
from wartracker.cli.door import open_store
from wartracker.store.database import reading
from wartracker.store.runs import load_heartbeat
from wartracker.store.tables import entries, runs
from wartracker.workspace import open_workspace

FEEDS = "feeds:\n" + entry("good") + entry("slow")
STORY = answer(b"<html><title>Story</title><body><p>The weights can be downloaded.</p></body></html>")


@pytest.fixture
def server() -> Iterator[RawServer]:
    routes: dict[str, Any] = {
        "good.example/feed": answer(today("good.example")),
        "slow.example/feed": answer(today("slow.example")),
        "/robots.txt": answer(b"", "404 Not Found"),
        **{f"/news/story-{number}": STORY for number in range(3)},
    }
    with serve_beside(routes) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, server: RawServer) -> Path:
    return write_workspace(tmp_path / "workspace", FEEDS, server.port)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_run_ends_its_transaction_and_exits_cleanly(
    run: Run, workspace: Path, server: RawServer, number: signal.Signals
) -> None:
    asked = threading.Event()
    whole = server.routes["slow.example/feed"]

    async def say_nothing(request: Request, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await asyncio.sleep(3600)

    server.routes["slow.example/feed"] = say_nothing
    command = [sys.executable, "-m", "wartracker.cli.main", "--workspace", str(workspace), "run", "--once"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert asked.wait(120)
        process.send_signal(number)
        out, told = process.communicate(timeout=120)
    assert (process.returncode, out) == (0, ""), told
    assert "stopped; what was under way is work again at the next run" in told
    engine = open_store(open_workspace(workspace, {}))
    with reading(engine) as connection:
        assert load_heartbeat(connection) is None  # the lock is given back
    server.routes["slow.example/feed"] = whole
    assert run("run", "--once").code == 0
    with reading(engine) as connection:
        found = sorted(connection.execute(select(entries.c.feed, entries.c.page)))
    engine.dispose()
    assert [row.feed for row in found] == ["good"] * 3 + ["slow"] * 3
    assert all(row.page for row in found)


def test_only_a_whole_run_is_a_sign_of_health(run: Run, workspace: Path) -> None:
    partial = (
        ("feeds", "check"),
        ("run", "--once", "--feeds", "good"),
        ("submit", "http://good.example/news/story-1"),
        ("backfill", "good", "--since", "2026-01-01"),
    )
    for command in partial:
        assert run(*command).code == 0, command
        told = run("health")
        assert (told.code, "no run has finished here yet" in told.err) == (8, True), command
    assert json.loads(run("run", "--once", "--json").out)["whole"] is True
    assert run("health").code == 0
    first = json.loads(run("health", "--json").out)["last_run"]
    assert run("feeds", "check", "good").code == 0
    assert json.loads(run("health", "--json").out)["last_run"] == first
    engine = open_store(open_workspace(workspace, {}))
    with reading(engine) as connection:
        reports = [
            json.loads(row.report) for row in connection.execute(select(runs.c.report).order_by(runs.c.ended_at))
        ]
    engine.dispose()
    assert [report["whole"] for report in reports] == [False] * len(partial) + [True, False]


def test_what_only_news_needs_is_not_imported_before_the_first_poll() -> None:
    late = ["alembic", "feedparser", "jinja2", "lxml", "numpy", "pebble", "rich", "spacy", "structlog", "warcio"]
    late += [f"wartracker.{stage}" for stage in ("gate", "label", "relate", "resolve", "review", "timeline")]
    late += [f"wartracker.collect.{name}" for name in ("fetch", "identity", "pages", "sightings", "walls")]
    late += ["wartracker.facts", "wartracker.records", "wartracker.shapes"]
    late += [f"wartracker.{name}" for name in ("explain", "gazetteer", "harvest", "publishers", "submit")]
    late += ["wartracker.store.analyses", "wartracker.store.entries", "wartracker.store.spool", "multiprocessing"]
    told = "import sys; from wartracker import pipeline; from wartracker.cli import run; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert not set(late) & set(done.stdout.split())


def test_a_word_brings_only_its_own_file() -> None:
    told = "import sys; from wartracker.cli import main; main.build_app('feeds'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    loaded = {name.removeprefix("wartracker.cli.") for name in done.stdout.split() if "wartracker.cli." in name}
    assert {"feeds", "feeds_add", "feeds_edit", "feeds_fix"} <= loaded
    assert not loaded & {"articles", "mend", "review", "run", "timeline", "watch"}
