"""The training text is ours, varied, and every span lies where it says."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from random import Random

import pytest

from training.names import Pools, build_pools
from training.sentences import SLOT, Marked, fill_skeleton, join_marked, surround, title_case, write_sentences
from training.train import held_out, no_family, read_gazetteers, read_skeletons, some_family

ROOT = Path(__file__).parent.parent.parent
NO_MODEL = ("no_model", "headline_no_model", "elsewhere", "lookalike", "organizations")


@cache
def skeletons() -> dict[str, list[str]]:
    return read_skeletons()


@cache
def pools() -> Pools:
    return build_pools(read_gazetteers(), some_family)


def masked(line: str) -> list[str]:
    """Words with every name masked by one and the same word."""
    return re.findall(r"\w+", SLOT.sub(" name ", line).lower())


def test_there_are_enough_and_none_twice() -> None:
    lines = [line for group in skeletons().values() for line in group]
    assert len(lines) >= 3000
    assert len(set(lines)) == len(lines)
    assert all(line == line.strip() and line for line in lines)


def test_skeletons_differ() -> None:
    """No two skeletons share half of their sequences of five words once names are masked."""
    lines = [line for group in skeletons().values() for line in group]
    grams = []
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        words = masked(line)
        mine = {tuple(words[at : at + 5]) for at in range(len(words) - 4)}
        grams.append(mine)
        for gram in mine:
            where[gram].append(index)
    close = {
        (lines[a], lines[b])
        for same in where.values()
        for a in same
        for b in same
        if a < b and len(grams[a] & grams[b]) >= 0.5 * len(grams[a] | grams[b])
    }
    assert close == set()


def test_a_quarter_has_no_model() -> None:
    groups = skeletons()
    total = sum(len(lines) for lines in groups.values())
    without = sum("{MODEL" not in line and "{RIVAL" not in line for name in groups for line in groups[name])
    assert without >= 0.25 * total
    for name in NO_MODEL:
        assert not [line for line in groups[name] if "{MODEL" in line or "{RIVAL" in line]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_skeleton_can_be_filled(seed: int) -> None:
    rng = Random(seed)
    for group in skeletons().values():
        for line in group:
            marked = fill_skeleton(line, rng, pools())
            assert "{" not in re.sub(r"[{}|`]", "", marked.text)
            for start, end, _ in marked.spans:
                assert marked.text[start:end].strip() == marked.text[start:end] != "", line


def test_an_unknown_slot_is_a_fault() -> None:
    with pytest.raises(ValueError, match="COLOUR"):
        fill_skeleton("The {COLOUR} model", Random(0), pools())


def test_the_same_seed_writes_the_same_text() -> None:
    lines = skeletons()["newswire"][:50]
    assert write_sentences(lines, 5, pools(), 2) == write_sentences(lines, 5, pools(), 2)
    assert write_sentences(lines, 5, pools(), 2) != write_sentences(lines, 6, pools(), 2)


def test_spans_stay_in_place() -> None:
    marked = Marked("we tried Zor 2 on friday", ((9, 14, "MODEL"),))
    assert title_case(marked).text == "We Tried Zor 2 on Friday"
    linked = surround(marked, Random(0), ("[", "](https://a.example)"))
    start, end, _ = linked.spans[0]
    assert linked.text[start:end] == "Zor 2"
    joined = join_marked([marked, marked])
    assert [joined.text[start:end] for start, end, _ in joined.spans] == ["Zor 2", "Zor 2"]


def test_held_out_families_never_enter_training() -> None:
    gazetteers = read_gazetteers()
    seen, unseen = build_pools(gazetteers, some_family), build_pools(gazetteers, no_family)
    assert unseen.families
    assert not set(seen.families) & set(unseen.families)
    assert not set(seen.models) & set(unseen.models)


def test_the_split_is_the_same_everywhere() -> None:
    assert [number for number in range(30) if held_out(f"line:{number}", 10)] == [22, 27, 29]
