"""A folded text in, the same text with headline capitals lowered out: same length, names keep their capitals."""

from __future__ import annotations

import re

from wartracker.cues import is_possible
from wartracker.label.common_words import COMMON_WORDS
from wartracker.label.tails import is_variant
from wartracker.label.wordlist import read_words

# A maker's name keeps the word that ends it ("Alder Labs").
ORG_ENDINGS = read_words(
    "Labs Lab Robotics Technologies Systems University Institute Foundation Capital Ventures Partners Bank College "
)

_WORD = re.compile(r"(?<![\w-])[A-Z][a-z]+(?![\w])(?!-\d)")


_FIRST_WORD = re.compile(r"((?:\A|\n|[.!?:][\"')\]]*[ ])[\"'*_#>(\-\s]{0,8})([A-Z][a-z]+)(?![\w-]|[ ]\d|[ ][A-Z])")
_BEFORE = re.compile(r"((?:[A-Z]|\d)[\w.-]*) $")


def lower_headlines(text: str, title_lines: tuple[tuple[int, int], ...]) -> str:
    """Lower the ordinary words that begin sentences or stand in lines with capitals everywhere.

    Args:
        text: folded text.
        title_lines: spans of such lines.

    Returns:
        A text of the same length.
    """
    text = _FIRST_WORD.sub(lambda match: match.group(1) + _lower_first(match.group(2)), text)
    pieces = []
    at = 0
    for start, end in title_lines:
        pieces += [text[at:start], _WORD.sub(_lower, text[start:end])]
        at = end
    return "".join([*pieces, text[at:]])


# German writes the nouns before a name with capitals: they are no part of it ("das Sprachmodell Ember 2").
_NOUN = re.compile(
    r"\b(?:KI-|Sprach|Basis|Grund)?[Mm]odell(?:s|e|en)?\b|\b(?:Start-?[Uu]ps?|Unternehmen|Firma|Verbund)\b"
)


def lower_nouns(text: str) -> str:
    """Lower the nouns that German sets before the names of models and makers; the text keeps its length."""
    return _NOUN.sub(lambda match: match.group().lower(), text) if is_possible(_NOUN, text) else text


def _lower_first(word: str) -> str:
    return word[0].lower() + word[1:] if word.lower() in COMMON_WORDS else word


def _is_ordinary(word: str) -> bool:
    """Tell whether a word is ordinary, or an inflected form of an ordinary one ("Frees", "Delaying")."""
    lowered = word.lower()
    if lowered in COMMON_WORDS:
        return True
    ending = next((end for end in ("ing", "ed", "es", "s") if lowered.endswith(end)), "")
    base = lowered.removesuffix(ending)
    if not ending or len(base) < 3:
        return False
    doubled = base[:-1] if base[-1] == base[-2] else base
    return not {base, base + "e", doubled, base[:-1] + "y" if base[-1] == "i" else base}.isdisjoint(COMMON_WORDS)


def _lower(match: re.Match[str]) -> str:
    word = match.group()
    # the initial letter only, so that offsets stay even for letters whose lower case is longer
    if not _is_ordinary(word):
        return word
    if word in ORG_ENDINGS or is_variant(word):
        before = _BEFORE.search(match.string[max(0, match.start() - 30) : match.start()])
        if before and before.group(1).lower() not in COMMON_WORDS:
            return word
    return word[0].lower() + word[1:]
