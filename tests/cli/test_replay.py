"""`replay` after a changed debate: kept pages from the archive, dropped ones by their text, nobody is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.cli.call import Run, call
from tests.cli.small import write_workspace
from tests.cli.test_feeds import entry
from tests.collect.servers import RawServer, answer, serve_beside
from wartracker.cli.door import open_store
from wartracker.store.database import reading, writing
from wartracker.store.pages import NewPage, add_pages, quarantine_page
from wartracker.store.tables import articles, claims, pages
from wartracker.upkeep import maintain
from wartracker.vocabulary import ItemOutcome
from wartracker.workspace import Workspace, open_workspace

STORIES = {
    "weights": (
        "Quillon Labs releases Ember 2",
        "Quillon Labs released Ember 2 on Monday. The weights of Ember 2 are out under the Apache 2.0 licence. ",
    ),
    "ferry": (
        "Quillon Labs opens Ember 3 on the ferry",
        "Quillon Labs put the weights of Ember 3 online from the ferry. The ferry of the harbour was on time. ",
    ),
}


def item(name: str) -> str:
    moment = datetime.now(UTC) - timedelta(hours=3)
    return (
        f"<item><guid>{name}</guid><title>{STORIES[name][0]}</title><link>http://wire.example/{name}</link>"
        f"<description>{STORIES[name][0]}.</description><pubDate>{moment:%a, %d %b %Y %H:%M:%S GMT}</pubDate></item>"
    )


def page(name: str) -> bytes:
    title, text = STORIES[name]
    more = "The company is small and its people are few, and they work near the water. " * 6
    return answer(
        f"<html><title>{title}</title><body><article><h1>{title}</h1><p>{text}</p><p>{more}</p></article>".encode(),
        headers=(("Content-Type", "text/html; charset=utf-8"),),
    )


@pytest.fixture
def server() -> Iterator[RawServer]:
    items = "".join(item(name) for name in STORIES)
    feed = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>"
    routes: dict[str, Any] = {"/feed": answer(feed.encode()), **{f"/{name}": page(name) for name in STORIES}}
    with serve_beside(routes) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, server: RawServer) -> Workspace:
    folder = write_workspace(tmp_path / "workspace", f"feeds:\n{entry('wire')}", server.port)
    return open_workspace(folder, {})


@pytest.fixture
def run(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return lambda *arguments: call(monkeypatch, capsys, "--workspace", str(workspace.root), *arguments)


def candidates(workspace: Workspace) -> list[str]:
    file = workspace.output / "open" / "candidates.jsonl"
    return [json.loads(line)["title"] for line in file.read_text().splitlines()]


def rows(workspace: Workspace, table: Any) -> list[Any]:
    with reading(open_store(workspace)) as connection:
        return list(connection.execute(select(table)))


def test_a_changed_debate_is_replayed(run: Run, workspace: Workspace, server: RawServer) -> None:
    assert run("run", "--once").code == 0
    outcomes = {row.url.rpartition("/")[2]: row for row in rows(workspace, pages)}
    assert outcomes["weights"].warc_file
    assert outcomes["weights"].visible is None
    assert outcomes["ferry"].visible is not None
    assert outcomes["ferry"].warc_file is None
    assert len(candidates(workspace)) == 1
    asked = len(server.requests)

    idle = run("replay", "--json")  # nothing changed: nothing to do
    assert (idle.code, json.loads(idle.out)["read"]) == (0, {})

    debate = workspace.root / "pipelines" / "open.yaml"
    text = debate.read_text()
    debate.write_text(text.replace("    - {pattern: 'ferry|harbour', weight: -4, why: another subject}\n", ""))
    past = run("replay", "--until", "2020-01-01", "--json")
    assert json.loads(past.out)["read"] == {}
    told = json.loads(run("replay", "--json").out)
    assert told["read"] == {"archive": 1, "visible-text": 1}
    assert (told["newly_kept"], told["newly_dropped"]) == (1, 0)
    assert told["stages"]["gate"] == {"kept": 2}
    assert len(server.requests) == asked
    assert len(candidates(workspace)) == 1
    assert run("run", "--once").code == 0  # fetches the page that the gate would keep now
    assert len(candidates(workspace)) == 2

    debate.write_text(text.replace("keep: 0.5", "keep: 0.999"))
    told = json.loads(run("replay", "--json").out)
    assert told["read"] == {"archive": 2}
    assert told["newly_dropped"] == 2
    assert (candidates(workspace), rows(workspace, claims)) == ([], [])


def test_what_the_archive_no_longer_holds_is_replayed_from_the_stored_text(run: Run, workspace: Workspace) -> None:
    assert run("run", "--once").code == 0
    before = candidates(workspace)
    text = {row.id: row.text for row in rows(workspace, articles)}
    now = datetime.now(UTC)
    engine = open_store(workspace)
    assert maintain(workspace, engine, now)["archive files"] == 0
    assert all(row.warc_file is not None or row.visible is not None for row in rows(workspace, pages))
    assert maintain(workspace, engine, now + timedelta(days=366))["archive files"] == 1
    assert not list((workspace.output / "archive").glob("*.warc.gz"))
    assert all(row.warc_file is None and row.visible is None for row in rows(workspace, pages))
    told = json.loads(run("replay", "--all", "--json").out)
    assert told["read"] == {"stored-text": 1, "nothing": 1}
    assert candidates(workspace) == before
    assert {row.id: row.text for row in rows(workspace, articles)} == text


def test_quarantined_pages_are_tried_again(run: Run, workspace: Workspace) -> None:
    url, now = "http://wire.example/ferry", datetime.now(UTC)
    with writing(open_store(workspace)) as connection:
        add_pages(connection, [NewPage("page-1", url, url, "wire.example", "")], now)
        quarantine_page(connection, "page-1", ItemOutcome.QUARANTINED, "failed three times")
    assert json.loads(run("replay", "--until", "2020-01-01", "--json").out)["revived"] == 0
    assert json.loads(run("replay", "--json").out)["revived"] == 1
    assert [(row.stage, row.tries) for row in rows(workspace, pages)] == [("fetch", 0)]


def test_a_day_that_is_none_is_a_usage_error(run: Run) -> None:
    assert run("replay", "--since", "yesterday").code == 2
