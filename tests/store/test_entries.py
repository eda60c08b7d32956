"""Entries of many feeds in one statement, on SQLite and PostgreSQL: each feed finds its own, and all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from tests.build import NOW
from wartracker.ids import EntryKeys
from wartracker.records import Entry
from wartracker.store.database import reading, writing
from wartracker.store.entries import EntryRow, find_entries, save_entries
from wartracker.vocabulary import ItemOutcome

FEEDS, EACH = 40, 5  # more entries than one statement looks for


def row(feed: str, number: int) -> EntryRow:
    """Build an entry whose guid, address and title are those of every feed's entry with this number."""
    entry = Entry(
        id=f"{feed}-{number}",
        feed=feed,
        guid=f"guid-{number}",
        url=f"https://wire.example/{number}",
        title=f"What happened in story {number}",
        summary="",
        published_at=None,
        first_seen_at=NOW,
    )
    return EntryRow(entry, ItemOutcome.NEW, f"wire.example/{number}", f"story {number}" * 30, f"page-{number}", NOW)


def keys(**changes: set[str]) -> EntryKeys:
    nothing = EntryKeys(frozenset(), frozenset(), frozenset(), frozenset())
    return nothing._replace(**{name: frozenset(values) for name, values in changes.items()})


def fill(engine: Engine) -> None:
    with writing(engine) as connection:
        save_entries(connection, [row(f"f{feed}", number) for feed in range(FEEDS) for number in range(EACH)], NOW)


@pytest.mark.parametrize(
    ("name", "value"),
    [("guids", "guid-3"), ("identities", "wire.example/3"), ("titles", "story 3" * 30)],
)
def test_every_key_finds_the_entry_of_its_own_feed(engine: Engine, name: str, value: str) -> None:
    fill(engine)
    wanted = {"f1": keys(**{name: {value}}), "f2": keys(ids={"f2-4"}), "f3": keys(ids={"nothing"}), "none": keys()}
    with reading(engine) as connection:
        found = find_entries(connection, wanted)
    assert {feed: [one.id for one in rows] for feed, rows in found.items()} == {"f1": ["f1-3"], "f2": ["f2-4"]}


def test_many_feeds_find_all_of_theirs(engine: Engine) -> None:
    fill(engine)
    wanted = {
        f"f{feed}": keys(ids={f"f{feed}-{number}" for number in range(3)}, guids={"guid-4", "other"})
        for feed in range(FEEDS)
    }
    with reading(engine) as connection:
        found = find_entries(connection, wanted)
    assert {feed: [one.id for one in rows] for feed, rows in found.items()} == {
        feed: [f"{feed}-{number}" for number in (0, 1, 2, 4)] for feed in wanted
    }


def test_what_is_stored_again_replaces_the_row(engine: Engine) -> None:
    fill(engine)
    later = NOW + timedelta(days=1)
    known = row("f1", 2)
    changed = replace(known, entry=replace(known.entry, title="Other"), outcome=ItemOutcome.UPDATED, revisions=1)
    with writing(engine) as connection:
        save_entries(connection, [changed], later)
        (found,) = find_entries(connection, {"f1": keys(ids={"f1-2"})})["f1"]
    assert (found.title, found.revisions, found.first_seen_at, found.page) == ("Other", 1, NOW, "page-2")
