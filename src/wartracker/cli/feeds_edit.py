"""Commands that change feeds.yaml: feeds pause, resume, remove, import, export."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from wartracker.cli.door import DOOR
from wartracker.cli.feeds import Names, choose
from wartracker.errors import InputError, RefusedError

Name = Annotated[str, typer.Argument(help="Name of the source.")]
Dry = Annotated[bool, typer.Option("--dry-run", "-n", help="Write nothing, only tell.")]


def read_feeds_file() -> str:
    """Read feeds.yaml of the workspace."""
    from wartracker.feedsfile import FILE
    from wartracker.workspace import read_text

    return read_text(DOOR.root / FILE)


def edit_feeds_file(edit: Callable[[str], str], dry_run: bool = False) -> None:
    """Change feeds.yaml in one step, while no other command does: each changes what the one before left.

    Args:
        edit: the text as it stands now in, the text to be written out.
        dry_run: find faults of the edit, write nothing.
    """
    from wartracker.feedsfile import FILE
    from wartracker.timeline.publish import alone_in, write_file

    read_feeds_file()  # says what is wrong with a workspace that is none
    with alone_in(DOOR.root):  # the directory: a lock on a file that is replaced would be two locks
        text = edit(read_feeds_file())
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
    edit_feeds_file(lambda text: set_keys(text, name, {"paused": reason.strip()}), dry_run)
    _tell({"name": name, "paused": reason.strip()}, f"{name} is paused: {reason.strip()}", dry_run)


def resume(name: Name, dry_run: Dry = False) -> None:
    """Poll a paused source again, from the next run on."""
    from wartracker.feedsfile import set_keys

    edit_feeds_file(lambda text: set_keys(text, name, {"paused": None}), dry_run)
    _tell({"name": name, "paused": None}, f"{name} is polled again from the next run on", dry_run)


def remove(
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Dry = False,
) -> None:
    """Take a source out of feeds.yaml; its entries and articles stay. To keep the reason, pause it instead."""
    from wartracker.feedsfile import remove_feed

    remove_feed(read_feeds_file(), name)  # a name that is not there is told before anybody is asked
    if not (yes or dry_run):
        if not sys.stdin.isatty():
            raise RefusedError(f"say --yes to take {name} out of feeds.yaml; nothing was written")
        typer.confirm(f"Take {name} out of feeds.yaml?", abort=True)
    edit_feeds_file(lambda text: remove_feed(text, name), dry_run)
    _tell({"name": name, "removed": True}, f"{name} is out of feeds.yaml; its entries stay", dry_run)


def import_(
    file: Annotated[Path, typer.Argument(help="OPML 2.0 file, or - for stdin.")],
    tier: Annotated[str, typer.Option(help="How close to the happening these sources are.")] = "unknown",
    dry_run: Dry = False,
) -> None:
    """Take the feeds of an OPML list into feeds.yaml; those that are there already are left out. Nobody is asked."""
    from wartracker.collect.discover import propose_name
    from wartracker.collect.opml import parse_opml
    from wartracker.config import parse_feeds
    from wartracker.feedsfile import add_feeds
    from wartracker.records import Feed
    from wartracker.urls import identity_url
    from wartracker.vocabulary import SourceKind, Tier

    if tier not in list(Tier):
        raise typer.BadParameter(f"{tier!r} is none of {', '.join(Tier)}")
    listed = parse_opml(read_bytes(file))
    if listed is None:
        raise InputError("not an OPML list", file)
    added: list[Feed] = []

    def add_new(text: str) -> str:
        present = {identity_url(feed.url): feed.name for feed in parse_feeds(text)}
        names = list(present.values())
        for outline in listed.outlines:
            if identity_url(outline.url) in present:
                continue
            name = propose_name(outline.title, outline.url, SourceKind.FEED, names)
            feed = Feed(
                name, SourceKind.FEED, outline.url, outline.title, Tier(tier), topics=outline.topics, lang=outline.lang
            )
            names.append(name)
            added.append(feed)
        return add_feeds(text, added)

    edit_feeds_file(add_new, dry_run)
    known = len(listed.outlines) - len(added) + listed.repeated
    told = {"added": [feed.name for feed in added], "known": known, "unusable": list(listed.unusable)}
    lines = [f"added {feed.name}: {feed.url}" for feed in added]
    lines.append(f"{len(added)} added, {told['known']} known, {len(listed.unusable)} unusable; `feeds check` asks them")
    DOOR.emit({**told, "written": bool(added) and not dry_run}, lines)


def export(
    names: Names = None,
    format_: Annotated[str, typer.Option("--format", help="opml or yaml.")] = "opml",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File; stdout otherwise.")] = None,
) -> None:
    """Write the sources as an OPML 2.0 list for feed readers, or as feeds.yaml."""
    from wartracker.collect.opml import render_opml
    from wartracker.feedsfile import EMPTY, add_feeds
    from wartracker.timeline.publish import write_file

    feeds = choose(DOOR.workspace.feeds, names)
    if format_ == "opml":
        text = render_opml(feeds, "Sources of WarTracker")
    elif format_ == "yaml":
        text = add_feeds(EMPTY, feeds)
    else:
        raise typer.BadParameter(f"{format_!r} is neither opml nor yaml")
    if output is None:
        print(text, end="")
        return
    write_file(output, text.encode())
    DOOR.emit({"written": str(output), "feeds": len(feeds)}, [f"{len(feeds)} sources: {output}"])


def read_bytes(file: Path) -> bytes:
    """Read a file, or stdin for "-".

    Raises:
        InputError: it cannot be read, or is larger than any list of feeds.
    """
    from wartracker.collect.opml import MAX_BYTES

    try:
        with contextlib.nullcontext(sys.stdin.buffer) if str(file) == "-" else file.open("rb") as stream:
            body = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file) from error
    if len(body) > MAX_BYTES:
        raise InputError("larger than 10 MiB: no list of feeds", file)
    return body
