"""What every source kind takes and returns: a request (bytes' circumstances) in, a parsed source out.

Both cross a process border, so they hold plain values only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wartracker.collected import Entry, Feed
from wartracker.urls import canonicalize_url
from wartracker.vocabulary import PollOutcome

MAX_ENTRIES = 5000
"""Newest entries kept of one document; the rest is counted as skipped (fault catalogue row 95)."""
MAX_TITLE = 1000
"""Longest title, in characters (row 96)."""
MAX_SUMMARY = 64_000
"""Longest summary, in characters (row 96)."""
MAX_CONTENT = 2_000_000
"""Longest content, in characters (row 96)."""


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """What is known of a body besides its bytes."""

    feed: Feed
    url: str  # final address: the base of relative links
    now: datetime  # aware UTC; becomes first_seen_at
    content_type: str | None = None  # HTTP header as received
    content_location: str | None = None
    known_items: frozenset[str] = frozenset()  # ParsedSource.item_hashes of the last body whose entries were stored
    truncated: bool = False  # the transfer broke off: the last item may be half

    @property
    def base(self) -> str:
        """Return the address that relative links of the document are relative to."""
        return canonicalize_url(self.content_location or "", self.url) or self.url


@dataclass(frozen=True, slots=True)
class ChildSource:
    """A document that this one lists: a sitemap of a sitemap index."""

    url: str
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """What one body says.

    `outcome` is OK, NO_ITEMS, EMPTY, NOT_A_FEED, SELECTOR, TRUNCATED (entries kept, store no validators),
    BAD_ENCODING or PARSER_CRASH. `entries` leaves out the `known` items that stand unchanged since the last stored
    body; len(entries) + known + skipped + broken + repeated = items of the document.
    """

    outcome: PollOutcome
    entries: tuple[Entry, ...] = ()
    known: int = 0  # items passed over because request.known_items holds their hash
    skipped: int = 0  # items beyond the cap
    broken: int = 0  # items nothing could be read from
    repeated: int = 0  # items that stand more than once in the document
    item_hashes: tuple[str, ...] = ()  # of every item of this body; empty when the kind has no probe
    title: str = ""
    lang: str | None = None
    ttl_s: int | None = None  # <ttl>, as a lower bound of the interval
    update_period_s: int | None = None  # sy:updatePeriod / sy:updateFrequency
    skip_hours: frozenset[int] = frozenset()  # GMT, 0..23
    skip_days: frozenset[int] = frozenset()  # Monday = 0
    hub: str | None = None  # WebSub hub, stored only
    next_page: str | None = None  # RFC 5005 paged feed, JSON Feed next_url
    prev_archive: str | None = None  # RFC 5005 archived feed
    children: tuple[ChildSource, ...] = ()  # newest first
    warnings: tuple[str, ...] = ()  # for the maintainer: bozo, salvage, cut texts ...
    why: str = ""  # one sentence when the outcome is not OK
