"""Signals of a candidate in, its significance and the sum that led to it out: additive, every point explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from wartracker.debate import SignificanceLevels
from wartracker.resolve.key import Report, select_role
from wartracker.resolve.merge import Merged
from wartracker.resolve.trust import weigh_report
from wartracker.resolve.votes import elect
from wartracker.vocabulary import Kind, Significance

_SOURCES_WINDOW = timedelta(hours=72)
_SIBLING_DAYS = 3
_STEPS = frozenset({"new_generation", "new_family", "point_release", "variant", "small_variant"})


def collect_signals(
    merged: Merged,
    reports: Sequence[Report],
    party: str,
    levels: SignificanceLevels,
    *,
    crosses: bool,
    sibling: bool = False,
) -> frozenset[str]:
    """Collect the signals of a candidate.

    Args:
        merged: its fields.
        reports: its reports.
        party: whose move it is.
        levels: the debate's leaders and challengers.
        crosses: whether its actor belongs to the other side.
        sibling: whether a weightier launch of the same maker stands beside it.

    Returns:
        Signals of the claims that are about it, and those of the group: `sources_3`, `sources_5` (independent
        publishers within 72 hours), `first_party_source`, `kind_*`, `status_*`, `openness_*`, `party_*`,
        `crosses_over`, `many_models`.
    """
    founding = [report for report in reports if report.founds]
    signals = {signal for report in founding for signal in report.claim.signals} - _STEPS
    # How big a step it is, reports may see differently: the weightier view counts, not the sum of both.
    step = elect(
        (weigh_report(report), signal) for report in founding for signal in report.claim.signals if signal in _STEPS
    )
    signals |= {step} if step else set()
    publishers = _count_early_publishers(founding)
    signals |= {f"sources_{n}" for n in (2, 3, 5) if publishers >= n}
    if any(report.first_party for report in founding):
        signals.add("first_party_source")
    signals |= {f"kind_{merged.kind.value}", f"status_{merged.status.value}", f"party_{party}"}
    signals.add(f"openness_{merged.openness.openness.value}")
    for signal, makers in (("leading_maker", levels.leaders), ("challenger", levels.challengers)):
        if any(_list_makers(report) & set(makers) for report in founding):
            signals.add(signal)
    if sibling:
        signals.add("sibling")
    if crosses:
        signals.add("crosses_over")
    if len(merged.models) >= 4:
        signals.add("many_models")
    if all(report.claim.roundup for report in founding):
        signals.add("roundup_only")
    return frozenset(signals)


def _list_makers(report: Report) -> frozenset[str]:
    """List whose event it is: of a release the model's maker, of funding who gets the money, else who acts."""
    if report.family == "release" and report.maker is not None:
        return frozenset({report.maker})
    if report.claim.kind is not Kind.FUNDING:
        return report.subjects
    return select_role(report, "investee")


def _count_early_publishers(founding: Sequence[Report]) -> int:
    dated = [report for report in founding if report.article.published_at is not None]
    if not dated:
        return 1
    times = [report.article.published_at for report in dated if report.article.published_at is not None]
    last = min(times) + _SOURCES_WINDOW
    return len(
        {
            report.article.publisher or report.article.id
            for report in dated
            if report.article.published_at is not None and report.article.published_at <= last
        }
    )


def find_siblings(groups: Sequence[tuple[Sequence[Report], Merged]]) -> frozenset[int]:
    """Find the lesser launches: those that one maker makes beside a weightier one within three days.

    Args:
        groups: reports and merged fields of every candidate.

    Returns:
        Places in `groups` of the siblings.
    """
    launches: dict[str, list[tuple[float, int]]] = {}
    weights: dict[int, float] = {}
    for place, (reports, merged) in enumerate(groups):
        if merged.kind.family == "release" and merged.organizations:
            weights[place] = round(sum(sorted(weigh_report(report) for report in reports)), 6)
            launches.setdefault(merged.organizations[0].key, []).append((weights[place], -place))
    found = set()
    for makers in launches.values():
        makers.sort(reverse=True)
        for rank, (_, place) in enumerate(makers):
            day = groups[-place][1].date.value
            if any(abs((groups[-other][1].date.value - day).days) <= _SIBLING_DAYS for _, other in makers[:rank]):
                found.add(-place)
    return frozenset(found)


def judge_significance(
    signals: Iterable[str], levels: SignificanceLevels
) -> tuple[Significance, tuple[str, ...], float]:
    """Add up the points of a debate's rules.

    Args:
        signals: what `collect_signals` found.
        levels: rules and thresholds; a signal without a rule counts nothing.

    Returns:
        The level, one line a rule that counted, and the sum.
    """
    present = set(signals)
    counted = [rule for rule in levels.rules if rule.signal in present]
    total = round(sum(rule.points for rule in counted), 6)
    why = tuple(f"{rule.points:+g} {rule.why}" for rule in counted)
    if total >= levels.landmark:
        return Significance.LANDMARK, why, total
    if total >= levels.major:
        return Significance.MAJOR, why, total
    return (Significance.NOTABLE if total >= levels.notable else Significance.RECORD), why, total
