"""Events in, what a list or an event's own page shows of them out."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby

from wartracker.debate import Debate
from wartracker.display import clean_line, clean_text, safe_link, tell_host
from wartracker.records import ArticleRef, Event, Fields
from wartracker.shapes import MAX_QUOTE
from wartracker.timeline.site.facets import FacetKey
from wartracker.timeline.site.words import (
    shorten_license,
    tell,
    tell_machine,
    tell_short,
    tell_status,
)
from wartracker.timeline.words import shorten, spell_date
from wartracker.vocabulary import Kind, Openness, Significance

_DAY_ZERO = date(2020, 1, 1)  # accession days are counted from here in lists; site.js knows it too
_QUOTE = 160  # code points of the quote below a landmark
# Facets that the page narrows in place by a code; class names tell significance and party, headings the year.
_CODED = frozenset({"kind", "frontline", "openness", "organization"})


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as readers see it."""

    name: str
    title: str
    link: str | None  # None: its address is not one to link to
    host: str
    tier: str
    day: str | None


@dataclass(frozen=True, slots=True)
class Quote:
    """Verbatim words of a source."""

    text: str
    by: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event in a list."""

    id: str
    number: int
    title: str
    day: str  # below the heading of its year
    date: str  # by itself
    machine: str | None
    significance: str
    side: int | None  # place of its party in the debate, None: no party's move
    facts: tuple[str, ...]
    tokens: str  # accession day as a number, then the codes of its facets
    sources: tuple[SourceLine, ...]  # those closest to the happening first
    quotes: tuple[Quote, ...]  # those that support most first
    quote: str | None  # shown in lists
    revised: str | None


@dataclass(frozen=True, slots=True)
class Year:
    """The entries of one year."""

    year: int
    entries: tuple[Entry, ...]


def find_side(fields: Fields, debate: Debate) -> int | None:
    """Return the place of an event's party among the parties of its debate."""
    keys = [side.key for side in debate.parties]
    return keys.index(str(fields.party)) if str(fields.party) in keys else None


@cache
def code_facet(facet: str, key: str) -> str:
    """Code a facet's value in four letters, which keeps long lists light; of a thousand values two meet rarely."""
    return base64.b32encode(hashlib.blake2b(f"{facet} {key}".encode(), digest_size=4).digest()).decode()[:4].lower()


def build_entry(event: Event, debate: Debate, facets: Sequence[FacetKey]) -> Entry:
    """Build what a list shows of an event."""
    fields = event.fields
    sources = build_sources(event.sources)
    codes = (code_facet(facet, key) for facet, key, _ in facets if facet in _CODED)
    quotes = build_quotes(event)
    shown = quotes and fields.significance is Significance.LANDMARK
    return Entry(
        id=event.id,
        number=event.number,
        title=clean_line(fields.title),
        day=tell_short(fields.date),
        date=spell_date(fields.date),
        machine=tell_machine(fields.date),
        significance=fields.significance.value,
        side=find_side(fields, debate),
        facts=_tell_facts(fields),
        tokens=" ".join([str((event.day - _DAY_ZERO).days), *codes]),
        sources=sources,
        quotes=quotes,
        quote=shorten(quotes[0].text, _QUOTE) if shown else None,
        revised=_tell_revision(event),
    )


def _tell_facts(fields: Fields) -> tuple[str, ...]:
    facts = [tell(fields.kind.value)]
    if status := tell_status(fields.status.value):
        facts.append(status)
    said = fields.kind is Kind.WEIGHTS_RELEASE and fields.openness.openness is Openness.OPEN_WEIGHTS
    if not said and fields.openness.openness not in {Openness.UNKNOWN, Openness.NOT_APPLICABLE}:
        facts.append(tell(fields.openness.openness.value))
    if fields.license:
        facts.append(clean_line(shorten_license(fields.license.name), 60))
    if fields.crosses_over:
        facts.append("crosses over")
    return tuple(dict.fromkeys(facts))


def _tell_revision(event: Event) -> str | None:
    return f"{event.revisions[-1].at:%Y-%m-%d}" if event.revisions else None


def build_sources(sources: Iterable[ArticleRef]) -> tuple[SourceLine, ...]:
    """Build the lines of sources, those closest to the happening first."""
    order = {"first_party": 0, "legislature": 0, "hub": 1, "press": 2}
    ranked = sorted(sources, key=lambda source: order.get(source.tier.value, 3))
    return tuple(
        SourceLine(
            name=clean_line(source.publisher, 80) or tell_host(source.url),
            title=clean_line(source.title, 200),
            link=safe_link(source.url),
            host=tell_host(source.url),
            tier=tell(source.tier.value),
            day=f"{source.published_at:%Y-%m-%d}" if source.published_at else None,
        )
        for source in ranked
    )


def build_quotes(event: Event) -> tuple[Quote, ...]:
    """Build the quotes of an event, those that support most first; the same words stand once."""
    by_article = {source.id: source for source in event.sources}
    ranked = sorted(event.evidence, key=lambda item: -len(item.supports))
    quotes: dict[str, Quote] = {}
    for item in ranked:
        source = by_article.get(item.article)
        text = " ".join(clean_text(item.quote[: 4 * MAX_QUOTE]).split())
        if not text or any(text in seen for seen in quotes):
            continue
        name = clean_line(source.publisher, 80) or tell_host(source.url) if source else ""
        quotes[text] = Quote(shorten(text, MAX_QUOTE), name, safe_link(source.url) if source else None)
    return tuple(quotes.values())


def group_years(events: Iterable[Event], entries: Mapping[str, Entry]) -> tuple[Year, ...]:
    """Group events, sorted newest first, below their years."""
    years = []
    for year, rows in groupby(events, key=lambda event: event.fields.date.value.year):
        years.append(Year(year, tuple(entries[event.id] for event in rows)))
    return tuple(years)


def split_thread(events: Iterable[Event]) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Part the main thread from what is only on record."""
    rows = tuple(events)
    thread = tuple(event for event in rows if event.fields.significance is not Significance.RECORD)
    return thread, tuple(event for event in rows if event.fields.significance is Significance.RECORD)
