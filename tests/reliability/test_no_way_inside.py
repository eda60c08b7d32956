"""Every closed address by literal, by name and by redirect: not one socket is opened towards it."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.collect.servers import RawServer, answer, loopback
from tests.collect.test_addresses import CLOSED
from wartracker.collect.http import Ask, Client
from wartracker.vocabulary import PollOutcome

OURS = {"127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1"}  # the test's own server, allowed by its settings
ADDRESSES = [text for text in CLOSED if text and " " not in text and "%" not in text and text not in OURS]
SPELLINGS = ["127.2", "2130706434", "0x7f000002", "017700000002", "0177.0.0.02", "0x7f.2", "0", "[::ffff:127.0.0.2]"]


def bracket(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def knock(monkeypatch: pytest.MonkeyPatch) -> tuple[list[PollOutcome], list[str]]:
    """Ask for every closed address; return what came of it and the places that sockets were made for."""
    names = {f"name{number}.test": address for number, address in enumerate(ADDRESSES)}
    places: list[str] = []

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        address = names[host]
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

    async def run() -> list[PollOutcome]:
        hosts = [*map(bracket, ADDRESSES), *SPELLINGS, *names]
        routes = {
            f"/{number}": answer(b"", "302 F", (("Location", f"http://{host}/"),)) for number, host in enumerate(hosts)
        }
        async with RawServer(routes) as server:  # type: ignore[arg-type]
            client = Client(loopback(server))
            make = client._make_socket

            def watch(info: tuple[object, ...]) -> socket.socket:
                found = make(info)  # type: ignore[arg-type]
                places.append(str(info[4][0]))  # type: ignore[index]
                return found

            monkeypatch.setattr(client, "_make_socket", watch)
            async with client:
                direct = [await client.fetch(Ask(f"http://{host}/")) for host in hosts]
                hops = [await client.fetch(Ask(f"http://r{n}.example/{n}")) for n in range(len(hosts))]
        return [result.outcome for result in (*direct, *hops)]

    monkeypatch.setattr("wartracker.collect.resolver.socket.getaddrinfo", look_up)
    return asyncio.run(run()), places


def test_no_socket_is_opened_to_a_closed_address(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes, places = knock(monkeypatch)
    assert len(outcomes) >= 2 * (2 * 45 + len(SPELLINGS))
    assert set(outcomes) == {PollOutcome.BLOCKED_ADDRESS}
    assert set(places) == {"127.0.0.1"}  # the sample server, which the settings allow
