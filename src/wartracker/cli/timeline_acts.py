"""Commands that change the timeline by hand: timeline add, retract."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from wartracker.cli.door import DOOR, open_store

OneDebate = Annotated[str | None, typer.Option(help="Which debate; the one of the settings when none is named.")]


def add(
    source: Annotated[Path, typer.Option("--from", help="YAML of events, the shape of pipelines/timelines/.")],
    debate: OneDebate = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only say what would be added.")] = False,
) -> None:
    """Accept events that no feed brought; the same file again adds nothing."""
    from wartracker.byhand import add_event
    from wartracker.curate import Act
    from wartracker.known import parse_new
    from wartracker.store.database import writing
    from wartracker.vocabulary import Verdict
    from wartracker.workspace import read_text

    workspace = DOOR.workspace
    chosen, now = workspace.debate(debate), datetime.now(UTC)
    events = parse_new(read_text(source), str(source), workspace.gazetteers, chosen, now.date())
    told: list[dict[str, object]] = []
    if dry_run:
        lines = [f"would add: {event.fields.title}" for event in events]
    else:
        act = Act(Verdict.ACCEPT, workspace.settings.curator, now, "added by hand")
        with writing(open_store(workspace)) as connection:
            rows = [add_event(connection, chosen, event.fields, event.sources, act) for event in events]
        told = [{"event": f"evt-{row.accession}", "decision": row.id} for row in rows]
        lines = [f"evt-{row.accession}: {row.fields.title}" for row in rows if row.fields]
    DOOR.emit({"events": told, "dry_run": dry_run}, lines or ["no events in the file"])


def retract(
    identifier: Annotated[str, typer.Argument(metavar="EVT", help="Event id, evt-7.")],
    reason: Annotated[str, typer.Option(help="Why; readers see it at the event's address for ever.")],
    debate: OneDebate = None,
) -> None:
    """Withdraw an event; its number and address stay, as a stub with the reason."""
    from wartracker.curate import decide
    from wartracker.errors import NotFoundError, RefusedError
    from wartracker.rulings import find_target
    from wartracker.store.database import writing
    from wartracker.vocabulary import State, Verdict

    workspace = DOOR.workspace
    chosen = workspace.debate(debate)
    if not identifier.startswith("evt-"):
        raise NotFoundError(f"{identifier!r} is no event id; they look like evt-7")
    if not reason.strip():
        raise RefusedError("a reason is needed: readers see it")
    with writing(open_store(workspace)) as connection:
        candidate = find_target(connection, chosen.name, identifier)
        if candidate.state is not State.ACCEPTED:
            raise RefusedError(
                f"{identifier} does not stand any more; `wartracker timeline show {identifier}` tells why"
            )
        decision = decide(
            connection,
            candidate,
            Verdict.REJECT,
            curator=workspace.settings.curator,
            at=datetime.now(UTC),
            reason=reason.strip(),
        )
    told = {"decision": decision.id, "event": identifier, "reason": reason.strip()}
    DOOR.emit(told, [f"withdrawn: {identifier}", f"undo: wartracker review undo {decision.id}"])
