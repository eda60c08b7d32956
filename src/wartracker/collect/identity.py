"""Entries of one document and what is stored of their feed in; for each entry new, updated, seen or old out.

Rules 103-118 of the fault catalogue: what a feed calls the same article changes (guid schemes, tracking parameters,
repeated guids), what the reader calls the same article does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from wartracker.ids import build_id
from wartracker.records import Entry
from wartracker.urls import identity_url
from wartracker.vocabulary import ItemOutcome

MAX_REVISIONS = 24
"""Revisions kept of one entry; a text that changes at every poll stops counting as updated (rows 112, 113)."""
MAX_REFETCHES = 3
"""Times a page is fetched again because its entry changed (row 113)."""
MIGRATION_SHARE = 0.5
"""Above this share of unknown entries with known titles a feed has changed its ids (row 110)."""

_SAME_TITLE = 88.0  # rapidfuzz ratio; a typo or a changed word in a headline stays above it
_NEAR = timedelta(days=2)
_MIN_TITLE = 8  # shorter titles ("News", "Update") say nothing about identity


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """What the store must tell of an entry for it to be recognized."""

    id: str
    guid: str | None
    url: str | None
    title: str
    content_hash: str
    published_at: datetime | None = None
    revisions: int = 0
    identity: str | None = None  # identity_url(url); worked out when None


@dataclass(frozen=True, slots=True)
class LookupKeys:
    """By what the store finds the stored entries that matter to a document."""

    ids: frozenset[str]
    guids: frozenset[str]
    identities: frozenset[str]
    titles: frozenset[str]  # as title_key spells them


@dataclass(frozen=True, slots=True)
class EntryDecision:
    """What to do with one parsed entry."""

    entry: Entry  # with the id it is stored under
    outcome: ItemOutcome  # NEW, UPDATED, SEEN or OLD
    why: str = ""
    refetch: bool = False  # the page is worth fetching (new), or fetching again (updated, not too often)


def title_key(title: str) -> str:
    """Reduce a title to what a reader would call the same: letters and digits, folded.

    Args:
        title: plain text.

    Returns:
        Words joined by single blanks, without case, accents of width, punctuation or control characters.
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(re.findall(r"\w+", folded))


def lookup_keys(entries: Iterable[Entry]) -> LookupKeys:
    """Collect the keys under which the store should look for known twins of these entries, within their feed."""
    kept = list(entries)
    return LookupKeys(
        ids=frozenset(entry.id for entry in kept),
        guids=frozenset(entry.guid for entry in kept if entry.guid),
        identities=frozenset(identity_url(entry.url) for entry in kept if entry.url),
        titles=frozenset(key for entry in kept if len(key := title_key(entry.title)) >= _MIN_TITLE),
    )
