"""Export in, promises.ics out: the due dates of the promise ledger as all-day entries of a calendar (RFC 5545)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta

from wartracker.display import clean_text
from wartracker.records import Event, Promise
from wartracker.timeline.export import Export, build_event_url
from wartracker.vocabulary import PromiseState

FILE = "promises.ics"

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TOLD: Mapping[PromiseState, str] = {
    PromiseState.OPEN: "Due",
    PromiseState.OVERDUE: "Due",  # overdue is a matter of today, and this file does not know today
    PromiseState.KEPT: "Kept",
    PromiseState.BROKEN: "Given up",
}


def render(export: Export) -> str:
    """Render one entry a promise whose last day is known; lines end in CR LF and are folded at 75 octets."""
    events = {event.id: event for event in export.events}
    dated = sorted((row for row in export.promises if row.due), key=lambda row: (row.due or date.max, row.event))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//WarTracker//promises//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{_escape(export.debate.title)}",
        f"X-WR-CALNAME:{_escape(export.debate.title)}",
    ]
    for promise in dated:
        lines += _build_entry(export, promise, events)
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _build_entry(export: Export, promise: Promise, events: Mapping[str, Event]) -> Iterator[str]:
    event, due = events[promise.event], promise.due or date.max
    settling = events.get(promise.settled_by or "")
    changed = max([event.updated, *([settling.updated] if settling else [])])
    yield "BEGIN:VEVENT"
    yield f"UID:{event.id}@{export.domain}"
    yield f"DTSTAMP:{_stamp(changed)}"
    yield f"LAST-MODIFIED:{_stamp(changed)}"
    yield f"SEQUENCE:{len(event.revisions) + (1 + len(settling.revisions) if settling else 0)}"
    yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escape(f'{_TOLD[promise.state]}: {promise.title}')}"
    yield f"DESCRIPTION:{_escape(_describe(promise, export))}"
    yield f"URL:{build_event_url(export, event.id)}"
    yield f"CATEGORIES:promise,{'open' if promise.state is PromiseState.OVERDUE else promise.state.value}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _describe(promise: Promise, export: Export) -> str:
    told = f"Promised on {promise.made.isoformat()}."
    if promise.settled_by:
        word = {PromiseState.KEPT: f"Kept after {promise.after_days} days", PromiseState.BROKEN: "Given up"}
        told += f" {word.get(promise.state, 'Moved')}: {build_event_url(export, promise.settled_by)}"
    return told


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    """Escape a TEXT value (RFC 5545 section 3.3.11)."""
    line = _CONTROLS.sub(" ", clean_text(text)).strip()
    return line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _fold(line: str) -> str:
    """Fold a line so that none has more than 75 octets, never inside a character (RFC 5545 section 3.1)."""
    pieces, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > 75:
            pieces.append(" ")
            size = 1
        pieces[-1] += letter
        size += width
    return "\r\n".join(pieces)
