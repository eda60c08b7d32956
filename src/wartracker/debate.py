"""pipelines/<debate>.yaml as types: everything about one debate that a curator may argue about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wartracker.strict import Strict
from wartracker.vocabulary import Kind, Lifecycle, Standing


class Move(StrEnum):
    """What an act does to the matter of a debate; a debate's parties say which moves are theirs."""

    OPENS = "opens"  # weights are given or promised, terms become freer, access is restored
    CLOSES = "closes"  # a model without weights, stricter terms, access taken away, weights held back
    BINDS = "binds"  # a public measure is proposed, passed, signed or in force
    LOOSENS = "loosens"  # a public measure is vetoed, withdrawn, delayed, denied or lifted
    GOVERNS = "governs"  # any act of a public body, those two among them


@dataclass(frozen=True, slots=True)
class Membership(Strict):
    """An organization's time in a party."""

    organization: str  # gazetteer key
    since: date | None = None
    until: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PartySide(Strict):
    """One party of the debate."""

    key: str  # slug of this debate's own; "none" is taken
    title: str
    doctrine: str
    members: tuple[Membership, ...] = ()
    moves: tuple[Move, ...] = ()  # acts that are this side's whoever makes them; other acts follow their actor
    neutral: bool = False  # judges between the others: nobody crosses over to or from it


@dataclass(frozen=True, slots=True)
class Frontline(Strict):
    """One front of the debate; `terms` assign claims to it."""

    key: str
    title: str
    text: str
    terms: tuple[str, ...] = ()  # regular expressions, case-insensitive, word-bounded by the reader
    kinds: tuple[Kind, ...] = ()  # kinds that always belong here


@dataclass(frozen=True, slots=True)
class Interpretation(Strict):
    """A reading of the debate with its proponents."""

    key: str
    title: str
    text: str
    proponents: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenQuestion(Strict):
    """A question the debate has not answered."""

    key: str
    text: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook(Strict):
    """A forecast on which later events bear."""

    key: str
    text: str
    by: date | None = None
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateTerm(Strict):
    """A pattern of the relevance gate with its weight."""

    pattern: str  # regular expression, case-insensitive
    weight: float  # > 0 speaks for the debate, < 0 against
    why: str  # the reason shown to people


@dataclass(frozen=True, slots=True)
class Gate(Strict):
    """The relevance gate: score = sum of weights of distinct terms and gazetteer hits, squashed to 0..1."""

    keep: float  # score from which a page is kept
    terms: tuple[GateTerm, ...]
    model_weight: float = 1.0  # a model name of the gazetteer
    organization_weight: float = 0.5  # a model maker of the gazetteer
    title_factor: float = 1.5  # what is found in the title weighs this much more


@dataclass(frozen=True, slots=True)
class SignificanceRule(Strict):
    """Points for one signal; the sum decides the level."""

    signal: str
    points: float
    why: str


@dataclass(frozen=True, slots=True)
class SignificanceLevels(Strict):
    """Rules and thresholds of significance."""

    rules: tuple[SignificanceRule, ...]
    landmark: float
    major: float
    notable: float  # below: record
    leaders: tuple[str, ...] = ()  # organizations whose moves set the pace: signal `leading_maker`
    challengers: tuple[str, ...] = ()  # those right behind them: signal `challenger`


@dataclass(frozen=True, slots=True)
class Debate(Strict):
    """One debate."""

    name: str  # slug: the file's name
    title: str
    question: str
    tagline: str
    kernel: str
    since: date
    curator: str
    lifecycle: Lifecycle
    standing: Standing
    parties: tuple[PartySide, ...]
    frontlines: tuple[Frontline, ...]
    stakes: tuple[str, ...]
    outlook: tuple[Outlook, ...]
    interpretations: tuple[Interpretation, ...]
    open_questions: tuple[OpenQuestion, ...]
    kinds: tuple[Kind, ...]
    gate: Gate
    significance: SignificanceLevels
    outputs: tuple[str, ...]  # format names: json markdown atom ...
    timeline: str | None = None  # file of pipelines/timelines/ with events known at the start
    jurisdictions: tuple[str, ...] = ()
    synthesis: str = ""  # Markdown: where the debate stands; what a curator writes on the review page wins
    arc: str = ""  # Markdown: how it came there
    digest: str = ""  # hash of the file, part of made_by
