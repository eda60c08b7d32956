"""A tick and an interval in, ticks until stopped: APScheduler around the pipeline.

Due times live in the database; the scheduler only says "now". So a restart neither bursts nor forgets.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from wartracker.errors import LockedError, OfflineError, StoreError

SIGTERM_EXIT = 143


def run_every(span: timedelta, tick: Callable[[], object], say: Callable[[str], None]) -> None:
    """Run a tick at once and then each span of time, until SIGTERM or Ctrl-C.

    Args:
        span: between the starts of two ticks; one that takes longer delays the next, it is never doubled.
        tick: one tick.
        say: tells trouble that the next tick may not have.

    Raises:
        WarTrackerError: from a tick, where waiting does not mend it (configuration, schema).
    """
    fatal: list[BaseException] = []

    def guarded() -> None:
        try:
            tick()
        except (OfflineError, LockedError, StoreError) as error:
            say(str(error))

    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    # misfire_grace_time=None: after the machine slept the tick comes late instead of never (default: 1 s).
    scheduler.add_job(
        guarded,
        "interval",
        seconds=span.total_seconds(),
        next_run_time=datetime.now(UTC),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
        id="tick",
    )

    def stop(event: JobExecutionEvent) -> None:
        fatal.append(event.exception)
        signal.raise_signal(signal.SIGINT)

    scheduler.add_listener(stop, EVENT_JOB_ERROR)
    previous = signal.signal(signal.SIGTERM, _terminate)
    scheduler.start()
    try:
        signal.pause()
    except KeyboardInterrupt:
        if fatal:
            raise fatal[0] from None
        raise
    finally:
        scheduler.shutdown(wait=True)
        signal.signal(signal.SIGTERM, previous)


def _terminate(signum: int, frame: FrameType | None) -> None:
    sys.exit(SIGTERM_EXIT)
