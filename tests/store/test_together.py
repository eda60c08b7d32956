"""Several processes on one PostgreSQL server: nobody waits for nothing, nobody gets what another one has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.build import NOW, candidate
from tests.postgres import PostgresServer
from wartracker.curate import decide
from wartracker.errors import LockedError, ReviewConflict, WarTrackerError
from wartracker.store.candidates import load_candidate, save_undecided
from wartracker.store.database import connect, migrate, reading, writing
from wartracker.store.decisions import load_decisions
from wartracker.store.pages import NewPage, add_pages, lease_pages
from wartracker.store.runs import take_lock
from wartracker.vocabulary import Verdict

pytestmark = pytest.mark.full
MANY = 12


@pytest.fixture
def engine(postgres: PostgresServer) -> Iterator[Engine]:
    engine = connect(postgres.make_database())
    migrate(engine)
    yield engine
    engine.dispose()


def at_once(count: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work` in threads that all start together; a refusal is a result."""
    gate = Barrier(count)

    def start(number: int) -> Any:
        gate.wait(timeout=60)
        try:
            return work(number)
        except WarTrackerError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(start, range(count)))


def test_accession_numbers_have_no_gap_and_no_double(engine: Engine) -> None:
    with writing(engine) as connection:
        save_undecided(connection, "open-weights", [candidate(f"cand-{number}") for number in range(MANY)], NOW)

    def accept(number: int) -> int | None:
        with writing(engine) as connection:
            shown = load_candidate(connection, f"cand-{number}")
            return decide(connection, shown, Verdict.ACCEPT, curator=f"curator {number}", at=NOW).accession

    assert sorted(at_once(MANY, accept)) == list(range(1, MANY + 1))


def test_of_curators_who_decide_at_once_one_is_first(engine: Engine) -> None:
    with writing(engine) as connection:
        save_undecided(connection, "open-weights", [candidate()], NOW)
        shown = load_candidate(connection, "cand-1")

    def decide_it(number: int) -> object:
        verdict = Verdict.ACCEPT if number % 2 else Verdict.REJECT
        with writing(engine) as connection:
            return decide(connection, shown, verdict, curator=f"curator {number}", at=NOW)

    found = at_once(MANY, decide_it)
    assert sum(isinstance(one, ReviewConflict) for one in found) == MANY - 1
    with reading(engine) as connection:
        assert len(load_decisions(connection)) == 1


def test_a_page_is_leased_to_one_and_a_held_one_makes_nobody_wait(engine: Engine) -> None:
    ids = [f"page-{number}" for number in range(60)]
    with writing(engine) as connection:
        rows = [NewPage(one, f"http://a.example/{one}", f"a.example/{one}", "a.example", "") for one in ids]
        add_pages(connection, rows, NOW)

    def lease(number: int) -> list[str]:
        with writing(engine) as connection:
            rows = lease_pages(connection, ids, f"worker {number}", NOW, NOW + timedelta(minutes=5))
            return [row.id for row in rows]

    with writing(engine) as holder:
        held = [row.id for row in lease_pages(holder, ids[:10], "holder", NOW, NOW + timedelta(minutes=5))]
        found = at_once(4, lease)  # would wait here for ever, were held rows not skipped
    leased = [one for part in found for one in part]
    assert sorted(held + leased) == sorted(ids)


def test_only_one_of_two_new_collectors_gets_the_lock(engine: Engine) -> None:
    def take(number: int) -> str | None:
        with writing(engine) as connection:
            return take_lock(connection, f"collector {number}", NOW)

    found = at_once(4, take)
    assert sum(one is None for one in found) == 1
    assert sum(isinstance(one, LockedError) for one in found) == 3
