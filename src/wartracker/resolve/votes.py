"""Weighted values of several reports in, the value with most weight out; ties never depend on the order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

V = TypeVar("V")


def tally_votes(votes: Iterable[tuple[float, V]]) -> dict[V, float]:
    """Sum the weights by value; rounded, so that the order of adding cannot decide."""
    tally: dict[V, list[float]] = {}
    for weight, value in votes:
        tally.setdefault(value, []).append(weight)
    return {value: round(sum(sorted(weights)), 6) for value, weights in tally.items()}


def elect(votes: Iterable[tuple[float, V]], rank: Callable[[V], object] = str) -> V | None:
    """Return the value with most weight; `rank` decides a tie; None without votes."""
    tally = tally_votes(votes)
    return max(tally, key=lambda value: (tally[value], rank(value), str(value)), default=None)
