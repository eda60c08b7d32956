"""The command review serve: the review page on this machine, or for a team behind a proxy."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wartracker.cli.door import DOOR, open_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Engine

    from wartracker.debate import Debate
    from wartracker.review.web.desk import Errands
    from wartracker.review.web.serve import ReviewServer
    from wartracker.workspace import Workspace


def serve(
    host: Annotated[str, typer.Option(help="Address to bind; another than loopback needs curators with tokens.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option("--port", "-p", help="Port; 0 takes a free one.")] = 8765,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = False,
    debate: Annotated[str | None, typer.Option(help="Debate, when there are several.")] = None,
    public_url: Annotated[
        str | None, typer.Option(help="Address under which a proxy serves the page, e.g. https://review.example.org.")
    ] = None,
) -> None:
    """Serve the review page until Ctrl-C; the login link is printed."""
    workspace = DOOR.workspace
    engine = open_store(workspace)
    chosen = workspace.debate(debate)
    server = open_server(workspace, engine, chosen, host, port, public_url)
    serve_page(server, workspace, engine, chosen, open_browser=open_)


def open_server(
    workspace: Workspace,
    engine: Engine,
    debate: Debate,
    host: str = "127.0.0.1",
    port: int = 0,
    public_url: str | None = None,
) -> ReviewServer:
    """Make the server of a debate's review page.

    Raises:
        ConfigError: an address beyond this machine without a curator who has a token.
    """
    from wartracker.errors import ConfigError
    from wartracker.gather import start_debate
    from wartracker.review.web.desk import Desk
    from wartracker.review.web.serve import LOOPBACK, ReviewServer
    from wartracker.review.web.site import Site
    from wartracker.store.database import reading
    from wartracker.store.users import count_users

    start_debate(engine, workspace, debate, datetime.now(UTC))
    if host not in LOOPBACK or public_url:
        with reading(engine) as connection:
            known = count_users(connection)
        if not known:
            message = f"{host} can be reached from elsewhere: first `wartracker users add NAME`, whose token logs in"
            raise ConfigError(message, workspace.root)
    site = Site(Desk(engine, workspace, debate, build_errands(workspace, engine, debate)))
    return ReviewServer(site, host, port, public_url)


def serve_page(
    server: ReviewServer, workspace: Workspace, engine: Engine, debate: Debate, *, open_browser: bool = False
) -> None:
    """Serve until stopped; afterwards the timeline's files are brought up to date."""
    from wartracker.gather import publish_debate

    local = not server.site.secure

    def tell_link() -> None:
        if local:
            print(f"review page: {server.make_link()}", flush=True)

    if local:
        server.site.on_link_used = tell_link
        tell_link()
        DOOR.say("the link logs in once; Ctrl-C stops")
    else:
        print(f"review page: {server.address}", flush=True)
    if open_browser:
        import webbrowser

        webbrowser.open(f"{server.address}/login/{server.site.link_token}" if local else server.address)
    with suppress(KeyboardInterrupt):
        server.run()
    changed = publish_debate(engine, workspace, debate)
    DOOR.say(f"stopped; {len(changed)} output files brought up to date")


def build_errands(workspace: Workspace, engine: Engine, debate: Debate) -> Errands:
    """Build what the page asks of other parts of the program."""
    from wartracker.explain import explain_url
    from wartracker.gather import resolve_debate
    from wartracker.resolve.promises import build_ledger
    from wartracker.review.web.desk import Errands
    from wartracker.store.database import reading
    from wartracker.store.decisions import load_decisions
    from wartracker.submit import submit_url
    from wartracker.timeline.build import build_events

    def submit(url: str) -> Mapping[str, Any]:
        return submit_url(workspace, engine, url, DOOR.say)

    def explain(url: str) -> Mapping[str, Any]:
        with reading(engine) as connection:
            return explain_url(connection, url)

    def resolve() -> object:
        return resolve_debate(engine, debate, workspace.gazetteers, datetime.now(UTC))

    def promises() -> Sequence[Any]:
        with reading(engine) as connection:
            decisions = load_decisions(connection, debate.name)
        return build_ledger(build_events(decisions), datetime.now(UTC).date())

    return Errands(submit, explain, resolve, promises)
