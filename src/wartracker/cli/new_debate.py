"""The part of `init` that starts a debate from a handful of known events, and says what a backtest finds of them."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wartracker.cli.door import DOOR
from wartracker.errors import ConfigError

if TYPE_CHECKING:
    from wartracker.debate import Debate
    from wartracker.workspace import Workspace


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
    if articles is not None:
        told["backtest"], more = _backtest(workspace, debate, events, articles)
        lines += more
    lines.append(f"Next: replace what begins with WRITE in {told['files'][0]}, then: wartracker config validate")
    DOOR.emit(told, lines)


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
    lines = [f"{told['candidates']} candidates in {articles}", summary["line"]]
    return told, lines + [f"  lost by {row['stage']}: {row['title']} ({row['why']})" for row in lost]
