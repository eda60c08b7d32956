"""Where a page tells that something befell a model, by table; and hostile titles cost no time."""

from __future__ import annotations

import pytest

from wartracker.gate.telling import find_telling


@pytest.mark.parametrize(
    ("title", "text", "found", "in_title"),
    [
        ("Corvid Labs releases Corvid-7B, an open language model", "", "Corvid-7B", True),
        ("", "Tern-3 is out now. The weights are on the hub and it is a small LLM.", "Tern-3", False),
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
