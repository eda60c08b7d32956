"""Commands that look at sources: feeds list, check."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wartracker.cli.door import DOOR, open_store, tabulate
from wartracker.errors import LockedError, NotFoundError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from wartracker.feedstate import FeedVerdict
    from wartracker.records import Feed
    from wartracker.store.entries import Yield

app = typer.Typer(help="Look after the sources.", no_args_is_help=True)

HEAD = ("FEED", "STATE", "OUTCOME", "AGE", "ITEMS", "NEW/7d", "PASS%", "NEXT", "NOTE")
Names = Annotated[list[str] | None, typer.Argument(help="Names of sources; none: all of them.")]


@app.command("list")
def list_(names: Names = None) -> None:
    """List the sources with what their last poll met and the verdict over time; nothing is asked."""
    feeds = choose(DOOR.workspace.feeds, names)
    _tell(open_store(DOOR.workspace), feeds)


@app.command()
def check(
    names: Names = None,
    force: Annotated[
        bool, typer.Option("--force", help="Ask sources that are not due too, never before Retry-After.")
    ] = False,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody: judge what is remembered.")] = False,
) -> None:
    """Poll sources and tell which need a hand, worst first; exit 4 when one does. Named ones are asked at once."""
    from wartracker.feedstate import rank_worst
    from wartracker.pipeline import TickOptions, run_tick

    workspace = DOOR.workspace
    feeds = choose(workspace.feeds, names)
    engine = open_store(workspace)
    if not offline and feeds:
        asked = TickOptions(names=tuple(feed.name for feed in feeds), force=force or bool(names), fetch=False)
        try:
            run_tick(workspace, engine, asked, DOOR.say)
        except LockedError as error:
            DOOR.say(f"{error}; told is what is remembered")
    verdicts = _tell(engine, feeds, worst_first=lambda verdict: rank_worst(verdict.state))
    if any(verdict.trouble for verdict in verdicts):
        raise typer.Exit(4)


def choose(feeds: Sequence[Feed], names: Sequence[str] | None) -> list[Feed]:
    """Choose sources by name; none named: all.

    Raises:
        NotFoundError: a name that no source has.
    """
    known = {feed.name: feed for feed in feeds}
    if unknown := [name for name in names or () if name not in known]:
        raise NotFoundError(f"no source is called {unknown[0]}; `wartracker feeds list` shows the names")
    return [known[name] for name in names] if names else list(feeds)


def _tell(engine: Engine, feeds: Sequence[Feed], worst_first: Any = None) -> list[FeedVerdict]:
    from wartracker.feedstate import count_states, judge_feed
    from wartracker.store.database import reading
    from wartracker.store.entries import count_yields
    from wartracker.store.feeds import load_feeds

    now = datetime.now(UTC)
    with reading(engine) as connection:
        rows = {row.name: row for row in load_feeds(connection)}
        yields = count_yields(connection, now - timedelta(days=7), now - timedelta(days=30))
    judged = [(feed, rows.get(feed.name), judge_feed(rows.get(feed.name), feed, now)) for feed in feeds]
    if worst_first:
        judged.sort(key=lambda item: (worst_first(item[2]), item[0].name))
    table = [_line(feed, row, verdict, yields.get(feed.name), now) for feed, row, verdict in judged]
    counts = count_states(verdict.state for _, _, verdict in judged)
    total = f"{len(judged)} feeds: " + ", ".join(f"{count} {word}" for word, count in counts.items())
    shape = [_shape(feed, row, verdict) for feed, row, verdict in judged]
    DOOR.emit({"feeds": shape}, [*tabulate(HEAD, table), total])
    return [verdict for _, _, verdict in judged]


def _shape(feed: Feed, row: Any, verdict: FeedVerdict) -> dict[str, Any]:
    from wartracker.shapes import format_moment

    return {
        "name": feed.name,
        "kind": feed.kind.value,
        "url": feed.url,
        "state": verdict.state.value,
        "outcome": row.outcome if row else None,
        "entries": row.entries if row else 0,
        "new": row.new if row else 0,
        "updated": row.updated if row else 0,
        "next_due": format_moment(row.next_due) if row else None,
        "failures": row.failures if row else 0,
        "rhythm_h": row.rhythm_h if row else None,
    }


def _line(feed: Feed, row: Any, verdict: FeedVerdict, found: Yield | None, now: datetime) -> list[object]:
    newest = row.last_new_at if row else None
    passed = f"{100 * found.kept / found.judged:.0f}" if found and found.judged else "-"
    return [
        feed.name,
        verdict.state.value,
        row.outcome or "-" if row else "-",
        _say_span(now - newest) if newest else "-",
        row.entries if row else "-",
        found.new if found else 0,
        passed,
        _say_next(row.next_due, now) if row and row.next_due and not feed.paused else "-",
        verdict.note,
    ]


def _say_span(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    return f"{hours // 24}d" if hours >= 48 else f"{max(0, hours)}h"


def _say_next(due: datetime, now: datetime) -> str:
    return "now" if due <= now else f"{due:%H:%M}" if due - now < timedelta(hours=20) else f"+{_say_span(due - now)}"
