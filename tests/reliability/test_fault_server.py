"""A server with more than a hundred faults, three polls each, through the client, the workers and the store."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.reliability.fault_server import compare, play
from tests.reliability.faults import FAULTS


def test_the_catalogue_is_large_and_its_names_differ() -> None:
    assert len(FAULTS) >= 100
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_every_fault_gives_exactly_what_it_must(tmp_path: Path) -> None:
    wrong = compare(asyncio.run(play(tmp_path)))
    lines = [f"{name}: {facts}" for name, facts in wrong.items()]
    assert not wrong, f"{len(wrong)} of {len(FAULTS)} are not exact:\n" + "\n".join(lines)
