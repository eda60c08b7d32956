"""Hostile and faulty feeds beside healthy ones: nobody else is delayed, and nothing grows."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.reliability import crowd
from tests.reliability.hostile import BODIES

pytestmark = pytest.mark.full


def test_hostile_feeds_harm_nobody_else(tmp_path: Path) -> None:
    told = asyncio.run(crowd.poll_hostile(tmp_path))
    assert told.healthy == crowd.HEALTHY
    assert told.growth_mb < 50
    assert told.outcomes.total() == len(BODIES)


def test_faulty_feeds_leave_no_file_open(tmp_path: Path) -> None:
    told = asyncio.run(crowd.soak(tmp_path, rounds=8, hours_a_round=3.0))
    assert abs(told.files_a_poll) < 0.001
    assert told.kept == 50
