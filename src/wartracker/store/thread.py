"""A call on the database in, what it returned out, while the event loop goes on: all of them in one thread.

Threads that take turns at the interpreter pay for each turn. A pool hands every call to another thread: the same polls
cost a tenth more CPU there. SQLite has one writer at a time anyway. And what takes no longer than a few answers of
servers is cheaper without any other thread: a fifth of the CPU of polls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from wartracker.errors import BusyError

P = ParamSpec("P")
T = TypeVar("T")

# One a loop: it ends with its loop, and a forked process begins with none.
_THREADS: WeakKeyDictionary[asyncio.AbstractEventLoop, ThreadPoolExecutor] = WeakKeyDictionary()


async def call_store(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Call a function of the store in its thread; calls are answered in order.

    Args:
        work: opens and ends its own transaction. Cancelling whoever waits does not interrupt it.
        args: its arguments.
        named: its named arguments.
    """
    loop = asyncio.get_running_loop()
    thread = _THREADS.get(loop)
    if thread is None:
        thread = _THREADS[loop] = ThreadPoolExecutor(1, thread_name_prefix="store")
    return await loop.run_in_executor(thread, partial(work, *args, **named))


async def call_store_briefly(
    work: Callable[Concatenate[Engine, P], T], engine: Engine, *args: P.args, **named: P.kwargs
) -> T:
    """Call a function of the store that writes little: at once, unless the database is a server or somebody writes.

    The event loop stands still for the milliseconds that SQLite takes. It must not stand still for another's
    transaction, or the requests under way would run out of time: that is waited for in the store's thread.

    Args:
        work: opens and ends one transaction. It is called again if that could not begin.
        engine: its first argument.
        args: its other arguments.
        named: its named arguments.
    """
    if engine.dialect.name == "sqlite":
        try:
            return work(engine.execution_options(wait=False), *args, **named)
        except BusyError:
            pass
    return await call_store(work, engine, *args, **named)
