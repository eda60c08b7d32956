"""The service as it is left running: a real process on the sample press, stopped, restarted, backed up, restored."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from tests.e2e.conftest import PRESS
from wartracker.cli.demo import open_demo, prepare_workspace
from wartracker.cli.door import open_store
from wartracker.cli.press import PressServer
from wartracker.gather import publish_debate
from wartracker.store.database import reading, writing
from wartracker.store.jobs import load_jobs
from wartracker.store.tables import feeds
from wartracker.workspace import Workspace

PATIENCE_S = 180.0
RELEASE = """<item><title>Introducing gpt-oss-2, open weights under Apache 2.0</title>
<link>http://newsroom.openai-desk.example/index/gpt-oss-2</link><guid>http://newsroom.openai-desk.example/gpt-oss-2</guid>
<dc:date>{now}</dc:date><description>OpenAI releases gpt-oss-2 as an open-weight model.</description></item>"""
PAGE = """<!doctype html><html><head><title>Introducing gpt-oss-2</title></head><body><article>
<h1>Introducing gpt-oss-2, open weights under Apache 2.0</h1>
<p>Today OpenAI releases gpt-oss-2, an open-weight language model under the Apache 2.0 license. The weights of gpt-oss-2
can be downloaded now, and anyone may run, change and share them.</p>
<p>OpenAI trained the model on its own clusters and publishes a model card with the weights.</p>
</article></body></html>"""


def write_overlay(folder: Path) -> Path:
    """Write a later state of the press: the openai desk announces a release today."""
    now = datetime.now(UTC)
    site = folder / "sites" / "newsroom.openai-desk.example"
    site.mkdir(parents=True)
    rss = (PRESS / "sites" / "newsroom.openai-desk.example" / "rss.xml").read_text(encoding="utf-8")
    item = RELEASE.format(now=now.isoformat())
    (site / "rss.xml").write_text(rss.replace("<item>", f"{item}<item>", 1), encoding="utf-8")
    (site / "release.html").write_text(PAGE, encoding="utf-8")
    stamp = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    host = "newsroom.openai-desk.example"
    (folder / "index.yaml").write_text(
        "hosts:\n  newsroom.openai-desk.example:\n"
        f'    "/rss.xml": {{file: {host}/rss.xml, type: application/rss+xml, modified: "{stamp}"}}\n'
        f'    "/index/gpt-oss-2": {{file: {host}/release.html, type: text/html, modified: "{stamp}"}}\n',
        encoding="utf-8",
    )
    return folder


@contextmanager
def service(root: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "wartracker.cli.main", "--workspace", str(root), "schedule"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_for(what: Callable[[], Any], process: subprocess.Popen[str] | None = None) -> Any:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if found := what():
            return found
        if process is not None and process.poll() is not None:
            raise AssertionError(f"the service ended with {process.returncode}: {process.communicate()[1]}")
        time.sleep(0.1)
    raise AssertionError("did not happen in time")


def candidates(workspace: Workspace) -> list[dict[str, Any]]:
    path = workspace.output / "open-weights" / "candidates.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def outputs(workspace: Workspace) -> dict[str, bytes]:
    folder = workspace.output / "open-weights"
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "pending.atom"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def cli(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wartracker.cli.main", "--workspace", str(root), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)


def stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE_S) == 0


@pytest.mark.full
def test_left_running(tmp_path: Path) -> None:
    root = tmp_path / "service"
    prepare_workspace(root)
    with PressServer(PRESS) as press:
        workspace = open_demo(root, press.address)
        settings = root / "wartracker.toml"
        settings.write_text(settings.read_text(encoding="utf-8") + "\n[schedule]\ntick_s = 1\n", encoding="utf-8")
        engine = open_store(workspace)
        with service(root) as process:  # stopped in the middle of its first tick
            wait_for(lambda: press.count() > 20, process)
            stop(process)
        asked = press.count()
        with service(root) as process:
            found = wait_for(lambda: candidates(workspace), process)
            assert found
            assert press.count() - asked < 150  # what was stored before the stop was not asked again
            second = cli(root, "schedule")
            assert (second.returncode, "another scheduler" in second.stderr) == (6, True)
            stop(process)
        port = int(press.address.rpartition(":")[2])
    with PressServer(PRESS, port=port, overlay=write_overlay(tmp_path / "later")), service(root) as process:
        began = datetime.now(UTC)
        wait_for(lambda: _ticked(engine, began), process)
        with writing(engine) as connection:  # a poll interval goes by
            connection.execute(update(feeds).values(next_due=datetime.now(UTC) - timedelta(minutes=1)))
        since = time.monotonic()
        new = wait_for(
            lambda: [one for one in candidates(workspace) if one["state"] == "pending" and tells_of(one, "/gpt-oss-2")],
            process,
        )
        print(f"pending {time.monotonic() - since:.1f} s after the poll was due: {new[0]['title']}")
        assert new[0]["held_because"] is None
        told = root / "output" / "notices.jsonl"
        if new[0]["significance"] == "landmark":
            wait_for(lambda: new[0]["id"] in told.read_text(encoding="utf-8"), process)
        stop(process)
    _check_backup(root, workspace, tmp_path / "empty")
    engine.dispose()


def tells_of(candidate: dict[str, Any], ending: str) -> bool:
    return any(article["url"].endswith(ending) for article in candidate["articles"])


def _ticked(engine: Any, since: datetime) -> bool:
    with reading(engine) as connection:
        row = load_jobs(connection).get("tick")
    return row is not None and row.outcome == "ok" and row.started_at > since


def _check_backup(root: Path, workspace: Workspace, empty: Path) -> None:
    """Restore a backup into an empty workspace: the outputs are the same bytes."""
    title = candidates(workspace)[0]["id"]
    assert cli(root, "review", "accept", title).returncode == 0
    assert cli(root, "timeline", "build").returncode == 0
    copy = root / "copy.sqlite3"
    assert cli(root, "db", "backup", str(copy)).returncode == 0
    empty.mkdir()
    for name in ("feeds.yaml", "wartracker.toml"):
        shutil.copyfile(root / name, empty / name)
    shutil.copytree(root / "pipelines", empty / "pipelines")
    restored = cli(empty, "db", "restore", str(copy))
    assert restored.returncode == 0, restored.stderr
    there = workspace.__class__(empty, {})
    engine = open_store(workspace)
    publish_debate(engine, workspace, workspace.debate("open-weights"))
    engine.dispose()
    assert outputs(there) == outputs(workspace)
    again = cli(empty, "db", "restore", str(copy))
    assert (again.returncode, "--force" in again.stderr) == (2, True)
    forced = cli(empty, "db", "restore", str(copy), "--force")
    assert forced.returncode == 0
    assert list((empty / "output").glob("*.before-*"))
