"""A database copied to another kind and back: the same rows, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, MetaData, event, select

from tests.build import NOW, analysis, candidate, claim
from wartracker.curate import decide
from wartracker.errors import StoreError
from wartracker.store.analyses import save_analysis
from wartracker.store.candidates import load_candidate, load_candidates, save_undecided
from wartracker.store.copy import copy_database, digest_table
from wartracker.store.database import connect, migrate, reading, writing
from wartracker.store.runs import take_lock
from wartracker.vocabulary import Verdict


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{tmp_path}/source.sqlite3")
    migrate(engine)
    with writing(engine) as connection:
        take_lock(connection, "somebody", NOW)
        save_analysis(connection, analysis(claims=(claim(), claim("clm-2"))), NOW)
        save_undecided(connection, "open-weights", [candidate(), candidate("cand-2")], NOW)
        decide(connection, load_candidate(connection, "cand-1"), Verdict.ACCEPT, curator="ana", at=NOW)
        decide(connection, load_candidate(connection, "cand-2"), Verdict.ACCEPT, curator="bén 的", at=NOW)
    yield engine
    engine.dispose()


def digests(engine: Engine) -> dict[str, tuple[int, str]]:
    found = MetaData()
    with reading(engine) as connection:
        found.reflect(connection)
        return {name: digest_table(connection, table) for name, table in found.tables.items() if name != "locks"}


def test_a_copy_is_the_same_and_goes_on(source: Engine, database: str, tmp_path: Path) -> None:
    copy, back = connect(database), connect(f"sqlite:///{tmp_path}/back.sqlite3")
    counts = copy_database(source, copy)
    assert counts["decisions"] == 2
    assert "locks" not in counts
    assert digests(copy) == digests(source)
    copy_database(copy, back)
    assert digests(back) == digests(source)
    with writing(copy) as connection:  # the next decision gets the next number, not the first one again
        save_undecided(connection, "open-weights", [candidate("cand-3")], NOW)
        done = decide(connection, load_candidate(connection, "cand-3"), Verdict.ACCEPT, curator="ana", at=NOW)
        assert done.accession == 3
    copy.dispose()
    back.dispose()


def test_a_target_with_rows_is_refused(source: Engine, database: str) -> None:
    target = connect(database)
    copy_database(source, target)
    with pytest.raises(StoreError, match="not empty"):
        copy_database(source, target)
    with reading(target) as connection:
        assert len(load_candidates(connection, "open-weights")) == 2
    target.dispose()


def test_a_copy_that_differs_leaves_nothing(source: Engine, database: str) -> None:
    target = connect(database)
    migrate(target)

    @event.listens_for(target, "before_cursor_execute", retval=True)
    def _spoil(connection, cursor, statement, parameters, context, many):  # type: ignore[no-untyped-def]
        if statement.startswith("INSERT INTO claims") and isinstance(parameters, list):
            parameters = parameters[:1]
        return statement, parameters

    with pytest.raises(StoreError, match="differs"):
        copy_database(source, target)
    with reading(target) as connection:
        found = MetaData()
        found.reflect(connection)
        assert [name for name, table in found.tables.items() if connection.execute(select(table)).first()] == [
            "alembic_version"
        ]
    target.dispose()
