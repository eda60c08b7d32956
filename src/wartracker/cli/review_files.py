"""Commands on decisions as files and figures: review export, import, stats."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wartracker.cli.door import DOOR, open_store

if TYPE_CHECKING:
    from wartracker.records import Decision


def export(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File; without it, stdout.")] = None,
    debate: Annotated[str | None, typer.Option(help="Only this debate.")] = None,
) -> None:
    """Write all decisions as JSON Lines, in the order they were made: the same decisions give the same bytes."""
    from wartracker.codec import dump_record
    from wartracker.store.database import reading
    from wartracker.store.decisions import load_decisions
    from wartracker.timeline.publish import join_lines, write_file

    with reading(open_store(DOOR.workspace)) as connection:
        rows = load_decisions(connection, debate)
    text = join_lines(dump_record(row) for row in rows)
    if output is None:
        print(text, end="")
        return
    write_file(output, text.encode())
    DOOR.emit({"decisions": len(rows), "output": str(output)}, [f"{len(rows)} decisions: {output}"])


def import_(
    file: Annotated[Path, typer.Argument(help="decisions.jsonl as `review export` wrote it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only tell what would happen.")] = False,
    renumber: Annotated[
        bool, typer.Option("--renumber", help="Give events of the file whose number is taken here the next free one.")
    ] = False,
) -> None:
    """Take over decisions made elsewhere; conflicts are listed (exit 5), and then nothing is applied."""
    from wartracker.review.exchange import plan_import
    from wartracker.store.database import writing
    from wartracker.store.decisions import load_decisions
    from wartracker.takeover import apply_decisions

    theirs = read_decisions(file, {one.name for one in DOOR.workspace.debates})
    with writing(open_store(DOOR.workspace)) as connection:
        plan = plan_import(load_decisions(connection), theirs, renumber=renumber)
        applies = not plan.conflicts and not dry_run
        if applies:
            apply_decisions(connection, plan.new, datetime.now(UTC))
    told = {
        "new": len(plan.new),
        "known": plan.known,
        "applied": len(plan.new) if applies else 0,
        "conflicts": list(plan.conflicts),
        "renumbered": list(plan.renumbered),
    }
    lines = [f"conflict: {one}" for one in plan.conflicts] + list(plan.renumbered)
    word = "applied" if applies else "would be new" if not plan.conflicts else "not applied"
    DOOR.emit(told, [*lines, f"{len(plan.new)} decisions {word}, {plan.known} known already"])
    if plan.conflicts:
        raise typer.Exit(5)


def read_decisions(file: Path, debates: set[str]) -> list[Decision]:
    """Read a file of decisions.

    Raises:
        InputError: with the line that is no decision, or speaks of a debate that is not here.
    """
    from pydantic import ValidationError

    from wartracker.codec import load_record
    from wartracker.errors import InputError
    from wartracker.records import Decision

    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file) from error
    found: list[Decision] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = load_record(Decision, line)
        except ValidationError as error:
            fault = error.errors()[0]
            place = ".".join(str(part) for part in fault["loc"]) or "line"
            raise InputError(f"no decision: {place}: {fault['msg']}", file, number) from error
        if row.debate not in debates:
            raise InputError(f"no debate {row.debate!r} here; known: {', '.join(sorted(debates))}", file, number)
        found.append(row)
    return found


def stats(debate: Annotated[str | None, typer.Option(help="Debate, when there are several.")] = None) -> None:
    """Tell how review goes: open candidates, decisions, seconds a decision, fields that curators corrected."""
    from wartracker.cli.waiting import load_tabs
    from wartracker.review.stats import build_stats
    from wartracker.store.database import reading
    from wartracker.store.decisions import load_decisions

    workspace = DOOR.workspace
    chosen = workspace.debate(debate)
    with reading(open_store(workspace)) as connection:
        tabs = load_tabs(connection, chosen.name)
        told = build_stats(load_decisions(connection, chosen.name), {tab.value: len(ids) for tab, ids in tabs.items()})
    lines = [f"open: {', '.join(f'{name} {count}' for name, count in told['open'].items())}"]
    lines += [f"decisions: {', '.join(f'{name} {count}' for name, count in told['decisions'].items()) or 'none'}"]
    lines += [f"curators: {', '.join(f'{name} {count}' for name, count in told['curators'].items()) or 'none'}"]
    seconds = told["seconds"]
    lines += [f"seconds a decision: median {seconds['median']}, p90 {seconds['p90']} of {seconds['timed']} timed"]
    fields = ", ".join(f"{name} {count}" for name, count in told["corrected"]["fields"].items()) or "none"
    lines += [f"corrected by curators, of {told['corrected']['of']} accepted: {fields}"]
    DOOR.emit(told, lines)
