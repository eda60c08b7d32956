"""Dates as the web writes them in, aware UTC times out; what no article can carry counts as no date."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
"""Nothing on the web that we read is older; an earlier date is a mistake (fault catalogue row 118)."""
LATEST_AHEAD = timedelta(hours=48)
"""A date further ahead of now than zones and embargoes explain is a mistake (row 118)."""

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(r"(?<!\d)(19[9]\d|20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(19[9]\d|20\d\d)[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_NAMED = re.compile(
    r"(?P<d1>\d{1,2})(?:st|nd|rd|th)?\s+(?P<m1>[A-Z][a-z]{2,8})\.?,?\s+(?P<y1>\d{4})"
    r"|(?P<m2>[A-Z][a-z]{2,8})\.?\s+(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{4})"
)
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}


def month_number(name: str) -> int:
    """Return 1..12 for an English month name or its start, 0 for anything else."""
    return _MONTHS.get(name[:3].lower(), 0)


def is_credible(moment: datetime, now: datetime | None) -> bool:
    """Return whether a date lies in [1995, now + 48 h] (row 118)."""
    return moment >= EARLIEST and (now is None or moment <= now + LATEST_AHEAD)


def parse_moment(text: str) -> datetime | None:
    """Parse a date of page metadata: ISO 8601, RFC 2822, or a named month; without zone it is UTC.

    Args:
        text: as written; words around an ISO date are passed over.

    Returns:
        Aware UTC time, midnight when only a day is given; None when there is no date.
    """
    text = text.strip()[:200]
    if found := _ISO.search(text):
        return build_moment(*found.groups())
    if found := _COMPACT.search(text) or _SLASHED.search(text):
        return build_moment(found[1], found[2], found[3])
    if ":" in text and (moment := _parse_mail_date(text)):
        return moment
    if found := _NAMED.search(text):
        month = month_number(found["m1"] or found["m2"])
        if month:
            year, day = found["y1"] or found["y2"], found["d1"] or found["d2"]
            return build_moment(year, str(month), day)
    return _parse_mail_date(text)


def _parse_mail_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def build_moment(
    year: str,
    month: str,
    day: str,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    zone: str | None = None,
) -> datetime | None:
    """Build a UTC time from the digits of a date, None when no such day exists."""
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), min(int(second or 0), 59), tzinfo=UTC
        )
        if zone and zone != "Z":
            sign = -1 if zone[0] == "-" else 1
            moment -= sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    except (ValueError, OverflowError):
        return None
    return moment


def read_utc_tuple(parsed: Any) -> datetime | None:
    """Turn feedparser's UTC tuple into a time; None for tuples that are no day."""
    if not parsed:
        return None
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
