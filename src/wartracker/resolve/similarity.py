"""Title and lead of an article in, a similarity of two articles out; no corpus statistics, so that no article
changes how two others compare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
# Words that nearly every article about models holds: they tell nothing of the event.
_STOP_TEXT = """
    a about after ai all also an and are as at be been before but by can could company companies did do does for
    from had has have he her his how i if in into is it its just last like make makes may model models more most new
    news no not now of on one or other our out over own said say says she so some such than that the their them then
    there these they this to up us use used was we week were what when which who will with would year you your open
    source weights language large released release releases announced announces launch launches today
"""
_STOP = frozenset(_STOP_TEXT.split())


@dataclass(frozen=True, slots=True)
class Words:
    """Content words of an article."""

    title: frozenset[str]
    lead: frozenset[str]


def collect_words(title: str, lead: str) -> Words:
    """Collect the content words of a title and a lead, lower case, plural endings cut."""
    return Words(title=_fold_words(title), lead=_fold_words(title) | _fold_words(lead))


def drop_names(words: Words, names: Iterable[str]) -> Words:
    """Take out the words of names that two articles share anyway when they are compared."""
    known = frozenset(word for name in names for word in _fold_name(name))
    return Words(title=words.title - known, lead=words.lead - known) if known else words


@lru_cache(maxsize=65536)
def _fold_name(name: str) -> frozenset[str]:
    return _fold_words(name)


def _fold_words(text: str) -> frozenset[str]:
    found = set()
    for match in _WORD.finditer(text.lower()):
        word = match.group()
        if word.endswith(("'s", "’s")):
            word = word[:-2]
        if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
            word = word[:-1]
        if word not in _STOP and (len(word) > 2 or word[0].isdigit()):
            found.add(word)
    return frozenset(found)


def compare_words(a: Words, b: Words) -> float:
    """Return 0..1: mean of the titles' Dice coefficient and of the overlap of title and lead.

    Args:
        a: content words of one article.
        b: content words of the other.
    """
    return 0.5 * _dice(a.title, b.title) + 0.5 * _overlap(a.lead, b.lead)


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    # Below eight words a share says little: a short lead must not look like a full match.
    return len(a & b) / max(min(len(a), len(b)), 8) if a and b else 0.0
