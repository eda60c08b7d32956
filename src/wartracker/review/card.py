"""One candidate in, everything a curator sees of it without scrolling out: the view model of the card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rapidfuzz import fuzz

from wartracker.display import clean_line, safe_link, tell_host, tell_word
from wartracker.records import ArticleRef, Candidate, Conflict, Decision, Fields, OrgRef, Relevance
from wartracker.review.history import Change, Line, build_lines, compare_fields
from wartracker.review.marks import Passage, Source, build_passages
from wartracker.review.values import (
    write_date,
    write_license,
    write_model,
    write_openness,
    write_organization,
    write_slot,
)
from wartracker.vocabulary import Openness, Significance, State, Status, Tier, Verdict

FRONT_QUOTES = 2
"""Passages that stand on the card; the others wait behind one click."""

# Slots that only say how a date or a verb was found: the quote shows them better.
_SILENT_SLOTS = frozenset({"trigger", "date_phrase"})
_FRONT = frozenset({"date", "kind", "who", "models", "licence", "openness"})
_PLAIN = frozenset({Status.RELEASED, Status.COMPLETED})  # goes without saying
_TIERS: Mapping[Tier, str] = {
    Tier.FIRST_PARTY: "first party",
    Tier.HUB: "hub listing",
    Tier.LEGISLATURE: "legislature",
    Tier.PRESS: "press",
    Tier.NEWSLETTER: "newsletter",
    Tier.AGGREGATOR: "aggregator",
    Tier.FORUM: "forum",
    Tier.UNKNOWN: "unknown tier",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One prefilled field."""

    label: str
    value: str
    confidence: float | None = None  # 0..1
    unknown: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source of the candidate."""

    id: str
    title: str
    publisher: str
    tier: str
    day: str
    link: str | None
    host: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage with where it stands."""

    passage: Passage
    source: SourceLine | None


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A candidate or event this one may be the same as."""

    id: str
    title: str
    state: str
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    """A candidate that was merged into this one."""

    id: str
    title: str
    sources: int


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """Two sources disagree."""

    field: str
    values: tuple[str, ...]
    publishers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A candidate as a curator sees it."""

    id: str
    version: int
    state: State
    title: str
    score: float
    significance: Significance
    significance_why: tuple[str, ...]
    held: str | None
    facts: tuple[Fact, ...]
    quotes: tuple[Quote, ...]
    more_quotes: tuple[Quote, ...]
    sources: tuple[SourceLine, ...]
    conflicts: tuple[ConflictLine, ...]
    matches: tuple[MatchLine, ...]
    why: tuple[str, ...]
    gate: tuple[str, ...]  # a line an article: why the gate let it pass
    together: tuple[str, ...]  # a line an article: how like the first it is
    parts: tuple[Part, ...]  # candidates merged into this one
    updates: str | None  # event id
    changes: tuple[Change, ...]  # of an update: old and new
    history: tuple[Line, ...]
    crosses_over: bool
    links: tuple[MatchLine, ...]

    @property
    def front(self) -> int:
        """Count the facts that stand above the evidence; the others stand below it."""
        return sum(fact.label in _FRONT for fact in self.facts)

    @property
    def open(self) -> bool:
        """Tell whether it still waits for a decision."""
        return self.state in {State.PENDING, State.SNOOZED}


@dataclass(frozen=True, slots=True)
class Background:
    """What a card needs beside its candidate."""

    sources: Mapping[str, Source]  # article id -> wording
    named: Mapping[str, tuple[str, str]]  # candidate or event id -> title, state
    history: Sequence[Decision] = ()
    event: Fields | None = None  # of an update: the event as it stands
    merged: Sequence[Decision] = ()  # merges into this candidate that count
    gate: Mapping[str, Relevance] = field(default_factory=dict)  # article id -> the gate's verdict


def build_card(candidate: Candidate, background: Background) -> Card:
    """Build the card of a candidate.

    Args:
        candidate: as stored.
        background: wording of its articles, titles of what it names, its history.
    """
    fields = candidate.fields
    phrase = fields.slots.get("date_phrase")
    phrases = {"date": phrase} if isinstance(phrase, str) else {}
    passages = build_passages(candidate.evidence, background.sources, phrases)
    lines = build_sources(candidate.articles, background.merged)
    by_id = {line.id: line for line in lines}
    quotes = _order_quotes(Quote(passage, by_id.get(passage.article)) for passage in passages)
    links = [row for row in background.history if row.verdict is Verdict.LINK]
    return Card(
        id=candidate.id,
        version=candidate.version,
        state=candidate.state,
        title=clean_line(fields.title),
        score=candidate.score,
        significance=fields.significance,
        significance_why=tuple(clean_line(why) for why in candidate.significance_why),
        held=tell_word(candidate.held_because.value) if candidate.held_because else None,
        facts=build_facts(candidate),
        quotes=quotes[:FRONT_QUOTES],
        more_quotes=quotes[FRONT_QUOTES:],
        sources=lines,
        conflicts=tuple(_build_conflict(item, by_id) for item in candidate.conflicts),
        matches=tuple(_build_match(match.id, match.why, background.named) for match in candidate.matches),
        why=tuple(clean_line(why) for why in candidate.why),
        gate=_tell_gate(candidate.articles, background.gate),
        together=_tell_together(candidate.articles),
        parts=tuple(
            Part(row.candidate, clean_line(row.fields.title if row.fields else row.candidate), len(row.sources))
            for row in background.merged
        ),
        updates=candidate.updates,
        changes=compare_fields(background.event, fields) if background.event else (),
        history=build_lines(background.history, {}),
        crosses_over=fields.crosses_over,
        links=tuple(_build_match(row.target or "", row.reason, background.named) for row in links),
    )


def _tell_gate(articles: Sequence[ArticleRef], gate: Mapping[str, Relevance]) -> tuple[str, ...]:
    """Say of every article how relevant the gate found it, and by which words."""
    return tuple(
        clean_line(
            f"{one.publisher or tell_host(one.url)}: relevance {found.score:.2f}, {', '.join(found.reasons[:6])}", 240
        )
        for one in articles
        if (found := gate.get(one.id))
    )


def _tell_together(articles: Sequence[ArticleRef]) -> tuple[str, ...]:
    """Say how much alike the headlines are of the articles that were brought together."""
    if len(articles) < 2:
        return ()
    first = articles[0]
    return tuple(
        clean_line(f"“{one.title}”: {fuzz.token_set_ratio(first.title, one.title):.0f}% like “{first.title}”", 240)
        for one in articles[1:]
    )


def _order_quotes(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
    """Put the quote that says what happened first, told by who stands closest to it."""
    order = {name: place for place, name in enumerate(_TIERS.values())}

    def rank(quote: Quote) -> tuple[bool, int]:
        return "kind" not in quote.passage.supports, order[quote.source.tier] if quote.source else len(order)

    return tuple(sorted(quotes, key=rank))


def build_facts(candidate: Candidate) -> tuple[Fact, ...]:
    """Build the facts of a candidate in the order in which a curator checks them."""
    fields, sure = candidate.fields, candidate.confidence
    opened = fields.openness.openness
    status = "" if fields.status in _PLAIN else tell_word(fields.status.value)
    opening, _, components = write_openness(fields.openness).rstrip(")").partition(" (")
    licence, _, freedom = write_license(fields.license).rstrip(")").partition(" (")
    rows = [
        ("date", "date", write_date(fields.date), tell_word(fields.date.basis.value)),
        ("kind", "kind", tell_word(fields.kind.value), status),
        ("who", "organizations", "; ".join(_write_who(org) for org in fields.organizations), ""),
        ("models", "models", ", ".join(write_model(model) for model in fields.models), ""),
        ("licence", "license", licence, freedom),
        ("openness", "openness", "" if opened is Openness.UNKNOWN else opening, components),
        ("access", "access", "" if fields.access.value == "unknown" else fields.access.value, ""),
        ("party", "party", str(fields.party), "crosses over" if fields.crosses_over else ""),
        ("frontlines", "frontlines", ", ".join(tell_word(name) for name in fields.frontlines), ""),
        ("readings", "interpretations", ", ".join(tell_word(name) for name in fields.interpretations), ""),
    ]
    facts = [Fact(label, value or "unknown", sure.get(name), not value, note) for label, name, value, note in rows]
    slots = [
        Fact(tell_word(name), text, sure.get(name))
        for name, value in sorted(fields.slots.items())
        if name not in _SILENT_SLOTS and (text := write_slot(value))
    ]
    shown = {"date", "kind", "who"}
    return tuple(fact for fact in facts if not fact.unknown or fact.label in shown | {"licence", "openness"}) + tuple(
        slots
    )


def _write_who(org: OrgRef) -> str:
    return clean_line(org.name, 120) if org.role == "actor" else write_organization(org)


def build_sources(articles: Sequence[ArticleRef], merged: Sequence[Decision]) -> tuple[SourceLine, ...]:
    """Build the lines of all sources, closest to the happening first; those of merged candidates say so."""
    lines = [_build_source(article, "") for article in articles]
    known = {article.url for article in articles}
    for row in merged:
        lines += [_build_source(article, "merged") for article in row.sources if article.url not in known]
    order = {name: place for place, name in enumerate(_TIERS.values())}
    return tuple(sorted(lines, key=lambda line: (order[line.tier], line.day, line.id)))


def _build_source(article: ArticleRef, note: str) -> SourceLine:
    return SourceLine(
        id=article.id,
        title=clean_line(article.title) or "untitled",
        publisher=clean_line(article.publisher, 80) or tell_host(article.url),
        tier=_TIERS[article.tier],
        day=_write_day(article.published_at),
        link=safe_link(article.url),
        host=tell_host(article.url),
        note=note,
    )


def _write_day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "no date"


def _build_conflict(item: Conflict, sources: Mapping[str, SourceLine]) -> ConflictLine:
    names = tuple(sources[article].publisher for article in item.articles if article in sources)
    return ConflictLine(tell_word(item.field), tuple(clean_line(value, 160) for value in item.values), names)


def _build_match(identifier: str, why: str, named: Mapping[str, tuple[str, str]]) -> MatchLine:
    title, state = named.get(identifier, (identifier, "unknown"))
    return MatchLine(identifier, clean_line(title), state, clean_line(why))
