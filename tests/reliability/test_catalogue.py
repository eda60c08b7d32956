"""Every row of docs/faults.md has an answer that something shows, and the rows that need a scene of their own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.collect.desk import Desk, feed, rss, run
from tests.collect.servers import RawServer, Request, answer, loopback
from tests.reliability.faults import FAULTS
from wartracker.collect.http import Ask, Client
from wartracker.store.tables import entries, feeds
from wartracker.vocabulary import PollOutcome

ROOT = Path(__file__).resolve().parents[2]
PLAYED = {number for fault in FAULTS for number in fault.rows.split()}
LONG_S = 60.0  # a deadline that none of these may come to


def catalogue() -> list[tuple[list[int], str]]:
    """Return the rows of the catalogue: their numbers, and what shows the answer."""
    found = []
    for line in (ROOT / "docs" / "faults.md").read_text(encoding="utf-8").splitlines():
        if re.match(r"\| \d", line):
            cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
            spans = [[int(number) for number in re.findall(r"\d+", part)] for part in cells[0].split(",")]
            found.append(([row for span in spans for row in range(span[0], span[-1] + 1)], cells[-1]))
    return found


def test_all_rows_are_answered_once() -> None:
    assert sorted(row for rows, _ in catalogue() for row in rows) == list(range(1, 148))


@pytest.mark.parametrize(("rows", "shown"), catalogue(), ids=lambda value: str(value)[:20])
def test_what_shows_a_row_is_there(rows: list[int], shown: str) -> None:
    named = re.findall(r"`((?:tests|src)/[^`]+)`", shown)
    assert all((ROOT / path).exists() for path in named)
    tests = [path for path in named if path.startswith("tests/")]
    unplayed = [row for row in rows if str(row) not in PLAYED]
    if "**T**" in shown:
        assert len(unplayed) < len(rows)
    assert tests or not unplayed, f"nothing shows rows {unplayed}"


def ask(client: Client, url: str) -> PollOutcome:
    async def play() -> PollOutcome:
        async with client:
            return (await client.fetch(Ask(url))).outcome

    return asyncio.run(play())


def test_a_resolver_that_hangs_costs_its_own_feed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 5: the look-up counts in the total deadline; other hosts are asked meanwhile."""
    hangs, look_up = threading.Event(), socket.getaddrinfo

    def slow(host: object, *rest: object, **more: object) -> object:
        if host == "slow.test":
            hangs.wait(LONG_S)
        return look_up(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", slow)

    async def play() -> None:
        server = RawServer({"/feed": answer(b"x")})
        async with server, Client(loopback(server, total_deadline_s=6.0)) as client:
            waiting = asyncio.create_task(client.fetch(Ask("http://slow.test/feed")))
            assert (await client.fetch(Ask("http://quick.example/feed"))).outcome is PollOutcome.OK
            assert (await waiting).outcome is PollOutcome.TIMEOUT

    began = time.monotonic()
    asyncio.run(play())
    hangs.set()
    assert time.monotonic() - began < LONG_S


def test_connecting_for_ever_ends_at_the_connect_deadline() -> None:
    """Row 7: a machine that answers no SYN; here a queue of connections that is full."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(8)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        settings = loopback(resolve={"*.example": f"127.0.0.1:{port}"}, connect_deadline_s=0.5, total_deadline_s=LONG_S)
        began = time.monotonic()
        assert ask(Client(settings), "http://black.example/feed") is PollOutcome.TIMEOUT
        assert time.monotonic() - began < LONG_S / 2
        for one in waiting:
            one.close()


def test_a_handshake_that_stalls_ends_at_the_connect_deadline() -> None:
    """Row 22: the server takes the connection and says nothing."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        port = silent.getsockname()[1]
        settings = loopback(resolve={"*.example": f"127.0.0.1:{port}"}, connect_deadline_s=0.5, total_deadline_s=LONG_S)
        began = time.monotonic()
        assert ask(Client(settings), "https://mute.example/feed") is PollOutcome.TIMEOUT
        assert time.monotonic() - began < LONG_S / 2


def test_a_proxy_in_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 26: what the environment names is neither checked nor polite; requests go where they are meant to."""

    async def play() -> None:
        async with RawServer({"/feed": answer(b"x")}) as server, RawServer() as proxy:
            for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
                monkeypatch.setenv(name, proxy.address)
            async with Client(loopback(server)) as client:
                assert (await client.fetch(Ask("http://news.example/feed"))).outcome is PollOutcome.OK
            assert proxy.requests == []
            assert server.paths() == ["/feed"]

    asyncio.run(play())


def test_the_hub_of_a_feed_is_stored_and_not_asked(tmp_path: Path) -> None:
    """Row 74: WebSub."""
    hub = "<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='hub' href='http://hub.example/'/>"

    async def play(desk: Desk) -> None:
        await desk.poll(feed())
        assert desk.memory().websub_hub == "http://hub.example/"
        assert desk.server.paths() == ["/feed"]

    run(tmp_path, {"/feed": answer(rss(1, extra=hub))}, play)


def test_a_feed_taken_out_while_it_is_polled_keeps_its_rows(tmp_path: Path) -> None:
    """Row 146: the poll that is under way ends well; afterwards nobody asks, and nothing is lost."""

    async def play(desk: Desk) -> None:
        listed = [feed(), feed("leaving", "/two", "two.example")]

        def leave(request: Request) -> bytes:
            del listed[1]  # somebody takes it out of feeds.yaml
            return answer(rss(1, host="two.example"))

        desk.server.routes["/two"] = leave
        await desk.poll(*listed)
        desk.later(days=2)
        await desk.poll(*listed)
        assert [request.path for request in desk.server.requests].count("/two") == 1
        assert sorted(row.name for row in desk.rows(feeds)) == ["leaving", "small-talk"]  # type: ignore[attr-defined]
        assert sorted({row.feed for row in desk.rows(entries)}) == ["leaving", "small-talk"]  # type: ignore[attr-defined]

    run(tmp_path, {"/feed": answer(rss(1, 2))}, play)


WRITER = """
import sys
from pathlib import Path
from wartracker.timeline.publish import write_file
for number in range(10_000):
    write_file(Path(sys.argv[1]), bytes([65 + number % 26]) * 400_000)
    print(number, flush=True)
"""


def test_an_output_file_is_never_half_written(tmp_path: Path) -> None:
    """Row 133: whoever reads, or looks after a kill, finds one whole state or another."""
    path = tmp_path / "timeline.json"
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _ in range(5):
                assert process.stdout.readline()
                content = path.read_bytes()
                assert (len(content), len(set(content))) == (400_000, 1)
            os.kill(process.pid, signal.SIGKILL)
        content = path.read_bytes()
        assert (len(content), len(set(content))) == (400_000, 1)
