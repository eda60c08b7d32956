"""A workspace in, what it writes by itself out: the line of the day, the brief of the week, the report card."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from wartracker.debate import Debate
from wartracker.errors import StoreError
from wartracker.feedstate import decide_state
from wartracker.health.brief import Week, render_brief
from wartracker.health.cards import Card, FeedWork, build_cards, render_cards
from wartracker.health.coverage import Gaps, find_gaps, render_gaps
from wartracker.health.deliver import build_mail, send_mail
from wartracker.health.findings import Finding
from wartracker.health.notices import Notice
from wartracker.health.watch import read_notice
from wartracker.records import Event
from wartracker.resolve.promises import build_ledger
from wartracker.review.queue import Filters, Tab, count_tabs, select_candidates
from wartracker.review.web.board import load_board
from wartracker.store.database import reading
from wartracker.store.decisions import load_decisions
from wartracker.store.facts import count_work, list_sightings
from wartracker.store.feeds import load_feeds
from wartracker.store.notices import load_notices
from wartracker.store.runs import load_reports
from wartracker.timeline.build import build_events
from wartracker.timeline.publish import write_file
from wartracker.vocabulary import State, Trouble
from wartracker.workspace import Workspace

DAY, WEEK = timedelta(days=1), timedelta(days=7)
CARD_SPAN = timedelta(days=28)
LIKELY_SHOWN = 10


# --------------------------------------------------------------------------- the day
def build_daily_line(reports: Sequence[Mapping[str, Any]], notices: Sequence[Notice], day: str) -> str:
    """Tell a day in one line; a quiet one says so.

    Args:
        reports: of the runs of the last 24 hours.
        notices: that stand.
        day: the day, as it is written.
    """
    entries, gate, new = Counter[str](), Counter[str](), 0
    for report in reports:
        entries.update(report["stages"].get("entries", {}))
        gate.update(report["stages"].get("gate", {}))
        new += sum(counts.get("new", 0) for counts in report["candidates"].values())
    silent = sum(1 for one in notices if one.word is Trouble.SILENT)
    troubles = sum(1 for one in notices if one.word not in {Trouble.SILENT, Trouble.LANDMARK})
    read = sum(entries.values())
    head = f"{new} new candidates" if new else "nothing new"
    return (
        f"{day}: {head}: {read} entries read, {entries['new']} new, {gate['kept']} kept, "
        f"{silent} feeds silent, {troubles} other troubles"
    )


def write_daily_line(workspace: Workspace, engine: Engine, now: datetime) -> str:
    """Append the line of the day to output/daily.log.

    Returns:
        The line.
    """
    with reading(engine) as connection:
        line = build_daily_line(load_reports(connection, now - DAY), load_standing(connection), f"{now:%Y-%m-%d}")
    path = workspace.output / "daily.log"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    return line


def load_standing(connection: Connection) -> list[Notice]:
    """Load the troubles that stand."""
    return [read_notice(row) for row in load_notices(connection) if row.closed_at is None]


# --------------------------------------------------------------------------- the week
def load_week(connection: Connection, debate: Debate, now: datetime, span: timedelta = WEEK) -> Week:
    """Load what the brief is made of."""
    events = load_events(connection, debate)
    promises = build_ledger(events, now.date())
    board = load_board(connection, debate.name, now)
    reports = load_reports(connection, now - span)
    return Week(
        debate=debate,
        since=now - span,
        until=now,
        events=events,
        promises=promises,
        waiting={tab.value: count for tab, count in count_tabs(board, now).items()},
        likely=[one.title for one in select_candidates(board, Filters(tab=Tab.LIKELY), now)][:LIKELY_SHOWN],
        troubles=load_standing(connection),
        read=sum(sum(report["stages"].get("entries", {}).values()) for report in reports),
        kept=sum(report["stages"].get("gate", {}).get("kept", 0) for report in reports),
    )


def load_events(connection: Connection, debate: Debate) -> tuple[Event, ...]:
    """Load the events of a debate, withdrawn ones too."""
    return build_events(load_decisions(connection, debate.name))


def write_brief(workspace: Workspace, engine: Engine, debate: Debate, now: datetime) -> str:
    """Write the brief of the week, ready to mail, and mail it where the settings say to whom.

    Returns:
        The file's name and whether it was mailed.
    """
    with reading(engine) as connection:
        subject, text = render_brief(load_week(connection, debate, now))
    settings = workspace.settings.notify
    mail = build_mail(subject, text, settings.email_from, settings.email_to or (settings.email_from,), now)
    name = f"{debate.name}-{now:%G-W%V}.eml"
    write_file(workspace.output / "briefs" / name, mail.as_bytes())
    if not settings.email_to:
        return name
    send_mail(workspace, subject, text, now)
    return f"{name} (mailed to {len(settings.email_to)})"


# --------------------------------------------------------------------------- the sources
def load_cards(connection: Connection, workspace: Workspace, now: datetime, span: timedelta = CARD_SPAN) -> list[Card]:
    """Load the report card of every listed source."""
    since = now - span
    rows = {row.name: row for row in load_feeds(connection)}
    work = count_work(connection, since)
    brought: dict[str, set[str]] = {}
    accepted: dict[str, set[str]] = {}
    first: dict[str, str] = {}
    for seen in list_sightings(connection, since):
        brought.setdefault(seen.feed, set()).add(seen.candidate)
        if seen.state == State.ACCEPTED.value:
            accepted.setdefault(seen.feed, set()).add(seen.candidate)
        first.setdefault(seen.candidate, seen.feed)
    firsts = Counter(first.values())
    works = []
    for feed in workspace.feeds:
        row, done = rows.get(feed.name), work.get(feed.name)
        state = decide_state(row, feed, now)
        seen_at = row.first_polled_at if row else None
        works.append(
            FeedWork(
                name=feed.name,
                state=state,
                days=min(span, now - seen_at).days if seen_at else 0,
                entries=done.entries if done else 0,
                repeated=int(done.repeated or 0) if done else 0,
                pages=int(done.pages or 0) if done else 0,
                kept=int(done.kept or 0) if done else 0,
                candidates=len(brought.get(feed.name, ())),
                accepted=len(accepted.get(feed.name, ())),
                first=firsts[feed.name],
                rhythm_h=row.rhythm_h if row else None,
                interval_h=row.interval_s / 3600 if row and row.interval_s else None,
                first_party=bool(feed.first_party_of),
            )
        )
    troubles = [Finding(one.word, one.subject, one.says, one.hint) for one in load_standing(connection)]
    return build_cards(works, troubles)


def shape_card(card: Card) -> dict[str, Any]:
    """Shape one card for programs."""
    work = card.work
    return {
        "name": work.name,
        "do": card.verdict.value,
        "why": card.why,
        "state": work.state.value,
        "days": work.days,
        "entries": work.entries,
        "repeated": work.repeated,
        "pages": work.pages,
        "kept": work.kept,
        "candidates": work.candidates,
        "accepted": work.accepted,
        "first": work.first,
    }


def load_gaps(connection: Connection, workspace: Workspace, debate: Debate, now: datetime) -> Gaps:
    """Load the blind spots of a debate."""
    rows = {row.name: row for row in load_feeds(connection)}
    states = {feed.name: decide_state(rows.get(feed.name), feed, now) for feed in workspace.feeds}
    events = load_events(connection, debate)
    return find_gaps(debate, workspace.gazetteers, workspace.feeds, states, events, now.date())


def write_report_card(workspace: Workspace, engine: Engine, now: datetime) -> str:
    """Write the report card of the sources and the blind spots to output/sources.txt and .json.

    Returns:
        How many sources want which act.
    """
    with reading(engine) as connection:
        cards = load_cards(connection, workspace, now)
        gaps = {debate.name: load_gaps(connection, workspace, debate, now) for debate in workspace.debates}
    lines = [f"Sources on {now:%Y-%m-%d}", "", *render_cards(cards, CARD_SPAN)]
    for name, gap in gaps.items():
        lines += ["", f"Blind spots of {name}", *render_gaps(gap)]
    write_file(workspace.output / "sources.txt", ("\n".join(lines) + "\n").encode())
    shape = {"sources": [shape_card(card) for card in cards]}
    write_file(workspace.output / "sources.json", (json.dumps(shape, indent=1) + "\n").encode())
    return render_cards(cards, CARD_SPAN)[-1]
