"""Pages or feed bodies in, what spawned worker processes find in them out: the executor seam.

Two pools: light (feed bodies: feedparser, lxml) and heavy (pages: visible text, gate, trafilatura, tagger). Parsers
crash and hang on hostile bodies, so each task has a deadline, a CPU and a memory limit in a process that may die.
"""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from wartracker.collected import Fault, PageInput
from wartracker.errors import WarTrackerError, WorkersError
from wartracker.vocabulary import PollOutcome, SourceKind

if TYPE_CHECKING:  # pebble and multiprocessing are imported with the first body that changed
    from pebble import ProcessPool

    from wartracker.collect.discover import SitePage
    from wartracker.collect.sources.shape import ParsedSource, SourceRequest
    from wartracker.records import Analysis, Article

PARSE_CPU_S = 10  # fault catalogue row 94
PARSE_DEADLINE_S = 90.0  # wall clock: a busy machine is not the body's fault (2 s of CPU took 20 at load 20)
MEMORY_BYTES = {"light": 1 << 30, "heavy": 4 << 30}
MAX_TASKS = 2000  # per worker process, against slow leaks of the parsers
# What stands in the environment of a worker unless it is set there already. Parsers ask for a few hundred kilobytes and
# give them back, page after page and feed after feed; by default glibc returns them to the kernel each time, which then
# hands out cleared pages anew: 600 faults for a feed of thirty items, a third of its time. A worker keeps up to 64 MiB.
_ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1"),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(16 << 20),
}

Item: TypeAlias = "PageInput | Article"
"""What is analysed: a fetched page, or an article whose text is given."""
Batch: TypeAlias = "list[Analysis | Fault]"
T = TypeVar("T")
Done = Callable[[Any, BaseException | None], None]


class Body(NamedTuple):
    """One body of a source, to be parsed in a light worker."""

    kind: SourceKind  # the file of that name in collect/sources/ parses it
    content: bytes  # content-decoded
    request: SourceRequest


@dataclass(frozen=True, slots=True)
class Target:
    """What the heavy workers load and call; both names must be importable in a fresh process."""

    load: str  # "module:function", called once a process with `argument`
    call: str  # "module:function", called with (batch, what load returned)
    argument: Any  # can be pickled; on a cluster no file of this machine is at hand


class Workers:
    """The two pools, started when they are first needed.

    Args:
        target: makes what heavy workers run; asked once, when the first of them is needed: a run that finds nothing
            new reads no gazetteer.
        count: processes of each pool.
        memory_bytes: address space of one process, by pool; None for the defaults.
    """

    def __init__(
        self, target: Callable[[], Target], count: int = 2, memory_bytes: dict[str, int] | None = None
    ) -> None:
        """Remember the settings; no process is started yet."""
        self._make_target = target
        self._count = max(1, count)
        self._memory = memory_bytes or MEMORY_BYTES
        self._pools: dict[str, ProcessPool] = {}
        self._lock = Lock()
        self._closed = False

    @cached_property
    def _target(self) -> Target:
        return self._make_target()

    def __enter__(self) -> Workers:
        """Return the pools, not yet started."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop all processes."""
        self.close()

    def close(self) -> None:
        """Stop all processes; what still runs is work again when its lease ends."""
        with self._lock:
            self._closed = True
            pools = list(self._pools.values())
            self._pools.clear()
        for pool in pools:
            _end(pool)

    def parse(self, bodies: Sequence[Body]) -> Future[list[ParsedSource | Fault]]:
        """Parse bodies of sources in one light worker, as one task; see `analyse` for those that kill it.

        Args:
            bodies: few, or one: they wait for each other. Each has PARSE_CPU_S seconds of CPU.

        Returns:
            A future of one parsed source each, in order, or a Fault whose `why` starts with parser-timeout or
            parser-crash.
        """
        return self._share(
            list(bodies),
            lambda items, done: self._run("light", _parse, (items,), PARSE_DEADLINE_S * len(items), done),
            lambda body, error: _fault(body.request.feed.name, "parse", error),
        )

    def read_site(self, body: bytes, url: str, content_type: str | None) -> Future[SitePage | Fault]:
        """Read what an HTML page says of its site's sources, in a light worker; see `discover.read_site_page`."""
        answer: Future[Any] = Future()

        def done(result: Any, error: BaseException | None) -> None:
            if isinstance(error, WarTrackerError):
                answer.set_exception(error)
            else:
                answer.set_result(result if error is None else _fault(url, "parse", error))

        self._run("light", _read_site, (body, url, content_type), PARSE_DEADLINE_S, done)
        return answer

    @property
    def width(self) -> int:
        """Return how many batches are analysed at once."""
        return self._count

    def analyse(self, batch: Sequence[Item], deadline_s: float) -> Future[Batch]:
        """Analyse pages in a heavy worker.

        A batch that kills its worker, or outlasts the deadline, is repeated one page at a time; the page that does it
        again alone becomes a Fault with `crashed`.

        Args:
            batch: pages or articles.
            deadline_s: seconds for the batch, and then for each single one.

        Returns:
            A future of one Analysis or Fault each, in order.
        """
        return self._share(
            list(batch),
            lambda items, done: self._start(items, deadline_s, done),
            lambda page, error: _fault(page.id, "analyse", error),
        )

    def _start(self, items: Sequence[Item], deadline_s: float, done: Done) -> None:
        """Have a batch analysed where it can be stopped; `done` is called once with the result or the error."""
        self._run("heavy", _analyse, (self._target.call, items, deadline_s), deadline_s, done)

    def _share(
        self,
        items: list[T],
        start: Callable[[list[T], Done], None],
        blame: Callable[[T, BaseException], Fault],
    ) -> Future[list[Any]]:
        """Have items worked on as one task; if it fails, each as a task of its own, and blame the ones that fail."""
        answer: Future[list[Any]] = Future()
        if not items:
            answer.set_result([])
            return answer

        def done(result: Any, error: BaseException | None) -> None:
            if error is None:
                answer.set_result(list(result))
            elif isinstance(error, WarTrackerError):
                answer.set_exception(error)
            elif len(items) == 1:
                answer.set_result([blame(items[0], error)])
            else:
                _join([self._share([item], start, blame) for item in items], answer)

        start(items, done)
        return answer

    def _run(
        self,
        pool: str,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        deadline_s: float,
        done: Done,
        again: bool = True,
    ) -> None:
        """Schedule a task; a pool that broke (an idle worker was killed) is replaced once."""
        from concurrent.futures.process import BrokenProcessPool

        try:
            future = self._pool(pool).schedule(function, args=arguments, timeout=deadline_s)
        except RuntimeError:  # pebble's word for a pool that is stopped or broken
            self._drop(pool)
            if again and not self._closed:
                self._run(pool, function, arguments, deadline_s, done, again=False)
            else:
                done(None, self._stopped())
            return

        def finished(found: Future[Any]) -> None:
            error = None if found.cancelled() else found.exception()
            if isinstance(error, BrokenProcessPool) and again and not self._closed:
                self._drop(pool)
                self._run(pool, function, arguments, deadline_s, done, again=False)
            elif found.cancelled() or isinstance(error, BrokenProcessPool):
                done(None, self._stopped())
            else:
                done(None if error else found.result(), error)

        future.add_done_callback(finished)

    def _stopped(self) -> WorkersError:
        """Say that no worker can serve: nobody's page is to blame."""
        if self._closed:
            return WorkersError("the worker processes were stopped; unfinished work is done by the next run")
        return WorkersError("the worker processes cannot start or were all killed: is there enough memory?")

    def _pool(self, name: str) -> ProcessPool:
        from multiprocessing import get_context

        from pebble import ProcessPool

        with self._lock:
            if self._closed:
                raise RuntimeError("the workers are closed")
            if name not in self._pools or not self._pools[name].active:
                target = self._target if name == "heavy" else None
                # They must stand before the C library and numpy begin, so the parent sets them for its children.
                for variable, value in _ENVIRONMENT.items():
                    os.environ.setdefault(variable, value)
                self._pools[name] = ProcessPool(
                    max_workers=self._count,
                    max_tasks=MAX_TASKS,
                    initializer=_start_worker,
                    initargs=(target, self._memory[name]),
                    context=get_context("spawn"),
                )
            return self._pools[name]

    def _drop(self, name: str) -> None:
        with self._lock:
            broken = self._pools.pop(name, None)
        if broken is not None:  # its own threads may be calling us: they cannot wait for themselves
            Thread(target=_end, args=(broken,), name="end of a broken pool", daemon=True).start()


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _join(singles: Sequence[Future[list[Any]]], answer: Future[list[Any]]) -> None:
    """Answer with what all of these found, once the last one is there."""
    lock = Lock()
    left = len(singles)

    def collect(_: Future[list[Any]]) -> None:
        nonlocal left
        with lock:
            left -= 1
            complete = left == 0
        if complete:
            errors = [error for single in singles if (error := single.exception())]
            if errors:
                answer.set_exception(errors[0])
            else:
                answer.set_result([found for single in singles for found in single.result()])

    for single in singles:
        single.add_done_callback(collect)


def _fault(item: str, stage: str, error: BaseException) -> Fault:
    """Say why a task gave nothing; `why` starts with the outcome word."""
    from pebble import ProcessExpired

    if isinstance(error, TimeoutError):
        return Fault(item, stage, f"{PollOutcome.PARSER_TIMEOUT}: stopped at the deadline", crashed=True)
    if isinstance(error, ProcessExpired):
        # The task of a killed worker: SIGXCPU is the CPU limit, anything else a crash of the parser.
        code = error.exitcode
        if code == -signal.SIGXCPU:
            return Fault(item, stage, f"{PollOutcome.PARSER_TIMEOUT}: used up its CPU time", crashed=True)
        return Fault(item, stage, f"{PollOutcome.PARSER_CRASH}: the worker ended with {code}", crashed=True)
    return Fault(item, stage, f"{PollOutcome.PARSER_CRASH}: {type(error).__name__}", crashed=False)


# --------------------------------------------------------------------------- inside the worker processes
_loaded: list[object] = []


def _start_worker(target: Target | None, memory_bytes: int) -> None:
    """Prepare a fresh process: limits first, then what the heavy tasks need."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    Thread(target=_leave_with, args=(os.getppid(),), name="watch of the parent", daemon=True).start()
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if target is not None:
        _loaded.append(find_function(target.load)(target.argument))


def _leave_with(parent: int) -> None:
    """End this process when its parent is gone: nobody would enforce its deadline any more."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(0)


def find_function(name: str) -> Callable[..., Any]:
    """Import the function behind "module:function"."""
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def _limit_cpu(seconds: int) -> None:
    """Let the kernel end this process when one task uses more CPU time than allowed."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _parse(bodies: list[Body]) -> list[ParsedSource]:
    found = []
    for kind, content, request in bodies:
        _limit_cpu(PARSE_CPU_S)
        found.append(import_module(f"wartracker.collect.sources.{kind.value}").parse(content, request))
    return found


def _read_site(body: bytes, url: str, content_type: str | None) -> SitePage:
    from wartracker.collect.discover import read_site_page

    _limit_cpu(PARSE_CPU_S)
    return read_site_page(body, url, content_type)


def _analyse(call: str, batch: list[Item], deadline_s: float) -> Batch:
    _limit_cpu(int(deadline_s) + 5)
    found: Batch = find_function(call)(batch, _loaded[0])
    return found
