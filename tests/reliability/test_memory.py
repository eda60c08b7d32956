"""Bodies that unfold to gigabytes leave the collector's memory as it was (row 15)."""

from __future__ import annotations

import asyncio
import gzip
import resource
import zlib

from tests.collect.servers import RawServer, answer, loopback
from wartracker.collect.http import Ask, Client
from wartracker.vocabulary import PollOutcome

GROWTH_KIB = 64 * 1024


def make_bomb(size_bytes: int) -> bytes:
    """Make a gzip body of about a thousandth of the size it unfolds to: one flushed block of zeros, again and again."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    head = squeeze.compress(bytes(1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    block = squeeze.compress(bytes(1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return head + block * ((size_bytes >> 20) - 1)


def test_a_gigabyte_in_a_megabyte_is_not_unfolded() -> None:
    bomb = make_bomb(1 << 30)
    assert len(bomb) < 2 << 20
    routes = {
        "/one": answer(bomb, headers=(("Content-Encoding", "gzip"),)),
        "/two": answer(gzip.compress(bomb), headers=(("Content-Encoding", "gzip, gzip"),)),
    }

    async def run() -> list[PollOutcome]:
        async with RawServer(routes) as server, Client(loopback(server, max_body_mib=10.0)) as client:
            return [(await client.fetch(Ask(f"http://news.example{path}"))).outcome for path in ("/one", "/two")]

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert asyncio.run(run()) == [PollOutcome.TOO_LARGE] * 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH_KIB
