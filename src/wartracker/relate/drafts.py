"""What the kinds hand to the composition: claim drafts, made of sentences and mentions, not yet of records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wartracker.records import EventDate, Mention, SlotValue
from wartracker.relate.reading import Sentence
from wartracker.vocabulary import Kind, Status


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence that supports fields of a draft."""

    sentence: Sentence
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Actor:
    """An organization, person or body with its role in the event."""

    mention: Mention
    role: str  # actor investor investee reseller jurisdiction partner target about


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in the making: one sentence's reading of one happening.

    Slots by kind (absent = not said): all: `date_phrase`, `trigger`; releases: `channel`, `access`, `expected`;
    license_change: `license_from`, `license_to`; regulation: `instrument`, `jurisdiction`, `stage`;
    funding: `amount` (number), `currency`, `round`, `valuation` (number), `form` (round stake acquisition programme);
    company: `change`, `person`; policy_statement: `form`, `stance`; pricing: `price_from`, `price_to`, `change`;
    restriction: `measure`, `target`.
    """

    kind: Kind
    status: Status
    sentence: Sentence
    models: tuple[Mention, ...] = ()
    actors: tuple[Actor, ...] = ()
    licenses: tuple[Mention, ...] = ()
    date: EventDate | None = None
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()
    rules: tuple[str, ...] = ()
    confidence: float = 0.8
    model_supports: bool = True  # the sentence itself names the models
    weights: str = ""  # weights cue of the sentence: "said", "promised", "none" or ""
