"""Commands that tell how the service stands: status, doctor, health."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from wartracker.cli.door import DOOR, open_store
from wartracker.cli.run import parse_span
from wartracker.errors import UnhealthyError


def health(
    max_age: Annotated[str, typer.Option(help="How old the last finished run may be.")] = "2h",
) -> None:
    """Tell whether the service does its work: exit 8 when nothing ran for too long or the scheduler is silent."""
    from wartracker.shapes import format_moment
    from wartracker.store.database import reading
    from wartracker.store.feeds import CLOCK_ERROR
    from wartracker.store.jobs import load_jobs
    from wartracker.store.runs import SCHEDULER, STALE_AFTER, last_finished, load_heartbeat

    now = datetime.now(UTC)
    latest = now + CLOCK_ERROR  # what ended later ended while the clock was ahead
    with reading(open_store(DOOR.workspace)) as connection:
        last = last_finished(connection, latest)
        tick = load_jobs(connection).get("tick")
        beat = load_heartbeat(connection)
        scheduler = load_heartbeat(connection, SCHEDULER)
    # A look of the scheduler that found nothing due is a sign of life too, though no run.
    ends = [
        moment for moment in (last[0] if last else None, tick.ok_at if tick else None) if moment and moment <= latest
    ]
    if not ends:
        raise UnhealthyError("no run has finished here yet; start one with `wartracker run --once`")
    newest = max(ends)
    told = {
        "last_run": format_moment(newest),
        "age_s": int((now - newest).total_seconds()),
        "heartbeat": format_moment(beat),
        "scheduler": format_moment(scheduler),
    }
    if now - newest > parse_span(max_age):
        raise UnhealthyError(f"the last run ended {told['age_s']} s ago, more than {max_age}: {told['last_run']}")
    if scheduler is not None and now - scheduler > STALE_AFTER:
        raise UnhealthyError(f"the scheduler shows no sign of life since {told['scheduler']}")
    DOOR.emit(told, [f"healthy: last run ended {told['last_run']}, {told['age_s']} s ago"])


def doctor() -> None:
    """Examine the place it runs in: environment, files, database, disk, clock, contact, model file, permissions."""
    from dataclasses import asdict

    from wartracker.health.doctor import examine

    checks = examine(DOOR.workspace, datetime.now(UTC))
    lines: list[str] = []
    for check in checks:
        lines.append(f"{'ok ' if check.ok else 'BAD'} {check.name:12} {check.says}")
        if check.hint:
            lines.append(f"{'':16} {check.hint}")
    DOOR.emit({"checks": [asdict(check) for check in checks]}, lines)
    if not all(check.ok for check in checks):
        raise typer.Exit(8)


def status() -> None:
    """Tell in one screen how everything stands: service, sources, pages, candidates, troubles, jobs."""
    shape = _load_status()
    DOOR.emit(shape, _render_status(shape))


def _load_status() -> dict[str, Any]:
    from collections import Counter

    from wartracker.feedstate import count_states, decide_state
    from wartracker.health.letters import load_standing, load_week
    from wartracker.shapes import format_moment
    from wartracker.store.database import reading
    from wartracker.store.facts import count_quarantined
    from wartracker.store.feeds import load_feeds
    from wartracker.store.jobs import load_jobs
    from wartracker.store.pages import count_waiting
    from wartracker.store.retention import count_rows, measure_database
    from wartracker.store.runs import SCHEDULER, last_finished, load_heartbeat
    from wartracker.vocabulary import Trouble

    workspace = DOOR.workspace
    engine = open_store(workspace)
    now = datetime.now(UTC)
    with reading(engine) as connection:
        last = last_finished(connection)
        rows = {row.name: row for row in load_feeds(connection)}
        states = count_states(decide_state(rows.get(feed.name), feed, now) for feed in workspace.feeds)
        standing = load_standing(connection)
        weeks = {debate.name: load_week(connection, debate, now) for debate in workspace.debates}
        dues = [row.next_due for row in rows.values() if row.next_due]
        return {
            "now": format_moment(now),
            "last_run": format_moment(last[0]) if last else None,
            "scheduler": format_moment(load_heartbeat(connection, SCHEDULER)),
            "next_poll": format_moment(min(dues)) if dues else None,
            "feeds": states,
            "pages": {"waiting": count_waiting(connection, now), "quarantined": count_quarantined(connection)},
            "rows": count_rows(connection),
            "database_bytes": measure_database(engine),
            "debates": {
                name: {"waiting": dict(week.waiting), "events": len(week.events), "likely": list(week.likely[:3])}
                for name, week in weeks.items()
            },
            "troubles": dict(Counter(one.word.value for one in standing if one.word is not Trouble.LANDMARK)),
            "first_troubles": [f"{one.word.value}: {one.subject}: {one.says}" for one in standing[:5]],
            "jobs": {
                name: {
                    "outcome": row.outcome,
                    "ended": format_moment(row.ended_at),
                    "due": format_moment(row.next_due),
                    "why": row.why,
                }
                for name, row in load_jobs(connection).items()
            },
        }


def _render_status(shape: dict[str, Any]) -> list[str]:
    def tell(counts: dict[str, Any]) -> str:
        return ", ".join(f"{count} {word}" for word, count in counts.items() if count) or "none"

    running = f"scheduler alive {shape['scheduler']}" if shape["scheduler"] else "no scheduler runs"
    lines = [
        f"service   {running}; last run {shape['last_run'] or 'never'}; next poll {shape['next_poll'] or '-'}",
        f"sources   {tell(shape['feeds'])}",
        f"pages     {tell(shape['pages'])}",
        f"stored    {tell(shape['rows'])}; {shape['database_bytes'] / 2**20:.1f} MiB",
    ]
    for name, debate in shape["debates"].items():
        lines.append(f"debate    {name}: {debate['events']} events; waiting: {tell(debate['waiting'])}")
        lines += [f"          {title[:100]}" for title in debate["likely"]]
    lines.append(f"troubles  {tell(shape['troubles'])}")
    lines += [f"          {text[:110]}" for text in shape["first_troubles"]]
    for name, job in shape["jobs"].items():
        why = (job["why"] or "")[:70]
        lines.append(
            f"job       {name:11} {job['outcome'] or '-':6} {job['ended'] or '-'}  due {job['due'] or '-'}  {why}"
        )
    return lines
