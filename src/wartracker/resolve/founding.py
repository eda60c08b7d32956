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
        The same reports; `founds` is taken from those that only accompany the article's news.
    """
    by_article: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_article[report.article.id].append(report)
    decided = []
    for told in by_article.values():
        news = [report for report in told if report.founds and report.claim.status not in _OUTLOOK]
        for report in told:
            beside = bool(news) and report.claim.status in _OUTLOOK and not _stands_in_title(report)
            decided.append(replace(report, founds=False) if report.founds and beside else report)
    return decided


def _stands_in_title(report: Report) -> bool:
    return any(quote.field == "title" for quote in report.claim.evidence)
