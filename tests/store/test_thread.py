"""Calls of the store's thread: one thread a loop, in order, errors come back, nothing outlives the loop."""

from __future__ import annotations

import asyncio
import gc
import threading

import pytest

from wartracker.store.thread import call_store


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
