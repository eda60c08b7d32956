"""The tree of errors: what went wrong in, one clear sentence out.

    WarTrackerError
    |-- ConfigError      a file a person wrote is wrong: file, line, key, what to do
    |-- InputError       a data file given on the command line is wrong: file, line
    |-- NoContactError   live polling without a contact address
    |-- OfflineError     the machine has no network
    |-- LockedError      another collector runs in this workspace
    |-- WorkersError     the processes that analyse are gone
    |-- NotFoundError    an id or address that nothing knows
    |-- ReviewConflict   the candidate changed since it was shown
    |-- RefusedError     a curator's act that makes no sense
    |-- UnhealthyError   a health check failed
    |-- StoppedError     somebody asked the work to end early
    |-- StoreError       the database or the disk refused
        |-- SchemaError  the database has another schema version

Expected trouble (a server's answer, a page without text) is a value with an outcome word, not an exception.
"""

from __future__ import annotations

from pathlib import Path


class WarTrackerError(Exception):
    """Base of all errors that are told to a person in one sentence; `exit_code` is the command's."""

    exit_code = 1
    code = "error"


class ConfigError(WarTrackerError):
    """A configuration file is wrong.

    Args:
        message: what is wrong and what to do.
        file: the file at fault.
        line: 1-based line, None when the whole file is meant.
        key: dotted key at fault.
    """

    exit_code = 3
    code = "config"

    def __init__(self, message: str, file: Path | str, line: int | None = None, key: str | None = None) -> None:
        """Keep the place beside the sentence."""
        self.message, self.file, self.line, self.key = message, str(file), line, key
        place = f"{file}:{line}" if line else str(file)
        super().__init__(f"{place}: {key}: {message}" if key else f"{place}: {message}")


class InputError(WarTrackerError):
    """A data file named on the command line cannot be read as what it should be."""

    exit_code = 3
    code = "input"

    def __init__(self, message: str, file: Path | str, line: int | None = None) -> None:
        """Keep the place beside the sentence."""
        self.message, self.file, self.line = message, str(file), line
        super().__init__(f"{file}:{line}: {message}" if line else f"{file}: {message}")


class NoContactError(WarTrackerError):
    """Live polling was asked for without saying who asks."""

    exit_code = 3
    code = "no-contact"


class OfflineError(WarTrackerError):
    """Nearly every feed failed to connect: the machine is offline, no feed is to blame."""

    exit_code = 4
    code = "offline"


class ReviewConflict(WarTrackerError):
    """The candidate was decided or changed since the curator saw it.

    Args:
        message: who did what.
        candidate: id of the candidate.
        version: its version now.
    """

    exit_code = 5
    code = "conflict"

    def __init__(self, message: str, candidate: str, version: int) -> None:
        """Keep the candidate and its present version."""
        self.candidate, self.version = candidate, version
        super().__init__(message)


class RefusedError(WarTrackerError):
    """A curator's act that makes no sense: nothing was written; the sentence says what to do."""

    exit_code = 2
    code = "refused"


class WorkersError(WarTrackerError):
    """No worker process, or no cluster, can serve; what is unfinished is done by the next run."""

    exit_code = 4
    code = "workers"


class LockedError(WarTrackerError):
    """Another collector holds the lock of this database."""

    exit_code = 6
    code = "locked"


class NotFoundError(WarTrackerError):
    """No row carries this id, address or name."""

    exit_code = 7
    code = "not-found"


class UnhealthyError(WarTrackerError):
    """A health check failed."""

    exit_code = 8
    code = "unhealthy"


class StoppedError(WarTrackerError):
    """Somebody asked the work to end early; nothing is lost."""

    exit_code = 0
    code = "stopped"


class StoreError(WarTrackerError):
    """The database or the disk refused; nothing was half-written."""

    exit_code = 3
    code = "storage"


class BusyError(StoreError):
    """Another process is writing, and the transaction was not to wait; it has not begun."""


class SchemaError(StoreError):
    """The database has a schema this version does not know."""

    code = "schema"
