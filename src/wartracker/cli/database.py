"""Commands on the database: db migrate, check, backup, copy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wartracker.cli.door import DOOR, open_store

app = typer.Typer(help="Look after the database.", no_args_is_help=True)


@app.command("migrate")
def migrate() -> None:
    """Bring the database's schema to this version's; all or nothing."""
    from wartracker.store.database import read_schema

    engine = open_store(DOOR.workspace)
    version = read_schema(engine)
    DOOR.emit({"schema": version}, [f"schema {version}"])


@app.command("check")
def check() -> None:
    """Check that the database is whole and of this version's schema."""
    from wartracker.store.database import check_integrity, connect, require_schema

    engine = connect(DOOR.workspace.database)
    require_schema(engine)
    problems = check_integrity(engine)
    DOOR.emit({"problems": problems}, problems or ["ok"])
    if problems:
        raise typer.Exit(8)


@app.command("backup")
def backup(file: Annotated[Path, typer.Argument(help="Where; a file that stands there is not overwritten.")]) -> None:
    """Write a consistent copy of the embedded database while others work on it."""
    from wartracker.store.database import backup_sqlite, connect, require_schema

    engine = connect(DOOR.workspace.database)
    require_schema(engine)
    backup_sqlite(engine, file)
    DOOR.emit({"backup": str(file)}, [f"backup written to {file}"])


@app.command("copy")
def copy(
    to: Annotated[str, typer.Argument(help="Address of an empty database: sqlite:///FILE or postgresql+psycopg://...")],
) -> None:
    """Copy the workspace's database to another one (SQLite to PostgreSQL or back) and compare the two."""
    from wartracker.store.copy import copy_database
    from wartracker.store.database import connect, require_schema

    source, target = connect(DOOR.workspace.database), connect(to)
    require_schema(source)
    counts = copy_database(source, target, lambda table, rows: DOOR.say(f"{table}: {rows} rows"))
    lines = [
        f"{sum(counts.values())} rows in {len(counts)} tables, every one compared with its original",
        "write the new address as `database` in wartracker.toml to work on the copy",
    ]
    DOOR.emit({"copied": counts}, lines)


@app.command("restore")
def restore(
    file: Annotated[Path, typer.Argument(help="A copy made by `db backup`.")],
    force: Annotated[bool, typer.Option("--force", help="Also where a database stands; it is moved aside.")] = False,
) -> None:
    """Put a copy in the place of the database, once it has been proven, and write the outputs from it."""
    from datetime import UTC, datetime

    from wartracker.upkeep import restore as restore_copy

    aside, changed = restore_copy(DOOR.workspace, file, datetime.now(UTC), force=force)
    lines = [f"restored from {file}; {len(changed)} outputs written"]
    lines += [f"the former database is {aside}"] if aside else []
    DOOR.emit({"restored": str(file), "aside": str(aside) if aside else None, "outputs": len(changed)}, lines)


@app.command("vacuum")
def vacuum() -> None:
    """Forget what retention no longer keeps, prune the archive, give free space back; `schedule` does it nightly."""
    from datetime import UTC, datetime

    from wartracker.pipeline import locked
    from wartracker.upkeep import maintain

    workspace = DOOR.workspace
    engine = open_store(workspace)
    with locked(engine, DOOR.say, workspace.settings.collect.shard):
        counts = maintain(workspace, engine, datetime.now(UTC))
    DOOR.emit(counts, [f"{count} {what}" for what, count in counts.items()])
