"""The types that a collector works with, in the order they flow: Feed -> FetchResult -> Entry -> PageInput.

All are frozen; times are aware UTC. `records.py` goes on from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wartracker.strict import Strict
from wartracker.vocabulary import ItemOutcome, PollOutcome, SourceKind, Tier


@dataclass(frozen=True, slots=True)
class Feed(Strict):
    """One source of feeds.yaml."""

    name: str  # slug, unique
    kind: SourceKind
    url: str
    publisher: str  # for people
    tier: Tier
    first_party_of: tuple[str, ...] = ()  # organization keys this source speaks for
    topics: tuple[str, ...] = ()
    every_min: int | None = None  # floor of the poll interval in minutes; None: adaptive
    lang: str | None = None  # BCP 47
    verified: date | None = None  # day somebody saw it work; None: never
    paused: str | None = None  # reason, None when polled
    note: str | None = None
    select: str | None = None  # `page`: CSS selector of one item
    link_pattern: str | None = None  # `page`, `sitemap`: regular expression an address must match
    date_pattern: str | None = None  # `page`: regular expression whose first group is a date
    allow_port: int | None = None
    obey_robots: bool = False  # feeds are offered by their publishers; pages always obey
    https_only: bool = False
    tls_verify: bool = True
    rate_scope: str = "host"  # "host" or "feed": who waits after a 429


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What one request gave; trouble is a value."""

    url: str  # as asked
    final_url: str  # after redirects
    outcome: PollOutcome
    fetched_at: datetime
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()  # as received, names as sent; only those we keep
    body: bytes = b""  # content-decoded; empty for 304 and trouble
    permanent_url: str | None = None  # target of an unbroken chain of 301/308
    why: str = ""  # detail for the maintainer, never the target's own text
    retry_after_s: int | None = None

    def drop_body(self) -> FetchResult:
        """Return the same without the body, which nobody needs once it is parsed."""
        return FetchResult(  # `replace` takes thrice as long
            self.url,
            self.final_url,
            self.outcome,
            self.fetched_at,
            self.status,
            self.headers,
            b"",
            self.permanent_url,
            self.why,
            self.retry_after_s,
        )

    def header(self, name: str) -> str | None:
        """Return the first header of that name (any case), None if absent."""
        wanted = name.lower()
        for key, value in self.headers:  # asked for seven times a poll: a generator takes twice as long
            if key.lower() == wanted:
                return value
        return None


@dataclass(frozen=True, slots=True)
class HubRecord:
    """What a model hub's listing says of one repository: evidence of its own kind."""

    repo: str  # "owner/name"
    owner: str
    created_at: datetime | None
    modified_at: datetime | None
    license_tag: str | None
    gated: bool | None
    parameters: int | None = None  # number of parameters
    size_bytes: int | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed document."""

    id: str
    feed: str
    guid: str | None
    url: str | None  # canonical; None: no usable address
    title: str
    summary: str  # plain text
    published_at: datetime | None
    first_seen_at: datetime
    original_url: str | None = None
    content: str = ""  # plain text of the feed's own full content
    content_hash: str = ""
    updated_at: datetime | None = None
    flags: tuple[str, ...] = ()
    hub: HubRecord | None = None


@dataclass(frozen=True, slots=True)
class PageInput:
    """What a worker needs to analyse one page."""

    id: str  # page id
    url: str
    html: bytes  # raw body; empty: only the feed's text is known
    charset: str | None  # of the HTTP header
    feed_title: str = ""
    feed_text: str = ""
    published_at: datetime | None = None  # what the feed said
    changed_at: datetime | None = None  # day of change that a sitemap gives: it stood there by then
    fetched_at: datetime | None = None
    publisher: str = ""
    tier: Tier = Tier.UNKNOWN
    first_party_of: tuple[str, ...] = ()
    lang: str | None = None
    hub: HubRecord | None = None


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page that is ready to be analysed; its lease holds until `finish_page` or `count_failure` ends it."""

    input: PageInput  # html is empty where only the feed's text is known
    outcome: ItemOutcome  # FETCHED, FEED_TEXT or NO_CONTENT (the feed's text serves for both)
    why: str = ""
    result: FetchResult | None = None  # for the archive; None where nothing was fetched


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an item could not be worked on: expected trouble as a value."""

    item: str
    stage: str
    why: str
    crashed: bool = False  # the worker died or was stopped
