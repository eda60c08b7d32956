"""The small facts that records are made of: evidence, dates, names, licences, openness, revisions, links, promises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wartracker.vocabulary import Basis, LicenseClass, Link, Openness, Part, Precision, PromiseState, Weights, YesNo


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim quote: `article.<field>[start:end] == quote`."""

    article: str  # article id
    field: str
    start: int
    end: int
    quote: str
    supports: tuple[str, ...]  # names of candidate fields


@dataclass(frozen=True, slots=True)
class EventDate:
    """A date with what is known of it."""

    value: date  # first day of the period
    precision: Precision
    basis: Basis
    end: date | None = None  # last day of a span


@dataclass(frozen=True, slots=True)
class OrgRef:
    """An organization (or person, or body) in an event."""

    key: str
    name: str
    role: str  # actor, investor, investee, reseller, jurisdiction, partner, target, about


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A model in an event."""

    key: str  # slug of family + version (+ variant, size)
    name: str  # complete name for people
    family: str | None  # family key
    version: str | None
    size: str | None = None
    variant: str | None = None
    owner: str | None = None  # organization key known from the gazetteer


@dataclass(frozen=True, slots=True)
class LicenseRef:
    """A licence and the models it belongs to."""

    key: str  # SPDX id, LicenseRef-scancode-..., LicenseRef-...
    name: str
    license_class: LicenseClass
    clauses: tuple[str, ...] = ()
    models: tuple[str, ...] = ()  # model keys; empty: the claim's models


@dataclass(frozen=True, slots=True)
class OpennessRecord:
    """Openness by component; the class follows from the components."""

    openness: Openness = Openness.UNKNOWN
    weights: Weights = Weights.UNKNOWN
    training_code: Part = Part.UNKNOWN
    training_data: Part = Part.UNKNOWN
    paper: YesNo = YesNo.UNKNOWN
    evaluation: YesNo = YesNo.UNKNOWN
    checkpoints: YesNo = YesNo.UNKNOWN
    api: YesNo = YesNo.UNKNOWN


@dataclass(frozen=True, slots=True)
class Revision:
    """One change of an accepted event, with what it changed."""

    at: datetime
    by: str
    note: str  # for readers: the curator's reason, then what was changed


@dataclass(frozen=True, slots=True)
class EventLink:
    """How one event stands to another, as a curator linked them."""

    event: str  # id of the other; what leads to a merged event leads to where it went
    link: Link


@dataclass(frozen=True, slots=True)
class Promise:
    """One line of the ledger."""

    event: str  # id of the event that made it
    title: str
    made: date
    due: date | None  # last day that keeps it
    state: PromiseState
    settled_by: str | None = None  # event that kept, moved or broke it
    after_days: int | None = None  # from the promise to its keeping; when overdue, since it was due
