"""Where a page tells that something befell a model, by table; and hostile titles cost no time."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wartracker.gate import telling
from wartracker.gate.telling import find_telling


@pytest.mark.parametrize(
    ("title", "text", "found", "in_title"),
    [
        ("Corvid Labs releases Corvid-7B, an open language model", "", "Corvid-7B", True),
        ("", "Tern-3 is out now. The weights are on the hub and it is a small LLM.", "Tern-3", False),
        ("Corvid Labs bans Tern-3 from its API", "The AI was too loud.", "Tern-3", True),
        ("Tern-3 in a bank", "It is an LLM.", "Tern-3", True),  # a bank begins like a ban
        ("An LLM is out. Its name is Corvid Mini!", "", "Corvid Mini", True),
        ("", "New weights. Read on.\n\nThe model called Corvid is here.", "model called Corvid", False),
        ("", "Corvid, a small and open model, is out today.", "Corvid, a small and open model", False),
        ("", "An LLM: tern 7b-chat. It is out.", "tern 7b", False),
        ("", "Chapter 3: The LLM is out.", "", False),
        ("", "A\u00adI is here: Corvid Mini", "", False),  # no word of the trade with a soft hyphen in it
        ("A bridge is out", "x " * 1300 + "AI. Tern-3 is out.", "", False),
        ("Tern-3 is out", "x " * 1000 + "AI." + "x " * 1000, "Tern-3", True),
        ("Tern-3 is out", "x " * 1300 + "AI.", "", False),  # too far down in a long text
        ("A new bridge opens", "The river is high this spring.", "", False),
        ("Nordbike launches the NX-40", "The bike has a new motor and a larger battery.", "", False),
    ],
)
def test_what_tells_of_a_model(title: str, text: str, found: str, in_title: bool) -> None:
    told, titled = find_telling(title, text)
    assert (bool(told), titled) == (bool(found), in_title)
    assert found in told or not found


def test_an_endless_title_is_read_no_further_than_a_long_one() -> None:
    # A backtracking expression over all of it would not end within a day.
    assert find_telling("Foo is out " + "1." * 400_000, "x") == find_telling("Foo is out " + "1." * 400, "x")


def _find_plainly(title: str, text: str) -> tuple[str, bool]:
    """Look for everything by the expressions alone, of a short page."""
    both = f"{title}\n{text}"
    trade = telling._TRADE.pattern.search(both) or telling._TRADE_DOTTED.pattern.search(both)
    shared = {match.lastindex for match in telling._SHARED.pattern.finditer(both)}
    if not trade and (not shared or telling._OTHER_TRADE.pattern.search(both)):
        return "", False
    for place, in_title in ((title, True), (text, False)):
        if not (telling._ACT.pattern.search(place) or re.search(r"(?<!\w)ban", place, re.IGNORECASE)):
            continue
        for sentence in [place] if in_title else telling._SENTENCE.split(place):
            name = telling._NAME.search(sentence)
            if name and (trade or len(shared) > 1 or telling._CALLED.search(name[0])):
                return name[0], in_title
    return "", False


_PIECES = ["Tern-3", "Corvid Mini", "tern 7b", "a model", "model Foo", "is out", "bans", "API", "A.I.", "LLM", "phones"]
_PIECES += ["weights", "trained", "tokens", ".", "!", "\n", "It", "a", "the", "Top 5", ", a new"]
_SAID = st.lists(st.sampled_from(_PIECES), max_size=8).map(" ".join)


@given(_SAID, _SAID)
@settings(max_examples=500)
def test_it_is_found_as_the_expressions_find_it(title: str, text: str) -> None:
    assert find_telling(title, text) == _find_plainly(title, text)
