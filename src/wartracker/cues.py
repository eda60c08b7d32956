"""A text and expressions in, their matches out: looked for only where the words that they need stand.

Every page is searched for every term and every sentence for every act, and nearly none of them is there. What `re`
cannot know, that none of an expression's words is there, a set of the beginnings of the text's words knows at once:
"bans" without a model, or a law without anybody who votes, need not be looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from wartracker.needs import LATIN, SINGLE, START, Leads, Need, find_pieces, read_leads, read_needs

_WORD = re.compile(f"[{LATIN}]+")
_NOT_ASCII = re.compile("[^\x00-\x7f]+")
_LETTERS = frozenset(filter(_WORD.fullmatch, map(chr, range(0x250))))
_WORDS = bytes(code if code < 0x80 and chr(code) in _LETTERS else 0x20 for code in range(0x100))
_FOLDED = (("ſ", "s"), ("ı", "i"), ("İ", "i"))  # to `re.IGNORECASE` these are letters of ASCII, to `lower` they are not


@dataclass(slots=True, eq=False)
class Spelled:
    """A text and its words as expressions look for them."""

    text: str
    lower: str  # `fold_text` of it
    starts: frozenset[str]  # `list_starts` of it
    _known: dict[str, list[int]] = field(default_factory=dict)  # places that were asked for: expressions share many

    def list_places(self, leads: Set[str]) -> list[int]:
        """List where words with these beginnings stand, in order; "" is the beginning of the text."""
        places = [0] if "" in leads else []
        for start in leads & self.starts:
            if start not in self._known:
                self._known[start] = self._find(start)
            places += self._known[start]
        places.sort()
        return places

    def _find(self, start: str) -> list[int]:
        """List the places of one beginning: few are asked for, so that plain searching is faster than an index."""
        places: list[int] = []
        text, size = self.lower, len(start)
        word, whole = start[0] in _LETTERS, size < START
        at = text.find(start)
        while at >= 0:
            inside = word and (
                (at and text[at - 1] in _LETTERS) or (whole and text[at + size : at + size + 1] in _LETTERS)
            )
            if not inside:
                places.append(at)
            at = text.find(start, at + size)
        return places


def list_starts(text: str) -> frozenset[str]:
    """List the first four letters of all Latin words of a text, in lower case, and each of its other letters."""
    return _list_starts(fold_text(text))


def _list_starts(lower: str) -> frozenset[str]:
    others = frozenset() if lower.isascii() else frozenset("".join(_NOT_ASCII.findall(lower)))
    if others.isdisjoint(_LETTERS):  # splitting takes a third of the time of `re`
        words = lower.encode("ascii", "replace").translate(_WORDS).decode().split()
    else:
        words = _WORD.findall(lower)
    return frozenset([*[word[:START] for word in set(words)], *filter(SINGLE.fullmatch, others)])


def spell_text(text: str) -> Spelled:
    """List the words of a text, to look for many expressions in it."""
    lower = fold_text(text)
    return Spelled(text, lower, _list_starts(lower))


def fold_text(text: str) -> str:
    """Return a text in lower case; each letter keeps its place."""
    if not text.isascii():
        for char, folded in _FOLDED:
            text = text.replace(char, folded)
    return text.lower()


class Cued:
    """An expression that is looked for only where the words that it needs stand.

    Compiled and read when it is first looked for: most articles need few of them.
    """

    def __init__(self, source: str, flags: int = 0) -> None:
        """Keep an expression as `re.compile` takes it; words in it stand behind a bound, a space or a hyphen."""
        self._source, self._flags = source, flags

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled."""
        return re.compile(self._source, self._flags)

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What its matches need; () when no word is known."""
        return read_needs(self.pattern)

    @cached_property
    def leads(self) -> Leads:
        """Where its matches begin."""
        return read_leads(self.pattern)

    def search(self, spelled: Spelled) -> re.Match[str] | None:
        """Find the first match in a text."""
        return next(self.finditer(spelled), None)

    def finditer(self, spelled: Spelled) -> Iterator[re.Match[str]]:
        """Find all matches in a text, as `re` would."""
        if not are_met(self.needs, spelled.starts):
            return
        if any(are_met(needs, spelled.starts) for needs in self.leads.loose):
            yield from self.pattern.finditer(spelled.text)
            return
        # `re` would try every place; a match can begin only at these
        end = 0
        for at in spelled.list_places(self.leads.words):
            if at >= end and (found := self.pattern.match(spelled.text, at)):
                yield found
                end = max(found.end(), at + 1)


def find_all(pattern: re.Pattern[str], text: str) -> Iterable[re.Match[str]]:
    """Find all matches of an expression in a text, which is scanned only if it holds a piece that all of them hold."""
    return pattern.finditer(text) if is_possible(pattern, text) else ()


def is_possible(pattern: re.Pattern[str], text: str) -> bool:
    """Tell whether a text holds one of the pieces of plain text of which each match of an expression holds one."""
    pieces = find_pieces(pattern)
    return not pieces or any(piece in text for piece in pieces)


def are_met(needs: Sequence[Need], starts: Set[str]) -> bool:
    """Tell whether a text of words with these beginnings has what is needed.

    Args:
        needs: of `read_needs`.
        starts: of `list_starts`.
    """
    for need in needs:
        if isinstance(need, frozenset):
            if starts.isdisjoint(need):
                return False
        elif not any(are_met(each, starts) for each in need):
            return False
    return True
