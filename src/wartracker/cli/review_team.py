"""Commands beside deciding: review claim, filters, missed, promises, text."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl

import typer

from wartracker.cli.door import DOOR, open_store, tabulate

if TYPE_CHECKING:
    from wartracker.debate import Debate

DebateName = Annotated[str | None, typer.Option("--debate", help="Debate, when there are several.")]


class Part(StrEnum):
    """A text of the curator's."""

    SYNTHESIS = "synthesis"
    ARC = "arc"


def _choose(debate: str | None) -> Debate:
    return DOOR.workspace.debate(debate)


def claim(
    identifiers: Annotated[list[str], typer.Argument(metavar="ID...", help="Candidate ids, or their beginnings.")],
    release: Annotated[bool, typer.Option("--release", help="Let go instead.")] = False,
) -> None:
    """Tell the other curators that you work on candidates; a hint with an end, never a lock."""
    from wartracker.store.candidates import load_candidate
    from wartracker.store.database import writing
    from wartracker.store.teamwork import assign
    from wartracker.store.teamwork import release as let_go

    settings, now = DOOR.workspace.settings, datetime.now(UTC)
    until = now + timedelta(minutes=settings.review.claim_min)
    lines, shape = [], []
    with writing(open_store(DOOR.workspace)) as connection:
        for one in [load_candidate(connection, identifier) for identifier in identifiers]:
            if release:
                let_go(connection, one.id, settings.curator)
                holder, told = None, "free"
            else:
                other = assign(connection, one.debate, one.id, settings.curator, until, now)
                holder = other.curator if other else settings.curator
                told = f"{holder} works on it" if other else f"yours until {until:%H:%M} UTC"
            shape.append({"candidate": one.id, "holder": holder})
            lines.append(f"{told}: {one.fields.title}")
    DOOR.emit({"claims": shape}, lines)


def filters(
    save: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="NAME QUERY", help="Save a filter: the query of the page's address, e.g. kind=funding."),
    ] = None,
    drop: Annotated[str | None, typer.Option(metavar="NAME", help="Forget a saved filter.")] = None,
    debate: DebateName = None,
) -> None:
    """List, save or forget your saved filters; the page shows them with their counts."""
    from wartracker.review.queue import parse_filters, write_filters
    from wartracker.store.database import writing
    from wartracker.store.teamwork import drop_filter, load_saved, save_filter

    chosen, curator = _choose(debate).name, DOOR.workspace.settings.curator
    with writing(open_store(DOOR.workspace)) as connection:
        if drop is not None:
            drop_filter(connection, chosen, curator, drop)
        if save is not None:
            wanted, faults = parse_filters(dict(parse_qsl(save[1], keep_blank_values=True)))
            if faults or not 0 < len(save[0]) <= 40:
                raise typer.BadParameter("; ".join(faults) or "a name has 1 to 40 characters")
            save_filter(connection, chosen, curator, save[0], write_filters(wanted))
        rows = load_saved(connection, chosen, curator)
    lines = [f"{name:20} /?{query}" for name, query in rows.items()] or ["no saved filters"]
    DOOR.emit({"filters": [{"name": name, "query": query} for name, query in rows.items()]}, lines)


def missed(
    settle: Annotated[int | None, typer.Option(metavar="NUMBER", help="Note that one was seen to.")] = None,
    debate: DebateName = None,
) -> None:
    """List what curators had to add by hand, with what would keep the next one from being missed."""
    from wartracker.shapes import format_moment
    from wartracker.store.database import writing
    from wartracker.store.teamwork import load_misses, settle_miss

    chosen = _choose(debate).name
    with writing(open_store(DOOR.workspace)) as connection:
        if settle is not None:
            settle_miss(connection, chosen, settle, DOOR.workspace.settings.curator, datetime.now(UTC))
        rows = load_misses(connection, chosen)
    shape = [
        {
            "number": row.seq,
            "url": row.url,
            "advice": row.advice.splitlines(),
            "curator": row.curator,
            "at": format_moment(row.at),
        }
        for row in rows
    ]
    lines = [
        line for row in rows for line in (f"{row.seq}  {row.url}", *(f"   {one}" for one in row.advice.split("\n")))
    ]
    DOOR.emit({"missed": shape}, lines or ["nothing that curators found was missed"])


def promises(debate: DebateName = None) -> None:
    """List what was promised, announced for a day or delayed: due, overdue, kept after how many days."""
    from wartracker.cli.serve import build_errands

    chosen, workspace = _choose(debate), DOOR.workspace
    ledger = build_errands(workspace, open_store(workspace), chosen).promises()
    shape = [
        {
            "event": row.event,
            "title": row.title,
            "made": row.made.isoformat(),
            "due": row.due.isoformat() if row.due else None,
            "state": row.state.value,
            "settled_by": row.settled_by,
            "after_days": row.after_days,
        }
        for row in ledger
    ]
    table = [[row["state"], row["made"], row["due"] or "-", row["event"], row["title"]] for row in shape]
    lines = (
        tabulate(("STATE", "MADE", "DUE", "EVENT", "TITLE"), table)
        if table
        else ["no accepted event promises anything"]
    )
    DOOR.emit({"promises": shape}, lines)


def text(
    part: Annotated[Part, typer.Argument(help="Which text.")],
    write: Annotated[
        Path | None, typer.Option("--write", help="Markdown file that becomes the next version; - reads stdin.")
    ] = None,
    debate: DebateName = None,
) -> None:
    """Print the curator's synthesis or arc, or append a version of it, signed and dated."""
    from wartracker.errors import InputError
    from wartracker.shapes import format_moment
    from wartracker.store.database import writing
    from wartracker.store.texts import append_text, load_texts

    chosen = _choose(debate).name
    body = None
    if write is not None:
        try:
            body = (sys.stdin.read() if str(write) == "-" else write.read_text(encoding="utf-8")).strip()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot be read: {error}", write) from error
        if len(body) > 40_000:
            raise InputError("longer than 40000 characters", write)
    with writing(open_store(DOOR.workspace)) as connection:
        rows = load_texts(connection, chosen, part.value)
        if body is not None and (not rows or rows[-1].body != body):
            append_text(connection, chosen, part.value, body, DOOR.workspace.settings.curator, datetime.now(UTC))
            rows = load_texts(connection, chosen, part.value)
    shape = [{"curator": row.curator, "at": format_moment(row.at), "text": row.body} for row in rows]
    DOOR.emit({"part": part.value, "versions": shape}, [rows[-1].body] if rows else [f"no {part.value} yet"])
