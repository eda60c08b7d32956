"""A host's turns in the store: whose they are, and that what is never asked takes none. On SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from tests.collect.desk import START, feed
from wartracker.collect.politeness import SANE_DUE
from wartracker.records import Feed
from wartracker.store.database import reading, writing
from wartracker.store.feeds import count_crowded, load_due, needs_opening, save_feeds, sync_feeds
from wartracker.store.tables import feeds
from wartracker.urls import host_of

LATEST = START + SANE_DUE
BIG = [feed(f"big-{number}", host="big.example") for number in range(4)]
SMALL = feed("small", host="small.example")


def group_of(url: str) -> str:
    return host_of(url) or ""


def everything(group: str) -> bool:
    return True


def sync(engine: Engine, listed: Sequence[Feed], group: Callable[[str], str] = group_of, **options: Any) -> None:
    with writing(engine) as connection:
        sync_feeds(connection, listed, group, **options)


def groups(engine: Engine) -> dict[str, str | None]:
    with reading(engine) as connection:
        return {row.name: row.domain for row in connection.execute(select(feeds.c.name, feeds.c.domain))}


def stale(engine: Engine, listed: Sequence[Feed], group: Callable[[str], str] = group_of, **options: Any) -> bool:
    with reading(engine) as connection:
        return needs_opening(connection, listed, START, group, **options)


def change(engine: Engine, **values: dict[str, Any]) -> None:
    with writing(engine) as connection:
        save_feeds(connection, [(name.replace("_", "-"), columns) for name, columns in values.items()])


def claim(engine: Engine, limit: int | None, now: datetime = START) -> list[str]:
    with reading(engine) as connection:
        return [row.name for row in load_due(connection, now, LATEST, limit)]


def crowded(engine: Engine, limit: int) -> dict[str, int]:
    with reading(engine) as connection:
        return count_crowded(connection, START, LATEST, limit)


def test_a_database_of_before_and_changed_platforms_are_mended_and_nothing_else_changes(engine: Engine) -> None:
    sync(engine, [*BIG, SMALL])
    change(engine, big_0={"etag": '"kept"', "next_due": START})
    for group in (group_of, lambda url: "platform"):
        change(engine, big_1={"domain": None})  # as a migration leaves it
        assert stale(engine, [*BIG, SMALL], group)
        sync(engine, [*BIG, SMALL], group)
        assert not stale(engine, [*BIG, SMALL], group)
        assert groups(engine) == {one.name: group(one.url) for one in [*BIG, SMALL]}
    with reading(engine) as connection:
        row = connection.execute(select(feeds).where(feeds.c.name == "big-0")).one()
    assert (row.etag, row.next_due) == ('"kept"', START)


def test_a_paused_source_has_no_group_until_it_goes_on(engine: Engine) -> None:
    paused = replace(SMALL, paused="asked us to stop")
    for listed, expected in (([SMALL], "small.example"), ([paused], None), ([SMALL], "small.example")):
        sync(engine, listed)
        assert groups(engine) == {"small": expected}
        assert not stale(engine, listed)
    sync(engine, [replace(paused, name="new")])
    assert groups(engine)["new"] is None


def test_only_a_run_that_knows_all_sources_of_a_group_takes_it_from_those_not_listed(engine: Engine) -> None:
    sync(engine, [*BIG, SMALL])
    assert not stale(engine, BIG[:1])  # named sources
    sync(engine, BIG[:1])
    assert None not in groups(engine).values()

    def mine(group: str) -> bool:  # a shard
        return group == "big.example"

    assert stale(engine, BIG[:2], owns=mine)
    sync(engine, BIG[:2], owns=mine)
    assert [name for name, group in groups(engine).items() if group is None] == ["big-2", "big-3"]
    assert groups(engine)["small"] == "small.example"
    assert not stale(engine, BIG[:2], owns=mine)
    sync(engine, [*BIG, SMALL], owns=everything)  # listed again
    assert None not in groups(engine).values()


def test_a_group_gets_so_many_turns_longest_overdue_first(engine: Engine) -> None:
    sync(engine, [*BIG, SMALL])
    late = {f"big_{n}": {"next_due": START - timedelta(hours=hours)} for n, hours in ((0, 1), (1, 4), (2, 2), (3, 3))}
    change(engine, **late, small={"next_due": START})
    assert claim(engine, 2) == ["big-1", "big-3", "small"]
    assert crowded(engine, 2) == {"big.example": 2}
    assert claim(engine, 4) == claim(engine, None) == ["big-1", "big-3", "big-2", "big-0", "small"]
    assert crowded(engine, 4) == {}
    change(engine, big_1={"next_due": START + timedelta(hours=1)})  # asked, so it is behind the others
    assert claim(engine, 2) == ["big-3", "big-2", "small"]
    assert crowded(engine, 2) == {"big.example": 1}


@pytest.mark.parametrize(
    ("values", "takes"),
    [
        ({"next_due": None}, True),
        ({"next_due": START - timedelta(days=9)}, True),
        ({"next_due": START + timedelta(days=9)}, True),  # a clock that jumped
        ({"next_due": START + timedelta(seconds=1)}, False),
        ({"next_due": None, "not_before": START + timedelta(hours=1)}, False),
        ({"next_due": None, "not_before": START}, True),
        ({"next_due": None, "not_before": START + timedelta(days=9)}, True),
        ({"next_due": None, "state": "gone"}, False),
        ({"next_due": None, "domain": None}, False),
    ],
)
def test_what_is_never_asked_takes_nobodys_turn(engine: Engine, values: dict[str, Any], takes: bool) -> None:
    sync(engine, BIG[:2])
    change(engine, big_0=values, big_1={"next_due": START - timedelta(days=1)})
    assert claim(engine, 1) == ["big-0" if takes else "big-1"]
    assert crowded(engine, 1) == ({"big.example": 1} if takes else {})
