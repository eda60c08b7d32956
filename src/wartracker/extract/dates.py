"""What feed, metadata, address and page say of a day in, the published date with its basis and precision out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from wartracker.moments import EARLIEST, LATEST_AHEAD, build_moment, is_credible, month_number, parse_moment
from wartracker.vocabulary import Precision

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
    feed: datetime | None,
    page_dates: Iterable[str],
    url: str,
    html: str,
    now: datetime | None,
    changed: datetime | None = None,
) -> PublishedDate:
    """Decide the published date: feed > JSON-LD and meta > address > page text (htmldate) > day it was seen.

    Args:
        feed: what the feed said.
        page_dates: raw dates of the page's metadata, best first.
        url: address of the page.
        html: source for htmldate, read only when nothing else is credible; empty to leave that out.
        now: when the page was fetched; None when unknown, then nothing counts as too late.
        changed: day of change that a sitemap gives; a page of the past was seen by then, not only when we came.
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
    stood = changed if changed is not None and is_credible(changed, now) else None
    return PublishedDate(min(stood, now) if stood and now else stood or now, "seen")


def date_in_url(url: str) -> PublishedDate | None:
    """Read the day or month that a publisher put into the address, e.g. /2026/03/14/ or /2026/03/."""
    path = re.sub(r"^[a-z]+://[^/]*", "", url.partition("?")[0])
    if found := _URL_DAY.search(path) or _URL_COMPACT.search(path):
        month = found["m"] if found["m"].isdigit() else str(month_number(found["m"]))
        day = build_moment(found["y"], month, found["d"])
        return PublishedDate(day, "url") if day else None
    if found := _URL_MONTH.search(path):
        first = build_moment(found["y"], found["m"], "1")
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
