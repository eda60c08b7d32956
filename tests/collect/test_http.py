"""The guarded client against a server that misbehaves (fault catalogue sections 1a and 1b)."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import zlib
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from tests.collect.servers import RawServer, Request, answer, loopback
from wartracker.collect.addresses import build_reach
from wartracker.collect.http import Ask, Client, is_echoable
from wartracker.collect.resolver import BlockedConnect, PinnedResolver
from wartracker.config import CollectSettings
from wartracker.errors import NoContactError
from wartracker.records import FetchResult
from wartracker.vocabulary import PollOutcome

DATA = Path(__file__).parents[1] / "data" / "collect"
BODY = b"<rss><channel><title>Small talk about large models</title></channel></rss>"


def fetch(
    routes: dict[str, object],
    path: str = "/",
    *,
    host: str = "news.example",
    ask: Ask | None = None,
    **settings: object,
) -> tuple[FetchResult, RawServer]:
    """Serve routes, fetch one of them."""

    async def run() -> tuple[FetchResult, RawServer]:
        async with RawServer(routes) as server, Client(loopback(server, **settings)) as client:  # type: ignore[arg-type]
            return await client.fetch(replace(ask or Ask(""), url=f"http://{host}{path}")), server

    return asyncio.run(run())


def test_a_plain_answer_keeps_its_headers() -> None:
    headers = (("ETag", '"v1"'), ("X-Other", "dropped"), ("Content-Type", "application/rss+xml"))
    result, server = fetch({"/": answer(BODY, headers=headers)})
    assert result.outcome is PollOutcome.OK
    assert (result.status, result.body, result.final_url) == (200, BODY, "http://news.example/")
    assert result.headers[:2] == (("ETag", '"v1"'), ("Content-Type", "application/rss+xml"))
    sent = server.requests[0].headers
    assert sent["user-agent"].startswith(b"WarTracker/")
    assert b"(+tests@wartracker.example)" in sent["user-agent"]
    assert sent["accept-encoding"] == b"gzip, deflate"
    assert sent["host"] == b"news.example"
    assert not {"cookie", "referer", "authorization"} & sent.keys()


@pytest.mark.parametrize("etag", ['"abc"', 'W/"abc"', "abc", '""', '"caf\xc3\xa9"', '"a"b"', "a" * 1024])
def test_validators_are_echoed_byte_for_byte(etag: str) -> None:
    modified = "Mon, 2 Feb 2026 10:00:00 +0100 (odd)"

    def route(request: Request) -> bytes:
        if request.headers.get("if-none-match") == etag.encode("latin-1"):
            return b"HTTP/1.1 304 Not Modified\r\n\r\n"
        return answer(BODY, headers=(("ETag", etag), ("Last-Modified", modified)))

    result, _ = fetch({"/": route})
    assert result.header("etag") == etag
    assert is_echoable(etag)
    again, server = fetch({"/": route}, ask=Ask("", etag=result.header("etag"), last_modified=modified))
    assert again.outcome is PollOutcome.NOT_MODIFIED
    assert server.requests[0].headers["if-modified-since"] == modified.encode()


@pytest.mark.parametrize("value", ["", "a" * 1025, '"a\x07"', '"\x7f"', '"\xff"', "\N{SNOWMAN}"])
def test_validators_that_cannot_be_echoed_are_known(value: str) -> None:
    assert not is_echoable(value)


def test_304_to_no_condition_is_nonsense() -> None:
    result, _ = fetch({"/": b"HTTP/1.1 304 Not Modified\r\n\r\n"})
    assert (result.outcome, result.status) == (PollOutcome.BAD_RESPONSE, 304)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("204 No Content", PollOutcome.BAD_RESPONSE),
        ("206 Partial Content", PollOutcome.BAD_RESPONSE),
        ("300 Multiple Choices", PollOutcome.BAD_RESPONSE),
        ("400 Bad Request", PollOutcome.BAD_RESPONSE),
        ("401 Unauthorized", PollOutcome.FORBIDDEN),
        ("402 Payment Required", PollOutcome.FORBIDDEN),
        ("403 Forbidden", PollOutcome.FORBIDDEN),
        ("404 Not Found", PollOutcome.NOT_FOUND),
        ("410 Gone", PollOutcome.GONE),
        ("429 Too Many Requests", PollOutcome.RATE_LIMITED),
        ("451 Unavailable For Legal Reasons", PollOutcome.FORBIDDEN),
        ("500 Internal Server Error", PollOutcome.SERVER_ERROR),
        ("502 Bad Gateway", PollOutcome.SERVER_ERROR),
        ("503 Service Unavailable", PollOutcome.UNAVAILABLE),
        ("522 Connection Timed Out", PollOutcome.SERVER_ERROR),
        ("999 Request Denied", PollOutcome.BAD_RESPONSE),
    ],
)
def test_statuses_have_their_word(status: str, outcome: PollOutcome) -> None:
    result, _ = fetch({"/": answer(b"", status) if not status.startswith("204") else b"HTTP/1.1 204 No\r\n\r\n"})
    assert (result.outcome, result.body) == (outcome, b"")


def test_a_challenge_is_named_by_its_header() -> None:
    result, _ = fetch({"/": answer(b"", "403 Forbidden", (("CF-Mitigated", "challenge"),))})
    assert result.outcome is PollOutcome.CHALLENGE


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("120", 120), ("0", 0), ("-5", 0), ("1000000000000", 7 * 86400), ("soon", None), ("", None)],
)
def test_retry_after_is_read(header: str, seconds: int | None) -> None:
    result, _ = fetch({"/": answer(b"", "429 Too Many Requests", (("Retry-After", header),))})
    assert (result.outcome, result.retry_after_s) == (PollOutcome.RATE_LIMITED, seconds)


def test_retry_after_dates_count_from_the_servers_clock() -> None:
    headers = (("Date", "Tue, 03 Feb 2015 10:00:00 GMT"), ("Retry-After", "Tue, 03 Feb 2015 10:05:00 GMT"))
    result, _ = fetch({"/": answer(b"", "503 Service Unavailable", headers)})
    assert result.retry_after_s == 300


# --------------------------------------------------------------------------- redirects
def hop(status: int, target: str) -> bytes:
    return answer(b"gone elsewhere", f"{status} Moved", (("Location", target),))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(status: int) -> None:
    result, server = fetch({"/a": hop(status, "/b?x=1#part"), "/b?x=1": answer(BODY)}, "/a")
    assert (result.outcome, result.body, result.url) == (PollOutcome.OK, BODY, "http://news.example/a")
    assert result.final_url == "http://news.example/b?x=1"
    assert result.permanent_url == ("http://news.example/b?x=1" if status in {301, 308} else None)
    assert server.paths() == ["/a", "/b?x=1"]


def test_only_the_unbroken_permanent_part_of_a_chain_counts() -> None:
    routes = {"/a": hop(301, "/b"), "/b": hop(302, "/c"), "/c": hop(301, "/d"), "/d": answer(BODY)}
    result, _ = fetch(routes, "/a")
    assert result.permanent_url == "http://news.example/b"


def test_five_hops_are_followed_and_six_are_a_loop() -> None:
    routes = {f"/{step}": hop(302, f"/{step + 1}") for step in range(9)} | {"/5": answer(BODY)}
    assert fetch(dict(routes), "/0")[0].outcome is PollOutcome.OK
    del routes["/5"]
    routes["/5"] = hop(302, "/6")
    result, server = fetch(routes, "/0")
    assert result.outcome is PollOutcome.REDIRECT_LOOP
    assert len(server.requests) == 6


def test_a_redirect_to_itself_is_seen_at_once() -> None:
    result, server = fetch({"/a": hop(302, "/a")}, "/a")
    assert result.outcome is PollOutcome.REDIRECT_LOOP
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("target", "outcome"),
    [
        ("http://10.0.0.1/", PollOutcome.BLOCKED_ADDRESS),
        ("http://127.0.0.2/", PollOutcome.BLOCKED_ADDRESS),
        ("http://[::1]/", PollOutcome.BLOCKED_ADDRESS),
        ("http://169.254.169.254/latest/", PollOutcome.BLOCKED_ADDRESS),
        ("http://2130706434/", PollOutcome.BLOCKED_ADDRESS),
        ("http://[::ffff:7f00:2]/", PollOutcome.BLOCKED_ADDRESS),
        ("http://%31%32%37.0.0.2/", PollOutcome.BLOCKED_ADDRESS),
        ("http://１２７.0.0.2/", PollOutcome.BLOCKED_ADDRESS),
        ("file:///etc/passwd", PollOutcome.BLOCKED_SCHEME),
        ("ftp://news.example/", PollOutcome.BLOCKED_SCHEME),
        ("data:text/html,x", PollOutcome.BLOCKED_SCHEME),
        ("http://elsewhere.test:25/", PollOutcome.BLOCKED_PORT),
    ],
)
def test_each_hop_is_checked_like_a_first_request(target: str, outcome: PollOutcome) -> None:
    location = target.encode().decode("latin-1")
    result, server = fetch({"/a": hop(302, location)}, "/a")
    assert result.outcome is outcome, result
    assert len(server.requests) == 1


@pytest.mark.parametrize("location", ["", "http://", "http://[::1", "//"])
def test_a_redirect_to_nowhere_is_a_bad_response(location: str) -> None:
    result, _ = fetch({"/a": hop(302, location)}, "/a")
    assert result.outcome in {
        PollOutcome.BAD_RESPONSE, PollOutcome.BLOCKED_ADDRESS, PollOutcome.REDIRECT_LOOP, PollOutcome.BLOCKED_SCHEME
    }  # fmt: skip


def test_credentials_of_a_redirect_are_dropped() -> None:
    result, server = fetch({"/a": hop(302, "http://user:secret@news.example/b"), "/b": answer(BODY)}, "/a")
    assert result.final_url == "http://news.example/b"
    assert "authorization" not in server.requests[1].headers


def test_https_only_refuses_a_downgrade() -> None:
    result, server = fetch({"/": answer(BODY)}, ask=Ask("", https_only=True))
    assert result.outcome is PollOutcome.BLOCKED_SCHEME
    assert not server.requests


# --------------------------------------------------------------------------- bodies
@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(BODY)),
        ("x-gzip", gzip.compress(BODY)),
        ("GZIP", gzip.compress(BODY[:20]) + gzip.compress(BODY[20:])),
        ("gzip", gzip.compress(BODY) + b"\0\0\0"),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY)[2:-4]),
        ("gzip, gzip", gzip.compress(gzip.compress(BODY))),
        ("deflate, gzip", gzip.compress(zlib.compress(BODY))),
        ("identity", BODY),
        ("", BODY),
    ],
)
def test_content_codings_are_undone(coding: str, body: bytes) -> None:
    result, _ = fetch({"/": answer(body, headers=(("Content-Encoding", coding),))})
    assert (result.outcome, result.body) == (PollOutcome.OK, BODY)


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", BODY),
        ("deflate", b"\xff\xff\xff" + BODY),
        ("br", BODY),
        ("zstd", BODY),
        ("gzip, gzip, gzip", gzip.compress(gzip.compress(gzip.compress(BODY)))),
    ],
)
def test_codings_that_lie_or_were_not_asked_for(coding: str, body: bytes) -> None:
    result, _ = fetch({"/": answer(body, headers=(("Content-Encoding", coding),))})
    assert (result.outcome, result.body) == (PollOutcome.BAD_ENCODING, b"")


def test_a_gzip_bomb_stops_at_the_cap() -> None:
    bomb = gzip.compress(b"\0" * (64 * 1024 * 1024))
    result, _ = fetch({"/": answer(bomb, headers=(("Content-Encoding", "gzip"),))}, max_body_mib=1.0)
    assert (result.outcome, result.body) == (PollOutcome.TOO_LARGE, b"")


def test_a_nested_gzip_bomb_stops_at_the_cap() -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * (64 * 1024 * 1024)))
    result, _ = fetch({"/": answer(bomb, headers=(("Content-Encoding", "gzip, gzip"),))}, max_body_mib=1.0)
    assert result.outcome is PollOutcome.TOO_LARGE


def test_a_declared_size_is_refused_before_reading() -> None:
    result, _ = fetch({"/": answer(b"x", length=10 * 1024**3)})
    assert result.outcome is PollOutcome.TOO_LARGE


def test_an_endless_body_stops_at_the_cap() -> None:
    async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    assert fetch({"/": endless}, max_body_mib=1.0)[0].outcome is PollOutcome.TOO_LARGE


def test_a_cap_may_cut_instead() -> None:
    result, _ = fetch({"/": answer(b"x" * 5000)}, ask=Ask("", cap_bytes=1000, cut=True))
    assert (result.outcome, len(result.body)) == (PollOutcome.OK, 1000)


async def _closed(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()
    writer.close()


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (answer(BODY, length=len(BODY) + 100), BODY),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n" + BODY[:16] + b"\r\n", BODY[:16]),
        (answer(gzip.compress(BODY)[:-9], headers=(("Content-Encoding", "gzip"),)), None),
    ],
)
def test_broken_off_bodies_are_truncated(data: bytes, body: bytes | None) -> None:
    async def route(request: Request, writer: asyncio.StreamWriter) -> None:
        await _closed(writer, data)

    result, _ = fetch({"/": route})
    assert result.outcome is PollOutcome.TRUNCATED
    assert body is None or result.body == body
    assert BODY.startswith(result.body)


def test_a_reset_mid_body_is_truncated() -> None:
    async def route(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(BODY, length=100_000))
        await writer.drain()
        await asyncio.sleep(0.05)
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        writer.transport.abort()

    result, _ = fetch({"/": route})
    assert (result.outcome, result.body) == (PollOutcome.TRUNCATED, BODY)


def test_an_old_server_without_length_is_read_to_the_end() -> None:
    async def route(request: Request, writer: asyncio.StreamWriter) -> None:
        await _closed(writer, b"HTTP/1.0 200 OK\r\n\r\n" + BODY)

    assert fetch({"/": route})[0].body == BODY


# --------------------------------------------------------------------------- slowness and rubbish
def test_a_drip_is_cut_at_the_total_deadline() -> None:
    async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.05)

    result, _ = fetch({"/": drip}, total_deadline_s=0.4)
    assert (result.outcome, result.body) == (PollOutcome.TIMEOUT, b"")


def test_a_silent_server_is_cut_at_the_total_deadline() -> None:
    async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    assert fetch({"/": silent}, total_deadline_s=0.3)[0].outcome is PollOutcome.TIMEOUT


def test_one_deadline_covers_all_hops() -> None:
    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.25)
        writer.write(hop(302, request.path + "x"))

    result, server = fetch({"/" + "x" * step: slow for step in range(9)}, total_deadline_s=0.6)
    assert result.outcome is PollOutcome.TIMEOUT
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 60_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 10_000 + b"\r\n",
        b"not http at all\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nETag: a\0b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    ],
)
def test_rubbish_is_a_bad_response(data: bytes) -> None:
    async def route(request: Request, writer: asyncio.StreamWriter) -> None:
        await _closed(writer, data)

    assert fetch({"/": route})[0].outcome is PollOutcome.BAD_RESPONSE


def test_a_closed_connection_and_a_closed_port() -> None:
    async def route(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.close()

    assert fetch({"/": route})[0].outcome is PollOutcome.CONNECT

    async def nobody() -> FetchResult:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        async with Client(loopback()) as client:
            return await client.fetch(Ask(f"http://127.0.0.1:{port}/"))

    assert asyncio.run(nobody()).outcome is PollOutcome.CONNECT


def test_an_idle_connection_that_was_closed_is_no_trouble() -> None:
    seen: list[asyncio.StreamWriter] = []

    async def route(request: Request, writer: asyncio.StreamWriter) -> None:
        if writer in seen:  # the second request on this connection meets a server that hangs up
            writer.close()
            return
        seen.append(writer)
        writer.write(answer(BODY))

    async def run() -> list[PollOutcome]:
        async with RawServer({"/": route}) as server, Client(loopback(server)) as client:
            return [(await client.fetch(Ask("http://news.example/"))).outcome for _ in range(3)]

    assert asyncio.run(run()) == [PollOutcome.OK] * 3


def count_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_faults_leave_no_file_open() -> None:
    async def cut(request: Request, writer: asyncio.StreamWriter) -> None:
        await _closed(writer, answer(BODY, length=5000))

    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(5)

    routes = {
        "/cut": cut,
        "/slow": slow,
        "/loop": hop(302, "/loop"),
        "/big": answer(b"x", length=10**9),
        "/ok": answer(BODY),
    }

    async def run() -> tuple[int, int]:
        async with RawServer(routes) as server, Client(loopback(server, total_deadline_s=0.05)) as client:
            await client.fetch(Ask("http://news.example/ok"))
            before = count_files()
            for number in range(100):
                path = ("cut", "slow", "loop", "big", "ok")[number % 5]
                await client.fetch(Ask(f"http://news{number}.example/{path}"))
            for task in list(server._tasks):
                task.cancel()
            await asyncio.sleep(0.05)
            # at most the pool's idle connections, both ends of which are in this process
            return before, count_files()

    before, after = asyncio.run(run())
    assert after - before <= 2 * 20


def test_tls_trouble_is_named() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"", "400 This is no TLS"))
        await writer.drain()
        writer.close()

    async def run() -> FetchResult:
        server = await asyncio.start_server(plain, "127.0.0.1", 0)
        async with server, Client(loopback()) as client:
            return await client.fetch(Ask(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"))

    assert asyncio.run(run()).outcome is PollOutcome.TLS


def test_a_certificate_nobody_vouches_for_is_refused_unless_the_feed_says_so() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "self-signed.pem")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(BODY, headers=(("Connection", "close"),)))
        await writer.drain()
        writer.close()

    async def run() -> list[FetchResult]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
        async with server, Client(loopback()) as client:
            url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
            return [await client.fetch(Ask(url)), await client.fetch(Ask(url, tls_verify=False))]

    refused, opened = asyncio.run(run())
    assert refused.outcome is PollOutcome.TLS
    assert (opened.outcome, opened.body) == (PollOutcome.OK, BODY)


# --------------------------------------------------------------------------- addresses
Look = Callable[..., list[tuple[object, ...]]]


def resolver(addresses: dict[str, list[str]] | Exception) -> Look:
    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        if isinstance(addresses, Exception):
            raise addresses
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port)) for found in addresses[host]]

    return look_up


def ask_with(monkeypatch: pytest.MonkeyPatch, look_up: Look, settings: CollectSettings, url: str) -> FetchResult:
    monkeypatch.setattr("wartracker.collect.resolver.socket.getaddrinfo", look_up)

    async def run() -> FetchResult:
        async with Client(settings) as client:
            return await client.fetch(Ask(url))

    return asyncio.run(run())


@pytest.mark.parametrize("found", [["10.0.0.1"], ["127.0.0.1", "::1"], ["169.254.169.254"], ["::ffff:10.0.0.1"]])
def test_names_that_lead_inside_are_not_connected_to(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    settings = replace(loopback(), allow_private=())
    result = ask_with(monkeypatch, resolver({"inside.test": found}), settings, "http://inside.test/")
    assert result.outcome is PollOutcome.BLOCKED_ADDRESS


def test_a_request_that_found_no_connection_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    result = ask_with(monkeypatch, look_up, loopback(), "http://nowhere.test/")
    assert (result.outcome, asked) == (PollOutcome.DNS, ["nowhere.test"])


def test_of_mixed_answers_only_the_allowed_address_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> tuple[FetchResult, int]:
        async with RawServer({"/": answer(BODY)}) as server:
            look_up = resolver({"mixed.test": ["10.0.0.1", "127.0.0.1", "192.168.0.1"]})
            monkeypatch.setattr("wartracker.collect.resolver.socket.getaddrinfo", look_up)
            async with Client(loopback(allow_ports=(server.port,))) as client:
                return await client.fetch(Ask(f"http://mixed.test:{server.port}/")), len(server.requests)

    result, count = asyncio.run(run())
    assert (result.outcome, count) == (PollOutcome.OK, 1)


def test_the_resolver_gives_only_addresses_that_may_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    found = resolver({"mixed.test": ["10.0.0.1", "93.184.216.34", "::1", "127.0.0.1"], "inside.test": ["10.0.0.1"]})
    monkeypatch.setattr("wartracker.collect.resolver.socket.getaddrinfo", found)
    names = PinnedResolver(build_reach(["127.0.0.1"]))
    kept = asyncio.run(names.resolve("mixed.test", 80))
    assert [row["host"] for row in kept] == ["93.184.216.34", "127.0.0.1"]
    with pytest.raises(BlockedConnect):
        asyncio.run(names.resolve("inside.test", 80))


def test_no_socket_is_made_for_an_address_that_may_not_be_asked() -> None:
    client = Client(loopback())
    with pytest.raises(BlockedConnect):
        client._make_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80)))
    client._make_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))).close()


def test_a_rebinding_name_is_checked_on_the_address_it_connects_to(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"], ["127.0.0.2"]])

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port)) for found in next(answers)]

    async def run() -> list[PollOutcome]:
        async with RawServer({"/": answer(BODY, headers=(("Connection", "close"),))}) as server:
            monkeypatch.setattr("wartracker.collect.resolver.socket.getaddrinfo", look_up)
            async with Client(loopback(allow_ports=(server.port,))) as client:
                first = await client.fetch(Ask(f"http://rebinds.test:{server.port}/"))
                client._session._connector.clear_dns_cache()  # type: ignore[union-attr]
                second = await client.fetch(Ask(f"http://rebinds.test:{server.port}/"))
                return [first.outcome, second.outcome]

    assert asyncio.run(run()) == [PollOutcome.OK, PollOutcome.BLOCKED_ADDRESS]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (socket.gaierror(socket.EAI_NONAME, "no name"), PollOutcome.DNS),
        (socket.gaierror(socket.EAI_AGAIN, "later"), PollOutcome.DNS_TEMP),
        (UnicodeError("label too long"), PollOutcome.DNS),
    ],
)
def test_names_that_cannot_be_looked_up(
    monkeypatch: pytest.MonkeyPatch, error: Exception, outcome: PollOutcome
) -> None:
    assert ask_with(monkeypatch, resolver(error), loopback(), "http://missing.test/").outcome is outcome


def test_nobody_is_asked_without_a_contact() -> None:
    with pytest.raises(NoContactError):
        Client(CollectSettings())


# --------------------------------------------------------------------------- turns
def test_one_request_in_flight_and_a_gap_per_registered_domain() -> None:
    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.02)
        writer.write(answer(BODY))

    async def run() -> RawServer:
        async with RawServer({"/": slow}) as server, Client(loopback(server, host_gap_s=0.05)) as client:
            urls = [f"http://{name}.example/" for name in ("a.one", "b.one", "two", "c.one")]
            await asyncio.gather(*(client.fetch(Ask(url)) for url in urls))
            return server

    server = asyncio.run(run())
    times = sorted(request.at for request in server.requests if request.host.endswith(".one.example"))
    assert len(times) == 3
    assert all(later - earlier >= 0.069 for earlier, later in pairwise(times))
