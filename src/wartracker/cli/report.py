"""A run report in, lines for people out: what came in, what became of it, numbers that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wartracker.cli.waiting import describe
from wartracker.records import Candidate

_STAGES = (
    ("feeds", "feeds polled"),
    ("entries", "entries read"),
    ("pages", "pages taken up"),
    ("gate", "at the gate"),
    ("extract", "texts"),
    ("label", "labelled"),
    ("relate", "related"),
)


def render_report(report: Mapping[str, Any]) -> list[str]:
    """Render one run: a line a stage with its total and every outcome word, then candidates and faults."""
    lines = [f"run {report['run']}: {report['started']} to {report['ended']}"]
    for stage, title in _STAGES:
        counts: Mapping[str, int] = report["stages"].get(stage, {})
        detail = ", ".join(
            f"{count} {word}" for word, count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
        )
        lines.append(f"  {title:15} {sum(counts.values()):5}  {detail}")
        if stage == "feeds" and (waiting := report.get("waiting")):
            lines.append(f"  {'feeds waiting':15} {waiting:5}  due, but their hosts had no turn left or did not answer")
    for debate, counts in sorted(report["candidates"].items()):
        detail = ", ".join(f"{count} {word}" for word, count in counts.items())
        lines.append(f"  candidates of {debate}: {detail}")
    lines += [f"  ! {error['feed']}: {error['outcome']} ({error['why']})" for error in report["errors"]]
    if not any(report["stages"].get("pages", {}).values()):
        read = sum(report["stages"].get("entries", {}).values())
        lines.append(f"nothing new: {read} entries read, {len(report['errors'])} feeds in trouble")
    return lines


def render_first(candidates: Sequence[Candidate], count: int) -> list[str]:
    """Render the first candidates of the queue with their evidence."""
    lines: list[str] = []
    for candidate in candidates[:count]:
        lines += ["", *describe(candidate)]
    if len(candidates) > count:
        lines += ["", f"... and {len(candidates) - count} more"]
    return lines
