"""Trimming: pointers to other stories and what trails behind an article go, running text never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wartracker.extract.trim import trim_article

FIRST = "The lab put the weights of its new model online on Tuesday."
SECOND = "Its rivals said that they would not follow before the summer."
THIRD = "Nobody knows yet what the model was trained on."


def join(*blocks: str) -> str:
    return "\n\n".join(blocks)


@pytest.mark.parametrize(
    "extra",
    [
        ("Read also: Rival lab closes its model",),
        ("**Related: Senate votes on chips**",),
        ("SEE MORE: Five models that you can download",),
        ("You may also like...", "Rival lab closes its model", "Senate votes on chips"),
        ("## Related stories", "- Rival lab closes its model\n- Senate votes on chips"),
        ("Share this article", "Sign up for our weekly newsletter", "Copyright 2026 Harbour News"),
        ("Most read", "1. Chips", "2. Ships"),
    ],
)
def test_goes(extra: tuple[str, ...]) -> None:
    assert trim_article(join(FIRST, SECOND, THIRD, *extra), "t") == join(FIRST, SECOND, THIRD)


def test_pointer_in_the_middle_goes() -> None:
    assert trim_article(join(FIRST, "Read more: Rival lab closes its model", SECOND), "t") == join(FIRST, SECOND)


@pytest.mark.parametrize(
    "block",
    [
        "Read more than the abstract before you judge the model, the lab's director told reporters on Wednesday.",
        "Related work is thin, since nobody has had access to weights of this size before this year, they write.",
        "## Popular",
        "- Share of closed models: 70 %\n- Share of open models: 30 %",
        "Comments from users were mixed: some praised the licence, others found that it forbids too much of it.",
    ],
)
def test_stays(block: str) -> None:
    for text in (join(FIRST, block, SECOND, THIRD), join(FIRST, SECOND, block, THIRD)):
        assert trim_article(text, "t") == text


def test_furniture_before_prose_stays() -> None:
    text = join(FIRST, SECOND, "## References", THIRD)
    assert trim_article(text, "t") == text


def test_repeated_title_goes_but_nothing_is_left_empty() -> None:
    assert trim_article(join("# Weights are out!", FIRST), "Weights are out") == FIRST
    assert trim_article("# Weights are out!", "Weights are out") == "# Weights are out!"
    assert trim_article("Read more: all of it", "t") == "Read more: all of it"


@given(st.lists(st.sampled_from([FIRST, SECOND, "Related", "Read also: x", "Share", "- a\n- b", "## H"]), max_size=9))
def test_prose_is_never_lost(blocks: list[str]) -> None:
    text = join(*blocks)
    trimmed = trim_article(text, "t")
    for prose in (FIRST, SECOND):
        assert trimmed.count(prose) == text.count(prose)
    assert trim_article(trimmed, "t") == trimmed or len(trimmed) < len(text)
