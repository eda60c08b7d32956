"""Posting to an address that the operator chose: guarded like a fetch, no redirect followed, no answer read."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path

import pytest

from tests.collect.servers import RawServer, Request, answer, loopback
from wartracker.collect.http import Client
from wartracker.records import FetchResult
from wartracker.vocabulary import PollOutcome

DATA = Path(__file__).resolve().parents[1] / "data" / "collect"
BODY = b'{"text": "silent: small-talk"}'


async def hang(request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def pour(request: Request, writer: asyncio.StreamWriter) -> None:
    """Answer well, with a body that never ends."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        writer.write(b"x" * 65536)
        await writer.drain()


def post(url: str, routes: dict[str, object], **settings: object) -> tuple[FetchResult, RawServer]:
    async def play() -> tuple[FetchResult, RawServer]:
        async with RawServer(routes) as server, Client(loopback(server, **settings)) as client:  # type: ignore[arg-type]
            return await client.post(url, BODY, "application/json"), server

    return asyncio.run(play())


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content"])
def test_any_2xx_is_taken(status: str) -> None:
    result, server = post("http://hooks.example/hook", {"/hook": answer(b"", status)})
    assert (result.outcome, result.status) == (PollOutcome.OK, int(status[:3]))
    (request,) = server.requests
    assert request.headers["user-agent"].startswith(b"WarTracker/")
    assert request.headers["content-type"] == b"application/json"
    assert request.headers["content-length"] == str(len(BODY)).encode()
    assert not {"cookie", "referer", "authorization"} & set(request.headers)


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent", "400 Bad", "429 Slow", "503 Busy"]
)
def test_anything_else_is_a_refusal_and_leads_nowhere(status: str) -> None:
    routes = {"/hook": answer(b"secret", status, (("Location", "/inside"),)), "/inside": answer(b"")}
    result, server = post("http://hooks.example/hook", routes)
    assert (result.outcome, result.why) == (PollOutcome.BAD_RESPONSE, f"status {status[:3]}")
    assert server.paths() == ["/hook"]


def test_an_endless_answer_is_not_read() -> None:
    result, _ = post("http://hooks.example/hook", {"/hook": pour}, total_deadline_s=60.0)
    assert result.outcome is PollOutcome.OK


def test_a_server_that_says_nothing_costs_the_deadline_alone() -> None:
    result, _ = post("http://hooks.example/hook", {"/hook": hang}, total_deadline_s=0.5)
    assert result.outcome is PollOutcome.TIMEOUT


@pytest.mark.parametrize(
    ("url", "outcome"),
    [
        ("http://10.0.0.7/hook", PollOutcome.BLOCKED_ADDRESS),
        ("http://169.254.169.254/hook", PollOutcome.BLOCKED_ADDRESS),
        ("http://[::ffff:10.0.0.7]/hook", PollOutcome.BLOCKED_ADDRESS),
        ("file:///etc/passwd", PollOutcome.BLOCKED_SCHEME),
        ("http://203.0.113.9:22/hook", PollOutcome.BLOCKED_PORT),
        ("http://nowhere.invalid/hook", PollOutcome.DNS),
    ],
)
def test_what_may_not_be_asked_is_not(url: str, outcome: PollOutcome) -> None:
    result, server = post(url, {})
    assert result.outcome is outcome or (outcome is PollOutcome.DNS and result.outcome is PollOutcome.DNS_TEMP)
    assert server.requests == []


def test_nobody_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    result, _ = post("http://hooks.example/hook", {}, resolve={"*.example": f"127.0.0.1:{port}"})
    assert result.outcome is PollOutcome.CONNECT


def test_a_certificate_nobody_vouches_for_gets_nothing() -> None:
    async def play() -> None:
        asked: list[bytes] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(await reader.read(65536))
            writer.close()

        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(DATA / "self-signed.pem")
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        port = server.sockets[0].getsockname()[1]
        async with server, Client(loopback(resolve={"*.example": f"127.0.0.1:{port}"})) as client:
            result = await client.post("https://hooks.example/hook", BODY, "application/json")
        assert result.outcome is PollOutcome.TLS
        assert b"".join(asked) == b""

    asyncio.run(play())
