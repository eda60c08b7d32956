"""Groups of founding reports and loose ones in, which loose report joins which group out.

Support posts, reviews, reactions and background found nothing; they join an event only by an equal key and in time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import timedelta

from wartracker.resolve.key import Report, list_blocks, measure_gap
from wartracker.resolve.names import Relation, relate_model_lists

_DAYS = 7


def attach_reports(
    groups: Sequence[Sequence[Report]], loose: Sequence[Report], apart: Set[frozenset[str]]
) -> tuple[list[tuple[Report, ...]], list[Report]]:
    """Attach loose reports to groups.

    Args:
        groups: reports that found candidates.
        loose: reports that found nothing.
        apart: pairs of article ids that must not share a candidate.

    Returns:
        For each group what joins it, and what joins none. An article that founds something itself joins nothing
        else with what it says in passing: its readers find it where it belongs.
    """
    busy = {report.article.id for group in groups for report in group}
    index: dict[str, list[tuple[int, Report]]] = defaultdict(list)
    for number, group in enumerate(groups):
        for report in group:
            for block in _list_keys(report):
                index[block].append((number, report))
    joined: list[list[Report]] = [[] for _ in groups]
    aside = []
    for report in sorted(loose, key=lambda report: report.sort_key):
        best = None
        if report.article.id not in busy:
            near = (pair for block in _list_keys(report) for pair in index.get(block, ()) if _belongs(report, pair[1]))
            best = min(
                (
                    (measure_gap(report, known), known.sort_key, number)
                    for number, known in near
                    if not _kept_apart(report, groups[number], apart)
                ),
                default=None,
            )
        if best is None:
            aside.append(report)
        else:
            joined[best[2]].append(report)
    return [tuple(reports) for reports in joined], aside


def _list_keys(report: Report) -> set[str]:
    """Name the blocks of a report's models and instrument, with the month: far days are not looked at."""
    if report.start is None:
        return set()
    months = {
        f"{day:%Y%m}"
        for day in (report.start - timedelta(days=_DAYS), report.start, report.start + timedelta(days=_DAYS))
    }
    keys = [block for block in list_blocks(report) if block.startswith(("model|", "instrument|"))]
    return {f"{key}|{month}" for key in keys for month in months}


def _belongs(report: Report, known: Report) -> bool:
    if report.start is None or known.start is None:
        return False
    if measure_gap(report, known) > _DAYS or report.family != known.family:
        return False
    if report.models and known.models:
        relation, leading = relate_model_lists(report.models, known.models)
        return relation is Relation.EXACT and leading
    return bool(report.instrument) and report.instrument == known.instrument


def _kept_apart(report: Report, group: Sequence[Report], apart: Set[frozenset[str]]) -> bool:
    return bool(apart) and any(frozenset({report.article.id, other.article.id}) in apart for other in group)
