"""Documents that polls brought in, what is new of them stored, entries and pages to fetch, in the caller's transaction.

A module of its own: most polls bring no document, and a run of them alone needs nothing of this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row

from wartracker.collect.identity import EntryDecision, StoredEntry, decide_entries, lookup_keys, title_key
from wartracker.collected import Entry, Feed
from wartracker.ids import build_page_id
from wartracker.store.entries import EntryRow, find_entries, has_entries, load_entry, save_entries
from wartracker.store.pages import NewPage, add_pages
from wartracker.urls import identity_url
from wartracker.vocabulary import ItemOutcome, SourceKind

if TYPE_CHECKING:
    from wartracker.collect.commit import Met, Rules


@dataclass(slots=True)
class Brought:
    """What the document of one poll brought."""

    met: Met
    decisions: tuple[EntryDecision, ...]
    stored: Mapping[str, Row[Any]]  # by id: what the store has of its entries
    counts: Counter[ItemOutcome]
    pages: int = 0  # newly queued


def decide_documents(connection: Connection, polls: Sequence[Met], rules: Rules) -> dict[str, Brought]:
    """Decide about the entries of all polls that parsed a document; what is stored of them is looked up once."""
    parsed = {met.feed.name: (met, met.parsed) for met in polls if met.parsed is not None}
    wanted = {
        name: lookup_keys(document.entries)
        for name, (met, document) in parsed.items()
        if document.entries and (met.memory.last_ok_at is not None or has_entries(connection, name))
    }
    found = find_entries(connection, wanted)
    brought = {}
    for name, (met, document) in parsed.items():
        rows = found.get(name, [])
        decisions = decide_entries(
            document.entries,
            [_read_stored(row) for row in rows],
            known=document.known,
            first_poll=met.memory.last_ok_at is None,
            oldest=met.at - timedelta(days=rules.settings.first_days),
        )
        counts = Counter({ItemOutcome.SEEN: document.known + document.repeated})
        counts[ItemOutcome.SKIPPED] = document.skipped + document.broken
        told = _tell_changes(connection, met, decisions)
        brought[name] = Brought(met, told, {row.id: row for row in rows}, counts)
    return brought


def _read_stored(row: Row[Any]) -> StoredEntry:
    return StoredEntry(
        row.id, row.guid, row.url, row.title, row.content_hash, row.published_at, row.revisions, row.identity
    )


def _tell_changes(connection: Connection, met: Met, decisions: tuple[EntryDecision, ...]) -> tuple[EntryDecision, ...]:
    """Add an entry of its own for every repository of a hub whose licence was exchanged for another.

    The repository's own entry is not analysed again then: at its release it had the licence it had.
    """
    if met.feed.kind is not SourceKind.HUB:
        return decisions
    told: list[EntryDecision] = []
    for decision in decisions:
        before = load_entry(connection, decision.entry.id) if decision.outcome is ItemOutcome.UPDATED else None
        change = None
        if before is not None and before.hub is not None:
            # here, with all that reads hubs: few polls change a record
            from wartracker.collect.sources.hub import describe_change

            change = describe_change(before.hub, decision.entry, met.feed.publisher, met.feed.url)
        told.append(decision if change is None else replace(decision, refetch=False))
        if change is not None and load_entry(connection, change.id) is None:
            told.append(EntryDecision(change, ItemOutcome.NEW, "the licence changed", refetch=True))
    return tuple(told)


def store_entries(connection: Connection, brought: Sequence[Brought], rules: Rules) -> None:
    """Store new and changed entries and queue their pages; count what became of them, and the pages that are new."""
    if not brought:
        return
    at = max(one.met.at for one in brought)
    queues = [
        [
            _build_page(decision.entry, one.met.feed, decision.outcome is ItemOutcome.UPDATED, rules)
            for decision in one.decisions
            if decision.refetch
        ]
        for one in brought
    ]
    pages, fresh = add_pages(connection, [page for queue in queues for page in queue], at)
    rows = []
    for one, queue in zip(brought, queues, strict=True):
        first = fresh & {page.identity for page in queue}
        one.pages, fresh = len(first), fresh - first  # an address that two sources bring is the first one's
        for decision in one.decisions:
            entry, outcome = decision.entry, decision.outcome
            if outcome is ItemOutcome.NEW and entry.url is None:
                outcome = ItemOutcome.NO_LINK
            one.counts[outcome] += 1
            if outcome is not ItemOutcome.SEEN:
                rows.append(_build_row(entry, outcome, pages.get(_page_identity(entry)), one.stored.get(entry.id)))
    save_entries(connection, rows, at)


def _build_row(entry: Entry, outcome: ItemOutcome, page: str | None, stored: Row[Any] | None) -> EntryRow:
    """Build the row of an entry; one that is there keeps its first sighting and its page."""
    return EntryRow(
        entry=entry,
        outcome=outcome,
        identity=identity_url(entry.url) if entry.url else None,
        title_key=title_key(entry.title),
        page=page or (stored.page if stored else None),
        first_seen_at=stored.first_seen_at if stored else entry.first_seen_at,
        revisions=stored.revisions + (outcome is ItemOutcome.UPDATED) if stored else 0,
    )


def _page_identity(entry: Entry) -> str:
    return identity_url(entry.url) if entry.url else f"entry:{entry.id}"


def _build_page(entry: Entry, feed: Feed, again: bool, rules: Rules) -> NewPage:
    """Build the page of an entry; an entry without an address is its feed's own text, found under the feed's."""
    identity = _page_identity(entry)
    place = entry.original_url if feed.kind is SourceKind.HUB and entry.original_url else feed.url
    url = entry.url or f"{place}#{entry.id}"
    return NewPage(
        id=build_page_id(identity),
        url=url,
        identity=identity,
        domain=rules.group(url),
        entry=entry.id,
        priority=rules.prioritise(entry.title, entry.summary),
        again=again,
    )
