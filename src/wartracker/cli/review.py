"""Commands for curators: review list, show, accept, reject, undo, log."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from wartracker.cli import serve
from wartracker.cli.door import DOOR, open_store, tabulate
from wartracker.vocabulary import Significance, State, Verdict

if TYPE_CHECKING:
    from wartracker.records import Candidate

app = typer.Typer(help="Decide on candidate events.", no_args_is_help=True)
app.command("serve")(serve.serve)

CandidateId = Annotated[str, typer.Argument(metavar="ID", help="Candidate id, or its beginning.")]


@app.command("list")
def list_(
    debate: Annotated[str | None, typer.Option(help="Only this debate.")] = None,
    state: Annotated[State, typer.Option(help="Which ones.")] = State.PENDING,
    held: Annotated[bool, typer.Option("--held/--all", help="Only those held back.")] = False,
) -> None:
    """List candidates, most likely first."""
    from wartracker.shapes import shape_candidate
    from wartracker.store.candidates import load_candidates
    from wartracker.store.database import reading

    workspace = DOOR.workspace
    names = [debate] if debate else [one.name for one in workspace.debates]
    with reading(open_store(workspace)) as connection:
        found = [one for name in names for one in load_candidates(connection, name, (state,))]
    found = [one for one in found if one.articles and (not held or one.held_because)]
    rows = [
        [
            one.id[:13],
            f"{one.score:.2f}",
            one.fields.date.value.isoformat(),
            one.fields.significance.value,
            one.held_because or "-",
            one.fields.title,
        ]
        for one in found
    ]
    lines = tabulate(("ID", "SCORE", "DATE", "SIGNIFICANCE", "HELD", "TITLE"), rows) if rows else ["queue empty"]
    DOOR.emit({"candidates": [shape_candidate(one) for one in found]}, lines)


@app.command("show")
def show(identifier: CandidateId) -> None:
    """Show one candidate with its evidence."""
    from wartracker.shapes import shape_candidate
    from wartracker.store.candidates import load_candidate
    from wartracker.store.database import reading

    with reading(open_store(DOOR.workspace)) as connection:
        candidate = load_candidate(connection, identifier)
    DOOR.emit(shape_candidate(candidate), describe(candidate))


@app.command("accept")
def accept(
    identifier: CandidateId,
    significance: Annotated[Significance | None, typer.Option(help="As what, when not as proposed.")] = None,
    title: Annotated[str | None, typer.Option(help="Another title.")] = None,
    version: Annotated[int | None, typer.Option(help="Version you saw; refused when it has changed.")] = None,
) -> None:
    """Accept a candidate as an event of the timeline."""
    from dataclasses import replace

    from wartracker.curate import decide
    from wartracker.store.candidates import load_candidate
    from wartracker.store.database import writing

    workspace = DOOR.workspace
    with writing(open_store(workspace)) as connection:
        candidate = load_candidate(connection, identifier)
        fields = candidate.fields
        if significance is not None:
            fields = replace(fields, significance=significance)
        if title is not None:
            fields = replace(fields, title=title)
        verdict = Verdict.ACCEPT if fields == candidate.fields else Verdict.EDIT_ACCEPT
        seen = replace(candidate, version=version) if version is not None else candidate
        curator, now = workspace.settings.curator, datetime.now(UTC)
        decision = decide(connection, seen, verdict, curator=curator, at=now, fields=fields)
    told = {"decision": decision.id, "candidate": candidate.id, "accession": decision.accession}
    number = f" as evt-{decision.accession}" if decision.accession else ""
    DOOR.emit(told, [f"accepted{number}: {fields.title}", "undo: wartracker review undo"])


@app.command("reject")
def reject(
    identifiers: Annotated[list[str], typer.Argument(metavar="ID...", help="Candidate ids.")],
    reason: Annotated[str, typer.Option(help="Why; kept for ever.")] = "",
) -> None:
    """Reject candidates; they come back only when something materially new is reported."""
    from wartracker.curate import decide
    from wartracker.store.candidates import load_candidate
    from wartracker.store.database import writing

    workspace = DOOR.workspace
    curator, now = workspace.settings.curator, datetime.now(UTC)
    titles: list[str] = []
    with writing(open_store(workspace)) as connection:
        for identifier in identifiers:
            candidate = load_candidate(connection, identifier)
            decide(connection, candidate, Verdict.REJECT, curator=curator, at=now, reason=reason)
            titles.append(candidate.fields.title)
    DOOR.emit({"rejected": titles}, [f"rejected: {title}" for title in titles])


@app.command("undo")
def undo(
    decision: Annotated[str | None, typer.Argument(help="Decision id; without one your last decision.")] = None,
    debate: Annotated[str | None, typer.Option(help="Debate, when there are several.")] = None,
) -> None:
    """Take back a decision; nothing is lost, and an undo can be undone."""
    from wartracker.curate import undo as take_back
    from wartracker.store.database import writing

    workspace = DOOR.workspace
    name = debate or workspace.debates[0].name
    with writing(open_store(workspace)) as connection:
        row = take_back(connection, name, curator=workspace.settings.curator, at=datetime.now(UTC), target=decision)
    DOOR.emit({"undone": row.target, "candidate": row.candidate}, [f"undone: {row.target} on {row.candidate}"])


@app.command("log")
def log(debate: Annotated[str | None, typer.Option(help="Only this debate.")] = None) -> None:
    """List all decisions, oldest first."""
    from wartracker.shapes import format_moment
    from wartracker.store.database import reading
    from wartracker.store.decisions import load_decisions

    with reading(open_store(DOOR.workspace)) as connection:
        rows = load_decisions(connection, debate)
    shape = [
        {
            "id": row.id,
            "at": format_moment(row.decided_at),
            "curator": row.curator,
            "verdict": row.verdict.value,
            "candidate": row.candidate,
            "title": row.fields.title if row.fields else None,
            "reason": row.reason,
        }
        for row in rows
    ]
    table = [[item["at"], item["curator"], item["verdict"], item["id"], item["title"] or "-"] for item in shape]
    DOOR.emit({"decisions": shape}, tabulate(("AT", "CURATOR", "VERDICT", "DECISION", "TITLE"), table))


def describe(candidate: Candidate) -> list[str]:
    """Describe a candidate for a terminal: fields first, then its quoted evidence."""
    from wartracker.timeline.formats.as_markdown import format_date

    fields = candidate.fields
    license_ = fields.license.key if fields.license else "unknown"
    models = ", ".join(model.name for model in fields.models) or "-"
    actors = ", ".join(f"{org.name} ({org.role})" for org in fields.organizations) or "-"
    lines = [
        f"{fields.title}",
        f"  {candidate.id}  version {candidate.version}  {candidate.state.value}"
        + (f", held: {candidate.held_because.value}" if candidate.held_because else ""),
        f"  {format_date(fields.date)} ({fields.date.basis.value})  {fields.kind.value} {fields.status.value}"
        f"  {fields.significance.value}  score {candidate.score:.2f}",
        f"  who: {actors}",
        f"  models: {models}",
        f"  openness: {fields.openness.openness.value} (weights {fields.openness.weights.value})  licence: {license_}",
    ]
    titles = {article.id: article for article in candidate.articles}
    for item in candidate.evidence:
        source = titles.get(item.article)
        where = source.publisher if source else item.article
        lines.append(f"  > {item.quote!r} - {where} [{', '.join(item.supports)}]")
    lines += [f"  conflict on {item.field}: {' / '.join(item.values)}" for item in candidate.conflicts]
    lines += [f"  source: {article.url}" for article in candidate.articles]
    return lines
