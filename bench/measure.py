"""What contestants share: phases as lines of stdin, CPU of a whole process tree, medians and ratios."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

_TICKS = os.sysconf("SC_CLK_TCK")


def read_tree(process: int) -> tuple[float, float]:
    """Read CPU seconds and resident MB of a process and all below it that still run."""
    children: dict[int, list[int]] = {}
    rows: dict[int, tuple[float, float]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number, parent = int(entry.name), int(fields[1])
        # utime, stime and those of children that ended and were waited for
        rows[number] = (sum(int(fields[at]) for at in (11, 12, 13, 14)) / _TICKS, int(fields[21]) * 4096 / 1e6)
        children.setdefault(parent, []).append(number)
    cpu = memory = 0.0
    waiting = [process]
    while waiting:
        current = waiting.pop()
        spent = rows.get(current, (0.0, 0.0))
        cpu, memory = cpu + spent[0], memory + spent[1]
        waiting += children.get(current, [])
    return cpu, memory


class Meter:
    """Measures this process and its workers from now on."""

    def __init__(self) -> None:
        """Start."""
        self._cpu = read_tree(os.getpid())[0]
        self._wall = time.monotonic()

    def stop(self) -> dict[str, float]:
        """Return CPU and wall seconds since the start, and the resident memory of the tree now."""
        cpu, memory = read_tree(os.getpid())
        return {"cpu_s": cpu - self._cpu, "wall_s": time.monotonic() - self._wall, "tree_mb": memory}


def answer_phases(act: Callable[[str], dict[str, Any]]) -> None:
    """Answer each line of stdin with one JSON line, until it ends."""
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps(act(line.strip()), default=str), flush=True)


class Contestant:
    """A contestant in a process of its own.

    Args:
        command: what starts it.
    """

    def __init__(self, command: Sequence[str | Path]) -> None:
        """Start it and wait until it is ready."""
        self._process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        self._read()

    def phase(self, name: str) -> dict[str, Any]:
        """Run one phase; return what it cost."""
        assert self._process.stdin is not None
        self._process.stdin.write(name + "\n")
        self._process.stdin.flush()
        return self._read()

    def end(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.startswith("{"):
                answer: dict[str, Any] = json.loads(line)
                return answer
        raise RuntimeError(f"a contestant ended: {self._process.args}")


def tell_ratio(ours: Iterable[float], others: Iterable[float]) -> dict[str, float]:
    """Return the ratio of medians and the smallest and largest ratio of a round."""
    a, b = list(ours), list(others)
    rounds = [x / y for x, y in zip(a, b, strict=True)]
    return {
        "ratio": statistics.median(a) / statistics.median(b),
        "least": min(rounds),
        "most": max(rounds),
    }
