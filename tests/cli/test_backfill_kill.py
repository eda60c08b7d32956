"""A backfill killed before each of its commits: the next one loses nothing, doubles nothing, asks little again."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from tests.cli.small import write_workspace
from tests.cli.test_backfill import ROUTES, SINCE, story
from tests.cli.test_feeds import entry
from tests.collect.servers import RawServer, serve_beside
from wartracker.cli.door import open_store
from wartracker.cli.main import main
from wartracker.store.database import check_integrity, reading
from wartracker.store.tables import articles, entries, pages
from wartracker.workspace import open_workspace

FEEDS = "feeds:\n" + entry("archived") + entry("listing", "hub", "/api/models?author=quillon")
MOST_COMMITS = 80
KILLED = -signal.SIGKILL


def backfill(root: Path, die_at: int = 0) -> int:
    """Run the command in a process of its own that dies before the given commit; return its exit code."""
    child = os.fork()
    if child == 0:
        code: object = 1
        try:
            left = [die_at]

            @event.listens_for(Engine, "commit")
            def _count(connection: Any) -> None:
                if not connection.get_execution_options().get("read_only"):
                    left[0] -= 1
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            sys.argv = ["wartracker", "--workspace", str(root), "-q", "backfill", "--since", SINCE]
            sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - this process ends at once
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code
        finally:
            os._exit(code if isinstance(code, int) else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def stored(root: Path) -> list[list[tuple[Any, ...]]]:
    """Return what the database holds of the past, without times and counts of tries."""
    engine = open_store(open_workspace(root, {}))
    assert check_integrity(engine) == []
    columns = (
        (entries.c.id, entries.c.feed, entries.c.page, entries.c.outcome),
        (pages.c.id, pages.c.url, pages.c.stage, pages.c.outcome),
        (articles.c.id, articles.c.page, articles.c.title),
    )
    with reading(engine) as connection:
        found = [sorted(map(tuple, connection.execute(select(*part)))) for part in columns]
    engine.dispose()
    return found


def outputs(root: Path) -> dict[str, bytes]:
    folder = root / "output" / "open"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in {".json", ".jsonl"}}


@pytest.mark.full
def test_a_killed_backfill_is_taken_up_where_it_was(tmp_path: Path) -> None:
    assert kill_backfills(tmp_path, step=4) > 8


def kill_backfills(folder: Path, step: int = 1) -> int:
    """Kill a backfill before every commit, or every few of them, each in a workspace of its own; return how many."""
    with serve_beside(ROUTES | {f"/news/story-{month}": story for month in range(1, 13)}) as server:
        return _kill_backfills(folder, server, step)


def _kill_backfills(folder: Path, server: RawServer, step: int) -> int:
    whole = write_workspace(folder / "whole", FEEDS, server.port)
    assert backfill(whole) == 0
    expected, files = stored(whole), outputs(whole)
    asked_once = Counter(f"{one.host}{one.path}" for one in server.requests)
    assert len(expected[1]) == 8
    batch = open_workspace(whole, {}).settings.run.batch
    for number in range(1, MOST_COMMITS, step):
        root = write_workspace(folder / str(number), FEEDS, server.port)
        server.requests.clear()
        code = backfill(root, number)
        if code == 0:
            return number - 1
        assert code == KILLED
        assert backfill(root) == 0
        assert stored(root) == expected, f"commit {number}"
        assert outputs(root) == files, f"commit {number}"
        again = Counter(f"{one.host}{one.path}" for one in server.requests) - asked_once
        documents = {address for address in again if "/news/story" not in address and "robots.txt" not in address}
        assert len(documents) <= 2, f"commit {number}: {documents}"  # one a source was under way
        assert all(count == 1 for count in again.values()), f"commit {number}: {again}"
        assert len(again) - len(documents) <= batch + 2, f"commit {number}: {again}"  # and two robots.txt
    raise AssertionError("the backfill never came to its end")
