"""What feed, metadata, address and page say of a day in, the published date with its basis and precision out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from wartracker.vocabulary import Precision

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
_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>199\d|20[0-3]\d)(?P<sep>[/_-])(?P<m>0?[1-9]|1[0-2]|[a-z]{3})(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])(?!\d)",
    re.IGNORECASE,
)
_URL_COMPACT = re.compile(r"[/_-](?P<y>20[0-3]\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_URL_MONTH = re.compile(r"/(?P<y>199\d|20[0-3]\d)/(?P<m>0[1-9]|1[0-2])(?=/)")


@dataclass(frozen=True, slots=True)
class PublishedDate:
    """When an article was published and how we know; `at` is None when nothing says so."""

    at: datetime | None
    basis: str  # feed, page, url, seen
    precision: Precision = Precision.DAY


def decide_published(
    feed: datetime | None, page_dates: Iterable[str], url: str, html: str, now: datetime | None
) -> PublishedDate:
    """Decide the published date: feed > JSON-LD and meta > address > page text (htmldate) > day it was seen.

    Args:
        feed: what the feed said.
        page_dates: raw dates of the page's metadata, best first.
        url: address of the page.
        html: source for htmldate, read only when nothing else is credible; empty to leave that out.
        now: when the page was fetched; None when unknown, then nothing counts as too late.
    """
    if feed is not None and is_credible(feed, now):
        return PublishedDate(feed, "feed")
    for raw in page_dates:
        moment = parse_moment(raw)
        if moment is not None and is_credible(moment, now):
            return PublishedDate(moment, "page")
    from_url = date_in_url(url)
    if from_url is not None and from_url.at is not None and is_credible(from_url.at, now):
        return from_url
    found = _find_in_page(html, now) if html else None
    if found is not None:
        return PublishedDate(found, "page")
    return PublishedDate(now, "seen")


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
        return _build(*found.groups())
    if found := _COMPACT.search(text) or _SLASHED.search(text):
        return _build(found[1], found[2], found[3])
    if found := _NAMED.search(text):
        month = _MONTHS.get((found["m1"] or found["m2"])[:3].lower())
        if month:
            year, day = found["y1"] or found["y2"], found["d1"] or found["d2"]
            return _build(year, str(month), day)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def date_in_url(url: str) -> PublishedDate | None:
    """Read the day or month that a publisher put into the address, e.g. /2026/03/14/ or /2026/03/."""
    path = re.sub(r"^[a-z]+://[^/]*", "", url.partition("?")[0])
    if found := _URL_DAY.search(path) or _URL_COMPACT.search(path):
        month = found["m"] if found["m"].isdigit() else str(_MONTHS.get(found["m"].lower(), 0))
        day = _build(found["y"], month, found["d"])
        return PublishedDate(day, "url") if day else None
    if found := _URL_MONTH.search(path):
        first = _build(found["y"], found["m"], "1")
        return PublishedDate(first, "url", Precision.MONTH) if first else None
    return None


def _find_in_page(html: str, now: datetime | None) -> datetime | None:
    """Search the page's markup and text (htmldate); the latest day is given, so that no clock is read."""
    from htmldate import find_date

    latest = (now + LATEST_AHEAD).date() if now else date(2100, 1, 1)
    try:
        day = find_date(
            html,
            extensive_search=False,
            original_date=True,
            min_date=EARLIEST.date().isoformat(),
            max_date=latest.isoformat(),
        )
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    moment = parse_moment(day) if day else None
    return moment if moment is not None and is_credible(moment, now) else None


def _build(
    year: str,
    month: str,
    day: str,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    zone: str | None = None,
) -> datetime | None:
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
