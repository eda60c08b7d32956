"""An layout in, the front page of its debate out: the dossier, the thread, and an anchor for every accession."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from wartracker.debate import Debate, PartySide
from wartracker.display import clean_line
from wartracker.records import Event
from wartracker.timeline.site.facets import TITLES, Shelf
from wartracker.timeline.site.layout import MOST, Layout
from wartracker.timeline.site.pictures.lanes import draw_lanes
from wartracker.timeline.site.words import tell_day, upper_first
from wartracker.vocabulary import Significance

_LATEST = 3
_NEWEST = 5  # beside the title
_BEARING = 4
# The spectrum of openness in our own words, most open first.
GLOSSARY = (
    ("fully_open", "Weights, training code and training data can be had: others can repeat the work."),
    (
        "open_weights",
        "The weights can be downloaded and run anywhere; code or data of the training are kept.",
    ),
    ("partially_open", "A paper or some parts are published, the weights are not."),
    ("fully_closed", "Reached through a product or an API only: nothing can be downloaded, nothing inspected."),
)


@dataclass(frozen=True, slots=True)
class Member:
    """An organization of a party."""

    key: str
    name: str
    note: str | None
    linked: bool
    former: bool
    crossings: tuple[str, ...]  # events in which it crosses over


@dataclass(frozen=True, slots=True)
class Side:
    """A party on the page."""

    key: str
    title: str
    doctrine: str
    members: tuple[Member, ...]
    moves: int
    landmarks: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A text of the debate with the events that bear on it."""

    title: str | None
    text: str
    note: str | None
    events: tuple[str, ...]


def render_dossier(layout: Layout) -> str:
    """Render index.html."""
    debate, material = layout.debate, layout.material
    head = layout.head("index.html", debate.title, f"{debate.question} {debate.tagline}")
    shown = layout.thread[:MOST]
    here = {event.id for event in shown}
    edits = [text.day for text in material.texts.values() if text.day is not None]
    updated = max([*edits, *(event.updated.date() for event in material.events)], default=None)
    return layout.render(
        "dossier.html",
        head,
        updated=updated,
        curators=_name_curators(material.events, debate),
        sides_shown=[_build_side(side, layout) for side in debate.parties],
        lanes=draw_lanes(layout.thread, debate),
        frontlines=[_build_front(front.key, layout) for front in debate.frontlines],
        outlook=_bear(layout, [(None, one.text, one.by, one.terms) for one in debate.outlook]),
        readings=[_touch(layout, one.key, one.title, one.text, one.proponents) for one in debate.interpretations],
        questions=[_touch(layout, one.key, None, one.text, ()) for one in debate.open_questions],
        texts=material.texts,
        disputes=[one for one in material.disputes if one.event in layout.entries],
        pledges=[one for one in layout.export.promises if one.state.value in {"open", "overdue"}],
        glossary=[(word, text, _newest(layout, word)) for word, text in GLOSSARY],
        latest=[layout.entries[event.id] for event in shown[:_NEWEST]],
        years=layout.lists(shown),
        older=len(layout.thread) - len(shown),
        elsewhere=[event for event in material.events if event.id not in here],
        facets=list_facets(layout.shelves),
        entries=layout.entries,
        rows=layout.rows[""],
        record=len(layout.record),
    )


def list_facets(shelves: Iterable[Shelf]) -> list[tuple[str, str, list[Shelf]]]:
    """List the facets to choose from: key, title, values with most events first."""
    groups: dict[str, list[Shelf]] = {facet: [] for facet in TITLES if facet not in {"model", "license"}}
    for shelf in shelves:
        if shelf.events and shelf.facet in groups:
            groups[shelf.facet].append(shelf)
    ranks = {level.value: place for place, level in enumerate(Significance)}
    orders: dict[str, Callable[[Shelf], tuple[int, str]]] = {
        "significance": lambda shelf: (ranks.get(shelf.key, 9), shelf.key),
        "year": lambda shelf: (-int(shelf.key), shelf.key),
    }
    return [
        (facet, TITLES[facet], sorted(rows, key=orders.get(facet, lambda shelf: (-len(shelf.events), shelf.name))))
        for facet, rows in groups.items()
        if rows
    ]


def _name_curators(events: Sequence[Event], debate: Debate) -> list[str]:
    names = [clean_line(event.curator, 40) for event in events]
    return list(dict.fromkeys([clean_line(debate.curator, 40), *names]))


def _build_side(side: PartySide, layout: Layout) -> Side:
    names = {row.key: row.name for row in layout.material.gazetteers.organizations}
    names |= {org.key: org.name for event in layout.standing for org in event.fields.organizations}
    moves = [event for event in layout.thread if str(event.fields.party) == side.key]
    pages = {shelf.key for shelf in layout.shelves if shelf.facet == "organization" and shelf.events}
    last = layout.thread[0].fields.date.value if layout.thread else None
    members = tuple(
        Member(
            key=row.organization,
            name=clean_line(names.get(row.organization, row.organization), 60),
            note=row.note,
            linked=row.organization in pages,
            former=row.until is not None and last is not None and row.until < last,
            crossings=_find_crossings(row.organization, side.key, layout),
        )
        for row in side.members
    )
    landmarks = sum(event.fields.significance is Significance.LANDMARK for event in moves)
    return Side(side.key, side.title, side.doctrine, members, len(moves), landmarks)


def _find_crossings(organization: str, party: str, layout: Layout) -> tuple[str, ...]:
    """Find the events in which a member makes the other side's move."""
    return tuple(
        event.id
        for event in layout.thread
        if event.fields.crosses_over
        and str(event.fields.party) != party
        and any(org.key == organization and org.role == "actor" for org in event.fields.organizations)
    )


def _build_front(key: str, layout: Layout) -> tuple[str, int, tuple[str, ...]]:
    events = [event.id for event in layout.thread if key in event.fields.frontlines]
    return key, len(events), tuple(events[:_LATEST])


def _bear(layout: Layout, rows: Iterable[tuple[str | None, str, date | None, tuple[str, ...]]]) -> list[Claim]:
    """Find the events whose title or quotes speak of an outlook claim."""
    claims = []
    for title, text, by, terms in rows:
        pattern = re.compile(rf"(?<!\w)(?:{'|'.join(terms)})(?!\w)", re.IGNORECASE) if terms else None
        found = [event.id for event in layout.thread if pattern and pattern.search(_words(event))]
        note = f"until {tell_day(by)}" if by else None
        claims.append(Claim(title, text, note, tuple(found[:_BEARING])))
    return claims


def _words(event: Event) -> str:
    return " ".join([event.fields.title[:400], *(item.quote[:2000] for item in event.evidence)])


def _touch(layout: Layout, key: str, title: str | None, text: str, proponents: Sequence[str]) -> Claim:
    found = [event.id for event in layout.thread if key in event.fields.interpretations]
    note = ", ".join(proponents) if proponents else None
    return Claim(title, text, upper_first(note) if note else None, tuple(found[:_BEARING]))


def _newest(layout: Layout, word: str) -> str | None:
    return next((event.id for event in layout.thread if event.fields.openness.openness.value == word), None)
