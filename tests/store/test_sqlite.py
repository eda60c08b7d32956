"""What only the embedded database does: its file, its backup, its write lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from tests.build import NOW, analysis
from wartracker.errors import StoreError
from wartracker.store import tables
from wartracker.store.analyses import save_analysis
from wartracker.store.database import backup_sqlite, check_integrity, connect, migrate, writing


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{tmp_path}/test.sqlite3")
    migrate(engine)
    yield engine
    engine.dispose()


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "wrong.sqlite3"
    path.write_text("this is a letter to a friend, not a database at all" * 100)
    wrong = connect(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="not a database"):
        migrate(wrong)
    wrong.dispose()


def test_a_backup_is_whole_and_never_overwrites(engine: Engine, tmp_path: Path) -> None:
    with writing(engine) as connection:
        save_analysis(connection, analysis(), NOW)
    target = tmp_path / "copy.sqlite3"
    backup_sqlite(engine, target)
    copy = sqlite3.connect(target)
    assert copy.execute("SELECT count(*) FROM articles").fetchone() == (1,)
    copy.close()
    assert check_integrity(engine) == []
    with pytest.raises(StoreError, match="exists already"):
        backup_sqlite(engine, target)


def test_a_writing_transaction_holds_the_write_lock_from_its_first_moment(engine: Engine) -> None:
    """A deferred one would fail at its first write, whatever the timeout, when another process wrote in between."""
    with writing(engine) as connection:
        connection.execute(select(tables.runs.c.id))
        other = sqlite3.connect(str(engine.url.database), timeout=0)
        try:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        finally:
            other.close()
