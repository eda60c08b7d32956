"""Folding keeps a way back to the original offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wartracker.label.normalize import MASK, fold_text, slug


def test_hyphens_quotes_and_spaces_become_plain() -> None:
    assert fold_text("gpt\u2011oss\u00a0\u2013 it\u2019s").text == "gpt-oss - it's"


def test_invisible_characters_go_and_offsets_stay() -> None:
    folded = fold_text("Nim\u200bbus \ufb01ne")
    assert folded.text == "Nimbus fine"
    assert folded.original(0, 6) == (0, 7)
    assert folded.original(7, 11) == (8, 11)


def test_code_links_and_addresses_are_masked() -> None:
    text = "a `Nimbus-7B` [b](https://x.example/Nimbus-7B) https://y.example/c"
    folded = fold_text(text).text
    assert "Nimbus" not in folded
    assert len(folded) == len(text)
    assert MASK in folded


def test_slugs_keep_versions_readable() -> None:
    assert slug("Nimbus V3.1 70B") == "nimbus-v3.1-70b"
    assert slug("Rhône R+") == "rhone-r+"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_every_folded_position_leads_back(text: str) -> None:
    folded = fold_text(text)
    size = len(folded.text)
    positions = [folded.original(index, index + 1) for index in range(size)]
    assert all(0 <= start < end <= len(text) for start, end in positions)
    assert positions == sorted(positions)
