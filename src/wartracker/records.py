"""The types that flow through the pipeline, in the order they flow; every stage takes and returns these.

Feed -> FetchResult -> Entry -> PageInput -> Article -> Relevance, Mention -> Claim -> Candidate -> Decision -> Event.
The first of them stand in `collected.py`: a run that finds nothing new makes no others.
All are frozen; times are aware UTC; offsets count Unicode code points, half open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from wartracker.collected import Entry as Entry
from wartracker.collected import Fault as Fault
from wartracker.collected import Feed as Feed
from wartracker.collected import FetchedPage as FetchedPage
from wartracker.collected import FetchResult as FetchResult
from wartracker.collected import HubRecord as HubRecord
from wartracker.collected import PageInput as PageInput
from wartracker.facts import EventDate as EventDate
from wartracker.facts import EventLink as EventLink
from wartracker.facts import Evidence as Evidence
from wartracker.facts import LicenseRef as LicenseRef
from wartracker.facts import ModelRef as ModelRef
from wartracker.facts import OpennessRecord as OpennessRecord
from wartracker.facts import OrgRef as OrgRef
from wartracker.facts import Promise as Promise
from wartracker.facts import Revision as Revision
from wartracker.vocabulary import (
    Access,
    EventState,
    Held,
    ItemOutcome,
    Kind,
    Label,
    Party,
    Precision,
    Significance,
    State,
    Status,
    Tier,
    Verdict,
)

SlotValue = str | float | list[str] | None
"""A slot: text, a number, several keys, or None when the text does not say (never guessed)."""


# --------------------------------------------------------------------------- extract, gate, label
@dataclass(frozen=True, slots=True)
class Article:
    """The text that everything later quotes."""

    id: str
    url: str
    title: str
    text: str  # stored text; offsets point into it
    lang: str | None
    published_at: datetime | None
    method: str  # how the text was made: trafilatura, uncut, feed, given, hub
    text_sha256: str
    publisher: str = ""
    tier: Tier = Tier.UNKNOWN
    first_party_of: tuple[str, ...] = ()
    published_basis: str = "feed"  # feed, page, url, given, seen
    published_precision: Precision = Precision.DAY
    flags: tuple[str, ...] = ()  # teaser, cut, ...
    hub: HubRecord | None = None


@dataclass(frozen=True, slots=True)
class Relevance:
    """The gate's verdict for one debate."""

    debate: str
    score: float  # 0..1
    keep: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A tagged span: `article.<field>[start:end] == surface`."""

    field: str  # "title" or "text"
    start: int
    end: int
    label: Label
    surface: str
    key: str | None  # gazetteer key, or a slug of the name when the gazetteer does not know it
    name: str  # canonical name for people
    confidence: float
    rules: tuple[str, ...]


# --------------------------------------------------------------------------- relate
@dataclass(frozen=True, slots=True)
class Claim:
    """One asserted fact of one article, with its evidence."""

    id: str
    debate: str
    article: str
    kind: Kind
    status: Status
    organizations: tuple[OrgRef, ...]
    models: tuple[ModelRef, ...]
    licenses: tuple[LicenseRef, ...]
    openness: OpennessRecord
    access: Access
    date: EventDate | None
    slots: Mapping[str, SlotValue]
    evidence: tuple[Evidence, ...]  # at least one
    confidence: Mapping[str, float]  # by field, plus "claim" for the whole
    rules: tuple[str, ...]  # which rules fired, for "why"
    signals: tuple[str, ...] = ()  # for significance: first, largest, new_generation, ...
    touches: tuple[str, ...] = ()  # interpretation and open question keys
    first_party: bool = False  # the article speaks for the actor
    main: bool = True  # what the article is about; False: told in passing
    roundup: bool = False  # one of many items of the article


@dataclass(frozen=True, slots=True)
class StageOutcome:
    """One outcome word of one stage for one item."""

    stage: str
    outcome: ItemOutcome
    why: str = ""


@dataclass(frozen=True, slots=True)
class DebateAnalysis:
    """What one page means for one debate."""

    relevance: Relevance
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that workers find in one page; a pure function of page, debates and made_by."""

    page: str
    article: Article | None  # None: dropped by every debate's gate, or unreadable
    visible: str  # all visible text, kept for dropped pages
    mentions: tuple[Mention, ...]
    debates: tuple[DebateAnalysis, ...]
    outcomes: tuple[StageOutcome, ...]
    made_by: str
    charset: str | None = None


# --------------------------------------------------------------------------- resolve, review, timeline
@dataclass(frozen=True, slots=True)
class ArticleRef:
    """An article as resolve and the outputs see it."""

    id: str
    url: str
    title: str
    publisher: str
    tier: Tier
    published_at: datetime | None
    first_party_of: tuple[str, ...] = ()
    lead: str = ""  # first 600 code points of the text, for similarity


@dataclass(frozen=True, slots=True)
class Fields:
    """The descriptive fields that candidates and events share."""

    title: str
    kind: Kind
    status: Status
    date: EventDate
    significance: Significance
    organizations: tuple[OrgRef, ...] = ()
    models: tuple[ModelRef, ...] = ()
    license: LicenseRef | None = None  # the flagship's
    licenses: tuple[LicenseRef, ...] = ()
    openness: OpennessRecord = OpennessRecord()
    access: Access = Access.UNKNOWN
    party: str = Party.NONE  # key of one of the debate's parties, or none
    crosses_over: bool = False
    frontlines: tuple[str, ...] = ()
    interpretations: tuple[str, ...] = ()
    slots: Mapping[str, SlotValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sources disagree on a field."""

    field: str
    values: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An event or candidate this one may be the same as, or belong to."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Claims of many articles about one happening, awaiting a decision."""

    id: str
    debate: str
    version: int
    state: State
    fields: Fields
    score: float  # 0..1, order of the queue
    claims: tuple[str, ...]
    articles: tuple[ArticleRef, ...]
    evidence: tuple[Evidence, ...]
    confidence: Mapping[str, float] = field(default_factory=dict)
    held_because: Held | None = None
    significance_why: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    matches: tuple[Match, ...] = ()
    why: tuple[str, ...] = ()
    updates: str | None = None  # accepted event this one proposes to change


@dataclass(frozen=True, slots=True)
class Settled:
    """What was decided already and new claims must respect: a decided candidate or a known event."""

    id: str  # candidate id, or event id of a timeline file
    state: State
    fields: Fields
    claims: tuple[str, ...] = ()
    event: str | None = None  # event id once accepted
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One curator's act; append-only, undo is a new row."""

    id: str
    debate: str
    candidate: str
    version: int  # version of the candidate decided on
    verdict: Verdict
    fields: Fields | None  # full snapshot as decided
    curator: str
    decided_at: datetime
    reason: str = ""
    target: str | None = None  # merge into, undo of, link to
    sources: tuple[ArticleRef, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    accession: int | None = None  # given at the first acceptance, never reused
    proposed: Fields | None = None  # what the machine said, where the curator said otherwise
    shown_at: datetime | None = None  # when the curator was shown it
    until: datetime | None = None  # of a snooze; None: until it has more sources
    batch: str | None = None  # decisions of one act, undone together
    provisional: bool = False  # an acceptance that counts only with a second curator's


@dataclass(frozen=True, slots=True)
class Event:
    """An accepted candidate with its accession."""

    id: str  # evt-<accession number>
    number: int
    day: date  # accession day, not the event's
    curator: str
    fields: Fields
    sources: tuple[ArticleRef, ...]
    evidence: tuple[Evidence, ...]
    revisions: tuple[Revision, ...]
    published: datetime
    updated: datetime
    candidate: str
    supersedes: tuple[str, ...] = ()  # ids of the events merged into it
    also: tuple[str, ...] = ()  # every other id that leads here: those, and what had been merged into them
    retracted: str | None = None  # reason, None while it stands; a merged event has one too
    merged_into: str | None = None  # id of the event that tells it now, at the end of the chain
    links: tuple[EventLink, ...] = ()
    linked_from: tuple[EventLink, ...] = ()  # the same links seen from the other end

    @property
    def state(self) -> EventState:
        """Tell whether it stands, leads elsewhere or was taken back."""
        if self.merged_into is not None:
            return EventState.MERGED
        return EventState.STANDING if self.retracted is None else EventState.RETRACTED
