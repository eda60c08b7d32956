"""Commands that find and prove sources: feeds add, discover, fix."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wartracker.cli.door import DOOR, open_store
from wartracker.cli.feeds_edit import Dry, edit_feeds_file, read_feeds_file
from wartracker.cli.proof import render_proof, say_found, shape_found, shape_proof

if TYPE_CHECKING:
    from wartracker.prove import Wishes

Url = Annotated[str, typer.Argument(help="A site, a page of it, a feed, a sitemap or a hub account.")]


def add(
    url: Url,
    name: Annotated[str | None, typer.Option(help="Name in feeds.yaml; proposed otherwise.")] = None,
    kind: Annotated[str | None, typer.Option(help="feed, sitemap, page or hub; guessed otherwise.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who publishes, for people.")] = None,
    tier: Annotated[str | None, typer.Option(help="How close to the happening.")] = None,
    first_party_of: Annotated[str | None, typer.Option(help="Organization keys, comma-separated.")] = None,
    topics: Annotated[str | None, typer.Option(help="Words for filters, comma-separated.")] = None,
    select: Annotated[str | None, typer.Option(help="page: CSS selector of one item.")] = None,
    link_pattern: Annotated[str | None, typer.Option(help="page, sitemap: what an article's address matches.")] = None,
    date_pattern: Annotated[str | None, typer.Option(help="page: where an item's date stands.")] = None,
    every_min: Annotated[int | None, typer.Option(help="At least so many minutes between polls.")] = None,
    allow_port: Annotated[int | None, typer.Option(help="A port beside 80 and 443.")] = None,
    note: Annotated[str | None, typer.Option(help="Anything the next maintainer should know.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: Dry = False,
) -> None:
    """Prove that a source works, then write its entry into feeds.yaml; exit 4 when it does not."""
    from wartracker.prove import Wishes

    keys = {"name": name, "publisher": publisher, "tier": _read_tier(tier), "topics": read_words(topics)}
    keys |= {"first_party_of": read_words(first_party_of), "select": select, "link_pattern": link_pattern}
    keys |= {"date_pattern": date_pattern, "every_min": every_min, "allow_port": allow_port, "note": note}
    prove_and_write(url, Wishes(_read_kind(kind), keys), ask=not yes, dry_run=dry_run)


def prove_and_write(url: str, wishes: Wishes, *, ask: bool, dry_run: bool) -> None:
    """Prove a source, tell what was found out, and write its entry.

    Args:
        url: where to look.
        wishes: what the maintainer knows already.
        ask: ask on a terminal before writing.
        dry_run: write nothing.
    """
    from wartracker.feedsfile import add_feed
    from wartracker.prove import prove_source

    proof = prove_source(DOOR.workspace, open_store(DOOR.workspace), url, wishes, DOOR.say)
    feed = proof.feed if proof.feed and not proof.problems else None
    after = add_feed(read_feeds_file(), feed) if feed else None
    lines = render_proof(proof, after)
    if after is not None and ask and not (dry_run or DOOR.as_json) and sys.stdin.isatty():
        print("\n".join(lines))
        lines = []
        if not typer.confirm("Write it into feeds.yaml?", default=True):
            feed = None
    written = feed is not None and not dry_run
    if feed is not None:
        edit_feeds_file(lambda text: add_feed(text, feed), dry_run)
        if not dry_run:
            lines.append(f"written: {feed.name}; `wartracker run --once --feeds {feed.name}` polls it")
    DOOR.emit({**shape_proof(proof), "written": written}, lines)
    if proof.problems:
        raise typer.Exit(4)


def discover(url: Url) -> None:
    """Find the feeds, sitemaps and article pages that a site offers; exit 4 when there are none."""
    from wartracker.prove import discover_sources

    found, why = discover_sources(DOOR.workspace, open_store(DOOR.workspace), url, DOOR.say)
    lines = [say_found(one) for one in found] or [f"nothing found: {why or 'no feed, sitemap or page of articles'}"]
    DOOR.emit({"url": url, "found": [shape_found(one) for one in found], "why": why if not found else ""}, lines)
    if not found:
        raise typer.Exit(4)


def _read_kind(text: str | None) -> Any:
    """Read a source kind, None for none.

    Raises:
        typer.BadParameter: no kind of that name.
    """
    from wartracker.vocabulary import SourceKind

    return _read_word(text, SourceKind)


def _read_tier(text: str | None) -> Any:
    """Read a tier, None for none.

    Raises:
        typer.BadParameter: no tier of that name.
    """
    from wartracker.vocabulary import Tier

    return _read_word(text, Tier)


def _read_word(text: str | None, words: Any) -> Any:
    if text is None:
        return None
    try:
        return words(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is none of {', '.join(words)}") from None


def read_words(text: str | None) -> tuple[str, ...] | None:
    """Read comma-separated words, None for none."""
    return tuple(word.strip() for word in text.split(",") if word.strip()) if text else None
