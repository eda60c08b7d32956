"""Commands that change feeds.yaml by hand: feeds pause, resume, remove."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from wartracker.cli.door import DOOR
from wartracker.errors import RefusedError

Name = Annotated[str, typer.Argument(help="Name of the source.")]
Dry = Annotated[bool, typer.Option("--dry-run", "-n", help="Write nothing, only tell.")]


def read_feeds_file() -> str:
    """Read feeds.yaml of the workspace."""
    from wartracker.feedsfile import FILE
    from wartracker.workspace import read_text

    return read_text(DOOR.root / FILE)


def write_feeds_file(text: str, dry_run: bool) -> None:
    """Write feeds.yaml in one step, unless nothing may be written."""
    from wartracker.feedsfile import FILE
    from wartracker.timeline.publish import write_file

    if not dry_run:
        write_file(DOOR.root / FILE, text.encode())


def _tell(shape: dict[str, Any], line: str, dry_run: bool) -> None:
    DOOR.emit({**shape, "written": not dry_run}, [f"{line}{' (nothing written)' if dry_run else ''}"])


def pause(
    name: Name,
    reason: Annotated[str, typer.Option(help="Why; kept in feeds.yaml so that nobody adds it again.")],
    dry_run: Dry = False,
) -> None:
    """Stop polling a source and keep it with the reason."""
    from wartracker.feedsfile import set_keys

    if not reason.strip():
        raise RefusedError("a pause needs a reason, so that the next maintainer knows when to end it")
    write_feeds_file(set_keys(read_feeds_file(), name, {"paused": reason.strip()}), dry_run)
    _tell({"name": name, "paused": reason.strip()}, f"{name} is paused: {reason.strip()}", dry_run)


def resume(name: Name, dry_run: Dry = False) -> None:
    """Poll a paused source again, from the next run on."""
    from wartracker.feedsfile import set_keys

    write_feeds_file(set_keys(read_feeds_file(), name, {"paused": None}), dry_run)
    _tell({"name": name, "paused": None}, f"{name} is polled again from the next run on", dry_run)


def remove(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Dry = False,
) -> None:
    """Take a source out of feeds.yaml; its entries and articles stay. To keep the reason, pause it instead."""
    from wartracker.feedsfile import remove_feed

    text = remove_feed(read_feeds_file(), name)
    if not (yes or dry_run):
        if not sys.stdin.isatty():
            raise RefusedError(f"say --yes to take {name} out of feeds.yaml; nothing was written")
        typer.confirm(f"Take {name} out of feeds.yaml?", abort=True)
    write_feeds_file(text, dry_run)
    _tell({"name": name, "removed": True}, f"{name} is out of feeds.yaml; its entries stay", dry_run)
