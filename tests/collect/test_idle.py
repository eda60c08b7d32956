"""What an idle tick reads: the rows of sources that are due, not of all that are listed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine

from tests.collect.desk import START, feed
from wartracker.collect.politeness import SANE_DUE
from wartracker.store.database import connect, migrate, reading, writing
from wartracker.store.feeds import load_due, save_feeds, sync_feeds


def test_only_rows_that_are_due_are_read_longest_overdue_first(tmp_path: Path) -> None:
    engine: Engine = connect(f"sqlite:///{tmp_path}/test.sqlite3")
    migrate(engine)
    offsets = {"late": -60, "later": -1, "soon": 5, "tomorrow": 1440, "broken-clock": 60 * 24 * 30}
    with writing(engine) as connection:
        sync_feeds(connection, [feed(name) for name in (*offsets, "fresh")], str)
        save_feeds(connection, [(name, {"next_due": START + timedelta(minutes=m)}) for name, m in offsets.items()])
    with reading(engine) as connection:
        names = [row.name for row in load_due(connection, START, START + SANE_DUE)]
    engine.dispose()
    assert names == ["fresh", "late", "later", "broken-clock"]
