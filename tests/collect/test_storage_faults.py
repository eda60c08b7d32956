"""A disk that fails at every single write: a clean error, nothing half-written, and the next run makes it whole."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from tests.collect.desk import Desk, feed, open_desk, rss
from tests.collect.servers import Request, answer
from wartracker.errors import StoreError
from wartracker.store.database import check_integrity, connect, migrate, reading
from wartracker.store.tables import entries, feeds, pages

SOURCES = [feed(), feed("two", "/two", "two.example")]


def conditional(request: Request) -> bytes:
    """Answer 304 to the validator given before: whoever stored it without its entries never sees them."""
    if request.headers.get("if-none-match") == b'"1"':
        return b"HTTP/1.1 304 Not Modified\r\n\r\n"
    return answer(rss(1, 2), headers=(("ETag", '"1"'),))


ROUTES = {
    "/feed": conditional,
    "/two": answer(rss(1, host="two.example")),
    "/story-1": answer(b"<p>The first story.</p>"),
    "/story-2": answer(b"", "404 No"),
    "/robots.txt": answer(b""),
}
TROUBLE = ("database or disk is full", "disk I/O error", "database is locked")
REFUSED = 3  # exit code of a child that was told so by a StoreError
WRITES = ("INSERT", "UPDATE", "DELETE")


async def work(desk: Desk) -> None:
    await desk.poll(*SOURCES, force_all=True)
    await desk.fetch(*SOURCES)


def state(engine: Engine) -> list[list[tuple[Any, ...]]]:
    """Return what the tables hold, without times."""
    with reading(engine) as connection:
        return [
            sorted(
                map(tuple, connection.execute(select(entries.c.id, entries.c.title, entries.c.page, entries.c.outcome)))
            ),
            sorted(map(tuple, connection.execute(select(pages.c.id, pages.c.stage, pages.c.outcome, pages.c.tries)))),
            sorted(map(tuple, connection.execute(select(feeds.c.name, feeds.c.etag, feeds.c.failures)))),
        ]


def play(folder: Path, prepare: Callable[[Engine], None] = lambda engine: None) -> list[list[tuple[Any, ...]]]:
    async def scene() -> list[list[tuple[Any, ...]]]:
        async with open_desk(folder, dict(ROUTES)) as desk:
            prepare(desk.engine)
            await work(desk)
            assert check_integrity(desk.engine) == []
            return state(desk.engine)

    return asyncio.run(scene())


def fail_at(number: int, error: Exception, failed: list[str]) -> Callable[[Engine], None]:
    """Return what makes the write with this number fail and notes it in `failed`."""
    left = [number]

    def watch(engine: Engine) -> None:
        @event.listens_for(engine, "before_cursor_execute")
        def _fail(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
            if statement.startswith(WRITES):
                left[0] -= 1
                if left[0] == 0:
                    failed.append(statement)
                    raise error

    return watch


def play_whole(folder: Path) -> list[list[tuple[Any, ...]]]:
    """Run twice undisturbed; return what the database then holds."""
    whole = folder / "whole"
    whole.mkdir()
    play(whole)
    return play_again(whole)


def fail_every_write(tmp_path: Path) -> int:
    """Let each write fail once, in a run of its own; return how many there are.

    How polls share transactions differs from run to run, so the last write is the one no run comes to.
    """
    expected = play_whole(tmp_path)
    for number in range(1, 200):
        folder = tmp_path / str(number)
        folder.mkdir()
        failed: list[str] = []
        error = sqlite3.OperationalError(TROUBLE[number % len(TROUBLE)])
        try:
            play(folder, fail_at(number, error, failed))
        except StoreError:
            assert failed
        else:
            assert not failed, f"write {number} failed and nobody was told: {failed[0]}"
            return number - 1
        assert play_again(folder) == expected, f"write {number}"
    raise AssertionError("writing never came to its end")


def test_every_write_may_fail(tmp_path: Path) -> None:
    assert fail_every_write(tmp_path) >= 8


def play_again(folder: Path) -> list[list[tuple[Any, ...]]]:
    """Run once more with a sound disk; a second run over a whole one changes nothing but tries of what fails."""
    found = play(folder)
    return [found[0], [row[:3] for row in found[1]], found[2]]


def die_at(number: int, moment: str) -> Callable[[Engine], None]:
    left = [number]

    def watch(engine: Engine) -> None:
        @event.listens_for(engine, "commit")
        def _count(connection: Any) -> None:
            if connection.get_execution_options().get("read_only"):
                return
            left[0] -= 1
            if left[0] == 0:
                if moment == "after":
                    connection.connection.dbapi_connection.commit()
                os.kill(os.getpid(), signal.SIGKILL)

    return watch


def run_in_child(folder: Path, prepare: Callable[[Engine], None]) -> int:
    """Run in a forked process; return its exit status as `os.waitpid` gives it."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            play(folder, prepare)
            code = 0
        except StoreError:
            code = REFUSED
        finally:
            os._exit(code)
    return os.waitpid(child, 0)[1]


def kill_at_every_commit(tmp_path: Path, moment: str) -> int:
    """Kill a process at each of its commits, in a run of its own; return how many there are."""
    expected = play_whole(tmp_path)
    for number in range(1, 30):
        folder = tmp_path / str(number)
        folder.mkdir()
        status = run_in_child(folder, die_at(number, moment))
        if status == 0:
            return number - 1
        assert os.WTERMSIG(status) == signal.SIGKILL
        assert play_again(folder) == expected, f"commit {number}"
    raise AssertionError("the child never came to its end")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_kill_at_every_commit_loses_and_doubles_nothing(tmp_path: Path, moment: str) -> None:
    assert kill_at_every_commit(tmp_path, moment) >= 4


def fill_the_disk(tmp_path: Path, step_bytes: int) -> int:
    """Let the kernel refuse to grow any file beyond a size, for larger and larger sizes; return how many were tried.

    This is the real refusal of a full disk, at whatever write it comes to: in the middle of a page of the log too.
    """
    expected = play_whole(tmp_path)
    for number in range(1, 400):
        folder = tmp_path / str(number)
        folder.mkdir()
        engine = connect(f"sqlite:///{folder / 'test.sqlite3'}")
        migrate(engine)
        engine.dispose()
        cap = number * step_bytes

        def starve(engine: Engine, cap: int = cap) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (cap, cap))

        status = run_in_child(folder, starve)
        assert os.waitstatus_to_exitcode(status) in {0, REFUSED}, f"{cap} bytes: not a clean error"
        assert play_again(folder) == expected, f"{cap} bytes"
        if status == 0:
            return number
    raise AssertionError("the disk was never large enough")


def test_a_full_disk_is_a_clean_error_at_any_size(tmp_path: Path) -> None:
    assert fill_the_disk(tmp_path, 32 * 1024) > 3


def test_a_database_held_by_somebody_else_is_a_clean_error(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    engine = connect(address)
    migrate(engine)
    engine.dispose()
    other = sqlite3.connect(tmp_path / "test.sqlite3", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")

    def hurry(engine: Engine) -> None:
        @event.listens_for(engine, "checkout")
        def _short(dbapi: Any, *_: Any) -> None:
            dbapi.execute("PRAGMA busy_timeout=50")

    with pytest.raises(StoreError):
        play(tmp_path, hurry)
    other.execute("ROLLBACK")
    other.close()
    assert play_again(tmp_path)[0]


def test_a_read_only_database_is_a_clean_error(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'test.sqlite3'}"
    engine = connect(address)
    migrate(engine)
    engine.dispose()

    def forbid(engine: Engine) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")

    with pytest.raises(StoreError):
        play(tmp_path, forbid)
