"""Regular expressions of the debate file in, an index of them in which a page is looked up out.

A page is searched for every term of the gate, and nearly no term is on a page. So terms are split at their top-level
bars, and an alternative is looked at only where a word that it needs begins on the page, and searched only where a
piece of plain text that it cannot do without is there, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wartracker.cues import Spelled, are_met
from wartracker.needs import Need, find_fewest, read_leads, read_needs

# From here on (CJK radicals, kana, hangul) scripts are written without spaces: no word bounds there.
_FIRST_UNSPACED = "\u2e80"
_LATIN = "a-z0-9\u00df-\u024f"
_INSIDE_WORD = re.compile(f"[{_LATIN}]")
_QUANTIFIERS = "?*{"
_REPEATED_START = re.compile(r"(\\d|\[[a-z-]+\])\{([1-9]),(\d+)\}")
_SHORTEST_LITERAL = 2
_OPTIONAL_DOT = re.compile(r"(?<=[a-z])\\\.\?(?=[a-z])")
# Words and numbers stand everywhere, and `re` would try them all; what follows them stands only here and there.
_NUMBER = r"\\d\{1,\d\}(?:\(\?:\\\.\\d(?:\{1,\d\})?\)\?)?"
_EVERYWHERE = re.compile(rf"\[a-z\]\{{\d,\d+\}}-\?(?=\\d)|{_NUMBER}\[- \]\?(?=\()")
_BEFORE_LETTER = re.compile(rf"{_NUMBER}([a-z]|\[[a-z]+\])(?![?*{{])")


@dataclass(frozen=True)
class Alternative:
    """One alternative of a term.

    `literal` is part of every match, "" when there is no such text; one of `cues` begins a word of every match, and
    there are none when no such words are known; `needs` is what else every match needs.
    """

    literal: str
    cues: frozenset[str]
    needs: tuple[Need, ...]
    bounded: bool  # must not begin inside a word
    written: str  # the expression as the debate file has it

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The expression for normalised text, compiled when it is first searched, as few of them are."""
        source = _show_first(self.written)
        return re.compile(rf"(?:{source})(?![{_LATIN}])" if self.bounded else source)

    @cached_property
    def sign(self) -> re.Pattern[str] | None:
        """What no match is without and `re` finds sooner, where the expression begins with any word or any number."""
        if found := _EVERYWHERE.match(self.written):
            return re.compile(self.written[found.end() :])
        if found := _BEFORE_LETTER.match(self.written):
            return re.compile(rf"{found[1]}(?<=\d{found[1]})")
        return None

    @cached_property
    def ways(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Texts of which each match holds one, with the beginnings of the words that those matches begin with.

        () when matches may begin with other words.
        """
        spellings = _list_spellings(self.written)
        leads = [read_leads(rf"\b(?:{spelling})\b") for spelling in spellings]
        if any(each.loose or not each.words for each in leads):
            return ()
        return tuple((find_literal(one), each.words) for one, each in zip(spellings, leads, strict=True))

    def search(self, spelled: Spelled) -> str:
        """Return the first match in a normalised text that holds `literal`, "" when there is none.

        The bound before a word is looked at here: a look-behind at the head of the expression would keep `re` from
        skipping to the places where it can begin, which is half of the gate's time.
        """
        text = spelled.text
        if self.needs and not are_met(self.needs, spelled.starts):
            return ""
        if self.bounded and self.ways:
            return self._match_at(spelled)
        if self.sign and not self.sign.search(text):
            return ""
        found = self.regex.search(text)
        while found:
            at = found.start()
            if found[0] and not (self.bounded and _is_inside(text, at)):
                return found[0]
            if at >= len(text):
                break
            found = self.regex.search(text, at + 1)
        return ""

    def _match_at(self, spelled: Spelled) -> str:
        """Return the first match where words stand with which one can begin."""
        text = spelled.text
        met = [leads for literal, leads in self.ways if literal in text]
        for at in spelled.list_places(met[0] if len(met) == 1 else frozenset().union(*met)):
            if not _is_inside(text, at) and (found := self.regex.match(text, at)) and found[0]:
                return found[0]
        return ""


@dataclass(frozen=True, slots=True, eq=False)  # hashed by identity: what was found in a text is remembered with it
class TermIndex:
    """The alternatives of many terms, by the words that they need."""

    alternatives: tuple[tuple[int, str, Alternative], ...]  # number of its term, literal, alternative
    by_start: Mapping[str, tuple[int, ...]]  # beginning of a word -> numbers of alternatives
    always: tuple[int, ...]  # numbers of those of which no word is known beforehand

    def search(self, spelled: Spelled) -> dict[int, str]:
        """Search a text for all terms.

        Args:
            spelled: normalised text.

        Returns:
            Number of each term that is there -> the first match of its first alternative that is.
        """
        possible = set(self.always)
        for start in self.by_start.keys() & spelled.starts:
            possible.update(self.by_start[start])
        found: dict[int, str] = {}
        known: dict[str, str] = {}  # terms of several debates share alternatives
        text, alternatives = spelled.text, self.alternatives
        for number in sorted(possible):
            term, literal, alternative = alternatives[number]
            if term in found or literal not in text:
                continue
            match = known.get(alternative.written)
            if match is None:
                match = known[alternative.written] = alternative.search(spelled)
            if match:
                found[term] = match
        return found


def index_terms(patterns: Sequence[str]) -> TermIndex:
    """Compile terms and index their alternatives.

    Args:
        patterns: regular expressions, checked by config.py.
    """
    alternatives = [
        (number, part.literal, part) for number, pattern in enumerate(patterns) for part in compile_term(pattern)
    ]
    by_start: dict[str, list[int]] = {}
    for number, (*_, part) in enumerate(alternatives):
        for cue in part.cues:
            by_start.setdefault(cue, []).append(number)
    always = tuple(number for number, (*_, part) in enumerate(alternatives) if not part.cues)
    return TermIndex(tuple(alternatives), {cue: tuple(numbers) for cue, numbers in by_start.items()}, always)


def compile_term(pattern: str) -> tuple[Alternative, ...]:
    """Split a term at its top-level bars and prepare each part for normalised (lower-case, one-space) text.

    Args:
        pattern: regular expression, checked by config.py.

    Returns:
        Alternatives; the term is on a page when one of them is.
    """
    return tuple(_compile(part) for part in split_alternatives(pattern.lower() if _safe_to_lower(pattern) else pattern))


def _safe_to_lower(pattern: str) -> bool:
    # \S, \W, \D, \B and \Z mean something else in lower case.
    return re.search(r"\\[A-Z]", pattern) is None


def _compile(part: str) -> Alternative:
    bounded = not any(char >= _FIRST_UNSPACED for char in part)
    needs = read_needs(rf"\b(?:{part})\b" if bounded else part)
    fewest = find_fewest(needs)
    others = tuple(need for need in needs if need != fewest)
    if bounded and len(spellings := _list_spellings(part)) > 1:
        each = [find_fewest(read_needs(rf"\b(?:{spelling})\b")) for spelling in spellings]
        fewest = frozenset().union(*each) if all(each) else fewest
    return Alternative(find_literal(part), fewest, others, bounded, part)


def _list_spellings(part: str) -> list[str]:
    """List an abbreviation that may have dots without and with its first: it is one word or several."""
    dot = _OPTIONAL_DOT.search(part) if "[" not in part else None
    return [f"{part[: dot.start()]}{each}{part[dot.end() :]}" for each in ("", r"\.")] if dot else [part]


def _is_inside(text: str, at: int) -> bool:
    return at > 0 and _INSIDE_WORD.match(text, at - 1) is not None


def _show_first(part: str) -> str:
    """Write out the first of some repeated characters: `re` skips to the places where such an expression can begin."""
    found = _REPEATED_START.match(part)
    if found is None:
        return part
    atom, least, most = found[1], int(found[2]), int(found[3])
    return f"{atom * least}{atom}{{0,{most - least}}}{part[found.end() :]}"


def split_alternatives(pattern: str) -> list[str]:
    """Split a regular expression at the bars outside all groups and classes."""
    parts, depth, start, at = [], 0, 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = _skip_class(pattern, at)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "|" and depth == 0:
            parts.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*parts, pattern[start:]]


def find_literal(part: str) -> str:
    """Find the longest plain text that every match of an alternative contains; "" when there is none of use."""
    runs: list[str] = []
    run, at = "", 0
    while at < len(part):
        char = part[at]
        if char == "\\" and at + 1 < len(part) and not part[at + 1].isalnum():
            run += part[at + 1]
            at += 2
        elif char == "[":
            runs, run, at = [*runs, run], "", _skip_class(part, at) + 1
        elif char == "(":
            runs, run, at = [*runs, run], "", _skip_group(part, at) + 1
        elif char in _QUANTIFIERS:
            runs, run = [*runs, run[:-1]], ""
            at = part.index("}", at) + 1 if char == "{" else at + 1
        elif char in "\\.+^$":
            runs, run, at = [*runs, run], "", at + (2 if char == "\\" else 1)
        else:
            run, at = run + char, at + 1
    literal = max([*runs, run], key=len)
    return literal if len(literal.strip()) >= _SHORTEST_LITERAL else ""


def _skip_class(pattern: str, at: int) -> int:
    """Return the place of the bracket that closes the class opened at `at`; a first bracket is a member."""
    at += 2 if pattern[at + 1] != "^" else 3
    while pattern[at] != "]":
        at += 2 if pattern[at] == "\\" else 1
    return at


def _skip_group(pattern: str, at: int) -> int:
    depth = 0
    while True:
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "[":
            at = _skip_class(pattern, at)
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return at
        at += 1
