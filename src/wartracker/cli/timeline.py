"""Commands on the timeline: timeline build."""

from __future__ import annotations

from typing import Annotated

import typer

from wartracker.cli.door import DOOR, open_store

app = typer.Typer(help="Write the timeline's files.", no_args_is_help=True)


@app.command("build")
def build(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 4 when a file is out of date.")] = False,
    debate: Annotated[str | None, typer.Option(help="Only this debate.")] = None,
) -> None:
    """Write the outputs of every debate from accepted events: the same decisions give the same bytes."""
    from datetime import UTC, datetime

    from wartracker.gather import render_debates, render_timeline, start_debate
    from wartracker.timeline.publish import find_stale, write_files

    workspace = DOOR.workspace
    engine = open_store(workspace)
    debates = [workspace.debate(debate)] if debate else list(workspace.debates)
    changed: list[str] = []
    for one in debates:
        if not check:
            start_debate(engine, workspace, one, datetime.now(UTC))
        folder = workspace.output / one.name
        texts = render_timeline(engine, workspace, one)
        if check:
            changed += [str(folder / name) for name in find_stale(folder, texts)]
        else:
            changed += [str(path) for path in write_files(folder, texts)]
    above = render_debates(engine, workspace)
    if check:
        changed += [str(workspace.output / name) for name in find_stale(workspace.output, above)]
    else:
        changed += [str(path) for path in write_files(workspace.output, above)]
    word = "out of date" if check else "written"
    lines = [f"{word}: {name}" for name in changed] or ["up to date"]
    DOOR.emit({"changed": changed, "check": check}, lines)
    if check and changed:
        raise typer.Exit(4)
