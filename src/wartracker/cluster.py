"""Pages in, what a Dask cluster finds in them out: the executor seam for more processes than one machine has.

The cluster never owns work: rows do. A scheduler or a worker that dies costs a batch, which a lease brings back.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from threading import Event, Lock, Thread, Timer
from typing import Any

from distributed import Client, WorkerPlugin, get_worker

from wartracker.errors import ConfigError, WorkersError
from wartracker.ids import hash_text
from wartracker.workers import Done, Item, Target, Workers, find_function

CONNECT_S = 20
DESERTED_S = 60.0  # a scheduler without any worker for so long: nobody restarts them


class ClusterWorkers(Workers):
    """Workers whose pages are analysed on a Dask cluster; feed bodies are still parsed in processes of this machine.

    Run the cluster's workers with one thread each (`dask worker --nthreads 1`) and the settings of `deploy/dask.yaml`:
    a batch that outlasts its deadline takes its process along, and the nanny starts another.

    Args:
        target: makes what the cluster's processes load once and call; its argument is sent to each of them.
        address: of the scheduler, e.g. tcp://10.0.0.5:8786.
        count: processes of the local pool.
        deserted_s: seconds without a single worker after which waiting for one ends.

    Raises:
        ConfigError: no scheduler answers there.
    """

    def __init__(self, target: Callable[[], Target], address: str, count: int, deserted_s: float = DESERTED_S) -> None:
        """Connect, and hand the target to every process of the cluster, later ones included."""
        super().__init__(target, count)
        try:
            self._client: Any = Client(address, timeout=CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as error:
            raise ConfigError(f"no Dask scheduler answers at {address}", "wartracker.toml", key="run.dask") from error
        self._name = f"wartracker-{hash_text(repr(self._target))[:16]}"
        self._client.register_plugin(Loader(self._target), name=self._name)
        self._executor = self._client.get_executor(pure=False, retries=0)  # type: ignore[no-untyped-call]
        self._address, self._deserted_s = address, deserted_s
        self._deserted = False
        self._waiting: set[Future[Any]] = set()
        self._left = Event()
        Thread(target=self._watch, name="watch of the cluster", daemon=True).start()

    @property
    def width(self) -> int:
        """Return how many batches the cluster analyses at once, at least one."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def close(self) -> None:
        """Leave the cluster; what still runs there is forgotten, and done again when its lease ends."""
        super().close()
        self._left.set()
        self._client.close(timeout=CONNECT_S)

    def _watch(self) -> None:
        """Give up what waits for workers that do not come: workers end with their scheduler, and may stay away."""
        every = self._deserted_s / 10
        without = 0.0
        while not self._left.wait(every):
            with suppress(OSError):  # no scheduler: the client itself gives up what waits for it
                without = 0.0 if self._client.nthreads() else without + every
            if without >= self._deserted_s:
                self._deserted = True
                for future in tuple(self._waiting):
                    future.cancel()

    def _start(self, items: Sequence[Item], deadline_s: float, done: Done) -> None:
        def finished(found: Future[Any]) -> None:
            self._waiting.discard(found)
            error = None if found.cancelled() else found.exception()
            if found.cancelled():
                done(None, self._lost())
            else:
                done(None if error else found.result(), error)

        try:
            future = self._executor.submit(_analyse_there, self._name, list(items), deadline_s)
        except (OSError, RuntimeError):  # the connection is closed
            done(None, self._lost())
            return
        self._waiting.add(future)
        future.add_done_callback(finished)

    def _lost(self) -> WorkersError:
        if self._deserted:
            return WorkersError(f"the Dask scheduler at {self._address} has no worker: start one; pages are kept")
        return WorkersError("the Dask scheduler went away; unfinished pages are done by the next run")


# --------------------------------------------------------------------------- inside the cluster's processes
class Loader(WorkerPlugin):
    """What a process of the cluster keeps between batches: the target, and what it loaded.

    Args:
        target: see `ClusterWorkers`.
    """

    def __init__(self, target: Target) -> None:
        """Load nothing yet: the first batch does."""
        self._target = target
        self._loaded: list[object] = []

    def setup(self, worker: object) -> None:
        """Make what cannot be sent: one batch at a time, however many threads the process has."""
        self._turn = Lock()

    def analyse(self, items: list[Item], deadline_s: float) -> object:
        """Analyse a batch; a process that takes longer than the deadline ends itself."""
        with self._turn:
            if not self._loaded:
                self._loaded.append(find_function(self._target.load)(self._target.argument))
            guard = Timer(deadline_s, os._exit, (1,))
            guard.daemon = True
            guard.start()
            try:
                return find_function(self._target.call)(items, self._loaded[0])
            finally:
                guard.cancel()


def _analyse_there(name: str, items: list[Item], deadline_s: float) -> object:
    loader: Any = get_worker().plugins[name]
    found: object = loader.analyse(items, deadline_s)
    return found
