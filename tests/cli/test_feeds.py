"""Commands on sources, as a person calls them: planted faults over real HTTP, feeds.yaml before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.call import Run
from tests.cli.small import write_workspace
from tests.collect.servers import RawServer, answer, serve_beside
from tests.test_schemas import validate
from wartracker.config import parse_feeds

SHAPE = {"name", "kind", "url", "state", "outcome", "entries", "new", "updated", "next_due", "failures", "rhythm_h"}
NAMES = ("good", "moved", "refused", "stale", "invalid", "broken-page", "gone-dark", "closed", "resting")


def today(host: str, count: int = 3, age: timedelta = timedelta(hours=2)) -> bytes:
    """Write a feed whose items are of today (or as old as told)."""
    moment = datetime.now(UTC) - age
    items = "".join(
        f"<item><guid>{host}-{number}</guid><title>Open weights number {number} are out</title>"
        f"<link>http://{host}/news/story-{number}</link><description>The weights can be downloaded.</description>"
        f"<pubDate>{format_datetime(moment - timedelta(hours=7 * number))}</pubDate></item>"
        for number in range(count)
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


def entry(name: str, kind: str = "feed", path: str = "/feed", **keys: str) -> str:
    more = "".join(f", {key}: {value}" for key, value in keys.items())
    return f"  - {{name: {name}, kind: {kind}, url: 'http://{name}.example{path}', publisher: P, tier: press{more}}}\n"


ROUTES: dict[str, Any] = {
    "good.example/feed": answer(today("good.example"), headers=(("ETag", '"1"'),)),
    "moved.example/feed": answer(b"", "301 Moved", (("Location", "/new"),)),
    "moved.example/new": answer(today("moved.example")),
    "refused.example/feed": answer(b"no", "403 Forbidden"),
    "stale.example/feed": answer(today("stale.example", age=timedelta(days=210))),
    "invalid.example/feed": answer(b"<html><title>Home</title><body>Welcome</body></html>"),
    "broken-page.example/feed": answer(b"<html><body><a href='/news/1'>One</a></body></html>"),
    "closed.example/feed": answer(today("closed.example")),
    "closed.example/robots.txt": answer(b"User-agent: *\nDisallow: /\n"),
    "/robots.txt": answer(b"", "404 Not Found"),
}
FEEDS = "# nine of them\nfeeds:\n" + "".join(
    [
        *(entry(name) for name in NAMES[:5]),
        entry("broken-page", "page", select="article.gone"),
        entry("gone-dark", path="/nothing"),
        entry("closed", obey_robots="true"),
        entry("resting", paused="'until May'"),
    ]
)


@pytest.fixture
def server() -> Iterator[RawServer]:
    with serve_beside(dict(ROUTES)) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, server: RawServer) -> Path:
    return write_workspace(tmp_path / "workspace", FEEDS, server.port)


def test_planted_faults_are_told_worst_first(run: Run, server: RawServer) -> None:
    checked = run("feeds", "check", "--json")
    assert checked.code == 4
    told = json.loads(checked.out)
    validate("feeds", told)
    assert all(set(item) == SHAPE for item in told["feeds"])
    states = {item["name"]: (item["state"], item["outcome"]) for item in told["feeds"]}
    assert states == {
        "good": ("ok", "ok"),
        "moved": ("moved", "moved"),
        "refused": ("failing", "forbidden"),
        "stale": ("stale", "ok"),
        "invalid": ("invalid", "not-a-feed"),
        "broken-page": ("invalid", "selector"),
        "gone-dark": ("failing", "not-found"),
        "closed": ("blocked", "robots"),
        "resting": ("paused", None),
    }
    order = [item["state"] for item in told["feeds"]]
    assert order == ["invalid", "invalid", "blocked", "failing", "failing", "moved", "stale", "ok", "paused"]
    assert {item["name"]: item["entries"] for item in told["feeds"]}["good"] == 3
    assert "closed.example/feed" not in [f"{one.host}{one.path}" for one in server.requests]
    assert not [one for one in server.requests if one.path.startswith("/news/")]  # a check fetches no page

    before = len(server.requests)
    again = run("feeds", "check")  # nothing is due
    assert (again.code, len(server.requests)) == (4, before)
    lines = {line.split()[0]: line for line in again.out.splitlines()}
    assert "matches nothing any more" in lines["broken-page"]
    assert "nothing new for 210 days" in lines["stale"]
    assert "permanent redirect to http://moved.example/new" in lines["moved"]
    assert lines["9"] == "9 feeds: 2 invalid, 1 blocked, 2 failing, 1 moved, 1 stale, 1 ok, 1 paused"


def test_a_named_source_is_asked_at_once_and_alone(run: Run, server: RawServer) -> None:
    assert run("feeds", "check", "good").code == 0
    assert run("feeds", "check", "good", "--json").code == 0
    assert [one.headers.get("if-none-match") for one in server.requests] == [None, b'"1"']
    assert {one.host for one in server.requests} == {"good.example"}
    answer_ = run("feeds", "check", "nobody")
    assert (answer_.code, len(server.requests)) == (7, 2)


def test_offline_judges_what_is_remembered(run: Run, server: RawServer) -> None:
    told = run("feeds", "check", "--offline", "--json")
    assert (told.code, server.requests) == (0, [])
    assert {item["state"] for item in json.loads(told.out)["feeds"]} == {"new", "paused"}
    assert run("feeds", "list", "good", "--json").code == 0


def test_pausing_resuming_and_removing_keep_the_rest_of_the_file(run: Run, workspace: Path) -> None:
    file = workspace / "feeds.yaml"
    assert run("feeds", "pause", "good", "--reason", "sleeps: until May", "--dry-run").code == 0
    assert file.read_text() == FEEDS
    assert run("feeds", "pause", "good", "--reason", "sleeps: until May").code == 0
    assert parse_feeds(file.read_text())[0].paused == "sleeps: until May"
    assert len(file.read_text().splitlines()) == len(FEEDS.splitlines())
    assert "sleeps: until May" in run("feeds", "list", "good").out
    assert run("feeds", "resume", "good").code == 0
    assert file.read_text() == FEEDS
    refused = run("feeds", "remove", "good")
    assert (refused.code, file.read_text()) == (2, FEEDS)
    assert run("feeds", "remove", "good", "--yes").code == 0
    assert [feed.name for feed in parse_feeds(file.read_text())] == list(NAMES[1:])
    assert run("feeds", "remove", "good", "--yes").code == 7


def test_a_moved_source_gets_its_new_address(run: Run, workspace: Path, server: RawServer) -> None:
    run("feeds", "check", "moved")
    early = run("feeds", "fix", "moved")
    assert (early.code, (workspace / "feeds.yaml").read_text()) == (4, FEEDS)
    assert "--now believes it at once" in early.out
    dry = run("feeds", "fix", "moved", "--now", "--dry-run")
    assert (dry.code, (workspace / "feeds.yaml").read_text()) == (0, FEEDS)
    mended = run("feeds", "fix", "moved", "--now", "--json")
    assert (mended.code, json.loads(mended.out)["written"]) == (0, True)
    assert {feed.name: feed.url for feed in parse_feeds((workspace / "feeds.yaml").read_text())}["moved"] == (
        "http://moved.example/new"
    )
    again = json.loads(run("feeds", "check", "moved", "--json").out)["feeds"][0]
    assert (again["state"], again["new"], again["entries"]) == ("ok", 0, 3)  # its entries are known


def test_a_lost_source_is_found_on_its_site(run: Run, workspace: Path, server: RawServer) -> None:
    assert "nothing to mend" in run("feeds", "fix", "resting").out
    run("feeds", "check", "good")
    feed = server.routes.pop("good.example/feed")
    run("feeds", "check", "good")
    assert run("feeds", "fix", "good").code == 4  # nowhere to be found
    assert run("feeds", "fix", "good", "--to", "http://invalid.example/feed").code == 4
    assert (workspace / "feeds.yaml").read_text() == FEEDS
    server.routes["good.example/"] = answer(
        b"<html><link rel='alternate' type='application/rss+xml' href='/other'>"
        b"<link rel='alternate' type='application/rss+xml' href='/moved-feed'><body>Home</body></html>"
    )
    server.routes["good.example/other"] = answer(today("other.example"))
    server.routes["good.example/moved-feed"] = feed
    assert run("feeds", "fix", "good").code == 0
    assert parse_feeds((workspace / "feeds.yaml").read_text())[0].url == "http://good.example/moved-feed"
