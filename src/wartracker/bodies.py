"""Bodies that arrive one by one in, tasks of light workers out that hold several of them.

To hand a body over to another process and to wake that process costs as much as to parse one of which little is new:
such bodies go together if they come within a few hundredths of a second. One that is looked at first goes alone: its
parse takes many times as long, and what several of them bring at once makes the collector's memory grow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.collected import Fault
from wartracker.vocabulary import SourceKind
from wartracker.workers import Body, Workers

TOGETHER = 4
"""Bodies of one task: of eight each costs the same, and a worker would hold twice as many."""
LINGER_S = 0.03
"""How long a body waits for others; nobody asked for it, and its host's turn is over."""

Parsed = ParsedSource | Fault


class BodyParser:
    """Parses bodies in worker processes, for one event loop.

    Args:
        workers: the pools.
    """

    def __init__(self, workers: Workers) -> None:
        """Start with nothing to do."""
        self._workers = workers
        self._waiting: list[tuple[Body, asyncio.Future[Parsed]]] = []
        self._timer: asyncio.TimerHandle | None = None

    async def __call__(self, kind: SourceKind, body: bytes, request: SourceRequest) -> Parsed:
        """Parse a body.

        Args:
            kind: of the source.
            body: content-decoded bytes.
            request: their circumstances.

        Returns:
            What it says, or the Fault of a body that kills or stops its parser.

        Raises:
            WorkersError: no worker can be started, or they were closed.
        """
        if not request.known_items:
            return (await asyncio.wrap_future(self._workers.parse([Body(kind, body, request)])))[0]
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Parsed] = loop.create_future()
        self._waiting.append((Body(kind, body, request), answer))
        if len(self._waiting) == TOGETHER:
            self._send()
        elif self._timer is None:
            self._timer = loop.call_later(LINGER_S, self._send)
        return await answer

    def _send(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        wanted = [(body, answer) for body, answer in self._waiting if not answer.done()]  # done: whoever asked gave up
        self._waiting.clear()
        if wanted:
            found = asyncio.wrap_future(self._workers.parse([body for body, _ in wanted]))
            found.add_done_callback(partial(_tell, [answer for _, answer in wanted]))


def _tell(answers: Sequence[asyncio.Future[Parsed]], found: asyncio.Future[list[Parsed]]) -> None:
    error = found.exception()
    for place, answer in enumerate(answers):
        if answer.done():
            continue
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found.result()[place])
