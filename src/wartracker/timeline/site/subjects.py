"""An layout in, the page of every model and every organization out: their record over time, with evidence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from wartracker.debate import Membership, PartySide
from wartracker.display import clean_line, safe_link
from wartracker.gazetteer import Model, Organization
from wartracker.records import Event, ModelRef
from wartracker.timeline.site.entries import Entry
from wartracker.timeline.site.facets import Shelf
from wartracker.timeline.site.labels import derive_labels
from wartracker.timeline.site.layout import Layout
from wartracker.timeline.site.lists import license_name, name_maker
from wartracker.timeline.site.page import render_macro
from wartracker.timeline.site.paths import facet_path
from wartracker.timeline.site.record import has_weights, is_release, judge_posture, makers, sum_up
from wartracker.timeline.site.words import count, tell
from wartracker.timeline.words import shorten
from wartracker.vocabulary import Access, Openness, Tier, Weights

_QUOTE = 200  # code points of a quote in a table
_RELATIVES = 24  # of a family, those of nearest days
HUB = "https://huggingface.co/"


@dataclass(frozen=True, slots=True)
class RecordLine:
    """What one event says of a model."""

    id: str
    date: str
    models: tuple[tuple[str, str], ...]  # key and name
    openness: str
    weights: str
    license: str
    access: str
    quote: str | None
    source: str
    link: str | None


def render_subjects(layout: Layout) -> Iterator[tuple[str, str]]:
    """Render all pages of models and organizations; one that lost its last event stays as a stub."""
    known = {row.key: row for row in layout.material.gazetteers.models}
    owners = {row.key: row for row in layout.material.gazetteers.organizations}
    families = _group_families(layout.shelves)
    told = {one.key: _tell_relative(one) for row in families.values() for one in row}
    for shelf in layout.shelves:
        if shelf.facet == "model":
            yield facet_path("model", shelf.key), _render_model(layout, shelf, known, owners, families, told)
        elif shelf.facet == "organization":
            yield facet_path("organization", shelf.key), _render_organization(layout, shelf, owners)


def _group_families(shelves: Sequence[Shelf]) -> dict[str, list[Shelf]]:
    families: dict[str, list[Shelf]] = {}
    for shelf in shelves:
        if shelf.facet == "model" and shelf.events and (family := _find_ref(shelf).family):
            families.setdefault(family, []).append(shelf)
    return {family: sorted(row, key=_begin) for family, row in families.items()}


def _find_ref(shelf: Shelf) -> ModelRef:
    return next(model for event in shelf.events for model in event.fields.models if model.key == shelf.key)


def build_record(events: Sequence[Event], entries: Mapping[str, Entry], model: str | None) -> tuple[RecordLine, ...]:
    """Build the record: what each event says of openness, licence and access, newest first.

    Args:
        events: newest first.
        entries: event -> what lists show of it.
        model: key of one model; None: of all that an organization makes.
    """
    lines = []
    for event in events:
        fields = event.fields
        openness = fields.openness
        license = license_name(event, model) if model else clean_line(fields.license.name, 80) if fields.license else ""
        told = openness.openness not in {Openness.UNKNOWN, Openness.NOT_APPLICABLE}
        if not (told or license or fields.access is not Access.UNKNOWN):
            continue
        entry = entries[event.id]
        source = entry.sources[0] if entry.sources else None
        lines.append(
            RecordLine(
                id=event.id,
                date=entry.date,
                models=tuple((ref.key, clean_line(ref.name, 60)) for ref in fields.models),
                openness=tell(openness.openness.value) if told else "",
                weights=tell(openness.weights.value) if openness.weights is not Weights.UNKNOWN else "",
                license=license,
                access=tell(fields.access.value) if fields.access is not Access.UNKNOWN else "",
                quote=shorten(entry.quotes[0].text, _QUOTE) if entry.quotes else None,
                source=source.name if source else "",
                link=source.link if source else None,
            )
        )
    return tuple(lines)


def _render_model(
    layout: Layout,
    shelf: Shelf,
    known: dict[str, Model],
    owners: dict[str, Organization],
    families: dict[str, list[Shelf]],
    told: dict[str, Markup],
) -> str:
    path = facet_path("model", shelf.key)
    if not shelf.events:
        return _render_empty(layout, path, shelf.name, "model")
    ref = _find_ref(shelf)
    now = sum_up(shelf.events, shelf.key)
    row = known.get(shelf.key)
    maker = name_maker(shelf.events[0], ref.owner)
    owner = ref.owner or next(iter(makers(shelf.events[0])), None)
    sizes = list(dict.fromkeys([*_sizes(shelf), *(row.sizes if row else ())]))
    summary = f"{shelf.name}{f' by {maker}' if maker else ''}: openness, licence and access over time."
    return layout.render(
        "model.html",
        layout.head(path, shelf.name, summary),
        name=shelf.name,
        maker=maker,
        owner=owner if owner and layout.has_page("organization", owner) else None,
        now=now,
        labels=derive_labels(now.openness, now.license) if now.openness else (),
        sizes=[clean_line(size, 30) for size in sizes],
        places=_find_places(shelf, owners.get(owner or "")) if has_weights(now.openness) else [],
        record=build_record(shelf.events, layout.entries, shelf.key),
        relatives=[told[other.key] for other in _find_relatives(shelf, families.get(ref.family or "", ()))],
        **layout.cut(shelf.events),
        rows=layout.rows["../"],
    )


def _find_relatives(shelf: Shelf, family: Sequence[Shelf]) -> list[Shelf]:
    """Find the models of a family that began nearest to one of it, in their order."""
    if not family:
        return []
    at = bisect_left(family, _begin(shelf), key=_begin)
    around = family[max(0, at - _RELATIVES) : at + _RELATIVES + 1]
    day = _begin(shelf)[0]
    near = sorted(around, key=lambda one: (abs((_begin(one)[0] - day).days), one.key))[: _RELATIVES + 1]
    return sorted((one for one in near if one.key != shelf.key), key=_begin)


def _begin(shelf: Shelf) -> tuple[date, str]:
    return shelf.events[-1].fields.date.value, shelf.key


def _sizes(shelf: Shelf) -> list[str]:
    return [ref.size for event in shelf.events for ref in event.fields.models if ref.key == shelf.key and ref.size]


def _tell_relative(shelf: Shelf) -> Markup:
    now = sum_up(shelf.events, shelf.key)
    openness = tell(now.openness.openness.value) if now.openness else ""
    license = clean_line(now.license.name, 60) if now.license else ""
    first = shelf.events[-1].fields.date.value.isoformat()
    return render_macro("_record.html", "relative", shelf.key, shelf.name, first, openness, license)


def _find_places(shelf: Shelf, owner: Organization | None) -> list[tuple[str, str]]:
    """Find where the weights can be had: listings among the sources first, else the maker's page on the hub."""
    sources = [source for event in shelf.events for source in event.sources if source.tier is Tier.HUB]
    found = {link: clean_line(source.title, 80) or link for source in sources if (link := safe_link(source.url))}
    if not found and owner:
        found = {HUB + name: f"{owner.name} on the hub" for name in owner.hub}
    return list(found.items())


def _render_organization(layout: Layout, shelf: Shelf, owners: dict[str, Organization]) -> str:
    path = facet_path("organization", shelf.key)
    if not shelf.events:
        return _render_empty(layout, path, shelf.name, "organization")
    made = [event for event in shelf.events if shelf.key in makers(event)]
    row = owners.get(shelf.key)
    sides = [
        (side, member) for side in layout.debate.parties for member in side.members if member.organization == shelf.key
    ]
    return layout.render(
        "organization.html",
        layout.head(path, shelf.name, f"{shelf.name}: posture, licences and {count(len(shelf.events), 'event')}."),
        name=shelf.name,
        kind=row.kind if row else None,
        country=row.country if row else None,
        posture=judge_posture(shelf.events, shelf.key),
        memberships=[_tell_membership(side, member) for side, member in sides],
        crossings=[event.id for event in made if event.fields.crosses_over],
        record=build_record([one for one in made if is_release(one) or one.fields.license], layout.entries, None),
        entries=layout.entries,
        **layout.cut(shelf.events),
        rows=layout.rows["../"],
    )


def _tell_membership(side: PartySide, member: Membership) -> tuple[str, str, str, str | None]:
    span = f"since {member.since}" if member.since else ""
    if member.until:
        span = f"{span} until {member.until}".strip()
    return side.key, side.title, span, member.note


def _render_empty(layout: Layout, path: str, name: str, word: str) -> str:
    told = f"No event of this timeline names this {word} any more."
    return layout.render("empty.html", layout.head(path, name, told), name=name, told=told)
