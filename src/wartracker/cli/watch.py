"""Commands of whoever leaves it running: schedule, notices, brief, report, coverage."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from wartracker.cli.door import DOOR, open_store
from wartracker.cli.run import parse_span


def schedule(
    once: Annotated[
        bool, typer.Option("--once", help="Run what is due now and end: for cron or a systemd timer.")
    ] = False,
) -> None:
    """Run for months: ticks, maintenance, backups, the line of the day, the brief and report of the week."""
    from wartracker.jobs import Standing, build_jobs
    from wartracker.schedule import run_due, run_schedule

    DOOR.check_contact()
    engine = open_store(DOOR.workspace)
    standing = Standing(DOOR.root, engine, DOOR.say, repeats=not once)
    jobs = build_jobs(standing)
    try:
        if once:
            if failed := run_due(jobs, engine, DOOR.say):
                DOOR.say(f"failed: {', '.join(failed)}")
                raise typer.Exit(4)
        else:
            if port := standing.workspace.settings.schedule.metrics_port:
                from wartracker.health.metrics import serve_metrics

                serve_metrics(engine, port)
            DOOR.say(f"schedule: {len(jobs)} jobs, a look every {standing.workspace.settings.schedule.tick_s} s")
            run_schedule(jobs, engine, DOOR.say)
    finally:
        standing.close()
        engine.dispose()


def notices(
    test: Annotated[bool, typer.Option("--test", help="Send a test message over every channel.")] = False,
    past: Annotated[bool, typer.Option("--past", help="Also what is over.")] = False,
) -> None:
    """List the troubles that stand, with what to do; exit 4 when there are any."""
    from wartracker.health.watch import find_troubles, read_notice, remember_findings
    from wartracker.store.database import reading
    from wartracker.store.notices import load_notices
    from wartracker.vocabulary import Trouble

    workspace = DOOR.workspace
    engine = open_store(workspace)
    if test:
        _test_channels(workspace)
        return
    now = datetime.now(UTC)
    with reading(engine) as connection:
        found = find_troubles(connection, workspace, now)
    remember_findings(engine, found, now, frozenset(Trouble) - {Trouble.CONFIG})
    with reading(engine) as connection:
        rows = [read_notice(row) for row in load_notices(connection)]
    shown = [one for one in rows if past or one.closed_at is None]
    lines: list[str] = []
    for one in shown:
        over = f", over {one.closed_at:%Y-%m-%d %H:%M}" if one.closed_at else ""
        lines.append(f"{one.word.value:10} {one.subject}: {one.says} (since {one.opened_at:%Y-%m-%d %H:%M} UTC{over})")
        if one.hint and not over:
            lines.append(f"{'':10} {one.hint}")
    DOOR.emit({"notices": [_shape(one) for one in shown]}, lines or ["no troubles"])
    if any(one.closed_at is None and one.word is not Trouble.LANDMARK for one in rows):
        raise typer.Exit(4)


def _shape(one: Any) -> dict[str, Any]:
    from wartracker.shapes import format_moment

    return {
        "word": one.word.value,
        "subject": one.subject,
        "says": one.says,
        "hint": one.hint,
        "since": format_moment(one.opened_at),
        "over": format_moment(one.closed_at),
    }


def _test_channels(workspace: Any) -> None:
    from wartracker.health.deliver import find_channels
    from wartracker.health.notices import Message, Notice, Told
    from wartracker.vocabulary import Trouble

    now = datetime.now(UTC)
    notice = Notice(Trouble.JOB, "test", "a test message, nothing is wrong", "`wartracker notices --test`", now, now)
    channels = find_channels(workspace)
    for name, send in channels.items():
        send([Message(notice, Told.OPEN)], now)
        DOOR.say(f"{name}: sent")
    DOOR.emit({"channels": sorted(channels)}, [f"{len(channels)} channels took the test message"])


def brief(
    debate: Annotated[str | None, typer.Option(help="Which debate; without it the first.")] = None,
    span: Annotated[str, typer.Option("--for", help="How long back.")] = "7d",
) -> None:
    """Print the brief of the week: events, changes, overdue promises, quiet lanes, what waits."""
    from wartracker.health.brief import render_brief
    from wartracker.health.letters import load_week
    from wartracker.store.database import reading

    workspace = DOOR.workspace
    chosen = workspace.debate(debate)
    with reading(open_store(workspace)) as connection:
        week = load_week(connection, chosen, datetime.now(UTC), parse_span(span))
    subject, text = render_brief(week)
    DOOR.emit({"subject": subject, "text": text}, [f"Subject: {subject}", "", *text.splitlines()])


def report(span: Annotated[str, typer.Option("--for", help="How long back.")] = "28d") -> None:
    """Print the report card of the sources: keep, slow, fix or drop, and why."""
    from wartracker.health.cards import render_cards
    from wartracker.health.letters import load_cards, shape_card
    from wartracker.store.database import reading

    workspace = DOOR.workspace
    back = parse_span(span)
    with reading(open_store(workspace)) as connection:
        cards = load_cards(connection, workspace, datetime.now(UTC), back)
    DOOR.emit({"sources": [shape_card(card) for card in cards]}, render_cards(cards, back))


def coverage(debate: Annotated[str | None, typer.Option(help="Which debate; without it the first.")] = None) -> None:
    """Print the blind spots: makers without a live source, quiet kinds and frontlines, empty months."""
    from dataclasses import asdict

    from wartracker.health.coverage import render_gaps
    from wartracker.health.letters import load_gaps
    from wartracker.store.database import reading

    workspace = DOOR.workspace
    chosen = workspace.debate(debate)
    with reading(open_store(workspace)) as connection:
        gaps = load_gaps(connection, workspace, chosen, datetime.now(UTC))
    DOOR.emit(asdict(gaps), render_gaps(gaps))


def metrics() -> None:
    """Print the metrics as Prometheus text; needs the extra [metrics]."""
    from wartracker.health.metrics import render_metrics

    text = render_metrics(open_store(DOOR.workspace)).decode()
    DOOR.emit({"metrics": text}, text.splitlines())
