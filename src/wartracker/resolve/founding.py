"""The reports of one article in, which of them may found a candidate out.

An article is about one thing, sometimes two: what it tells beside that found nothing, but may join.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from wartracker.resolve.key import Report
from wartracker.resolve.names import split_name
from wartracker.vocabulary import Status, Tier

# What has not happened, or did not: beside news of what did, it is outlook.
_OUTLOOK = frozenset({Status.RUMOURED, Status.PROMISED, Status.PLANNED, Status.DENIED, Status.DELAYED})

# Sources whose articles have one subject: what the title does not say is told in passing. A digest has many.
_SINGLE_TOPIC = frozenset({Tier.FIRST_PARTY, Tier.LEGISLATURE, Tier.HUB, Tier.PRESS})


def decide_founding(reports: Iterable[Report]) -> list[Report]:
    """Decide which reports found candidates.

    Args:
        reports: of any articles; those of one article are looked at together.

    Returns:
        The same reports; `founds` is taken from those that only accompany the article's news (outlook beside news,
        a model told beside its maker's round), and `leads` stays with what stands in its title, or alone.
    """
    by_article: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_article[report.article.id].append(report)
    return [decided for told in by_article.values() for decided in _decide_article(told)]


def _decide_article(told: list[Report]) -> list[Report]:
    news = [report for report in told if report.founds and report.claim.status not in _OUTLOOK]
    titled = {report.claim.id for report in told if report.founds and _stands_in_title(report)}
    single = told[0].article.tier in _SINGLE_TOPIC and bool(titled)
    named = [report for report in told if report.claim.id in titled]
    founding = []
    for report in told:
        outlook = bool(news) and report.claim.status in _OUTLOOK
        aspect = any(other.subjects & report.subjects and other.family != report.family for other in named)
        beside = report.claim.id not in titled and (single or outlook or aspect)
        founding.append(replace(report, founds=False) if report.founds and beside else report)
    several = sum(report.founds for report in founding) > 1
    return [replace(report, leads=report.claim.id in titled or (report.founds and not several)) for report in founding]


def _stands_in_title(report: Report) -> bool:
    """Tell whether the title itself asserts it, or names its flagship."""
    if any(quote.field == "title" for quote in report.claim.evidence):
        return True
    words = set(split_name(report.article.title))
    return any({*model.words, *model.version} <= words for model in report.models[:1])
