"""Beginnings of words without which an expression cannot match."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import wartracker.relate
from wartracker.cues import find_cues, list_starts
from wartracker.relate.reading import MARKS
from wartracker.vocabulary import Label

_M = MARKS[Label.MODEL]


@pytest.mark.parametrize(
    ("pattern", "cues"),
    [
        (r"\bweights\b", {"weig"}),
        (r"\b(?:pull|withdr)(?:s|aws)?\b", {"pull", "with"}),
        (r"\bre-?open(?:s|ed)\b", {"re", "reop"}),  # "re-opens" is two words
        (r"\bAI\sAct\b", {"act"}),  # one word is enough, the longer one is rarer
        (r"\b(?:the|its)\s(?:\w+\s)?weights\b", {"weig"}),
        (r"\bban(?:s|ned)?\b|\bgated\b", {"ban", "bans", "bann", "gate"}),
        (rf"{_M}+\s(?:is|was)\spulled", {"pull"}),
        (rf"{_M}+(?:\w+\s)?[^.;]{{0,40}}", {_M}),
        (r"\blicen[cs]es?\b", {"lice"}),
        (r"\b[cs]old\b", {"cold", "sold"}),
        (r"\bup\b", {"up"}),
        (r"(?i:\bGATED)\b", {"gate"}),
        (r"\bnot\s(?=open)", {"not"}),
    ],
)
def test_the_fewest_words_that_a_match_needs(pattern: str, cues: set[str]) -> None:
    assert find_cues(re.compile(pattern)) == cues


@pytest.mark.parametrize(
    "pattern", [r"\bup\w*", r"\w+ing\b", r"\d+", r"\bban\b|\w+", "ban", r"(?:\bban\b)?", r"\b[^a]ban"]
)
def test_an_expression_without_a_known_word_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="matches without any word"):
        find_cues(re.compile(pattern))


def test_letters_that_match_whatever_their_case_are_listed_alike() -> None:
    pattern = re.compile(r"\b(?:slashes|introduces)\b", re.IGNORECASE)
    for text in ("ſlaſhes", "İntroduces", "ıntroduces", "SLASHES"):
        assert pattern.search(text)
        assert not list_starts(text).isdisjoint(find_cues(pattern))


def test_a_text_is_listed_by_its_words_and_marks() -> None:
    told = list_starts(f"Re-opening {_M * 4}'s weights, on 12 May")
    assert told == {"re", "open", _M, "s", "weig", "on", "12", "may"}


def test_letters_of_other_scripts_stand_for_themselves() -> None:
    assert list_starts("开源AI") == {"开", "源", "ai"}
    assert find_cues(re.compile("开源(?:大)?模型")) == {"开"}


def _list_expressions() -> Iterator[re.Pattern[str]]:
    """List the expressions of relate whose matches need a word that is known."""
    for module in pkgutil.walk_packages(wartracker.relate.__path__, "wartracker.relate."):
        for value in vars(importlib.import_module(module.name)).values():
            rows = value if isinstance(value, tuple) else ((value,),)
            for found in (part for row in rows if isinstance(row, tuple) for part in row):
                if isinstance(found, re.Pattern):
                    yield found


def _list_cued() -> Iterator[tuple[re.Pattern[str], frozenset[str]]]:
    for pattern in _list_expressions():
        try:
            yield pattern, find_cues(pattern)
        except ValueError:
            continue


_CUED = dict(_list_cued())


def test_most_expressions_have_cues() -> None:
    assert len(_CUED) > 100


@given(st.data())
@settings(suppress_health_check=list(HealthCheck), max_examples=300, deadline=None)
def test_whatever_matches_has_a_cue(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(sorted(_CUED, key=lambda each: each.pattern)))
    text = data.draw(st.from_regex(pattern))
    if pattern.search(text):
        assert not list_starts(text).isdisjoint(_CUED[pattern]), pattern.pattern
