"""One debate's events in, everything a data export may tell out: what every file of formats/ is rendered from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from wartracker.debate import Debate
from wartracker.records import Event, Promise
from wartracker.vocabulary import EventState, Significance

ATOM_YEAR = "2026"  # year of the tag: ids (RFC 4151); it is part of every id and never changes


@dataclass(frozen=True, slots=True)
class Export:
    """What is published of one debate; the same export gives the same bytes in every format."""

    debate: Debate
    events: tuple[Event, ...]  # by accession number; merged and withdrawn ones too
    site_url: str  # where the folder above the debate's will stand
    promises: tuple[Promise, ...] = ()  # the ledger, in order of making, read on the day of the last change

    @property
    def base(self) -> str:
        """Return the address of the debate's folder, without a slash at its end."""
        return f"{self.site_url.rstrip('/')}/{self.debate.name}"

    @property
    def domain(self) -> str:
        """Return the host that ids are made of."""
        return urlsplit(self.site_url).hostname or "localhost"

    @property
    def standing(self) -> tuple[Event, ...]:
        """Return the events that stand, by event date, then accession."""
        found = (event for event in self.events if event.state is EventState.STANDING)
        return tuple(sorted(found, key=lambda event: (event.fields.date.value, event.number)))

    @property
    def thread(self) -> tuple[Event, ...]:
        """Return the standing events of the main thread: landmark, major, notable."""
        return tuple(event for event in self.standing if event.fields.significance is not Significance.RECORD)

    @property
    def record(self) -> tuple[Event, ...]:
        """Return the standing events off the main thread."""
        return tuple(event for event in self.standing if event.fields.significance is Significance.RECORD)

    @property
    def updated(self) -> datetime | None:
        """Return when anything last changed, None without an event; never the clock."""
        return max((event.updated for event in self.events), default=None)


def build_event_url(export: Export, id: str) -> str:
    """Build the address that means one event for ever."""
    return f"{export.base}/events/{id}.html"


def build_event_tag(export: Export, id: str) -> str:
    """Build the id of an event in feeds, a tag: URI (RFC 4151)."""
    return f"tag:{export.domain},{ATOM_YEAR}:{export.debate.name}:{id}"
