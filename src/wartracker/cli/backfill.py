"""The command that brings a debate up to date: backfill."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer

from wartracker.cli.door import DOOR, open_store, tabulate
from wartracker.cli.feeds import Names, choose
from wartracker.cli.inputs import read_day


def backfill(
    since: Annotated[str, typer.Option(help="First day, YYYY-MM-DD.")],
    names: Names = None,
    urls: Annotated[Path | None, typer.Option(help="File of addresses to take in too, one a line.")] = None,
    only_urls: Annotated[bool, typer.Option("--only-urls", help="Only the addresses of the file, no source.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="Most pages queued of one source in one run.")] = 500,
    queue_only: Annotated[bool, typer.Option("--queue-only", help="Find and queue; the next run fetches.")] = False,
) -> None:
    """Find what sources published since a day, fetch and analyse it, and tell it by month. Run again, it goes on."""
    from wartracker.catchup import CatchUp, catch_up, read_urls

    workspace = DOOR.workspace
    day = read_day(since)
    if day is None:
        raise typer.BadParameter("--since needs a day, YYYY-MM-DD")
    if only_urls and urls is None:
        raise typer.BadParameter("--only-urls needs --urls FILE")
    feeds = [] if only_urls else choose(workspace.feeds, names)
    given = read_urls(urls) if urls else ()
    wish = CatchUp(feeds, datetime.combine(day, time(), UTC), given, limit, fetch=not queue_only)
    told = catch_up(workspace, open_store(workspace), wish, DOOR.say)
    DOOR.emit(told, render_backfill(told))
    if any(row["why"] for row in told["feeds"]) or told["given"]["unusable"]:
        raise typer.Exit(4)


def render_backfill(told: dict[str, Any]) -> list[str]:
    """Render what a backfill found: a line a source, then a line a month."""
    rows = [
        (row["name"], row["documents"], row["found"], row["queued"], row["left"], _say_state(row))
        for row in told["feeds"]
    ]
    lines = tabulate(("FEED", "READ", "FOUND", "QUEUED", "LEFT", "STATE"), rows) if rows else []
    given = told["given"]
    if given["new"] or given["known"] or given["unusable"]:
        lines.append(f"given addresses: {given['new']} new, {given['known']} known, {len(given['unusable'])} unusable")
        lines += [f"  ! no http or https address: {url}" for url in given["unusable"]]
    months = [(row["month"], row["entries"], row["fetched"], row["kept"], row["candidates"]) for row in told["months"]]
    return [*lines, "", *tabulate(("MONTH", "ENTRIES", "FETCHED", "KEPT", "CANDIDATES"), months)]


def _say_state(row: dict[str, Any]) -> str:
    return str(row["why"] or ("done" if row["done"] else "run it again for the rest"))
