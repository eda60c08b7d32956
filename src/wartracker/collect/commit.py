"""What polls met in, one transaction out: entries, pages to fetch, validators and due times together (rule G3)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, Row

from wartracker.codec import dump_record, load_record
from wartracker.collect.answers import parse_max_age
from wartracker.collect.http import is_echoable
from wartracker.collect.politeness import Hints, HostMemory, Memory, Poll, remember_poll
from wartracker.collect.sources.shape import ParsedSource
from wartracker.collected import Fault, Feed, FetchResult
from wartracker.config import CollectSettings
from wartracker.store.database import writing
from wartracker.store.feeds import ROW_FIELDS, pack_item_hashes, save_feeds, save_hosts
from wartracker.vocabulary import FeedState, ItemOutcome, PollOutcome

if TYPE_CHECKING:
    from wartracker.collect.sightings import Brought

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
        brought = _store_documents(connection, polls, rules)
        changes: list[tuple[str, dict[str, Any]]] = []
        done = [_commit_poll(connection, met, brought.get(met.feed.name), changes) for met in polls]
        save_feeds(connection, changes)
    return done


def _store_documents(connection: Connection, polls: Sequence[Met], rules: Rules) -> dict[str, Brought]:
    if all(met.parsed is None for met in polls):
        return {}
    # Here, with all that knows entries from each other: most polls bring no document.
    from wartracker.collect.sightings import decide_documents, store_entries

    brought = decide_documents(connection, polls, rules)
    store_entries(connection, list(brought.values()), rules)
    return brought


def _host_values(host: HostMemory) -> dict[str, Any]:
    return {item.name: getattr(host, item.name) for item in fields(HostMemory)}


def _commit_poll(
    connection: Connection, met: Met, brought: Brought | None, changes: list[tuple[str, dict[str, Any]]]
) -> Polled:
    if met.outcome is PollOutcome.RATE_LIMITED and met.result.status is None:  # not asked: the host wanted a pause
        due = met.at + timedelta(seconds=met.result.retry_after_s or 0)
        changes.append((met.feed.name, {"next_due": due}))
        return Polled(met.feed.name, met.outcome, met.why, due, requested=False)
    counts, new, updated = Counter[ItemOutcome](), 0, 0
    if brought is not None:
        counts = +brought.counts
        new = sum(counts[word] for word in (ItemOutcome.NEW, ItemOutcome.OLD, ItemOutcome.NO_LINK))
        updated = counts[ItemOutcome.UPDATED]
    outcome = _settle_outcome(met, changed=bool(new or updated))
    poll = _build_poll(connection, met, outcome, new, updated)
    after = remember_poll(met.memory, met.feed, poll, met.at)
    values = list_changes(met.memory, after)
    if met.parsed is not None:
        warnings = [*met.parsed.warnings[:_MAX_WARNINGS], *_warn_of_transport(met)]
        values["warnings"] = json.dumps(warnings) if warnings else None
        if outcome is not PollOutcome.TRUNCATED:
            values["item_hashes"] = pack_item_hashes(met.parsed.item_hashes)
    changes.append((met.feed.name, values))
    return Polled(met.feed.name, outcome, met.why, after.next_due, counts, brought.pages if brought else 0)


def _warn_of_transport(met: Met) -> list[str]:
    """Name what the maintainer should know of how a body came (rows 20, 35)."""
    found = []
    if not met.feed.tls_verify:
        found.append("tls_verify is off: nobody vouches for what this source says")
    if met.feed.url.startswith("https:") and met.result.final_url.startswith("http:"):
        found.append("redirected from https to http")
    return found


def _settle_outcome(met: Met, *, changed: bool) -> PollOutcome:
    """Give the poll its one word, once it is known whether anything in the document was new."""
    if met.outcome is not PollOutcome.OK:
        return met.outcome
    if met.result.permanent_url is not None and met.result.permanent_url != met.feed.url:
        return PollOutcome.MOVED
    return PollOutcome.OK if changed else PollOutcome.UNCHANGED


def _build_poll(connection: Connection, met: Met, outcome: PollOutcome, new: int, updated: int) -> Poll:
    result, parsed = met.result, met.parsed
    if outcome is PollOutcome.NOT_MODIFIED:  # what is remembered stands (row 38): nearly every poll ends here
        return Poll(
            outcome, result.status, met.why, max_age_s=parse_max_age(result), permanent_url=result.permanent_url
        )
    etag, modified = result.header("etag"), result.header("last-modified")
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
    )
    if parsed is None:
        return poll
    from wartracker.store.entries import load_recent_dates

    return poll._replace(
        dates=tuple(load_recent_dates(connection, met.feed.name)) if new or met.memory.rhythm_h is None else (),
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
