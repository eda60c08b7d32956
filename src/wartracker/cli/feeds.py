"""Commands on sources: feeds list."""

from __future__ import annotations

from typing import Any

import typer

from wartracker.cli.door import DOOR, open_store, tabulate

app = typer.Typer(help="Look after the sources.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """List the sources with what their last poll met and the verdict over time."""
    from wartracker.store.database import reading
    from wartracker.store.feeds import load_feeds

    workspace = DOOR.workspace
    with reading(open_store(workspace)) as connection:
        rows = {row.name: row for row in load_feeds(connection)}
    shape = [_shape(feed.name, feed.kind.value, feed.url, feed.paused, rows.get(feed.name)) for feed in workspace.feeds]
    table = [
        [item["name"], item["kind"], item["state"], item["outcome"] or "-", item["entries"], item["next_due"] or "-"]
        for item in shape
    ]
    DOOR.emit({"feeds": shape}, tabulate(("FEED", "KIND", "STATE", "OUTCOME", "ENTRIES", "NEXT"), table))


def _shape(name: str, kind: str, url: str, paused: str | None, row: Any) -> dict[str, Any]:
    from wartracker.shapes import format_moment
    from wartracker.vocabulary import FeedState

    state = FeedState.PAUSED.value if paused else (row.state if row else FeedState.NEW.value)
    return {
        "name": name,
        "kind": kind,
        "url": url,
        "state": state,
        "outcome": row.outcome if row else None,
        "entries": row.entries if row else 0,
        "new": row.new if row else 0,
        "updated": row.updated if row else 0,
        "next_due": format_moment(row.next_due) if row else None,
        "failures": row.failures if row else 0,
        "rhythm_h": row.rhythm_h if row else None,
    }
