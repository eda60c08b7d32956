"""Decisions in, those that no longer count out: what every reader of decisions asks first."""

from __future__ import annotations

from collections.abc import Sequence

from wartracker.records import Decision
from wartracker.vocabulary import Verdict


def find_undone(decisions: Sequence[Decision]) -> frozenset[str]:
    """Find the decisions that no longer count.

    Args:
        decisions: in the order they were made.

    Returns:
        Ids of decisions whose undo counts; an undo that was undone itself has no effect.
    """
    undone: set[str] = set()
    for decision in reversed(decisions):
        if decision.verdict is Verdict.UNDO and decision.id not in undone and decision.target:
            undone.add(decision.target)
    return frozenset(undone)
