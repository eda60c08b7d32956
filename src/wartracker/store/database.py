"""A database address in, an engine whose every writing transaction is safe out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from wartracker.errors import BusyError, SchemaError, StoreError

if TYPE_CHECKING:
    from sqlalchemy import Dialect, Insert, Update
    from sqlalchemy.dialects import postgresql

BUSY_TIMEOUT_S = 30.0


def connect(address: str) -> Engine:
    """Make the engine of a workspace's database.

    Args:
        address: SQLAlchemy address; `sqlite:///FILE` or `postgresql+psycopg://...`.

    Returns:
        An engine. On SQLite: WAL, 30 s busy timeout, FULL durability, foreign keys, BEGIN IMMEDIATE for every
        transaction (a deferred read-then-write fails at once whatever the timeout). With the execution option
        `wait=False` a writing transaction that somebody else's would hold up does not begin.
    """
    if not address.startswith("sqlite"):
        return _connect_server(address)
    engine = create_engine(address, connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy's begin event below speaks instead of the driver
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        immediate = not options.get("read_only", False)
        if options.get("wait", True):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
            return
        connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={int(1000 * BUSY_TIMEOUT_S)}")

    return engine


def _connect_server(address: str) -> Engine:
    try:
        return create_engine(address, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(
            f"not a database address: {_cause(error)}; write sqlite:///FILE or postgresql+psycopg://..."
        ) from error
    except ModuleNotFoundError as error:
        raise StoreError(f"this database needs the package {error.name}: pip install 'wartracker[postgres]'") from error


def exclude_others(connection: Connection, what: str) -> None:
    """Make this transaction the only one about `what` until it ends; SQLite has one writer anyhow.

    For what is read before it is written (versions, accession numbers, locks), which two transactions must not do side
    by side.

    Args:
        connection: a writing transaction that has written nothing yet.
        what: "debate NAME" or "collectors".
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"wartracker {what}"))))


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a writing transaction; all of it is committed, or nothing.

    Raises:
        StoreError: the disk is full, read-only or locked; the sentence names the cause. BusyError: see `connect`.
    """
    try:
        with engine.begin() as connection:
            yield connection
    except (OperationalError, DBAPIError, sqlite3.Error) as error:
        if not engine.get_execution_options().get("wait", True) and _is_busy(error):
            raise BusyError("another process is writing to the database") from error
        raise StoreError(f"the database refused to write: {_cause(error)}") from error


# Several reads see one state of the database: WAL gives it on SQLite, PostgreSQL must be asked.
_READ_ONLY: dict[str, dict[str, Any]] = {
    "sqlite": {"read_only": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a consistent reading transaction that never waits for a writer.

    Raises:
        StoreError: the file is no database, corrupt or locked.
    """
    try:
        with engine.connect().execution_options(**_READ_ONLY[engine.dialect.name]) as connection, connection.begin():
            yield connection
    except (OperationalError, DBAPIError, sqlite3.Error) as error:
        raise StoreError(f"the database cannot be read: {_cause(error)}") from error


def _is_busy(error: Exception) -> bool:
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0)
    return bool(code & 0xFF == sqlite3.SQLITE_BUSY)  # the lowest byte of an extended code is the plain one


def _cause(error: Exception) -> str:
    original = getattr(error, "orig", None) or error
    return str(original).strip().splitlines()[0]


# The schema version is read by SQL; Alembic is imported only to migrate.
HEAD = "0007"


def read_schema(engine: Engine) -> str | None:
    """Return the schema version of the database, None when it is empty."""
    with reading(engine) as connection:
        exists = engine.dialect.has_table(connection, "alembic_version")
        if not exists:
            return None
        row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
        return str(row[0]) if row else None


def migrate(engine: Engine) -> str | None:
    """Bring the schema to this version's.

    Returns:
        The version before, None when the database was empty or new.

    Raises:
        SchemaError: the database was written by a newer WarTracker.
    """
    before = read_schema(engine)
    if before == HEAD:
        return before
    if before is not None and before > HEAD:
        raise SchemaError(
            f"the database has schema {before}, this WarTracker knows {HEAD}: upgrade WarTracker, "
            "or restore a backup made with this version"
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return before


def require_schema(engine: Engine) -> None:
    """Refuse a database of another schema.

    Raises:
        SchemaError: with what to do.
    """
    version = read_schema(engine)
    if version is None or version < HEAD:
        raise SchemaError(f"the database has schema {version or 'none'}, expected {HEAD}: run `wartracker db migrate`")
    if version > HEAD:
        migrate(engine)


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or update all given columns of those whose primary key exists.

    Args:
        connection: a writing transaction.
        table: the table.
        rows: mappings with the same keys each; the primary key is among them.
    """
    if rows:
        execute_rows(connection, _build_upsert(connection.dialect.name, table, tuple(rows[0])), table, rows)


def execute_rows(
    connection: Connection, statement: Insert | Update, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Run a statement for many rows: SQLAlchemy compiles it and converts values, the driver is given the rest.

    Its own way from a row to the driver costs more than what the driver does with it. Columns' defaults are constants.

    Args:
        connection: a writing transaction.
        statement: an insert or update of the table, the same object at every call.
        table: the table.
        rows: mappings with the same keys each: columns, and names of the statement's other parameters.
    """
    text, order, defaults, converters = _prepare(connection.dialect, statement, table, tuple(rows[0]))
    bound: list[Any] = []
    for row in rows:
        values = {**defaults, **row}
        for name, convert in converters:
            values[name] = convert(values[name])
        bound.append(tuple(map(values.__getitem__, order)) if order else values)
    connection.exec_driver_sql(text, bound)


@lru_cache(maxsize=256)
def _prepare(
    dialect: Dialect, statement: Insert | Update, table: Table, names: tuple[str, ...]
) -> tuple[str, tuple[str, ...], dict[str, Any], tuple[tuple[str, Callable[[Any], Any]], ...]]:
    """Compile a statement: text, order of its parameters (none where named), defaults, what converts values."""
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(names))
    defaults = {column.name: column.default.arg for column in compiled.insert_prefetch}
    columns = [table.c[name] for name in names if name in table.c]
    found = [(column.name, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in columns]
    converters = tuple((name, convert) for name, convert in found if convert is not None)
    return str(compiled), tuple(compiled.positiontup or ()), defaults, converters


@lru_cache(maxsize=256)  # building the statement costs more than running it
def _build_upsert(dialect: str, table: Table, names: tuple[str, ...]) -> postgresql.Insert | sqlite.Insert:
    statement = pick_insert(dialect)(table)
    keys = [column.name for column in table.primary_key.columns]
    changes = {name: statement.excluded[name] for name in names if name not in keys}
    if changes:
        return statement.on_conflict_do_update(index_elements=keys, set_=changes)
    return statement.on_conflict_do_nothing(index_elements=keys)


def pick_insert(dialect: str) -> Callable[[Table], postgresql.Insert | sqlite.Insert]:
    """Return the insert of a dialect, which knows ON CONFLICT; PostgreSQL's is imported only where it is used."""
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert

        return insert
    return sqlite.insert


def check_integrity(engine: Engine) -> list[str]:
    """Return what is wrong with the database; empty when it is whole."""
    with reading(engine) as connection:
        if connection.dialect.name != "sqlite":
            connection.execute(text("SELECT 1"))
            return []
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
        orphans = [
            f"row {row[1]} of {row[0]} has no parent" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
        ]
    return [line for line in found if line != "ok"] + orphans


def backup_sqlite(engine: Engine, target: Path) -> None:
    """Copy the embedded database with SQLite's own backup, then check the copy.

    Raises:
        StoreError: PostgreSQL (use pg_dump), an existing target, or a disk that refuses.
    """
    if engine.dialect.name != "sqlite":
        raise StoreError("this database is PostgreSQL: back it up with pg_dump")
    if target.exists():
        raise StoreError(f"{target} exists already; give another name")
    try:
        copy = sqlite3.connect(target)
        try:
            with engine.connect() as connection:
                original = connection.connection.driver_connection
                if original is None:
                    raise StoreError("the database is closed")
                original.backup(copy)
            verdict = copy.execute("PRAGMA integrity_check").fetchone()
        finally:
            copy.close()
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{target} cannot be written: {error}") from error
    if verdict is None or verdict[0] != "ok":
        raise StoreError(f"the copy {target} is damaged: {verdict}")
