"""Reports in, a partition out: connected components of "tell of the same happening".

Components of a relation between pairs do not depend on the order of the input, and a further report can join
components but never part one. Only a curator's "keep apart" parts what is related.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from wartracker.resolve.key import Report, list_blocks, measure_gap
from wartracker.resolve.same import tell_same

_WINDOW_DAYS = 45  # no rule of key.py joins reports that are further apart
_SPELLED_BY_MODELS = frozenset({"release", "pricing", "license_change"})


@dataclass(slots=True)
class _Forest:
    """Disjoint sets of indices; the smallest index is a set's root."""

    parent: list[int] = field(default_factory=list)

    def find(self, index: int) -> int:
        while self.parent[index] != index:
            self.parent[index] = self.parent[self.parent[index]]
            index = self.parent[index]
        return index

    def join(self, a: int, b: int) -> None:
        a, b = self.find(a), self.find(b)
        if a != b:
            self.parent[max(a, b)] = min(a, b)


def partition_reports(
    reports: Iterable[Report], apart: Set[frozenset[str]] = frozenset()
) -> tuple[tuple[Report, ...], ...]:
    """Part reports into happenings.

    Args:
        reports: reports of one debate, in any order, claim ids unique.
        apart: pairs of article ids that must not share a happening.

    Returns:
        Groups, each sorted by publication; groups sorted by their first report.
    """
    ordered = sorted(reports, key=lambda report: report.sort_key)
    forest = _Forest(list(range(len(ordered))))
    if apart:
        _join_apart(ordered, _find_edges(ordered, None), forest, apart)
    else:
        _find_edges(ordered, forest)
    groups: dict[int, list[Report]] = defaultdict(list)
    for index, report in enumerate(ordered):
        groups[forest.find(index)].append(report)
    return tuple(tuple(group) for _, group in sorted(groups.items()))


def _find_edges(ordered: Sequence[Report], forest: _Forest | None) -> list[tuple[int, int]]:
    """Return related pairs; with a forest, join them on the way and skip what is joined already."""
    found: list[tuple[int, int]] = []

    def test(i: int, j: int) -> None:
        if forest is not None and forest.find(i) == forest.find(j):
            return
        if tell_same(ordered[i], ordered[j]):
            found.append((i, j))
            if forest is not None:
                forest.join(i, j)

    articles: dict[str, list[int]] = defaultdict(list)
    blocks: dict[str, dict[object, int]] = defaultdict(dict)
    for index, report in enumerate(ordered):
        for other in articles[report.article.id]:
            test(other, index)
        articles[report.article.id].append(index)
        twin = _sign(report)
        for block in set(list_blocks(report)):
            first = blocks[block].setdefault(twin if twin is not None else index, index)
            if first != index:
                test(first, index)
    for block, members in blocks.items():
        # Named releases meet in the blocks of their models; the maker's block is for those without a name.
        named = block.startswith("release|")
        _sweep_block(ordered, sorted(members.values()), test, unnamed_only=named)
    return found


def _sign(report: Report) -> object | None:
    """Return what makes two reports twins that need not be compared with others twice, None if text counts."""
    if not report.models or report.family not in _SPELLED_BY_MODELS:
        return None
    names = tuple((m.key, m.words, m.version, m.sizes, m.states) for m in report.models)
    return (report.family, report.stage, report.claim.status, names, report.subjects, report.start, report.end)


def _sweep_block(
    ordered: Sequence[Report], members: Sequence[int], test: Callable[[int, int], None], *, unnamed_only: bool
) -> None:
    if unnamed_only and all(ordered[index].models for index in members):
        return
    dated = [index for index in members if ordered[index].start is not None]
    dated.sort(key=lambda index: (ordered[index].start or date.min, index))
    longest = max((_span(ordered[index]) for index in dated), default=0)
    for place, j in enumerate(dated):
        for before in range(place - 1, -1, -1):
            i = dated[before]
            if measure_gap(ordered[i], ordered[j]) > _WINDOW_DAYS + longest:
                break
            if unnamed_only and ordered[i].models and ordered[j].models:
                continue
            test(i, j)


def _span(report: Report) -> int:
    return (report.end - report.start).days if report.start and report.end else 0


def _join_apart(
    ordered: Sequence[Report],
    edges: Sequence[tuple[int, int]],
    forest: _Forest,
    apart: Set[frozenset[str]],
) -> None:
    """Join along edges, nearest reports first, but never so that two articles kept apart meet."""
    articles = {index: {report.article.id} for index, report in enumerate(ordered)}
    banned: Mapping[str, set[str]] = defaultdict(set)
    for pair in apart:
        if len(pair) == 2:
            one, other = sorted(pair)
            banned[one].add(other)
            banned[other].add(one)
    for i, j in sorted(edges, key=lambda edge: (measure_gap(ordered[edge[0]], ordered[edge[1]]), edge)):
        a, b = forest.find(i), forest.find(j)
        if a == b or any(banned[article] & articles[b] for article in articles[a] if article in banned):
            continue
        forest.join(a, b)
        articles[min(a, b)] = articles[a] | articles[b]
