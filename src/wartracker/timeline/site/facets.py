"""Fields of events in, the facets they belong to out: each facet's value has a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wartracker.debate import Debate
from wartracker.display import clean_line
from wartracker.records import Decision, Event, Fields
from wartracker.timeline.site.words import tell, upper_first
from wartracker.vocabulary import ACCEPTING

FacetKey = tuple[str, str, str]
"""Facet, key, name for people."""

# In this order the facets stand above the thread.
TITLES = {
    "significance": "Significance",
    "year": "Year",
    "kind": "Kind",
    "frontline": "Frontline",
    "openness": "Openness",
    "party": "Party",
    "license": "Licence",
    "organization": "Organization",
    "model": "Model",
}
_NOTHING = frozenset({"n.a.", "unknown", "none"})


@dataclass(frozen=True, slots=True)
class Shelf:
    """All events of one value of a facet."""

    facet: str
    key: str
    name: str
    events: tuple[Event, ...]  # newest first


def find_facets(fields: Fields, debate: Debate) -> tuple[FacetKey, ...]:
    """Find every facet that an event belongs to."""
    fronts = {front.key: front.title for front in debate.frontlines}
    parties = {side.key: side.title for side in debate.parties}
    found: list[FacetKey] = [
        ("significance", fields.significance.value, upper_first(tell(fields.significance.value))),
        ("year", str(fields.date.value.year), str(fields.date.value.year)),
        ("kind", fields.kind.value, upper_first(tell(fields.kind.value))),
    ]
    found += [("frontline", key, fronts.get(key) or upper_first(tell(key))) for key in fields.frontlines]
    if (openness := fields.openness.openness.value) not in _NOTHING:
        found.append(("openness", openness, upper_first(tell(openness))))
    if (party := str(fields.party)) not in _NOTHING:
        found.append(("party", party, parties.get(party) or upper_first(tell(party))))
    licenses = {item.key: item.name for item in (*fields.licenses, *([fields.license] if fields.license else []))}
    found += [("license", key, name) for key, name in licenses.items()]
    found += [("organization", org.key, org.name) for org in fields.organizations]
    found += [("model", model.key, model.name) for model in fields.models]
    return tuple(dict.fromkeys((facet, key, clean_line(name, 80) or "—") for facet, key, name in found))


def find_former(decisions: Iterable[Decision], debate: Debate) -> frozenset[FacetKey]:
    """Find every facet that an event ever stood under: its page must be found even when nothing stands there now."""
    rows = list(decisions)
    numbered = {row.candidate for row in rows if row.accession is not None}
    return frozenset(
        facet
        for row in rows
        if row.candidate in numbered and row.verdict in ACCEPTING and row.fields is not None
        for facet in find_facets(row.fields, debate)
    )


def sort_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Sort events newest first; of one day the later accession first."""
    return tuple(sorted(events, key=lambda event: (event.fields.date.value, event.number), reverse=True))


def build_shelves(
    facets: Mapping[str, Sequence[FacetKey]], events: Sequence[Event], former: Iterable[FacetKey]
) -> tuple[Shelf, ...]:
    """Build all shelves.

    Args:
        facets: event id -> its facets.
        events: standing ones, in the order to be shown.
        former: facets that once had an event.

    Returns:
        Shelves by facet and key; one that lost its last event is empty, not gone.
    """
    names: dict[tuple[str, str], str] = {}
    rows: dict[tuple[str, str], list[Event]] = {}
    for facet, key, name in sorted(former):
        names.setdefault((facet, key), clean_line(name, 80))
        rows[facet, key] = []
    for event in events:
        for facet, key, name in facets[event.id]:
            shelf = rows.setdefault((facet, key), [])
            if not shelf:
                names[facet, key] = name  # the newest event's spelling counts
            shelf.append(event)
    return tuple(Shelf(facet, key, names[facet, key], tuple(row)) for (facet, key), row in sorted(rows.items()))
