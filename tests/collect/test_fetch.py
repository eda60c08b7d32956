"""Pages end to end: robots.txt, walls, retries, leases; real sockets and SQLite."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from pathlib import Path

import pytest

from tests.collect.desk import START, Desk, feed, rss, run
from tests.collect.servers import Request, answer
from wartracker.collect.fetch import READY, FetchReport, fetch_pages
from wartracker.errors import OfflineError
from wartracker.publishers import Publishers
from wartracker.store.database import writing
from wartracker.store.pages import count_failure, revive_pages
from wartracker.store.tables import pages
from wartracker.vocabulary import ItemOutcome, Tier

HTML = (("Content-Type", "text/html; charset=windows-1252"),)
PAGE = answer(b"<html><body><p>The weights are out.</p></body></html>", headers=HTML)


def page_row(desk: Desk) -> object:
    return desk.rows(pages)[0]


def test_pages_come_with_what_their_feed_said(tmp_path: Path) -> None:
    source = feed(tier=Tier.NEWSLETTER, lang="en", first_party_of=("small-lab",))

    async def play(desk: Desk) -> None:
        await desk.poll(source)
        ready, report = await desk.fetch(source)
        assert report.outcomes == {ItemOutcome.FETCHED: 2}
        assert report.pages == 2
        first = ready[0].input
        assert (first.url, first.charset, first.lang) == ("http://news.example/story-1", "windows-1252", "en")
        assert b"weights" in first.html
        assert (first.feed_title, first.feed_text) == ("Story number 1 about weights", "What happened in story 1.")
        assert (first.publisher, first.tier, first.first_party_of) == ("Small Talk", Tier.NEWSLETTER, ("small-lab",))
        assert first.published_at == START - timedelta(hours=25)
        assert ready[0].result is not None
        again, _ = await desk.fetch(source)
        assert not again
        assert desk.server.paths().count("/robots.txt") == 1

    run(tmp_path, {"/feed": answer(rss(1, 2)), "/story-1": PAGE, "/story-2": PAGE}, play)


def test_a_page_elsewhere_is_not_the_feeds_own(tmp_path: Path) -> None:
    source = feed(first_party_of=("small-lab",))

    async def play(desk: Desk) -> None:
        await desk.poll(source)
        ready, _ = await desk.fetch(source)
        assert (ready[0].input.publisher, ready[0].input.first_party_of) == ("elsewhere.example", ())

    body = rss(1).replace(b"http://news.example/story-1", b"http://elsewhere.example/story-1")
    run(tmp_path, {"/feed": answer(body), "/story-1": PAGE}, play)


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        (answer(b"User-agent: *\nDisallow: /story\n"), False),
        (answer(b"\xef\xbb\xbfUser-agent: WarTracker\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), False),
        (answer(b"User-agent: WarTracker/1.0 (a crawler)\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), False),
        (answer(b"User-agent: otherbot/1.0\nDisallow: /\n"), True),
        (answer(b"User-agent: otherbot\nDisallow: /\n"), True),
        (answer(b"User-agent: *\nDisallow: /story\nAllow: /story-1\n"), True),
        (answer(b"<html>not found, but 200</html>"), True),
        (answer(b"\xff\xfe\x00garbage\nDisallow /"), True),
        (answer(b"", "404 Not Found"), True),
        (answer(b"", "403 Forbidden"), True),
        (answer(b"", "410 Gone"), True),
        (answer(b"", "301 Moved", (("Location", "http://other.example/robots-there"),)), False),
        (answer(b"", "302 Found", (("Location", "/robots.txt"),)), True),
        (answer(b"#" * 600_000 + b"\nUser-agent: *\nDisallow: /\n"), True),
    ],
)
def test_robots_is_obeyed(tmp_path: Path, robots: bytes, asked: bool) -> None:
    routes = {
        "/feed": answer(rss(1)),
        "/story-1": PAGE,
        "/robots.txt": robots,
        "/robots-there": answer(b"User-agent: *\nDisallow: /\n"),
    }

    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        ready, report = await desk.fetch(feed())
        assert ("/story-1" in desk.server.paths()) is asked
        assert report.outcomes == {ItemOutcome.FETCHED if asked else ItemOutcome.FEED_TEXT: 1}
        assert bool(ready[0].input.html) is asked
        assert ready[0].input.feed_text == "What happened in story 1."

    run(tmp_path, routes, play)


@pytest.mark.parametrize("robots", [answer(b"", "500 Oops"), answer(b"", "503 Later"), answer(b"", "429 Slow")])
def test_an_unreachable_robots_file_forbids_for_now(tmp_path: Path, robots: bytes) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        ready, report = await desk.fetch(feed())
        assert (ready, report.outcomes) == ([], {ItemOutcome.FAILED: 1})
        assert "/story-1" not in desk.server.paths()
        desk.server.routes["/robots.txt"] = answer(b"")
        desk.later(minutes=11)
        await desk.fetch(feed())
        assert desk.server.paths().count("/robots.txt") == 1  # remembered for an hour
        desk.later(hours=2)
        ready, report = await desk.fetch(feed())
        assert report.outcomes == {ItemOutcome.FETCHED: 1}

    run(tmp_path, {"/feed": answer(rss(1)), "/story-1": PAGE, "/robots.txt": robots}, play)


def test_robots_of_a_redirects_target_is_obeyed(tmp_path: Path) -> None:
    routes = {
        "/feed": answer(rss(1, 2)),
        "/story-1": answer(b"", "302 Found", (("Location", "http://paper.example/real-1"),)),
        "/story-2": answer(b"", "302 Found", (("Location", "http://open.example/real-2"),)),
        "paper.example/robots.txt": answer(b"User-agent: *\nDisallow: /\n"),
        "paper.example/real-1": PAGE,
        "open.example/real-2": PAGE,
    }

    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        ready, report = await desk.fetch(feed())
        assert report.outcomes == {ItemOutcome.FEED_TEXT: 1, ItemOutcome.FETCHED: 1}
        assert "/real-1" not in desk.server.paths()
        assert ready[0].input.url == "http://news.example/story-1"

    run(tmp_path, routes, play)


def test_robots_is_obeyed_on_every_hop_of_the_same_host_too(tmp_path: Path) -> None:
    routes = {
        "/feed": answer(rss(1)),
        "/story-1": answer(b"", "302 Found", (("Location", "/private/1"),)),
        "/private/1": PAGE,
        "/robots.txt": answer(b"User-agent: *\nDisallow: /private/\n"),
    }

    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        _, report = await desk.fetch(feed())
        assert report.outcomes == {ItemOutcome.FEED_TEXT: 1}
        assert "/private/1" not in desk.server.paths()

    run(tmp_path, routes, play)


def test_a_page_inside_is_refused_at_once(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        ready, report = await desk.fetch(feed())
        assert report.outcomes == {ItemOutcome.FEED_TEXT: 1}
        assert ready[0].why.startswith("blocked-address")

    run(tmp_path, {"/feed": answer(rss(1).replace(b"http://news.example/story-1", b"http://10.0.0.1/story-1"))}, play)


def test_robots_is_remembered_over_a_restart(tmp_path: Path) -> None:
    routes = {"/feed": answer(rss(1)), "/story-1": answer(b"", "500 Oops"), "/robots.txt": answer(b"")}

    async def first(desk: Desk) -> None:
        await desk.poll(feed())
        await desk.fetch(feed())

    async def second(desk: Desk) -> None:
        desk.later(hours=20)
        await desk.fetch(feed())
        assert desk.server.paths() == ["/story-1"]
        desk.later(hours=5)
        await desk.fetch(feed())
        assert desk.server.paths() == ["/story-1", "/robots.txt", "/story-1"]

    run(tmp_path, routes, first)  # type: ignore[arg-type]
    run(tmp_path, routes, second)  # type: ignore[arg-type]


def test_crawl_delay_widens_the_gap(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        await desk.fetch(feed())
        limiter = desk.client.limiter
        assert limiter.gap_s("http://news.example/") == 0.0  # our own host: the setting alone counts
        limiter.slow_down("http://public.test/", 7.5)
        assert limiter.gap_s("http://public.test/") == 7.5
        assert limiter.gap_s("http://elsewhere.test/") == 2.0

    run(tmp_path, {"/feed": answer(rss(1)), "/robots.txt": answer(b"User-agent: *\nCrawl-delay: 9\n")}, play)


CHALLENGE = b"<html><title>Just a moment...</title><body><noscript>Enable JavaScript</noscript></body></html>"
CONSENT = b"<html><body><h1>Before you continue to the Daily</h1><button>Accept all cookies</button></body></html>"


@pytest.mark.parametrize(
    ("route", "outcome", "why"),
    [
        (answer(CHALLENGE), ItemOutcome.NO_CONTENT, "challenge"),
        (answer(CONSENT), ItemOutcome.NO_CONTENT, "consent"),
        (answer(b""), ItemOutcome.NO_CONTENT, "empty"),
        (answer(b"%PDF-1.7", headers=(("Content-Type", "application/pdf"),)), ItemOutcome.NO_CONTENT, "type"),
        (answer(b"", "403 No", (("cf-mitigated", "challenge"),)), ItemOutcome.NO_CONTENT, "challenge"),
        (answer(b"", "403 Forbidden"), ItemOutcome.FEED_TEXT, "forbidden"),
        (answer(b"", "451 Not here"), ItemOutcome.FEED_TEXT, "forbidden"),
        (answer(b"", "410 Gone"), ItemOutcome.FEED_TEXT, "gone"),
        (answer(b"", "302 Found", (("Location", "http://10.0.0.1/"),)), ItemOutcome.FEED_TEXT, "blocked"),
        (answer(b"x", length=99_000_000), ItemOutcome.FEED_TEXT, "too-large"),
    ],
)
def test_what_is_no_article_leaves_the_feeds_text(tmp_path: Path, route: bytes, outcome: ItemOutcome, why: str) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        ready, report = await desk.fetch(feed())
        assert report.outcomes == {outcome: 1}
        assert (ready[0].outcome, ready[0].input.html) == (outcome, b"")
        assert ready[0].why.startswith(why)
        assert ready[0].result is None

    run(tmp_path, {"/feed": answer(rss(1)), "/story-1": route}, play)


def test_an_article_that_speaks_of_walls_is_no_wall(tmp_path: Path) -> None:
    text = b"<p>The site asked: are you a robot? We accept all cookies, wrote the editor, just a moment...</p>" * 30

    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        _, report = await desk.fetch(feed())
        assert report.outcomes == {ItemOutcome.FETCHED: 1}

    run(tmp_path, {"/feed": answer(rss(1)), "/story-1": answer(text)}, play)


def test_failures_are_retried_later_and_end_with_the_feeds_text(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        for tries, wait in ((1, 10), (2, 40)):
            _, report = await desk.fetch(feed())
            assert report.outcomes == {ItemOutcome.FAILED: 1}
            row = page_row(desk)
            assert (row.stage, row.tries, row.outcome) == ("fetch", tries, "failed")  # type: ignore[attr-defined]
            assert (await desk.fetch(feed()))[1].pages == 0
            desk.later(minutes=wait)
        ready, report = await desk.fetch(feed())
        assert report.outcomes == {ItemOutcome.FEED_TEXT: 1}
        assert ready[0].why == "given up after 3 tries: server-error: 500"

    run(tmp_path, {"/feed": answer(rss(1)), "/story-1": answer(b"", "500 Oops")}, play)


def test_a_page_of_a_submitted_address_has_nothing_to_fall_back_on(tmp_path: Path) -> None:
    from wartracker.store.pages import NewPage, add_pages

    async def play(desk: Desk) -> None:
        with writing(desk.engine) as connection:
            add_pages(connection, [NewPage("pag-1", "http://news.example/x", "x", "news.example", "")], desk.now)
        for _ in range(3):
            _, report = await desk.fetch()
            desk.later(hours=1)
        assert report.outcomes == {ItemOutcome.UNREACHABLE: 1}
        row = page_row(desk)
        assert (row.stage, row.outcome) == ("quarantine", "unreachable")  # type: ignore[attr-defined]
        with writing(desk.engine) as connection:
            assert revive_pages(connection, ["pag-1"]) == 1
        desk.server.routes["/x"] = PAGE
        assert (await desk.fetch())[1].outcomes == {ItemOutcome.FETCHED: 1}

    run(tmp_path, {}, play)


def queue(desk: Desk, *urls: str) -> None:
    from wartracker.store.pages import NewPage, add_pages

    found = [NewPage(f"pag-{n}", url, url, f"group{n}", "") for n, url in enumerate(urls)]
    with writing(desk.engine) as connection:
        add_pages(connection, found, desk.now)


def test_an_offline_machine_gives_no_page_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    monkeypatch.setattr("wartracker.collect.resolver.socket.getaddrinfo", no_name)

    async def play(desk: Desk) -> None:
        queue(desk, *(f"http://paper{n}.test/story" for n in range(4)))
        for _ in range(4):
            with pytest.raises(OfflineError):
                await desk.fetch()
            desk.later(hours=1)
        assert {(row.stage, row.tries, row.lease_until) for row in desk.rows(pages)} == {("fetch", 0, None)}  # type: ignore[attr-defined]

    async def online(desk: Desk) -> None:
        desk.later(days=1)
        await desk.poll(feed())  # somebody answers, so the others are to blame
        _, report = await desk.fetch(feed())
        assert report.outcomes == {ItemOutcome.FAILED: 4, ItemOutcome.FETCHED: 1}

    run(tmp_path, {}, play)
    run(tmp_path, {"/feed": answer(rss(1)), "/story-1": PAGE}, online)


def test_a_429_on_a_page_rests_the_whole_host(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        _, report = await desk.fetch(feed())
        assert report.outcomes == {ItemOutcome.FAILED: 3}
        assert sum(path.startswith("/story") for path in desk.server.paths()) == 1
        assert sorted(row.tries for row in desk.rows(pages)) == [0, 0, 1]
        desk.later(minutes=59)
        assert (await desk.fetch(feed()))[1].pages == 0

    slow = answer(b"", "429 Slow down", (("Retry-After", "3600"),))
    run(tmp_path, {"/feed": answer(rss(1, 2, 3)), **{f"/story-{n}": slow for n in (1, 2, 3)}}, play)


def test_a_page_whose_process_died_is_work_again_at_once(tmp_path: Path) -> None:
    routes = {"/feed": answer(rss(1)), "/story-1": PAGE}

    async def killed(desk: Desk) -> None:
        await desk.poll(feed())
        ready, _ = await desk.fetch(feed(), finish=False)
        assert len(ready) == 1
        assert page_row(desk).lease_owner == "collector"  # type: ignore[attr-defined]

    async def restarted(desk: Desk) -> None:
        ready, _ = await desk.fetch(feed())
        assert len(ready) == 1
        assert page_row(desk).stage == "done"  # type: ignore[attr-defined]

    run(tmp_path, dict(routes), killed)
    run(tmp_path, dict(routes), restarted)


def test_a_page_that_fails_in_analysis_three_times_is_set_aside(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        words = []
        for _ in range(3):
            ready, _ = await desk.fetch(feed(), finish=False)
            with writing(desk.engine) as connection:
                words.append(count_failure(connection, ready[0].input.id, "parser-crash: gone", desk.now))
        assert words == [ItemOutcome.FAILED, ItemOutcome.FAILED, ItemOutcome.QUARANTINED]
        assert (await desk.fetch(feed()))[1].pages == 0

    run(tmp_path, {"/feed": answer(rss(1)), "/story-1": PAGE}, play)


def test_bodies_do_not_pile_up_before_a_slow_analyser(tmp_path: Path) -> None:
    numbers = range(1, 60)

    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        stream = fetch_pages(desk.client, desk.engine, {}, Publishers({}), FetchReport())
        await anext(stream)
        await asyncio.sleep(0.3)
        asked = sum(path.startswith("/story") for path in desk.server.paths())
        assert asked <= READY + desk.client.settings.concurrency + 1
        await stream.aclose()

    run(tmp_path, {"/feed": answer(rss(*numbers)), **{f"/story-{n}": PAGE for n in numbers}}, play, concurrency=4)


def test_the_most_promising_page_of_each_host_comes_first(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        sources = [feed(), feed("two", "/two", "two.example")]
        await desk.poll(*sources, prioritise=lambda title, summary: 1.0 if "number 3" in title else 0.0)
        await desk.fetch(*sources)
        asked = [f"{one.host}{one.path}" for one in desk.server.requests if one.path.startswith("/story")]
        assert set(asked[:2]) == {"news.example/story-3", "two.example/story-3"}

    routes = {"/feed": answer(rss(1, 2, 3)), "/two": answer(rss(1, 2, 3, host="two.example"))}
    run(tmp_path, {**routes, **{f"/story-{n}": PAGE for n in (1, 2, 3)}}, play, concurrency=1)


def test_the_same_page_is_not_fetched_twice_at_once(tmp_path: Path) -> None:
    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.02)
        writer.write(PAGE)

    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        await desk.fetch(feed())
        assert desk.server.paths().count("/story-1") == 1
        assert desk.server.most_busy["news.example"] == 1

    run(tmp_path, {"/feed": answer(rss(1, 2, 3)), **{f"/story-{n}": slow for n in (1, 2, 3)}}, play)
