"""An layout in, its list pages out: one a facet's value, and the registers of models and organizations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wartracker.display import clean_line
from wartracker.records import Event
from wartracker.timeline.site.dossier import list_facets
from wartracker.timeline.site.facets import TITLES, Shelf, build_shelves
from wartracker.timeline.site.layout import Layout
from wartracker.timeline.site.paths import facet_path
from wartracker.timeline.site.record import find_license, judge_posture, sum_up
from wartracker.timeline.site.words import count, shorten_license, tell


def render_lists(layout: Layout) -> Iterator[tuple[str, str]]:
    """Render a page for every value of a facet that is no model or organization; an empty one stays as a stub."""
    for shelf in layout.shelves:
        if shelf.facet in {"model", "organization"}:
            continue
        path = facet_path(shelf.facet, shelf.key)
        title = f"{TITLES[shelf.facet]}: {shelf.name}"
        told = f"{count(len(shelf.events), 'event')} of “{layout.debate.title}”: {shelf.name}."
        within = build_shelves(layout.facets, shelf.events, ())
        yield (
            path,
            layout.render(
                "list.html",
                layout.head(path, title, told),
                shelf=shelf,
                title=TITLES[shelf.facet],
                intro=_introduce(shelf, layout),
                **(
                    {"years": layout.lists(shelf.events), "rest": ()}
                    if shelf.facet == "year"
                    else layout.cut(shelf.events)
                ),
                facets=[group for group in list_facets(within) if group[0] != shelf.facet],
                rows=layout.rows["../"],
            ),
        )


def _introduce(shelf: Shelf, layout: Layout) -> str | None:
    if shelf.facet == "frontline":
        return next((front.text for front in layout.debate.frontlines if front.key == shelf.key), None)
    if shelf.facet == "party":
        return next((side.doctrine for side in layout.debate.parties if side.key == shelf.key), None)
    return None


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A model in the register."""

    key: str
    name: str
    maker: str
    family: str
    openness: str
    license: str
    first: str


@dataclass(frozen=True, slots=True)
class MakerLine:
    """An organization in the register."""

    key: str
    name: str
    posture: str
    releases: str
    events: int


def render_registers(layout: Layout) -> Iterator[tuple[str, str]]:
    """Render models/index.html and organizations/index.html."""
    models = [_tell_model(shelf) for shelf in layout.shelves if shelf.facet == "model" and shelf.events]
    makers = [_tell_maker(shelf) for shelf in layout.shelves if shelf.facet == "organization" and shelf.events]
    path = "models/index.html"
    head = layout.head(path, "Models", f"{count(len(models), 'model')}: openness and licence as last recorded.")
    yield (
        path,
        layout.render("models.html", head, lines=sorted(models, key=lambda one: (one.maker, one.first, one.key))),
    )
    path = "organizations/index.html"
    head = layout.head(path, "Organizations", f"{count(len(makers), 'organization')} and where they stand.")
    yield (
        path,
        layout.render("organizations.html", head, lines=sorted(makers, key=lambda one: (-one.events, one.name))),
    )


def _tell_model(shelf: Shelf) -> ModelLine:
    newest = shelf.events[0]
    ref = next(model for model in newest.fields.models if model.key == shelf.key)
    now = sum_up(shelf.events, shelf.key)
    return ModelLine(
        key=shelf.key,
        name=shelf.name,
        maker=name_maker(newest, ref.owner),
        family=clean_line(ref.family or "", 40),
        openness=tell(now.openness.openness.value) if now.openness else "",
        license=clean_line(shorten_license(now.license.name), 60) if now.license else "",
        first=shelf.events[-1].fields.date.value.isoformat(),
    )


def name_maker(event: Event, owner: str | None) -> str:
    """Name who made an event's model: its owner where it takes part, else the actor."""
    orgs = event.fields.organizations
    found = next((org for org in orgs if org.key == owner), None) or next(
        (org for org in orgs if org.role == "actor"), None
    )
    return clean_line(found.name, 60) if found else ""


def _tell_maker(shelf: Shelf) -> MakerLine:
    posture = judge_posture(shelf.events, shelf.key)
    total = posture.open + posture.closed
    told = f"{posture.open} of {total} with weights" if total else ""
    return MakerLine(shelf.key, shelf.name, posture.word if total else "", told, len(shelf.events))


def license_name(event: Event, model: str) -> str:
    """Name the licence that an event gives a model, empty when it gives none."""
    found = find_license(event, model)
    return clean_line(found.name, 80) if found else ""
