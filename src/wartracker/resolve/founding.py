"""The reports of one article in, which of them may found a candidate out.

An article is about one thing, sometimes two: what it tells beside that found nothing, but may join.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from wartracker.gazetteer import Gazetteers
from wartracker.resolve.key import Report, find_place, is_asserted_by_title
from wartracker.resolve.names import Relation, relate_model_lists, split_name
from wartracker.resolve.same import tells_one_launch
from wartracker.vocabulary import Kind, Openness, Status, Tier

# What has not happened, or did not: beside news of what did, it is outlook.
_OUTLOOK = frozenset({Status.RUMOURED, Status.PROMISED, Status.PLANNED, Status.DENIED, Status.DELAYED})
_SEASON_DAYS = 45
_DIGEST_DAYS = 14  # a monthly digest tells again what was told
# Sources whose articles have one subject: what the title does not say is told in passing. A digest has many.
_SINGLE_TOPIC = frozenset({Tier.FIRST_PARTY, Tier.LEGISLATURE, Tier.HUB, Tier.PRESS})
# An item of a round-up founds only when it says clearly that something came out; a mere list entry corroborates.
_CLEAR_ITEM = 0.7
# A digest of a month or a year tells again what was told when it happened: its items join, and found nothing.
_ISSUE = re.compile(
    r"\b(?:newsletter|digest|round-?\s?up|recap|review|highlights|wrap-?\s?up|bulletin)\b", re.IGNORECASE
)
_PERIODIC = re.compile(
    r"\b(?:monthly|quarterly|annual|yearly)\s(?:\w+\s){0,2}(?:newsletter|digest|round-?\s?up|recap|review|highlights)\b|"
    r"\b(?:month|quarter|year|20\d\d)\sin\s(?:review|ai|open|models)\b|\bbest\s(?:\w+\s)?of\s20\d\d\b",
    re.IGNORECASE,
)
# A month's name without a day: "2025-12-december", "March's", "October 2026".
_WHOLE_MONTH = re.compile(
    r"(?<!\d\s)(?<!\d(?:st|nd|rd|th)\s)\b(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\b(?!\s\d{1,2}\b)",
    re.IGNORECASE,
)
_SURE_NAME = 0.75
_OPENED_RULE = "openness:text"  # relate's word for weights that the text plainly says can be had
_REPOSITORY_RULE = "genre:readme"
_NAMELESS_RULE = "actor:nameless"  # relate's word for "we" on a page that does not say who
_WITH_WEIGHTS = frozenset({Openness.OPEN_WEIGHTS, Openness.FULLY_OPEN})
_SURE_KNOWN_NAME = 0.6  # of a family whose owner the lists know


Released = Mapping[tuple[str, ...], tuple[date, bool]]
"""Tokens of a model's name -> the day it came out, and whether with weights."""


def list_released(gazetteers: Gazetteers) -> dict[tuple[str, ...], tuple[date, bool]]:
    """List the models that are known to be out by their full names."""
    dated = sorted((row for row in gazetteers.models if row.released is not None), key=lambda row: str(row.released))
    # A family's bare name stands for its first model: "Ember" told years later is no launch.
    first: dict[str, tuple[date, bool]] = {}
    for row in dated:
        assert row.released is not None
        first.setdefault(row.family, (row.released, row.openness in _WITH_WEIGHTS))
    bare = {
        split_name(row.name): first[row.family]
        for row in gazetteers.models
        if row.version is None and row.family in first and not row.sizes
    }
    full = {
        split_name(row.name): (row.released, row.openness in _WITH_WEIGHTS)
        for row in dated
        if row.version is not None and row.released
    }
    return bare | full


def decide_founding(reports: Iterable[Report], released: Released) -> list[Report]:
    """Decide which reports found candidates.

    Args:
        reports: of any articles; those of one article are looked at together.
        released: models known to be out; telling of their launch much later is no news.

    Returns:
        The same reports; `founds` is taken from those that only accompany the article's news (outlook beside news,
        a model told beside its maker's round), and `leads` stays with what stands in its title, or alone.
    """
    by_article: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_article[report.article.id].append(report)
    return [decided for told in by_article.values() for decided in _decide_article(told, released)]


def _decide_article(told: list[Report], released: Released) -> list[Report]:
    able = [report for report in told if report.founds and not _is_nobodys(report) and not _is_doubtful(report)]
    ranked = sorted((report for report in able if not _is_old(report, released)), key=_rank)
    titled = {report.claim.id for report in ranked if _stands_in_title(report)}
    single = told[0].article.tier in _SINGLE_TOPIC and bool(titled)
    retold = _is_of_a_month(told[0].article.title)
    founding: list[Report] = []
    for report in ranked:
        asserted = is_asserted_by_title(report)
        if retold and report.claim.roundup and not asserted:
            continue
        passing = single and report.claim.id not in titled
        unclear = report.claim.roundup and report.claim.confidence.get("claim", 1.0) < _CLEAR_ITEM
        if asserted or not (passing or unclear or _accompanies(report, ranked, founding, titled)):
            founding.append(report)
    kept = {report.claim.id for report in founding}
    alone = len(kept) == 1
    return [
        replace(report, founds=id in kept, leads=id in titled or (alone and id in kept))
        for report in told
        for id in (report.claim.id,)
    ]


def _is_of_a_month(title: str) -> bool:
    """Tell whether a title is that of a digest of a month, a quarter or a year."""
    return bool(_PERIODIC.search(title)) or bool(_ISSUE.search(title) and _WHOLE_MONTH.search(title))


def _is_nobodys(report: Report) -> bool:
    """Tell whether nobody is said to act: no organization, no person, no law, and no model whose maker is known."""
    claim = report.claim
    known = report.family == "release" and any(model.owner for model in claim.models[:1])
    # A consortium without a name publishes weights that have one.
    certain = claim.confidence.get("models", 0.0) >= _SURE_NAME
    free = _OPENED_RULE in claim.rules or (certain and claim.openness.openness in _WITH_WEIGHTS)
    opened = report.family == "release" and bool(claim.models) and free
    # a post without a title is one sentence that says it
    told = is_asserted_by_title(report) or _NAMELESS_RULE in claim.rules or not report.article.title.strip()
    sure = claim.confidence.get("models", 0.0) >= (_SURE_KNOWN_NAME if claim.licenses else _SURE_NAME)
    known |= opened and sure and told
    known |= _is_well_told(report)
    known |= _NAMELESS_RULE in claim.rules and bool(claim.models) and report.family == "license_change"
    return not (claim.organizations or claim.slots.get("person") or report.instrument or known)


def _is_well_told(report: Report) -> bool:
    """Tell whether a plain verb says it of a model that rules and net agree on: its maker can be added."""
    claim = report.claim
    acted = report.family in {"release", "license_change", "restriction"} and bool(claim.models)
    sure = claim.confidence.get("models", 0.0) >= _SURE_NAME and claim.confidence.get("claim", 0.0) >= _CLEAR_ITEM
    return acted and sure


def _is_doubtful(report: Report) -> bool:
    """Tell whether a launch rests on a name that one method alone took for a model, and no weights say that it is."""
    if report.family != "release" or not report.models:
        return False
    known = report.claim.models[0].owner is not None
    unsure = report.claim.confidence.get("models", 1.0) < (_SURE_KNOWN_NAME if known else _SURE_NAME)
    return unsure and report.claim.openness.openness not in _WITH_WEIGHTS


def _is_old(report: Report, released: Released) -> bool:
    """Tell whether a launch told on the side is of a model that came out long before.

    Its weights may still come later; what a title or the maker itself tells is an edition that goes by the old name.
    """
    if report.family != "release" or report.stage != "happened" or report.start is None or not report.models:
        return False
    # The page of a repository goes by its family's name for years.
    repository = _REPOSITORY_RULE in report.claim.rules and not report.claim.models[0].version
    if not repository and (report.first_party or _stands_in_title(report)):
        return False
    day, with_weights = released.get(split_name(report.claim.models[0].name), (None, False))
    if day is None or (report.start - day).days <= (_DIGEST_DAYS if report.claim.roundup else _SEASON_DAYS):
        return False
    return with_weights or report.claim.kind is not Kind.WEIGHTS_RELEASE


def _rank(report: Report) -> tuple[bool, bool, int, str]:
    """Order reports by what the article is about: what its title asserts, what it names, then by place."""
    return (not is_asserted_by_title(report), not _stands_in_title(report), find_place(report)[1], report.claim.id)


def _accompanies(report: Report, ranked: Sequence[Report], founding: Sequence[Report], titled: set[str]) -> bool:
    """Tell whether a report is outlook beside news, or a side of what stands before it."""
    if report.claim.status in _OUTLOOK:
        news = [other for other in ranked if other.claim.status not in _OUTLOOK]
        same = any(relate_model_lists(report.models, other.models)[0] >= Relation.CHECKPOINT for other in news)
        if news and (same or report.claim.id not in titled or not report.models):
            return True
    for other in founding:
        relation = relate_model_lists(report.models, other.models)[0]
        priced = "pricing" in {report.family, other.family}
        akin = relation is Relation.EXACT or (relation >= Relation.CHECKPOINT and not priced)
        if other.family != report.family:
            told_first = other.claim.id in titled and report.claim.id not in titled
            beside = told_first and bool(other.subjects & report.subjects)
            if (akin or beside) and not tells_one_launch(report, other):
                return True
        elif report.claim.status in _OUTLOOK and other.stage != report.stage:
            unnamed = not report.models and not other.models and bool(other.subjects & report.subjects)
            if akin or unnamed:
                return True
    return False


def _stands_in_title(report: Report) -> bool:
    """Tell whether the title itself asserts it, or names its flagship or the flagship's generation."""
    if is_asserted_by_title(report):
        return True
    words = set(split_name(report.article.title))
    return any(
        {*model.words, *model.version} <= words or (model.version and {model.family, *model.version} <= words)
        for model in report.models[:1]
    )
