"""A source and a day in, the entries it has brought since that day found and queued: one careful walk into its past.

Paged and archived feeds (RFC 5005 sections 3 and 4), pages of a hub's listing, sitemaps; for a feed that keeps no
archive the sitemaps of its site, within the folder of its own articles. Each document is one transaction with the
list of documents still to read, so a walk that is stopped goes on where it was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine

from wartracker.collect.asks import Parse, build_ask, mind_host
from wartracker.collect.commit import Met, Rules
from wartracker.collect.discover import read_sitemaps
from wartracker.collect.http import Client
from wartracker.collect.politeness import NETWORK, HostMemory, Memory
from wartracker.collect.robotsbook import RobotsBook
from wartracker.collect.sightings import decide_documents, store_entries
from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.ids import build_page_id
from wartracker.records import Entry, Feed, FetchResult
from wartracker.store.backfills import (
    Document,
    WalkRow,
    list_old_entries,
    load_walk,
    mark_wanted,
    save_walk,
)
from wartracker.store.database import reading, writing
from wartracker.store.entries import list_feed_entries
from wartracker.store.feeds import load_hosts, save_hosts
from wartracker.store.pages import NewPage, add_pages
from wartracker.store.thread import call_store
from wartracker.urls import canonicalize_url, host_of, identity_url, registered_domain
from wartracker.vocabulary import ItemOutcome, PollOutcome, SourceKind

MAX_DOCUMENTS = 20  # row 75: of one source in one run; the next run goes on
_NEXT = re.compile(r'<([^<>]{1,2000})>\s*;[^,]*\brel\s*=\s*"?next"?', re.IGNORECASE)
_NO_SITEMAP = "no sitemap is needed"  # among what was seen: the source's own documents reach the day, or it was taken
_TEMPORARY = NETWORK | {
    PollOutcome.RATE_LIMITED,
    PollOutcome.UNAVAILABLE,
    PollOutcome.SERVER_ERROR,
    PollOutcome.TRUNCATED,
}
_MARGIN = timedelta(days=2)  # days of change and of publication differ


@dataclass(frozen=True, slots=True)
class Walk:
    """What one run found in a source's past."""

    feed: str
    documents: int  # read by this run
    found: int  # entries that no poll had brought
    queued: int  # pages to fetch
    done: bool  # whether the walk reached the day
    why: str = ""  # why not, or why there is nothing to walk


class Historian:
    """Walks into the past of sources; the caller holds the collector's lock.

    Args:
        client: the open HTTP client.
        engine: the database.
        parse: runs a parser where it can be stopped.
        rules: settings and callbacks of commits.
        beat: called once a document, so that the lock stays ours.
    """

    def __init__(self, client: Client, engine: Engine, parse: Parse, rules: Rules, beat: Callable[[], None]) -> None:
        """Read what hosts asked for."""
        self.client, self.engine, self.parse, self.rules, self.beat = client, engine, parse, rules, beat
        self.robots = RobotsBook(client, engine)
        self.hosts: dict[str, HostMemory] = {}
        with reading(engine) as connection:
            for row in load_hosts(connection):
                self.hosts[row.domain] = HostMemory(row.domain, row.not_before, row.penalty_s, row.good_polls)
                if row.not_before and row.not_before > client.now():
                    client.limiter.hold(row.domain, row.not_before)

    async def walk(self, feed: Feed, since: datetime, limit: int) -> Walk:
        """Walk back to a day.

        Args:
            feed: the source.
            since: aware UTC.
            limit: most pages queued by this run; what is beyond stays listed for the next one.
        """
        state = await call_store(self._open, feed, since)
        begun = state
        while state.todo and state.documents - begun.documents < MAX_DOCUMENTS and state.why is None:
            state = await self._read_next(feed, state)
            if not state.todo and state.why is None and _NO_SITEMAP not in state.seen:
                state = await self._look_for_sitemaps(feed, state)
        queued = await call_store(self._queue, feed, since, limit)
        done = not state.todo
        if done and state.finished_at is None:
            state = replace(state, finished_at=self.client.now())
        await call_store(self._save, state)
        why = state.why or ("" if done else f"more than {MAX_DOCUMENTS} documents: the next run goes on")
        return Walk(feed.name, state.documents - begun.documents, state.found - begun.found, queued, done, why)

    # ----------------------------------------------------------------------- state
    def _open(self, feed: Feed, since: datetime) -> WalkRow:
        with reading(self.engine) as connection:
            state = load_walk(connection, feed.name)
        if state is not None and state.url == feed.url and state.since <= since:
            return replace(state, why=None)
        first = Document(feed.url, feed.kind.value, feed.link_pattern)
        return WalkRow(feed.name, feed.url, since, (first,), (feed.url,))

    def _save(self, state: WalkRow) -> None:
        with writing(self.engine) as connection:
            save_walk(connection, state)

    # ----------------------------------------------------------------------- one document
    async def _read_next(self, feed: Feed, state: WalkRow) -> WalkRow:
        document, rest = state.todo[0], state.todo[1:]
        reader = replace(feed, kind=SourceKind(document.kind), url=document.url, link_pattern=document.link_pattern)
        result = await self.client.fetch(build_ask(reader, Memory(feed.name, document.url), self.client.now()))
        changed: set[str] = set()
        mind_host(self.client, self.hosts, changed, result)
        await call_store(self._save_hosts, changed)
        parsed = await self._parse(reader, result)
        if parsed is None and (result.outcome in _TEMPORARY or document.url == feed.url):
            return replace(state, why=f"{document.url}: {result.outcome}; the next run goes on")
        if parsed is None:  # a document that is not there ends its own line, not the walk
            return replace(state, todo=rest, documents=state.documents + 1)
        entries = [entry for entry in parsed.entries if _is_within(entry, state.since)]
        reached = len(entries) < len(parsed.entries)
        more = self._list_more(reader, parsed, result, state, reached=reached)
        seen = (*state.seen, *(item.url for item in more), *([_NO_SITEMAP] if reached else []))
        after = replace(state, todo=(*rest, *more), seen=seen, documents=state.documents + 1)
        return await call_store(self._commit, feed, after, entries)

    async def _parse(self, reader: Feed, result: FetchResult) -> ParsedSource | None:
        if result.outcome is not PollOutcome.OK:
            return None
        request = SourceRequest(
            reader,
            result.final_url,
            result.fetched_at,
            result.header("content-type"),
            result.header("content-location"),
        )
        parsed = await self.parse(reader.kind, result.body, request)
        return parsed if isinstance(parsed, ParsedSource) else None

    def _list_more(
        self, reader: Feed, parsed: ParsedSource, result: FetchResult, state: WalkRow, *, reached: bool
    ) -> tuple[Document, ...]:
        """List the documents that this one leads to and that may hold something since the day; loops are seen."""
        urls: list[str] = []
        for child in parsed.children:
            if child.modified_at is None or child.modified_at >= state.since - _MARGIN:
                urls.append(child.url)
        if not reached:  # newest first: behind a document that reaches beyond the day lies nothing we want
            link = _NEXT.search(result.header("link") or "")
            further = [
                parsed.prev_archive,
                parsed.next_page,
                canonicalize_url(link[1], result.final_url) if link else None,
            ]
            urls += [url for url in further if url]
        site = registered_domain(host_of(reader.url) or "")
        fresh = [url for url in dict.fromkeys(urls) if url not in state.seen]
        near = [url for url in fresh if registered_domain(host_of(url) or "") == site]
        return tuple(Document(url, reader.kind.value, reader.link_pattern) for url in near)

    def _commit(self, feed: Feed, state: WalkRow, entries: Sequence[Entry]) -> WalkRow:
        with writing(self.engine) as connection:
            new = store_history(connection, feed, entries, self.client.now(), self.rules)
            after = replace(state, found=state.found + new)
            save_walk(connection, after)
        self.beat()
        return after

    def _save_hosts(self, changed: set[str]) -> None:
        if not changed:
            return
        rows = [{item.name: getattr(self.hosts[name], item.name) for item in fields(HostMemory)} for name in changed]
        with writing(self.engine) as connection:
            save_hosts(connection, rows)

    # ----------------------------------------------------------------------- a site without an archive
    async def _look_for_sitemaps(self, feed: Feed, state: WalkRow) -> WalkRow:
        """Take the sitemaps of a feed's or page's site, where its own documents do not reach back to the day."""
        asked = replace(state, seen=(*state.seen, _NO_SITEMAP))
        if feed.kind not in {SourceKind.FEED, SourceKind.PAGE}:
            return asked
        known = await call_store(self._load_known, feed)
        dates = [date for entry in known if (date := entry.published_at or entry.updated_at)]
        pattern = derive_pattern([entry.url for entry in known if entry.url])
        if pattern is None or (dates and min(dates) < state.since):
            return asked
        place = next(entry.url for entry in known if entry.url and re.search(pattern, entry.url))
        found = read_sitemaps(await self.robots.read(place), place)
        documents = tuple(Document(one.url, SourceKind.SITEMAP.value, pattern) for one in found)
        return replace(asked, todo=documents, seen=(*asked.seen, *(one.url for one in documents)))

    def _load_known(self, feed: Feed) -> list[Entry]:
        with reading(self.engine) as connection:
            return list_feed_entries(connection, feed.name, 500)

    # ----------------------------------------------------------------------- queueing
    def _queue(self, feed: Feed, since: datetime, limit: int) -> int:
        """Queue the pages of entries that were only listed, newest first."""
        with writing(self.engine) as connection:
            rows = list_old_entries(connection, feed.name, since, limit)
            wanted = [
                NewPage(
                    build_page_id(row.identity or identity_url(row.url)),
                    row.url,
                    row.identity or identity_url(row.url),
                    self.rules.group(row.url),
                    row.id,
                    self.rules.prioritise(row.title, row.summary),
                )
                for row in rows
            ]
            ids, new = add_pages(connection, wanted, self.client.now())
            mark_wanted(connection, [(page.entry, ids[page.identity]) for page in wanted])
        return len(new)


def derive_pattern(addresses: Sequence[str]) -> str | None:
    """Derive what a source's article addresses share, so that its site's sitemap can be read for them alone.

    Args:
        addresses: canonical addresses of known articles.

    Returns:
        A pattern of scheme, host and folder with every number standing for any; None when no folder holds three of
        them and a third of all, or the folder is the whole site.
    """
    shapes = Counter(_shape(address) for address in addresses)
    shapes = Counter({shape: count for shape, count in shapes.items() if shape})
    if not shapes:
        return None
    best = max(shapes, key=lambda shape: (shapes[shape], shape))
    return best if shapes[best] >= 3 and 3 * shapes[best] >= len(addresses) else None


def _shape(address: str) -> str:
    parts = urlsplit(address)
    folder = parts.path.rstrip("/").rpartition("/")[0]
    if not folder:
        return ""
    spelled = "".join(r"\d+" if piece.isdigit() else re.escape(piece) for piece in re.split(r"(\d+)", folder))
    return f"^https?://{re.escape(parts.netloc)}{spelled}/[^/?#]+/?$"


def _is_within(entry: Entry, since: datetime) -> bool:
    moment = entry.published_at or entry.updated_at
    return moment is None or moment >= since


def store_history(connection: Connection, feed: Feed, entries: Sequence[Entry], at: datetime, rules: Rules) -> int:
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
    brought = decide_documents(connection, [met], rules)[feed.name]
    found = [item for item in brought.decisions if item.outcome is ItemOutcome.NEW and item.entry.url]
    brought.decisions = tuple(replace(item, outcome=ItemOutcome.OLD, refetch=False) for item in found)
    store_entries(connection, [brought], rules)
    return len(found)
