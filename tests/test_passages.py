"""Passages: blocks and sentences of Markdown and plain text, with offsets that reproduce."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wartracker.passages import BlockKind, split_blocks, split_sentences


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


def blocks(text: str) -> list[tuple[str, str]]:
    return [(block.kind.value, text[block.start : block.end]) for block in split_blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Dr. Ada Quill of Acme Inc. spoke. It rained.", ["Dr. Ada Quill of Acme Inc. spoke.", "It rained."]),
        ("It works for Acme Inc. The rest is known.", ["It works for Acme Inc.", "The rest is known."]),
        ("The U.S. Senate voted on v1.5 today.", ["The U.S. Senate voted on v1.5 today."]),
        ("Model 3.2 is out (Apache 2.0). Get it.", ["Model 3.2 is out (Apache 2.0).", "Get it."]),
        ('"We did it." Then she left.', ['"We did it."', "Then she left."]),
        ("No full stop in a headline", ["No full stop in a headline"]),
        ("On Sept. 5 the lab spoke. Fine.", ["On Sept. 5 the lab spoke.", "Fine."]),
        ("模型已发布。权重可下载！", ["模型已发布。", "权重可下载！"]),
        ("e.g. Quill 2, i.e. the big one. Next.", ["e.g. Quill 2, i.e. the big one.", "Next."]),
        ("", []),
        (" \n \n", []),
        ("Signed by Sam D. Archer today.", ["Signed by Sam D. Archer today."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_blocks_of_markdown() -> None:
    text = (
        "# Quill 2\n\nIntro line.\n\n- **First** item\n  goes on\n- second\n\n"
        "```sh\npip x. Y\n```\n| a | b |\n|---|---|\n| c | d |\n"
    )
    assert blocks(text) == [
        ("heading", "Quill 2"),
        ("paragraph", "Intro line."),
        ("item", "**First** item\n  goes on"),
        ("item", "second"),
        ("code", "```sh\npip x. Y\n```"),
        ("row", "| a | b |"),
        ("row", "| c | d |"),
    ]
    assert "pip x." not in sentences(text)


def test_plain_lines_are_paragraphs_and_wrapped_lines_are_joined() -> None:
    plain = "Lab opens weights\nThe lab said on Monday that everything is out.\nMore text here."
    assert [kind for kind, _ in blocks(plain)] == ["paragraph"] * 3
    wrapped = (
        "The laboratory said on Monday that the weights of its newest\n"
        "Model can be downloaded by anyone who wants to try them out\n"
        "at home."
    )
    assert len(blocks(wrapped)) == 1


@pytest.mark.parametrize(
    ("text", "level"), [("Title\n=====\nText", 1), ("Title\n---\nText", 2), ("### Third", 3), ("**Bold line**", 6)]
)
def test_headings(text: str, level: int) -> None:
    first = split_blocks(text)[0]
    assert (first.kind, first.level) == (BlockKind.HEADING, level)


@given(st.text(alphabet="aB1 .!?\n#-*|`。>\t", max_size=120))
def test_spans_are_ordered_and_inside(text: str) -> None:
    last = 0
    for block in split_blocks(text):
        assert last <= block.start < block.end <= len(text)
        last = block.end
    last = 0
    for span in split_sentences(text):
        assert last <= span.start < span.end <= len(text)
        assert text[span.start : span.end] == text[span.start : span.end].strip()
        last = span.end
