"""A workspace's store in, troubles found and people told: the shell that runs after ticks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from wartracker.errors import ConfigError
from wartracker.feedstate import judge_feed
from wartracker.health.deliver import deliver
from wartracker.health.findings import FeedFacts, Finding, find_feed_troubles
from wartracker.health.notices import Notice, update_notices
from wartracker.health.pending import FILE as PENDING_FILE
from wartracker.health.pending import render_pending
from wartracker.records import Feed
from wartracker.store.database import reading, writing
from wartracker.store.facts import (
    count_fresh,
    count_quarantined,
    load_arrivals,
    load_fresh,
    load_landmarks,
    load_pending,
    load_sizes,
    load_verdicts,
)
from wartracker.store.feeds import load_feeds
from wartracker.store.jobs import load_jobs
from wartracker.store.notices import load_notices, save_notices
from wartracker.timeline.publish import write_file
from wartracker.vocabulary import PollOutcome, Trouble
from wartracker.workspace import Workspace

LOOK_BACK = timedelta(days=200)  # for rhythm, sizes and verdicts
COUNT_BACK = timedelta(days=30)  # for entries a day
LEAST_FREE_BYTES, LEAST_FREE_SHARE = 1 << 30, 0.05
LATE_AFTER = timedelta(minutes=30)
QUARANTINE_LEAST = 10
ALL = frozenset(Trouble)

Say = Callable[[str], None]


def watch_workspace(workspace: Workspace, engine: Engine, now: datetime, fault: ConfigError | None, say: Say) -> str:
    """Look for trouble everywhere, remember it, tell of it.

    Args:
        workspace: what people wrote.
        engine: the database.
        now: the time.
        fault: of a changed file that could not be read.
        say: tells what could not be told elsewhere.

    Returns:
        In a few words how many troubles stand and how many messages went out.
    """
    with reading(engine) as connection:
        found = find_troubles(connection, workspace, now, fault)
    standing = remember_findings(engine, found, now)
    for debate in workspace.debates:
        with reading(engine) as connection:
            rows = load_pending(connection, debate.name)
        text = render_pending(debate, rows, workspace.settings.site_url)
        write_file(workspace.output / debate.name / PENDING_FILE, text.encode())
    sent = deliver(workspace, engine, now, say)
    troubles = sum(1 for one in standing if one.word is not Trouble.LANDMARK)
    return f"{troubles} troubles stand, {sent} messages sent"


def find_troubles(
    connection: Connection, workspace: Workspace, now: datetime, fault: ConfigError | None = None
) -> list[Finding]:
    """Find everything that somebody should know of now."""
    found = find_feed_troubles(load_facts(connection, workspace.feeds, now), now)
    found += find_late_jobs(connection, now)
    found += _find_landmarks(connection, workspace)
    if fault is not None:
        hint = "mend it; the configuration read before stays in force"
        found.append(Finding(Trouble.CONFIG, fault.file, str(fault), hint))
    count = count_quarantined(connection)
    if count >= QUARANTINE_LEAST:
        says = f"{count} pages failed three times and wait"
        found.append(Finding(Trouble.QUARANTINE, "pages", says, "`wartracker quarantine list` shows why"))
    workspace.output.mkdir(parents=True, exist_ok=True)
    disk = shutil.disk_usage(workspace.output)
    if disk.free < max(LEAST_FREE_BYTES, LEAST_FREE_SHARE * disk.total) and disk.free < 10 * LEAST_FREE_BYTES:
        says = f"{disk.free / 2**30:.1f} GiB free where output/ lies"
        found.append(
            Finding(Trouble.DISK, "output", says, "make room, or lower `archive_days`; a full disk stops runs")
        )
    return found


def remember_findings(
    engine: Engine, found: list[Finding], now: datetime, words: frozenset[Trouble] = ALL
) -> list[Notice]:
    """Store what was found; return the notices that stand."""
    with writing(engine) as connection:
        known = {row.key: read_notice(row) for row in load_notices(connection)}
        changed = update_notices(known, found, words, now)
        save_notices(connection, [_notice_values(one) for one in changed])
    known |= {one.key: one for one in changed}
    return [one for one in known.values() if one.closed_at is None]


def load_facts(connection: Connection, listed: tuple[Feed, ...], now: datetime) -> list[FeedFacts]:
    """Load what the watch reads of every listed feed."""
    since = now - LOOK_BACK
    rows = {row.name: row for row in load_feeds(connection)}
    arrivals, sizes, verdicts = (load(connection, since) for load in (load_arrivals, load_sizes, load_verdicts))
    fresh = load_fresh(connection, now - COUNT_BACK)
    fresh_now = count_fresh(connection, now - timedelta(days=1))
    facts: list[FeedFacts] = []
    for feed in listed:
        row = rows.get(feed.name)
        if row is None:
            continue
        verdict = judge_feed(row, feed, now)
        facts.append(
            FeedFacts(
                name=feed.name,
                state=verdict.state,
                note=verdict.note,
                outcome=PollOutcome(row.outcome) if row.outcome else None,
                failures=row.failures,
                first_failure_at=row.first_failure_at,
                moved_count=row.moved_count,
                listed=row.entries,
                last_ok_at=row.last_ok_at,
                unmodified_since=row.unmodified_since,
                arrivals=arrivals.get(feed.name, ()),
                fresh=_days(fresh.get(feed.name, {}), row.first_polled_at, now),
                fresh_now=fresh_now.get(feed.name, 0),
                sizes=sizes.get(feed.name, ()),
                kept=verdicts.get(feed.name, ()),
            )
        )
    return facts


def _days(counts: Mapping[str, int], first: datetime | None, now: datetime) -> tuple[int, ...]:
    """Lay counts out by day, from the day after the first poll to the last whole one; empty days count."""
    if first is None:
        return ()
    start = max(first, now - COUNT_BACK).date() + timedelta(days=1)
    end = (now - timedelta(days=1)).date()
    return tuple(counts.get((start + timedelta(days=n)).isoformat(), 0) for n in range((end - start).days))


def find_late_jobs(connection: Connection, now: datetime) -> list[Finding]:
    """Find jobs that failed last time, and those that are overdue."""
    found: list[Finding] = []
    for name, row in load_jobs(connection).items():
        if row.outcome == "failed":
            hint = "`wartracker status` shows it; it is tried again at its next time"
            found.append(Finding(Trouble.JOB, name, f"failed: {row.why}", hint))
        elif row.next_due is not None and name != "tick" and now - row.next_due > LATE_AFTER:
            says = f"was due at {row.next_due:%Y-%m-%d %H:%M} UTC"
            found.append(Finding(Trouble.LATE, name, says, "is `wartracker schedule` running? `wartracker health`"))
    return found


def _find_landmarks(connection: Connection, workspace: Workspace) -> list[Finding]:
    found: list[Finding] = []
    names = {debate.name for debate in workspace.debates}
    for row in load_landmarks(connection):
        body: Mapping[str, Any] = json.loads(row.body)
        if row.debate not in names or body.get("held_because") or not body.get("articles"):
            continue
        source = body["articles"][0]
        says = f"{body['fields']['title']} ({body['fields']['date']['value']}, {source['publisher']})"
        hint = f"{source['url']} - `wartracker review show {row.id}`"
        found.append(Finding(Trouble.LANDMARK, row.id, says, hint))
    return found


def read_notice(row: Any) -> Notice:
    """Read a notice from its row."""
    return Notice(Trouble(row.word), row.subject, row.says, row.hint, row.opened_at, row.seen_at, row.closed_at)


def _notice_values(one: Notice) -> dict[str, Any]:
    return {
        "key": one.key,
        "word": one.word.value,
        "subject": one.subject,
        "says": one.says,
        "hint": one.hint,
        "opened_at": one.opened_at,
        "seen_at": one.seen_at,
        "closed_at": one.closed_at,
    }
