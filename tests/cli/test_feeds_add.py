"""`feeds add` and `discover` over real HTTP: what is proved is written, what is not is named, nothing leaks."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.call import Run
from tests.cli.small import write_workspace
from tests.cli.test_feeds import today
from tests.collect.servers import RawServer, Request, answer, serve_beside
from wartracker.cli.door import open_store
from wartracker.cli.proof import render_proof
from wartracker.config import parse_feeds
from wartracker.errors import LockedError
from wartracker.feedsfile import add_feed
from wartracker.pipeline import TickOptions, locked, run_tick
from wartracker.prove import Sample, Wishes, prove_source
from wartracker.store.database import reading
from wartracker.store.runs import load_heartbeat
from wartracker.vocabulary import PollOutcome, SourceKind, Tier
from wartracker.workspace import open_workspace

FEEDS = (
    "# what we watch\nfeeds:\n"
    "  - {name: wire, kind: feed, url: 'http://wire.example/feed', publisher: Wire, tier: press}  # ours\n"
)
HOME = (
    b"<html><head><title>Quillon Labs</title>"
    b"<link rel='alternate' type='application/rss+xml' title='Comments' href='/comments/feed'>"
    b"<link rel='alternate' type='application/rss+xml' title='News' href='/blog/feed.xml'></head>"
    b"<body><a href='/blog/one'>One</a></body></html>"
)
INDEX = b"<html><title>Index</title><body>" + b"".join(
    b"<article><a href='/posts/entry-%d'>Open weights, part %d</a> <time datetime='2026-11-0%d'></time></article>"
    % (number, number, number)
    for number in range(1, 6)
)
HUB = json.dumps(
    [
        {
            "id": f"quillon/Ember-{number}",
            "createdAt": f"2026-11-0{number}T08:00:00.000Z",
            "tags": ["license:apache-2.0"],
            "gated": False,
        }
        for number in range(1, 4)
    ]
).encode()


def article(request: Request) -> bytes:
    number = int(request.path.rpartition("-")[2]) if request.path[-1].isdigit() else 0
    subject = (
        "open weights that anybody can download" if number % 2 == 0 else "the ferry in the harbour and its ferry line"
    )
    text = f"<p>Today we speak of {subject}. {'It was a quiet day with much to tell. ' * 12}</p>"
    return answer(f"<html><title>Part {number}</title><body><article><h1>Part {number}</h1>{text}".encode())


def feed(request: Request) -> bytes:
    if request.headers.get("if-none-match") == b'"v1"':
        return b"HTTP/1.1 304 Not Modified\r\n\r\n"
    return answer(today("quillon.example", 6), headers=(("ETag", '"v1"'), ("Content-Type", "text/html")))


ROUTES: dict[str, Any] = {
    "quillon.example/": answer(HOME, headers=(("Content-Type", "text/html"),)),
    "quillon.example/blog/feed.xml": feed,
    "wire.example/feed": answer(today("wire.example")),
    "plain.example/": answer(b"<html><body>Nothing here</body></html>"),
    "plain.example/feed": answer(today("plain.example")),
    "index.example/posts": answer(INDEX, headers=(("Content-Type", "text/html"),)),
    "hub.example/api/models?author=quillon": answer(HUB),
    "bare.example/": answer(b"<html><body>Secret words of the inside</body></html>"),
    "away.example/feed": answer(b"", "302 Found", (("Location", "http://10.0.0.7/feed"),)),
    "file.example/feed": answer(b"", "302 Found", (("Location", "file:///etc/passwd"),)),
    "quillon.example/robots.txt": answer(b"User-agent: *\nDisallow: /news/story-3\n"),
    "/robots.txt": answer(b"", "404 Not Found"),
    **{f"/news/story-{number}": article for number in range(6)},
    **{f"/posts/entry-{number}": article for number in range(1, 6)},
}


@pytest.fixture
def server() -> Iterator[RawServer]:
    with serve_beside(dict(ROUTES)) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, server: RawServer) -> Path:
    return write_workspace(tmp_path / "workspace", FEEDS, server.port)


def test_a_site_address_becomes_a_proved_entry(run: Run, workspace: Path, server: RawServer) -> None:
    told = run("feeds", "add", "http://quillon.example/", "--yes", "--json", "--topics", "releases")
    assert told.code == 0, told
    proof = json.loads(told.out)
    assert proof["found"][0]["url"] == "http://quillon.example/blog/feed.xml"
    assert [(poll["outcome"], poll["status"]) for poll in proof["polls"]] == [("ok", 200), ("not-modified", 304)]
    assert (proof["validators"], proof["polls"][0]["entries"]) == ("works", 6)
    assert proof["robots"] == {"source": "allowed", "articles_allowed": 4}
    assert [sample["outcome"] for sample in proof["samples"]] == ["kept", "dropped", "kept", "kept", "kept"]
    assert proof["gate"] == {"kept": 4, "of": 5}  # story 3 may not be fetched: the feed's own words are judged
    assert "/news/story-3" not in server.paths()
    text = (workspace / "feeds.yaml").read_text()
    assert text.startswith(FEEDS)
    added = parse_feeds(text)[-1]
    assert (added.name, added.kind, added.url) == ("quillon-labs-blog", SourceKind.FEED, proof["feed"]["url"])
    assert (added.publisher, added.tier, added.first_party_of) == ("Quillon Labs", Tier.FIRST_PARTY, ("quillon",))
    assert added.topics == ("releases",)
    assert added.verified is not None

    again = run("feeds", "add", "http://quillon.example/blog/feed.xml", "--yes")
    assert again.code == 4
    assert "it is there already: quillon-labs-blog (the same address)" in again.out
    assert (workspace / "feeds.yaml").read_text() == text


def test_nobody_is_asked_while_a_collector_works(run: Run, workspace: Path, server: RawServer) -> None:
    engine = open_store(open_workspace(workspace, {}))
    with locked(engine, print, owner="elsewhere:1:x"):
        for command in ("add", "discover", "fix"):
            told = run("feeds", command, *(["wire", "--to"] if command == "fix" else []), "http://quillon.example/")
            assert told.code == 6
            assert "another collector (elsewhere:1:x) works on this database" in told.err
            assert "try again when its run has ended" in told.err
    engine.dispose()
    assert server.requests == []
    assert (workspace / "feeds.yaml").read_text() == FEEDS
    assert run("feeds", "discover", "http://quillon.example/").code == 0


def test_a_proof_holds_the_lock_and_leaves_none(workspace: Path, server: RawServer) -> None:
    place = open_workspace(workspace, {})
    engine = open_store(place)
    refused: list[str] = []

    def poll_meanwhile(request: Request) -> bytes:
        with pytest.raises(LockedError) as error:
            run_tick(place, engine, TickOptions(), print)
        refused.append(str(error.value))
        return feed(request)

    server.routes["quillon.example/blog/feed.xml"] = poll_meanwhile
    assert prove_source(place, engine, "http://quillon.example/", Wishes(), print, judge=False).problems == ()
    assert len(refused) == 2
    assert all("another collector" in words for words in refused)
    with reading(engine) as connection:
        assert load_heartbeat(connection) is None
    engine.dispose()


def test_what_others_write_into_feeds_yaml_meanwhile_stays(run: Run, workspace: Path, server: RawServer) -> None:
    file = workspace / "feeds.yaml"

    def pause_meanwhile(request: Request) -> bytes:
        file.write_text(file.read_text().replace("tier: press}", "tier: press, paused: 'until May'}"))
        return feed(request)

    server.routes["quillon.example/blog/feed.xml"] = pause_meanwhile
    assert run("feeds", "add", "http://quillon.example/", "--yes").code == 0
    assert [(one.name, one.paused) for one in parse_feeds(file.read_text())] == [
        ("wire", "until May"),
        ("quillon-labs-blog", None),
    ]


def test_two_commands_never_overwrite_each_others_feeds_yaml(workspace: Path) -> None:
    file = workspace / "feeds.yaml"
    command = [sys.executable, "-m", "wartracker.cli.main", "--workspace", str(workspace), "feeds", "pause", "wire"]
    held = os.open(workspace, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)  # as a command does between reading and writing
    with subprocess.Popen([*command, "--reason", "until May"], stdout=subprocess.DEVNULL) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(3)
        file.write_text(FEEDS + "  - {name: late, kind: feed, url: 'http://l.example/', publisher: L, tier: press}\n")
        os.close(held)
        assert process.wait(60) == 0
    assert [(one.name, one.paused) for one in parse_feeds(file.read_text())] == [("wire", "until May"), ("late", None)]


def test_the_proof_is_told_in_lines(workspace: Path) -> None:
    place = open_workspace(workspace, {})
    proof = prove_source(place, open_store(place), "http://quillon.example/", Wishes(), print, judge=False)
    samples = (Sample("Weights are out", "http://quillon.example/1", None, robots=True, outcome="kept", score=0.9),)
    proof = replace(proof, samples=(*samples, replace(samples[0], robots=False, outcome="dropped")))
    assert proof.feed is not None
    lines = "\n".join(render_proof(proof, add_feed(FEEDS, proof.feed)))
    for words in (
        "feed     http://quillon.example/blog/feed.xml  (linked by the page: News)",
        "poll 2   not-modified, HTTP 304",
        "validators work",
        "1 of 2 articles allowed",
        "article  kept     0.90  no date     Weights are out",
        "gate     1 of 2 would pass",
        "entry    - {name: quillon-labs-blog, kind: feed",
    ):
        assert words in lines


@pytest.mark.parametrize(
    ("url", "kind", "wanted"),
    [
        ("http://plain.example/", SourceKind.FEED, "http://plain.example/feed"),
        ("http://index.example/posts", SourceKind.PAGE, "http://index.example/posts"),
        (
            "http://hub.example/api/models?author=quillon",
            SourceKind.HUB,
            "http://hub.example/api/models?author=quillon",
        ),
    ],
)
def test_the_kind_is_guessed(workspace: Path, url: str, kind: SourceKind, wanted: str) -> None:
    place = open_workspace(workspace, {})
    proof = prove_source(place, open_store(place), url, Wishes(keys={"tier": Tier.PRESS}), print, judge=False)
    assert proof.problems == ()
    assert proof.feed is not None
    assert (proof.feed.kind, proof.feed.url, proof.feed.tier) == (kind, wanted, Tier.PRESS)
    assert proof.polls[1].outcome is PollOutcome.UNCHANGED
    if kind is SourceKind.PAGE:
        assert proof.feed.link_pattern == r"^http://index\.example/posts/[^?#]+"
    if kind is SourceKind.HUB:
        assert (proof.feed.publisher, proof.feed.first_party_of) == ("Quillon Labs on Hugging Face", ("quillon",))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://169.254.169.254/latest", "blocked-address"),
        ("http://[::ffff:10.0.0.1]/feed", "blocked-address"),
        ("http://2130706433:22/", "blocked-"),
        ("http://203.0.113.9:8081/feed", "blocked-"),
        ("http://away.example/feed", "blocked-address"),
        ("http://file.example/feed", "blocked-scheme"),
        ("ftp://wire.example/feed", "not an http or https address"),
        ("http://bare.example/", "does not work"),
        ("http://nowhere.invalid/", "dns"),
    ],
)
def test_what_does_not_work_is_named_and_not_written(run: Run, workspace: Path, url: str, words: str) -> None:
    told = run("feeds", "add", url, "--yes")
    assert told.code == 4, told
    assert words in told.out
    assert "Secret words" not in told.out + told.err
    assert (workspace / "feeds.yaml").read_text() == FEEDS


def test_discovery_lists_what_a_site_offers(run: Run, server: RawServer) -> None:
    told = run("feeds", "discover", "http://quillon.example/", "--json")
    assert told.code == 0
    found = json.loads(told.out)["found"]
    assert [(one["kind"], one["how"]) for one in found] == [
        ("feed", "linked by the page"),
        ("sitemap", "a usual place"),
    ]
    assert not any("comments" in one["url"] for one in found)
    assert run("feeds", "discover", "http://nowhere.invalid/").code == 4


def test_without_a_contact_nobody_is_asked(run: Run, workspace: Path, server: RawServer) -> None:
    file = workspace / "wartracker.toml"
    file.write_text("\n".join(line for line in file.read_text().splitlines() if "contact" not in line))
    assert run("feeds", "add", "http://quillon.example/").code == 3
    assert server.requests == []
