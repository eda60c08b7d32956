"""Decisions in, what they say of the work and of the machine out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from wartracker.counting import find_undone
from wartracker.records import Decision, Fields
from wartracker.vocabulary import ACCEPTING, Verdict

MIN_ALIKE = 5
"""Decided candidates of a like score from which their share of acceptances says something."""


@dataclass(frozen=True, slots=True)
class Alike:
    """How decided candidates of a like score fared."""

    decided: int
    accepted: int


def tell_alike(alike: Alike) -> str | None:
    """Say how candidates like this one fared; None while there are too few."""
    if alike.decided < MIN_ALIKE:
        return None
    return f"of {alike.decided} decided candidates with a like score, {alike.accepted} were accepted"


def build_stats(decisions: Sequence[Decision], tabs: Mapping[str, int]) -> dict[str, Any]:
    """Build the figures of review.

    Args:
        decisions: of one debate, in order.
        tabs: open candidates a tab.

    Returns:
        Open candidates, decisions by verdict and curator, seconds a decision, corrected fields: how often a curator
        changed what the machine had said, of all that were accepted.
    """
    undone = find_undone(decisions)
    counting = [row for row in decisions if row.id not in undone and row.verdict is not Verdict.UNDO]
    spent = sorted((row.decided_at - row.shown_at).total_seconds() for row in counting if row.shown_at is not None)
    accepted = [row for row in counting if row.verdict in ACCEPTING and row.shown_at is not None]
    corrected: Counter[str] = Counter()
    for row in accepted:
        corrected.update(find_corrections(row))
    return {
        "open": dict(tabs),
        "decisions": dict(Counter(row.verdict.value for row in counting)),
        "undone": len(undone),
        "curators": dict(Counter(row.curator for row in counting)),
        "seconds": {
            "timed": len(spent),
            "median": round(median(spent), 1) if spent else None,
            "p90": round(spent[(len(spent) - 1) * 9 // 10], 1) if spent else None,
        },
        "corrected": {"of": len(accepted), "fields": dict(corrected.most_common())},
    }


def find_corrections(row: Decision) -> tuple[str, ...]:
    """Name the fields in which a curator said otherwise than the machine."""
    if row.proposed is None or row.fields is None:
        return ()
    return tuple(name for name in Fields.__slots__ if getattr(row.proposed, name) != getattr(row.fields, name))
