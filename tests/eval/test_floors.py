"""Quality that may only rise: every figure stays at or above its pinned floor."""

from __future__ import annotations

import json

import pytest

from tests.corpora import corpora
from tests.eval.measure import BARS, FLOORS, hash_corpora, is_reached, measure


def test_every_figure_has_a_floor() -> None:
    assert set(json.loads(FLOORS.read_text(encoding="utf-8"))["figures"]) == set(BARS)


@pytest.mark.corpora
def test_no_figure_falls_below_its_floor() -> None:
    folder = corpora()
    if folder is None:
        print("corpora not present")
        return
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    assert hash_corpora(folder) == floors["corpora"], "other corpora: measure them and pin new floors"
    figures = measure(folder)
    lost = {name: value for name, value in figures.items() if not is_reached(name, value, floors["figures"][name])}
    assert not lost, {name: (value, floors["figures"][name]) for name, value in lost.items()}
