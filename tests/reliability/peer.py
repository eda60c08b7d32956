"""The same fault server asked by `reader` 3.26: how many faults it answers with the entries the catalogue wants.

reader lives in an environment of its own (`.venv-reader`, made here with pip): it needs sgmllib3k beside it, which must
not come near our feedparser. Only its entries are judged, not its words; faults that ask for an address that loopback
cannot stand for are left out.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.reliability.faults import Fault

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / ".venv" / "reader"
PINS = ("reader==3.26", "sgmllib3k==1.0.0", "feedparser==6.0.14")
LIMIT_S = 25.0  # for the three polls of one fault
UNJUDGED = frozenset({"28", "33", "34"})  # rows whose addresses are not on loopback


@dataclass
class Peer:
    """What the peer did with the faults."""

    exact: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    slow: list[str] = field(default_factory=list)  # stopped after LIMIT_S

    @property
    def judged(self) -> int:
        return len(self.exact) + len(self.wrong) + len(self.slow)

    async def ask(self, port: int, faults: Sequence[Fault]) -> None:
        """Poll each fault three times; a fault that takes too long costs the process, a new one goes on."""
        waiting = [(n, fault) for n, fault in enumerate(faults) if not UNJUDGED & set(fault.rows.split())]
        process: asyncio.subprocess.Process | None = None
        for number, fault in waiting:
            if process is None:
                process = await start()
            address = f"http://peer{number}.example:{port}/feed"
            process.stdin.write(json.dumps(address).encode() + b"\n")  # type: ignore[union-attr]
            try:
                async with asyncio.timeout(LIMIT_S):
                    line = await process.stdout.readline()  # type: ignore[union-attr]
            except TimeoutError:
                self.slow.append(fault.name)
                process.kill()
                await process.wait()
                process = None
                continue
            if not line:
                await process.wait()
                self.wrong[fault.name] = f"the process ended with {process.returncode}"
                process = None
                continue
            self.judge(fault, json.loads(line))
        if process is not None:
            process.stdin.close()  # type: ignore[union-attr]
            await process.wait()

    def judge(self, fault: Fault, told: dict[str, object]) -> None:
        crashed = [word for word in told["troubles"] if word in {"MemoryError", "AttributeError", "KeyError"}]  # type: ignore[attr-defined]
        if told["entries"] == fault.entries and not crashed:
            self.exact.append(fault.name)
        else:
            self.wrong[fault.name] = f"{told['entries']} entries for {fault.entries} {told['troubles'] or ''}"


async def start() -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        str(PLACE / "bin" / "python"),
        str(Path(__file__).with_name("peer_reader.py")),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )


def install() -> None:
    """Make the peer's environment where it is missing."""
    if (PLACE / ".installed").exists():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(PLACE)], check=True)
    pip = [str(PLACE / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *PINS], check=True)
    (PLACE / ".installed").touch()
