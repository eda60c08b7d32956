"""A tick in, run once or again and again until somebody says stop: `run --once` and `run --every`."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from time import monotonic
from types import FrameType

from wartracker.errors import LockedError, OfflineError, StoppedError, StoreError

PULSE_S = 5.0  # between looks at the clock: a wait does not count the time a machine sleeps

Say = Callable[[str], None]
Stop = threading.Event


@contextmanager
def stopping(stop: Stop) -> Iterator[None]:
    """Turn SIGTERM and Ctrl-C into an event; a second Ctrl-C ends at once."""

    def ask(signum: int, frame: FrameType | None) -> None:
        if stop.is_set() and signum == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_once(tick: Callable[[Stop], object]) -> bool:
    """Run one tick; SIGTERM or Ctrl-C ends it between two transactions.

    Returns:
        Whether it came to its end.
    """
    stop = threading.Event()
    with stopping(stop):
        try:
            tick(stop)
        except StoppedError:
            return False
    return True


def run_every(span: timedelta, tick: Callable[[Stop], object], say: Say) -> None:
    """Run a tick at once and then each span of time, until SIGTERM or Ctrl-C.

    Args:
        span: between the starts of two ticks; one that takes longer delays the next, it is never doubled.
        tick: one tick; gives up when the event is set.
        say: tells trouble that the next tick may not have.

    Raises:
        WarTrackerError: from a tick, where waiting does not mend it (configuration, schema).
    """
    stop = threading.Event()
    with stopping(stop):
        while not stop.is_set():
            due = monotonic() + span.total_seconds()
            try:
                tick(stop)
            except StoppedError:
                return
            except (OfflineError, LockedError, StoreError) as error:
                say(str(error))
            while not stop.is_set() and (left := due - monotonic()) > 0:
                stop.wait(min(left, PULSE_S))
