"""The sample press on loopback and a workspace that polls it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wartracker.cli.demo import open_demo, prepare_workspace
from wartracker.cli.press import PressServer
from wartracker.workspace import Workspace

ROOT = Path(__file__).parents[2]
PRESS = ROOT / "samples" / "press"


@pytest.fixture
def press() -> Iterator[PressServer]:
    with PressServer(PRESS) as server:
        yield server


@pytest.fixture
def demo_workspace(press: PressServer, tmp_path: Path) -> Workspace:
    root = tmp_path / "demo"
    prepare_workspace(root)
    return open_demo(root, press.address)
