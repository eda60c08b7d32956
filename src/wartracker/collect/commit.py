"""What polls met in, one transaction out: entries, pages to fetch, validators and due times together (rule G3)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Engine, Row

from wartracker.codec import dump_record, load_record
from wartracker.collect.answers import parse_max_age
from wartracker.collect.http import is_echoable
from wartracker.collect.identity import EntryDecision, StoredEntry, decide_entries, lookup_keys, title_key
from wartracker.collect.politeness import Hints, HostMemory, Memory, Poll, remember_poll
from wartracker.collect.sources.shape import ParsedSource
from wartracker.collected import Entry, Fault, Feed, FetchResult
from wartracker.config import CollectSettings
from wartracker.ids import build_page_id
from wartracker.store.database import writing
from wartracker.store.entries import (
    EntryRow,
    find_entries,
    has_entries,
    load_entry,
    load_recent_dates,
    save_entries,
)
from wartracker.store.feeds import ROW_FIELDS, pack_item_hashes, save_feeds, save_hosts
from wartracker.store.pages import NewPage, add_pages
from wartracker.urls import identity_url
from wartracker.vocabulary import FeedState, ItemOutcome, PollOutcome, SourceKind

Prioritise = Callable[[str, str], float]
_MAX_WARNINGS = 20
_NO_HINTS = Hints()
_read_columns = itemgetter(*map(ROW_FIELDS.index, Memory._fields))  # a row gives places at a fifth of what names cost
_OUTCOME, _STATE, _HINTS = (Memory._fields.index(name) for name in ("outcome", "state", "hints"))


@dataclass(frozen=True, slots=True)
class Met:
    """What one poll met, before anything of it is stored."""

    feed: Feed
    memory: Memory  # before the poll
    result: FetchResult
    outcome: PollOutcome
    at: datetime
    why: str = ""
    parsed: ParsedSource | None = None  # None: nothing to parse, or the parser failed
    body_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Polled:
    """What became of one poll, for the report and the log."""

    feed: str
    outcome: PollOutcome
    why: str
    next_due: datetime | None
    entries: Counter[ItemOutcome] = field(default_factory=Counter)
    pages: int = 0  # newly queued
    requested: bool = True  # False: the host had asked for a pause, nothing was sent


@dataclass(slots=True)
class _Brought:
    """What the document of one poll brought."""

    met: Met
    decisions: tuple[EntryDecision, ...]
    stored: Mapping[str, Row[Any]]  # by id: what the store has of its entries
    counts: Counter[ItemOutcome]
    pages: int = 0  # newly queued


@dataclass(frozen=True, slots=True)
class Rules:
    """What a commit needs to know beside the polls."""

    settings: CollectSettings
    group: Callable[[str], str]  # address -> politeness group
    prioritise: Prioritise  # title, summary -> larger is fetched earlier


def read_memory(row: Row[Any]) -> Memory:
    """Read what is remembered of a feed from its row of `load_feeds` or `load_due`."""
    values = list(_read_columns(row))
    values[_OUTCOME] = PollOutcome(values[_OUTCOME]) if values[_OUTCOME] else None
    values[_STATE] = FeedState(values[_STATE])
    values[_HINTS] = _read_hints(values[_HINTS])
    return Memory._make(values)


def list_changes(before: Memory, after: Memory) -> dict[str, Any]:
    """List the columns that a poll changed, as the store keeps them: most polls change four of thirty."""
    found: dict[str, Any] = {
        name: new for name, old, new in zip(Memory._fields, before, after, strict=True) if new is not old and new != old
    }
    for name in found.keys() & {"outcome", "state"}:
        found[name] = found[name].value
    if "hints" in found:
        found["hints"] = dump_record(after.hints) if after.hints != _NO_HINTS else None
    return found


@lru_cache(maxsize=1024)  # most sources give the same few hints
def _read_hints(text: str | None) -> Hints:
    return load_record(Hints, text) if text else _NO_HINTS


def commit_polls(engine: Engine, polls: Sequence[Met], hosts: Sequence[HostMemory], rules: Rules) -> list[Polled]:
    """Store polls: all of them in one transaction, or none.

    Args:
        engine: the database.
        polls: what was met.
        hosts: politeness groups that changed.
        rules: settings and callbacks.

    Raises:
        StoreError: the disk or the database refused; nothing was written.
    """
    with writing(engine) as connection:
        save_hosts(connection, [_host_values(host) for host in hosts])
        brought = _decide_all(connection, polls, rules)
        _store_entries(connection, list(brought.values()), rules)
        changes: list[tuple[str, dict[str, Any]]] = []
        done = [_commit_poll(connection, met, brought.get(met.feed.name), changes) for met in polls]
        save_feeds(connection, changes)
    return done


def commit_history(connection: Connection, feed: Feed, entries: Sequence[Entry], at: datetime, rules: Rules) -> int:
    """Store entries of a source's past as listed (OLD); those that are known already are left as they are.

    An archive or a sitemap tells less of an entry than the feed did, so nothing is ever updated from it.

    Args:
        connection: a writing transaction.
        feed: the source.
        entries: what one of its documents holds.
        at: now.
        rules: settings and callbacks.

    Returns:
        How many are new.
    """
    parsed = ParsedSource(PollOutcome.OK, entries=tuple(entries))
    nothing = FetchResult(feed.url, feed.url, PollOutcome.OK, at)
    met = Met(feed, Memory(feed.name, feed.url, last_ok_at=at), nothing, PollOutcome.OK, at, parsed=parsed)
    brought = _decide_all(connection, [met], rules)[feed.name]
    found = [item for item in brought.decisions if item.outcome is ItemOutcome.NEW and item.entry.url]
    brought.decisions = tuple(replace(item, outcome=ItemOutcome.OLD, refetch=False) for item in found)
    _store_entries(connection, [brought], rules)
    return len(found)


def _host_values(host: HostMemory) -> dict[str, Any]:
    return {item.name: getattr(host, item.name) for item in fields(HostMemory)}


def _commit_poll(
    connection: Connection, met: Met, brought: _Brought | None, changes: list[tuple[str, dict[str, Any]]]
) -> Polled:
    if met.outcome is PollOutcome.RATE_LIMITED and met.result.status is None:  # not asked: the host wanted a pause
        due = met.at + timedelta(seconds=met.result.retry_after_s or 0)
        changes.append((met.feed.name, {"next_due": due}))
        return Polled(met.feed.name, met.outcome, met.why, due, requested=False)
    counts = brought.counts if brought else Counter[ItemOutcome]()
    new = sum(counts[word] for word in (ItemOutcome.NEW, ItemOutcome.OLD, ItemOutcome.NO_LINK))
    outcome = _settle_outcome(met, changed=bool(new or counts[ItemOutcome.UPDATED]))
    poll = _build_poll(connection, met, outcome, new, counts[ItemOutcome.UPDATED])
    after = remember_poll(met.memory, met.feed, poll, met.at)
    values = list_changes(met.memory, after)
    if met.parsed is not None:
        warnings = [*met.parsed.warnings[:_MAX_WARNINGS], *_warn_of_transport(met)]
        values["warnings"] = json.dumps(warnings) if warnings else None
        if outcome is not PollOutcome.TRUNCATED:
            values["item_hashes"] = pack_item_hashes(met.parsed.item_hashes)
    changes.append((met.feed.name, values))
    return Polled(met.feed.name, outcome, met.why, after.next_due, +counts, brought.pages if brought else 0)


def _warn_of_transport(met: Met) -> list[str]:
    """Name what the maintainer should know of how a body came (rows 20, 35)."""
    found = []
    if not met.feed.tls_verify:
        found.append("tls_verify is off: nobody vouches for what this source says")
    if met.feed.url.startswith("https:") and met.result.final_url.startswith("http:"):
        found.append("redirected from https to http")
    return found


def _decide_all(connection: Connection, polls: Sequence[Met], rules: Rules) -> dict[str, _Brought]:
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
        brought[name] = _Brought(met, told, {row.id: row for row in rows}, counts)
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


def _store_entries(connection: Connection, brought: Sequence[_Brought], rules: Rules) -> None:
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


def _settle_outcome(met: Met, *, changed: bool) -> PollOutcome:
    """Give the poll its one word, once it is known whether anything in the document was new."""
    if met.outcome is not PollOutcome.OK:
        return met.outcome
    if met.result.permanent_url is not None and met.result.permanent_url != met.feed.url:
        return PollOutcome.MOVED
    return PollOutcome.OK if changed else PollOutcome.UNCHANGED


def _build_poll(connection: Connection, met: Met, outcome: PollOutcome, new: int, updated: int) -> Poll:
    result, parsed = met.result, met.parsed
    etag, modified = result.header("etag"), result.header("last-modified")
    dates = load_recent_dates(connection, met.feed.name) if parsed and (new or met.memory.rhythm_h is None) else []
    poll = Poll(
        outcome=outcome,
        status=result.status,
        why=met.why,
        retry_after_s=result.retry_after_s,
        max_age_s=parse_max_age(result),
        etag=etag if etag and is_echoable(etag) else None,
        last_modified=modified if modified and is_echoable(modified) else None,
        body_hash=met.body_hash,
        permanent_url=result.permanent_url,
        entries=met.memory.entries,
        new=new,
        updated=updated,
        dates=tuple(dates),
    )
    if parsed is None:
        return poll
    return poll._replace(
        entries=len(parsed.entries) + parsed.known + parsed.skipped + parsed.broken + parsed.repeated,
        hints=Hints(
            ttl_s=max((period for period in (parsed.ttl_s, parsed.update_period_s) if period), default=None),
            skip_hours=tuple(sorted(parsed.skip_hours)),
            skip_days=tuple(sorted(parsed.skip_days)),
        ),
        websub_hub=parsed.hub,
    )


def name_parse(parsed: ParsedSource | Fault, result: FetchResult) -> tuple[PollOutcome, str]:
    """Name what became of a body: the parser's word, or that of the transfer that broke off."""
    if isinstance(parsed, Fault):
        timed_out = parsed.why.startswith(PollOutcome.PARSER_TIMEOUT.value)
        return (PollOutcome.PARSER_TIMEOUT if timed_out else PollOutcome.PARSER_CRASH), parsed.why
    if result.outcome is PollOutcome.TRUNCATED:
        return PollOutcome.TRUNCATED, result.why
    return parsed.outcome, parsed.why
