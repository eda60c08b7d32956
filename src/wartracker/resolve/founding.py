"""The reports of one article in, which of them may found a candidate out.

An article is about one thing, sometimes two: what it tells beside that found nothing, but may join.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from wartracker.resolve.key import Report
from wartracker.vocabulary import Status

# What has not happened, or did not: beside news of what did, it is outlook.
_OUTLOOK = frozenset({Status.RUMOURED, Status.PROMISED, Status.PLANNED, Status.DENIED, Status.DELAYED})


def decide_founding(reports: Iterable[Report]) -> list[Report]:
    """Decide which reports found candidates.

    Args:
        reports: of any articles; those of one article are looked at together.

    Returns:
        The same reports; `founds` is taken from those that only accompany the article's news, and `leads` stays
        with what stands in its title, or alone.
    """
    by_article: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_article[report.article.id].append(report)
    return [decided for told in by_article.values() for decided in _decide_article(told)]


def _decide_article(told: list[Report]) -> list[Report]:
    news = [report for report in told if report.founds and report.claim.status not in _OUTLOOK]
    founding = []
    for report in told:
        beside = bool(news) and report.claim.status in _OUTLOOK and not _stands_in_title(report)
        founding.append(replace(report, founds=False) if report.founds and beside else report)
    several = sum(report.founds for report in founding) > 1
    return [replace(report, leads=not several or _stands_in_title(report)) for report in founding]


def _stands_in_title(report: Report) -> bool:
    return any(quote.field == "title" for quote in report.claim.evidence)
