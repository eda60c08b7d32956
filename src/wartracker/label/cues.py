"""What stands before and after a name in, the weight of evidence that it names a model, a maker or a person out."""

from __future__ import annotations

from wartracker.label.maker_cues import ORG_AFTER, ORG_BEFORE, PERSON_AFTER, PERSON_BEFORE
from wartracker.label.model_cues import MODEL_AFTER, MODEL_BEFORE

Weights = tuple[dict[str, float], dict[str, float], dict[str, float]]
"""Weights by cue, for a model, a maker and a person."""

Memo = dict[str, Weights]
"""Contexts weighed already; one document repeats many of them."""


def weigh_before(context: str, memo: Memo) -> Weights:
    """Return the weights of the cues in front of a name.

    Args:
        context: what stands before it, on one line.
        memo: filled here.

    Returns:
        Weights by cue, for a model, a maker and a person.
    """
    key = f"<{context}"
    if key not in memo:
        memo[key] = (
            {f"<{cue.name}": cue.weight for cue in MODEL_BEFORE if cue.pattern.search(context)},
            {f"<{cue.name}": cue.weight for cue in ORG_BEFORE if cue.pattern.search(context)},
            {f"<{cue.name}": cue.weight for cue in PERSON_BEFORE if cue.pattern.search(context)},
        )
    return memo[key]


def weigh_after(context: str, memo: Memo) -> Weights:
    """Return the weights of the cues behind a name.

    Args:
        context: what follows it, on one line.
        memo: filled here.

    Returns:
        Weights by cue, for a model, a maker and a person.
    """
    key = f">{context}"
    if key not in memo:
        memo[key] = (
            {f"{cue.name}>": cue.weight for cue in MODEL_AFTER if cue.pattern.match(context)},
            {f"{cue.name}>": cue.weight for cue in ORG_AFTER if cue.pattern.match(context)},
            {f"{cue.name}>": cue.weight for cue in PERSON_AFTER if cue.pattern.match(context)},
        )
    return memo[key]
