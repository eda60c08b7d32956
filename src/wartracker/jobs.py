"""A workspace in, the jobs of its scheduler out: what each does, and when it is due again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Engine

from wartracker.errors import ConfigError, StoppedError, StoreError, WarTrackerError
from wartracker.executor import open_workers
from wartracker.health.letters import write_brief, write_daily_line, write_report_card
from wartracker.health.watch import watch_workspace
from wartracker.pipeline import TickOptions, locked, run_tick
from wartracker.store.database import reading, writing
from wartracker.store.jobs import has_work, load_jobs, read_position, save_job
from wartracker.timeline.publish import write_file
from wartracker.upkeep import maintain, make_backup
from wartracker.workers import Workers
from wartracker.workspace import Workspace, open_workspace

IDLE_FOR = timedelta(minutes=15)  # a tick that finds nothing due is skipped, but not for longer than this
Say = Callable[[str], None]
Stop = threading.Event


@dataclass(frozen=True, slots=True)
class Job:
    """One job of the scheduler."""

    name: str
    trigger: BaseTrigger
    run: Callable[[Stop], str]  # returns what it did, in one line

    def next_due(self, now: datetime) -> datetime:
        """Return when it is due again after a time."""
        due: datetime = self.trigger.get_next_fire_time(now, now)
        return due

    def settle_due(self, stored: datetime | None, now: datetime) -> datetime:
        """Decide when it runs first in this process.

        Args:
            stored: the due time that the database remembers; None: it never ran here.
            now: the time.

        Returns:
            At once when it is overdue; a stored time further away than its own rhythm is a clock that jumped.
        """
        upcoming = self.next_due(now)
        if stored is None:
            return now if isinstance(self.trigger, IntervalTrigger) else upcoming
        return max(now, min(stored, upcoming))


@dataclass
class Standing:
    """What outlives a tick: the workspace as people last left it, and the worker processes."""

    root: Path
    engine: Engine
    say: Say
    repeats: bool = True  # False: somebody else starts the next one (`schedule --once`)
    workspace: Workspace = field(init=False)
    workers: Workers | None = None
    read: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    fault: ConfigError | None = None
    position: tuple[int, int, bool] | None = None
    full_at: float = float("-inf")  # monotonic time of the last tick that was not skipped

    def __post_init__(self) -> None:
        """Read the workspace; a fault ends the start."""
        self.workspace = self._open()

    def refresh(self) -> bool:
        """Read the files that people wrote again when one of them changed; a fault leaves the last good state.

        Returns:
            Whether anything changed.
        """
        found = fingerprint(self.root)
        if found == self.read:
            return False
        try:
            self.workspace = self._open()
        except ConfigError as error:
            self.fault, self.read = error, found
            self.say(f"{error}; the configuration read before stays in force")
            return False
        self.fault = None
        self.close()
        return True

    def _open(self) -> Workspace:
        found = fingerprint(self.root)
        workspace = open_workspace(self.root)
        for part in (workspace.settings, workspace.feeds, workspace.debates, workspace.gazetteers):
            assert part is not None  # each is read, so that a fault shows now
        self.read = found
        return workspace

    def lend_workers(self) -> Workers:
        """Return worker processes that live until the configuration changes."""
        if self.workers is None:
            self.workers = open_workers(self.workspace)
        return self.workers

    def close(self) -> None:
        """End the worker processes."""
        if self.workers is not None:
            self.workers.close()
            self.workers = None

    def tick(self, stop: Stop) -> str:
        """Run one tick if there is anything to do, then look for trouble and tell of it."""
        changed = self.refresh()
        now = datetime.now(UTC)
        names = frozenset(feed.name for feed in self.workspace.feeds if feed.paused is None)
        with reading(self.engine) as connection:
            position = read_position(connection)
            idle = not changed and not has_work(connection, names, now) and position == self.position
        if idle and monotonic() - self.full_at < IDLE_FOR.total_seconds():
            return "nothing due"
        every_s = self.workspace.settings.schedule.tick_s if self.repeats else None
        options = TickOptions(workers=self.lend_workers(), stop=stop, every_s=every_s)
        report = run_tick(self.workspace, self.engine, options, self.say)
        with reading(self.engine) as connection:
            self.position = read_position(connection)
        self.full_at = monotonic()
        self.write_metrics()
        told = watch_workspace(self.workspace, self.engine, datetime.now(UTC), self.fault, self.say)
        return f"{tell_tick(report)}; {told}"

    def write_metrics(self) -> None:
        """Write the metrics to a file, where the settings name one."""
        file = self.workspace.settings.schedule.metrics_file
        if file is not None:
            from wartracker.health.metrics import render_metrics

            write_file(Path(file), render_metrics(self.engine))

    def maintain(self, stop: Stop) -> str:
        """Forget, prune, compact, while no collector works."""
        now = datetime.now(UTC)
        with locked(self.engine, self.say, self.workspace.settings.collect.shard):
            counts = maintain(self.workspace, self.engine, now)
        return ", ".join(f"{count} {what}" for what, count in counts.items())

    def back_up(self, stop: Stop) -> str:
        """Copy the database and prove the copy."""
        if self.engine.dialect.name != "sqlite":
            return "PostgreSQL: back it up with pg_dump"
        keep = self.workspace.settings.schedule.keep_backups
        folder = self.workspace.output / "backups"
        made = make_backup(self.workspace, self.engine, folder, datetime.now(UTC), keep)
        return f"{made.file.name}, {made.size_bytes} bytes, {made.decisions} decisions, read back"

    def tell_day(self, stop: Stop) -> str:
        """Say in one line what the last day brought."""
        return write_daily_line(self.workspace, self.engine, datetime.now(UTC))

    def tell_week(self, stop: Stop) -> str:
        """Write and mail the brief of each debate."""
        now = datetime.now(UTC)
        files = [write_brief(self.workspace, self.engine, debate, now) for debate in self.workspace.debates]
        return ", ".join(files)

    def judge_feeds(self, stop: Stop) -> str:
        """Write the report card of the sources."""
        return write_report_card(self.workspace, self.engine, datetime.now(UTC))


def fingerprint(root: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of every file of a workspace that a person writes."""
    paths = [root / "feeds.yaml", root / "wartracker.toml", *sorted((root / "pipelines").rglob("*.yaml"))]
    return {str(path): (stat.st_mtime_ns, stat.st_size) for path in paths if path.exists() and (stat := path.stat())}


def tell_tick(report: Mapping[str, Any]) -> str:
    """Tell a run report in one line."""
    stages = report["stages"]
    new = sum(counts["new"] for counts in report["candidates"].values())
    kept = stages.get("gate", {}).get("kept", 0)
    waiting = f" ({report['waiting']} sources wait)" if report["waiting"] else ""
    return (
        f"{sum(stages['feeds'].values())} polls{waiting}, {stages['entries'].get('new', 0)} new entries, "
        f"{kept} pages kept, {new} new candidates, {len(report['errors'])} feeds in trouble"
    )


def build_jobs(standing: Standing) -> tuple[Job, ...]:
    """Build the jobs of a workspace.

    Raises:
        ConfigError: a time of [schedule] is none.
    """
    settings = standing.workspace.settings.schedule
    return (
        Job("tick", IntervalTrigger(seconds=max(1, settings.tick_s), timezone=UTC), standing.tick),
        Job("maintenance", _daily("maintenance_at", settings.maintenance_at), standing.maintain),
        Job("backup", _daily("backup_at", settings.backup_at), standing.back_up),
        Job("daily", _daily("daily_at", settings.daily_at), standing.tell_day),
        Job("brief", _weekly(settings.weekly_day, settings.weekly_at), standing.tell_week),
        Job("report", _weekly(settings.weekly_day, settings.weekly_at), standing.judge_feeds),
    )


def _daily(key: str, at: str, day: str = "*") -> CronTrigger:
    hour, _, minute = at.partition(":")
    try:
        return CronTrigger(day_of_week=day, hour=int(hour), minute=int(minute), timezone=UTC)
    except ValueError as error:
        message = f"{at!r} is no time of day, write 06:00" if day == "*" else f"{day} {at} is no day and time"
        raise ConfigError(message, "wartracker.toml", key=f"schedule.{key}") from error


def _weekly(day: str, at: str) -> CronTrigger:
    return _daily("weekly_day", at, day.lower()[:3])


def run_job(job: Job, engine: Engine, stop: Stop, say: Say) -> bool:
    """Run one job and remember how it went and when it is due again.

    Args:
        job: the job.
        engine: the database.
        stop: set when the process is to end.
        say: tells trouble that the next run may not have.

    Returns:
        Whether it went well; expected trouble is told and remembered, the scheduler goes on.
    """
    started, clock = datetime.now(UTC), monotonic()
    _remember(engine, job.name, say, started_at=started)
    try:
        what, outcome = job.run(stop), "ok"
    except StoppedError:
        return True  # due as before: the next start takes it up
    except WarTrackerError as error:
        what, outcome = str(error), "failed"
        say(f"{job.name}: {error}")
    ended = datetime.now(UTC)
    values: dict[str, Any] = {"ok_at": ended} if outcome == "ok" else {}
    _remember(
        engine,
        job.name,
        say,
        ended_at=ended,
        next_due=job.next_due(ended),
        outcome=outcome,
        why=what,
        took_s=round(monotonic() - clock, 3),
        **values,
    )
    if outcome == "ok" and job.name != "tick":
        say(f"{job.name}: {what}")
    return outcome == "ok"


def remember_crash(engine: Engine, job: Job, error: BaseException, say: Say) -> None:
    """Remember that a job ended with a fault of the program; it is tried again at its next time."""
    now = datetime.now(UTC)
    why = f"{type(error).__name__}: {error}"
    _remember(engine, job.name, say, ended_at=now, next_due=job.next_due(now), outcome="failed", why=why)
    say(f"{job.name}: a bug: {why}")


def _remember(engine: Engine, name: str, say: Say, **values: Any) -> None:
    try:
        with writing(engine) as connection:
            save_job(connection, name, values)
    except StoreError as error:
        say(f"{name}: {error}")


def load_due(engine: Engine, jobs: tuple[Job, ...], now: datetime) -> dict[str, datetime]:
    """Load when each job is due; of one that is new here the time is stored, or a sleep would skip its first run."""
    with reading(engine) as connection:
        stored = {name: row.next_due for name, row in load_jobs(connection).items()}
    due = {job.name: job.settle_due(stored.get(job.name), now) for job in jobs}
    if new := [name for name in due if stored.get(name) is None]:
        with writing(engine) as connection:
            for name in new:
                save_job(connection, name, {"next_due": due[name]})
    return due
