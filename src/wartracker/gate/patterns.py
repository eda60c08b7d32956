"""A regular expression of the debate file in, alternatives that are cheap to look for out.

A page is searched for every term of the gate, and nearly no term is on a page. So a term is split at its top-level
bars, and each alternative is searched only where a word of the page begins as it does, and where a piece of plain text
that it cannot do without is on the page.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

# From here on (CJK radicals, kana, hangul) scripts are written without spaces: no word bounds there.
_FIRST_UNSPACED = "\u2e80"
_LATIN = "a-z0-9\u00df-\u024f"
_INSIDE_WORD = re.compile(f"[{_LATIN}]")
_WORD = re.compile(f"[{_LATIN}]+|[{_FIRST_UNSPACED}-\U0010ffff]")
_START = 3
# Three plain letters, or a shorter word and what must end it.
_PLAIN_START = re.compile(
    rf"[a-z]{{3}}(?![?*{{])|[a-z]{{1,2}}(?=[ -](?![?*{{]))|[{_FIRST_UNSPACED}-\U0010ffff](?![?*{{])"
)
_QUANTIFIERS = "?*{"
_GROUP = "(?:"
_REPEATED_START = re.compile(r"(\\d|\[[a-z-]+\])\{([1-9]),(\d+)\}")
_SHORTEST_LITERAL = 2


@dataclass(frozen=True, slots=True)
class Alternative:
    """One alternative of a term.

    Every match contains one of `literals`, and its first word begins with one of `starts`; empty when no such texts
    are known.
    """

    literals: tuple[str, ...]
    starts: frozenset[str]
    regex: re.Pattern[str]
    bounded: bool  # must not begin inside a word

    def search(self, text: str, starts: Set[str]) -> str:
        """Return the first match in a text, "" when there is none.

        Args:
            text: normalised.
            starts: of `list_starts` of that text.

        The bound before a word is looked at here: a look-behind at the head of the expression would keep `re` from
        skipping to the places where it can begin, which is half of the gate's time.
        """
        if self.starts and starts.isdisjoint(self.starts):
            return ""
        if self.literals and not any(literal in text for literal in self.literals):
            return ""
        found = self.regex.search(text)
        while found:
            at = found.start()
            if found[0] and not (self.bounded and at and _INSIDE_WORD.match(text, at - 1)):
                return found[0]
            if at >= len(text):
                break
            found = self.regex.search(text, at + 1)
        return ""


def compile_term(pattern: str) -> tuple[Alternative, ...]:
    """Split a term at its top-level bars and compile each part for normalised (lower-case, one-space) text.

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
    source = _show_first(part)
    source = rf"(?:{source})(?![{_LATIN}])" if bounded else source
    return Alternative(find_literals(part), _find_starts(part, bounded=bounded), re.compile(source), bounded)


def _show_first(part: str) -> str:
    """Write out the first of some repeated characters: `re` skips to the places where such an expression can begin."""
    found = _REPEATED_START.match(part)
    if found is None:
        return part
    atom, least, most = found[1], int(found[2]), int(found[3])
    return f"{atom * least}{atom}{{0,{most - least}}}{part[found.end() :]}"


def _find_starts(part: str, *, bounded: bool) -> frozenset[str]:
    """Find the first letters of all words that a match can begin with; empty when they cannot be told."""
    plain = _PLAIN_START.match(part)
    if plain and (bounded or plain[0] >= _FIRST_UNSPACED):
        return frozenset([plain[0]])
    choices = _split_group(part, 0) if part.startswith(_GROUP) else []
    starts = [_find_starts(choice, bounded=bounded) for choice in choices]
    return frozenset().union(*starts) if all(starts) else frozenset()


@lru_cache(maxsize=4)
def list_starts(text: str) -> frozenset[str]:
    """List the first letters of the words of a normalised text, as long as those of `Alternative.starts`.

    In scripts without spaces a word may begin anywhere: each of their characters is listed.
    """
    return frozenset([word[:_START] for word in set(_WORD.findall(text))])


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


def find_literals(part: str) -> tuple[str, ...]:
    """Find plain texts of which every match of an alternative contains at least one; none when none are of use."""
    choices: list[tuple[str, ...]] = []
    run, at = "", 0
    while at < len(part):
        char = part[at]
        if char == "\\" and at + 1 < len(part) and not part[at + 1].isalnum():
            run += part[at + 1]
            at += 2
        elif char == "[":
            choices, run, at = [*choices, (run,)], "", _skip_class(part, at) + 1
        elif char == "(":
            inside = [(find_literals(choice), choice) for choice in _split_group(part, at)]
            one_of = [run + each if _begins(text, each) else each for found, text in inside for each in found]
            choices.append((run,))
            if all(found for found, _ in inside):
                choices.append(tuple(one_of))
            run, at = "", _skip_group(part, at) + 1
        elif char in _QUANTIFIERS:
            choices, run = [*choices, (run[:-1],)], ""
            at = part.index("}", at) + 1 if char == "{" else at + 1
        elif char in "\\.+^$":
            choices, run, at = [*choices, (run,)], "", at + (2 if char == "\\" else 1)
        else:
            run, at = run + char, at + 1
    return max([(), *_of_use([*choices, (run,)])], key=_tell)


def _begins(choice: str, literal: str) -> bool:
    """Tell whether every match of an alternative begins with its literal: what stands before its group precedes it."""
    plain = literal.replace(" ", "").replace("-", "").isalnum()
    return plain and choice.startswith(literal) and not choice[len(literal) :].startswith(tuple(_QUANTIFIERS))


def _of_use(choices: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [texts for texts in choices if texts and min(len(text.strip()) for text in texts) >= _SHORTEST_LITERAL]


def _tell(texts: tuple[str, ...]) -> float:
    """Rate how much it tells that one of some texts is there: few long ones are rare, and looked for fast."""
    return min(map(len, texts)) - len(texts) / 8 if texts else float("-inf")


def _split_group(part: str, at: int) -> list[str]:
    """Split the group that opens at a place into its alternatives; none for one that may be absent."""
    end = _skip_group(part, at)
    if not part.startswith(_GROUP, at) or part[end + 1 : end + 2] in tuple(_QUANTIFIERS):
        return []
    return split_alternatives(part[at + len(_GROUP) : end])


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
