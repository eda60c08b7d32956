"""Identity: what a feed calls the same article changes, what we call the same does not (rows 103-116)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from wartracker.collect.identity import (
    MAX_REVISIONS,
    MAX_UNDATED,
    EntryDecision,
    StoredEntry,
    assign_ids,
    decide_entries,
    lookup_keys,
    title_key,
)
from wartracker.ids import hash_text
from wartracker.records import Entry
from wartracker.vocabulary import ItemOutcome

NOW = datetime(2026, 6, 10, tzinfo=UTC)


def entry(
    guid: str | None = None, link: str | None = None, title: str = "", text: str = "", days: float | None = 1
) -> Entry:
    url = f"https://press.example/{link}" if link is not None else None
    published = NOW - timedelta(days=days) if days is not None else None
    return Entry(
        id="", feed="press", guid=guid, url=url, title=title, summary=text, published_at=published, first_seen_at=NOW,
        content_hash=hash_text(title + text),
    )  # fmt: skip


class Memory:
    """Stores what is decided, as the collector does."""

    def __init__(self) -> None:
        self.rows: dict[str, StoredEntry] = {}

    def poll(self, *entries: Entry, known: int = 0) -> list[str]:
        decisions = decide_entries(assign_ids(entries), list(self.rows.values()), known=known)
        for decision in decisions:
            self._store(decision)
        return [decision.outcome.value for decision in decisions]

    def _store(self, decision: EntryDecision) -> None:
        new = decision.entry
        old = self.rows.get(new.id)
        revisions = (old.revisions if old else 0) + (decision.outcome is ItemOutcome.UPDATED)
        self.rows[new.id] = StoredEntry(
            new.id, new.guid, new.url, new.title, new.content_hash, new.published_at, revisions
        )


THREE = [("a", "First model is out"), ("b", "Second model is out"), ("c", "Third model is out")]


def polls(build: list[list[Entry]]) -> Memory:
    memory = Memory()
    for document in build:
        memory.poll(*document)
    return memory


def test_same_document_again_is_seen() -> None:
    memory = Memory()
    document = [entry(f"g{link}", link, title) for link, title in THREE]
    assert memory.poll(*document) == ["new"] * 3
    assert memory.poll(*document) == ["seen"] * 3


def test_without_guid_the_link_is_the_identity() -> None:  # 103, 105
    memory = polls([[entry(None, link, title) for link, title in THREE]])
    assert memory.poll(entry(None, "a", "First model is really out now"), entry(None, "b", THREE[1][1])) == [
        "updated",
        "seen",
    ]
    assert len(memory.rows) == 3


def test_without_guid_and_link() -> None:  # 104
    document = [entry(None, None, title, "words") for _, title in THREE]
    assert len(polls([document, document]).rows) == 3


def test_same_guid_for_all_items() -> None:  # 107
    document = [entry("same", link, title) for link, title in THREE]
    assert len(polls([document, document, document[1:]]).rows) == 3


def test_same_guid_and_link_for_all_items() -> None:
    document = [entry("same", "", title) for _, title in THREE]
    assert len(polls([document, document]).rows) == 3


def test_guid_changes_at_each_poll() -> None:  # 108
    assert len(polls([[entry(f"{n}-{link}", link, title) for link, title in THREE] for n in range(3)]).rows) == 3


def test_unknown_tracking_parameter_changes() -> None:  # 109
    documents = [[entry(None, f"{link}?zz={n}", title) for link, title in THREE] for n in range(3)]
    assert len(polls(documents).rows) == 3
    undated = [[entry(None, f"{link}?zz={n}", title, days=None) for link, title in THREE] for n in range(3)]
    assert len(polls(undated).rows) == 3


def test_parameter_that_names_the_article_does_not_join() -> None:
    document = [entry(None, f"item?nr={n}", title) for n, (_, title) in enumerate(THREE)]
    assert len(polls([document, document]).rows) == 3


def test_guid_and_link_scheme_migration() -> None:  # 110
    before = [entry(f"old/{link}", f"news/{link}", title, days=30) for link, title in THREE]
    after = [entry(f"new/{link}", f"blog/{link}/", title, days=None) for link, title in THREE]
    moved = [entry(f"third/{link}", f"posts/{link}/", title, days=3) for link, title in THREE]
    assert len(polls([before, after, moved]).rows) == 3


def test_known_items_count_against_a_migration() -> None:
    memory = polls([[entry("g1", "a", "Weekly open thread", days=40)]])
    assert memory.poll(entry("g2", "b", "Weekly open thread", days=1), known=20) == ["new"]


def test_edited_title() -> None:  # 112
    memory = polls([[entry("g", "a", "Lab opens its modle")]])
    assert memory.poll(entry("g", "a", "Lab opens its model")) == ["updated"]
    assert memory.poll(entry("g", "a", "Correction: nothing was opened")) == ["updated"]
    assert len(memory.rows) == 1


def test_content_that_changes_at_each_poll() -> None:  # 113
    memory = Memory()
    words = [memory.poll(entry("g", "a", "Lab opens its model", f"clock {n}"))[0] for n in range(40)]
    assert words.count("updated") == MAX_REVISIONS
    row = next(iter(memory.rows.values()))
    fresh = assign_ids([entry("g", "a", "Lab opens its model", "clock 99")])
    decisions = [decide_entries(fresh, [replace(row, revisions=n)])[0] for n in range(6)]
    assert [decision.refetch for decision in decisions] == [True, True, True, False, False, False]


def test_vanished_item_comes_back() -> None:  # 114, 115
    document = [entry(f"g{link}", link, title) for link, title in THREE]
    memory = polls([document, document[:1]])
    assert memory.poll(*document) == ["seen"] * 3


def test_reused_guid_with_another_title_is_another_entry() -> None:  # 116
    memory = polls([[entry("1", "a", "Lab opens its model")]])
    assert memory.poll(entry("1", "b", "Senate votes on chips")) == ["new"]
    assert memory.poll(entry("1", "b", "Senate votes on chips")) == ["seen"]
    assert memory.poll(entry("1", "a", "Lab opens its model")) == ["seen"]
    assert len(memory.rows) == 2


def test_numbers_tell_titles_apart() -> None:
    memory = polls([[entry("1", "digest", "Open model digest no. 12")]])
    assert memory.poll(entry("2", "digest-13", "Open model digest no. 13")) == ["new"]


def test_home_page_links_are_no_identity() -> None:  # 123
    document = [entry(None, "", title) for _, title in THREE]
    assert len(polls([document, document, document[2:]]).rows) == 3


def test_first_poll_lists_old_entries_without_fetching() -> None:
    document = assign_ids(
        [entry("1", "a", "Old news of a model", days=30), entry("2", "b", "New news of a model", days=2)]
    )
    decisions = decide_entries(document, [], first_poll=True, oldest=NOW - timedelta(days=14))
    assert [(decision.outcome, decision.refetch) for decision in decisions] == [
        (ItemOutcome.OLD, False),
        (ItemOutcome.NEW, True),
    ]


def test_first_poll_does_not_fetch_a_whole_undated_history() -> None:
    document = assign_ids([entry(None, f"page-{n}", f"Page number {n}", days=None) for n in range(300)])
    decisions = decide_entries(document, [], first_poll=True, oldest=NOW - timedelta(days=14))
    assert sum(decision.outcome is ItemOutcome.NEW for decision in decisions) == MAX_UNDATED


def test_lookup_keys_find_every_twin() -> None:
    keys = lookup_keys(assign_ids([entry("g", "a?utm_source=x", "Lab opens its model!")]))
    assert keys.guids == {"g"}
    assert keys.identities == {"https://press.example/a"}
    assert keys.titles == {"lab opens its model"}


def test_title_key() -> None:
    assert title_key("\uff21\uff22 \u2013 Caf\u00e9:  \u201cOpen\u201d!") == "ab caf\u00e9 open"


PARTS = st.tuples(
    st.sampled_from([None, "g1", "g2", "g3"]),
    st.sampled_from([None, "", "a", "a?x=1", "b", "c"]),
    st.sampled_from(["", "News", "Lab opens its model", "Lab opens its models", "Senate votes on chips"]),
)


def documents(guids: list[str | None]) -> st.SearchStrategy[list[tuple]]:
    """Documents whose items all have a guid, or none; half and half is no feed."""
    titles = st.sampled_from(["News", "Lab opens its model", "Lab opens its models", "Senate votes on chips"])
    links = st.sampled_from([None, "", "a", "a?x=1", "b", "c"])
    return st.lists(st.tuples(st.sampled_from(guids), links, titles), max_size=8)


@given(st.lists(PARTS, max_size=8))
def test_a_document_polled_again_is_seen(parts: list[tuple]) -> None:
    memory = Memory()
    document = [entry(*part) for part in parts]
    memory.poll(*document)
    rows = len(memory.rows)
    assert set(memory.poll(*document)) <= {"seen"}
    assert len(memory.rows) == rows


@given(
    st.sampled_from([[None], ["g1", "g2", "g3"]]).flatmap(lambda guids: st.tuples(documents(guids), documents(guids)))
)
def test_a_changed_document_polled_again_holds_nothing_new(pair: tuple[list[tuple], list[tuple]]) -> None:
    memory = Memory()
    for parts in pair:
        document = [entry(*part) for part in parts]
        memory.poll(*document)
        rows = len(memory.rows)
        assert "new" not in memory.poll(*document)
        assert len(memory.rows) == rows


@given(st.lists(PARTS, max_size=8))
def test_ids_are_unique_in_a_document(parts: list[tuple]) -> None:
    entries = assign_ids([entry(*part) for part in parts])
    assert len({item.id for item in entries}) == len(entries)
