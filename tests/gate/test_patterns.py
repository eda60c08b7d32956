"""Terms split into alternatives that are cheap to look for, and mean the same as before."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wartracker.cues import spell_text
from wartracker.gate.patterns import compile_term, find_literal, index_terms, split_alternatives


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("open|closed", ["open", "closed"]),
        ("open (?:weights|models)|ai act", ["open (?:weights|models)", "ai act"]),
        (r"a\|b|c", [r"a\|b", "c"]),
        ("[|)]x|y", ["[|)]x", "y"]),
        ("[]|]x|y", ["[]|]x", "y"]),
        ("[^]|]x|y", ["[^]|]x", "y"]),
        ("((a|b)|c)d", ["((a|b)|c)d"]),
    ],
)
def test_terms_are_split_at_their_outer_bars(pattern: str, parts: list[str]) -> None:
    assert split_alternatives(pattern) == parts


@pytest.mark.parametrize(
    ("part", "literal"),
    [
        ("language models?", "language model"),
        ("open[- ]weights?", "weight"),
        ("licen[cs]e", "licen"),
        ("(?:new|latest) models", " models"),
        ("releas(?:e|ed) weights", " weights"),
        (r"swe-?bench", "bench"),
        (r"llama\.cpp", "llama.cpp"),
        (r"\d{2,4}k tokens?", "k token"),
        ("ab{2,3}cde", "cde"),
        ("ab*c", ""),
        (r"\d+b", ""),
        ("(?:yes|no)", ""),
    ],
)
def test_the_literal_is_part_of_every_match(part: str, literal: str) -> None:
    assert find_literal(part) == literal


@pytest.mark.parametrize(
    ("pattern", "cues"),
    [
        ("ai act", {"act"}),
        ("ai ?act", {"ai", "aiac"}),
        (r"(?:releas|launch)\w* it", {"it"}),
        (r"(?:releas|launch)\w* it\w*", {"rele", "laun"}),
        (r"[a-z]{2,12}-?\d{1,2}-(?:pro|vl)", {"pro", "vl"}),
        ("开源(?:大)?模型", {"开"}),
        ("mit协议", {"协"}),
        (r"\d{1,4}b", set()),
        (r"a\.?i\.?", {"ai", "i"}),  # an "a" stands in every English text
        (r"a\.?i\.?协议", {"协"}),
    ],
)
def test_words_that_a_match_needs(pattern: str, cues: set[str]) -> None:
    [alternative] = compile_term(pattern)
    assert alternative.cues == cues


@pytest.mark.parametrize(
    ("pattern", "text", "hit"),
    [
        ("open models?", "two open models appear", "open models"),
        ("open models?", "reopen models", ""),
        ("open models?", "open modelssss", ""),
        ("models?", "remodel the model", "model"),  # the first one begins inside a word
        ("ai", "the ai_lab", "ai"),
        ("ai", "café-ai", "ai"),
        ("ai", "éai", ""),
        ("开源模型", "全新开源模型发布", "开源模型"),
        (r"(?:\S+ ){0,2}weights", "all the weights", "all the weights"),
        ("x?", "abc", ""),  # an empty match is none
        ("open-?ai", "an openai story", "openai"),
        ("ope?n ai", "the opn ai", "opn ai"),  # the third letter may be missing
        ("gpt-4", "gpt4 or gpt-4", "gpt-4"),
        (r"\d{1,4}b", "a 1270b or 12700b model", "1270b"),
        (r"[a-z]{2,4}-?\d-(?:pro|mini)", "the qwen3-pro, not a q3-pro", "qwen3-pro"),
        ("(?:eu )?ai act", "the eu ai act", "eu ai act"),
        ("ai (?:act|law)", "the ai-law and the ai law", "ai law"),
        (r"a\.?i\.?", "a lab of ai", "ai"),
        (r"a\.?i\.?", "a lab of a.i., not ai", "a.i."),
        (r"a\.?i\.?", "i said a lab", ""),
        (r"(?:the )?e\.?u\.?r\.?o", "the e.u.ro", "the e.u.ro"),
        (r"[.a]\.?i", "a .i", ".i"),
        (r"[a-z]{2,4}-?\d-(?:pro|mini)", "two 3-pro boards, and the gpt-3-mini", "gpt-3-mini"),
    ],
)
def test_matches_are_whole_words_in_scripts_with_spaces(pattern: str, text: str, hit: str) -> None:
    found = index_terms([pattern]).search(spell_text(text))
    assert "".join(found.values()) == hit


def test_an_abbreviation_is_looked_for_where_its_letters_stand_alone() -> None:
    [alternative] = compile_term(r"a\.?i\.?")
    assert alternative.ways == (("ai", {"ai"}), ("a.i", {"a"}))


@pytest.mark.parametrize(
    ("pattern", "sign"),
    [
        (r"[a-z]{2,4}-?\d-pro", r"\d-pro"),
        (r"\d{1,4}(?:\.\d{1,2})?[bt]-moe", r"[bt](?<=\d[bt])"),
        (r"\d{1,3}b", r"b(?<=\db)"),
        (r"\d{1,3}[- ]?(?:bn|b) param", "(?:bn|b) param"),
        (r"\d{1,3}b?", None),
        (r"\d{1,3}[bt]*", None),
        ("open", None),
    ],
)
def test_what_is_looked_for_before_any_word_or_number(pattern: str, sign: str | None) -> None:
    [alternative] = compile_term(pattern)
    assert (alternative.sign and alternative.sign.pattern) == sign


def test_each_term_is_found_by_the_first_of_its_alternatives() -> None:
    index = index_terms(["weights|open model", "licen[cs]e", r"\d{1,3}b|open", "模型"])
    text = "an open model of 70b with weights"
    assert index.search(spell_text(text)) == {0: "weights", 2: "70b"}
    assert index.search(spell_text("开源模型")) == {3: "模型"}
    assert index.search(spell_text("nothing here")) == {}


_PIECES = st.sampled_from(
    [
        "open",
        "model",
        "s?",
        "(?:new|old) ",
        "[- ]",
        r"\d{1,3}",
        "b",
        "weights",
        r"\w* ",
        "licen[cs]e",
        "x*",
        "(?:a|b)?",
        "(?:-mini|weights|a b?c)",
        "(?:old|(?:new|b) )",
        "[a-z]{2,3}",
        r"[a-z]{2,3}-?\d{1,2}",
        r"a\.?i\.?",
        r"\d{1,3}(?:\.\d)?[bx]",
        r"\d{1,2}b",
        r"\d{1,2}[- ]?(?:b|x)",
    ]
)
_TERMS = st.lists(st.lists(_PIECES, min_size=1, max_size=5).map("".join), min_size=1, max_size=3).map("|".join)
_WORDS = ["open", "model", "s", " ", "-", "12", "b", "new ", "weights", "license", "x", "a", "i", "."]
_TEXTS = st.lists(st.sampled_from(_WORDS)).map("".join)


@given(_TERMS, _TEXTS)
def test_splitting_finds_what_the_whole_expression_finds(pattern: str, text: str) -> None:
    bounds = "[a-z0-9\u00df-\u024f]"
    whole = re.compile(rf"(?<!{bounds})(?=.)(?:{pattern})(?!{bounds})")
    expected = any(match[0] for match in whole.finditer(text))
    found = index_terms([pattern]).search(spell_text(text))
    assert found or not expected


@given(st.lists(_TERMS, max_size=4), _TEXTS)
@example(["open|ai", "ai|open"], "ai is open")
@example(["open (?:b)", "open (?:x)"], "an open x")  # no alternative but the same is looked up
def test_terms_are_found_together_as_each_is_alone(terms: list[str], text: str) -> None:
    alone = {number: index_terms([term]).search(spell_text(text)).get(0) for number, term in enumerate(terms)}
    assert index_terms(terms).search(spell_text(text)) == {number: hit for number, hit in alone.items() if hit}
