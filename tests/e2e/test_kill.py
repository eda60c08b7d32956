"""A run that is killed at any moment loses nothing and doubles nothing: a clean run later all is as if never killed.

`python -m tests.e2e.test_kill 0 200` does it 200 times, ten workspaces of 20 kills; any part of that can be run alone.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.e2e.conftest import PRESS
from tests.e2e.outputs import read_outputs
from wartracker.cli.demo import open_demo, prepare_workspace
from wartracker.cli.press import PressServer

KILLS = 20
LONGEST_S = 6.0  # a clean run takes about this long on two cores; later kills would mostly come too late


def run_once(root: Path) -> subprocess.Popen[bytes]:
    # A process group of its own, so that a kill takes the workers along, as the end of a machine would.
    command = [sys.executable, "-m", "wartracker.cli.main", "--workspace", str(root), "-q", "run", "--once", "--force"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)


def test_killed_twenty_times(tmp_path: Path) -> None:
    kill_often(tmp_path, KILLS)


def kill_often(tmp_path: Path, kills: int, seed: int = 20261123) -> int:
    """Kill runs at random moments, then let one finish; return how many were killed before they ended by themselves."""
    chance = random.Random(seed)
    killed_runs = 0
    with PressServer(PRESS) as press:
        clean, killed = tmp_path / "clean", tmp_path / "killed"
        for root in (clean, killed):
            prepare_workspace(root)
            open_demo(root, press.address)
        began = time.monotonic()
        first = run_once(clean)
        _, told = first.communicate()
        assert first.returncode == 0, told.decode()
        longest = min(LONGEST_S, time.monotonic() - began)
        for _ in range(kills):
            process = run_once(killed)
            try:
                process.communicate(timeout=chance.uniform(0.2, longest))
            except subprocess.TimeoutExpired:
                killed_runs += 1
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        last = run_once(killed)
        _, told = last.communicate()
        assert last.returncode == 0, told.decode()
    assert read_outputs(killed) == read_outputs(clean)
    return killed_runs


def kill_in_rounds(folder: Path, first: int, last: int) -> int:
    """Kill runs with the numbers from first to last, a fresh workspace for each 20; return how many were under way."""
    killed_runs = 0
    for start in range(first, last, KILLS):  # one workspace has stored everything after some kills
        place = folder / f"from-{start}"
        place.mkdir()
        killed_runs += kill_often(place, min(KILLS, last - start), start)
    return killed_runs


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        began, ends = time.monotonic(), (int(sys.argv[1]), int(sys.argv[2]))
        hit = kill_in_rounds(Path(folder), *ends)
        print(f"kills {ends[0]} to {ends[1]}: {hit} before the end, all tolerated, {time.monotonic() - began:.0f} s")
