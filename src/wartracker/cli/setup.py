"""Commands that make a workspace and check its files: init, config validate."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

from wartracker.cli.door import DOOR
from wartracker.errors import ConfigError

config_app = typer.Typer(help="Check the files of a workspace.", no_args_is_help=True)

SETTINGS = """# Settings of this workspace; docs/configuration.md explains every key.
debate = "open-weights"  # which one commands mean that name none

[collect]
# Publishers must be able to reach you: an address or a page. Live polling refuses to start without it.
# contact = "you@example.org"
"""


def shipped(name: str) -> Path:
    """Return a file or folder that ships with the package, or stands in the checkout.

    Args:
        name: path below the workspace, e.g. "pipelines".
    """
    packaged = files("wartracker") / "data" / name
    with as_file(packaged) as path:
        if path.exists():
            return path
    return Path(__file__).resolve().parents[3] / name


def init(
    directory: Annotated[Path, typer.Argument(help="Where; made when missing.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that stand there.")] = False,
    debate: Annotated[str | None, typer.Option(metavar="NAME", help="Start this debate in a workspace.")] = None,
    known: Annotated[Path | None, typer.Option("--from", help="With --debate: YAML of known events.")] = None,
    articles: Annotated[
        Path | None,
        typer.Option(help="With --debate: JSON Lines of articles to find them in; none: those stored here."),
    ] = None,
) -> None:
    """Make a workspace: feeds.yaml, pipelines/, wartracker.toml, output/; or start another debate in one."""
    if debate is not None:
        from wartracker.cli.new_debate import start_debate

        if known is None:
            raise typer.BadParameter("--debate needs --from FILE, the events already known")
        start_debate(directory, debate, known, articles, force)
        return
    wanted = {"feeds.yaml": shipped("feeds.yaml"), "pipelines": shipped("pipelines")}
    present = [name for name in (*wanted, "wartracker.toml") if (directory / name).exists()]
    if present and not force:
        raise ConfigError(f"{', '.join(present)} stands here already; --force overwrites", directory)
    try:
        copy_workspace(directory, wanted)
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", directory) from error
    told = {"workspace": str(directory), "next": "set `contact` in wartracker.toml, then: wartracker run --once"}
    DOOR.emit(told, [f"Workspace made in {directory.resolve()}.", f"Next: {told['next']}"])


def copy_workspace(directory: Path, wanted: dict[str, Path]) -> None:
    """Copy shipped files into a workspace and write its settings file."""
    (directory / "output").mkdir(parents=True, exist_ok=True)
    for name, source in wanted.items():
        if source.is_dir():
            shutil.copytree(source, directory / name, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, directory / name)
    settings = directory / "wartracker.toml"
    settings.write_text(SETTINGS, encoding="utf-8")


@config_app.command("validate")
def validate() -> None:
    """Read every file of the workspace; the first fault is told with file, line and key."""
    from wartracker.gather import build_export
    from wartracker.timeline.publish import render_formats

    workspace = DOOR.workspace
    known = 0
    counts: dict[str, int | str | None] = {
        "feeds": len(workspace.feeds),
        "organizations": len(workspace.gazetteers.organizations),
        "models": len(workspace.gazetteers.models),
        "licenses": len(workspace.gazetteers.licenses),
        "debates": len(workspace.debates),
        "contact": workspace.settings.collect.contact,
    }
    for debate in workspace.debates:
        events = workspace.known_events(debate)
        known += len(events)
        render_formats(build_export(debate, events, workspace.settings))
    counts["known_events"] = known
    DOOR.emit(counts, [f"{name}: {value}" for name, value in counts.items()])
