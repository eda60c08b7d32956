"""A scheduler that was suspended, or whose clock jumped: nothing runs in a burst, nothing starves, nothing is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.sleeper import TICK_S

PATIENCE_S = 120.0
DAY_S = 86_400.0


def wait_for(what: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.05)


@contextmanager
def ending(process: subprocess.Popen[str]) -> Iterator[None]:
    """End the process whatever happens in the block."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.kill()


@pytest.mark.parametrize(
    ("asleep_s", "moved_s", "dailies"),
    [
        (3.0, 3 * DAY_S, 1),  # a suspend: the steady clock stood still, three days went by
        (3.0, 0.0, 0),  # stopped for a moment (SIGSTOP, a debugger, a paused container)
        (0.0, 5 * DAY_S, 1),  # the clock is set ahead
        (0.0, -3 * 3600.0, 0),  # and back
        (0.0, -400 * DAY_S, 0),
    ],
)
def test_jobs_after_a_sleep_or_a_jump(tmp_path: Path, asleep_s: float, moved_s: float, dailies: int) -> None:
    log, offset = tmp_path / "log", tmp_path / "offset"
    log.touch()
    offset.write_text("0")

    def times(name: str, since: float = 0.0) -> list[float]:
        rows = [line.split() for line in log.read_text().splitlines(keepends=True) if line.endswith("\n")]
        return [float(at) for word, at in rows if word == name and float(at) >= since]

    command = [sys.executable, "-m", "tests.cli.sleeper", str(tmp_path / "jobs.sqlite3"), str(offset), str(log)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process, ending(process):
        wait_for(lambda: len(times("tick")) >= 2)
        if asleep_s:
            process.send_signal(signal.SIGSTOP)
            time.sleep(asleep_s)  # this is what is tested
        changed = tmp_path / "offset.new"
        changed.write_text(str(moved_s))
        changed.replace(offset)
        woken = time.monotonic()
        process.send_signal(signal.SIGCONT)
        wait_for(lambda: len(times("tick", woken)) >= 4 and len(times("daily")) >= dailies)
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, told
    assert len(times("daily")) == dailies, told  # three days missed are one run
    after = times("tick", woken)
    assert len(after) <= (after[-1] - woken) / TICK_S + 3, told  # no burst for what was missed
    if abs(moved_s) > 60:
        assert f"the clock moved by {moved_s:+.0f}"[:24] in told
