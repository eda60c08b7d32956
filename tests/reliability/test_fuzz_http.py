"""Mutated answers: the client always gives a result, whatever bytes a server sends."""

from __future__ import annotations

import asyncio
import gzip
import random
import socket
from collections import Counter

import pytest

from tests.collect.servers import RawServer, Request, answer, loopback
from wartracker.collect.http import Ask, Client
from wartracker.vocabulary import PollOutcome

SEED = 20260203
BODY = gzip.compress(b"<rss>" + b"weights " * 200)
ANSWERS = [
    answer(BODY, headers=(("Content-Encoding", "gzip"), ("ETag", '"1"'), ("Content-Type", "text/xml; charset=utf-8"))),
    answer(b"", "302 Found", (("Location", "http://news.example/next?x=1"), ("Set-Cookie", "a=b"))),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + answer(b"late"),
    answer(b"", "429 Slow", (("Retry-After", "120"), ("Date", "Tue, 03 Feb 2026 10:00:00 GMT"))),
]
ODD = [
    b"\r\n",
    b"\r",
    b"\n",
    b"\0",
    b":",
    b" ",
    b"\xff\xfe",
    b"-1",
    b"99999999999999999999",
    b"chunked",
    b"gzip",
    b"%",
    b"[",
    b"//",
]


def mutate(data: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randint(1, 4)):
        place = dice.randrange(len(data) + 1)
        end = min(len(data), place + dice.randint(0, 6))
        data = (
            data[:place]
            + dice.choice([b"", bytes([dice.randrange(256)]), dice.choice(ODD), data[place:end] * 2])
            + data[end:]
        )
    return data


async def play(count: int, seed: int) -> Counter[PollOutcome]:
    dice = random.Random(seed)

    async def route(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(mutate(dice.choice(ANSWERS), dice))
        await writer.drain()
        writer.close()

    found: Counter[PollOutcome] = Counter()
    async with RawServer({f"/{number}": route for number in range(count)} | {"/next?x=1": route}) as server:
        settings = loopback(server, total_deadline_s=2.0, max_body_mib=1.0)
        async with Client(settings) as client:
            for number in range(count):
                result = await client.fetch(Ask(f"http://news{number}.example/{number}"))
                found[result.outcome] += 1
                assert len(result.body) <= 1 << 20
                assert result.body == b"" or result.outcome in {PollOutcome.OK, PollOutcome.TRUNCATED}
    return found


def test_mutated_answers_always_give_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such host")

    monkeypatch.setattr("wartracker.collect.resolver.socket.getaddrinfo", no_name)  # a mutated host stays inside
    found = asyncio.run(play(400, SEED))
    assert found.total() == 400
    assert len(found) >= 6  # the mutations reach many paths
