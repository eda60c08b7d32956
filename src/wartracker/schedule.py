"""Jobs in, their runs until somebody says stop: APScheduler around what the database says is due.

Due times live in the database; the scheduler only says "now". So a restart neither bursts nor forgets.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from time import monotonic

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine

from wartracker.errors import LockedError, StoreError, WarTrackerError
from wartracker.jobs import Job, Say, Stop, load_due, remember_crash, run_job
from wartracker.pipeline import build_owner, is_dead
from wartracker.repeat import PULSE_S, stopping
from wartracker.store.database import writing
from wartracker.store.runs import beat, release_lock, take_scheduler_lock

BEAT_S = 60.0
JUMP_S = 60.0  # the wall clock may differ from the steady one by so much between two pulses
STOP_WITHIN_S = 8.0  # of the 10 s that a service manager waits


def run_schedule(jobs: tuple[Job, ...], engine: Engine, say: Say) -> None:
    """Run jobs when they are due, until SIGTERM or Ctrl-C.

    Args:
        jobs: at most 10.
        engine: the database.
        say: tells what is done and what failed.

    Raises:
        LockedError: another scheduler works on this database, or took over while this machine slept.
    """
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a tick that takes longer than its interval is no news
    stop = threading.Event()
    by_name = {job.name: job for job in jobs}
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    due = load_due(engine, jobs, datetime.now(UTC))
    for job in jobs:
        # misfire_grace_time=None: after the machine slept a job comes late instead of never (default: 1 s).
        scheduler.add_job(
            run_job,
            job.trigger,
            args=(job, engine, stop, say),
            id=job.name,
            next_run_time=due[job.name],
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def crashed(event: JobExecutionEvent) -> None:
        remember_crash(engine, by_name[event.job_id], event.exception, say)

    scheduler.add_listener(crashed, EVENT_JOB_ERROR)
    with stopping(stop), _held(engine, say) as owner:
        scheduler.start()
        try:
            _pulse(scheduler, jobs, engine, owner, stop, say)
        finally:
            stop.set()
            _shut_down(scheduler, say)


def _pulse(
    scheduler: BackgroundScheduler, jobs: tuple[Job, ...], engine: Engine, owner: str, stop: Stop, say: Say
) -> None:
    """Wake the scheduler often enough that neither sleep nor a moved clock is missed; show a sign of life."""
    steady, wall, beaten = monotonic(), datetime.now(UTC), monotonic()
    while not stop.wait(PULSE_S):
        passed_s, moved_s = monotonic() - steady, (datetime.now(UTC) - wall).total_seconds()
        steady, wall = monotonic(), datetime.now(UTC)
        if abs(moved_s - passed_s) > JUMP_S:
            say(f"the clock moved by {moved_s - passed_s:+.0f} s, or this machine slept; due times are settled anew")
            for name, due in load_due(engine, jobs, wall).items():
                scheduler.modify_job(name, next_run_time=due)
        scheduler.wakeup()
        if monotonic() - beaten >= BEAT_S or moved_s - passed_s > JUMP_S:
            beaten = monotonic()
            try:
                with writing(engine) as connection:
                    alive = beat(connection, owner, wall)
            except StoreError as error:
                say(f"no sign of life could be written: {error}")
                continue
            if not alive:
                raise LockedError("another scheduler took over while this one showed no sign of life")


@contextmanager
def _held(engine: Engine, say: Say) -> Iterator[str]:
    """Hold the scheduler's lock."""
    now = datetime.now(UTC)
    owner = f"{build_owner(now)}:schedule"  # not that of its own ticks
    with writing(engine) as connection:
        if dead := take_scheduler_lock(connection, owner, now, is_dead):
            say(f"took over the lock of {dead}, which shows no sign of life")
    try:
        yield owner
    finally:
        with suppress(WarTrackerError), writing(engine) as connection:
            release_lock(connection, owner)


def _shut_down(scheduler: BackgroundScheduler, say: Say) -> None:
    """Wait for the job that runs to end its transaction; one that takes too long is left, its work is rows."""
    ender = threading.Thread(target=scheduler.shutdown, name="end of the scheduler", daemon=True)
    ender.start()
    ender.join(STOP_WITHIN_S)
    if ender.is_alive():
        say("the job that runs takes too long to end; its open transaction is rolled back, the next start repeats it")
        sys.stderr.flush()
        os._exit(0)


def run_due(jobs: tuple[Job, ...], engine: Engine, say: Say) -> list[str]:
    """Run the jobs that are due now, in order, and end: what cron or a systemd timer starts.

    Returns:
        Names of jobs that failed.

    Raises:
        LockedError: another scheduler works on this database.
    """
    stop = threading.Event()
    with stopping(stop), _held(engine, say):
        now = datetime.now(UTC)
        due = load_due(engine, jobs, now)
        # A timer is itself the interval of the tick.
        wanted = [job for job in jobs if isinstance(job.trigger, IntervalTrigger) or due[job.name] <= now]
        return [job.name for job in wanted if not stop.is_set() and not run_job(job, engine, stop, say)]
