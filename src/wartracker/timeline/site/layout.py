"""The material of a debate in, everything that several pages share out: computed once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from wartracker.debate import Debate
from wartracker.display import clean_line, safe_link
from wartracker.records import Event
from wartracker.timeline.export import Export, build_event_url
from wartracker.timeline.site.entries import Entry, Year, build_entry, group_years, split_thread
from wartracker.timeline.site.facets import FacetKey, Shelf, build_shelves, find_facets, sort_events
from wartracker.timeline.site.material import Material
from wartracker.timeline.site.page import CARD, Head, render_macro, render_page
from wartracker.timeline.site.paths import absolute
from wartracker.timeline.site.words import FORMATS
from wartracker.timeline.words import spell_date

MOST = 250  # entries on one page; what is older stands there by number, in full on the pages of the years
# Pages that the masthead names.
_NAMED = frozenset(
    {"index.html", "pictures.html", "models/index.html", "organizations/index.html", "known/index.html", "about.html"}
)


@dataclass(frozen=True, slots=True)
class Layout:
    """One debate, ready to be laid out."""

    material: Material
    standing: tuple[Event, ...]  # newest first
    thread: tuple[Event, ...]
    record: tuple[Event, ...]
    by_id: Mapping[str, Event]
    facets: Mapping[str, tuple[FacetKey, ...]]
    entries: Mapping[str, Entry]
    shelves: tuple[Shelf, ...]
    pages: frozenset[tuple[str, str]]  # facet and key of every shelf
    shared: Mapping[str, Any]  # what every template may use
    frames: Mapping[str, Mapping[str, Any]]  # way up -> masthead and foot
    rows: Mapping[str, Mapping[str, Markup]]  # way up -> event -> its row in a list

    @property
    def debate(self) -> Debate:
        """Return the debate."""
        return self.material.debate

    @property
    def export(self) -> Export:
        """Return what is published."""
        return self.material.export

    def render(self, template: str, head: Head, **context: Any) -> str:
        """Render a page of this debate."""
        frame = dict(self.frames[head.up])
        if head.path in _NAMED:
            frame["mast"] = render_macro("_frame.html", "mast", clean_line(self.debate.title, 60), head.up, head.path)
        return render_page(template, {**self.shared, **frame, "head": head, "up": head.up, **context})

    def head(self, path: str, title: str, description: str, kind: str = "website") -> Head:
        """Build what a page says of itself."""
        address = absolute(self.export.site_url, self.debate.name, path)
        image = absolute(self.export.site_url, self.debate.name, CARD)
        return Head(path, clean_line(title, 160), clean_line(description, 300), address, image, kind)

    def lists(self, events: Sequence[Event]) -> tuple[Year, ...]:
        """Group events below their years."""
        return group_years(events, self.entries)

    def cut(self, events: Sequence[Event]) -> dict[str, tuple[Year, ...]]:
        """Group events for a page that may grow for ever: the newest in full, older ones by number, none left out."""
        return {"years": self.lists(events[:MOST]), "rest": self.lists(events[MOST:])}

    def has_page(self, facet: str, key: str) -> bool:
        """Tell whether a facet's value has a page."""
        return (facet, key) in self.pages


def build_layout(material: Material) -> Layout:
    """Compute what several pages share."""
    debate = material.debate
    standing = sort_events(event for event in material.events if event.retracted is None)
    thread, record = split_thread(standing)
    facets = {event.id: find_facets(event.fields, debate) for event in standing}
    entries = {event.id: build_entry(event, debate, facets[event.id]) for event in standing}
    rows = {
        "": {event.id: _draw_row(entries[event.id], "") for event in thread[:MOST]},
        "../": {id: _draw_row(entry, "../") for id, entry in entries.items()},
    }
    shelves = build_shelves(facets, standing, material.former)
    return Layout(
        material=material,
        standing=standing,
        thread=thread,
        record=record,
        by_id={event.id: event for event in material.events},
        facets=facets,
        entries=entries,
        shelves=shelves,
        pages=frozenset((shelf.facet, shelf.key) for shelf in shelves),
        shared=_share(material),
        frames={up: _frame(material, up) for up in ("", "../")},
        rows=rows,
    )


def _draw_row(entry: Entry, up: str) -> Markup:
    return render_macro("_row.html", "row", entry, up)


def _share(material: Material) -> dict[str, Any]:
    debate = material.debate
    return {
        "debate": debate,
        "site_title": clean_line(debate.title, 80),
        "formats": _name_formats(material),
        "sides": {side.key: place for place, side in enumerate(debate.parties)},
        "correction_page": build_correction_url(material),
    }


def _frame(material: Material, up: str) -> dict[str, Markup]:
    title = clean_line(material.debate.title, 60)
    ends = (_name_formats(material), build_correction_url(material))
    return {
        "mast": render_macro("_frame.html", "mast", title, up, ""),
        "foot": render_macro("_frame.html", "foot", title, up, *ends),
    }


def _name_formats(material: Material) -> list[tuple[str, str]]:
    return [(FORMATS.get(name, name), file) for name, file in material.formats]


def build_correction_url(material: Material, event: Event | None = None) -> str | None:
    """Build the link by which a reader reports a mistake.

    Args:
        material: its `corrections` say where to.
        event: what is wrong; None: no single event.

    Returns:
        A mail with the event's number in its subject, or a page; None when nothing is set.
    """
    where = material.corrections
    if not where:
        return None
    id = event.id if event else material.debate.name
    title = clean_line(event.fields.title if event else material.debate.title, 120)
    if where.startswith(("http://", "https://")):
        return safe_link(where.replace("{id}", quote(id, safe="")).replace("{title}", quote(title, safe="")))
    subject = quote(f"Correction of {id}: {title}")
    return f"mailto:{quote(where.removeprefix('mailto:'), safe='@.+-_')}?subject={subject}"


def build_citation(export: Export, event: Event) -> str:
    """Build a line to copy: what, when, where it stands, which revision, who accepted it."""
    revised = f", revised {event.updated.date().isoformat()}" if event.revisions else ""
    return (
        f"{clean_line(event.fields.title)}. {spell_date(event.fields.date)}. In: {export.debate.title}, {event.id}, "
        f"accepted {event.day.isoformat()} by {clean_line(event.curator, 60)}{revised}. "
        f"{build_event_url(export, event.id)}"
    )
