"""Commands that decide: review accept, reject, merge, split, snooze, link, reopen, undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wartracker.cli.door import DOOR, open_store
from wartracker.vocabulary import Link, Significance, State, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from wartracker.records import Candidate, Decision

CandidateId = Annotated[str, typer.Argument(metavar="ID", help="Candidate id, or its beginning.")]
CandidateIds = Annotated[list[str], typer.Argument(metavar="ID...", help="Candidate ids, or their beginnings.")]
SeenVersion = Annotated[int | None, typer.Option(help="Version you saw; refused when it has changed.")]
Reason = Annotated[str, typer.Option(help="Why; kept for ever.")]


def _decide(connection: Connection, identifier: str, verdict: Verdict, version: int | None, **more: Any) -> Decision:
    from wartracker.curate import decide
    from wartracker.store.candidates import load_candidate

    settings = DOOR.workspace.settings
    candidate = load_candidate(connection, identifier)
    seen = replace(candidate, version=version) if version is not None else candidate
    more = {"second_for": settings.review.second_for, **more}
    return decide(connection, seen, verdict, curator=settings.curator, at=datetime.now(UTC), **more)


def _decide_many(
    connection: Connection, identifiers: list[str], verdict: Verdict, version: int | None, **more: Any
) -> list[Decision]:
    """Decide on several candidates in one act; on a single one as ever."""
    from wartracker.curate import Act, decide_many
    from wartracker.store.candidates import load_candidate

    if len(identifiers) == 1:
        return [_decide(connection, identifiers[0], verdict, version, **more)]
    if version is not None:
        raise typer.BadParameter("--version goes with one candidate")
    settings = DOOR.workspace.settings
    act = Act(verdict, settings.curator, datetime.now(UTC), second_for=settings.review.second_for, **more)
    return list(decide_many(connection, [load_candidate(connection, one) for one in identifiers], act))


def _tell(decision: Decision, line: str) -> None:
    told = {
        "decision": decision.id,
        "verdict": decision.verdict.value,
        "candidate": decision.candidate,
        "accession": decision.accession,
        "target": decision.target,
    }
    DOOR.emit(told, [line, "undo: wartracker review undo"])


def _title(decision: Decision) -> str:
    return decision.fields.title if decision.fields else decision.candidate


def accept(
    identifiers: CandidateIds,
    significance: Annotated[Significance | None, typer.Option(help="As what, when not as proposed.")] = None,
    title: Annotated[str | None, typer.Option(help="Another title.")] = None,
    edit: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=VALUE", help="A field's value, as the edit form takes it."),
    ] = None,
    version: SeenVersion = None,
    reason: Reason = "",
    yes: Annotated[bool, typer.Option("--yes", help="Accept several; without it their titles are shown.")] = False,
) -> None:
    """Accept a candidate as an event of the timeline, an update of one, or edit an event; or several sure ones."""
    from wartracker.rulings import load_decided
    from wartracker.store.database import writing

    workspace = DOOR.workspace
    if len(identifiers) > 1:
        if significance is not None or title is not None or edit or version is not None:
            raise typer.BadParameter("several are accepted as they stand; edit one at a time")
        _accept_many(identifiers, reason, yes=yes)
        return
    identifier = identifiers[0]
    with writing(open_store(workspace)) as connection:
        candidate = load_decided(connection, identifier)
        fields = candidate.fields
        if edit:
            fields = _edit_fields(candidate, edit)
        if significance is not None:
            fields = replace(fields, significance=significance)
        if title is not None:
            fields = replace(fields, title=title)
        if candidate.state is State.ACCEPTED and fields == candidate.fields:
            raise typer.BadParameter("it is accepted already, and nothing would change")
        verdict = Verdict.ACCEPT if fields == candidate.fields else Verdict.EDIT_ACCEPT
        decision = _decide(connection, identifier, verdict, version, fields=fields, reason=reason)
    number = f" as evt-{decision.accession}" if decision.accession else ""
    waits = "; it counts with a second curator's acceptance" if decision.provisional else ""
    _tell(decision, f"accepted{number}: {fields.title}{waits}")


def _accept_many(identifiers: list[str], reason: str, *, yes: bool) -> None:
    """Show the titles of several candidates, or accept them in one act."""
    from wartracker.errors import RefusedError
    from wartracker.review.queue import tell_unfit
    from wartracker.review.web.board import load_board
    from wartracker.store.candidates import load_candidate
    from wartracker.store.database import writing

    with writing(open_store(DOOR.workspace)) as connection:
        found = [load_candidate(connection, one) for one in identifiers]
        boards = {one.debate: load_board(connection, one.debate, datetime.now(UTC)) for one in found}
        known = {one.id: one for board in boards.values() for one in board.summaries}
        for one in found:
            unfit = tell_unfit(known[one.id]) if one.id in known else "not open"
            if unfit:
                raise RefusedError(f"{one.fields.title!r} is not accepted together with others: {unfit}")
        if not yes:
            rows = [f"{one.score:.2f}  {one.fields.significance.value:8}  {one.fields.title}" for one in found]
            told = {"would_accept": [one.fields.title for one in found]}
            DOOR.emit(told, [*rows, "nothing was accepted yet: --yes accepts these"])
            return
        made = _decide_many(connection, [one.id for one in found], Verdict.ACCEPT, None, reason=reason)
    lines = [f"accepted as evt-{row.accession}: {_title(row)}" for row in made]
    DOOR.emit({"accepted": [_title(row) for row in made], "decisions": [row.id for row in made]}, lines)


def _edit_fields(candidate: Candidate, edits: list[str]) -> Any:
    from wartracker.review.edits import read_form, write_form

    workspace = DOOR.workspace
    form = write_form(candidate.fields)
    lists = {name: list(getattr(candidate.fields, name)) for name in ("frontlines", "interpretations")}
    lay_edits(form, lists, edits)
    debate = workspace.debate(candidate.debate)
    fields, faults = read_form(form, lists, candidate.fields, debate, workspace.gazetteers)
    if fields is None:
        raise typer.BadParameter("; ".join(f"{name}: {fault}" for name, fault in faults.items()))
    return fields


def lay_edits(form: dict[str, str], lists: dict[str, list[str]], edits: list[str]) -> dict[str, list[str]]:
    """Lay `FIELD=VALUE` over a form, both changed in place; return the lists."""
    for one in edits:
        name, sign, value = one.partition("=")
        if not sign or (name not in form and name not in lists):
            known = ", ".join([*form, *lists])
            raise typer.BadParameter(f"{one!r}: write FIELD=VALUE; fields: {known}")
        if name in lists:
            lists[name] = [part.strip() for part in value.split(",") if part.strip()]
        else:
            form[name] = value.replace("\\n", "\n")
    return lists


def reject(identifiers: CandidateIds, reason: Reason = "", version: SeenVersion = None) -> None:
    """Reject candidates; they come back only when something materially new is reported."""
    from wartracker.store.database import writing

    with writing(open_store(DOOR.workspace)) as connection:
        rows = _decide_many(connection, identifiers, Verdict.REJECT, version, reason=reason)
    titles = [_title(row) for row in rows]
    DOOR.emit({"rejected": titles, "decisions": [row.id for row in rows]}, [f"rejected: {title}" for title in titles])


def merge(
    identifiers: CandidateIds,
    into: Annotated[str, typer.Option(help="Candidate id or event id (evt-7) they belong to.")],
    version: SeenVersion = None,
    reason: Reason = "",
) -> None:
    """Merge candidates into another or into an event; `review undo` parts them again."""
    from wartracker.store.database import writing

    with writing(open_store(DOOR.workspace)) as connection:
        rows = _decide_many(connection, identifiers, Verdict.MERGE, version, target=into, reason=reason)
    lines = [f"merged into {row.target}: {_title(row)}" for row in rows]
    DOOR.emit({"merged": [row.candidate for row in rows], "into": rows[0].target}, lines)


def split(
    identifier: CandidateId,
    articles: Annotated[
        str, typer.Option(help="Comma-separated ids of the articles that leave, or of candidates merged into it.")
    ],
    version: SeenVersion = None,
    reason: Reason = "",
) -> None:
    """Split articles, or what was merged into it, off a candidate; they never meet in one candidate again."""
    from wartracker.gather import resolve_debate
    from wartracker.store.database import writing

    workspace = DOOR.workspace
    engine = open_store(workspace)
    leave = ",".join(one.strip() for one in articles.split(",") if one.strip())
    with writing(engine) as connection:
        decision = _decide(connection, identifier, Verdict.SPLIT, version, target=leave, reason=reason)
    resolve_debate(engine, workspace.debate(decision.debate), workspace.gazetteers, datetime.now(UTC))
    _tell(decision, f"split: {_title(decision)}")


def snooze(
    identifiers: CandidateIds,
    span: Annotated[str | None, typer.Option("--for", help="How long: 1d, 7d; without it until more sources.")] = None,
    version: SeenVersion = None,
) -> None:
    """Put candidates aside for a while, or until they have more sources."""
    from wartracker.cli.run import parse_span
    from wartracker.store.database import writing

    until = datetime.now(UTC) + parse_span(span) if span else None
    with writing(open_store(DOOR.workspace)) as connection:
        rows = _decide_many(connection, identifiers, Verdict.SNOOZE, version, until=until)
    told = f"until {until:%Y-%m-%d %H:%M} UTC" if until else "until it has more sources"
    titles = [_title(row) for row in rows]
    DOOR.emit(
        {"snoozed": titles, "decisions": [row.id for row in rows]}, [f"snoozed {told}: {title}" for title in titles]
    )


def link(
    identifier: CandidateId,
    to: Annotated[str, typer.Option(help="Event id (evt-7) or candidate id.")],
    as_: Annotated[Link, typer.Option("--as", help="How the first stands to the second.")] = Link.RELATED,
    version: SeenVersion = None,
) -> None:
    """Link an event to another: the answer to a closed model, a promise kept, the next stage."""
    from wartracker.store.database import writing

    with writing(open_store(DOOR.workspace)) as connection:
        decision = _decide(connection, identifier, Verdict.LINK, version, target=to, reason=as_.value)
    _tell(decision, f"linked, {as_.value} {decision.target}: {_title(decision)}")


def reopen(identifier: CandidateId, version: SeenVersion = None, reason: Reason = "") -> None:
    """Put a decided candidate back into the queue."""
    from wartracker.store.database import writing

    with writing(open_store(DOOR.workspace)) as connection:
        decision = _decide(connection, identifier, Verdict.REOPEN, version, reason=reason)
    _tell(decision, f"reopened: {_title(decision)}")


def undo(
    decision: Annotated[str | None, typer.Argument(help="Decision id; without one your last decision.")] = None,
    debate: Annotated[str | None, typer.Option(help="Debate, when there are several.")] = None,
) -> None:
    """Take back a decision; nothing is lost, and an undo can be undone."""
    from wartracker.curate import parts_articles
    from wartracker.curate import undo as take_back
    from wartracker.gather import resolve_debate
    from wartracker.store.database import writing

    workspace = DOOR.workspace
    name = workspace.debate(debate).name
    engine, now = open_store(workspace), datetime.now(UTC)
    with writing(engine) as connection:
        row = take_back(connection, name, curator=workspace.settings.curator, at=now, target=decision)
        again = parts_articles(connection, row)
    if again:
        resolve_debate(engine, workspace.debate(name), workspace.gazetteers, now)
    DOOR.emit({"undone": row.target, "candidate": row.candidate}, [f"undone: {row.target} on {row.candidate}"])
