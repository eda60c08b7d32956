"""The curator's text and the events accepted since in, which paragraphs they touch out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from wartracker.debate import Debate
from wartracker.records import Fields

_BLANK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Fresh:
    """An event accepted since the text was last edited."""

    id: str
    fields: Fields
    accepted: date


@dataclass(frozen=True, slots=True)
class Touched:
    """A paragraph and the events that bear on it."""

    paragraph: str
    events: tuple[Fresh, ...]


def split_paragraphs(text: str) -> tuple[str, ...]:
    """Split Markdown into its paragraphs."""
    return tuple(part.strip() for part in _BLANK.split(text.replace("\r\n", "\n")) if part.strip())


def name_event(fields: Fields, debate: Debate) -> tuple[str, ...]:
    """Name what an event speaks of: organizations, models, and the readings and questions it touches."""
    names = [org.name for org in fields.organizations] + [model.name for model in fields.models]
    names += [model.family for model in fields.models if model.family and len(model.family) > 2]
    wanted = set(fields.interpretations)
    names += [item.title for item in debate.interpretations if item.key in wanted]
    names += [item.key for item in debate.open_questions if item.key in wanted]
    return tuple(dict.fromkeys(name for name in names if name))


def touch_paragraphs(
    text: str, events: Iterable[Fresh], debate: Debate
) -> tuple[tuple[Touched, ...], tuple[Fresh, ...]]:
    """Find the paragraphs that events accepted since bear on.

    Args:
        text: Markdown.
        events: accepted since it was last edited.
        debate: its readings and open questions by name.

    Returns:
        Touched paragraphs in the order of the text, and the events that touch none.
    """
    fresh = list(events)
    paragraphs = split_paragraphs(text)
    patterns = [_compile(name_event(event.fields, debate)) for event in fresh]
    hits = [
        tuple(event for event, pattern in zip(fresh, patterns, strict=True) if pattern and pattern.search(paragraph))
        for paragraph in paragraphs
    ]
    met = {event.id for row in hits for event in row}
    touched = tuple(Touched(paragraph, row) for paragraph, row in zip(paragraphs, hits, strict=True) if row)
    return touched, tuple(event for event in fresh if event.id not in met)


def _compile(names: Sequence[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(name) for name in names) + r")(?!\w)", re.IGNORECASE)
