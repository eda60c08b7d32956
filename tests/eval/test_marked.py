"""What the tagger and the gate reach on own-written texts may not be lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.eval.marked import measure_own
from tests.eval.marked_texts import SETS, match_spans, read_articles, read_sentences, unmark

FLOORS = json.loads(Path(__file__).with_name("marked_floors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SETS)
def test_nothing_is_lost(name: str) -> None:
    figures = measure_own(name)
    lost = {
        key: (figures[key], floor)
        for key, floor in FLOORS[name].items()
        if (figures[key] > floor if key.startswith("-") else figures[key] < floor)
    }
    assert lost == {}


@pytest.mark.parametrize("name", SETS)
def test_the_sets_are_large_and_well_formed(name: str) -> None:
    sentences, articles = read_sentences(name), read_articles(name)
    least = {"third": (100, 10), "fourth": (60, 10), "fifth": (60, 10)}.get(name, (150, 25))
    assert len(sentences) >= least[0]
    assert len(articles) >= least[1]
    assert {item.status for item in sentences} == {"released", "other", "none"}
    for item in (*sentences, *articles):
        assert "[MODEL:" not in item.title + item.text
        for field, spans in item.spans.items():
            content = item.title if field == "title" else item.text
            assert all(content[start:end].strip() == content[start:end] != "" for start, end, _ in spans)


def test_no_sentence_stands_in_two_sets() -> None:
    told = [item.text for name in SETS for item in read_sentences(name)]
    assert len(set(told)) == len(told)


def test_marks_become_spans() -> None:
    text, spans = unmark("[ORG:Foo Labs] opens [MODEL:Bar 2].")
    assert text == "Foo Labs opens Bar 2."
    assert [(text[start:end], label) for start, end, label in spans] == [("Foo Labs", "ORG"), ("Bar 2", "MODEL")]


def test_spans_are_matched_once_and_equal_ones_first() -> None:
    assert match_spans([(0, 4), (5, 9)], [(0, 9), (5, 9)]) == {(5, 9): (5, 9), (0, 4): (0, 9)}
