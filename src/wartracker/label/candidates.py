"""A folded text in, the capitalised names in it out, each with the version, size and variant that follow it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wartracker.label.common_words import COMMON_WORDS, DATE_WORDS
from wartracker.label.tails import Part, Tail, is_variant, read_tail
from wartracker.label.word_tables import FUNCTION, ORG_WORDS

# Capitals of the Latin, Greek and Cyrillic alphabets.
_UPPER = "".join(char for char in map(chr, range(0x530)) if char.isupper())
_WORD = re.compile(rf"(?<![\w@#/\\$.])[{_UPPER}](?:[^\W\d_])*(?:\d[A-Z][a-z][^\W\d_]+)*(?:'[A-Z][^\W\d_]+)?")
_LOWER = re.compile(r"(?<![\w@#/\\$.-])[a-z]{2,}(?=-\d|\d[\w.]*-)")
_NEXT_WORD = re.compile(rf" (?=[{_UPPER}])|-(?=[A-Z][a-z])| & (?=[A-Z])")
_STARTS = re.compile(r"(?:^|[.!?:…·•|>]|\n|\A)[\"'*_#>\-–—\s\d.)\[(]*$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One occurrence of a capitalised name."""

    start: int
    stem_end: int
    end: int
    stem: str
    tail: Tail
    words: tuple[str, ...]
    starts_sentence: bool
    in_title: bool


def scan_names(marked: str, title_lines: tuple[tuple[int, int], ...]) -> list[Candidate]:
    """Find every capitalised name, and lower-case names that carry a size or several pieces.

    Args:
        marked: folded text, headline capitals lowered, known names replaced by marks.
        title_lines: spans of lines with capitals everywhere.

    Returns:
        Candidates, capitalised ones in order of position first.
    """
    found: list[Candidate] = []
    at = 0
    while match := _WORD.search(marked, at):
        candidate, at = _read_name(marked, match, title_lines)
        if candidate is not None:
            found.append(candidate)
    for match in _LOWER.finditer(marked):
        tail = read_tail(marked, match.end())
        if tail.has(Part.SIZE) or len(tail.parts) >= 2:
            found.append(_candidate(marked, match.start(), match.end(), tail, (match.group(),), title_lines))
    return found


def _read_name(
    marked: str, match: re.Match[str], title_lines: tuple[tuple[int, int], ...]
) -> tuple[Candidate | None, int]:
    """Read one name from a capitalised word on; returns the position to go on from."""
    start = match.start()
    word = match
    words = [match.group()]
    starts = _STARTS.search(marked[max(0, start - 12) : start]) is not None
    in_title = any(a <= start < b for a, b in title_lines)
    begins_the = words[0] == "The" and not starts and not in_title and marked[match.end() : match.end() + 1] == " "
    if (
        words[0].lower() in DATE_WORDS
        or (words[0].lower() in FUNCTION and not begins_the)
        or (len(words[0]) == 1 and marked[match.end() : match.end() + 1] != "-")
    ):
        return None, match.end()
    if starts and words[0].endswith("ly"):
        return None, match.end()
    if words[0].lower() in COMMON_WORDS and (starts or in_title):
        tail = read_tail(marked, match.end())
        if not tail.has(Part.SIZE) and not (tail.has(Part.VERSION) and marked[match.end()] == "-"):
            return None, match.end()
    while True:
        tail = read_tail(marked, word.end(), title_case=in_title)
        joint = _NEXT_WORD.match(marked, word.end())
        if _is_one_word(marked, word.end(), tail):
            tail = Tail(word.end(), ())
        if tail.parts and not (
            joint and tail.has(Part.VARIANT) and len(tail.parts) == 1 and _is_org_phrase(marked, word.end())
        ):
            break
        follow = _WORD.match(marked, joint.end()) if joint else None
        if follow is None or len(words) >= 5 or follow.group().lower() in DATE_WORDS:
            tail = Tail(word.end(), ())
            break
        word = follow
        words.append(follow.group())
    if words == ["The"] or (not tail.parts and marked[word.end() : word.end() + 1].isdigit()):
        return None, word.end()
    return _candidate(marked, start, word.end(), tail, tuple(words), title_lines, starts), max(word.end(), tail.end)


def _is_one_word(marked: str, at: int, tail: Tail) -> bool:
    """Tell whether what follows a hyphen is the rest of a double name, not a variant ("Aldea-Nova")."""
    return (
        marked[at : at + 1] == "-"
        and len(tail.parts) == 1
        and tail.parts[0][0] is Part.VARIANT
        and tail.parts[0][1].isalpha()
        and len(tail.parts[0][1]) > 2
        and not is_variant(tail.parts[0][1])
    )


def _is_org_phrase(marked: str, at: int) -> bool:
    """Tell whether the capitalised words that follow end in a word of organizations ("Edge Labs")."""
    run = re.compile(r"(?:[ -][A-Z][\w-]*){1,4}").match(marked, at)
    return run is not None and re.split(r"[ -]", run.group())[-1] in ORG_WORDS


def _candidate(
    marked: str,
    start: int,
    stem_end: int,
    tail: Tail,
    words: tuple[str, ...],
    title_lines: tuple[tuple[int, int], ...],
    starts: bool = False,
) -> Candidate:
    in_title = any(a <= start < b for a, b in title_lines)
    return Candidate(start, stem_end, tail.end, marked[start:stem_end], tail, words, starts, in_title)
