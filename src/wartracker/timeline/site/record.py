"""Events in, what they say of one model or of one maker over time out: openness, licence, access, posture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wartracker.facts import LicenseRef, OpennessRecord
from wartracker.records import Event
from wartracker.vocabulary import RELEASE_KINDS, Access, Openness, Weights

_OPEN = frozenset({Openness.FULLY_OPEN, Openness.OPEN_WEIGHTS})
_SAYS = frozenset({Openness.FULLY_OPEN, Openness.OPEN_WEIGHTS, Openness.PARTIALLY_OPEN, Openness.FULLY_CLOSED})


@dataclass(frozen=True, slots=True)
class Posture:
    """How a maker stands by its own releases."""

    word: str  # open hybrid closed unknown
    open: int  # releases with weights
    closed: int  # releases without

    @property
    def why(self) -> str:
        """Say what the word rests on."""
        if self.word == "unknown":
            return "No release of this maker is on the timeline yet."
        told = f"{self.open} of {self.open + self.closed} releases on this timeline came with weights."
        return {"open": f"{told} None was closed.", "closed": f"{told}", "hybrid": told}[self.word]


def is_release(event: Event) -> bool:
    """Tell whether an event releases a model and says how open it is."""
    return event.fields.kind in RELEASE_KINDS and event.fields.openness.openness in _SAYS


def is_open(event: Event) -> bool:
    """Tell whether an event's models come with weights."""
    return event.fields.openness.openness in _OPEN


def makers(event: Event) -> tuple[str, ...]:
    """Return the keys of those who made an event's models: its actors, and the owners the gazetteer knows."""
    actors = [org.key for org in event.fields.organizations if org.role == "actor"]
    owners = [model.owner for model in event.fields.models if model.owner]
    return tuple(dict.fromkeys([*actors, *([] if actors else owners)]))


def judge_posture(events: Iterable[Event], maker: str) -> Posture:
    """Judge a maker by its releases: open when all came with weights, closed when none did, else hybrid."""
    releases = [event for event in events if is_release(event) and maker in makers(event)]
    opened = sum(is_open(event) for event in releases)
    closed = len(releases) - opened
    if not releases:
        return Posture("unknown", 0, 0)
    word = "hybrid" if opened and closed else "open" if opened else "closed"
    return Posture(word, opened, closed)


def find_license(event: Event, model: str) -> LicenseRef | None:
    """Find the licence that an event gives a model; the flagship's where it names none of its own."""
    for item in event.fields.licenses:
        if model in item.models:
            return item
    return event.fields.license


@dataclass(frozen=True, slots=True)
class Standing:
    """What the events come to: the last word on each point, and the event that says it."""

    openness: OpennessRecord | None
    openness_by: Event | None
    license: LicenseRef | None
    license_by: Event | None
    access: Access
    access_by: Event | None


def sum_up(events: Sequence[Event], model: str) -> Standing:
    """Sum up what is known of a model.

    Args:
        events: in which it stands, newest first.
        model: its key.

    Returns:
        Of each point the newest event that says anything about it.
    """
    opened = next((e for e in events if e.fields.openness.openness in _SAYS), None)
    licensed = next((e for e in events if find_license(e, model) is not None), None)
    reached = next((e for e in events if e.fields.access is not Access.UNKNOWN), None)
    return Standing(
        opened.fields.openness if opened else None,
        opened,
        find_license(licensed, model) if licensed else None,
        licensed,
        reached.fields.access if reached else Access.UNKNOWN,
        reached,
    )


def has_weights(openness: OpennessRecord | None) -> bool:
    """Tell whether weights can be had, asked for or not."""
    return openness is not None and openness.weights in {Weights.DOWNLOADABLE, Weights.GATED}
