"""Two snapshots of an event in, what changed in words for readers out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wartracker.records import Fields
from wartracker.timeline.words import write_date

_NAMES = {"crosses_over": "crossing over", "license": "licence", "licenses": "licences by model", "slots": "details"}


def describe_change(before: Fields, after: Fields) -> Iterator[str]:
    """Yield one phrase a field that differs: short values with old and new, longer ones by name."""
    for name in Fields.__slots__:
        if getattr(before, name) != getattr(after, name) and not (
            name == "licenses" and before.license != after.license
        ):
            old, new = _tell(before, name), _tell(after, name)
            told = _NAMES.get(name, name)
            yield f"{told} changed" if old is None or new is None or old == new else f"{told} was {old}, is {new}"


def _tell(fields: Fields, name: str) -> str | None:
    """Write a short value, None where only the field's name is told."""
    if name == "title":
        return f"“{fields.title}”"
    if name == "date":
        return write_date(fields.date)
    if name == "license":
        return fields.license.name if fields.license else "unknown"
    if name == "openness":
        return fields.openness.openness.value.replace("_", " ")
    if name in {"kind", "status", "significance", "access", "party"}:
        return str(getattr(fields, name).value).replace("_", " ")
    if name in {"organizations", "models"}:
        return ", ".join(item.name for item in getattr(fields, name)) or "none"
    if name in {"frontlines", "interpretations"}:
        return ", ".join(getattr(fields, name)) or "none"
    return None


def describe_set(word: str, before: Sequence[object], after: Sequence[object]) -> Iterator[str]:
    """Yield how many things came and went."""
    came, went = len(set(after) - set(before)), len(set(before) - set(after))
    for count, what in ((came, "added"), (went, "taken back")):
        if count:
            yield f"{count} {word}{'s' if count > 1 else ''} {what}"
