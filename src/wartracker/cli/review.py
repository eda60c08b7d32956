"""Commands that look: review list, next, show, log; the deciding ones stand in review_acts.py."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import parse_qsl

import typer

from wartracker.cli import review_acts, review_files, review_team, serve
from wartracker.cli.door import DOOR, open_store, tabulate
from wartracker.cli.waiting import describe, load_tabs
from wartracker.review.queue import Tab
from wartracker.vocabulary import State, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from wartracker.records import Candidate

app = typer.Typer(help="Decide on candidate events.", no_args_is_help=True)
app.command("serve")(serve.serve)
for _name in ("accept", "reject", "merge", "split", "snooze", "link", "reopen", "undo"):
    app.command(_name)(getattr(review_acts, _name))
for _name in ("claim", "filters", "missed", "promises", "text"):
    app.command(_name)(getattr(review_team, _name))
app.command("export")(review_files.export)
app.command("import")(review_files.import_)
app.command("stats")(review_files.stats)

CandidateId = Annotated[str, typer.Argument(metavar="ID", help="Candidate id, or its beginning.")]


@app.command("list")
def list_(
    debate: Annotated[str | None, typer.Option(help="Only this debate.")] = None,
    state: Annotated[State, typer.Option(help="Which ones.")] = State.PENDING,
    held: Annotated[bool, typer.Option("--held/--all", help="Only those held back.")] = False,
    filter_: Annotated[
        str | None,
        typer.Option("--filter", metavar="QUERY|NAME", help="As in the page's address, e.g. tab=held&sort=newest."),
    ] = None,
) -> None:
    """List candidates, most likely first; or those of a filter, in its order."""
    from wartracker.shapes import shape_candidate
    from wartracker.store.candidates import load_candidates
    from wartracker.store.database import reading

    workspace = DOOR.workspace
    names = [debate] if debate else [one.name for one in workspace.debates]
    with reading(open_store(workspace)) as connection:
        found = [one for name in names for one in load_candidates(connection, name, (state,))]
        if filter_ is not None:
            found = _filter(connection, names, filter_)
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


def _filter(connection: Connection, names: list[str], given: str) -> list[Candidate]:
    """Load the candidates that a filter shows, given by its query or the name it was saved under."""
    from wartracker.review.queue import parse_filters, select_candidates
    from wartracker.review.web.board import load_board
    from wartracker.store.candidates import load_candidate
    from wartracker.store.teamwork import load_saved

    curator, now = DOOR.workspace.settings.curator, datetime.now(UTC)
    saved = {name: load_saved(connection, name, curator) for name in names}
    kept = {name: mine[given] for name, mine in saved.items() if given in mine}
    if not kept and given and not parse_qsl(given):
        raise typer.BadParameter(f"{given!r} is neither a query nor a saved filter")
    ids: list[str] = []
    for name, query in (kept or dict.fromkeys(names, given)).items():
        chosen, faults = parse_filters(dict(parse_qsl(query)))
        if faults:
            raise typer.BadParameter("; ".join(faults))
        ids += [one.id for one in select_candidates(load_board(connection, name, now), chosen, now, curator)]
    return [load_candidate(connection, one) for one in ids]


@app.command("next")
def next_(
    tab: Annotated[Tab, typer.Option(help="Which tab of the queue.")] = Tab.LIKELY,
    debate: Annotated[str | None, typer.Option(help="Debate, when there are several.")] = None,
) -> None:
    """Show the candidate that waits first, with its evidence."""
    from wartracker.shapes import shape_candidate
    from wartracker.store.candidates import load_candidate
    from wartracker.store.database import reading

    workspace = DOOR.workspace
    name = workspace.debate(debate).name
    with reading(open_store(workspace)) as connection:
        tabs = load_tabs(connection, name)
        candidate = load_candidate(connection, tabs[tab][0]) if tabs[tab] else None
    if candidate is None:
        counts = {other.value: len(ids) for other, ids in tabs.items()}
        told = ", ".join(f"{other} {count}" for other, count in counts.items())
        DOOR.emit({"candidate": None, "open": counts}, [f"nothing {tab.value}: {told}"])
        return
    short = candidate.id[:13]
    hints = [f"wartracker review accept {short}", f"wartracker review reject {short} --reason rumour"]
    DOOR.emit({"candidate": shape_candidate(candidate)}, [*describe(candidate), "", *hints])


@app.command("show")
def show(identifier: CandidateId) -> None:
    """Show one candidate with its evidence."""
    from wartracker.rulings import load_decided
    from wartracker.shapes import shape_candidate
    from wartracker.store.database import reading

    with reading(open_store(DOOR.workspace)) as connection:
        candidate = load_decided(connection, identifier)
    DOOR.emit(shape_candidate(candidate), describe(candidate))


@app.command("log")
def log(
    debate: Annotated[str | None, typer.Option(help="Only this debate.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="Only from this day on.")] = None,
    curator: Annotated[str | None, typer.Option(help="Only this curator's.")] = None,
    verdict: Annotated[Verdict | None, typer.Option(help="Only these.")] = None,
) -> None:
    """List all decisions with what they changed, oldest first."""
    from wartracker.review.history import compare_fields
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
            "target": row.target,
            "provisional": row.provisional,
            "batch": row.batch,
            "changes": [
                {"field": change.field, "machine": change.old, "curator": change.new}
                for change in (compare_fields(row.proposed, row.fields) if row.proposed and row.fields else ())
            ],
        }
        for row in rows
        if (not since or row.decided_at.date().isoformat() >= since)
        and curator in {None, row.curator}
        and verdict in {None, row.verdict}
    ]
    table = [[item["at"], item["curator"], item["verdict"], item["id"], item["title"] or "-"] for item in shape]
    DOOR.emit({"decisions": shape}, tabulate(("AT", "CURATOR", "VERDICT", "DECISION", "TITLE"), table))
