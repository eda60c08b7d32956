"""Commands on the timeline: timeline build, show, export, diff."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wartracker.cli.door import DOOR, open_store
from wartracker.cli.timeline_acts import OneDebate, add, retract

if TYPE_CHECKING:
    from wartracker.records import Event
    from wartracker.timeline.export import Export
    from wartracker.timeline.publish import Files

app = typer.Typer(help="Show, change and write the timeline.", no_args_is_help=True)
app.command("add")(add)
app.command("retract")(retract)

Known = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="As it was known at the end of this day (UTC)."),
]


@app.command("build")
def build(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 4 when a file is out of date.")] = False,
    debate: Annotated[str | None, typer.Option(help="Only this debate.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write all that may be published, and nothing else, here.")
    ] = None,
) -> None:
    """Write the outputs of every debate from accepted events: the same decisions give the same bytes."""
    from datetime import UTC

    from wartracker.gather import (
        PRIVATE,
        find_homes,
        leave_out,
        publishing,
        render_debates,
        render_outputs,
        start_debate,
        tell_corrected,
    )
    from wartracker.timeline.publish import find_stale, write_files

    workspace = DOOR.workspace
    engine = open_store(workspace)
    debates = [workspace.debate(debate)] if debate else list(workspace.debates)
    homes = {output: PRIVATE} if output else find_homes(workspace)
    changed: list[str] = []

    def bring(below: str, texts: Files) -> None:
        for folder, own in ((home / below, leave_out(texts, left)) for home, left in homes.items()):
            stale = [folder / name for name in find_stale(folder, own)] if check else write_files(folder, own)
            changed.extend(str(path) for path in stale)

    with nullcontext() if check else publishing(workspace):
        for one in debates:
            if not check:
                start_debate(engine, workspace, one, datetime.now(UTC))
            bring(one.name, render_outputs(engine, workspace, one))
            if told := tell_corrected(engine, workspace, one):
                DOOR.say(told)
        bring("", render_debates(engine, workspace))
    word = "out of date" if check else "written"
    lines = [f"{word}: {name}" for name in changed] or ["up to date"]
    DOOR.emit({"changed": changed, "check": check}, lines)
    if check and changed:
        raise typer.Exit(4)


@app.command("show")
def show(
    identifier: Annotated[str | None, typer.Argument(metavar="[EVT]", help="One event, evt-7; none: the list.")] = None,
    debate: OneDebate = None,
    as_of: Known = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also the record, and what was merged or withdrawn.")
    ] = False,
) -> None:
    """Show the main thread, newest last, or one event with all that became of it."""
    from wartracker.display import clean_line
    from wartracker.shapes import shape_event
    from wartracker.timeline.words import write_date

    export = _load(debate, as_of.date() if as_of else None)
    if identifier is not None:
        event = _find(export, identifier)
        DOOR.emit(shape_event(event), _describe(event))
        return
    shown = export.events if everything else export.thread
    shown = tuple(sorted(shown, key=lambda event: (event.fields.date.value, event.number)))
    marks = {"standing": "", "merged": " (merged)", "retracted": " (withdrawn)"}
    lines = [
        f"{event.id:8} {write_date(event.fields.date):10}  {event.fields.significance.value:8}  "
        f"{clean_line(event.fields.title)}{marks[event.state.value]}"
        for event in shown
    ]
    DOOR.emit([shape_event(event) for event in shown], lines or ["no events yet"])


def _load(debate: str | None, day: date | None) -> Export:
    from wartracker.gather import load_export

    workspace = DOOR.workspace
    return load_export(open_store(workspace), workspace, workspace.debate(debate), day)[0]


def _find(export: Export, identifier: str) -> Event:
    from wartracker.errors import NotFoundError

    found = next((event for event in export.events if event.id == identifier), None)
    if found is None:
        raise NotFoundError(f"no event {identifier} in {export.debate.name}; `wartracker timeline show` lists them")
    return found


def _describe(event: Event) -> list[str]:
    from wartracker.display import clean_line
    from wartracker.timeline.words import spell_date

    fields = event.fields
    lines = [
        f"{event.id}: {clean_line(fields.title)}",
        f"{spell_date(fields.date)}; {fields.significance.value}, {fields.kind.value}, {fields.status.value}",
        f"accepted {event.day.isoformat()} by {clean_line(event.curator, 64)}; {event.state.value}",
    ]
    if event.retracted:
        lines.append(clean_line(event.retracted))
    if event.also:
        lines.append(f"also {', '.join(event.also)}")
    lines += [f"{link.link.value} {link.event}" for link in event.links]
    lines += [f"{link.event} {link.link.value} it" for link in event.linked_from]
    lines += [f"source: {clean_line(source.publisher, 80)} {clean_line(source.url)}" for source in event.sources]
    lines += [f"quote: {clean_line(item.quote, 300)}" for item in event.evidence]
    lines += [
        f"revised {one.at:%Y-%m-%d} by {clean_line(one.by, 64)}: {clean_line(one.note)}" for one in event.revisions
    ]
    return lines


@app.command("export")
def export(
    format_: Annotated[str, typer.Option("--format", "-f", help="json, csv, markdown, atom, ...; docs/formats.md.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; none: stdout.")] = None,
    debate: OneDebate = None,
    as_of: Known = None,
) -> None:
    """Write one format of the timeline, today's or that of an earlier day."""
    import sys

    from wartracker.timeline.publish import render_format, write_file

    _, text = render_format(_load(debate, as_of.date() if as_of else None), format_)
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(text.encode())
    else:
        write_file(output, text.encode())
        DOOR.say(f"written: {output}")


@app.command("diff")
def diff(
    before: Annotated[datetime, typer.Argument(metavar="DAY", formats=["%Y-%m-%d"], help="State at its end (UTC).")],
    after: Annotated[
        datetime | None, typer.Argument(metavar="[DAY]", formats=["%Y-%m-%d"], help="Later state; none: today's.")
    ] = None,
    debate: OneDebate = None,
) -> None:
    """Tell what was accepted, changed, merged or withdrawn between two days."""
    from wartracker.display import clean_line
    from wartracker.timeline.changes import compare_events

    early, late = _load(debate, before.date()), _load(debate, after.date() if after else None)
    found = list(compare_events(early.events, late.events))
    told = [
        {"sign": one.sign, "event": one.event.id, "title": one.event.fields.title, "told": one.told} for one in found
    ]
    lines = [
        f"{one.sign} {one.event.id:8} {clean_line(one.event.fields.title)}: {clean_line(one.told)}" for one in found
    ]
    DOOR.emit(told, lines or ["nothing changed"])
