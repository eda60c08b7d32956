"""Open candidates in, the tabs and the order in which a curator sees them out; a filter is an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from wartracker.vocabulary import Held, Kind, Significance, State

LIKELY_FROM = 0.6
"""Score from which a candidate that is not held is likely."""
BULK_ACCEPT_FROM = 0.9
"""Score from which candidates may be accepted together, after a look at their titles."""


class Tab(StrEnum):
    """Where an open candidate waits."""

    LIKELY = "likely"
    UNSURE = "unsure"
    DUPLICATES = "duplicates"
    UPDATES = "updates"
    HELD = "held"
    SNOOZED = "snoozed"


class Order(StrEnum):
    """How a tab is sorted."""

    SCORE = "score"  # most likely first
    NEWEST = "newest"  # by event date
    UNSURE = "unsure"  # closest to undecided first


class Claimed(StrEnum):
    """Whose candidates are shown."""

    MINE = "mine"
    FREE = "free"  # nobody works on them


TAB_TITLES: Mapping[Tab, str] = {
    Tab.LIKELY: "Likely",
    Tab.UNSURE: "Unsure",
    Tab.DUPLICATES: "Duplicates?",
    Tab.UPDATES: "Updates",
    Tab.HELD: "Held",
    Tab.SNOOZED: "Snoozed",
}


@dataclass(frozen=True, slots=True)
class Nap:
    """Until when a candidate sleeps."""

    until: datetime | None  # None: until it has more sources
    sources: int  # how many it had


@dataclass(frozen=True, slots=True)
class Summary:
    """What the queue must know of an open candidate."""

    id: str
    version: int
    state: State
    score: float
    title: str
    kind: Kind
    significance: Significance
    day: date
    organizations: tuple[str, ...]  # keys
    sources: int
    held: Held | None = None
    updates: str | None = None
    matched: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that waits, and who works on what."""

    summaries: Sequence[Summary]
    naps: Mapping[str, Nap] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)  # candidate -> curator who works on it now
    firsts: Mapping[str, str] = field(default_factory=dict)  # candidate -> curator whose acceptance waits for a second

    def find_other(self, candidate: str, curator: str) -> str | None:
        """Name another curator who works on a candidate."""
        holder = self.claims.get(candidate)
        return holder if holder != curator else None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a curator wants to see; every field is a key of the address."""

    tab: Tab = Tab.LIKELY
    kind: Kind | None = None
    significance: Significance | None = None
    organization: str = ""
    held: Held | None = None
    claimed: Claimed | None = None
    q: str = ""
    sort: Order = Order.SCORE


def parse_filters(query: Mapping[str, str]) -> tuple[Filters, tuple[str, ...]]:
    """Read filters from an address.

    Args:
        query: keys and values; keys of other meaning are left alone.

    Returns:
        The filters, and a sentence for every value that is no word of its vocabulary.
    """
    chosen: dict[str, Any] = {}
    faults: list[str] = []
    words: dict[str, type[StrEnum]] = {
        "tab": Tab,
        "kind": Kind,
        "significance": Significance,
        "held": Held,
        "claimed": Claimed,
        "sort": Order,
    }
    for name, vocabulary in words.items():
        value = query.get(name, "")
        if not value:
            continue
        if value in {word.value for word in vocabulary}:
            chosen[name] = vocabulary(value)
        else:
            faults.append(f"{name} has no value {value[:40]!r}; known: {', '.join(vocabulary)}")
    chosen |= {"organization": query.get("organization", "")[:80], "q": query.get("q", "")[:120]}
    return Filters(**chosen), tuple(faults)


def write_filters(filters: Filters, **more: str) -> str:
    """Write filters as the query of an address, defaults left out; `more` is appended."""
    plain = Filters()
    pairs = [
        (one.name, str(value))
        for one in fields(Filters)
        if (value := getattr(filters, one.name)) != getattr(plain, one.name)
    ]
    return urlencode([*pairs, *((name, value) for name, value in more.items() if value)])


def assign_tab(summary: Summary, nap: Nap | None, now: datetime) -> Tab:
    """Say in which tab an open candidate waits.

    Args:
        summary: the candidate, pending or snoozed.
        nap: until when it sleeps, when it is snoozed.
        now: the time.
    """
    if summary.state is State.SNOOZED and nap is not None and not is_awake(nap, summary.sources, now):
        return Tab.SNOOZED
    if summary.updates:
        return Tab.UPDATES
    if summary.held is not None:
        return Tab.HELD
    if summary.matched:
        return Tab.DUPLICATES
    return Tab.LIKELY if summary.score >= LIKELY_FROM else Tab.UNSURE


def is_awake(nap: Nap, sources: int, now: datetime) -> bool:
    """Tell whether a nap is over: its time has come, or it has more sources than when it was put to sleep."""
    return sources > nap.sources if nap.until is None else now >= nap.until


def count_tabs(board: Board, now: datetime) -> dict[Tab, int]:
    """Count open candidates a tab; every tab stands, empty ones with 0."""
    counts = Counter(assign_tab(one, board.naps.get(one.id), now) for one in board.summaries)
    return {tab: counts[tab] for tab in Tab}


def select_candidates(board: Board, filters: Filters, now: datetime, curator: str = "") -> list[Summary]:
    """Select the candidates of a tab that pass the filters, in its order; ties are broken by id.

    What another curator works on, and what this one has accepted already and waits for a second, comes last.

    Args:
        board: everything that waits.
        filters: which ones.
        now: the time.
        curator: who looks.
    """
    words = filters.q.casefold().split()
    found = [
        one
        for one in board.summaries
        if assign_tab(one, board.naps.get(one.id), now) is filters.tab
        and filters.kind in {None, one.kind}
        and filters.significance in {None, one.significance}
        and filters.held in {None, one.held}
        and (not filters.organization or filters.organization in one.organizations)
        and _fits_claim(board.claims.get(one.id), filters.claimed, curator)
        and all(word in one.title.casefold() for word in words)
    ]
    aside = {one.id for one in found if board.find_other(one.id, curator) or board.firsts.get(one.id) == curator}
    if filters.sort is Order.NEWEST:
        return sorted(found, key=lambda one: (one.id in aside, -one.day.toordinal(), one.id))
    if filters.sort is Order.UNSURE:
        return sorted(found, key=lambda one: (one.id in aside, abs(one.score - 0.5), one.id))
    return sorted(found, key=lambda one: (one.id in aside, -one.score, one.id))


def _fits_claim(holder: str | None, wanted: Claimed | None, curator: str) -> bool:
    if wanted is None:
        return True
    return holder == curator if wanted is Claimed.MINE else holder is None


def tell_unfit(summary: Summary) -> str | None:
    """Say why a candidate is not accepted together with others; None when it may be."""
    if summary.updates:
        return "an update"
    if summary.held is not None:
        return "held back"
    if summary.significance is Significance.LANDMARK:
        return "a landmark"
    if summary.score < BULK_ACCEPT_FROM:
        return f"score below {BULK_ACCEPT_FROM:.2f}"
    return None


def find_neighbours(ids: Sequence[str], current: str) -> tuple[str | None, str | None]:
    """Return the ids before and after one in a list that goes round; None when it stands alone or not in it."""
    if current not in ids:
        return (ids[-1], ids[0]) if ids else (None, None)
    place = ids.index(current)
    before, after = ids[place - 1], ids[(place + 1) % len(ids)]
    return (before if before != current else None, after if after != current else None)
