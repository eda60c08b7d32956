"""The shipped debate with its known events, and events of our own making, as material for pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from wartracker.debate import Debate
from wartracker.facts import EventDate, Evidence, LicenseRef, ModelRef, OpennessRecord, OrgRef
from wartracker.records import ArticleRef, Event, Fields
from wartracker.timeline.export import Export
from wartracker.timeline.site.material import Material
from wartracker.timeline.site.site import render_site
from wartracker.vocabulary import (
    Access,
    Basis,
    Kind,
    LicenseClass,
    Openness,
    Party,
    Precision,
    Significance,
    Status,
    Tier,
    Weights,
)
from wartracker.workspace import Workspace

ROOT = Path(__file__).parents[3]
SITE = "https://timeline.example"
WORKSPACE = Workspace(ROOT, {})
_MAKERS = (
    ("quillon", "Quillon Labs"),
    ("brass-lantern", "Brass Lantern"),
    ("north-mill", "North Mill Research"),
    ("tideway", "Tideway AI"),
    ("ostrava", "Ostrava Institute"),
    ("hollow-oak", "Hollow Oak"),
    ("seven-bridges", "Seven Bridges"),
    ("lumen-works", "Lumen Works"),
)
_TERMS = (
    LicenseRef("Apache-2.0", "Apache License 2.0", LicenseClass.OPEN_SOURCE, ("attribution",)),
    LicenseRef("MIT", "MIT License", LicenseClass.OPEN_SOURCE),
    LicenseRef("LicenseRef-quillon", "Quillon Community License 1.1", LicenseClass.COMMUNITY_RESTRICTED),
)
_LEVELS = (Significance.NOTABLE, Significance.MAJOR, Significance.NOTABLE, Significance.MAJOR, Significance.LANDMARK)


@cache
def shipped_debate() -> Debate:
    return WORKSPACE.debate("open-weights")


@cache
def shipped_events() -> tuple[Event, ...]:
    return WORKSPACE.known_events(shipped_debate())


def shipped_material() -> Material:
    export = Export(shipped_debate(), shipped_events(), SITE)
    files = (("json", "timeline.json"), ("atom", "timeline.atom"))
    return Material(export, WORKSPACE.gazetteers, "desk@timeline.example", files)


def make_event(number: int, **changes: object) -> Event:
    """Make the event of a number: a release by one of eight makers, one every few days."""
    key, name = _MAKERS[number % len(_MAKERS)]
    opened = number % 3 != 0
    day = date(2019, 1, 1) + timedelta(days=number % 2500)
    fields = Fields(
        title=f"{name} Releases Ember {number} {'with Open Weights' if opened else 'for Its Subscribers'}",
        kind=Kind.WEIGHTS_RELEASE if opened else Kind.MODEL_RELEASE,
        status=Status.RELEASED,
        date=EventDate(day, Precision.DAY, Basis.STATED),
        significance=_LEVELS[number % len(_LEVELS)],
        organizations=(OrgRef(key, name, "actor"),),
        models=(ModelRef(f"ember-{number}", f"Ember {number}", f"ember-{number % 200}", str(number), owner=key),),
        license=_TERMS[number % 3] if opened else None,
        licenses=(_TERMS[number % 3],) if opened else (),
        openness=OpennessRecord(
            Openness.OPEN_WEIGHTS if opened else Openness.FULLY_CLOSED,
            Weights.DOWNLOADABLE if opened else Weights.NONE,
        ),
        access=Access.PUBLIC,
        party=Party.OPEN if opened else Party.CLOSED,
        frontlines=("capability", "cost") if number % 4 else ("distribution",),
    )
    quote = (
        f"{name} made Ember {number} {'available for download' if opened else 'available to subscribers'} on Monday."
    )
    at = datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(hours=number)
    source = ArticleRef(f"art-{number}", f"https://wire.example/ember-{number}", quote, "The Wire", Tier.PRESS, at)
    event = Event(
        id=f"evt-{number}",
        number=number,
        day=at.date(),
        curator="ana",
        fields=fields,
        sources=(source,),
        evidence=(Evidence(source.id, "text", 0, len(quote), quote, ("kind", "models")),),
        revisions=(),
        published=at,
        updated=at,
        candidate=f"cand-{number}",
    )
    return replace(event, **changes)  # type: ignore[arg-type]


def make_material(events: Sequence[Event], **changes: object) -> Material:
    export = Export(shipped_debate(), tuple(events), SITE)
    return replace(Material(export, corrections="desk@timeline.example"), **changes)  # type: ignore[arg-type]


def render(material: Material) -> dict[str, str]:
    return dict(render_site(material))


@cache
def shipped_pages() -> dict[str, str]:
    """The pages of the shipped debate, rendered once for all tests that only read them."""
    return render(shipped_material())
