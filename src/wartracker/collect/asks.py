"""A source and what is remembered of it in, requests for it out; what an answer means for its host."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from wartracker.collect.http import ACCEPT_FEED, ACCEPT_JSON, ACCEPT_PAGE, Ask, Client, Permit
from wartracker.collect.politeness import HostMemory, Memory, remember_host, wants_unconditional
from wartracker.collect.sources.shape import ChildSource, ParsedSource, SourceRequest
from wartracker.collected import Fault, Feed, FetchResult
from wartracker.vocabulary import PollOutcome, SourceKind

_ACCEPT = {SourceKind.PAGE: ACCEPT_PAGE, SourceKind.HUB: ACCEPT_JSON}

Parse = Callable[[SourceKind, bytes, SourceRequest], Awaitable[ParsedSource | Fault]]


def build_ask(feed: Feed, memory: Memory, now: datetime, permit: Permit | None = None) -> Ask:
    """Build the request of a poll: conditional where a stored body stands behind the validators."""
    conditional = memory.url == feed.url and not wants_unconditional(memory, now)
    return Ask(
        url=feed.url,
        accept=_ACCEPT.get(feed.kind, ACCEPT_FEED),
        etag=memory.etag if conditional else None,
        last_modified=memory.last_modified if conditional else None,
        extra_port=feed.allow_port,
        https_only=feed.https_only,
        tls_verify=feed.tls_verify,
        plain=memory.outcome is PollOutcome.BAD_ENCODING,
        own_limit=feed.rate_scope == "feed",
        permit=permit,
    )


def mind_host(client: Client, hosts: dict[str, HostMemory], changed: set[str], result: FetchResult) -> None:
    """Fold an answer into what is remembered of its host, and hold the host back when it asked for that."""
    group = client.limiter.group_of(result.final_url)
    if group not in hosts and result.outcome is not PollOutcome.RATE_LIMITED:
        return  # nothing is remembered of most hosts
    before = hosts.get(group) or HostMemory(group)
    after = remember_host(before, result.outcome, result.retry_after_s, result.fetched_at)
    if after != before:
        hosts[group] = after
        changed.add(group)
        if after.not_before:
            client.limiter.hold(group, after.not_before)


async def read_children(
    client: Client,
    parse: Parse,
    children: Sequence[ChildSource],
    index: ParsedSource,
    request: SourceRequest,
    mind: Callable[[FetchResult], None],
) -> ParsedSource:
    """Read documents that a sitemap index lists and lay their entries together.

    Args:
        client: the open HTTP client.
        parse: runs a parser where it can be stopped.
        children: the documents to read.
        index: what the index itself said.
        request: circumstances of the index.
        mind: told every answer, for politeness.
    """
    merged, plain = index, build_ask(request.feed, Memory(request.feed.name, request.feed.url), request.now)
    for child in children:
        result = await client.fetch(replace(plain, url=child.url))
        mind(result)
        found: ParsedSource | Fault | None = None
        if result.outcome is PollOutcome.OK:
            inner = replace(request, url=result.final_url, content_type=result.header("content-type"))
            found = await parse(request.feed.kind, result.body, inner)
        if not isinstance(found, ParsedSource) or found.outcome is not PollOutcome.OK:
            why = found.why if found else result.outcome.value
            merged = replace(merged, warnings=(*merged.warnings, f"a listed document was not read: {why}"))
            continue
        merged = merge_sources(merged, found)
    return merged


def merge_sources(one: ParsedSource, other: ParsedSource) -> ParsedSource:
    """Lay the entries of two documents of one source together; the first one's other facts stand."""
    known = {entry.id for entry in one.entries}
    return replace(
        one,
        outcome=PollOutcome.OK,
        entries=(*one.entries, *(entry for entry in other.entries if entry.id not in known)),
        known=one.known + other.known,
        skipped=one.skipped + other.skipped,
        broken=one.broken + other.broken,
        item_hashes=(*one.item_hashes, *other.item_hashes),
        warnings=(*one.warnings, *other.warnings),
    )
