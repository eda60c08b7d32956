"""What follows a family's name in, its pieces out."""

from __future__ import annotations

import pytest

from wartracker.label.tails import Part, read_tail

V, S, W, D = Part.VERSION, Part.SIZE, Part.VARIANT, Part.DATE


@pytest.mark.parametrize(
    ("rest", "end", "parts"),
    [
        ("-4o mini is", "-4o mini", (V, W)),
        (" 3.1 405B was", " 3.1 405B", (V, S)),
        ("-V3-0324, a", "-V3-0324", (V, D)),
        ("3-235B-A22B-Instruct-2507.", "3-235B-A22B-Instruct-2507", (V, S, S, W, D)),
        (" Large 3 is", " Large 3", (W, V)),
        (" 8x22B.", " 8x22B", (S,)),
        ("-based tools", "", ()),
        (" 3 times as", "", ()),
        (" 2025 report", "", ()),
        (" 40% of", "", ()),
        (" and more", "", ()),
        ("-preview-base-70B is", "-preview-base-70B", (W, W, S)),
        ("'s weights", "", ()),
    ],
)
def test_tails(rest: str, end: str, parts: tuple[Part, ...]) -> None:
    tail = read_tail("Nimbus" + rest, 6)
    assert ("Nimbus" + rest)[6 : tail.end] == end
    assert tuple(part for part, _ in tail.parts) == parts
