"""A folded text in, the same text with headline capitals lowered out: same length, names keep their capitals."""

from __future__ import annotations

import re

from wartracker.label.common_words import COMMON_WORDS
from wartracker.label.wordlist import read_words

# A maker's name keeps the word that ends it ("Alder Labs").
ORG_ENDINGS = read_words(
    "Labs Lab Robotics Technologies Systems University Institute Foundation Capital Ventures Partners Bank College "
)

_WORD = re.compile(r"(?<![\w-])[A-Z][a-z]+(?![\w])(?!-\d)")


_BEFORE = re.compile(r"([A-Z][\w.-]*) $")


def lower_headlines(text: str, title_lines: tuple[tuple[int, int], ...]) -> str:
    """Lower the ordinary words of lines with capitals everywhere.

    Args:
        text: folded text.
        title_lines: spans of such lines.

    Returns:
        A text of the same length.
    """
    if not title_lines:
        return text
    pieces = []
    at = 0
    for start, end in title_lines:
        pieces += [text[at:start], _WORD.sub(_lower, text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])


def _lower(match: re.Match[str]) -> str:
    word = match.group()
    # the initial letter only, so that offsets stay even for letters whose lower case is longer
    if word.lower() not in COMMON_WORDS:
        return word
    before = _BEFORE.search(match.string[: match.start()]) if word in ORG_ENDINGS else None
    if before and before.group(1).lower() not in COMMON_WORDS:
        return word
    return word[0].lower() + word[1:]
