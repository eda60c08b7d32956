"""One debate's events in, everything an output may tell out: what every format and every page is rendered from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit

from wartracker.debate import Debate
from wartracker.records import Event, Promise
from wartracker.timeline.words import spell_date
from wartracker.vocabulary import EventState, Significance

ATOM_YEAR = "2026"  # year of the tag: ids (RFC 4151); it is part of every id and never changes


@dataclass(frozen=True, slots=True)
class Edition:
    """What is published of one debate; the same edition gives the same bytes."""

    debate: Debate
    events: tuple[Event, ...]  # by accession number; merged and withdrawn ones too
    site_url: str  # where the folder above the debate's will stand
    promises: tuple[Promise, ...] = ()  # the ledger, in order of making, read on the day of the last change
    corrections: str | None = None  # address or page for corrections

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


def build_event_url(edition: Edition, id: str) -> str:
    """Build the address that means one event for ever."""
    return f"{edition.base}/#{id}"


def build_event_tag(edition: Edition, id: str) -> str:
    """Build the id of an event in feeds, a tag: URI (RFC 4151)."""
    return f"tag:{edition.domain},{ATOM_YEAR}:{edition.debate.name}:{id}"


def build_citation(edition: Edition, event: Event) -> str:
    """Build a line to copy: what, when, where it stands, which revision, who accepted it."""
    version = f", revised {event.updated.date().isoformat()}" if event.revisions else ""
    return (
        f"{event.fields.title}. {spell_date(event.fields.date)}. In: {edition.debate.title}, {event.id}, "
        f"accepted {event.day.isoformat()} by {event.curator}{version}. {build_event_url(edition, event.id)}"
    )


def build_correction_url(edition: Edition, event: Event) -> str | None:
    """Build the link by which a reader reports a mistake: a mail with the event's id, or a page; None if not set."""
    where = edition.corrections
    if not where:
        return None
    if where.startswith(("http://", "https://")):
        return where
    subject = quote(f"Correction of {event.id}: {event.fields.title}")
    return f"mailto:{quote(where.removeprefix('mailto:'), safe='@.+-_')}?subject={subject}"
