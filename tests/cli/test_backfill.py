"""`backfill` over real HTTP: archives, pages of a listing, sitemaps, given addresses; stopped, gone on with, polite."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.cli.call import Run
from tests.cli.small import write_workspace
from tests.cli.test_feeds import entry
from tests.collect.servers import RawServer, answer, serve_beside
from wartracker.catchup import count_months
from wartracker.cli.door import open_store
from wartracker.collect.history import derive_pattern
from wartracker.store.database import reading
from wartracker.store.tables import entries, pages
from wartracker.workspace import open_workspace

SINCE = "2026-03-01"
FEEDS = "feeds:\n" + "".join(
    [
        entry("archived"),
        entry("paged"),
        entry("short", path="/news/feed"),
        entry("listing", "hub", "/api/models?author=quillon"),
        entry("mapped", "sitemap", "/sitemap.xml", link_pattern="'/news/'"),
        entry("asleep", paused="'until May'"),
    ]
)


def item(host: str, month: int, name: str = "story") -> str:
    return (
        f"<item><guid>{host}-{name}-{month}</guid><title>Ember {month} of {host}: open weights</title>"
        f"<link>http://{host}/news/{name}-{month}</link>"
        f"<description>The weights of Ember {month} are open weights.</description>"
        f"<pubDate>{datetime(2026, month, 5, 9, tzinfo=UTC):%a, %d %b %Y %H:%M:%S GMT}</pubDate></item>"
    )


def feed(host: str, months: list[int], link: str = "") -> bytes:
    items = "".join(item(host, month) for month in months)
    head = "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>News</title>"
    return answer(f"<?xml version='1.0'?>{head}{link}{items}</channel></rss>".encode())


def link(rel: str, href: str) -> str:
    return f"<atom:link rel='{rel}' href='{href}'/>"


def models(months: list[int], further: str = "") -> bytes:
    rows = [
        {
            "id": f"quillon/Ember-{month}",
            "createdAt": f"2026-{month:02d}-07T08:00:00.000Z",
            "tags": ["license:apache-2.0"],
            "gated": False,
        }
        for month in months
    ]
    return answer(json.dumps(rows).encode(), headers=(("Link", further),) if further else ())


def sitemap(host: str, months: list[int], folder: str = "news") -> bytes:
    urls = "".join(
        f"<url><loc>http://{host}/{folder}/story-{month}</loc><lastmod>2026-{month:02d}-05</lastmod></url>"
        for month in months
    )
    return answer(f"<urlset>{urls}<url><loc>http://{host}/about</loc></url></urlset>".encode())


ROUTES: dict[str, Any] = {
    # archived feed (RFC 5005 section 4): three documents, the last before the day, then a loop nobody enters
    "archived.example/feed": feed("archived.example", [10, 9], link("prev-archive", "/2026/summer")),
    "archived.example/2026/summer": feed("archived.example", [7, 6], link("prev-archive", "/2026/spring")),
    "archived.example/2026/spring": feed("archived.example", [4, 2], link("prev-archive", "/2025")),
    "archived.example/2025": feed("archived.example", [1]),
    # paged feed (section 3) whose last page points at its first
    "paged.example/feed": feed("paged.example", [10], link("next", "/feed2")),
    "paged.example/feed2": feed("paged.example", [8], link("next", "/feed")),
    # a feed that keeps nothing: its site's sitemap index tells, of its own folder alone
    "short.example/news/feed": feed("short.example", [10, 9, 8]),
    "short.example/robots.txt": answer(
        b"User-agent: *\nDisallow: /news/story-5\nSitemap: http://short.example/map.xml\n"
    ),
    "short.example/map.xml": answer(
        b"<sitemapindex><sitemap><loc>http://short.example/map-new.xml</loc><lastmod>2026-10-05</lastmod></sitemap>"
        b"<sitemap><loc>http://short.example/map-old.xml</loc><lastmod>2025-01-01</lastmod></sitemap></sitemapindex>"
    ),
    "short.example/map-new.xml": sitemap("short.example", [10, 6, 5, 1]),
    "listing.example/api/models?author=quillon": models(
        [10, 9], '<http://listing.example/api/models?author=quillon&cursor=a>; rel="next"'
    ),
    "listing.example/api/models?author=quillon&cursor=a": models([4, 2], '<http://away.invalid/>; rel="next"'),
    "mapped.example/sitemap.xml": sitemap("mapped.example", [9, 3, 2]),
    "given.example/news/one": answer(b"<html><title>One</title><body><p>The ferry was late.</p></body></html>"),
}


def story(request: Any) -> bytes:
    text = f"<p>Quillon Labs speaks of open weights at {request.host} in {request.path}. {'It went on. ' * 40}</p>"
    return answer(f"<html><title>{request.path} and its open weights</title><body><h1>x</h1>{text}".encode())


@pytest.fixture
def server() -> Iterator[RawServer]:
    stories = {f"/news/story-{month}": story for month in range(1, 13)}
    with serve_beside(ROUTES | stories) as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path, server: RawServer) -> Path:
    return write_workspace(tmp_path / "workspace", FEEDS, server.port)


def found(workspace: Path) -> dict[str, list[int]]:
    """Return the months of the wanted entries of each source."""
    told: dict[str, list[int]] = {}
    with reading(open_store(open_workspace(workspace, {}))) as connection:
        for row in connection.execute(select(entries).where(entries.c.page.is_not(None))):
            told.setdefault(row.feed, []).append((row.published_at or row.updated_at).month)
    return {name: sorted(months, reverse=True) for name, months in told.items()}


def asked(server: RawServer) -> list[str]:
    return [f"{one.host}{one.path}" for one in server.requests]


def test_the_past_of_every_kind_of_source_is_found(run: Run, workspace: Path, server: RawServer) -> None:
    told = run("backfill", "--since", SINCE, "--queue-only", "--json")
    assert told.code == 0, told
    report = json.loads(told.out)
    walks = {row["name"]: (row["documents"], row["found"], row["queued"], row["done"]) for row in report["feeds"]}
    assert walks == {
        "archived": (3, 5, 5, True),
        "paged": (2, 2, 2, True),
        "short": (3, 5, 5, True),
        "listing": (2, 3, 3, True),
        "mapped": (1, 2, 2, True),
    }
    assert found(workspace) == {
        "archived": [10, 9, 7, 6, 4],
        "paged": [10, 8],
        "short": [10, 9, 8, 6, 5],
        "listing": [10, 9, 4],
        "mapped": [9, 3],
    }
    assert "archived.example/2025" not in asked(server)  # nothing behind the day is asked for
    assert "short.example/map-old.xml" not in asked(server)
    assert len(asked(server)) == len(set(asked(server)))
    assert not any("/news/story" in address for address in asked(server))
    months = {row["month"]: row["entries"] for row in report["months"]}
    assert months == {"2026-10": 4, "2026-09": 4, "2026-08": 2, "2026-07": 1, "2026-06": 2} | {
        "2026-05": 1,
        "2026-04": 2,
        "2026-03": 1,
    }

    before = len(server.requests)
    again = json.loads(run("backfill", "--since", SINCE, "--queue-only", "--json").out)
    assert len(server.requests) == before  # done is done
    assert all(row["found"] == row["queued"] == 0 for row in again["feeds"])


def test_a_stopped_walk_goes_on_where_it_was(run: Run, workspace: Path, server: RawServer) -> None:
    whole = server.routes["archived.example/2026/summer"]
    server.routes["archived.example/2026/summer"] = answer(b"", "503 Busy", (("Retry-After", "120"),))
    first = run("backfill", "archived", "--since", SINCE, "--queue-only", "--json")
    assert first.code == 4
    (row,) = json.loads(first.out)["feeds"]
    assert (row["done"], row["queued"], row["documents"]) == (False, 2, 1)
    assert "unavailable; the next run goes on" in row["why"]
    server.routes["archived.example/2026/summer"] = whole
    second = run("backfill", "archived", "--since", SINCE, "--queue-only", "--json")
    (row,) = json.loads(second.out)["feeds"]
    assert (second.code, row["done"], row["found"], row["documents"]) == (0, True, 3, 2)
    assert asked(server).count("archived.example/feed") == 1
    assert found(workspace) == {"archived": [10, 9, 7, 6, 4]}


def test_a_source_that_cannot_be_reached_is_not_done(run: Run, workspace: Path, server: RawServer) -> None:
    server.routes["paged.example/feed"] = answer(b"", "404 Not Found")
    told = run("backfill", "paged", "--since", SINCE, "--queue-only", "--json")
    (row,) = json.loads(told.out)["feeds"]
    assert (told.code, row["done"], row["why"]) == (
        4,
        False,
        "http://paged.example/feed: not-found; the next run goes on",
    )


def test_a_limit_leaves_the_rest_listed_for_the_next_run(run: Run, workspace: Path) -> None:
    (row,) = json.loads(run("backfill", "archived", "--since", SINCE, "--limit", "2", "--queue-only", "--json").out)[
        "feeds"
    ]
    assert (row["found"], row["queued"], row["left"], row["done"]) == (5, 2, 3, False)
    assert found(workspace) == {"archived": [10, 9]}
    (row,) = json.loads(run("backfill", "archived", "--since", SINCE, "--queue-only", "--json").out)["feeds"]
    assert (row["found"], row["queued"], row["left"], row["done"]) == (0, 3, 0, True)


def test_a_first_poll_knows_what_a_backfill_found_before_it(run: Run, workspace: Path) -> None:
    run("backfill", "archived", "--since", SINCE, "--queue-only")
    told = json.loads(run("run", "--once", "--feeds", "archived", "--json").out)
    assert told["stages"]["entries"] == {"seen": 2}
    assert found(workspace) == {"archived": [10, 9, 7, 6, 4]}


def test_one_command_brings_a_debate_up_to_date(run: Run, workspace: Path, server: RawServer) -> None:
    """The first poll listed the past as old; the backfill fetches it, with given addresses, and tells it by month."""
    run("feeds", "check", "short")
    assert found(workspace) == {}
    file = workspace / "urls.txt"
    file.write_text(
        "# given by a reader\nhttp://given.example/news/one\nhttp://given.example/news/one?utm_source=x\nftp://x/\n"
    )
    told = run("backfill", "short", "--since", SINCE, "--urls", str(file))
    assert told.code == 4  # one address was unusable
    lines = [line.split() for line in told.out.splitlines() if line]
    assert ["given", "addresses:", "1", "new,", "0", "known,", "1", "unusable"] in lines
    assert [line[:4] for line in lines if line[0].startswith("2026")] == [
        [f"2026-{month:02d}", "1", "1", "0" if month == 5 else "1"] for month in (5, 6, 8, 9, 10)
    ]
    assert "short.example/news/story-5" not in asked(server)  # robots.txt: only its address is known
    assert asked(server).count("given.example/news/one") == 1
    with reading(open_store(open_workspace(workspace, {}))) as connection:
        stages = list(connection.scalars(select(pages.c.stage)))
    assert stages == ["done"] * 6


def test_wrong_words_are_usage_errors(run: Run, server: RawServer) -> None:
    assert run("backfill").code == 2
    assert run("backfill", "--since", "march").code == 2
    assert run("backfill", "--since", SINCE, "--only-urls").code == 2
    assert run("backfill", "nobody", "--since", SINCE).code == 7
    assert run("backfill", "--since", SINCE, "--only-urls", "--urls", "nowhere.txt").code == 3
    assert server.requests == []


@pytest.mark.parametrize(
    ("addresses", "pattern"),
    [
        ([f"https://a.example/2026/0{n}/story-{n}" for n in range(1, 5)], r"^https?://a\.example/\d+/\d+/[^/?#]+/?$"),
        ([f"https://a.example/blog/p-{n}" for n in range(3)], r"^https?://a\.example/blog/[^/?#]+/?$"),
        ([f"https://a.example/p-{n}" for n in range(9)], None),
        ([f"https://a.example/x{chr(97 + n)}/p" for n in range(9)], None),
        ([], None),
    ],
)
def test_what_addresses_share(addresses: list[str], pattern: str | None) -> None:
    assert derive_pattern(addresses) == pattern


def test_months_add_up() -> None:
    day = datetime(2026, 4, 1, tzinfo=UTC)
    rows = count_months(
        [(day, True, True), (day, True, False), (None, False, False)], ["2026-05", "2025-01"], "2026-03"
    )
    assert rows == [
        {"month": "2026-04", "entries": 2, "fetched": 2, "kept": 1, "candidates": 0},
        {"month": "2026-05", "entries": 0, "fetched": 0, "kept": 0, "candidates": 1},
        {"month": "no date", "entries": 1, "fetched": 0, "kept": 0, "candidates": 0},
    ]
