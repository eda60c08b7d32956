"""Calls of the store's thread: one thread a loop, in order, errors come back, nothing outlives the loop."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select

from wartracker.errors import StoreError
from wartracker.store.database import BUSY_TIMEOUT_S, connect, migrate, reading, writing
from wartracker.store.tables import hosts
from wartracker.store.thread import call_store, call_store_briefly


def _name() -> int:
    return threading.get_ident()


async def _call_often() -> set[int]:
    return set(await asyncio.gather(*(call_store(_name) for _ in range(20))))


def test_calls_of_a_loop_share_one_thread() -> None:
    [thread] = asyncio.run(_call_often())
    assert thread != threading.get_ident()


def test_calls_are_answered_in_order() -> None:
    seen: list[int] = []

    async def run() -> None:
        await asyncio.gather(*(call_store(seen.append, number) for number in range(50)))

    asyncio.run(run())
    assert seen == list(range(50))


def test_an_error_comes_back_to_whoever_called() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        asyncio.run(call_store(int, "x"))


def test_the_thread_ends_with_its_loop() -> None:
    asyncio.run(_call_often())
    gc.collect()
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("store")]
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)


# --------------------------------------------------------------------------- brief calls
def _write(engine: Engine, number: int) -> int:
    with writing(engine) as connection:
        connection.execute(insert(hosts), {"domain": f"host-{number}", "penalty_s": 0, "good_polls": 0})
        return threading.get_ident()


def _list_hosts(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return sorted(connection.scalars(select(hosts.c.domain)))


def test_a_brief_call_is_made_at_once_where_no_server_is_waited_for(engine: Engine) -> None:
    threads = {asyncio.run(call_store_briefly(_write, engine, number)) for number in range(3)}
    here = threading.get_ident() in threads
    assert here == (engine.dialect.name == "sqlite")
    assert _list_hosts(engine) == ["host-0", "host-1", "host-2"]


def test_a_brief_call_waits_for_anothers_transaction_in_the_thread(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'w.sqlite3'}")
    migrate(engine)

    async def run(other: sqlite3.Connection) -> int:
        call = asyncio.create_task(call_store_briefly(_write, engine, 1))
        await asyncio.sleep(0)  # tried, and left to the thread: the loop goes on
        assert not call.done()
        other.rollback()
        return await call

    with closing(sqlite3.connect(tmp_path / "w.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert asyncio.run(run(other)) != threading.get_ident()
    assert _list_hosts(engine) == ["host-1"]
    with reading(engine) as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 1000 * BUSY_TIMEOUT_S
    engine.dispose()


def test_trouble_of_a_brief_call_is_told_and_not_tried_again(engine: Engine) -> None:
    asyncio.run(call_store_briefly(_write, engine, 1))
    with pytest.raises(StoreError, match="refused to write"):
        asyncio.run(call_store_briefly(_write, engine, 1))
    assert _list_hosts(engine) == ["host-1"]
