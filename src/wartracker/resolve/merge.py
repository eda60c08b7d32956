"""Reports of one happening in, the fields of one candidate out: every field by weighted vote, dates by basis."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wartracker.records import EventDate, LicenseRef, ModelRef, OpennessRecord, OrgRef, SlotValue
from wartracker.resolve.dates import find_report_day
from wartracker.resolve.key import Report, find_place
from wartracker.resolve.merge_names import (
    merge_licenses,
    merge_models,
    merge_organizations,
    pick_flagship_license,
)
from wartracker.resolve.openness import merge_openness
from wartracker.resolve.trust import weigh_report
from wartracker.resolve.votes import elect, tally_votes
from wartracker.vocabulary import RELEASE_KINDS, Access, Basis, Kind, Openness, Precision, Status, Weights

# Kinds that are about models; for the others openness does not apply.
_ABOUT_MODELS = RELEASE_KINDS | {Kind.LICENSE_CHANGE, Kind.PRICING, Kind.PRODUCT, Kind.RESTRICTION}
# "The more open one wins a merge": one report in three that saw the weights is enough.
_WEIGHTS_SHARE = 0.33
# Private-use characters stand for masked names while sentences are read: no word for people.
_MASK = re.compile(r"[\ue000-\uf8ff]")
# Clocks of the world differ by a day.
_DAY_OF_TELLING = timedelta(days=1)
# Of two statuses with equal weight, the one further on the way.
_STATUS_RANK = {status: place for place, status in enumerate(Status)} | {Status.RELEASED: 100, Status.COMPLETED: 99}


@dataclass(frozen=True, slots=True)
class Merged:
    """Fields that follow from the claims alone; title, significance, party and fronts are built on them."""

    kind: Kind
    status: Status
    date: EventDate
    organizations: tuple[OrgRef, ...]
    models: tuple[ModelRef, ...]
    license: LicenseRef | None
    licenses: tuple[LicenseRef, ...]
    openness: OpennessRecord
    access: Access
    slots: Mapping[str, SlotValue]
    touches: tuple[str, ...]
    confidence: Mapping[str, float]


Weighed = Sequence[tuple[float, Report]]


def merge_reports(reports: Sequence[Report], roots: Mapping[str, str]) -> Merged:
    """Merge the reports of one happening.

    Args:
        reports: sorted by publication, not empty.
        roots: organization key -> its owner at the top.

    Returns:
        The fields, each with a confidence.
    """
    weighed = [(weigh_report(report), report) for report in reports]
    founding = [(weight, report) for weight, report in weighed if report.founds] or weighed
    kind = _merge_kind(founding)
    own = [(w, r) for w, r in founding if r.claim.kind.family == kind.family] or founding
    status = _merge_status(own)
    models = merge_models(own)
    licenses = merge_licenses([(w, r) for w, r in founding if r.claim.licenses], models)
    openness = merge_openness([(w * r.claim.confidence.get("openness", 0.5), r.claim.openness) for w, r in founding])
    if kind not in _ABOUT_MODELS or not models:
        openness = replace(openness, openness=Openness.NOT_APPLICABLE)
    access = elect((w, r.claim.access) for w, r in founding if r.claim.access is not Access.UNKNOWN)
    return Merged(
        kind=kind,
        status=status,
        date=_merge_date(own),
        organizations=merge_organizations(own, roots) or merge_organizations(founding, roots),
        models=models,
        license=pick_flagship_license(licenses, models),
        licenses=licenses,
        openness=openness,
        access=access or Access.UNKNOWN,
        slots=_merge_slots(own),
        touches=tuple(sorted({key for _, r in founding for key in r.claim.touches})),
        confidence=_merge_confidence(founding),
    )


def _merge_kind(weighed: Weighed) -> Kind:
    """A launch takes in the terms and the price told with it; of the two release kinds the more open wins."""
    first = _find_first_families(weighed)
    tally = tally_votes((w, report.claim.kind) for w, report in weighed if first[report.article.id] == report.family)
    released = sum(weight for kind, weight in tally.items() if kind in RELEASE_KINDS)
    if released and released >= 0.5 * max(tally.values()):
        opened = sum(
            weight
            for weight, report in weighed
            if report.claim.kind is Kind.WEIGHTS_RELEASE
            and (report.stage != "happened" or report.claim.openness.weights not in {Weights.NONE, Weights.PROMISED})
        )
        return Kind.WEIGHTS_RELEASE if opened >= _WEIGHTS_SHARE * released else Kind.MODEL_RELEASE
    return max(tally, key=lambda kind: (tally[kind], kind.value))


def _find_first_families(weighed: Weighed) -> dict[str, str]:
    """Find of every article the family of what it says first: that is what it is about."""
    first: dict[str, tuple[tuple[bool, int], bool, str]] = {}
    for _, report in weighed:
        # Said in one breath, the launch is the news and the price its side.
        told = (find_place(report), report.family != "release", report.family)
        first[report.article.id] = min(first.get(report.article.id, told), told)
    return {article: family for article, (_, _, family) in first.items()}


def _merge_status(weighed: Weighed) -> Status:
    found = elect(((w, r.claim.status) for w, r in weighed), rank=lambda status: _STATUS_RANK[status])
    assert found is not None
    return found


def _merge_date(weighed: Weighed) -> EventDate:
    """Stated day > first report > publication; a stated month yields to a first report inside it."""
    reported = [day for _, report in weighed if (day := find_report_day(report.article)) is not None]
    stated = [
        (weight, report.claim.date)
        for weight, report in weighed
        if report.claim.date is not None and report.claim.date.basis is Basis.STATED
    ]
    # Nothing happens after it was told of: such a day belongs to something else in the text, or to a retelling.
    latest = min(reported) + _DAY_OF_TELLING if reported else date.max
    stated = [(weight, told) for weight, told in stated if told.value <= latest]
    days = [(weight, told) for weight, told in stated if told.precision is Precision.DAY]
    if days:
        # Most weight, then the earliest: retellings shift days forward, never back.
        best = elect(days, rank=lambda told: -told.value.toordinal())
        assert best is not None
        return best
    first = min(reported) if reported else None
    coarse = elect(stated, rank=lambda told: -told.value.toordinal())
    if coarse is not None and (first is None or not _holds(coarse, first)):
        return coarse
    if first is not None:
        several = len({report.article.id for _, report in weighed}) > 1 or all(
            report.article.published_at is None or report.article.published_at.date() != first for _, report in weighed
        )
        return EventDate(first, Precision.DAY, Basis.FIRST_REPORT if several else Basis.PUBLISHED)
    told = next((report.claim.date for _, report in weighed if report.claim.date is not None), None)
    # Nothing dates the event: the beginning of time at a year's precision says so to everyone who reads it.
    return told or EventDate(date.min, Precision.YEAR, Basis.PUBLISHED)


def _holds(told: EventDate, day: date) -> bool:
    """Tell whether a coarse date's period contains a day."""
    if told.end is not None:
        return told.value <= day <= told.end
    months = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.YEAR: 12}.get(told.precision, 0)
    passed = (day.year - told.value.year) * 12 + day.month - told.value.month
    return 0 <= passed < months


def _merge_slots(weighed: Weighed) -> dict[str, SlotValue]:
    """Take each slot from the weightiest report that fills it."""
    slots: dict[str, SlotValue] = {}
    for _, report in sorted(weighed, key=lambda pair: (-round(pair[0], 6), pair[1].sort_key)):
        for name, value in sorted(report.claim.slots.items()):
            masked = isinstance(value, str) and _MASK.search(value)
            if value is not None and value != [] and not masked:
                slots.setdefault(name, value)
    return dict(sorted(slots.items()))


def _merge_confidence(weighed: Weighed) -> dict[str, float]:
    """Combine confidences by field: independent articles lower the doubt."""
    doubt: dict[str, dict[str, float]] = {}
    for _, report in weighed:
        for name, value in report.claim.confidence.items():
            best = doubt.setdefault(name, {})
            best[report.article.id] = min(best.get(report.article.id, 1.0), 1 - value)
    merged = {}
    for name, values in doubt.items():
        ordered = sorted(values.values())
        left = ordered[0]
        for value in ordered[1:4]:
            left *= 0.5 + 0.5 * value
        merged[name] = round(1 - left, 4)
    return dict(sorted(merged.items()))
