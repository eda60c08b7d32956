"""A claim and its article in, a report out: the key by which claims of one happening find each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wartracker.gazetteer import Gazetteers
from wartracker.records import ArticleRef, Claim, EventDate, Evidence, OrgRef
from wartracker.resolve.dates import find_report_day
from wartracker.resolve.names import (
    ModelName,
    parse_model_name,
)
from wartracker.resolve.similarity import Words, drop_names
from wartracker.vocabulary import HAPPENED, Basis, Kind, Precision, Status

AHEAD = frozenset({Status.PROMISED, Status.PLANNED, Status.PROPOSED, Status.ANNOUNCED})
_OWN_STAGE = frozenset({Status.RUMOURED, Status.DELAYED, Status.DENIED, Status.LIFTED, Status.VETOED})
_GONE = frozenset({Status.WITHDRAWN, Status.RETIRED})
_LAW_STAGES = frozenset({Status.PROPOSED, Status.PASSED, Status.SIGNED, Status.VETOED, Status.IN_FORCE})
# Roles that say whose launch it is; of an act everyone but a seller is a subject.
_LAUNCH_ROLES = frozenset({"actor", "target"})
_NO_SUBJECT_ROLES = frozenset({"reseller"})

# Weekly digests are late by that much; whoever states an older day looks back.
_FRESH_DAYS = 7
LATE_DAYS = 5  # after so long, what is not the subject of its article is told again, not reported


@dataclass(frozen=True, slots=True)
class Report:
    """A claim as told by an article on a day: what clustering compares."""

    claim: Claim
    article: ArticleRef
    family: str
    stage: str
    start: date | None
    end: date | None
    stated: bool
    models: tuple[ModelName, ...]
    subjects: frozenset[str]
    maker: str | None  # owner of the flagship, where the lists know one
    instrument: str
    amount: float | None
    words: Words
    founds: bool  # the article is about it, and it is no background
    leads: bool = True  # it is what the article is about before all else

    @property
    def retells(self) -> bool:
        """True when the article looks back: the day it states is past, and its title is about something else."""
        day = find_report_day(self.article)
        if not self.stated or self.end is None or day is None or self.first_party:
            return False
        return not is_asserted_by_title(self) and (day - self.end).days > _FRESH_DAYS

    @property
    def sort_key(self) -> tuple[str, str, str]:
        """Order reports by publication, article and claim."""
        published = self.article.published_at
        return (published.isoformat() if published else "~", self.article.id, self.claim.id)

    @property
    def first_party(self) -> bool:
        """True when the article speaks for the one who acts; a seller of someone else's model never does."""
        return self.claim.first_party or bool(self.subjects & set(self.article.first_party_of))


def fold_family(kind: Kind, status: Status) -> str:
    """Return the key family: a release that is withdrawn or retired is a restriction."""
    if kind.family == "release" and status in _GONE:
        return Kind.RESTRICTION.value
    return kind.family


def fold_stage(kind: Kind, status: Status) -> str:
    """Return the status class: reports of different classes are different events."""
    if kind is Kind.REGULATION and status in _LAW_STAGES:
        return status.value
    if status in _OWN_STAGE:
        return status.value
    if status in AHEAD:
        return "ahead"
    return "happened"


def fold_status(status: Status) -> str:
    """Reduce a status to what a reader would call another state of affairs."""
    return "happened" if status in HAPPENED or status is Status.ANNOUNCED else status.value


def place_date(told: EventDate | None, article: ArticleRef) -> tuple[date | None, date | None, bool]:
    """Return first and last possible day of a report, and whether the text states it."""
    day = find_report_day(article)
    if told is not None and told.basis is Basis.STATED:
        last = told.end or _period_end(told)
        # "This year" said in March is no news of January: the day of the report is nearer.
        if told.precision is Precision.DAY or day is None or not told.value <= day <= last:
            return told.value, last, True
    if day is not None:
        return day, day, False
    if told is not None:
        return told.value, told.end or _period_end(told), False
    return None, None, False


def _period_end(told: EventDate) -> date:
    days = {Precision.DAY: 0, Precision.MONTH: 30, Precision.QUARTER: 91, Precision.YEAR: 365}
    return told.value + timedelta(days=days[told.precision])


def build_report(claim: Claim, article: ArticleRef, words: Words, roots: Mapping[str, str]) -> Report:
    """Build what clustering compares of one claim.

    Args:
        claim: any claim.
        article: the article that tells it.
        words: content words of that article.
        roots: organization key -> key of the owner at the top, for those that have one: a lab is its owner's.
    """
    start, end, stated = place_date(claim.date, article)
    amount = claim.slots.get("amount")
    return Report(
        claim=claim,
        article=article,
        family=fold_family(claim.kind, claim.status),
        stage=fold_stage(claim.kind, claim.status),
        start=start,
        end=end,
        stated=stated,
        models=_drop_generations([parse_model_name(model) for model in claim.models]),
        subjects=frozenset(roots.get(ref.key, ref.key) for ref in claim.organizations if _is_subject(claim.kind, ref)),
        maker=next((roots.get(model.owner, model.owner) for model in claim.models[:1] if model.owner), None),
        instrument=fold_instrument(claim.slots.get("instrument")),
        amount=float(amount) if isinstance(amount, int | float) else None,
        words=drop_names(words, [*(ref.name for ref in claim.organizations), *(ref.name for ref in claim.models)]),
        founds=claim.main and claim.status is not Status.BACKGROUND,
    )


def _drop_generations(models: Sequence[ModelName]) -> tuple[ModelName, ...]:
    """Leave out the bare generation told beside a variant that leads: it is what the variant is made of."""
    flagship = models[:1]
    return tuple(
        model
        for place, model in enumerate(models)
        if not place or not any(model.words < lead.words and model.version == lead.version for lead in flagship)
    )


def _is_subject(kind: Kind, ref: OrgRef) -> bool:
    return ref.role in _LAUNCH_ROLES if kind.family == "release" else ref.role not in _NO_SUBJECT_ROLES


def find_roots(gazetteers: Gazetteers) -> dict[str, str]:
    """Find the owner at the top of every organization that has one; a circle of owners ends where it began."""
    parents = {row.key: row.parent for row in gazetteers.organizations if row.parent}
    roots = {}
    for key in parents:
        seen, top = {key}, key
        while (above := parents.get(top)) is not None and above not in seen:
            seen.add(above)
            top = above
        roots[key] = top
    return roots


def fold_instrument(value: object) -> str:
    """Reduce an instrument's name to what identifies it: "California's SB-1047" is "sb 1047"."""
    if not isinstance(value, str):
        return ""
    text = re.sub(r"[^a-z0-9]+", " ", value.lower())
    if bill := re.search(r"\b(sb|ab|hr|s|hb) ?(\d{2,5})\b", text):
        return f"{bill[1]} {bill[2]}"
    return " ".join(word for word in text.split() if word not in {"the", "of", "s", "a"})


def list_blocks(report: Report) -> Iterator[str]:
    """Name the blocks in which a report may find its like; only reports of one block are compared."""
    for model in report.models:
        version = ".".join(model.version)
        for word in model.words:
            yield f"model|{word}|{version}"
    if report.instrument:
        yield f"instrument|{report.instrument}"
    for subject in report.subjects:
        yield f"{report.family}|{subject}"
    if report.family != "release" and not report.subjects:
        yield f"{report.family}|"


def list_assertions(report: Report) -> list[Evidence]:
    """List the quotes that say what happened, not only what licence or size it has; all when none is marked."""
    quotes = list(report.claim.evidence)
    return [quote for quote in quotes if {"kind", "status"} & set(quote.supports)] or quotes


def find_place(report: Report) -> tuple[bool, int]:
    """Return where an article says it first: title before text."""
    places = ((quote.field != "title", quote.start) for quote in list_assertions(report))
    return min(places, default=(True, 0))


def is_asserted_by_title(report: Report) -> bool:
    """Tell whether the title itself says that it happened."""
    return any(quote.field == "title" for quote in list_assertions(report))


def measure_gap(a: Report, b: Report) -> int:
    """Return the days between two reports: 0 when their periods touch, a huge number when a day is unknown."""
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return 10_000
    return max((b.start - a.end).days, (a.start - b.end).days, 0)


def select_role(report: Report, role: str, *, own: bool = False) -> frozenset[str]:
    """Return the organizations with a role; all subjects when nobody has it, unless only its own count."""
    found = frozenset(ref.key for ref in report.claim.organizations if ref.role == role)
    return found if found or own else report.subjects
