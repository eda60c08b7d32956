"""Bodies that come together share a task; each goes to whoever asked for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import Future

import pytest

from tests.test_workers import TARGET, titles
from tests.test_workers import body as build_body
from wartracker.bodies import TOGETHER, BodyParser
from wartracker.collect.sources.shape import ParsedSource
from wartracker.errors import WorkersError
from wartracker.records import Fault
from wartracker.workers import Body, Workers


def body(title: bytes) -> Body:
    """Build a body of a feed that was looked at before."""
    return build_body(title, known_items=frozenset({"of another item"}))


class Counting(Workers):
    """Workers that remember how many bodies came in each task."""

    sizes: list[int]

    def parse(self, bodies: Sequence[Body]) -> Future[list[ParsedSource | Fault]]:
        self.sizes.append(len(bodies))
        return super().parse(bodies)


@pytest.fixture(scope="module")
def pools() -> Iterator[Counting]:
    with Counting(lambda: TARGET, count=1) as workers:
        yield workers


@pytest.fixture
def workers(pools: Counting) -> Counting:
    pools.sizes = []
    return pools


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(1, [1]), (TOGETHER - 1, [TOGETHER - 1]), (TOGETHER, [TOGETHER]), (2 * TOGETHER + 1, [TOGETHER, TOGETHER, 1])],
)
def test_bodies_that_come_together_share_a_task(workers: Counting, count: int, sizes: list[int]) -> None:
    async def play() -> None:
        parse = BodyParser(workers)
        found = await asyncio.gather(*(parse(*body(b"%d" % number)) for number in range(count)))
        assert [titles(one) for one in found] == [[str(number)] for number in range(count)]

    asyncio.run(play())
    assert workers.sizes == sizes


def test_a_first_look_goes_alone(workers: Counting) -> None:
    async def play() -> None:
        parse = BodyParser(workers)
        found = await asyncio.gather(*(parse(*build_body(title)) for title in (b"One", b"Two")))
        assert [titles(one) for one in found] == [["One"], ["Two"]]

    asyncio.run(play())
    assert workers.sizes == [1, 1]


def test_one_parser_serves_again_and_again(workers: Counting) -> None:
    async def play() -> None:
        parse = BodyParser(workers)
        assert titles(await parse(*body(b"One"))) == ["One"]
        assert titles(await parse(*body(b"Two"))) == ["Two"]

    asyncio.run(play())
    assert workers.sizes == [1, 1]


def test_a_body_that_nobody_waits_for_is_not_parsed(workers: Counting) -> None:
    async def play() -> None:
        parse = BodyParser(workers)
        given_up, kept = (asyncio.create_task(parse(*body(title))) for title in (b"One", b"Two"))
        await asyncio.sleep(0)  # both wait for others
        given_up.cancel()
        assert titles(await kept) == ["Two"]
        alone = asyncio.create_task(parse(*body(b"Three")))
        await asyncio.sleep(0)
        alone.cancel()
        assert titles(await parse(*body(b"Four"))) == ["Four"]

    asyncio.run(play())
    assert workers.sizes == [1, 1]


def test_workers_that_are_gone_are_told_to_all() -> None:
    workers = Workers(lambda: TARGET, count=1)
    workers.close()

    async def play() -> list[object]:
        parse = BodyParser(workers)
        asked = [parse(*body(b"One")), parse(*body(b"Two"))]
        return list(await asyncio.gather(*asked, return_exceptions=True))

    assert [type(error) for error in asyncio.run(play())] == [WorkersError, WorkersError]
