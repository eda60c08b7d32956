"""Beginnings of words without which an expression cannot match."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import wartracker.gate
import wartracker.label
import wartracker.relate
from wartracker.cues import Cued, Need, are_met, find_all, fold_text, is_possible, list_starts, spell_text
from wartracker.needs import LATIN, SINGLE, START, find_fewest, read_needs
from wartracker.relate.reading import MARKS
from wartracker.vocabulary import Label

_M, _O = MARKS[Label.MODEL], MARKS[Label.ORG]


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
        (r"\bnot\s(?=open)", {"open"}),
        (r"\bnot\s(?!open)", {"not"}),
        (r"^\W*(?:out|now):", {"out", "now"}),
        (r"(?<![\w-])(?:ban|pull)(?![\w-])", {"ban", "pull"}),
        (r"\bput(?=\s)", {"put"}),
        (rf"\bban\b[^.]*[{_M}{_O}]", {"ban"}),
    ],
)
def test_the_fewest_words_that_a_match_needs(pattern: str, cues: set[str]) -> None:
    assert find_fewest(read_needs(re.compile(pattern))) == find_fewest(read_needs(pattern)) == cues


@pytest.mark.parametrize(
    "pattern",
    [
        r"\bup\w*",
        r"\w+ing\b",
        r"\d+",
        r"\bban\b|\w+",
        "ban",
        r"(?:\bban\b)?",
        r"\b[^a]ban",
        r"(?a)\bété\b",
        r"(?<![^\w-])ban\b",
    ],
)
def test_an_expression_without_a_known_word_has_no_cue(pattern: str) -> None:
    assert read_needs(re.compile(pattern)) == read_needs(pattern) == ()


def test_letters_that_match_whatever_their_case_are_listed_alike() -> None:
    pattern = re.compile(r"\b(?:slashes|introduces)\b", re.IGNORECASE)
    for text in ("ſlaſhes", "İntroduces", "ıntroduces", "SLASHES"):
        assert pattern.search(text)
        assert not list_starts(text).isdisjoint(find_fewest(read_needs(pattern)))


def test_a_text_is_listed_by_its_words_and_marks() -> None:
    told = list_starts(f"Re-opening {_M * 4}'s weights, on 12 May")
    assert told == {"re", "open", _M, "s", "weig", "on", "12", "may"}


def test_letters_of_other_scripts_stand_for_themselves() -> None:
    assert list_starts("开源AI") == {"开", "源", "ai"}
    assert find_fewest(read_needs(re.compile("开源(?:大)?模型"))) == {"开"}


@given(st.text(st.one_of(st.characters(), st.sampled_from("aB7éßÿ_' \u2019İſ\u212a开" + _M))))
def test_words_are_listed_as_an_expression_finds_them(text: str) -> None:
    lower = fold_text(text)
    words = {word[:START] for word in re.findall(f"[{LATIN}]+", lower)}
    assert list_starts(text) == words | set(SINGLE.findall(lower))


def _list_expressions(package: ModuleType) -> Iterator[Cued]:
    """List the expressions of a stage, cued there or not."""
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            rows = value if isinstance(value, tuple) else ((value,),)
            for found in (part for row in rows if isinstance(row, tuple) for part in row):
                if isinstance(found, Cued):
                    yield found
                elif isinstance(found, re.Pattern):
                    yield Cued(found.pattern, found.flags)


_EXPRESSIONS = sorted(
    (each for package in (wartracker.relate, wartracker.gate) for each in _list_expressions(package)),
    key=lambda each: each.pattern.pattern,
)
_CUED = [each for each in _EXPRESSIONS if each.needs]
_LABEL = sorted(_list_expressions(wartracker.label), key=lambda each: each.pattern.pattern)
_PIECED = [each.pattern for each in _LABEL if not is_possible(each.pattern, "\x00")]


def test_most_expressions_have_cues() -> None:
    assert len(_CUED) > 150
    assert sum(not each.leads.loose for each in _CUED) > 100


@given(st.data())
@settings(suppress_health_check=list(HealthCheck), max_examples=300, deadline=None)
def test_whatever_matches_has_a_cue(data: st.DataObject) -> None:
    cued = data.draw(st.sampled_from(_CUED))
    text = data.draw(st.from_regex(cued.pattern))
    if cued.pattern.search(text):
        assert are_met(cued.needs, list_starts(text)), cued.pattern.pattern


@given(st.data())
@settings(suppress_health_check=list(HealthCheck), max_examples=500, deadline=None)
def test_a_cued_expression_finds_what_re_finds(data: st.DataObject) -> None:
    cued = data.draw(st.sampled_from(_EXPRESSIONS))
    parts = st.one_of(st.from_regex(cued.pattern), st.text(alphabet="Aeſİ é开_-.3 " + _M, max_size=5))
    text = "".join(data.draw(st.lists(parts, min_size=1, max_size=4)))
    found = [match.span() for match in cued.finditer(spell_text(text))]
    assert found == [match.span() for match in cued.pattern.finditer(text)], cued.pattern.pattern


@pytest.mark.parametrize(
    ("source", "words", "loose"),
    [
        (r"\b(?:ban|pull)s?\b", {"ban", "bans", "pull"}, 0),
        (r"^\W*(?:new|out):|\badded:", {"", "adde"}, 0),
        (r"(?<![\w'-])(?:put|\w+led)\sout\b", {"put"}, 1),
        (rf"{_M}+\sis\b|[{_M}{_O}]'s", {_M, _O}, 0),
        (rf"(?<={_M}\s)has\b|ban", set(), 2),
        (r"\b[A-Z]", set(), 1),
    ],
)
def test_where_matches_begin(source: str, words: set[str], loose: int) -> None:
    leads = Cued(source).leads
    assert (leads.words, len(leads.loose)) == (words, loose)


@pytest.mark.parametrize(
    ("source", "needs"),
    [
        (r"\bban\b[^.]*\bweights\b", (frozenset({"weig"}), frozenset({"ban"}))),
        (r"\bput\b(?=[^.]*\bonline\b)", (frozenset({"onli"}), frozenset({"put"}))),
        (
            r"\b(?:ban\sof\b|pulls?\b)",
            (frozenset({"ban", "pull"}), ((frozenset({"ban"}), frozenset({"of"})), (frozenset({"pull"}),))),
        ),
        (  # what needs one word alone is told at once
            r"\b(?:cut|ban\sof|lift)\b",
            (
                frozenset({"cut", "ban", "lift"}),
                ((frozenset({"cut", "lift"}),), (frozenset({"ban"}), frozenset({"of"}))),
            ),
        ),
    ],
)
def test_all_words_of_one_alternative_are_needed(source: str, needs: tuple[Need, ...]) -> None:
    assert Cued(source).needs == needs


def test_words_have_their_places() -> None:
    spelled = spell_text(f"İt's {_M}开")
    assert spelled.list_places({"", "开", "it", "no"}) == [0, 0, 6]
    assert spelled.list_places({_M, "s"}) == [3, 5]
    assert spell_text("a ban, bans an urban_ban").list_places({"ban", "a"}) == [0, 2, 21]
    assert spell_text("open opens reopen Opéra opé").list_places({"open", "opé"}) == [0, 5, 24]


@pytest.mark.parametrize(
    ("source", "pieces"),
    [
        (r"\b(?:Apache|MIT)[ -]licen[cs]ed?", {"licen"}),
        (r"\w+@\w+|<[^>]+>", {"@", "<"}),
        (r"(?<=\])\(\w+|```.*?```", {"]", "```"}),
        (r"(?:http|ftp)s?:\S*(?=end)", {"end"}),
        (r"(?:ab)?c*[^d]", set()),
        (r"(?i:AB)\d", set()),
    ],
)
def test_the_pieces_of_which_a_match_holds_one(source: str, pieces: set[str]) -> None:
    pattern = re.compile(source)
    assert is_possible(pattern, "?") == (not pieces)
    assert all(is_possible(pattern, f"?{piece}?") for piece in pieces)
    assert not any(is_possible(pattern, piece[:-1]) for piece in pieces)


@given(st.data())
@settings(suppress_health_check=list(HealthCheck), max_examples=200, deadline=None)
def test_whatever_is_found_is_found_where_it_is_possible(data: st.DataObject) -> None:
    pattern = data.draw(st.sampled_from(_PIECED))
    text = data.draw(st.from_regex(pattern))
    assert [match.span() for match in find_all(pattern, text)] == [match.span() for match in pattern.finditer(text)]


def test_a_text_without_any_piece_is_not_scanned() -> None:
    pattern = re.compile("(?:Apache|MIT) licence")
    assert find_all(pattern, "an MIT licens") == ()
    assert [match.span() for match in find_all(pattern, "MIT licence")] == [(0, 11)]
