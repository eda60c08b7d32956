"""The part of `init` that starts a debate from a handful of known events, and says what a backtest finds of them."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wartracker.cli.door import DOOR
from wartracker.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from wartracker.debate import Debate
    from wartracker.workspace import Workspace


_STORED = 2000  # newest stored articles that are replayed when no file is named


def start_debate(directory: Path, name: str, source: Path, articles: Path | None, force: bool) -> None:
    """Draft a debate from a file of events, write it, and report its recall on a file of articles.

    Raises:
        ConfigError: the name is no slug or taken, or the events are at fault; nothing was written.
    """
    from wartracker.config import FEED_NAME, parse_debate
    from wartracker.draft import draft_debate, draft_timeline
    from wartracker.known import parse_known, read_rows
    from wartracker.timeline.publish import write_file
    from wartracker.workspace import open_workspace, read_text

    if not FEED_NAME.fullmatch(name):
        raise ConfigError(f"{name!r} cannot be a debate: a name is a-z, 0-9 and hyphens, at most 64", source)
    workspace = open_workspace(directory)
    paths = {part: directory / "pipelines" / part for part in (f"{name}.yaml", f"timelines/{name}.yaml")}
    present = [str(path) for path in paths.values() if path.exists()]
    if present and not force:
        raise ConfigError(f"{', '.join(present)} stands here already; --force overwrites", directory)
    text = read_text(source)
    rows, curator = read_rows(text, str(source))
    if not rows:
        raise ConfigError("a debate is drafted from at least one event", source)
    known = text if all(row.number for row in rows) else draft_timeline(text, datetime.now(UTC).date())
    drafted = draft_debate(name, rows, curator, workspace.gazetteers)
    debate = parse_debate(drafted, name, f"pipelines/{name}.yaml")
    events = parse_known(known, str(source), workspace.gazetteers, debate)
    for path, content in zip(paths.values(), (drafted, known), strict=True):
        write_file(path, content.encode())
    told: dict[str, Any] = {"debate": name, "events": len(events), "files": [str(path) for path in paths.values()]}
    lines = [f"written: {path}" for path in told["files"]]
    with tempfile.TemporaryDirectory(prefix="wartracker-articles-") as folder:
        found, unread = articles, ""
        try:
            found = found or _write_stored(workspace, Path(folder))
        except StoreError as error:  # the files stand already
            unread = str(error)
        if unread:
            lines.append(f"recall: not measured; {unread}")
        elif found is None:
            lines.append("recall: not measured; no article is stored here yet, --articles FILE brings some")
        else:
            told["backtest"], more = _backtest(workspace, debate, events, found)
            lines += more
    lines.append(f"Next: replace what begins with WRITE in {told['files'][0]}, then: wartracker config validate")
    DOOR.emit(told, lines)


def _write_stored(workspace: Workspace, folder: Path) -> Path | None:
    """Write the articles that the workspace has stored as a file for the backtest; None when there are none."""
    from wartracker.shapes import format_json, format_moment
    from wartracker.store.analyses import load_newest_articles
    from wartracker.store.database import connect, reading, require_schema
    from wartracker.timeline.publish import join_lines

    address = workspace.database
    if address.startswith("sqlite:///") and not Path(address.removeprefix("sqlite:///")).exists():
        return None
    engine = connect(address)
    try:
        require_schema(engine)
        with reading(engine) as connection:
            rows = load_newest_articles(connection, _STORED)
    finally:
        engine.dispose()
    shapes = (
        {
            "id": one.id,
            "url": one.url,
            "source": one.publisher,
            "title": one.title,
            "published": format_moment(one.published_at),
            "text": one.text,
        }
        for one in rows
        if one.text
    )
    path = folder / f"{len(rows)} stored articles"
    path.write_text(join_lines(format_json(shape) for shape in shapes), encoding="utf-8")
    return path if rows else None


def _backtest(
    workspace: Workspace, debate: Debate, events: tuple[Any, ...], articles: Path
) -> tuple[dict[str, Any], list[str]]:
    """Replay articles with an empty timeline; tell what is found of the known events, and where the rest was lost."""
    from wartracker.backtest import backtest
    from wartracker.backtest_gold import report_gold
    from wartracker.shapes import shape_timeline

    texts = backtest(articles, workspace, debate, None, DOOR.progress("analysing"))
    with tempfile.TemporaryDirectory(prefix="wartracker-gold-") as folder:
        gold = Path(folder) / "timeline.json"
        gold.write_text(json.dumps(shape_timeline(debate.name, events)), encoding="utf-8")
        rows, summary = report_gold(gold, texts)
    lost = [row for row in map(json.loads, rows.splitlines()) if row["stage"]]
    told = {**summary, "candidates": texts["candidates.jsonl"].count("\n"), "lost_events": lost}
    lines = [f"{told['candidates']} candidates in {articles.name}", summary["line"]]
    return told, lines + [f"  lost by {row['stage']}: {row['title']} ({row['why']})" for row in lost]
