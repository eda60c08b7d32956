"""One address that no feed brought in, what each stage did with it out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

from wartracker.collect.limiter import name_group
from wartracker.errors import InputError
from wartracker.explain import explain_url
from wartracker.ids import build_page_id
from wartracker.pipeline import Say, TickOptions, run_tick
from wartracker.store.database import reading, writing
from wartracker.store.pages import NewPage, add_pages
from wartracker.urls import canonicalize_url, host_of, identity_url
from wartracker.workspace import Workspace

FIRST = 1e6  # priority of what a curator asks for


def submit_url(workspace: Workspace, engine: Engine, url: str, say: Say) -> dict[str, Any]:
    """Take in one address that no feed brought, before everything else that waits.

    Args:
        workspace: what people wrote.
        engine: the database.
        url: the address.
        say: tells progress.

    Returns:
        What each stage did with it, as `explain` tells.

    Raises:
        InputError: not an http or https address; otherwise as `run_tick`.
    """
    canonical = canonicalize_url(url)
    if canonical is None:
        raise InputError("not an http or https address", url)
    identity = identity_url(canonical)
    group = name_group(host_of(canonical) or "", workspace.settings.collect)
    page = NewPage(build_page_id(identity), canonical, identity, group, "", priority=FIRST, again=True)
    with writing(engine) as connection:
        add_pages(connection, [page], datetime.now(UTC))
    run_tick(workspace, engine, TickOptions(poll=False), say)
    with reading(engine) as connection:
        return explain_url(connection, canonical)
