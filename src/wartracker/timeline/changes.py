"""Two snapshots of an event in, what changed in words for readers out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wartracker.records import Event, Fields
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
    if name == "party":
        return str(fields.party)
    if name in {"kind", "status", "significance", "access"}:
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


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one event between two states of a timeline."""

    sign: str  # + new, ~ changed, - merged or withdrawn
    event: Event  # as it is in the later state
    told: str


def compare_events(before: Sequence[Event], after: Sequence[Event]) -> Iterator[Difference]:
    """Compare two states of one timeline, by accession number.

    Args:
        before: the earlier state.
        after: the later one; it has every event of the earlier.
    """
    known = {event.id: event for event in before}
    for event in after:
        old = known.get(event.id)
        if old is None:
            yield Difference("+" if event.retracted is None else "-", event, event.retracted or "accepted")
        elif event.retracted is not None and old.retracted is None:
            yield Difference("-", event, event.retracted)
        elif event != old:
            told = [revision.note for revision in event.revisions if revision not in old.revisions]
            links = [
                f"{link.link.value} from {link.event}" for link in event.linked_from if link not in old.linked_from
            ]
            yield Difference("~", event, "; ".join([*told, *links]) or "links or merges of others")
