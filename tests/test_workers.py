"""Worker processes that crash, hang and run out of memory: only the page at fault pays."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.worker_target import Killing
from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.errors import WarTrackerError
from wartracker.records import Analysis, Fault, Feed, PageInput
from wartracker.vocabulary import PollOutcome, SourceKind, Tier
from wartracker.workers import Body, Target, Workers

TARGET = Target("tests.worker_target:load", "tests.worker_target:analyse", "loaded")


def page(identifier: str, url: str = "fine") -> PageInput:
    return PageInput(id=identifier, url=url, html=b"", charset=None)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(lambda: TARGET, count=1, memory_bytes={"light": 1 << 30, "heavy": 1 << 29}) as pools:
        yield pools


def analyse(workers: Workers, *pages: PageInput, deadline_s: float = 60.0) -> list[Analysis | Fault]:
    return workers.analyse(pages, deadline_s).result(timeout=300)


def test_a_batch_comes_back_in_order(workers: Workers) -> None:
    found = analyse(workers, page("a"), page("b"))
    assert [item.page for item in found if isinstance(item, Analysis)] == ["a", "b"]
    assert isinstance(found[0], Analysis)
    assert found[0].visible == f"loaded 1 {64 << 20}"  # the toolbox, one numeric thread, memory that is kept
    assert analyse(workers) == []


def test_only_the_poison_page_is_a_fault(workers: Workers) -> None:
    found = analyse(workers, page("a"), page("b", "kill"), page("c"))
    assert [type(item) for item in found] == [Analysis, Fault, Analysis]
    assert isinstance(found[1], Fault)
    assert (found[1].item, found[1].crashed) == ("b", True)
    assert found[1].why.startswith("parser-crash")


def test_a_page_that_hangs_is_stopped_at_the_deadline(workers: Workers) -> None:
    found = analyse(workers, page("a", "hang"), page("b"), deadline_s=5.0)
    assert isinstance(found[0], Fault)
    assert found[0].why.startswith("parser-timeout")
    assert isinstance(found[1], Analysis)


def test_an_error_in_a_stage_names_its_page(workers: Workers) -> None:
    found = analyse(workers, page("a", "raise"), page("b"))
    assert found[0] == Fault("a", "analyse", "parser-crash: KeyError")
    assert isinstance(found[1], Analysis)


def test_a_page_that_eats_memory_leaves_the_others_alone(workers: Workers) -> None:
    found = analyse(workers, page("a", "eat"), page("b"))
    assert isinstance(found[0], Fault)
    assert isinstance(found[1], Analysis)


def test_workers_killed_from_outside_are_replaced(workers: Workers) -> None:
    analyse(workers, page("a"))
    for process in list(workers._pools["heavy"]._pool_manager.worker_manager.workers.values()):
        os.kill(process.pid, 9)
    assert isinstance(analyse(workers, page("b"))[0], Analysis)


ORPHAN = """
import time
from tests.test_workers import TARGET, page
from wartracker.workers import Workers

if __name__ == "__main__":
    workers = Workers(lambda: TARGET, count=1)
    workers.analyse([page("a")], 20.0).result(timeout=300)
    print(*workers._pools["heavy"]._pool_manager.worker_manager.workers, flush=True)
    workers.analyse([page("b", "hang")], 600.0)
    time.sleep(600)
"""


def test_workers_leave_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "orphan.py"
    script.write_text(ORPHAN)
    root = Path(__file__).parents[1]
    parent = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert parent.stdout is not None
    with parent.stdout:
        worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 120
    while _runs(worker) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _runs(worker)


def _runs(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_toolbox_that_cannot_load_blames_no_page() -> None:
    with Workers(lambda: Target(TARGET.load, TARGET.call, "broken"), count=1) as pools, pytest.raises(WarTrackerError):
        pools.analyse([page("a")], 20.0).result(timeout=300)


def test_closed_workers_blame_no_page() -> None:
    pools = Workers(lambda: TARGET, count=1)
    pools.close()
    with pytest.raises(WarTrackerError):
        pools.analyse([page("a")], 20.0).result(timeout=300)


FEED = Feed("small-talk", SourceKind.FEED, "http://news.example/feed", "Small Talk", Tier.PRESS)
RSS = b"<rss version='2.0'><channel><item><title>%s</title><link>http://news.example/1</link></item></channel></rss>"


def body(title: bytes, kind: SourceKind = SourceKind.FEED, **changes: Any) -> Body:
    request = SourceRequest(FEED, FEED.url, datetime(2026, 2, 3, tzinfo=UTC), **changes)
    return Body(kind, RSS % title, request)


def titles(found: ParsedSource | Fault) -> list[str]:
    assert isinstance(found, ParsedSource), found
    return [entry.title for entry in found.entries]


def test_bodies_are_parsed_by_the_file_of_their_kind(workers: Workers) -> None:
    one, two = workers.parse([body(b"One"), body(b"Two", SourceKind.SITEMAP)]).result(timeout=300)
    assert titles(one) == ["One"]
    assert isinstance(two, ParsedSource)
    assert two.outcome is not PollOutcome.OK  # a feed where a sitemap was expected


@pytest.mark.parametrize(("trouble", "why"), [(Killing(), "parser-crash: the worker ended"), (None, "parser-crash: ")])
def test_only_the_poison_body_is_a_fault(workers: Workers, trouble: Any, why: str) -> None:
    bodies = [body(b"One"), body(b"Two", known_items=trouble), body(b"Three")]
    one, two, three = workers.parse(bodies).result(timeout=300)
    assert (titles(one), titles(three)) == (["One"], ["Three"])
    assert isinstance(two, Fault)
    assert (two.item, two.stage, two.crashed) == ("small-talk", "parse", trouble is not None)
    assert two.why.startswith(why)


def test_closed_workers_blame_no_body() -> None:
    pools = Workers(lambda: TARGET, count=1)
    pools.close()
    with pytest.raises(WarTrackerError):
        pools.parse([body(b"One"), body(b"Two")]).result(timeout=300)
