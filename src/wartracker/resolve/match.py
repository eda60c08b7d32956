"""Groups of new reports and what was decided in, what becomes of each out: new, corroborating, update or absorbed.

Decisions are never undone here: a decided candidate keeps its claims, an accepted event takes sources silently, and
a rejected story returns only when it is materially new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, time

from wartracker.records import ArticleRef, Claim, EventDate, Fields, Settled
from wartracker.resolve.key import Report, build_report, fold_status, list_blocks, measure_gap
from wartracker.resolve.names import Relation, name_other_details, relate_model_lists
from wartracker.resolve.same import tell_same
from wartracker.resolve.similarity import collect_words
from wartracker.vocabulary import (
    RELEASE_KINDS,
    Basis,
    Kind,
    LicenseClass,
    Openness,
    Precision,
    State,
    Tier,
)

_CLOSED = frozenset({State.REJECTED, State.MERGED})
_SILENT_OPENNESS = frozenset({Openness.UNKNOWN, Openness.NOT_APPLICABLE})


@dataclass(frozen=True, slots=True)
class Change:
    """One field in which new reports differ from what was decided."""

    field: str
    old: str
    new: str

    def __str__(self) -> str:
        """Return the change as people read it."""
        return f"{self.field}: {self.old} -> {self.new}"


class Precedents:
    """Decided candidates and known events, indexed for matching."""

    def __init__(self, settled: Sequence[Settled], reports: Mapping[str, Report], roots: Mapping[str, str]) -> None:
        """Index what was decided.

        Args:
            settled: decided candidates and known events.
            reports: claim id -> report, of all claims; those of decided candidates speak for them.
            roots: organization key -> its owner at the top.
        """
        self._anchors: dict[str, list[tuple[Settled, Report]]] = defaultdict(list)
        self.articles: dict[str, frozenset[str]] = {}
        for row in sorted(settled, key=lambda row: row.id):
            told = [reports[claim] for claim in row.claims if claim in reports]
            self.articles[row.id] = frozenset({*row.articles, *(report.article.id for report in told)})
            for report in [_stand_in(row, roots), *(report for report in told if report.founds)]:
                for block in set(list_blocks(report)):
                    self._anchors[block].append((row, report))

    def find(self, group: Sequence[Report], apart: Set[frozenset[str]]) -> tuple[Settled, ...]:
        """Find the decided rows that tell of the same happening as a group of new reports.

        Args:
            group: new reports of one happening.
            apart: pairs of article ids that must not share a happening.

        Returns:
            Accepted rows first, then the nearest in time.
        """
        found: dict[str, tuple[tuple[bool, int, str], Settled]] = {}
        articles = {report.article.id for report in group}
        for report in group:
            for block in set(list_blocks(report)):
                for row, anchor in self._anchors.get(block, ()):
                    if not (tell_same(report, anchor) or _retells(report, anchor, row)):
                        continue
                    if any(frozenset({a, b}) in apart for a in articles for b in self.articles[row.id]):
                        continue
                    rank = (row.state is not State.ACCEPTED, measure_gap(report, anchor), row.id)
                    if row.id not in found or rank < found[row.id][0]:
                        found[row.id] = (rank, row)
        return tuple(row for _, row in sorted(found.values(), key=lambda pair: pair[0]))


def _stand_in(row: Settled, roots: Mapping[str, str]) -> Report:
    """Make a report of a decided row's fields, for rows whose claims are not at hand (known events)."""
    fields = row.fields
    day = datetime.combine(fields.date.value, time(12), UTC)
    article = ArticleRef(f"settled:{row.id}", "", fields.title, "", Tier.UNKNOWN, day)
    claim = Claim(
        id=f"settled:{row.id}",
        debate="",
        article=article.id,
        kind=fields.kind,
        status=fields.status,
        organizations=fields.organizations,
        models=fields.models,
        licenses=fields.licenses,
        openness=fields.openness,
        access=fields.access,
        date=EventDate(fields.date.value, fields.date.precision, Basis.STATED, fields.date.end),
        slots=fields.slots,
        evidence=(),
        confidence={},
        rules=(),
    )
    return build_report(claim, article, collect_words(fields.title, ""), roots)


def _retells(report: Report, anchor: Report, row: Settled) -> bool:
    """A launch is told again for ever: the full name and the same stage suffice once it is on the timeline."""
    if row.state is not State.ACCEPTED or report.family != "release" or anchor.family != "release":
        return False
    if report.stage != anchor.stage or report.stage != "happened" or report.stated:
        return False
    if anchor.start is not None and report.end is not None and report.end < anchor.start:
        return False
    if report.claim.kind is Kind.WEIGHTS_RELEASE and anchor.claim.kind is Kind.MODEL_RELEASE:
        return False  # weights that follow an API are an event of their own
    if report.first_party or name_other_details(report.models, anchor.models):
        return False  # its maker tells of something else by now, and a size that was not there is news
    relation, leading = relate_model_lists(report.models, anchor.models)
    return relation is Relation.EXACT and leading and bool(report.models[0].version or report.models[0].sizes)


def find_news(fields: Fields, row: Settled) -> tuple[Change, ...]:
    """List what is materially new against a rejected or merged row: another kind, status, licence or openness.

    Args:
        fields: what the new reports say.
        row: the decided row.
    """
    old = row.fields
    changes = []
    if fields.kind is not old.kind:
        changes.append(Change("kind", old.kind.value, fields.kind.value))
    if fold_status(fields.status) != fold_status(old.status):
        changes.append(Change("status", old.status.value, fields.status.value))
    if fields.license and old.license and fields.license.key != old.license.key:
        changes.append(Change("license", old.license.key, fields.license.key))
    said = {fields.openness.openness, old.openness.openness}
    if len(said) == 2 and not said & _SILENT_OPENNESS:
        changes.append(Change("openness", old.openness.openness.value, fields.openness.openness.value))
    return tuple(changes)


def find_changes(fields: Fields, row: Settled) -> tuple[Change, ...]:
    """List in what new reports change or dispute an accepted event: date, status, licence, openness, kind.

    Args:
        fields: what the new reports say.
        row: the accepted row.
    """
    old = row.fields
    changes = []
    if fields.kind is not old.kind and {fields.kind, old.kind} == RELEASE_KINDS and fields.kind is Kind.WEIGHTS_RELEASE:
        changes.append(Change("kind", old.kind.value, fields.kind.value))
    if fold_status(fields.status) != fold_status(old.status):
        changes.append(Change("status", old.status.value, fields.status.value))
    new, known = fields.date, old.date
    exact = new.basis is Basis.STATED and new.precision is Precision.DAY
    if exact and (known.precision is not Precision.DAY or abs((new.value - known.value).days) > 1):
        changes.append(Change("date", _spell_date(known), _spell_date(new)))
    if fields.license is not None and fields.license.license_class is not LicenseClass.UNKNOWN:
        before = old.license.key if old.license else "unknown"
        if before != fields.license.key and before not in {ref.key for ref in fields.licenses}:
            changes.append(Change("license", before, fields.license.key))
    said = fields.openness.openness
    if said not in _SILENT_OPENNESS and said is not old.openness.openness and _carries_openness(old):
        changes.append(Change("openness", old.openness.openness.value, said.value))
    return tuple(changes)


def _carries_openness(old: Fields) -> bool:
    return old.openness.openness is not Openness.NOT_APPLICABLE


def _spell_date(told: EventDate) -> str:
    return (
        told.value.isoformat()
        if told.precision is Precision.DAY
        else f"{told.value.isoformat()[:7]} ({told.precision.value})"
    )


def is_closed(row: Settled) -> bool:
    """Tell whether later sightings of a row are absorbed unless materially new."""
    return row.state in _CLOSED
