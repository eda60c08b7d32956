"""Sources that a run has taken up in, which one to ask next out: no host keeps more pollers busy than it needs. Pure.

A host with a gap between requests is one poller's at a time: a second one would only stand in line while other hosts
could be asked. So is one without a gap until it answers. A host that stays silent is not asked on in this run, and none
but a new one once its time is over: what is left keeps its due time, and those that were asked wait behind it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from wartracker.vocabulary import PollOutcome

T = TypeVar("T")

PATIENCE = 3  # requests in a row that a host may leave unanswered, each for as long as the deadline
SIDE_BY_SIDE = 16  # sources of a host without a gap: one is asked, others are parsed or wait to be parsed together
SILENCE = frozenset({PollOutcome.TIMEOUT, PollOutcome.DNS_TEMP})


def tell_answer(outcome: PollOutcome, status: int | None) -> bool | None:
    """Tell what a poll says of its host.

    Args:
        outcome: of the poll.
        status: of the answer, None without one.

    Returns:
        Whether it answered, with an error or not; None where that is not known: nothing was asked, or refused at once,
        which holds nobody up and may be true of one name alone.
    """
    if status is not None:
        return True
    return False if outcome in SILENCE else None


@dataclass(slots=True)
class _Host(Generic[T]):
    """A host of which a run takes up several sources."""

    waiting: deque[T] = field(default_factory=deque)  # their turn had come while the host was busy
    most: int = 0  # how many of its sources may be polled at once; 0: nobody needed to know
    busy: int = 0
    unanswered: int = 0  # in a row
    answers: bool = False  # as far as was heard last
    asked: bool = False
    over: bool = False  # not asked again in this run


class Turns(Generic[T]):
    """The order in which pollers ask.

    Args:
        groups: politeness group of every source of the plan.
        group_of: source -> its group.
        side_by_side: source -> how many sources of its host are polled at once.
        patience: see `PATIENCE`; None: without end.
    """

    def __init__(
        self,
        groups: Iterable[str],
        group_of: Callable[[T], str],
        side_by_side: Callable[[T], int],
        patience: int | None = PATIENCE,
    ) -> None:
        """Start with nothing to ask."""
        self.left: list[T] = []  # what this run asks no more
        self.asking = 0  # sources that were taken and not given back
        self.ahead = 0  # sources that wait for their host
        self._group_of, self._side_by_side, self._patience = group_of, side_by_side, patience
        self._next: list[T] = []  # taken from the end
        self._closed = False
        self._hosts: dict[str, _Host[T]] = {}  # nearly every host has one source, and needs none of this
        seen: set[str] = set()
        for group in groups:
            if group in seen and group not in self._hosts:
                self._hosts[group] = _Host()
            seen.add(group)

    def add(self, sources: Sequence[T]) -> None:
        """Add sources behind those that are there, in the order of polling."""
        self._next[:0] = reversed(sources)

    @property
    def ready(self) -> bool:
        """Tell whether somebody else might take a source, too."""
        return bool(self._next)

    def take(self) -> T | None:
        """Take the next source whose host has room; None: there is none until another one is given back or added."""
        while self._next:
            source = self._next.pop()
            host = self._hosts.get(self._group_of(source))
            if host is None:
                self.asking += 1
                return source
            if host.over or (self._closed and host.asked):
                self.left.append(source)
            elif host.busy and host.busy >= self._measure(host, source):
                host.waiting.append(source)
                self.ahead += 1
            else:
                self.asking += 1
                host.busy += 1
                host.asked = True
                return source
        return None

    def finish(self, source: T, answered: bool | None) -> None:
        """Give back the place that a source had at its host.

        Args:
            source: what `take` gave.
            answered: see `tell_answer`.
        """
        self.asking -= 1
        host = self._hosts.get(self._group_of(source))
        if host is None:
            return
        host.busy -= 1
        if answered is not None:
            host.answers = answered
            host.unanswered = 0 if answered else host.unanswered + 1
        if self._patience is not None and host.unanswered >= self._patience:
            self._end(host)
        elif host.waiting:  # first in turn: theirs had come
            count = max(0, min(len(host.waiting), self._measure(host, source) - host.busy))
            self._next += reversed([host.waiting.popleft() for _ in range(count)])
            self.ahead -= count

    def close(self) -> None:
        """Ask no host again, only those that had no turn yet: the time of the run is over."""
        if not self._closed:
            self._closed = True
            for host in self._hosts.values():
                if host.asked:
                    self._end(host)

    def _measure(self, host: _Host[T], source: T) -> int:
        """Measure the room at a host: many in line at one that may be silent would all be asked."""
        if not host.answers:
            return 1
        host.most = host.most or self._side_by_side(source)
        return host.most

    def _end(self, host: _Host[T]) -> None:
        host.over = True
        self.left += host.waiting
        self.ahead -= len(host.waiting)
        host.waiting.clear()
