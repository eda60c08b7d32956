"""Reports of one candidate in, what its sources disagree on out: typed conflicts with the articles behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from wartracker.records import Conflict
from wartracker.resolve.key import Report, fold_status
from wartracker.vocabulary import Basis, Openness, Precision, Weights


def find_conflicts(reports: Sequence[Report]) -> tuple[Conflict, ...]:
    """Find the fields on which articles disagree.

    Args:
        reports: the reports of one candidate.

    Returns:
        One conflict a field, with the values in order of their first report. An article that is silent, or that
        contradicts itself, disagrees with nobody.
    """
    readers: tuple[tuple[str, Callable[[Report], Iterator[str]]], ...] = (
        ("date", _read_date),
        ("status", _read_status),
        ("license", _read_license),
        ("openness", _read_openness),
        ("amount", _read_amount),
    )
    found = []
    for field, reader in readers:
        told: dict[str, set[str]] = defaultdict(set)
        for report in reports:
            for value in reader(report):
                told[value].add(report.article.id)
        if len(told) > 1 and not set.intersection(*told.values()):
            articles = sorted(set.union(*told.values()))
            found.append(Conflict(field=field, values=tuple(told), articles=tuple(articles)))
    return tuple(found)


def _read_date(report: Report) -> Iterator[str]:
    told = report.claim.date
    if told is not None and told.basis is Basis.STATED and told.precision is Precision.DAY and report.founds:
        yield told.value.isoformat()


def _read_status(report: Report) -> Iterator[str]:
    if report.founds:
        yield fold_status(report.claim.status)


def _read_license(report: Report) -> Iterator[str]:
    if report.claim.licenses:
        yield report.claim.licenses[0].key


def _read_openness(report: Report) -> Iterator[str]:
    record = report.claim.openness
    if record.weights is not Weights.UNKNOWN:
        yield "downloadable" if record.weights is Weights.GATED else record.weights.value
    elif record.openness not in {Openness.UNKNOWN, Openness.NOT_APPLICABLE}:
        yield record.openness.value


def _read_amount(report: Report) -> Iterator[str]:
    if report.amount:
        yield f"{report.amount:.15g} {report.claim.slots.get('currency') or ''}".strip()
