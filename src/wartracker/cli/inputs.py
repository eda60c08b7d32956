"""Commands that take articles from outside the feeds: tag, backtest, ingest, submit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from wartracker.cli.door import DOOR, open_store


def tag(
    file: Annotated[Path, typer.Argument(help="JSON Lines of articles.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where tags.jsonl is written.")],
) -> None:
    """Tag every article of a file: mentions, claims and relevance, with offsets into the given text."""
    from wartracker.backtest import tag_file
    from wartracker.timeline.publish import write_file

    text = tag_file(file, DOOR.workspace, DOOR.progress("tagging"))
    write_file(output, text.encode())
    count = text.count("\n")
    DOOR.emit({"tagged": count, "output": str(output)}, [f"{count} articles tagged: {output}"])


def backtest(
    file: Annotated[Path, typer.Argument(help="JSON Lines of articles.")],
    pipeline: Annotated[str, typer.Option(help="Name of the debate.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Directory for the results.")],
    known: Annotated[Path | None, typer.Option(help="Timeline file of events known at the start.")] = None,
    gold: Annotated[Path | None, typer.Option(help="Curated timeline to report against; never influences.")] = None,
) -> None:
    """Run a file of articles through the pipeline with an empty timeline and a virtual clock."""
    from wartracker import backtest as replay
    from wartracker.backtest_gold import report_gold

    workspace = DOOR.workspace
    debate = workspace.debate(pipeline)
    texts = replay.backtest(file, workspace, debate, known, DOOR.progress("analysing"))
    told: dict[str, Any] = {"debate": debate.name, "candidates": texts["candidates.jsonl"].count("\n")}
    if gold is not None:
        texts["gold.jsonl"], told["gold"] = report_gold(gold, texts)
    paths = [str(path) for path in replay.write_results(output, texts)]
    lines = [f"{told['candidates']} candidates", *([told["gold"]["line"]] if gold else []), *paths]
    DOOR.emit(told, lines)


def ingest(
    file: Annotated[Path, typer.Argument(help="JSON Lines of articles, or a WARC file.")],
    resume: Annotated[bool, typer.Option("--resume", help="Pass over what is stored already.")] = False,
) -> None:
    """Take articles from a file into the workspace, as if a feed had brought them."""
    from wartracker.ingest import ingest_file

    workspace = DOOR.workspace
    told = ingest_file(file, workspace, open_store(workspace), DOOR.progress("ingesting"), resume=resume)
    lines = [f"{name}: {value}" for name, value in told.items()]
    DOOR.emit(told, lines)


def submit(
    url: Annotated[str, typer.Argument(help="Address of an article that no feed brought.")],
) -> None:
    """Fetch one address now, put what it tells into the queue, and say why the pipeline had missed it."""
    from wartracker.errors import NotFoundError
    from wartracker.explain import explain_url
    from wartracker.review.remedy import suggest_remedies
    from wartracker.store.database import reading, writing
    from wartracker.store.teamwork import note_miss
    from wartracker.submit import submit_url

    workspace = DOOR.workspace
    engine = open_store(workspace)
    try:
        with reading(engine) as connection:
            explain_url(connection, url)
        known = True
    except NotFoundError:
        known = False
    told = submit_url(workspace, engine, url, DOOR.say)
    advice = suggest_remedies(told["steps"], known_before=known)
    if advice:
        with writing(engine) as connection:
            curator, now = workspace.settings.curator, datetime.now(UTC)
            debate = workspace.settings.debate or workspace.debates[0].name
            note_miss(connection, debate, url, advice, curator, now)
    lines = [f"{step['stage']:9} {step['outcome']:12} {step['why']}" for step in told["steps"]]
    lines += [f"for the maintainer: {one}" for one in advice]
    told = {**told, "advice": list(advice)}
    DOOR.emit(told, [told["url"], *lines])


def replay(
    since: Annotated[str | None, typer.Option(help="First day, YYYY-MM-DD, by the time of fetching.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day, YYYY-MM-DD.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what today's code and YAML made already.")] = False,
) -> None:
    """Analyse again what was fetched, with today's code, YAML, gazetteers and tagger; nobody is asked."""
    from wartracker.replay import Span, replay_span

    workspace = DOOR.workspace
    span = Span(read_day(since), read_day(until))
    told = replay_span(
        workspace, open_store(workspace), span, DOOR.say, DOOR.progress("replaying"), everything=everything
    )
    read = ", ".join(f"{count} from {word}" for word, count in sorted(told["read"].items())) or "nothing to replay"
    lines = [f"read again: {read}"]
    for stage, counts in told["stages"].items():
        lines.append(f"  {stage:8} " + ", ".join(f"{count} {word}" for word, count in sorted(counts.items())))
    lines.append(f"kept that were dropped: {told['newly_kept']} (the next run fetches them anew)")
    lines.append(f"dropped that were kept: {told['newly_dropped']}; set aside and tried again: {told['revived']}")
    for debate, counts in told["candidates"].items():
        lines.append(f"candidates of {debate}: " + ", ".join(f"{count} {word}" for word, count in counts.items()))
    DOOR.emit(told, lines)


def read_day(text: str | None) -> date | None:
    """Read a day, None for none.

    Raises:
        typer.BadParameter: anything but YYYY-MM-DD.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write YYYY-MM-DD") from None
