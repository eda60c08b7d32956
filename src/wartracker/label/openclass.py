"""A folded text and what is known in it in, names that no list holds out: models, makers and people by shape and cue.

All occurrences of a name are weighed together: one sense per document.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from wartracker.cues import find_all
from wartracker.label.candidates import Candidate, scan_names
from wartracker.label.common_words import COMMON_WORDS
from wartracker.label.context import Context
from wartracker.label.cues import Memo
from wartracker.label.spans import Hit, resolve_overlaps
from wartracker.label.verdict import (
    build_org,
    decide_org_shape,
    decide_sense,
    gather_evidence,
    is_org_shape,
    needs_vote,
)
from wartracker.label.voter import Voter
from wartracker.label.word_tables import NUMBERED
from wartracker.vocabulary import Label

MARK_OF = {Label.MODEL: "\ue000", Label.ORG: "\ue001", Label.LICENSE: "\ue002"}
_OTHER_MARK = "\ue003"
# A maker that goes by its address: "Ferrowick.ai".
_DOMAIN = re.compile(r"(?<![\w@./-])[A-Z][A-Za-z0-9-]{0,40}\.(?:ai|AI|com|io)(?![\w/.-]*[\w/])")
_NAMED = re.compile(r"(?:called|named|dubbed|known as)[ \"']+$")
_SENTENCE_END = re.compile(r"[.!?]+[\"')\]]*\s+(?=[A-Z\"'(\[])|\n+|[。！？]")
_OF_ORG = re.compile(
    r"(?<![\w'-])(?:[A-ZÀ-Þ][\w'-]{1,40}[ ]){0,2}"
    r"(?:University|Institute|Academy|College|School|Ministry|Department|Bank|"
    r"Bureau|Council|House|Court|Technical University|"
    r"Polytechnic University|Federal Ministry|Royal Institute|National (?:Institute|University|Academy|Centre|"
    r"Center|Laboratory)|Government|State)"
    r"[ ](?:of|for)[ ](?:the[ ])?(?:St\.[ ])?"
    r"[A-ZÀ-Þ][\w'-]+(?:(?:[ ]|,[ ](?=San|Los|Santa|Berkeley|Irvine|Davis)|[ ](?:of|"
    r"and|for)[ ](?:the[ ])?|-)[A-ZÀ-Þ][\w'-]+){0,4}"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as the open class reads it."""

    text: str  # folded
    view: str  # with headline capitals lowered
    title_lines: tuple[tuple[int, int], ...]
    context: Context


def find_new(reading: Reading, known: Sequence[Hit], reserved: Set[str], voter: Voter | None = None) -> list[Hit]:
    """Find names that no list holds.

    Args:
        reading: the document.
        known: hits of the lists, not overlapping.
        reserved: names that are no models whatever stands around them.
        voter: the neural tagger, asked about the sentences of names that rules alone leave open.

    Returns:
        Hits that may overlap the known ones; longer ones win.
    """
    memo: Memo = {}
    marked = mark_known(reading.view, known)
    groups: dict[str, list[Candidate]] = defaultdict(list)
    surnames = frozenset(reading.text[hit.start : hit.end].split()[-1] for hit in known if hit.label is Label.PERSON)
    for candidate in scan_names(marked, reading.title_lines):
        if candidate.stem not in surnames:
            groups[candidate.stem].append(candidate)
    for stem in [stem for stem, candidates in groups.items() if _is_hopeless(candidates, marked)]:
        del groups[stem]
    hits = [build_org(reading.text, match.start(), match.end(), 0.8, "shape") for match in find_all(_OF_ORG, marked)]
    hits += [build_org(reading.text, match.start(), match.end(), 0.7, "domain") for match in find_all(_DOMAIN, marked)]
    for stem, candidates in list(groups.items()):
        if is_org_shape(candidates[0].words):
            found = decide_org_shape(reading.text, candidates, gather_evidence(candidates, marked, (), memo))
            hits += found
            if found:
                del groups[stem]
    votes: list[Hit] = []
    asked = voter is None
    for _ in range(6):  # what was found is evidence for its neighbours
        marked = mark_known(reading.view, resolve_overlaps([*known, *hits]))
        grown = False
        for stem, candidates in list(groups.items()):
            evidence = gather_evidence(candidates, marked, votes, memo)
            if found := decide_sense(reading.text, candidates, evidence, reading.context, stem in reserved):
                hits += found
                grown = True
                del groups[stem]
        if not grown:
            if asked or voter is None:
                break
            votes = voter.vote(reading.text, _doubtful(reading, groups, marked, reserved, memo))
            asked = True
    return hits


def _is_hopeless(candidates: Sequence[Candidate], marked: str) -> bool:
    """Tell whether a name is an ordinary word that nothing introduces as a name: not worth weighing."""
    word = candidates[0].stem.lower()
    if word not in COMMON_WORDS and word not in NUMBERED:
        return False
    return not any(c.tail.parts or _NAMED.search(marked, max(0, c.start - 16), c.start) for c in candidates)


def _doubtful(
    reading: Reading, groups: Mapping[str, list[Candidate]], marked: str, reserved: Set[str], memo: Memo
) -> list[tuple[int, int]]:
    """Return the sentences of names that a vote could decide, at most some 3,000 code points of them."""
    spans: dict[tuple[int, int], None] = {}
    budget = 3000
    for stem, candidates in groups.items():
        if not needs_vote(candidates, gather_evidence(candidates, marked, (), memo), reading.context, stem in reserved):
            continue
        for candidate in candidates[:2]:
            start, end = _sentence_around(reading.text, candidate.start)
            if (start, end) not in spans and budget > 0:
                spans[(start, end)] = None
                budget -= end - start
    return sorted(spans)


def _sentence_around(text: str, at: int) -> tuple[int, int]:
    """Return the sentence of an offset, cut at 400 code points either side."""
    low, high = max(0, at - 400), min(len(text), at + 400)
    start = low
    for match in _SENTENCE_END.finditer(text, low, at):
        start = match.end()
    stop = _SENTENCE_END.search(text, at, high)
    return start, stop.end() if stop else high


def mark_known(view: str, known: Sequence[Hit]) -> str:
    """Replace every code point of a known name by its label's mark."""
    pieces = []
    at = 0
    for hit in known:
        pieces += [view[at : hit.start], MARK_OF.get(hit.label, _OTHER_MARK) * (hit.end - hit.start)]
        at = hit.end
    return "".join([*pieces, view[at:]])
