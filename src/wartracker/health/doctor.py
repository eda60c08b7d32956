"""A workspace in, what is wrong with the place it runs in out: one line a check, each with what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from wartracker.collect.http import Client
from wartracker.errors import ConfigError, StoreError, WarTrackerError
from wartracker.gather import tell_corrected
from wartracker.health.deliver import find_channels, find_mail_server
from wartracker.store.database import HEAD, check_integrity, connect, read_schema, reading
from wartracker.store.feeds import CLOCK_ERROR
from wartracker.store.runs import last_finished
from wartracker.workspace import Workspace, ner_folder

OLDEST_PYTHON = (3, 11)
FEEDPARSER = "6.0.14"  # other versions open files and addresses in other ways
LEAST_FREE_GIB = 1.0
EARLIEST = datetime(2025, 1, 1, tzinfo=UTC)
GROUP_OR_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    ok: bool
    says: str
    hint: str = ""


def examine(workspace: Workspace, now: datetime) -> list[Check]:
    """Look at everything that a run needs; one fault hides no other.

    Args:
        workspace: the workspace.
        now: the time.
    """
    parts: tuple[Callable[[], list[Check]], ...] = (
        _check_environment,
        lambda: _check_files(workspace),
        lambda: _check_database(workspace, now),
        lambda: _check_known(workspace),
        lambda: _check_disk(workspace),
        lambda: _check_clock(now),
        lambda: _check_contact(workspace),
        lambda: _check_notify(workspace),
        _check_model,
        lambda: _check_secrets(workspace),
    )
    found: list[Check] = []
    for part in parts:
        try:
            found += part()
        except WarTrackerError as error:
            found.append(Check(error.code, False, str(error)))
    return found


def _check_environment() -> list[Check]:
    python = sys.version_info[:2] >= OLDEST_PYTHON
    told = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    checks = [Check("python", python, told, "" if python else "install Python 3.11 or newer")]
    try:
        present = version("feedparser")
    except PackageNotFoundError:
        present = "missing"
    good = present == FEEDPARSER
    hint = "" if good else "install from requirements.lock"
    return [*checks, Check("feedparser", good, f"{present}, {FEEDPARSER} is the one that was examined", hint)]


def _check_files(workspace: Workspace) -> list[Check]:
    counts = f"{len(workspace.feeds)} sources, {len(workspace.debates)} debates"
    gazetteers = workspace.gazetteers
    told = f"{counts}, {len(gazetteers.organizations)} organizations, {len(gazetteers.models)} models"
    return [Check("files", True, told)]


def _check_database(workspace: Workspace, now: datetime) -> list[Check]:
    address = workspace.database
    if address.startswith("sqlite:///") and not Path(address.removeprefix("sqlite:///")).exists():
        return [Check("database", True, "none yet; the first run makes it")]
    engine = connect(address)
    try:
        schema = read_schema(engine)
        if schema != HEAD:
            return [Check("database", False, f"schema {schema}, expected {HEAD}", "`wartracker db migrate`")]
        if problems := check_integrity(engine):
            return [Check("database", False, problems[0], "`wartracker db restore` a backup")]
        with reading(engine) as connection:
            last = last_finished(connection)
    except (SQLAlchemyError, StoreError) as error:
        embedded = address.startswith("sqlite:///")
        hint = "`wartracker db restore` a backup" if embedded else "is the server running and the address right?"
        return [Check("database", False, str(error).splitlines()[0], hint)]
    finally:
        engine.dispose()
    checks = [Check("database", True, f"{engine.dialect.name}, schema {schema}, whole")]
    if last is not None and last[0] > now + CLOCK_ERROR:
        says = f"the last run ended at {last[0]:%Y-%m-%d %H:%M} UTC, which is yet to come"
        checks.append(Check("clock", False, says, "set the machine's clock"))
    return checks


def _check_known(workspace: Workspace) -> list[Check]:
    """Look whether a file of known events was corrected after it was taken over, which does nothing by itself."""
    if workspace.database.startswith("sqlite:///") and not Path(workspace.database.removeprefix("sqlite:///")).exists():
        return []
    engine = connect(workspace.database)
    try:
        if read_schema(engine) != HEAD:
            return []
        told = [line for debate in workspace.debates if (line := tell_corrected(engine, workspace, debate))]
    except (SQLAlchemyError, StoreError):
        return []  # the check of the database tells it
    finally:
        engine.dispose()
    return [Check("known events", False, line) for line in told]


def _check_disk(workspace: Workspace) -> list[Check]:
    place = workspace.output
    try:
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        hint = "give the user that runs it the right to write there"
        return [Check("permissions", False, f"{place} cannot be written: {error.strerror}", hint)]
    free_gib = shutil.disk_usage(place).free / 2**30
    enough = free_gib >= LEAST_FREE_GIB
    hint = "" if enough else "make room, or lower `archive_days`"
    return [
        Check("permissions", True, f"{place} can be written"),
        Check("disk", enough, f"{free_gib:.1f} GiB free", hint),
    ]


def _check_clock(now: datetime) -> list[Check]:
    sane = now > EARLIEST
    return [Check("clock", sane, f"{now:%Y-%m-%d %H:%M} UTC", "" if sane else "set the machine's clock")]


def _check_contact(workspace: Workspace) -> list[Check]:
    Client(workspace.settings.collect)
    return [Check("contact", True, workspace.settings.collect.contact or "")]


def _check_notify(workspace: Workspace) -> list[Check]:
    channels = ", ".join(find_channels(workspace)) or "nobody"
    settings = workspace.settings.notify
    if settings.email_to:
        try:
            find_mail_server(settings)
        except ConfigError as error:
            return [Check("notify", False, str(error))]
    return [Check("notify", True, f"troubles go to: {channels}")]


def _check_model() -> list[Check]:
    folder = ner_folder()
    files = sorted(folder.glob("**/*")) if folder else []
    size = sum(path.stat().st_size for path in files if path.is_file())
    good = size > 0
    hint = "" if good else "install the package again; the rules alone miss names"
    return [Check("model file", good, f"{size / 2**20:.1f} MiB in {folder}" if good else "missing", hint)]


def _check_secrets(workspace: Workspace) -> list[Check]:
    file = workspace.settings.notify.smtp_password_file
    if file is None or os.name != "posix":
        return []
    path = Path(file)
    if not path.exists():
        return [Check("secrets", False, f"{file} is missing", "write the password of `smtp_user` into it")]
    private = not path.stat().st_mode & GROUP_OR_OTHERS
    return [Check("secrets", private, f"{file}", "" if private else f"chmod 600 {file}")]
