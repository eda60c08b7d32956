"""Polls end to end: real sockets, real parser, real SQLite (fault catalogue 1b, 1d, 1e)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.collect.desk import START, Desk, feed, parse_here, rss, run
from tests.collect.servers import Request, answer
from wartracker.collect import commit
from wartracker.collect.poll import BRIEF
from wartracker.errors import OfflineError, StoreError
from wartracker.feedstate import is_move_confirmed
from wartracker.store.tables import entries, pages
from wartracker.vocabulary import FeedState, ItemOutcome, PollOutcome, SourceKind

ETAG = 'W/"v-1 caf\xc3\xa9"'
HOUR = timedelta(hours=1)


def conditional(body: bytes, etag: str = ETAG, status: str = "304 Not Modified") -> Callable[[Request], bytes]:
    def route(request: Request) -> bytes:
        if request.headers.get("if-none-match") == etag.encode("latin-1"):
            return f"HTTP/1.1 {status}\r\n\r\n".encode()
        return answer(body, headers=(("ETag", etag), ("Last-Modified", "yesterday, about noon")))

    return route


def test_a_first_poll_stores_entries_and_queues_pages(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        report = await desk.poll(feed(), prioritise=lambda title, summary: float("2" in title))
        assert (report.polled, report.outcomes, report.pages) == (1, {PollOutcome.OK: 1}, 3)
        assert report.entries == {ItemOutcome.NEW: 3}
        rows = desk.rows(entries)
        assert {row.url for row in rows} == {f"http://news.example/story-{n}" for n in (1, 2, 3)}
        assert all(row.page and row.outcome == "new" for row in rows)
        assert [row.priority for row in sorted(desk.rows(pages), key=lambda row: row.url)] == [0.0, 1.0, 0.0]
        memory = desk.memory()
        assert (memory.etag, memory.last_modified) == (ETAG, "yesterday, about noon")
        assert (memory.state, memory.entries, memory.new, memory.failures) == (FeedState.OK, 3, 3, 0)
        assert START + HOUR <= memory.next_due <= START + 1.1 * HOUR  # type: ignore[operator]

    run(tmp_path, {"/feed": conditional(rss(1, 2, 3))}, play)


def test_a_second_poll_is_conditional_and_writes_no_entry(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        before = desk.rows(entries)
        desk.later(hours=2)
        report = await desk.poll(feed())
        assert report.outcomes == {PollOutcome.NOT_MODIFIED: 1}
        sent = desk.server.requests[1].headers
        assert sent["if-none-match"] == ETAG.encode("latin-1")
        assert sent["if-modified-since"] == b"yesterday, about noon"
        assert desk.rows(entries) == before
        assert desk.memory().etag == ETAG  # the 304 carried none (row 38)

    run(tmp_path, {"/feed": conditional(rss(1, 2, 3))}, play)


def test_nothing_is_asked_before_it_is_due_not_even_after_a_restart(tmp_path: Path) -> None:
    async def first(desk: Desk) -> None:
        await desk.poll(feed())
        report = await desk.poll(feed())
        assert (report.polled, report.not_due) == (0, 1)
        assert len(desk.server.requests) == 1

    async def restarted(desk: Desk) -> None:
        await desk.poll(feed())
        desk.now = START - timedelta(days=2)  # a clock that jumps back
        await desk.poll(feed())
        assert not desk.server.requests
        desk.now = START + timedelta(hours=2)
        await desk.poll(feed())
        assert len(desk.server.requests) == 1

    routes = {"/feed": conditional(rss(1))}
    run(tmp_path, dict(routes), first)
    run(tmp_path, dict(routes), restarted)


@pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(days=5), timedelta(days=400)])
def test_a_clock_that_was_ahead_and_went_back_makes_nobody_wait_for_it(tmp_path: Path, ahead: timedelta) -> None:
    """The last poll is yet to come: its whole interval counts from now on, no longer, and not again at each look."""

    async def play(desk: Desk) -> None:
        desk.now = START + ahead
        await desk.poll(feed())
        planned = desk.memory().next_due
        assert planned is not None
        interval = planned - desk.now
        assert timedelta(minutes=15) <= interval <= timedelta(days=1)
        desk.now = START
        await desk.poll(feed())
        assert len(desk.server.requests) == 1  # never early
        assert desk.memory().next_due == START + interval
        desk.now = START + interval / 2
        await desk.poll(feed())
        assert desk.memory().next_due == START + interval
        desk.now = START + interval
        await desk.poll(feed())
        assert len(desk.server.requests) == 2

    run(tmp_path, {"/feed": conditional(rss(1))}, play)


@pytest.mark.parametrize("back", [timedelta(hours=3), timedelta(days=5)])
def test_a_clock_that_jumps_ahead_asks_once_not_for_every_interval_missed(tmp_path: Path, back: timedelta) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        desk.now = START + back
        for _ in range(3):
            await desk.poll(feed())
        assert len(desk.server.requests) == 2

    run(tmp_path, {"/feed": conditional(rss(1))}, play)


def test_an_unchanged_body_without_validators_is_not_parsed_again(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        desk.later(hours=7)

        async def never(*_: object) -> None:
            raise AssertionError("parsed again")

        report = await desk.poll(feed(), parse=never)
        assert report.outcomes == {PollOutcome.UNCHANGED: 1}
        assert "if-none-match" not in desk.server.requests[1].headers

    run(tmp_path, {"/feed": answer(rss(1, 2))}, play)


def test_new_and_changed_items_are_told_apart(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        await desk.fetch(feed())
        sighted = {row.id: (row.first_seen_at, row.page) for row in desk.rows(entries)}
        desk.later(days=1)
        changed = rss(1, 2, 3).replace(b"What happened in story 2.", b"What really happened in story 2.")
        desk.server.routes["/feed"] = answer(changed)
        report = await desk.poll(feed())
        assert report.outcomes == {PollOutcome.OK: 1}
        assert report.entries == {ItemOutcome.NEW: 1, ItemOutcome.UPDATED: 1, ItemOutcome.SEEN: 1}
        kept = {row.id: (row.first_seen_at, row.page) for row in desk.rows(entries)}
        assert len(kept) == 3
        assert {**kept, **sighted} == kept  # what was known keeps its first sighting and its page
        waiting = {row.url for row in desk.rows(pages) if row.stage == "fetch"}
        assert waiting == {"http://news.example/story-2", "http://news.example/story-3"}

    page = answer(b"<p>A story.</p>")
    run(tmp_path, {"/feed": answer(rss(1, 2)), "/story-1": page, "/story-2": page}, play)


@pytest.mark.parametrize(("items", "here"), [(3, True), (BRIEF + 1, False)])
def test_only_a_batch_that_is_stored_in_a_moment_holds_the_loop_up(tmp_path: Path, items: int, here: bool) -> None:
    threads: set[int] = set()

    def prioritise(title: str, summary: str) -> float:
        threads.add(threading.get_ident())
        return 0.0

    async def play(desk: Desk) -> None:
        await desk.poll(feed(), prioritise=prioritise)
        assert (threading.get_ident() in threads) == here

    run(tmp_path, {"/feed": answer(rss(*range(items)))}, play)


def test_a_text_that_changes_at_each_poll_stops_counting(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        asked = 0
        for number in range(30):
            text = f"What happened in story 1, told {number} times.".encode()
            desk.server.routes["/feed"] = answer(rss(1).replace(b"What happened in story 1.", text))
            await desk.poll(feed(), force=True)
            await desk.fetch(feed())
            desk.later(days=1)
        asked = desk.server.paths().count("/story-1")
        assert len(desk.rows(entries)) == 1
        assert desk.rows(entries)[0].revisions == 24  # row 112
        assert asked == 4  # once, and three times again (row 113)

    run(tmp_path, {"/story-1": answer(b"<p>A story.</p>")}, play)


def test_an_empty_document_deletes_nothing(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        desk.later(days=1)
        desk.server.routes["/feed"] = answer(rss())
        report = await desk.poll(feed())
        assert report.outcomes == {PollOutcome.NO_ITEMS: 1}
        assert len(desk.rows(entries)) == 2
        desk.later(days=1)
        desk.server.routes["/feed"] = answer(rss(1, 2))
        assert (await desk.poll(feed())).entries == {ItemOutcome.SEEN: 2}

    run(tmp_path, {"/feed": answer(rss(1, 2))}, play)


def test_one_article_in_two_feeds_is_one_page(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        report = await desk.poll(feed(), feed("digest", "/other", "digest.example"))
        assert report.entries == {ItemOutcome.NEW: 2}
        assert report.pages == 1
        assert len(desk.rows(pages)) == 1
        assert len({row.page for row in desk.rows(entries)}) == 1

    routes = {
        "/feed": answer(rss(1)),
        "digest.example/other": answer(rss(1).replace(b"story-1<", b"story-1/?utm_source=d<")),
    }
    run(tmp_path, routes, play)


def test_at_a_first_poll_old_entries_are_listed_but_not_fetched(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        desk.now = START + timedelta(days=60)
        report = await desk.poll(feed())
        assert report.entries == {ItemOutcome.OLD: 2}
        assert not desk.rows(pages)

    run(tmp_path, {"/feed": answer(rss(1, 2))}, play)


def test_an_entry_without_an_address_is_analysed_by_its_own_text(tmp_path: Path) -> None:
    body = rss(1).replace(b"<link>http://news.example/story-1</link>", b"").replace(b"<guid>news.example-1</guid>", b"")

    async def play(desk: Desk) -> None:
        report = await desk.poll(feed())
        assert report.entries == {ItemOutcome.NO_LINK: 1}
        ready, fetched = await desk.fetch(feed())
        assert fetched.outcomes == {ItemOutcome.FEED_TEXT: 1}
        assert (ready[0].input.html, ready[0].input.feed_text) == (b"", "What happened in story 1.")
        assert ready[0].input.url.startswith("http://news.example/feed#ent-")
        assert desk.server.paths() == ["/feed"]

    run(tmp_path, {"/feed": answer(body)}, play)


# --------------------------------------------------------------------------- moves, refusals, pauses
def test_a_permanent_move_is_proposed_after_three_polls_over_two_days(tmp_path: Path) -> None:
    states = []

    async def play(desk: Desk) -> None:
        for number in range(4):
            desk.server.routes["/new"] = answer(rss(*range(number + 1)))
            report = await desk.poll(feed())
            assert report.outcomes == {PollOutcome.MOVED: 1}
            states.append((desk.memory().state, is_move_confirmed(desk.memory())))
            desk.later(days=1)
        assert states == [(FeedState.MOVED, confirmed) for confirmed in (False, False, True, True)]
        assert desk.memory().moved_to == "http://news.example/new"
        assert desk.memory().url == "http://news.example/feed"

    run(tmp_path, {"/feed": answer(b"", "301 Moved", (("Location", "/new"),))}, play)


def test_a_move_is_remembered_while_the_new_place_says_not_modified(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        desk.server.routes["/new"] = conditional(rss(1))
        for _ in range(3):
            await desk.poll(feed())
            desk.later(days=1)
        assert (desk.memory().outcome, desk.memory().moved_count) == (PollOutcome.NOT_MODIFIED, 3)
        assert is_move_confirmed(desk.memory())
        assert desk.memory().state is FeedState.MOVED

    run(tmp_path, {"/feed": answer(b"", "301 Moved", (("Location", "/new"),))}, play)


def test_a_temporary_move_is_not_remembered(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        assert (await desk.poll(feed())).outcomes == {PollOutcome.OK: 1}
        assert desk.memory().moved_to is None

    run(tmp_path, {"/feed": answer(b"", "302 Found", (("Location", "/new"),)), "/new": answer(rss(1))}, play)


def test_gone_needs_two_answers_a_day_apart(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        assert (desk.memory().state, desk.memory().gone_count) == (FeedState.FAILING, 1)
        desk.later(hours=1)
        await desk.poll(feed(), force=True)
        assert desk.memory().gone_count == 1
        desk.later(hours=30)
        await desk.poll(feed())
        assert desk.memory().state is FeedState.GONE
        desk.later(days=30)
        assert (await desk.poll(feed(), force=True)).polled == 0
        assert len(desk.server.requests) == 3
        moved = feed(path="/new")
        assert (await desk.poll(moved)).outcomes == {PollOutcome.OK: 1}  # a corrected address starts afresh

    run(tmp_path, {"/feed": answer(b"", "410 Gone"), "/new": answer(rss(1))}, play)


def test_a_429_holds_the_whole_host_beyond_a_restart_and_force(tmp_path: Path) -> None:
    first, second = feed(), feed("talk-two", "/other", "www.news.example")
    routes = {"/feed": answer(b"", "429 Slow down", (("Retry-After", "7200"),)), "/other": answer(rss(1))}

    async def play(desk: Desk) -> None:
        report = await desk.poll(first, second)
        assert report.outcomes == {PollOutcome.RATE_LIMITED: 2}
        assert desk.server.paths() == ["/feed"]
        assert desk.memory().failures == 0
        desk.later(minutes=119)
        await desk.poll(first, second, force=True)
        assert len(desk.server.requests) == 1

    async def restarted(desk: Desk) -> None:
        desk.later(minutes=118)
        await desk.poll(first, second, force=True)
        assert not desk.server.requests
        desk.later(minutes=3)
        await desk.poll(first, second)
        assert desk.server.paths() == ["/other"]  # the other one waits for its own due time

    run(tmp_path, dict(routes), play)
    run(tmp_path, dict(routes), restarted)


def test_a_feed_whose_limit_is_its_own_holds_nobody_else(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        report = await desk.poll(feed(rate_scope="feed"), feed("other", "/other"))
        assert report.outcomes == {PollOutcome.RATE_LIMITED: 1, PollOutcome.OK: 1}
        desk.later(minutes=119)
        assert (await desk.poll(feed(rate_scope="feed"), force=True)).polled == 0

    routes = {"/feed": answer(b"", "429 Slow down", (("Retry-After", "7200"),)), "/other": answer(rss(1))}
    run(tmp_path, routes, play)


def test_a_feed_whose_limit_is_its_own_slows_down_by_itself(tmp_path: Path) -> None:
    """Without a Retry-After and without a host that remembers, the feed's own interval doubles, an hour at least."""
    source = feed(rate_scope="feed", every_min=15)

    async def play(desk: Desk) -> None:
        waits = []
        for _ in range(4):
            await desk.poll(source)
            waits.append((desk.memory().next_due - desk.now).total_seconds() / 3600)  # type: ignore[operator]
            desk.later(days=2)
        assert all(1 <= wait <= 24 * 1.1 for wait in waits)
        assert waits == sorted(waits)
        assert waits[-1] >= 4

    run(tmp_path, {"/feed": answer(b"", "429 Slow down")}, play)


def test_a_429_that_asks_for_no_pause_gets_one(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed(), feed("weekly", "/other"))
        assert len(desk.server.requests) == 1
        desk.later(seconds=59)
        await desk.poll(feed("weekly", "/other"))
        assert len(desk.server.requests) == 1
        desk.later(seconds=2)
        await desk.poll(feed("weekly", "/other"))
        assert len(desk.server.requests) == 2

    routes = {"/feed": answer(b"", "429 Slow down", (("Retry-After", "0"),)), "/other": answer(rss(1))}
    run(tmp_path, routes, play, concurrency=1)


def test_a_429_without_a_time_doubles_the_pause(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        desk.later(minutes=59)
        await desk.poll(feed(), force=True)
        assert len(desk.server.requests) == 1
        desk.later(minutes=2)
        await desk.poll(feed(), force=True)
        desk.later(minutes=119)
        await desk.poll(feed(), force=True)
        assert len(desk.server.requests) == 2

    run(tmp_path, {"/feed": answer(b"", "429 Slow down")}, play)


def test_a_503_with_a_time_is_obeyed_and_not_counted(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        memory = desk.memory()
        assert (memory.outcome, memory.failures) == (PollOutcome.UNAVAILABLE, 0)
        assert memory.next_due == START + timedelta(hours=30)
        desk.later(hours=29)
        assert (await desk.poll(feed(), force=True)).polled == 0
        assert (await desk.poll(feed(), force_all=True)).polled == 1

    run(tmp_path, {"/feed": answer(b"", "503 Later", (("Retry-After", "108000"),))}, play)


def test_max_age_and_ttl_are_lower_bounds(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed(), feed("hourly", "/ttl", "other.example"))
        assert desk.memory().next_due >= START + timedelta(hours=20)  # type: ignore[operator]
        assert desk.memory("hourly").next_due >= START + timedelta(hours=10)  # type: ignore[operator]

    routes = {
        "/feed": answer(rss(1), headers=(("Cache-Control", "public, max-age=72000"), ("ETag", '"1"'))),
        "/ttl": answer(rss(1, extra="<ttl>600</ttl>"), headers=(("ETag", '"1"'),)),
    }
    run(tmp_path, routes, play)


def test_failures_back_off_and_end_with_the_first_good_answer(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        gaps = []
        for _ in range(4):
            await desk.poll(feed())
            gaps.append((desk.memory().next_due - desk.now) / HOUR)  # type: ignore[operator]
            desk.now = desk.memory().next_due  # type: ignore[assignment]
        assert desk.memory().failures == 4
        assert gaps == sorted(gaps)
        assert 12 <= gaps[0] <= 13.2
        assert 24 <= gaps[-1] <= 26.4
        desk.server.routes["/feed"] = answer(rss(1))
        await desk.poll(feed())
        assert (desk.memory().failures, desk.memory().state) == (0, FeedState.OK)

    run(tmp_path, {"/feed": answer(b"", "500 Oops")}, play)


@pytest.mark.parametrize(
    ("route", "outcome", "state"),
    [
        (answer(b""), PollOutcome.EMPTY, FeedState.INVALID),
        (answer(b"<html><body>Home</body></html>"), PollOutcome.NOT_A_FEED, FeedState.INVALID),
        (answer(b"", "403 Forbidden"), PollOutcome.FORBIDDEN, FeedState.FAILING),
        (answer(b"", "403 No", (("cf-mitigated", "challenge"),)), PollOutcome.CHALLENGE, FeedState.FAILING),
        (answer(b"", "404 No"), PollOutcome.NOT_FOUND, FeedState.FAILING),
        (answer(b"", "206 Part"), PollOutcome.BAD_RESPONSE, FeedState.FAILING),
    ],
)
def test_trouble_is_named_and_keeps_what_is_stored(
    tmp_path: Path, route: bytes, outcome: PollOutcome, state: FeedState
) -> None:
    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        good = desk.memory()
        desk.later(days=1)
        desk.server.routes["/feed"] = route
        assert (await desk.poll(feed())).outcomes == {outcome: 1}
        memory = desk.memory()
        assert (memory.state, memory.failures) == (state, 1)
        assert (memory.etag, memory.last_ok_at) == (good.etag, good.last_ok_at)
        assert len(desk.rows(entries)) == 2

    run(tmp_path, {"/feed": conditional(rss(1, 2))}, play)


def test_a_broken_off_body_keeps_whole_items_and_no_validator(tmp_path: Path) -> None:
    whole = rss(1, 2, 3)
    cut = whole[: whole.index(b"Story number 3") + 5]

    async def broken(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(cut, headers=(("ETag", '"cut"'),), length=len(whole)))
        await writer.drain()
        writer.close()

    async def play(desk: Desk) -> None:
        report = await desk.poll(feed())
        assert report.outcomes == {PollOutcome.TRUNCATED: 1}
        assert sorted(row.title for row in desk.rows(entries)) == [f"Story number {n} about weights" for n in (1, 2)]
        assert desk.memory().etag is None
        desk.later(days=2)
        desk.server.routes["/feed"] = answer(whole, headers=(("ETag", '"whole"'),))
        assert (await desk.poll(feed())).entries == {ItemOutcome.NEW: 1, ItemOutcome.SEEN: 2}
        assert desk.memory().etag == '"whole"'

    run(tmp_path, {"/feed": broken}, play)


def test_304_to_no_condition_is_asked_without_conditions_next_time(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        assert (await desk.poll(feed())).outcomes == {PollOutcome.BAD_RESPONSE: 1}
        desk.later(days=2)
        desk.server.routes["/feed"] = conditional(rss(1))
        assert (await desk.poll(feed())).outcomes == {PollOutcome.OK: 1}

    run(tmp_path, {"/feed": b"HTTP/1.1 304 Not Modified\r\n\r\n"}, play)


def test_after_two_weeks_of_304_one_request_is_unconditional(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        for _ in range(20):
            await desk.poll(feed())
            desk.later(days=1)
        plain = [index for index, sent in enumerate(desk.server.requests) if "if-none-match" not in sent.headers]
        assert plain == [0, 15]

    run(tmp_path, {"/feed": conditional(rss(1))}, play)


def test_a_lie_about_the_coding_is_answered_by_asking_for_none(tmp_path: Path) -> None:
    def route(request: Request) -> bytes:
        if request.headers["accept-encoding"] == b"identity":
            return answer(rss(1))
        return answer(rss(1), headers=(("Content-Encoding", "gzip"),))

    async def play(desk: Desk) -> None:
        assert (await desk.poll(feed())).outcomes == {PollOutcome.BAD_ENCODING: 1}
        desk.later(days=1)
        assert (await desk.poll(feed())).outcomes == {PollOutcome.OK: 1}

    run(tmp_path, {"/feed": route}, play)


def sitemap(*numbers: int) -> bytes:
    rows = "".join(
        f"<url><loc>http://news.example/story-{n}</loc><lastmod>2026-02-0{1 + n % 3}</lastmod></url>" for n in numbers
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def sitemap_index(*days: int) -> bytes:
    rows = "".join(
        f"<sitemap><loc>http://news.example/map-{day}.xml</loc><lastmod>2026-01-{day:02d}</lastmod></sitemap>"
        for day in days
    )
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</sitemapindex>'.encode()


def test_the_newest_documents_of_a_sitemap_index_are_read(tmp_path: Path) -> None:
    source = feed(kind=SourceKind.SITEMAP)

    async def play(desk: Desk) -> None:
        report = await desk.poll(source)
        assert report.outcomes == {PollOutcome.OK: 1}
        assert report.entries == {ItemOutcome.NEW: 3}
        assert desk.server.paths() == ["/feed", "/map-9.xml", "/map-8.xml", "/map-7.xml", "/map-6.xml"]
        desk.later(days=1)
        assert (await desk.poll(source)).outcomes == {PollOutcome.UNCHANGED: 1}
        assert len(desk.server.requests) == 6
        desk.server.routes["/feed"] = answer(sitemap_index(4, 5, 6, 7, 8, 10))
        desk.server.routes["/map-10.xml"] = answer(sitemap(7))
        desk.later(days=1)
        report = await desk.poll(source)
        assert report.entries == {ItemOutcome.NEW: 1, ItemOutcome.SEEN: 3}

    maps = {f"/map-{day}.xml": answer(sitemap(day - 5)) for day in (6, 7, 8)}
    run(tmp_path, {"/feed": answer(sitemap_index(4, 5, 6, 7, 8, 9)), **maps}, play)


# --------------------------------------------------------------------------- offline, kills, neighbours
def unreachable(count: int) -> list[object]:
    return [feed(f"closed-{number}", host=f"host{number}.test", path=":1/feed") for number in range(count)]


def closed(name: str) -> object:
    return feed(name, url=f"http://127.0.0.1:1/{name}")


def test_an_offline_machine_blames_nobody(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        with pytest.raises(OfflineError):
            await desk.poll(*(closed(f"closed-{n}") for n in range(5)))
        for number in range(5):
            memory = desk.memory(f"closed-{number}")
            assert (memory.outcome, memory.failures, memory.next_due) == (None, 0, None)

    run(tmp_path, {}, play)


def test_single_unreachable_sources_are_counted(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        report = await desk.poll(feed(), feed("two", "/two"), closed("closed-0"), closed("closed-1"))
        assert report.outcomes == {PollOutcome.OK: 2, PollOutcome.CONNECT: 2}
        assert desk.memory("closed-0").failures == 1

    run(tmp_path, {"/feed": answer(rss(1)), "/two": answer(rss(2))}, play)


def test_a_crash_before_the_commit_loses_and_doubles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def killed(desk: Desk) -> None:
        def die(*_: object) -> None:
            raise StoreError("the disk is full")

        monkeypatch.setattr(commit, "save_feeds", die)  # after the entries, inside the transaction
        with pytest.raises(StoreError):
            await desk.poll(feed())
        monkeypatch.undo()
        assert not desk.rows(entries)
        assert not desk.rows(pages)
        assert desk.memory().etag is None

    async def restarted(desk: Desk) -> None:
        report = await desk.poll(feed())  # the dead run's lease does not hold it back
        assert report.entries == {ItemOutcome.NEW: 3}
        assert "if-none-match" not in desk.server.requests[0].headers

    run(tmp_path, {"/feed": conditional(rss(1, 2, 3))}, killed)
    run(tmp_path, {"/feed": conditional(rss(1, 2, 3))}, restarted)


def test_a_hanging_source_does_not_hold_the_others_up(tmp_path: Path) -> None:
    async def hang(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async def play(desk: Desk) -> None:
        others = [feed(f"other-{n}", host=f"host{n}.example") for n in range(30)]
        order: list[str] = []
        report = await desk.poll(feed("slow", "/hang", "slow.example"), *others)
        order = [done.feed for done in desk.told]
        assert report.outcomes == {PollOutcome.OK: 30, PollOutcome.TIMEOUT: 1}
        assert order[-1] == "slow"

    run(tmp_path, {"/feed": answer(rss(1)), "/hang": hang}, play, total_deadline_s=1.0)


def test_one_request_at_a_time_and_turns_for_every_host(tmp_path: Path) -> None:
    async def slowly(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)
        writer.write(answer(rss(1)))

    async def play(desk: Desk) -> None:
        many = [feed(f"many-{n}", f"/{n}", f"blog{n}.large.example") for n in range(12)]
        few = [feed(f"few-{n}", f"/{n}", f"small{n}.example") for n in range(3)]
        await desk.poll(*many, *few)
        first = [request.host for request in desk.server.requests[:4]]
        assert sum(host.endswith("large.example") for host in first) == 1
        assert set(desk.server.most_busy.values()) == {1}

    run(tmp_path, {f"/{n}": slowly for n in range(12)}, play, concurrency=4)


def test_paused_sources_are_left_alone(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        assert (await desk.poll(feed(paused="moved house"), force_all=True)).polled == 0

    run(tmp_path, {}, play)


def test_robots_keeps_a_feed_away_only_when_it_is_told_to(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        assert (await desk.poll(feed())).outcomes == {PollOutcome.OK: 1}
        desk.later(days=1)
        report = await desk.poll(feed(obey_robots=True))
        assert report.outcomes == {PollOutcome.ROBOTS: 1}
        assert desk.memory().state is FeedState.BLOCKED

    run(tmp_path, {"/feed": answer(rss(1)), "/robots.txt": answer(b"User-agent: *\nDisallow: /feed\n")}, play)


def test_robots_that_cannot_be_had_refuses_nothing_for_good(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        report = await desk.poll(feed(obey_robots=True))
        assert report.outcomes == {PollOutcome.UNAVAILABLE: 1}
        assert "/feed" not in desk.server.paths()
        assert desk.memory().state is FeedState.FAILING
        assert "could not be had" in (desk.memory().why or "")

    run(tmp_path, {"/feed": answer(rss(1)), "/robots.txt": answer(b"", "503 Service Unavailable")}, play)


def test_robots_counts_on_the_way_too_when_it_is_told_to(tmp_path: Path) -> None:
    async def play(desk: Desk) -> None:
        report = await desk.poll(feed(obey_robots=True))
        assert report.outcomes == {PollOutcome.ROBOTS: 1}
        assert "/closed" not in desk.server.paths()

    routes = {
        "/feed": answer(b"", "302 Found", (("Location", "/closed"),)),
        "/closed": answer(rss(1)),
        "/robots.txt": answer(b"User-agent: *\nDisallow: /closed\n"),
    }
    run(tmp_path, routes, play)


def test_a_parser_that_fails_is_an_outcome(tmp_path: Path) -> None:
    from wartracker.records import Fault

    async def crash(*_: object) -> Fault:
        return Fault("small-talk", "parse", "parser-timeout: used up its CPU time", crashed=True)

    async def play(desk: Desk) -> None:
        assert (await desk.poll(feed(), parse=crash)).outcomes == {PollOutcome.PARSER_TIMEOUT: 1}
        assert desk.memory().next_due >= START + timedelta(hours=24)  # type: ignore[operator]
        desk.later(days=2)
        assert (await desk.poll(feed(), parse=parse_here)).outcomes == {PollOutcome.OK: 1}

    run(tmp_path, {"/feed": answer(rss(1))}, play)
