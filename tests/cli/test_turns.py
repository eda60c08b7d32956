"""Each way of running says how soon the next run comes, and the report tells what was left to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.call import Run
from tests.cli.small import write_workspace
from tests.cli.test_feeds import today
from tests.collect.servers import RawServer, answer, serve_beside
from wartracker import pipeline
from wartracker.cli.door import open_store
from wartracker.collect.limiter import HostLimiter
from wartracker.errors import ConfigError
from wartracker.jobs import Standing, tell_tick
from wartracker.workspace import open_workspace

FEEDS = "feeds:\n" + "".join(
    f"  - {{name: f{number}, kind: feed, url: 'http://big.example/{number}', publisher: P, tier: press}}\n"
    for number in range(3)
)


@pytest.fixture
def server() -> Iterator[RawServer]:
    pages = {f"/{number}": answer(today("big.example", 0)) for number in range(3)}
    with serve_beside({**pages, "/robots.txt": answer(b"", "404 Not Found")}) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, server: RawServer) -> Path:
    place = write_workspace(tmp_path / "workspace", FEEDS, server.port)
    settings = place / "wartracker.toml"
    settings.write_text(settings.read_text().replace("host_gap_s = 0", "host_gap_s = 0.05"), encoding="utf-8")
    return place


def test_the_report_tells_what_waits_for_its_turn(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HostLimiter, "count_turns", lambda *_: 2)  # the time of no run is over before its turns are
    told = run("run", "--once")
    assert "polled 2 sources, 0 not due, 1 waiting, 0 new pages" in told.err
    assert "feeds waiting       1" in told.out
    report = json.loads(run("run", "--once", "--json").out)
    assert (report["waiting"], report["stages"]["feeds"]) == (0, {"no-items": 1})
    assert tell_tick(report).startswith("1 polls, 0 new entries")
    assert tell_tick({**report, "waiting": 3}).startswith("1 polls (3 sources wait), 0 new entries")
    assert "waiting" not in run("run", "--once").out + run("run", "--once").err


def test_each_way_of_running_says_when_the_next_run_comes(
    run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float | None] = []

    def note(every_s: float | None) -> float:
        asked.append(every_s)
        raise ConfigError("enough", "wartracker.toml")

    monkeypatch.setattr(pipeline, "decide_period", note)
    assert run("run", "--once").code == run("run", "--every", "30m").code == 3
    assert run("schedule", "--once").code == 4
    standing = Standing(workspace, open_store(open_workspace(workspace, {})), lambda text: None)
    with pytest.raises(ConfigError, match="enough"):
        standing.tick(threading.Event())
    standing.close()
    standing.engine.dispose()
    assert asked == [None, 1800.0, None, 60]
    for partial in (("run", "--once", "--feeds", "f1"), ("feeds", "check")):
        assert run(*partial).code == 0
    assert len(asked) == 4
