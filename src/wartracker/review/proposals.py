"""A candidate and everything it may be merged into or linked to in, the likeliest out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz

from wartracker.records import Fields

_NEAR_DAYS = 45
_MIN_POINTS = 0.9


@dataclass(frozen=True, slots=True)
class Choice:
    """A candidate or an event that may be chosen."""

    id: str  # candidate id
    shown: str  # evt-<n>, or the beginning of the candidate id
    title: str
    state: str
    day: date
    organizations: frozenset[str]
    models: frozenset[str]
    why: str = ""


def make_choice(identifier: str, shown: str, state: str, fields: Fields) -> Choice:
    """Make a choice of a candidate's fields."""
    return Choice(
        identifier,
        shown,
        fields.title,
        state,
        fields.date.value,
        frozenset(org.key for org in fields.organizations),
        frozenset(model.key for model in fields.models),
    )


def propose_choices(
    own: Choice, others: Iterable[Choice], matched: Mapping[str, str], limit: int = 9
) -> tuple[Choice, ...]:
    """Propose what a candidate may belong to.

    Args:
        own: the candidate.
        others: what can be chosen.
        matched: ids that resolve proposed -> why; they come first.
        limit: how many; nine have a digit.

    Returns:
        The likeliest first.
    """
    ranked: list[tuple[float, str, Choice, str]] = []
    for other in others:
        if other.id == own.id:
            continue
        points, why = _weigh(own, other)
        told = matched.get(other.id) or matched.get(other.shown)
        if told:
            points, why = points + 10, told
        if points >= _MIN_POINTS:
            ranked.append((-points, other.id, other, why))
    return tuple(_because(other, why) for _, _, other, why in sorted(ranked, key=lambda row: row[:2])[:limit])


def search_choices(own: Choice, others: Iterable[Choice], words: str, limit: int = 9) -> tuple[Choice, ...]:
    """Find choices whose title or id holds all words."""
    wanted = words.casefold().split()
    found = [
        other
        for other in others
        if other.id != own.id
        and all(word in other.title.casefold() or word in (other.shown.casefold(), other.id) for word in wanted)
    ]
    return tuple(sorted(found, key=lambda other: (abs((other.day - own.day).days), other.id))[:limit])


def _weigh(own: Choice, other: Choice) -> tuple[float, str]:
    models = own.models & other.models
    makers = own.organizations & other.organizations
    alike = fuzz.token_set_ratio(own.title, other.title) / 100
    days = abs((own.day - other.day).days)
    near = max(0.0, 1 - days / _NEAR_DAYS)
    points = 1.5 * bool(models) + 0.4 * bool(makers) + alike * (0.4 + 0.6 * near)
    told = [f"same model {sorted(models)[0]}"] if models else []
    told += [f"same maker {sorted(makers)[0]}"] if makers and not models else []
    told += [f"titles {alike:.0%} alike", f"{days} days apart"]
    return points, ", ".join(told)


def _because(choice: Choice, why: str) -> Choice:
    return Choice(
        choice.id, choice.shown, choice.title, choice.state, choice.day, choice.organizations, choice.models, why
    )
