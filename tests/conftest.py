"""Databases for the tests of everything that stores: the same tests run on SQLite and, in test-all, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import PostgresServer, serve_postgres

BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.full)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Run one server for all tests that ask for it."""
    with serve_postgres() as server:
        yield server


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/test.sqlite3"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.make_database()
