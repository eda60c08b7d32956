"""The faults served on loopback and polled three times, two days apart, through the client, the workers and the store.

What is found is compared with what the catalogue wants: outcome words, entries, requests, and the next due time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.collect.desk import START, Desk, feed, open_desk
from tests.reliability.faults import FAULTS, Fault
from wartracker.bodies import BodyParser
from wartracker.store.tables import entries
from wartracker.store.tables import feeds as feed_rows
from wartracker.vocabulary import PollOutcome as Word
from wartracker.workers import Target, Workers

POLLS = 3
SLACK_H = 0.01  # seconds are whole
JITTER = 0.1

Beside = Callable[[int, Sequence[Fault]], Awaitable[None]]  # port, faults: somebody else who polls the same server


@dataclass
class Found:
    """What three polls of one fault gave."""

    outcomes: list[str] = field(default_factory=list)
    entries: int = 0
    requests: int = 0
    wait_h: float = 0.0  # from the last request to the next poll


async def play(folder: Path, beside: Beside | None = None) -> dict[str, Found]:
    """Poll every fault three times; then let somebody else ask the same server under hosts named peerN."""
    routes: dict[str, object] = {}
    sources = []
    for number, fault in enumerate(FAULTS):
        for host in (f"host{number}.example", f"peer{number}.example"):
            routes[f"{host}/feed"] = fault.route
            routes |= {f"{host}{path}": route for path, route in fault.routes}
        sources.append(feed(f"fault-{number}", "/feed", f"host{number}.example", **dict(fault.settings)))
    found = {fault.name: Found() for fault in FAULTS}
    with Workers(lambda: Target("", "", ""), count=2) as workers:
        parse = BodyParser(workers)
        async with open_desk(folder, routes, total_deadline_s=6.0, max_body_mib=4.0, first_days=60) as desk:
            for number in range(POLLS):
                desk.now = START
                desk.later(days=2 * number)
                await desk.poll(*sources, parse=parse, force=True)
            count(desk, found)
            if beside is not None:
                await beside(desk.server.port, FAULTS)
    return found


def count(desk: Desk, found: dict[str, Found]) -> None:
    names = {f"fault-{number}": fault.name for number, fault in enumerate(FAULTS)}
    for done in desk.told:
        if done.requested:
            found[names[done.feed]].outcomes.append(done.outcome.value)
    for name, amount in Counter(row.feed for row in desk.rows(entries)).items():  # type: ignore[attr-defined]
        found[names[name]].entries = amount
    for row in desk.rows(feed_rows):
        wait = row.next_due - row.last_polled_at  # type: ignore[attr-defined]
        found[names[row.name]].wait_h = wait.total_seconds() / 3600  # type: ignore[attr-defined]
    for request in desk.server.requests:
        number = int(request.host.removeprefix("host").removesuffix(".example"))
        found[FAULTS[number].name].requests += 1


def must_wait_h(fault: Fault) -> float:
    """Say what the catalogue's rules (45 to 62) ask for after the last poll, before the jitter.

    A healthy feed here has been silent for 26 days, so that its own rhythm stretches the interval to its cap of twelve
    hours; one that never gave an entry is asked every six hours. Failures double that up to a day. A host that asked
    for a pause is no failure.
    """
    if fault.wait_h is not None:
        return fault.wait_h
    last = fault.outcomes[-1]
    if last in {Word.OK, Word.UNCHANGED, Word.NOT_MODIFIED, Word.MOVED}:
        return 12
    return 6 if last in {Word.RATE_LIMITED, Word.NO_ITEMS} else 24


def compare(found: dict[str, Found]) -> dict[str, str]:
    """Compare with the table; return what is not exact, by name of the fault."""
    wrong = {}
    for fault in FAULTS:
        told = found[fault.name]
        must = [word.value for word in fault.outcomes[: len(told.outcomes)]]
        exact = (told.outcomes, told.entries, told.requests) == (must, fault.entries, fault.requests)
        wait_h = must_wait_h(fault)
        if not exact or not wait_h - SLACK_H <= told.wait_h <= wait_h * (1 + JITTER) + SLACK_H:
            wanted = f"{must}, {fault.entries} entries, {fault.requests} requests, {wait_h} h"
            wrong[fault.name] = (
                f"row {fault.rows}: {told.outcomes}, {told.entries} entries, {told.requests} requests, "
                f"{told.wait_h:.2f} h; must be {wanted}"
            )
    return wrong
