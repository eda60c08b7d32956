"""Quoted evidence and the mentions of its article in, passages cut into labelled pieces out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wartracker.display import clean_text
from wartracker.passages import split_sentences
from wartracker.records import Evidence, Mention
from wartracker.vocabulary import Label

_REACH = 400  # code points looked at on each side for one sentence of context
_MAX_QUOTE = 1200  # code points of a passage that are shown

_LABELS: Mapping[Label, str] = {
    Label.MODEL: "model",
    Label.ORG: "org",
    Label.LICENSE: "license",
    Label.ASSISTANT: "assistant",
    Label.LIBRARY: "library",
    Label.DATASET: "dataset",
    Label.BENCHMARK: "benchmark",
    Label.HARDWARE: "hardware",
    Label.PERSON: "person",
    Label.BODY: "body",
    Label.INSTRUMENT: "instrument",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a passage; `label` None: plain text."""

    text: str
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Evidence of one place of one article, with a sentence of context on each side."""

    article: str
    field: str  # title or text
    before: str
    pieces: tuple[Piece, ...]
    after: str
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of an article's wording."""

    title: str
    text: str
    mentions: tuple[Mention, ...] = ()


def cut_pieces(text: str, marks: Iterable[tuple[int, int, str]]) -> tuple[Piece, ...]:
    """Cut a text at its marks.

    Args:
        text: any text.
        marks: start, end (code points of `text`) and label; the longest of overlapping marks wins.

    Returns:
        Pieces whose texts, joined, are `text`.
    """
    pieces: list[Piece] = []
    place = 0
    for start, end, label in _choose(marks, len(text)):
        if start > place:
            pieces.append(Piece(text[place:start]))
        pieces.append(Piece(text[start:end], label))
        place = end
    if place < len(text):
        pieces.append(Piece(text[place:]))
    return tuple(pieces)


def _choose(marks: Iterable[tuple[int, int, str]], length: int) -> list[tuple[int, int, str]]:
    chosen: list[tuple[int, int, str]] = []
    whole = [mark for mark in marks if 0 <= mark[0] < mark[1] <= length]
    for start, end, label in sorted(whole, key=lambda mark: (mark[0] - mark[1], mark[0])):
        if all(end <= other[0] or start >= other[1] for other in chosen):
            chosen.append((start, end, label))
    return sorted(chosen)


def build_passages(
    evidence: Sequence[Evidence], sources: Mapping[str, Source], phrases: Mapping[str, str]
) -> tuple[Passage, ...]:
    """Build the passages of a candidate.

    Args:
        evidence: its quotes.
        sources: article id -> wording; an article that is missing shows the bare quote.
        phrases: label -> words to mark wherever a passage has them ("date" -> "on Monday").

    Returns:
        Passages, those that support most first; quotes that touch are one passage.
    """
    groups = _group(evidence)
    found = [_build(group, sources.get(group[0].article), phrases) for group in groups]
    return tuple(sorted(found, key=lambda passage: ("kind" not in passage.supports, -len(passage.supports))))


def _group(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    groups: list[list[Evidence]] = []
    for item in sorted(evidence, key=lambda one: (one.article, one.field, one.start, -one.end)):
        last = groups[-1] if groups else None
        same = last is not None and (last[0].article, last[0].field) == (item.article, item.field)
        if last is not None and same and item.start <= max(one.end for one in last) + 1:
            last.append(item)
        else:
            groups.append([item])
    return groups


def _build(group: list[Evidence], source: Source | None, phrases: Mapping[str, str]) -> Passage:
    first = group[0]
    supports = tuple(dict.fromkeys(name.partition(".")[0] for item in group for name in item.supports))
    text = (source.title if first.field == "title" else source.text) if source else ""
    start, end = first.start, min(max(item.end for item in group), first.start + _MAX_QUOTE)
    if text[first.start : first.end] != first.quote:  # the article is gone or was stored anew: the quote still stands
        return Passage(
            first.article, first.field, "", cut_pieces(clean_text(first.quote[:_MAX_QUOTE]), ()), "", supports
        )
    body = text[start:end]
    marks = [
        (mention.start - start, mention.end - start, _LABELS[mention.label])
        for mention in (source.mentions if source else ())
        if mention.field == first.field and start <= mention.start and mention.end <= end
    ]
    for label, phrase in phrases.items():
        if phrase and (place := body.find(phrase)) >= 0:
            marks.append((place, place + len(phrase), label))
    pieces = tuple(Piece(clean_text(piece.text), piece.label) for piece in cut_pieces(body, marks))
    before, after = _context(text, start, end) if first.field == "text" else ("", "")
    return Passage(first.article, first.field, clean_text(before), pieces, clean_text(after), supports)


def _context(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the sentence before and the sentence after a span, as far as they stand close by."""
    ahead = text[max(0, start - _REACH) : start]
    behind = text[end : end + _REACH]
    before = split_sentences(ahead)
    after = split_sentences(behind)
    return (ahead[before[-1].start :] if before else "", behind[: after[0].end] if after else "")
