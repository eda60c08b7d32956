"""Commands that the documents show, executed as they stand."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT

# What a reader types that this test cannot: services that never end, hosts that are not there, ids of his own.
NOT_RUN = re.compile(r"schedule$|review serve|\b(ID|URL|FILE|NAME|DIR|SIGNAL)\b|\.\.\.|run --once|run --every")


def examples() -> list[tuple[str, list[str]]]:
    found = []
    for path in sorted((ROOT / "docs").glob("*.md")):
        blocks = re.findall(r"(?ms)^```(?:sh|console)\n(.*?)^```", path.read_text(encoding="utf-8"))
        lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
        wanted = [line for line in lines if line.startswith("wartracker ") and not NOT_RUN.search(line)]
        if wanted:
            found.append((path.name, wanted))
    return found


def run(folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    words = shlex.split(line)
    command = [sys.executable, "-m", "wartracker.cli.main", *words[1:]]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=600)


@pytest.mark.full
def test_every_example_runs(tmp_path: Path) -> None:
    pages = examples()
    assert {"tour.md", "operate.md"} <= {name for name, _ in pages}
    demo = run(tmp_path, "wartracker demo --no-serve")
    assert demo.returncode == 0, demo.stderr
    inside = tmp_path / "output" / "demo"
    for name, lines in pages:
        for line in lines:
            tour = "--workspace output/demo" in line or " init " in f"{line} "
            done = run(tmp_path if tour else inside, line if "restore" not in line else f"{line} --force")
            assert done.returncode in {0, 4}, f"{name}: {line}: {done.stderr}"


@pytest.mark.full
def test_the_site_is_built(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path / "site")]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
    assert built.returncode == 0, built.stderr
    names = {path.name for path in (tmp_path / "site").iterdir()}
    assert {"tour", "operate", "review", "maintain-feeds", "add-a-debate", "formats", "choices"} <= names
