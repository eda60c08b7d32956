"""What the store's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from wartracker.store.database import connect, migrate


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    """Open an empty database, once of each kind."""
    engine = connect(database)
    migrate(engine)
    yield engine
    engine.dispose()
