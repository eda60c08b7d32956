"""Entries of one document and what is stored of their feed in; for each entry new, updated, seen or old out.

Rules 103-118 of the fault catalogue: what a feed calls the same article changes (guid schemes, tracking parameters,
repeated guids), what the reader calls the same article does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from wartracker.collected import Entry
from wartracker.ids import EntryKeys, build_id
from wartracker.urls import identity_url
from wartracker.vocabulary import ItemOutcome

MAX_REVISIONS = 24
"""Revisions kept of one entry; a text that changes at every poll stops counting as updated (rows 112, 113)."""
MAX_REFETCHES = 3
"""Times a page is fetched again because its entry changed (row 113)."""
REFETCH_AGE = timedelta(days=30)
"""Age up to which a changed entry's page is fetched again; older ones change with the feed's template."""
MAX_UNDATED = 50
"""Undated entries of a first poll that count as new; a site's whole history (a sitemap) is not fetched at once."""
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
class EntryDecision:
    """What to do with one parsed entry."""

    entry: Entry  # with the id it is stored under
    outcome: ItemOutcome  # NEW, UPDATED, SEEN or OLD
    why: str = ""
    refetch: bool = False  # the page is worth fetching (new), or fetching again (updated, not too often)


@lru_cache(maxsize=4096)  # asked for nine times an entry
def title_key(title: str) -> str:
    """Reduce a title to what a reader would call the same: letters and digits, folded.

    Args:
        title: plain text.

    Returns:
        Words joined by single blanks, without case, accents of width, punctuation or control characters.
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(re.findall(r"\w+", folded))


def lookup_keys(entries: Iterable[Entry]) -> EntryKeys:
    """Collect the keys under which the store should look for known twins of these entries, within their feed."""
    kept = list(entries)
    return EntryKeys(
        ids=frozenset(entry.id for entry in kept),
        guids=frozenset(entry.guid for entry in kept if entry.guid),
        identities=frozenset(identity_url(entry.url) for entry in kept if entry.url),
        titles=frozenset(key for entry in kept if len(key := title_key(entry.title)) >= _MIN_TITLE),
    )


def assign_ids(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Give the entries of one document ids that tell them apart and survive the next poll.

    The guid alone where it is there and stands for one thing; with the link where a guid repeats with different
    links (row 107); the link where the guid is missing (103, 105); title, text and date where both are (104).
    Exact repeats within the document are dropped.

    Args:
        entries: entries of one document, their ids not yet set.

    Returns:
        The entries with ids, in document order, each id once.
    """
    guids = Counter(entry.guid for entry in entries if entry.guid)
    # addresses are compared only where a guid is missing or repeats: most documents need none of it
    items = [(entry, _identity(entry.url) if guids[entry.guid or ""] != 1 else "") for entry in entries]
    by_guid: dict[str, set[tuple[str, str]]] = defaultdict(set)
    by_link: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for entry, identity in items:
        if entry.guid and guids[entry.guid] > 1:
            by_guid[entry.guid].add((identity, title_key(entry.title)))
        elif not entry.guid and identity:
            by_link[identity].add((title_key(entry.title), _day(entry)))
    out: dict[str, Entry] = {}
    for entry, identity in items:
        if entry.guid:
            parts = ["guid", entry.guid, *_guid_suffix(by_guid[entry.guid], identity, entry)]
        elif identity:
            parts = ["link", identity]
            # one address for several notices: title and day tell them apart
            if len(by_link[identity]) > 1 or _is_weak(identity):
                parts += [title_key(entry.title), _day(entry)]
        else:
            parts = ["text", entry.title, (entry.content or entry.summary)[:500], _day(entry)]
        key = build_id("ent", entry.feed, *parts)
        out.setdefault(key, replace(entry, id=key))
    return tuple(out.values())


def _guid_suffix(same: AbstractSet[tuple[str, str]], identity: str, entry: Entry) -> list[str]:
    """Return what tells an entry from others of its guid in the document: the link, then the title."""
    if len(same) < 2:
        return []
    suffix = [identity] if len({link for link, _ in same}) > 1 else []
    if len({title for link, title in same if link == identity}) > 1:
        suffix.append(title_key(entry.title))
    return suffix


def decide_entries(
    parsed: Sequence[Entry],
    stored: Sequence[StoredEntry],
    *,
    known: int = 0,
    first_poll: bool = False,
    oldest: datetime | None = None,
) -> tuple[EntryDecision, ...]:
    """Decide for each parsed entry whether it is new, updated, seen, or old at a first poll.

    Args:
        parsed: entries of one document with ids by `assign_ids`, as `ParsedSource.entries` holds them.
        stored: what the store found for `lookup_keys(parsed)` within the same feed.
        known: unchanged items that the parse passed over (`ParsedSource.known`); they count against a migration.
        first_poll: whether nothing of this feed was ever stored.
        oldest: at a first poll, entries published before this are OLD: listed, not fetched (`first_days`).

    Returns:
        One decision an entry, in order; a decision's entry carries the id to store it under. Nothing is ever
        decided about stored entries that the document no longer holds (rows 114, 115).
    """
    index = _Index(stored)
    taken: set[str] = set()  # a stored entry has one twin in a document
    matches: list[StoredEntry | None] = [None] * len(parsed)
    # the surest first: an item must not lose its row to another one that is merely like it
    for find in (index.find_same, index.find_own, index.find_exact, index.find) if stored else ():
        for at, entry in enumerate(parsed):
            matches[at] = matches[at] or index.claim(find(entry, taken), taken)
    titles = Counter(title_key(entry.title) for entry in parsed)
    unknown = [entry for entry, match in zip(parsed, matches, strict=True) if match is None]
    alike = sum(1 for entry in unknown if index.has_title(entry))
    migration = alike > MIGRATION_SHARE * (len(parsed) + known)
    decisions = []
    undated = 0
    for entry, found in zip(parsed, matches, strict=True):
        match, why = found, "known"
        if match is None and titles[title_key(entry.title)] == 1:
            match = index.claim(index.find_title(entry, taken, any_date=migration), taken)
            why = "same title"
        if match is not None:
            decisions.append(_compare(entry, match, why))
        else:
            undated += _date(entry) is None
            decisions.append(_found(index.rename(entry), first_poll, oldest, undated))
    return tuple(decisions)


def _day(entry: Entry) -> str:
    return entry.published_at.date().isoformat() if entry.published_at else ""


def _found(entry: Entry, first_poll: bool, oldest: datetime | None, undated: int) -> EntryDecision:
    if first_poll and oldest:
        moment = _date(entry)
        if moment is not None and moment < oldest:
            return EntryDecision(entry, ItemOutcome.OLD, "published before the first poll's span")
        if moment is None and undated > MAX_UNDATED:
            return EntryDecision(entry, ItemOutcome.OLD, f"without a date, beyond the first {MAX_UNDATED}")
    return EntryDecision(entry, ItemOutcome.NEW, refetch=True)


def _date(entry: Entry) -> datetime | None:
    return entry.published_at or entry.updated_at


def _compare(entry: Entry, match: StoredEntry, why: str) -> EntryDecision:
    # what the feed no longer says is not blanked (rule G4)
    kept = replace(
        entry,
        id=match.id,
        guid=entry.guid or match.guid,
        url=entry.url or match.url,
        title=entry.title or match.title,
        published_at=entry.published_at or match.published_at,
    )
    if entry.content_hash == match.content_hash and title_key(kept.title) == title_key(match.title):
        return EntryDecision(kept, ItemOutcome.SEEN, why)
    if match.revisions >= MAX_REVISIONS:
        return EntryDecision(kept, ItemOutcome.SEEN, f"changed more than {MAX_REVISIONS} times")
    fresh = entry.published_at is None or entry.first_seen_at - entry.published_at <= REFETCH_AGE
    return EntryDecision(kept, ItemOutcome.UPDATED, why, refetch=fresh and match.revisions < MAX_REFETCHES)


class _Index:
    """Stored entries of one feed by guid, address and title."""

    def __init__(self, stored: Sequence[StoredEntry]) -> None:
        self.ids: Mapping[str, StoredEntry] = {entry.id: entry for entry in stored}
        self.guids: dict[str, list[StoredEntry]] = defaultdict(list)
        self.identities: dict[str, list[StoredEntry]] = defaultdict(list)
        self.paths: dict[tuple[str, str], StoredEntry] = {}
        self.titles: dict[str, list[StoredEntry]] = defaultdict(list)
        self.identity_of: dict[str, str] = {}
        for entry in stored:
            identity = entry.identity or _identity(entry.url)
            key = title_key(entry.title)
            self.identity_of[entry.id] = identity
            if entry.guid:
                self.guids[entry.guid].append(entry)
            if identity:
                self.identities[identity].append(entry)
                self.paths.setdefault((_without_query(identity), key), entry)
            if len(key) >= _MIN_TITLE:
                self.titles[key].append(entry)

    def find_same(self, entry: Entry, taken: AbstractSet[str]) -> StoredEntry | None:
        """Find a stored entry of the same guid, address and title."""
        identity, key = _identity(entry.url), title_key(entry.title)
        twins = self.guids.get(entry.guid, []) if entry.guid else self.identities.get(identity, [])
        for twin in twins:
            if (twin.guid, self.identity_of[twin.id], title_key(twin.title)) == (entry.guid, identity, key):
                return twin if twin.id not in taken else None
        return None

    def find_own(self, entry: Entry, taken: AbstractSet[str]) -> StoredEntry | None:
        """Find the stored entry of the same id, unless a reused guid means another article now (row 116)."""
        own = self.ids.get(entry.id)
        if own is None or own.id in taken:
            return None
        same = own.guid == entry.guid and (not entry.guid or _alike(title_key(entry.title), title_key(own.title)))
        return own if same or self.identity_of[own.id] == _identity(entry.url) else None

    def find_exact(self, entry: Entry, taken: AbstractSet[str]) -> StoredEntry | None:
        """Find a stored entry of the same guid or address, and of the same title."""
        identity, key = _identity(entry.url), title_key(entry.title)
        twins = [*self.guids.get(entry.guid or "", []), *(self.identities.get(identity, []) if identity else [])]
        same = [twin for twin in twins if twin.id not in taken and title_key(twin.title) == key]
        same.sort(key=lambda twin: (twin.guid != entry.guid) + (self.identity_of[twin.id] != identity))
        return same[0] if same else None

    def find(self, entry: Entry, taken: AbstractSet[str]) -> StoredEntry | None:
        """Find the stored twin by guid or address; a title alone is not enough here."""
        identity, key = _identity(entry.url), title_key(entry.title)
        same_guid = [twin for twin in self.guids.get(entry.guid or "", []) if twin.id not in taken]
        every_link = self.identities.get(identity, []) if identity else []
        same_link = [twin for twin in every_link if twin.id not in taken]
        both = [twin for twin in same_guid if self.identity_of[twin.id] == identity]
        if found := _best_title(both, key) or (both[0] if len(both) == 1 and len(every_link) == 1 else None):
            return found
        # a reused guid with another title is another entry (row 116), so the title must agree
        if found := _best_title(same_guid, key):
            return found
        if same_link and not _is_weak(identity):
            # without a guid on one side the address is the identity, whatever the title became (row 103)
            alone = len(every_link) == 1 or (not key and len(same_link) == 1)
            if alone and not (entry.guid and same_link[0].guid):
                return same_link[0]
            if found := _best_title(same_link, key):
                return found
        if identity and len(key) >= _MIN_TITLE:
            twin = self.paths.get((_without_query(identity), key))  # an unknown tracking parameter (row 109)
            return twin if twin and twin.id not in taken else None
        return None

    @staticmethod
    def claim(twin: StoredEntry | None, taken: set[str]) -> StoredEntry | None:
        """Mark a stored entry as taken, unless it is already; then there is none."""
        if twin is None or twin.id in taken:
            return None
        taken.add(twin.id)
        return twin

    def has_title(self, entry: Entry) -> bool:
        return title_key(entry.title) in self.titles

    def find_title(self, entry: Entry, taken: AbstractSet[str], any_date: bool) -> StoredEntry | None:
        """Find a stored entry of the same title that no other entry of the document claims (rows 108, 110)."""
        for twin in self.titles.get(title_key(entry.title), []):
            if twin.id in taken:
                continue
            one, other = entry.published_at, twin.published_at
            if any_date or one is None or other is None or abs(one - other) <= _NEAR:
                return twin
        return None

    def rename(self, entry: Entry) -> Entry:
        """Give a new entry another id where a different stored one holds it (a reused guid)."""
        if entry.id not in self.ids:
            return entry
        return replace(entry, id=build_id("ent", entry.id, _identity(entry.url), title_key(entry.title)))


def _best_title(twins: Sequence[StoredEntry], key: str) -> StoredEntry | None:
    exact = [twin for twin in twins if title_key(twin.title) == key]
    if exact:
        return exact[0]
    near = [twin for twin in twins if _alike(key, title_key(twin.title))]
    return near[0] if len(near) == 1 else None


def _alike(key: str, other: str) -> bool:
    """Tell an edited title from another one: close in letters, and the same numbers ("Digest 12", "Digest 13")."""
    if key == other:
        return True
    if re.findall(r"\d+", key) != re.findall(r"\d+", other):
        return False
    from rapidfuzz import fuzz  # few polls bring a title that was edited

    return fuzz.ratio(key, other) >= _SAME_TITLE


def _identity(url: str | None) -> str:
    return identity_url(url) if url else ""


def _is_weak(identity: str) -> bool:
    """Return whether an address is a home page: it names a site, not an article (row 123)."""
    parts = urlsplit(identity)
    return parts.path in {"", "/"} and not parts.query


def _without_query(identity: str) -> str:
    return identity.partition("?")[0]
