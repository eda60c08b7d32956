"""A call on the database in, what it returned out, while the event loop goes on: all of them in one thread.

Threads that take turns at the interpreter pay for each turn, and a pool hands every call to another thread: the same
polls cost a tenth more CPU there. SQLite has one writer at a time anyway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar
from weakref import WeakKeyDictionary

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
