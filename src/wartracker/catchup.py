"""A day in, everything sources brought since that day fetched, analysed and resolved out, reported by month."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from wartracker.bodies import BodyParser
from wartracker.collect.commit import Rules
from wartracker.collect.history import Historian, Walk
from wartracker.collect.http import Client
from wartracker.collect.limiter import name_group
from wartracker.errors import InputError
from wartracker.executor import analyse_target
from wartracker.ids import build_page_id
from wartracker.pipeline import Say, TickOptions, build_owner, build_priority, locked, run_tick
from wartracker.records import Feed
from wartracker.store.backfills import count_old_entries, list_months
from wartracker.store.candidates import load_candidates
from wartracker.store.database import reading, writing
from wartracker.store.feeds import sync_feeds
from wartracker.store.pages import NewPage, add_pages
from wartracker.store.runs import beat
from wartracker.urls import canonicalize_url, host_of, identity_url
from wartracker.workers import Workers
from wartracker.workspace import Workspace

LIMIT = 500
"""Pages queued of one source in one run: a whole site is not fetched at a sitting."""
GIVEN_FIRST = 10.0  # priority of given addresses: before what sources merely list


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What a backfill is asked for."""

    feeds: Sequence[Feed]
    since: datetime
    urls: tuple[str, ...] = ()  # given addresses
    limit: int = LIMIT
    fetch: bool = True  # False: only find and queue, the next run fetches


@dataclass(frozen=True, slots=True)
class Given:
    """What became of given addresses."""

    pages: tuple[str, ...] = ()  # page ids, known ones too
    new: int = 0
    unusable: tuple[str, ...] = ()


def catch_up(workspace: Workspace, engine: Engine, wish: CatchUp, say: Say) -> dict[str, Any]:
    """Bring a debate up to date: walk into the past of sources, then fetch, analyse and resolve what was found.

    Args:
        workspace: whose sources, debates and settings serve.
        engine: its database.
        wish: what is asked for.
        say: tells progress.

    Returns:
        What each source brought, the months since the day, and the report of the run that fetched.

    Raises:
        NoContactError, LockedError, OfflineError, StoreError: as `run_tick`; what was found stays found, and the next
        backfill goes on where this one stopped.
    """
    feeds = [feed for feed in wish.feeds if feed.paused is None]
    owner = build_owner(datetime.now(UTC))
    client = Client(workspace.settings.collect)
    with locked(engine, say, workspace.settings.collect.shard, owner):
        with writing(engine) as connection:
            sync_feeds(connection, feeds, client.limiter.group_of)
        given = _queue_given(workspace, engine, wish.urls)
        walks = asyncio.run(_walk_all(workspace, engine, client, feeds, wish, owner, say))
    report = run_tick(workspace, engine, TickOptions(poll=False), say) if wish.fetch else None
    names = [feed.name for feed in feeds]
    with reading(engine) as connection:
        left = {name: count_old_entries(connection, name, wish.since) for name in names}
        months = list_months(connection, names, wish.since, given.pages)
        candidates = [row for debate in workspace.debates for row in load_candidates(connection, debate.name)]
    dated = [row.fields.date.value for row in candidates if row.articles]
    return {
        "since": wish.since.date().isoformat(),
        "feeds": [_shape_walk(walk, left[walk.feed]) for walk in walks],
        "given": {"new": given.new, "known": len(given.pages) - given.new, "unusable": list(given.unusable)},
        "months": count_months(months, [f"{day:%Y-%m}" for day in dated], f"{wish.since:%Y-%m}"),
        "run": report,
    }


def count_months(
    items: Sequence[tuple[datetime | None, bool, bool]], candidates: Sequence[str], first: str
) -> list[dict[str, Any]]:
    """Count what was found by month, oldest first.

    Args:
        items: date, whether its page was fetched, whether a gate kept it.
        candidates: months of candidates, YYYY-MM.
        first: first month that is told; candidates of earlier ones are left out.

    Returns:
        Rows of month, entries, fetched, kept, candidates; what has no date stands last, under "no date".
    """
    rows: dict[str, dict[str, Any]] = {}

    def row(month: str) -> dict[str, Any]:
        return rows.setdefault(month, {"month": month, "entries": 0, "fetched": 0, "kept": 0, "candidates": 0})

    for moment, fetched, kept in items:
        counts = row(f"{moment:%Y-%m}" if moment else "no date")
        counts["entries"] += 1
        counts["fetched"] += fetched
        counts["kept"] += kept
    for month in candidates:
        if month >= first:
            row(month)["candidates"] += 1
    return sorted(rows.values(), key=lambda counts: str(counts["month"]).replace("no date", "~"))


def read_urls(path: Path) -> tuple[str, ...]:
    """Read a list of addresses: one a line, blank lines and lines that begin with # left out.

    Raises:
        InputError: the file cannot be read or is not UTF-8.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path) from error
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8; save the file as UTF-8", path) from error
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _queue_given(workspace: Workspace, engine: Engine, urls: Sequence[str]) -> Given:
    wanted: dict[str, NewPage] = {}
    unusable = []
    for url in urls:
        canonical = canonicalize_url(url)
        if canonical is None:
            unusable.append(url[:200])
            continue
        identity = identity_url(canonical)
        group = name_group(host_of(canonical) or "", workspace.settings.collect)
        page = NewPage(build_page_id(identity), canonical, identity, group, "", priority=GIVEN_FIRST)
        wanted.setdefault(identity, page)
    with writing(engine) as connection:
        ids, new = add_pages(connection, list(wanted.values()), datetime.now(UTC))
    return Given(tuple(ids[identity] for identity in wanted), len(new), tuple(unusable))


async def _walk_all(
    workspace: Workspace,
    engine: Engine,
    client: Client,
    feeds: Sequence[Feed],
    wish: CatchUp,
    owner: str,
    say: Say,
) -> list[Walk]:
    """Walk several sources at once; the limiter keeps the requests of one host apart."""

    def beat_once() -> None:
        with writing(engine) as connection:
            beat(connection, owner, datetime.now(UTC))

    workers = Workers(partial(analyse_target, workspace), 1)
    slots = asyncio.Semaphore(workspace.settings.collect.concurrency)
    done = 0
    try:
        async with client:
            rules = Rules(client.settings, client.limiter.group_of, build_priority(workspace))
            historian = Historian(
                client,
                engine,
                BodyParser(workers),
                rules,
                beat_once,
            )

            async def walk(feed: Feed) -> Walk:
                nonlocal done
                async with slots:
                    found = await historian.walk(feed, wish.since, wish.limit)
                done += 1
                say(f"{done}/{len(feeds)} {found.feed}: {found.found} found, {found.queued} queued")
                return found

            return list(await asyncio.gather(*(walk(feed) for feed in feeds)))
    finally:
        workers.close()


def _shape_walk(walk: Walk, left: int) -> dict[str, Any]:
    return {
        "name": walk.feed,
        "documents": walk.documents,
        "found": walk.found,
        "queued": walk.queued,
        "left": left,
        "done": walk.done and not left,
        "why": walk.why,
    }
