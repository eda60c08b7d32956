"""Polls that are stored together: each counts what it brought, and what two bring is there once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from tests.build import NOW
from wartracker.collect.commit import Met, Rules, commit_polls
from wartracker.collect.politeness import Memory
from wartracker.collect.sources.shape import ParsedSource
from wartracker.config import CollectSettings
from wartracker.records import Entry, Feed, FetchResult
from wartracker.store.database import connect, migrate, reading, writing
from wartracker.store.feeds import sync_feeds
from wartracker.store.tables import entries, pages
from wartracker.urls import host_of
from wartracker.vocabulary import ItemOutcome, PollOutcome, SourceKind, Tier

RULES = Rules(CollectSettings(), lambda url: host_of(url) or "", lambda title, summary: 0.0)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = connect(f"sqlite:///{tmp_path / 'w.sqlite3'}")
    migrate(engine)
    yield engine
    engine.dispose()


def feed(name: str) -> Feed:
    return Feed(name=name, kind=SourceKind.FEED, url=f"https://{name}.example/feed", publisher=name, tier=Tier.PRESS)


def met(name: str, *stories: str, at: datetime = NOW, polled: bool = True) -> Met:
    """Build the poll of a feed whose document holds these stories of one agency, each under the feed's own id."""
    found = tuple(
        Entry(
            id=f"{name}-{story}",
            feed=name,
            guid=story,
            url=f"https://wire.example/{story}",
            title=f"What happened in the story {story}",
            summary="",
            published_at=at,
            first_seen_at=at,
            content_hash=story,
        )
        for story in stories
    )
    source = feed(name)
    result = FetchResult(source.url, source.url, PollOutcome.OK, at, 200)
    memory = Memory(name, source.url, last_ok_at=NOW if polled else None)
    return Met(source, memory, result, PollOutcome.OK, at, parsed=ParsedSource(PollOutcome.OK, entries=found))


def commit(engine: Engine, *polls: Met) -> list[tuple[str, PollOutcome, dict[ItemOutcome, int], int]]:
    with writing(engine) as connection:
        sync_feeds(connection, [poll.feed for poll in polls], str)
    done = commit_polls(engine, polls, [], RULES)
    return [(one.feed, one.outcome, dict(one.entries), one.pages) for one in done]


def test_an_address_that_two_sources_bring_is_one_page_and_counts_for_the_first(engine: Engine) -> None:
    told = commit(engine, met("one", "a", "b"), met("two", "b", "c"), met("three", "c"))
    assert told == [
        ("one", PollOutcome.OK, {ItemOutcome.NEW: 2}, 2),
        ("two", PollOutcome.OK, {ItemOutcome.NEW: 2}, 1),
        ("three", PollOutcome.OK, {ItemOutcome.NEW: 1}, 0),
    ]
    with reading(engine) as connection:
        sighted = {row.id: row.page for row in connection.execute(select(entries.c.id, entries.c.page))}
        queued = {row.id: row.entry for row in connection.execute(select(pages.c.id, pages.c.entry))}
    assert len(queued) == 3
    assert sighted["one-b"] == sighted["two-b"]
    assert queued[sighted["two-b"]] == "one-b"
    assert queued[sighted["three-c"]] == "two-c"


def test_polls_with_and_without_a_document_keep_their_places(engine: Engine) -> None:
    none = replace(met("two"), outcome=PollOutcome.NOT_MODIFIED, parsed=None)
    told = commit(engine, met("one", "a"), none, met("three"), met("four", "d", polled=False))
    assert told == [
        ("one", PollOutcome.OK, {ItemOutcome.NEW: 1}, 1),
        ("two", PollOutcome.NOT_MODIFIED, {}, 0),
        ("three", PollOutcome.UNCHANGED, {}, 0),
        ("four", PollOutcome.OK, {ItemOutcome.NEW: 1}, 1),
    ]


def test_what_another_source_brought_is_new_to_this_one(engine: Engine) -> None:
    commit(engine, met("one", "a"), met("two"))
    later = NOW + timedelta(hours=1)
    told = commit(engine, met("two", "a", at=later), met("one", "a", "b", at=later))
    assert told == [
        ("two", PollOutcome.OK, {ItemOutcome.NEW: 1}, 0),
        ("one", PollOutcome.OK, {ItemOutcome.NEW: 1, ItemOutcome.SEEN: 1}, 1),
    ]
    with reading(engine) as connection:
        seen = {row.id: row.first_seen_at for row in connection.execute(select(entries.c.id, entries.c.first_seen_at))}
    assert seen == {"one-a": NOW, "two-a": later, "one-b": later}
