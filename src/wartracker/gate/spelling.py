"""Text of a page in, its words out: as it is written, and as the terms of a debate are.

One list of words serves both, and all debates: listing them takes as long as looking for a dozen expressions.
"""

from __future__ import annotations

from functools import lru_cache

from wartracker.cues import Spelled, fold_text, spell_text

# One replacement each: faster than a translation table, since most texts hold none of them.
_PLAIN = (("\u2010", "-"), ("\u2011", "-"), ("\u2012", "-"), ("\u2013", "-"), ("\u00ad", ""), ("\u2019", "'"))
# Without them words are others than before: a soft hyphen stands within one, and `İ` becomes two characters.
_CHANGING = ("\u00ad", "\u0130")


@lru_cache(maxsize=4)  # each debate's gate asks for the same title and text
def spell_normalized(text: str) -> Spelled:
    """Lower case, one space between words, plain hyphens: what the terms are written for; and its words."""
    if not text.isascii():
        for char, plain in _PLAIN:
            text = text.replace(char, plain)
    return spell_text(" ".join(text.lower().split()))


@lru_cache(maxsize=4)
def spell_written(text: str) -> Spelled:
    """List the words of a text as it is written."""
    if any(char in text for char in _CHANGING):
        return spell_text(text)
    return Spelled(text, fold_text(text), spell_normalized(text).starts)
