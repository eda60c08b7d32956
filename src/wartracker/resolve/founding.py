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
# A round-up corroborates; only its first items may found what nobody else has told.
_MOST_OF_ROUNDUP = 3


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
    items = sorted((report for report in told if report.founds and report.claim.roundup), key=_find_place)
    late = {report.claim.id for report in items[_MOST_OF_ROUNDUP:]} - titled
    founding = []
    for report in told:
        if report.claim.status in _OUTLOOK:
            beside = bool(news) and not _is_asserted_by_title(report)
        else:
            aspect = any(other.subjects & report.subjects and other.family != report.family for other in named)
            beside = report.claim.id not in titled and (single or aspect)
        beside = beside or report.claim.id in late
        founding.append(replace(report, founds=False) if report.founds and beside else report)
    several = sum(report.founds for report in founding) > 1
    return [replace(report, leads=report.claim.id in titled or (report.founds and not several)) for report in founding]


def _find_place(report: Report) -> tuple[bool, int, str]:
    """Return where an item stands: its first quote, the title before the text."""
    places = [(quote.field != "title", quote.start) for quote in report.claim.evidence]
    return (*min(places, default=(True, 0)), report.claim.id)


def _is_asserted_by_title(report: Report) -> bool:
    return any(quote.field == "title" for quote in report.claim.evidence)


def _stands_in_title(report: Report) -> bool:
    """Tell whether the title itself asserts it, or names its flagship."""
    if _is_asserted_by_title(report):
        return True
    words = set(split_name(report.article.title))
    return any({*model.words, *model.version} <= words for model in report.models[:1])
