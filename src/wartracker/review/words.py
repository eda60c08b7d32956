"""What a curator may say with one key: reasons to reject, spans to snooze."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

REJECT_REASONS: Mapping[str, str] = {
    "1": "not AI",
    "2": "not an event",
    "3": "duplicate",
    "4": "rumour",
    "5": "too minor",
    "6": "wrong facts",
}

SNOOZES: Mapping[str, tuple[str, str]] = {
    "1": ("day", "1 day"),
    "2": ("week", "1 week"),
    "3": ("sources", "until more sources"),
}
_SPANS = {"day": timedelta(days=1), "week": timedelta(days=7)}


def end_snooze(word: str, now: datetime) -> datetime | None:
    """Return when a snooze ends; None: when there are more sources.

    Raises:
        ValueError: no such span.
    """
    if word == "sources":
        return None
    if word not in _SPANS:
        raise ValueError(f"no span {word!r}; known: {', '.join([*_SPANS, 'sources'])}")
    return now + _SPANS[word]
