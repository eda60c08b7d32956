"""A group of reports in, how far to trust it out: weights of sources, the score and why a candidate is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wartracker.records import Fields
from wartracker.resolve.key import Report
from wartracker.vocabulary import Held, Kind, Significance, Status, Tier

# How much one source's word counts beside another's: the party itself knows best, a forum repeats.
_TIER_WEIGHT = {
    Tier.FIRST_PARTY: 3.0,
    Tier.LEGISLATURE: 3.0,
    Tier.HUB: 2.5,
    Tier.PRESS: 1.5,
    Tier.UNKNOWN: 1.0,
    Tier.NEWSLETTER: 1.0,
    Tier.AGGREGATOR: 0.6,
    Tier.FORUM: 0.4,
}
_LOW_TIERS = frozenset({Tier.AGGREGATOR, Tier.FORUM})
_NOT_YET = frozenset({Status.RUMOURED, Status.PROMISED, Status.PLANNED})
_NEW_NAME_BELOW = 0.5
# Factors of the score, from how often candidates of the kind were worth deciding in development articles.
_ROUNDUP = 0.6
_OUTLOOK = 0.7
_LOW_TIER = 0.7
_NEW_NAME = 0.8
_MINOR = 0.75
_BESIDE = 0.9  # its article is about something else as well
_ALONE = 0.95  # nobody confirms it


@dataclass(frozen=True, slots=True)
class Trust:
    """How far a group of reports is to be trusted."""

    score: float  # 0..1, order of the queue
    held_because: Held | None
    why: tuple[str, ...]


def weigh_report(report: Report) -> float:
    """Return the weight of a report's word: tier, first party, confidence, lead or passing."""
    weight = _TIER_WEIGHT[report.article.tier]
    if report.first_party:
        weight = max(weight, _TIER_WEIGHT[Tier.FIRST_PARTY])
    if report.claim.roundup:
        weight *= 0.6
    if not report.founds:
        weight *= 0.3
    return weight * (0.2 + 0.8 * report.claim.confidence.get("claim", 0.5))


def count_publishers(reports: Sequence[Report]) -> int:
    """Count independent publishers; an article without one counts as its own."""
    return len({report.article.publisher or report.article.id for report in reports})


def judge_trust(reports: Sequence[Report], fields: Fields) -> Trust:
    """Judge a group of reports.

    Args:
        reports: the group, at least one founds.
        fields: the candidate's fields as merged.

    Returns:
        Score for the order of the queue, the reason to hold it back (or None), and both in words.
    """
    founding = [report for report in reports if report.founds]
    publishers = count_publishers(founding)
    own = any(report.first_party for report in founding)
    best = max(report.claim.confidence.get("claim", 0.5) for report in founding)
    roundup = all(report.claim.roundup for report in founding)
    held = _decide_held(founding, fields, own=own, publishers=publishers, roundup=roundup)
    # Independent reports multiply the doubt; the first party's word halves it once more.
    doubt = (1 - best) * 0.7 ** (publishers - 1) * (0.6 if own else 1.0)
    score = 1 - doubt
    for applies, factor in (
        (roundup, _ROUNDUP),
        (fields.status in _NOT_YET or fields.status is Status.DENIED, _OUTLOOK),
        (all(report.article.tier in _LOW_TIERS for report in founding), _LOW_TIER),
        (held is Held.NEW_NAME, _NEW_NAME),
        (held is Held.MINOR, _MINOR),
        (not any(report.leads for report in founding), _BESIDE),
        (not own and publishers < 2, _ALONE),
    ):
        if applies:
            score *= factor
    why = [f"{publishers} publisher{'s' if publishers > 1 else ''}", f"best claim confidence {best:.2f}"]
    why += ["a first-party source"] if own else ["no first-party source"]
    why += [f"held: {held.value}"] if held else []
    return Trust(score=round(min(max(score, 0.0), 1.0), 4), held_because=held, why=tuple(why))


def _decide_held(
    founding: Sequence[Report], fields: Fields, *, own: bool, publishers: int, roundup: bool
) -> Held | None:
    low = all(report.article.tier in _LOW_TIERS for report in founding)
    if fields.status in _NOT_YET and not own:
        return Held.RUMOUR
    if low and publishers < 2 and not own:
        return Held.RUMOUR
    if roundup and publishers < 2:
        return Held.ROUNDUP
    names = [report.claim.confidence.get("models") for report in founding if report.claim.models]
    known = [value for value in names if value is not None]
    if known and max(known) < _NEW_NAME_BELOW and not own and fields.kind in {Kind.WEIGHTS_RELEASE, Kind.MODEL_RELEASE}:
        return Held.NEW_NAME
    if fields.significance is Significance.RECORD:
        return Held.MINOR
    return None if own or publishers > 1 else Held.AWAITING_PRIMARY
