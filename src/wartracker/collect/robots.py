"""The answer to a request for robots.txt in, whether a page may be fetched out. Pure; RFC 9309, rows 66-72."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from wartracker.collected import FetchResult
from wartracker.vocabulary import PollOutcome

AGENT = "WarTracker"
MAX_ROBOTS_BYTES = 500 * 1024  # row 69; RFC 9309 section 2.5 asks for at least this much
MAX_CRAWL_DELAY_S = 60.0  # row 72
KEEP = timedelta(hours=24)  # RFC 9309 section 2.4
RETRY = timedelta(hours=1)  # after an unreachable file: soon enough to notice, seldom enough to be polite


# "User-agent: WarTracker/1.0" speaks of us: groups are named by the product token alone (RFC 9309 section 2.2.1).
_VERSION = re.compile(r"^(\s*user-?agent\s*:\s*[a-z_-]+)/[^\r\n#]*", re.IGNORECASE | re.MULTILINE)
_CLOSED = frozenset({PollOutcome.BLOCKED_ADDRESS, PollOutcome.BLOCKED_PORT, PollOutcome.BLOCKED_SCHEME})


@dataclass(frozen=True, slots=True)
class RobotsRecord:
    """What is remembered of one origin's robots.txt."""

    origin: str  # scheme://host[:port]
    body: str | None  # None: unreachable, nothing may be fetched for now; "": no rules
    fetched_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RobotsVerdict:
    """Whether one page may be fetched."""

    allowed: bool
    temporary: bool = False  # the file could not be had: ask again later, the page is not refused for good
    crawl_delay_s: float | None = None


def origin_of(url: str) -> str:
    """Return scheme://host[:port] of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def robots_url(url: str) -> str:
    """Return the address of the robots.txt that speaks for a page."""
    return f"{origin_of(url)}/robots.txt"


def record_robots(origin: str, result: FetchResult, now: datetime) -> RobotsRecord:
    """Remember an answer under the origin that was asked first, whatever it redirected to (row 70).

    Args:
        origin: the origin asked.
        result: the answer.
        now: when.

    Returns:
        The rules of a 200; no rules for 4xx and for more than five redirects (RFC 9309 2.3.1.2, 2.3.1.3; row 68);
        "unreachable" for everything else, 429 too: a server that asks for a pause is not asked for pages (row 67).
    """
    refused = result.status is not None and 400 <= result.status < 500 and result.status != 429
    body: str | None = None
    if result.outcome in {PollOutcome.OK, PollOutcome.TRUNCATED}:
        body = result.body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace").replace("\x00", "")
    elif refused or result.outcome is PollOutcome.REDIRECT_LOOP:
        body = ""
    elif result.outcome in _CLOSED and origin_of(result.final_url) == origin:
        body = ""  # we may not ask this origin anything: the page's own request will say so
    return RobotsRecord(origin, body, now, now + (RETRY if body is None else KEEP))


class RobotsRules:
    """Parsed rules of one origin."""

    def __init__(self, record: RobotsRecord) -> None:
        """Parse the file; lines that are no rules (HTML, rubbish) are passed over."""
        from protego import Protego  # most polls ask no robots.txt

        self.record = record
        self._rules = Protego.parse(_VERSION.sub(r"\1", record.body)) if record.body else None

    def decide(self, url: str) -> RobotsVerdict:
        """Decide on one page of this origin."""
        if self.record.body is None:
            return RobotsVerdict(allowed=False, temporary=True)
        if self._rules is None:
            return RobotsVerdict(allowed=True)
        delay = self._rules.crawl_delay(AGENT)
        delay_s = None if delay is None else min(max(0.0, float(delay)), MAX_CRAWL_DELAY_S)
        return RobotsVerdict(bool(self._rules.can_fetch(url, AGENT)), crawl_delay_s=delay_s)
