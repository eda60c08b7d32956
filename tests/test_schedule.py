"""When jobs run, what is remembered of them, and who may run them."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine

from wartracker.errors import ConfigError, LockedError, OfflineError, StoppedError
from wartracker.jobs import Job, load_due, run_job
from wartracker.repeat import run_every
from wartracker.schedule import run_due, run_schedule
from wartracker.store.database import connect, migrate, reading, writing
from wartracker.store.jobs import load_jobs, save_job
from wartracker.store.runs import take_scheduler_lock

NOW = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
DAILY = CronTrigger(hour=6, minute=0, timezone=UTC)
TICK = IntervalTrigger(seconds=60, timezone=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path / 'jobs.sqlite3'}")
    migrate(made)
    yield made
    made.dispose()


def job(name: str = "daily", trigger: object = DAILY, run: object = lambda stop: "done") -> Job:
    return Job(name, trigger, run)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("trigger", "stored", "due"),
    [
        (TICK, None, NOW),  # the first start looks at once
        (DAILY, None, NOW + timedelta(hours=18)),
        (DAILY, NOW - timedelta(days=3), NOW),  # overdue while nobody ran: once, now
        (DAILY, NOW + timedelta(hours=18), NOW + timedelta(hours=18)),
        (DAILY, NOW + timedelta(days=400), NOW + timedelta(hours=18)),  # the clock had jumped ahead
        (TICK, NOW + timedelta(hours=3), NOW + timedelta(seconds=60)),  # the clock jumped back
        (TICK, NOW - timedelta(hours=3), NOW),
    ],
)
def test_a_restart_neither_bursts_nor_forgets(trigger: object, stored: datetime | None, due: datetime) -> None:
    assert job(trigger=trigger).settle_due(stored, NOW) == due


def test_what_a_job_did_is_remembered(engine: Engine) -> None:
    def offline(stop: threading.Event) -> str:
        raise OfflineError("no network")

    told: list[str] = []
    assert run_job(job(), engine, threading.Event(), told.append)
    assert not run_job(job("tick", TICK, offline), engine, threading.Event(), told.append)
    with reading(engine) as connection:
        rows = load_jobs(connection)
    assert (rows["daily"].outcome, rows["daily"].why) == ("ok", "done")
    assert rows["daily"].next_due > rows["daily"].ended_at
    assert (rows["tick"].outcome, rows["tick"].why, rows["tick"].ok_at) == ("failed", "no network", None)
    assert told == ["daily: done", "tick: no network"]


def test_a_stopped_job_is_due_as_before(engine: Engine) -> None:
    def stopped(stop: threading.Event) -> str:
        raise StoppedError("stopped")

    with writing(engine) as connection:
        save_job(connection, "daily", {"next_due": NOW})
    run_job(job(run=stopped), engine, threading.Event(), print)
    assert load_due(engine, (job(),), NOW + timedelta(hours=1)) == {"daily": NOW + timedelta(hours=1)}


def test_a_bug_in_a_job_ends_no_other(engine: Engine) -> None:
    ran: list[str] = []

    def broken(stop: threading.Event) -> str:
        raise ZeroDivisionError("a bug")

    def good(stop: threading.Event) -> str:
        ran.append("good")
        if len(ran) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        return "done"

    often = IntervalTrigger(seconds=0.05, timezone=UTC)
    told: list[str] = []
    run_schedule((job("broken", TICK, broken), job("good", often, good)), engine, told.append)
    with reading(engine) as connection:
        rows = load_jobs(connection)
    assert rows["broken"].why == "ZeroDivisionError: a bug"
    assert rows["good"].outcome == "ok"
    assert any("a bug" in line for line in told)


def test_a_second_scheduler_is_refused_and_a_dead_one_is_followed(engine: Engine) -> None:
    with writing(engine) as connection:
        take_scheduler_lock(connection, "elsewhere:1:x", datetime.now(UTC))
    with pytest.raises(LockedError, match="another scheduler"):
        run_due((job(),), engine, print)
    with writing(engine) as connection:
        take_scheduler_lock(connection, "elsewhere:1:x", datetime.now(UTC) - timedelta(minutes=6))
    told: list[str] = []
    assert run_due((job(),), engine, told.append) == []
    assert "took over" in told[0]


def test_a_timer_runs_the_tick_and_what_is_due(engine: Engine) -> None:
    ran: list[str] = []

    def note(name: str) -> Job:
        return job(name, TICK if name == "tick" else DAILY, lambda stop: ran.append(name) or name)

    jobs = (note("tick"), note("daily"), note("backup"))
    with writing(engine) as connection:
        save_job(connection, "backup", {"next_due": datetime.now(UTC) - timedelta(hours=1)})
    run_due(jobs, engine, lambda text: None)
    run_due(jobs, engine, lambda text: None)
    assert ran == ["tick", "backup", "tick"]


def test_a_timer_comes_to_the_jobs_that_never_ran(engine: Engine) -> None:
    """Each start of a timer is a new process: the first daily run must not stay a day away for ever."""
    ran: list[str] = []
    daily = job("daily", DAILY, lambda stop: ran.append("daily") or "done")
    assert run_due((daily,), engine, print) == []
    with reading(engine) as connection:
        due = load_jobs(connection)["daily"].next_due
    assert due is not None
    assert due > datetime.now(UTC)
    assert load_due(engine, (daily,), due + timedelta(hours=2)) == {"daily": due + timedelta(hours=2)}  # overdue
    with writing(engine) as connection:
        save_job(connection, "daily", {"next_due": datetime.now(UTC) - timedelta(minutes=1)})
    run_due((daily,), engine, lambda text: None)
    assert ran == ["daily"]


def test_run_every_goes_on_after_trouble_and_ends_when_told() -> None:
    ran: list[float] = []

    def tick(stop: threading.Event) -> None:
        ran.append(time.monotonic())
        if len(ran) == 3:
            os.kill(os.getpid(), signal.SIGTERM)
        raise OfflineError("no network")

    told: list[str] = []
    run_every(timedelta(seconds=0.05), tick, told.append)
    assert len(ran) == 3
    assert told == ["no network"] * 3


def test_run_every_ends_with_what_waiting_does_not_mend() -> None:
    def tick(stop: threading.Event) -> None:
        raise ConfigError("broken", "feeds.yaml", 3)

    with pytest.raises(ConfigError):
        run_every(timedelta(seconds=0.05), tick, print)
