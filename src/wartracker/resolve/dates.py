"""An article in, the day on which it told of its event out: the address knows it better than a digest's own date."""

from __future__ import annotations

import re
from datetime import date, timedelta

from wartracker.records import ArticleRef

# .../2025/04/05/..., .../2025-04-05-..., .../2026/Jun/15/...
_NUMBERS = re.compile(r"(?<!\d)(20\d\d)[/\-_](0?[1-9]|1[0-2])[/\-_](0?[1-9]|[12]\d|3[01])(?!\d)")
_NAMES = re.compile(r"(?<!\d)(20\d\d)/([a-z]{3})/(0?[1-9]|[12]\d|3[01])(?!\d)", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A digest links articles of the last weeks; an address that is further from publication tells of something else.
_BEFORE, _AFTER = timedelta(days=35), timedelta(days=3)


def read_url_day(url: str) -> date | None:
    """Read the day that an address holds, None without a full one."""
    numbers, names = _NUMBERS.search(url), _NAMES.search(url)
    if numbers:
        return _make_day(int(numbers[1]), int(numbers[2]), int(numbers[3]))
    if names and names[2].lower() in _MONTHS:
        return _make_day(int(names[1]), _MONTHS.index(names[2].lower()) + 1, int(names[3]))
    return None


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_report_day(article: ArticleRef) -> date | None:
    """Find the day an article reported.

    Args:
        article: address and time of publication.

    Returns:
        The address's day when it lies near publication (a digest's item points to an earlier article), else the
        day of publication; None when both are unknown.
    """
    published = article.published_at.date() if article.published_at else None
    told = read_url_day(article.url)
    if told is None:
        return published
    if published is None or published - _BEFORE <= told <= published + _AFTER:
        return told
    return published
