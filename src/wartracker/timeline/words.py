"""Values of events in, the words that every format writes for them out."""

from __future__ import annotations

from calendar import month_name
from datetime import date
from urllib.parse import quote

from wartracker.display import safe_link
from wartracker.records import EventDate
from wartracker.vocabulary import Precision


def write_date(when: EventDate) -> str:
    """Write a date as precisely as it is known, never more: "2026-02-23", "2026-02", "2026 Q1", "2026"."""
    value, end = when.value, when.end
    if when.precision is Precision.DAY:
        return f"{value.isoformat()} to {end.isoformat()}" if end else value.isoformat()
    if when.precision is Precision.MONTH:
        return f"{value:%Y-%m} to {end:%Y-%m}" if end else f"{value:%Y-%m}"
    if when.precision is Precision.QUARTER:
        first = f"{value.year} Q{(value.month + 2) // 3}"
        return f"{first} to {end.year} Q{(end.month + 2) // 3}" if end else first
    return f"{value.year} to {end.year}" if end else str(value.year)


def spell_date(when: EventDate) -> str:
    """Write a date for people, as precisely as it is known: "23 February 2026", "1st quarter of 2026"."""
    first = _spell_period(when.value, when.precision)
    return f"{first} to {_spell_period(when.end, when.precision)}" if when.end else first


def _spell_period(day: date, precision: Precision) -> str:
    if precision is Precision.DAY:
        return f"{day.day} {month_name[day.month]} {day.year}"
    if precision is Precision.MONTH:
        return f"{month_name[day.month]} {day.year}"
    if precision is Precision.QUARTER:
        number = (day.month + 2) // 3
        return f"{number}{('st', 'nd', 'rd', 'th')[number - 1]} quarter of {day.year}"
    return str(day.year)


def shorten(text: str, limit: int) -> str:
    """Cut a quote at a word boundary and say so."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


def format_link(url: str) -> str | None:
    """Write a web address so that no format can read more into it; None for what must not become a link.

    Everything that RFC 3986 does not allow as it stands, and quotes and parentheses, is percent-encoded.
    """
    link = safe_link(url)
    return quote(link, safe="%/:=&?~#+!$,;@[]") if link else None
