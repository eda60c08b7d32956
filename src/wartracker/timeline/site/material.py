"""What a site is made of: the debate, its events, the curator's texts, and what the store adds to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from wartracker.debate import Debate
from wartracker.gazetteer import Gazetteers
from wartracker.records import Event
from wartracker.timeline.export import Export


@dataclass(frozen=True, slots=True)
class Prose:
    """A text of the curator."""

    body: str  # Markdown
    curator: str
    day: date | None  # None: it stands in the debate's file


@dataclass(frozen=True, slots=True)
class Dispute:
    """Sources that disagree on an accepted event, or a report that would change it and waits for a decision."""

    event: str
    what: str  # the fields at issue, in words
    waiting: bool  # True: a proposal waits; False: sources of the event itself disagree


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The timeline as it was known after the decisions of a month and of all before."""

    month: date  # its first day
    until: date  # day of its last decision
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that the pages of one debate are made of."""

    export: Export
    gazetteers: Gazetteers = field(default_factory=Gazetteers)
    corrections: str | None = None  # mail address, page, or page with {id} and {title} in it
    formats: tuple[tuple[str, str], ...] = ()  # name and file of every data export
    texts: Mapping[str, Prose] = field(default_factory=dict)  # synthesis, arc
    former: frozenset[tuple[str, str, str]] = frozenset()  # facet, key, name of every page that ever stood
    snapshots: tuple[Snapshot, ...] = ()  # by month
    disputes: tuple[Dispute, ...] = ()

    @property
    def debate(self) -> Debate:
        """Return the debate."""
        return self.export.debate

    @property
    def events(self) -> tuple[Event, ...]:
        """Return all events by accession number, merged and withdrawn ones too."""
        return self.export.events
