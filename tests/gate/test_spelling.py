"""Words of a text, listed once for both of its spellings."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from wartracker.cues import list_starts
from wartracker.gate.spelling import spell_normalized, spell_written


@given(st.text(st.one_of(st.characters(), st.sampled_from("aiAI \u00ad\u2019\u2010\u0130\u0131\u017f\u2028"))))
@example("mod\u00adel")
@example("\u0130stanbul")
def test_both_spellings_have_the_words_of_their_texts(text: str) -> None:
    for spelled in (spell_written(text), spell_normalized(text)):
        assert spelled.starts == list_starts(spelled.text)
    assert spell_written(text).text == text


def test_terms_are_looked_for_in_lower_case_on_one_line() -> None:
    assert spell_normalized(" Open\u2011Weights\n\tthe  lab\u2019s Mod\u00adel ").text == "open-weights the lab's model"
