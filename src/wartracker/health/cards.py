"""A week of one source in, its report card out: keep, slow, fix or drop, with the evidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from wartracker.health.findings import Finding
from wartracker.vocabulary import CardVerdict, FeedState, Trouble

SURE_PAGES = 30  # judged pages from which a share says something
SURE_DAYS = 28
LEAST_SHARE = 0.02
REPEATED_SHARE = 0.9
SLOW_RHYTHM_H = 7 * 24.0
_LOST = frozenset({Trouble.DEAD, Trouble.GONE})


@dataclass(frozen=True, slots=True)
class FeedWork:
    """What a source brought in a span of days."""

    name: str
    state: FeedState
    days: int  # observed
    entries: int = 0
    repeated: int = 0  # entries whose page another source led to first
    pages: int = 0  # fetched and judged: the cost
    kept: int = 0
    candidates: int = 0
    accepted: int = 0
    first: int = 0  # candidates seen here first
    rhythm_h: float | None = None
    interval_h: float | None = None
    first_party: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One line of the report."""

    work: FeedWork
    verdict: CardVerdict
    why: str


def build_cards(works: Iterable[FeedWork], troubles: Sequence[Finding]) -> list[Card]:
    """Build the cards, those that ask for an act first.

    Args:
        works: one a source.
        troubles: that stand now.
    """
    by_feed = {one.subject: one for one in reversed(troubles)}
    cards = [decide_card(work, by_feed.get(work.name)) for work in works]
    order = [CardVerdict.FIX, CardVerdict.DROP, CardVerdict.SLOW, CardVerdict.KEEP]
    return sorted(cards, key=lambda card: (order.index(card.verdict), -card.work.accepted, card.work.name))


def decide_card(work: FeedWork, trouble: Finding | None) -> Card:
    """Decide what to do with a source.

    Rules, first that holds: gone or dead - drop; in trouble - fix; paused - keep; enough pages judged over four weeks
    and next to nothing kept, no candidate - drop; nearly everything repeats other sources, nothing first here - slow;
    a source of less than an entry a week that is asked more often than twice a day - slow; else keep. A first-party
    source is never dropped for bringing little: the one release of its year is why it is listed.
    """
    if trouble is not None and trouble.word in _LOST:
        return Card(work, CardVerdict.DROP, f"{trouble.word.value}: {trouble.says}")
    if trouble is not None:
        return Card(work, CardVerdict.FIX, f"{trouble.word.value}: {trouble.says}")
    if work.state is FeedState.PAUSED:
        return Card(work, CardVerdict.KEEP, "paused")
    sure = work.days >= SURE_DAYS and work.pages >= SURE_PAGES
    if sure and work.kept < LEAST_SHARE * work.pages and not work.candidates and not work.first_party:
        return Card(work, CardVerdict.DROP, f"the gate kept {work.kept} of {work.pages} pages, none became a candidate")
    if work.entries >= SURE_PAGES and work.repeated > REPEATED_SHARE * work.entries and not work.first:
        return Card(work, CardVerdict.SLOW, f"{work.repeated} of {work.entries} entries were known, nothing first here")
    if (work.rhythm_h or 0) > SLOW_RHYTHM_H and work.interval_h is not None and work.interval_h < 12:
        days, hours = (work.rhythm_h or 0) / 24, work.interval_h
        return Card(work, CardVerdict.SLOW, f"an entry every {days:.0f} days, asked every {hours:.0f} h: set every_min")
    return Card(work, CardVerdict.KEEP, _praise(work))


def _praise(work: FeedWork) -> str:
    if work.accepted or work.first:
        return f"{work.accepted} accepted events, {work.first} candidates seen here first"
    if work.candidates:
        return f"{work.candidates} candidates, each seen elsewhere first"
    return "nothing yet" if work.pages else "quiet"


def render_cards(cards: Sequence[Card], span: timedelta) -> list[str]:
    """Render the report as a table for people."""
    head = ("SOURCE", "DO", "ENTRIES", "KNOWN", "PAGES", "KEPT%", "CAND", "ACC", "FIRST", "WHY")
    rows = [
        (
            card.work.name,
            card.verdict.value,
            str(card.work.entries),
            str(card.work.repeated),
            str(card.work.pages),
            f"{100 * card.work.kept / card.work.pages:.0f}" if card.work.pages else "-",
            str(card.work.candidates),
            str(card.work.accepted),
            str(card.work.first),
            card.why,
        )
        for card in cards
    ]
    widths = [max(len(row[index]) for row in (head, *rows)) for index in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in (head, *rows)
    ]
    counts = {word: sum(1 for card in cards if card.verdict is word) for word in CardVerdict}
    told = ", ".join(f"{count} {word.value}" for word, count in counts.items())
    return [*lines, f"{len(cards)} sources over {span.days} days: {told}"]
