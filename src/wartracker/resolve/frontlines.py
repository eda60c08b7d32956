"""Reports of a candidate in, the fronts and readings of the debate they touch out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wartracker.debate import Debate
from wartracker.resolve.key import Report
from wartracker.vocabulary import Kind


class Fronts:
    """Compiled terms of a debate's frontlines and interpretations."""

    def __init__(self, debate: Debate) -> None:
        """Compile the terms, word-bounded and case-insensitive."""
        self._frontlines = [(row.key, row.kinds, _compile(row.terms)) for row in debate.frontlines]
        self._interpretations = {row.key: _compile(row.terms) for row in debate.interpretations}

    def find_frontlines(self, kind: Kind, reports: Sequence[Report]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Find the fronts a candidate touches.

        Args:
            kind: the candidate's kind.
            reports: its reports; titles and quoted evidence are read, nothing else.

        Returns:
            Keys in the debate's order, and a reason for each.
        """
        text = _collect_text(reports)
        keys, why = [], []
        for key, kinds, pattern in self._frontlines:
            hit = pattern.search(text) if pattern else None
            if kind in kinds:
                why.append(f"{key}: always touched by {kind.value}")
            elif hit:
                why.append(f"{key}: “{hit.group()}”")
            else:
                continue
            keys.append(key)
        return tuple(keys), tuple(why)

    def find_interpretations(self, touches: Sequence[str], reports: Sequence[Report]) -> tuple[str, ...]:
        """Return the interpretations that claims or their quoted words touch, in the debate's order."""
        text = _collect_text(reports)
        found = []
        for key, pattern in self._interpretations.items():
            if key in touches or (pattern is not None and pattern.search(text)):
                found.append(key)
        return tuple(found)


def _compile(terms: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{'|'.join(terms)})\b", re.IGNORECASE) if terms else None


def _collect_text(reports: Sequence[Report]) -> str:
    titles = {report.article.title for report in reports if report.founds}
    quotes = {quote.quote for report in reports if report.founds for quote in report.claim.evidence}
    return "\n".join(sorted(titles | quotes))
