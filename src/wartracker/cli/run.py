"""Commands that run the pipeline."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wartracker.cli.door import DOOR, open_store
from wartracker.cycles import cycles_kept

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from wartracker.pipeline import TickOptions
    from wartracker.workspace import Workspace

_SPAN = re.compile(r"(\d+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def parse_span(text: str) -> timedelta:
    """Read a span of time: 90s, 30m, 2h, 7d.

    Raises:
        typer.BadParameter: anything else.
    """
    found = _SPAN.fullmatch(text.strip())
    if not found or int(found[1]) == 0:
        raise typer.BadParameter(f"{text!r} is no span of time; write 90s, 30m, 2h or 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def run(
    once: Annotated[bool, typer.Option("--once", help="One tick, then end (the default).")] = False,
    every: Annotated[str | None, typer.Option(help="A tick each span of time, e.g. 30m, until stopped.")] = None,
    feeds: Annotated[str | None, typer.Option(help="Only these sources: names, comma-separated.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Pass over due times, never over Retry-After.")] = False,
    force_all: Annotated[bool, typer.Option("--force-all", help="Pass over Retry-After too.")] = False,
) -> None:
    """Poll what is due, fetch and analyse what is new, resolve candidates, write the outputs."""
    if once and every:
        raise typer.BadParameter("--once and --every exclude each other")
    with cycles_kept(forever=True):  # the search for them took a twelfth of a start
        from wartracker.pipeline import TickOptions
        from wartracker.repeat import run_every, run_once

        workspace = DOOR.workspace
        engine = open_store(workspace)

    names = tuple(name.strip() for name in feeds.split(",")) if feeds else None
    options = TickOptions(names=names, force=force, force_all=force_all)
    if every is None:
        reports: list[dict[str, Any]] = []
        if run_once(lambda stop: reports.append(_tick(workspace, engine, replace(options, stop=stop)))):
            tell_report(reports[0])
        else:
            DOOR.say("stopped; what was under way is work again at the next run")
        return
    span = parse_span(every)
    options = replace(options, every_s=span.total_seconds())
    run_every(span, lambda stop: _tell_one(_tick(workspace, engine, replace(options, stop=stop))), DOOR.say)


def _tick(workspace: Workspace, engine: Engine, options: TickOptions) -> dict[str, Any]:
    """Run one tick, then look for trouble and tell of it."""
    from wartracker.pipeline import run_tick

    report = run_tick(workspace, engine, options, DOOR.say)
    from wartracker.health.watch import watch_workspace  # not before the first poll

    watch_workspace(workspace, engine, datetime.now(UTC), None, DOOR.say)
    return report


def _tell_one(report: dict[str, Any]) -> None:
    from wartracker.cli.report import render_report

    DOOR.emit(report, render_report(report))


def tell_report(report: dict[str, Any]) -> None:
    """Print a run report; exit code 4 when some feeds or items failed."""
    _tell_one(report)
    if report["errors"]:
        raise typer.Exit(4)


def analyse(
    once: Annotated[bool, typer.Option("--once", help="End when nothing waits.")] = False,
) -> None:
    """Analyse pages that collectors without workers of their own (`workers = 0`) have fetched; run as many as you like.

    SIGTERM or Ctrl-C ends it after what is under way is stored.
    """
    import signal
    from threading import Event

    from wartracker.analyser import run_analyser

    workspace = DOOR.workspace
    engine = open_store(workspace)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    counts = run_analyser(workspace, engine, stop, once=once)
    lines = [f"{stage}: " + ", ".join(f"{n} {word}" for word, n in sorted(c.items())) for stage, c in counts.items()]
    DOOR.emit({"stages": counts}, lines or ["nothing waited"])
