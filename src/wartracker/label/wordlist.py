"""Words in one string in, a set of them out: how the word tables are written."""

from __future__ import annotations


def read_words(text: str) -> frozenset[str]:
    """Return the words of a text that are separated by white space."""
    return frozenset(text.split())
