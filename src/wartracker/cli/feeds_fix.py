"""The command that mends a source's address: feeds fix."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wartracker.cli.door import DOOR, open_store
from wartracker.cli.feeds import choose
from wartracker.cli.feeds_edit import Dry, Name, edit_feeds_file
from wartracker.cli.proof import render_proof, shape_proof

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from wartracker.prove import Proof
    from wartracker.records import Feed
    from wartracker.workspace import Workspace

_KEPT = ("select", "link_pattern", "date_pattern", "allow_port")


def fix(
    name: Name,
    to: Annotated[str | None, typer.Option(help="The new address, when you know it.")] = None,
    now: Annotated[bool, typer.Option("--now", help="Believe a redirect before it stood for two days.")] = False,
    dry_run: Dry = False,
) -> None:
    """Give a source the address that it moved to, once that is proved: by its redirects, by `--to`, or by its site."""
    from wartracker.feedsfile import set_keys
    from wartracker.feedstate import is_move_confirmed, judge_feed
    from wartracker.store.database import reading
    from wartracker.store.feeds import load_feeds
    from wartracker.vocabulary import FeedState

    workspace = DOOR.workspace
    (feed,) = choose(workspace.feeds, [name])
    engine = open_store(workspace)
    with reading(engine) as connection:
        row = next(iter(load_feeds(connection, [name])), None)
    verdict = judge_feed(row, feed, datetime.now(UTC))
    moved = verdict.state is FeedState.MOVED and row is not None
    if to is None and not verdict.trouble:
        _end(feed, f"{name} is {verdict.state}: nothing to mend", None)
        return
    if to is None and moved and not now and row is not None and not is_move_confirmed(row):
        _end(feed, f"{name}: {verdict.note}; --now believes it at once", None, trouble=True)
    proof = _prove(workspace, engine, feed, to or (row.moved_to if moved and row is not None else None))
    if proof is None or proof.feed is None or proof.problems:
        line = f"{name}: no address was found that works and brings its articles; --to gives one"
        _end(feed, line, proof, trouble=True)
        return
    url = proof.feed.url
    if url == feed.url:
        _end(feed, f"{name} works as it is", proof)
        return
    edit_feeds_file(lambda text: set_keys(text, name, {"url": url}), dry_run)
    _end(feed, f"{name}: {feed.url} becomes {url}", proof, written=not dry_run)


def _prove(workspace: Workspace, engine: Engine, feed: Feed, url: str | None) -> Proof | None:
    """Prove the address that is known, or look on the source's site for one that brings its articles."""
    from wartracker.collect.robots import origin_of
    from wartracker.prove import MAX_TRIES, Wishes, discover_sources, prove_source

    wishes = Wishes(feed.kind, {key: getattr(feed, key) for key in _KEPT})
    if url is not None:
        return _ignore_itself(prove_source(workspace, engine, url, wishes, DOOR.say, judge=False), feed)
    found, _ = discover_sources(workspace, engine, f"{origin_of(feed.url)}/", DOOR.say)
    for one in [one for one in found if one.kind is feed.kind and one.url != feed.url][:MAX_TRIES]:
        proof = _ignore_itself(prove_source(workspace, engine, one.url, wishes, DOOR.say, judge=False), feed)
        if not proof.problems and any(twin.name == feed.name and twin.shared for twin in proof.twins):
            return proof
    return None


def _ignore_itself(proof: Proof, feed: Feed) -> Proof:
    """Leave out that the source is there already: it is the one that moves."""
    own = f"it is there already: {feed.name} ("
    return replace(proof, problems=tuple(problem for problem in proof.problems if not problem.startswith(own)))


def _end(feed: Feed, line: str, proof: Proof | None, *, written: bool = False, trouble: bool = False) -> None:
    shape: dict[str, Any] = {"name": feed.name, "url": feed.url, "says": line, "written": written}
    shape["proof"] = shape_proof(proof) if proof else None
    DOOR.emit(shape, [*(render_proof(proof, None) if proof else []), line])
    if trouble:
        raise typer.Exit(4)
