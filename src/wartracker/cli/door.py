"""What every command shares: the workspace, how to print, how to end."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wartracker.cli.logs import format_line
from wartracker.errors import WarTrackerError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from wartracker.workspace import Workspace


@dataclass(slots=True)
class Door:
    """The global options of one call."""

    root: Path = Path()
    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    color: bool = True
    log_json: bool = False

    @property
    def workspace(self) -> Workspace:
        """Open the workspace; its files are read when they are needed."""
        from wartracker.workspace import open_workspace

        return open_workspace(self.root)

    def check_contact(self) -> None:
        """Refuse to start what polls without a contact.

        Raises:
            NoContactError: none is set.
        """
        from wartracker.collect.http import Client

        Client(self.workspace.settings.collect)

    def say(self, text: str) -> None:
        """Tell progress and messages on stderr; silent with --quiet."""
        if not self.quiet:
            print(format_line("told", text=text) if self.log_json else text, file=sys.stderr, flush=True)

    def emit(self, shape: Any, lines: Iterable[str]) -> None:
        """Print the result on stdout: one JSON document with --json, else lines for people."""
        if self.as_json:
            print(json.dumps(shape, ensure_ascii=False, indent=1, default=str))
        else:
            for line in lines:
                print(line)

    def progress(self, what: str) -> Progress:
        """Return a progress teller that rewrites one line on a terminal and stays silent elsewhere."""
        return Progress(what, enabled=not (self.quiet or self.log_json) and sys.stderr.isatty())


@dataclass(slots=True)
class Progress:
    """Tells "what 12/40" on stderr while it runs."""

    what: str
    enabled: bool

    def __call__(self, done: int, total: int) -> None:
        """Tell how far it is."""
        if self.enabled:
            end = "\n" if done == total else ""
            print(f"\r{self.what} {done}/{total}", end=end, file=sys.stderr, flush=True)


DOOR = Door()  # set once by main() from the global options, before a command runs


def open_store(workspace: Workspace) -> Engine:
    """Open the workspace's database, made or migrated when needed.

    Raises:
        StoreError: it cannot be opened; SchemaError when a newer version wrote it.
    """
    from wartracker.errors import StoreError
    from wartracker.store.database import connect, migrate

    if workspace.database.startswith("sqlite:///"):
        path = Path(workspace.database.removeprefix("sqlite:///"))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path.parent} cannot be made: {error.strerror}") from error
    engine = connect(workspace.database)
    migrate(engine)
    return engine


def tell_error(error: WarTrackerError, as_json: bool) -> None:
    """Print an error on stderr: one sentence, or one JSON document with --json."""
    if as_json:
        details = {
            name: value
            for name in ("file", "line", "key", "candidate", "version")
            if (value := getattr(error, name, None))
        }
        print(json.dumps({"error": {"code": error.code, "message": str(error), "details": details}}), file=sys.stderr)
    elif DOOR.log_json:
        print(format_line("failed", "error", code=error.code, text=str(error)), file=sys.stderr)
    else:
        print(f"wartracker: {error}", file=sys.stderr)


def tabulate(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Lay rows out in columns as wide as needed; the last column is not padded."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[index]) for row in cells) for index in range(len(head))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
