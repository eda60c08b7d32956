"""A page to read and what asking for it gave in, what serves out: page, feed text, another try, or nothing. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from wartracker.collect.robots import RobotsVerdict
from wartracker.collect.walls import find_wall
from wartracker.collected import Feed, FetchResult, HubRecord, PageInput
from wartracker.publishers import Publisher, Publishers, identify_publisher
from wartracker.urls import canonicalize_url, host_of, registered_domain
from wartracker.vocabulary import ItemOutcome, PollOutcome, Tier

MAX_TRIES = 3
FIRST_RETRY = timedelta(minutes=10)  # then four times as long
# The publisher does not want the page read, or there is nothing to read: asking again is no use.
_FINAL = frozenset(
    {
        PollOutcome.ROBOTS,
        PollOutcome.FORBIDDEN,
        PollOutcome.CHALLENGE,
        PollOutcome.GONE,
        PollOutcome.TOO_LARGE,
        PollOutcome.REDIRECT_LOOP,
    }
    | {PollOutcome.BLOCKED_ADDRESS, PollOutcome.BLOCKED_SCHEME, PollOutcome.BLOCKED_PORT}
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,64})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Work:
    """One leased page with the sighting that led to it."""

    id: str
    url: str
    tries: int = 0
    title: str = ""
    text: str = ""  # the feed's content, else its summary
    published_at: datetime | None = None
    changed_at: datetime | None = None  # day of change that a sitemap gives
    feed: str | None = None
    hub: HubRecord | None = None
    bare: bool = False  # an entry without an address: its feed's text is all there is


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be done with one page after asking for it."""

    outcome: ItemOutcome  # FETCHED, FEED_TEXT, NO_CONTENT, FAILED or UNREACHABLE
    why: str = ""
    analyse: bool = False
    retry_at: datetime | None = None  # FAILED: when it is work again
    tries: int = 0


def decide_page(work: Work, result: FetchResult | None, verdict: RobotsVerdict, now: datetime) -> Verdict:
    """Decide what serves for a page.

    Args:
        work: the page and what its feed said.
        result: the answer; None where robots.txt kept us from asking.
        verdict: what robots.txt says.
        now: aware UTC.

    Returns:
        The page itself, the feed's text (refused, or given up after three tries), another try later, or nothing.
    """
    serves = bool(work.title or work.text)
    if result is None:
        if verdict.temporary:
            return _fail(work, "robots.txt could not be had", now, now, serves)
        return _fall_back(serves, ItemOutcome.FEED_TEXT, "robots: the publisher does not want this page fetched")
    if result.outcome is PollOutcome.RATE_LIMITED and result.status is None:  # not asked: the host rests
        later = now + timedelta(seconds=result.retry_after_s or 0)
        return Verdict(ItemOutcome.FAILED, "the host asked for a pause", retry_at=later, tries=work.tries)
    if result.outcome in _FINAL:
        challenged = result.outcome is PollOutcome.CHALLENGE
        outcome = ItemOutcome.NO_CONTENT if challenged else ItemOutcome.FEED_TEXT
        return _fall_back(serves, outcome, f"{result.outcome}: {result.why}")
    last = work.tries + 1 >= MAX_TRIES
    if result.outcome is PollOutcome.OK or (result.outcome is PollOutcome.TRUNCATED and last and result.body):
        wall = find_wall(result)
        if wall is None:
            return Verdict(ItemOutcome.FETCHED, result.why, analyse=True)
        return _fall_back(serves, ItemOutcome.NO_CONTENT, wall)
    wish = now + timedelta(seconds=result.retry_after_s or 0)
    return _fail(work, f"{result.outcome}: {result.why}", now, wish, serves)


def _fall_back(serves: bool, outcome: ItemOutcome, why: str) -> Verdict:
    if serves:
        return Verdict(outcome, why, analyse=True)
    return Verdict(ItemOutcome.UNREACHABLE if outcome is ItemOutcome.FEED_TEXT else outcome, why)


def _fail(work: Work, why: str, now: datetime, wish: datetime, serves: bool) -> Verdict:
    tries = work.tries + 1
    if tries < MAX_TRIES:
        later = max(wish, now + FIRST_RETRY * 4 ** (tries - 1))
        return Verdict(ItemOutcome.FAILED, why, retry_at=later, tries=tries)
    return _fall_back(serves, ItemOutcome.FEED_TEXT, f"given up after {tries} tries: {why}")


def build_input(
    work: Work, result: FetchResult | None, feed: Feed | None, publishers: Publishers, now: datetime
) -> PageInput:
    """Build what the workers need; without a result the feed's own text is all there is."""
    url = (canonicalize_url(result.final_url) if result else None) or work.url
    found = name_publisher(url, feed, publishers)
    charset = _CHARSET.search((result.header("content-type") or "") if result else "")
    return PageInput(
        id=work.id,
        url=url,
        html=result.body if result else b"",
        charset=charset[1] if charset else None,
        feed_title=work.title,
        feed_text=work.text,
        published_at=work.published_at,
        changed_at=work.changed_at,
        fetched_at=result.fetched_at if result else now,
        publisher=found.name,
        tier=found.tier,
        first_party_of=found.first_party_of,
        lang=feed.lang if feed else None,
        hub=work.hub,
    )


def name_publisher(url: str, feed: Feed | None, publishers: Publishers) -> Publisher:
    """Name who publishes a page: its own site, where that is unknown the feed it stood in if it is the same site."""
    found = identify_publisher(url, None, publishers)
    if found.tier is not Tier.UNKNOWN or feed is None:
        return found
    if registered_domain(host_of(url) or "") == registered_domain(host_of(feed.url) or ""):
        return Publisher(feed.publisher, feed.tier, feed.first_party_of)
    return found
