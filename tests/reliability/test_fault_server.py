"""A server with more than a hundred faults, three polls each, through the client, the workers and the store."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from tests.collect.desk import START, Desk, feed, open_desk
from tests.reliability.faults import FAULTS, Fault
from wartracker.store.tables import entries
from wartracker.vocabulary import SourceKind
from wartracker.workers import Target, Workers

POLLS = 3


def test_the_catalogue_is_large_and_its_names_differ() -> None:
    assert len(FAULTS) >= 100
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_every_fault_gives_exactly_what_it_must(tmp_path: Path) -> None:
    found = asyncio.run(play(tmp_path))
    wrong = {}
    for fault in FAULTS:
        told = (found[fault.name].outcomes, found[fault.name].entries, found[fault.name].requests)
        must = (tuple(word.value for word in fault.outcomes[: len(told[0])]), fault.entries, fault.requests)
        if told != must:
            wrong[fault.name] = {"told": told, "must": must}
    lines = [f"{name}: {facts}" for name, facts in wrong.items()]
    assert not wrong, f"{len(wrong)} of {len(FAULTS)} are not exact:\n" + "\n".join(lines)


class Found:
    """What three polls of one fault gave."""

    def __init__(self) -> None:
        self.outcomes: tuple[str, ...] = ()
        self.entries = 0
        self.requests = 0


async def play(folder: Path) -> dict[str, Found]:
    routes: dict[str, object] = {}
    sources = []
    for number, fault in enumerate(FAULTS):
        host = f"host{number}.example"
        routes[f"{host}/feed"] = fault.route
        routes |= {f"{host}{path}": route for path, route in fault.routes}
        sources.append(feed(f"fault-{number}", "/feed", host, **dict(fault.settings)))
    found = {fault.name: Found() for fault in FAULTS}
    with Workers(Target("", "", ""), count=2) as workers:
        async with open_desk(folder, routes, total_deadline_s=6.0, max_body_mib=4.0, first_days=60) as desk:
            for number in range(POLLS):
                desk.now = START
                desk.later(days=2 * number)
                await poll(desk, sources, workers)
            count(desk, found)
    return found


async def poll(desk: Desk, sources: list[object], workers: Workers) -> None:
    def parse(kind: SourceKind, body: bytes, request: object) -> object:
        return asyncio.wrap_future(workers.parse(kind, body, request))  # type: ignore[arg-type]

    await desk.poll(*sources, parse=parse, force=True)  # type: ignore[arg-type]


def count(desk: Desk, found: dict[str, Found]) -> None:
    names = {f"fault-{number}": fault for number, fault in enumerate(FAULTS)}
    for done in desk.told:
        if done.requested:
            found[names[done.feed].name].outcomes += (done.outcome.value,)
    for name, amount in Counter(row.feed for row in desk.rows(entries)).items():  # type: ignore[attr-defined]
        found[names[name].name].entries = amount
    for request in desk.server.requests:
        number = int(request.host.removeprefix("host").removesuffix(".example"))
        found[FAULTS[number].name].requests += 1


def describe(fault: Fault) -> str:
    return f"row {fault.rows}: {fault.name}"
