"""The words around a claim in, keys of the debate's interpretations and open questions that it touches out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wartracker.cues import Cued, spell_text
from wartracker.debate import Debate


@dataclass(frozen=True, slots=True)
class Touch:
    """One interpretation or open question with its terms compiled."""

    key: str
    pattern: Cued
    proponents: frozenset[str]


def compile_touches(debate: Debate) -> tuple[Touch, ...]:
    """Compile the terms of a debate's interpretations and open questions.

    Args:
        debate: the debate.

    Returns:
        One entry for each that has terms, in the file's order.
    """
    rows = [(i.key, i.terms, frozenset(i.proponents)) for i in debate.interpretations]
    rows += [(q.key, q.terms, frozenset()) for q in debate.open_questions]
    return tuple(
        Touch(key, Cued("|".join(rf"\b(?:{term})\b" for term in terms), re.IGNORECASE), proponents)
        for key, terms, proponents in rows
        if terms
    )


def find_touches(touches: Sequence[Touch], text: str) -> tuple[str, ...]:
    """Return the keys whose terms occur in a text.

    Args:
        touches: compiled terms.
        text: the claim's sentences.

    Returns:
        Keys in the debate's order.
    """
    spelled = spell_text(text)
    return tuple(touch.key for touch in touches if touch.pattern.search(spelled))
