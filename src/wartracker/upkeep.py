"""A workspace that has run for long in, a lean one out; and copies of its database that were proven to come back."""

from __future__ import annotations

import contextlib
import re
import sqlite3
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from wartracker.collect.archive import keep_tails, prune_archive
from wartracker.errors import InputError, LockedError, RefusedError, SchemaError, StoreError
from wartracker.gather import publish_debate, render_outputs
from wartracker.store.database import (
    HEAD,
    backup_sqlite,
    check_integrity,
    connect,
    migrate,
    read_schema,
    reading,
    writing,
)
from wartracker.store.pages import find_archive_ends
from wartracker.store.retention import compact_sqlite, count_rows, forget_archived, forget_old
from wartracker.store.runs import COLLECTOR, SCHEDULER, STALE_AFTER, load_heartbeat
from wartracker.workspace import Workspace

RUNS_KEPT = timedelta(days=400)
NOTICES_KEPT = timedelta(days=90)
_BACKUP = re.compile(r"wartracker-\d{8}T\d{6}Z\.sqlite3")


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy of the database that was read back."""

    file: Path
    size_bytes: int
    decisions: int


def maintain(workspace: Workspace, engine: Engine, now: datetime) -> dict[str, int]:
    """Forget what retention says, prune the archive, give free space back.

    Args:
        workspace: its settings say how long what is kept.
        engine: the database.
        now: the time.

    Returns:
        Counts of what went, by what it was.
    """
    collect = workspace.settings.collect
    with writing(engine) as connection:
        counts = forget_old(
            connection,
            dropped_before=now - timedelta(days=collect.dropped_days),
            runs_before=now - RUNS_KEPT,
            notices_before=now - NOTICES_KEPT,
            now=now,
        )
    pruned = prune_archive(workspace.output / "archive", now, collect.archive_days)
    with writing(engine) as connection:
        forget_archived(connection, pruned)
    counts["archive files"] = len(pruned)
    counts["freed bytes"] = compact_sqlite(engine)
    return counts


# --------------------------------------------------------------------------- backups
def make_backup(workspace: Workspace, engine: Engine, folder: Path, now: datetime, keep: int) -> Backup:
    """Copy the embedded database into a folder, prove the copy, and drop the oldest ones beyond `keep`.

    Raises:
        StoreError: PostgreSQL (use pg_dump), a disk that refuses, or a copy that does not come back.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder} cannot be made: {error.strerror}") from error
    with reading(engine) as connection:
        least = count_rows(connection)["decisions"]
    file = folder / f"wartracker-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.sqlite3"
    backup_sqlite(engine, file)
    decisions = prove_backup(workspace, file)
    if decisions < least:
        raise StoreError(f"the copy {file} holds {decisions} decisions, the database held {least}")
    for old in sorted(path for path in folder.iterdir() if _BACKUP.fullmatch(path.name))[:-keep]:
        old.unlink()
    return Backup(file, file.stat().st_size, decisions)


def prove_backup(workspace: Workspace, file: Path) -> int:
    """Restore a copy into a place of its own and build every timeline from it.

    Returns:
        The decisions it holds.

    Raises:
        StoreError: it is damaged or of another schema; nothing of the workspace was touched.
    """
    with tempfile.TemporaryDirectory(prefix="wartracker-") as place:
        target = Path(place) / "wartracker.sqlite3"
        _copy(file, target)
        engine = connect(f"sqlite:///{target}")
        try:
            if problems := check_integrity(engine):
                raise StoreError(f"the copy {file} is damaged: {problems[0]}")
            migrate(engine)
            for debate in workspace.debates:
                render_outputs(engine, workspace, debate)
            with reading(engine) as connection:
                return count_rows(connection)["decisions"]
        finally:
            engine.dispose()


def restore(workspace: Workspace, file: Path, now: datetime, *, force: bool) -> tuple[Path | None, list[Path]]:
    """Put a copy in the place of the workspace's database and write the outputs from it.

    Args:
        workspace: whose database it becomes.
        file: a copy made by `db backup`.
        now: the time.
        force: also where a database stands; it is moved aside, never deleted, and so are newer pages of the archive.

    Returns:
        Where the former database went (None: there was none), and the outputs that changed.

    Raises:
        InputError: no such file; SchemaError: a newer version wrote it; RefusedError: a database stands there and
        `force` is off; LockedError: somebody works on it; StoreError: the copy is damaged.
    """
    if not workspace.database.startswith("sqlite:///"):
        raise StoreError("this workspace uses PostgreSQL: restore with pg_restore or psql")
    target = Path(workspace.database.removeprefix("sqlite:///"))
    if not file.is_file():
        raise InputError("no such file", file)
    prove_backup(workspace, file)
    aside, ending = None, f".before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if target.exists():
        if not force:
            raise RefusedError(f"{target} stands there already; --force moves it aside and restores")
        _refuse_if_busy(target, now)
        aside = _move_aside(target, ending)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.restoring")
    with contextlib.suppress(FileNotFoundError):
        fresh.unlink()
    _copy(file, fresh)
    engine = connect(f"sqlite:///{fresh}")
    try:
        migrate(engine)
        with reading(engine) as connection:
            ends = find_archive_ends(connection)
    finally:
        engine.dispose()
    # Before the older database takes its place: the next collector cuts off what that one does not know.
    keep_tails(workspace.output / "archive", ends, ending)
    fresh.replace(target)
    engine = connect(workspace.database)
    try:
        changed = [path for debate in workspace.debates for path in publish_debate(engine, workspace, debate)]
    finally:
        engine.dispose()
    return aside, changed


def _refuse_if_busy(target: Path, now: datetime) -> None:
    engine = connect(f"sqlite:///{target}")
    try:
        if read_schema(engine) != HEAD:
            return
        with reading(engine) as connection:
            for name in (COLLECTOR, SCHEDULER):
                beat = load_heartbeat(connection, name)
                if beat is not None and now - beat < STALE_AFTER:
                    raise LockedError(f"a {name} works on {target}; stop it first")
    except SchemaError:
        return
    finally:
        engine.dispose()


def _move_aside(target: Path, ending: str) -> Path:
    """Move a database and its log aside, so that nothing is lost by a restore that was a mistake."""
    aside = target.with_name(target.name + ending)
    try:
        for part in ("-wal", "-shm"):
            log = target.with_name(target.name + part)
            if log.exists():
                log.replace(aside.with_name(aside.name + part))
        target.replace(aside)
    except OSError as error:
        raise StoreError(f"{target} cannot be moved aside: {error.strerror}") from error
    return aside


def _copy(file: Path, target: Path) -> None:
    try:
        with (
            contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
    except sqlite3.Error as error:
        raise StoreError(f"{file} cannot be copied: {error}") from error


def list_backups(folder: Path) -> Sequence[Path]:
    """List the copies in a folder, oldest first."""
    return sorted(path for path in folder.glob("wartracker-*.sqlite3") if _BACKUP.fullmatch(path.name))
