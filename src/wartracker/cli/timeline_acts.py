"""Commands that change the timeline by hand: timeline add, retract."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wartracker.cli.door import DOOR, open_store

if TYPE_CHECKING:
    from wartracker.debate import Debate
    from wartracker.records import ArticleRef, Fields

OneDebate = Annotated[str | None, typer.Option(help="Which debate; the one of the settings when none is named.")]


def add(
    file: Annotated[
        Path | None, typer.Option("--from", help="YAML of events, the shape of pipelines/timelines/.")
    ] = None,
    title: Annotated[str, typer.Option(help="Title of one event, in the house style.")] = "",
    date: Annotated[str, typer.Option(help="2026-11-20, 2026-11, 2026-Q4 or 2026.")] = "",
    source: Annotated[str, typer.Option(metavar="URL", help="Where it can be read.")] = "",
    headline: Annotated[str, typer.Option(help="The source's headline, as it stands there.")] = "",
    edit: Annotated[
        list[str] | None, typer.Option(metavar="FIELD=VALUE", help="A field's value, as the edit form takes it.")
    ] = None,
    tier: Annotated[str, typer.Option(help="Kind of source.")] = "press",
    reason: Annotated[str, typer.Option(help="Why; kept for ever.")] = "added by hand",
    debate: OneDebate = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Only say what would be added.")] = False,
) -> None:
    """Accept events that no feed brought: one by its fields, or a file of them; the same again adds nothing.

    `submit URL` lets the pipeline prefill an event instead.
    """
    from wartracker.byhand import add_event
    from wartracker.curate import Act
    from wartracker.known import parse_new
    from wartracker.store.database import writing
    from wartracker.vocabulary import Verdict
    from wartracker.workspace import read_text

    workspace = DOOR.workspace
    chosen, now = workspace.debate(debate), datetime.now(UTC)
    if (file is None) == (not title):
        raise typer.BadParameter("give --from FILE, or the --title of one event with --date, --source and --headline")
    if file is not None:
        known = parse_new(read_text(file), str(file), workspace.gazetteers, chosen, now.date())
        events = [(event.fields, event.sources) for event in known]
    else:
        events = [_read_one(chosen, {"title": title, "date": date}, edit or [], (source, headline, tier))]
    told: list[dict[str, object]] = []
    if dry_run:
        lines = [f"would add: {fields.title}" for fields, _ in events]
    else:
        act = Act(Verdict.ACCEPT, workspace.settings.curator, now, reason)
        with writing(open_store(workspace)) as connection:
            rows = [add_event(connection, chosen, fields, sources, act) for fields, sources in events]
        told = [{"event": f"evt-{row.accession}", "decision": row.id, "candidate": row.candidate} for row in rows]
        lines = [f"evt-{row.accession}: {row.fields.title}" for row in rows if row.fields]
    DOOR.emit({"events": told, "dry_run": dry_run}, lines or ["no events in the file"])


def _read_one(
    debate: Debate, given: dict[str, str], edits: list[str], source: tuple[str, str, str]
) -> tuple[Fields, tuple[ArticleRef, ...]]:
    from wartracker.byhand import blank_form, read_source
    from wartracker.cli.review_acts import lay_edits
    from wartracker.review.edits import read_form

    form = blank_form() | given
    lists = lay_edits(form, {"frontlines": [], "interpretations": []}, edits)
    fields, faults = read_form(form, lists, None, debate, DOOR.workspace.gazetteers)
    found, more = read_source(dict(zip(("source_url", "source_title", "source_tier"), source, strict=True)))
    if fields is None or found is None:
        raise typer.BadParameter("; ".join(f"{name}: {fault}" for name, fault in {**faults, **more}.items()))
    return fields, (found,)


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
