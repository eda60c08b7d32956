"""Commands of the maintainer's day: quarantine, articles refetch, remove, try, names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from wartracker.cli.door import DOOR, open_store, tabulate
from wartracker.cli.run import parse_span

quarantine = typer.Typer(help="Pages that failed three times.", no_args_is_help=True)
names = typer.Typer(help="Names that curators accepted and the gazetteers lack.", no_args_is_help=True)


@quarantine.command("list")
def list_quarantine() -> None:
    """List the pages that were set aside, with the reason."""
    from wartracker.store.database import reading
    from wartracker.store.pages import list_quarantined

    with reading(open_store(DOOR.workspace)) as connection:
        rows = list_quarantined(connection)
    shape = [
        {"id": row.id, "url": row.url, "feed": row.feed, "outcome": row.outcome, "why": row.why, "status": row.status}
        for row in rows
    ]
    table = [[one["id"], one["outcome"], one["feed"] or "-", one["why"] or "-", one["url"]] for one in shape]
    DOOR.emit({"quarantine": shape}, tabulate(("ID", "OUTCOME", "FEED", "WHY", "URL"), table))


@quarantine.command("retry")
def retry_quarantine(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="Pages of `quarantine list`.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
) -> None:
    """Make pages work again: the next tick fetches them afresh."""
    from wartracker.errors import NotFoundError
    from wartracker.store.database import writing
    from wartracker.store.pages import list_quarantined, revive_pages

    if bool(ids) == all_:
        raise typer.BadParameter("name pages, or give --all")
    with writing(open_store(DOOR.workspace)) as connection:
        present = {row.id for row in list_quarantined(connection)}
        wanted = present if all_ else set(ids or ())
        if unknown := wanted - present:
            raise NotFoundError(f"{sorted(unknown)[0]} is not in quarantine")
        count = revive_pages(connection, wanted)
    DOOR.emit({"retried": count}, [f"{count} pages are work again; the next tick fetches them"])


def refetch(identifier: Annotated[str, typer.Argument(metavar="ID", help="Article id, page id or address.")]) -> None:
    """Fetch a page again now and analyse it with today's code."""
    from wartracker.errors import NotFoundError
    from wartracker.explain import explain_url
    from wartracker.pipeline import TickOptions, run_tick
    from wartracker.store.analyses import find_page_of
    from wartracker.store.database import reading, writing
    from wartracker.store.pages import find_page, revive_pages
    from wartracker.urls import canonicalize_url, identity_url

    workspace = DOOR.workspace
    engine = open_store(workspace)
    with reading(engine) as connection:
        identity = identity_url(canonicalize_url(identifier) or identifier)
        page = find_page(connection, identity, find_page_of(connection, identifier) or identifier)
    if page is None:
        raise NotFoundError(f"no page behind {identifier}; `wartracker submit URL` adds an address")
    with writing(engine) as connection:
        if not revive_pages(connection, [page.id]):
            raise NotFoundError(f"{page.url} was removed at its publisher's wish and is not fetched again")
    run_tick(workspace, engine, TickOptions(poll=False), DOOR.say)
    with reading(engine) as connection:
        story = explain_url(connection, page.url)
    DOOR.emit(story, [f"{step['stage']:9} {step['outcome']:12} {step['why']}" for step in story["steps"]])


def remove(url: Annotated[str, typer.Argument(help="Address of the page.")]) -> None:
    """Delete the stored text of an address at its publisher's wish; the fact, its short quote and the link stay."""
    from wartracker.pipeline import locked
    from wartracker.withdraw import remove_text

    workspace = DOOR.workspace
    engine = open_store(workspace)
    with locked(engine, DOOR.say, workspace.settings.collect.shard):
        counts = remove_text(engine, workspace.output / "archive", url)
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    DOOR.emit({"removed": url, **counts}, [f"text removed: {told}; the page is not fetched again"])


def try_(
    alias: Annotated[str | None, typer.Option(help="KEY=ALIAS: another name of a gazetteer's row.")] = None,
    term: Annotated[str | None, typer.Option(help="PATTERN or PATTERN=WEIGHT: a term of the gate; 0 drops it.")] = None,
    rule: Annotated[str | None, typer.Option(help="SIGNAL=POINTS: a rule of significance.")] = None,
    span: Annotated[str, typer.Option("--days", help="How far back texts are tried: 30, or 30d.")] = "30",
    debate: Annotated[str | None, typer.Option(help="Which debate; without it the first.")] = None,
) -> None:
    """Show what a changed alias, gate term or rule would add and remove; nothing is saved."""
    from wartracker import sandbox
    from wartracker.store.database import reading

    if sum(part is not None for part in (alias, term, rule)) != 1:
        raise typer.BadParameter("give one of --alias, --term, --rule")
    workspace = DOOR.workspace
    chosen = workspace.debate(debate) if debate else workspace.debates[0]
    since = datetime.now(UTC) - parse_span(f"{span}d" if span.isdigit() else span)
    with reading(open_store(workspace)) as connection:
        if term is not None:
            trial = sandbox.try_term(connection, chosen, workspace.gazetteers, term, since)
        elif alias is not None:
            trial = sandbox.try_alias(connection, workspace.gazetteers, alias, since)
        else:
            trial = sandbox.try_rule(connection, chosen, workspace.gazetteers, rule or "")
    lines = [f"{trial.what}: {trial.looked_at} looked at, {len(trial.added)} added, {len(trial.removed)} removed"]
    lines += [f"+ {line}" for line in trial.added] + [f"- {line}" for line in trial.removed]
    shape = {"what": trial.what, "looked_at": trial.looked_at, "added": trial.added, "removed": trial.removed}
    DOOR.emit(shape, lines)


@names.command("list")
def list_names() -> None:
    """List names of accepted events that no gazetteer has, as the rows they would become."""
    _names(adopt=False)


@names.command("adopt")
def adopt() -> None:
    """Append those names to the gazetteers, each with the address it comes from."""
    _names(adopt=True)


def _names(*, adopt: bool) -> None:
    from dataclasses import asdict

    from wartracker.adopt import adopt_names, find_new_names, render_row
    from wartracker.health.letters import load_events
    from wartracker.store.database import reading

    workspace = DOOR.workspace
    with reading(open_store(workspace)) as connection:
        events = [event for debate in workspace.debates for event in load_events(connection, debate)]
    found = find_new_names(events, workspace.gazetteers)
    lines = [f"{row.file}: {render_row(row)}" for row in found] or ["every accepted name is known"]
    files = adopt_names(workspace.root / "pipelines" / "gazetteers", found) if adopt and found else []
    lines += [f"written to {path}" for path in files]
    DOOR.emit({"names": [asdict(row) for row in found], "written": [str(path) for path in files]}, lines)
