"""Commands on curators who log in from elsewhere: users add, list, revoke."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated

import typer

from wartracker.cli.door import DOOR, open_store, tabulate
from wartracker.vocabulary import Role

app = typer.Typer(help="Curators with tokens, for a review page that others can reach.", no_args_is_help=True)

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
Name = Annotated[str, typer.Argument(help="Lower case letters, digits, - . and _; signs every decision.")]


@app.command("add")
def add(
    name: Name, role: Annotated[Role, typer.Option(help="A viewer looks and decides nothing.")] = Role.CURATOR
) -> None:
    """Give a curator a token, which is shown once; given again, the old one is no good any more."""
    from wartracker.review.web.login import make_token
    from wartracker.store.database import writing
    from wartracker.store.users import add_user

    if not _NAME.fullmatch(name):
        raise typer.BadParameter(f"{name!r} is no name; lower case letters, digits, - . and _")
    token = make_token()
    with writing(open_store(DOOR.workspace)) as connection:
        add_user(connection, name, role, token, datetime.now(UTC))
    told = {"name": name, "role": role.value, "token": token}
    DOOR.emit(told, [f"{name} ({role.value}) logs in with this token; it is not shown again:", token])


@app.command("list")
def list_() -> None:
    """List curators who have or had a token."""
    from wartracker.shapes import format_moment
    from wartracker.store.database import reading
    from wartracker.store.users import list_users

    with reading(open_store(DOOR.workspace)) as connection:
        rows = list_users(connection)
    shape = [
        {
            "name": row.name,
            "role": row.role,
            "created": format_moment(row.created_at),
            "revoked": format_moment(row.revoked_at),
        }
        for row in rows
    ]
    table = [[item["name"], item["role"], item["created"] or "-", item["revoked"] or "-"] for item in shape]
    lines = tabulate(("NAME", "ROLE", "SINCE", "REVOKED"), table) if table else ["nobody has a token"]
    DOOR.emit({"users": shape}, lines)


@app.command("revoke")
def revoke(name: Name) -> None:
    """Take a curator's token away and end the sessions; the decisions stay."""
    from wartracker.store.database import writing
    from wartracker.store.users import revoke_user

    with writing(open_store(DOOR.workspace)) as connection:
        revoke_user(connection, name, datetime.now(UTC))
    DOOR.emit({"revoked": name}, [f"{name} can no longer log in"])


@app.command("audit")
def audit(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many of the newest lines.")] = 50,
) -> None:
    """List log-ins, refused ones too, and tokens given and taken, newest first."""
    from wartracker.shapes import format_moment
    from wartracker.store.database import reading
    from wartracker.store.users import load_audit

    with reading(open_store(DOOR.workspace)) as connection:
        rows = load_audit(connection, limit)
    shape = [{"at": format_moment(row.at), "name": row.name, "event": row.event, "detail": row.detail} for row in rows]
    table = [[item["at"], item["name"] or "-", item["event"], item["detail"]] for item in shape]
    lines = tabulate(("AT", "NAME", "EVENT", "DETAIL"), table) if table else ["nobody has logged in yet"]
    DOOR.emit({"audit": shape}, lines)
