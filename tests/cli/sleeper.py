"""A scheduler whose wall clock another process moves: `python -m tests.cli.sleeper DATABASE OFFSET LOG`.

OFFSET is a file with the seconds its clock is ahead by; LOG gets the name of each job that ran and the steady time.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from apscheduler.schedulers import base
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from wartracker import jobs, schedule
from wartracker.jobs import Job, Stop
from wartracker.store.database import connect, migrate

TICK_S = 0.5


class Moved(datetime):
    """The wall clock as this process sees it."""

    offset: Path

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + timedelta(seconds=float(cls.offset.read_text()))


def note(name: str, log: Path) -> Job:
    def run(stop: Stop) -> str:
        with log.open("a") as file:
            file.write(f"{name} {time.monotonic()}\n")
        return name

    each = IntervalTrigger(seconds=TICK_S, timezone=UTC) if name == "tick" else CronTrigger(hour=6, timezone=UTC)
    return Job(name, each, run)


def main(database: str, offset: Path, log: Path) -> None:
    Moved.offset = offset
    for module in (jobs, schedule, base):
        module.datetime = Moved  # type: ignore[attr-defined]
    schedule.PULSE_S = 0.2
    engine = connect(f"sqlite:///{database}")
    migrate(engine)
    schedule.run_schedule(
        (note("tick", log), note("daily", log)), engine, lambda text: print(text, file=sys.stderr, flush=True)
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
