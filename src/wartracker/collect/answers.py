"""One HTTP answer in, what it means out: outcome word, Retry-After, freshness. Pure; fault catalogue rows 30-59."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from wartracker.collected import FetchResult
from wartracker.vocabulary import PollOutcome

MAX_WAIT_S = 7 * 24 * 3600
"""No hint of a server keeps us away for longer (rows 45, 58)."""


def classify_status(status: int, result: FetchResult, *, conditional: bool) -> tuple[PollOutcome, str]:
    """Name what a status means; MOVED stands for any redirect still to be followed.

    Args:
        status: HTTP status.
        result: the answer's headers.
        conditional: whether validators were sent; a 304 without any is nonsense (row 39).

    Returns:
        Outcome word and a short reason.
    """
    if status in {200, 203}:
        return PollOutcome.OK, ""
    if status in {301, 302, 303, 307, 308}:
        return PollOutcome.MOVED, ""
    if status == 304:
        return (PollOutcome.NOT_MODIFIED, "") if conditional else (PollOutcome.BAD_RESPONSE, "304 to no condition")
    if (result.header("cf-mitigated") or "").strip().lower() == "challenge":
        return PollOutcome.CHALLENGE, f"{status}, bot challenge"
    named = {404: PollOutcome.NOT_FOUND, 410: PollOutcome.GONE, 429: PollOutcome.RATE_LIMITED}
    if status in named:
        return named[status], str(status)
    if status in {401, 402, 403, 451}:
        return PollOutcome.FORBIDDEN, str(status)
    if status == 503:
        return PollOutcome.UNAVAILABLE, str(status)
    if 500 <= status <= 599:
        return PollOutcome.SERVER_ERROR, str(status)
    return PollOutcome.BAD_RESPONSE, f"status {status}"


def parse_http_date(text: str | None) -> datetime | None:
    """Read an HTTP date, None when it is none."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def parse_retry_after(result: FetchResult, now: datetime) -> int | None:
    """Read Retry-After in seconds: a number, or a date relative to the answer's own Date (row 46).

    Returns:
        0 to 7 days; None when absent or garbage (row 49).
    """
    text = (result.header("retry-after") or "").strip()
    if not text:
        return None
    if re.fullmatch(r"[+-]?\d{1,40}(\.\d*)?", text):
        return min(max(0, int(text.partition(".")[0])), MAX_WAIT_S)
    moment = parse_http_date(text)
    if moment is None:
        return None
    reference = parse_http_date(result.header("date")) or now
    return min(max(0, int((moment - reference).total_seconds())), MAX_WAIT_S)


def parse_max_age(result: FetchResult) -> int | None:
    """Read for how many seconds an answer says it stays fresh (rows 58, 59).

    Returns:
        max-age less Age, else Expires less Date; None without a hint or when the hint is "do not keep".
    """
    directives = ", ".join(value for name, value in result.headers if name.lower() == "cache-control").lower()
    if re.search(r"\bno-(?:cache|store)\b", directives):
        return None
    if found := re.search(r"\bmax-age\s*=\s*\"?(\d{1,12})", directives):
        age = re.fullmatch(r"\s*(\d{1,9})\s*", result.header("age") or "")
        return min(max(0, int(found[1]) - (int(age[1]) if age else 0)), MAX_WAIT_S) or None
    expires = parse_http_date(result.header("expires"))
    date = parse_http_date(result.header("date")) if expires else None
    if expires and date and expires > date:
        return min(int((expires - date).total_seconds()), MAX_WAIT_S)
    return None
