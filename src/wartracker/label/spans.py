"""What rules find before it becomes a Mention, and the choice among overlapping finds: longest wins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wartracker.vocabulary import Label


@dataclass(frozen=True, slots=True)
class Hit:
    """A labelled span of a folded text."""

    start: int
    end: int
    label: Label
    key: str | None
    name: str
    confidence: float  # probability that the span and its label are right
    rules: tuple[str, ...]


def resolve_overlaps(hits: Iterable[Hit]) -> list[Hit]:
    """Keep the longest of overlapping hits, the surer one among equals.

    Args:
        hits: in any order.

    Returns:
        Hits in order, none overlapping.
    """
    kept: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, -hit.confidence, hit.start, hit.label.value)):
        span = range(hit.start, hit.end)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)
