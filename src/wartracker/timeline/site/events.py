"""An layout in, the permanent page of every accession out: the event, a redirect, or the stub of a withdrawn one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wartracker.display import clean_line, clean_text
from wartracker.records import Event
from wartracker.timeline.site.entries import find_side
from wartracker.timeline.site.facets import FacetKey
from wartracker.timeline.site.layout import Layout, build_citation, build_correction_url
from wartracker.timeline.site.paths import event_path
from wartracker.timeline.site.words import BASES, LINKS, tell, tell_status, upper_first
from wartracker.timeline.words import spell_date
from wartracker.vocabulary import Openness

_SLOTS = {
    "amount_text": "Amount",
    "instrument": "Instrument",
    "jurisdiction": "Jurisdiction",
    "stage": "Stage",
    "person": "Person",
    "channel": "Channel",
    "product": "Product",
    "expected": "Expected",
    "from": "From",
    "to": "To",
}
_PARTS = ("weights", "training_code", "training_data", "paper", "evaluation", "checkpoints", "api")
_SILENT = frozenset({"unknown", "n.a."})


@dataclass(frozen=True, slots=True)
class Tie:
    """A link to another event, seen from this one."""

    word: str
    event: str
    title: str


def render_events(layout: Layout) -> Iterator[tuple[str, str]]:
    """Render one page an accession, in order of number."""
    ties = build_ties(layout.material.events)
    order = [event.id for event in layout.thread]
    place = {id: index for index, id in enumerate(order)}
    for event in layout.material.events:
        if event.merged_into is not None and event.merged_into in layout.by_id:
            yield event_path(event.id), _render_moved(layout, event)
        elif event.retracted is not None:
            yield event_path(event.id), _render_withdrawn(layout, event)
        else:
            at = place.get(event.id)
            older = order[at + 1] if at is not None and at + 1 < len(order) else None
            newer = order[at - 1] if at else None
            yield event_path(event.id), _render_event(layout, event, ties.get(event.id, ()), newer, older)


def build_ties(events: Sequence[Event]) -> Mapping[str, list[Tie]]:
    """Build the links of all events from both ends; a link to a withdrawn event is not shown."""
    by_id = {event.id: event for event in events if event.retracted is None}
    ties: dict[str, list[Tie]] = {}
    for event in by_id.values():
        for link in event.links:
            other = by_id.get(link.event)
            if other is None:
                continue
            ahead, back = LINKS[link.link.value]
            ties.setdefault(event.id, []).append(Tie(ahead, other.id, clean_line(other.fields.title)))
            ties.setdefault(other.id, []).append(Tie(back, event.id, clean_line(event.fields.title)))
    return ties


def describe(event: Event) -> str:
    """Describe an event in one sentence, for search engines and cards."""
    fields = event.fields
    facts = [tell(fields.kind.value), fields.significance.value]
    if fields.openness.openness.value not in _SILENT:
        facts.append(tell(fields.openness.openness.value))
    if fields.license:
        facts.append(fields.license.name)
    return f"{spell_date(fields.date)}: {', '.join(facts)}. Accession {event.number}."


def _render_event(layout: Layout, event: Event, ties: Sequence[Tie], newer: str | None, older: str | None) -> str:
    fields = event.fields
    head = layout.head(event_path(event.id), clean_line(fields.title), describe(event), "article")
    return layout.render(
        "event.html",
        head,
        event=event,
        entry=layout.entries[event.id],
        entries=layout.entries,
        side=find_side(fields, layout.debate),
        facts=list_facts(event, layout.facets[event.id], layout),
        parts=_list_parts(event),
        slots=_list_slots(event),
        ties=ties,
        supersedes=event.supersedes,
        revisions=[(item.at.date(), clean_line(item.by, 40), clean_text(item.note)[:600]) for item in event.revisions],
        citation=build_citation(layout.export, event),
        correction=build_correction_url(layout.material, event),
        newer=newer,
        older=older,
    )


def list_facts(
    event: Event, facets: Sequence[FacetKey], layout: Layout
) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """List the facts that have pages of their own: title, then facet, key and text of each value."""
    fields = event.fields
    roles = {org.key: f" ({tell(org.role)})" for org in fields.organizations if org.role != "actor"}
    groups: list[tuple[str, list[tuple[str, str, str]]]] = []
    for facet, title in (
        ("kind", "What"),
        ("organization", "Who"),
        ("model", "Models"),
        ("openness", "Openness"),
        ("license", "Licence"),
        ("party", "Whose move"),
        ("frontline", "Frontlines"),
    ):
        values = [(facet, key, name) for kind, key, name in facets if kind == facet]
        if facet == "organization":
            values = [(facet, key, name + roles.get(key, "")) for _, key, name in values]
        if facet == "kind" and (status := tell_status(fields.status.value)):
            values = [(facet, key, f"{name}: {status}") for _, key, name in values]
        if facet == "party" and fields.crosses_over:
            values = [(facet, key, f"{name}, crossing over") for _, key, name in values]
        if values:
            groups.append((title, values))
    return groups


def _list_parts(event: Event) -> list[tuple[str, str]]:
    openness = event.fields.openness
    if openness.openness in {Openness.UNKNOWN, Openness.NOT_APPLICABLE}:
        return []
    told = [(upper_first(name.replace("_", " ")), getattr(openness, name).value) for name in _PARTS]
    return [(name if name != "Api" else "API", tell(value)) for name, value in told if value not in _SILENT]


def _list_slots(event: Event) -> list[tuple[str, str]]:
    found = []
    for name, title in _SLOTS.items():
        value = event.fields.slots.get(name)
        if value is not None and value != "":
            text = ", ".join(value) if isinstance(value, list) else str(value)
            found.append((title, clean_line(text, 120)))
    clauses = event.fields.license.clauses if event.fields.license else ()
    if clauses:
        found.append(("Terms", ", ".join(clean_line(tell(clause.replace("-", " ")), 60) for clause in clauses)))
    found.append(("Date", f"{spell_date(event.fields.date)}, {BASES[event.fields.date.basis]}"))
    return found


def _render_moved(layout: Layout, event: Event) -> str:
    into = layout.by_id[event.merged_into or ""]
    title = f"Accession {event.number} was merged into {into.number}"
    head = layout.head(event_path(event.id), title, clean_line(into.fields.title))
    return layout.render("moved.html", head, event=event, into=into, title=clean_line(into.fields.title))


def _render_withdrawn(layout: Layout, event: Event) -> str:
    head = layout.head(event_path(event.id), f"Accession {event.number} was withdrawn", "This event does not stand.")
    return layout.render(
        "withdrawn.html",
        head,
        event=event,
        title=clean_line(event.fields.title),
        reason=clean_text(event.retracted or "")[:600],
        day=event.updated.date(),
        revisions=[(item.at.date(), clean_line(item.by, 40), clean_text(item.note)[:600]) for item in event.revisions],
        correction=build_correction_url(layout.material, event),
    )
