"""Families that no list holds, and names that look like models: shares over sentences of our own."""

from __future__ import annotations

import re
from pathlib import Path

from tests.label.gazetteers import surfaces
from wartracker.vocabulary import Label

HERE = Path(__file__).parent


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line]


def test_most_unseen_families_are_found_by_shape_and_cue() -> None:
    wanted = found = 0
    missed = []
    for line in _lines("unseen.txt"):
        names = re.findall(r"\[([^\]]*)\]", line)
        got = surfaces(re.sub(r"[\[\]]", "", line), Label.MODEL)
        wanted += len(names)
        found += sum(name in got for name in names)
        missed += [name for name in names if name not in got]
    assert found >= 0.75 * wanted, missed


def test_look_alikes_are_no_models() -> None:
    lines = _lines("lookalikes.txt")
    false = [(line, got) for line in lines if (got := surfaces(line, Label.MODEL))]
    assert len(false) <= 0.03 * len(lines), false
