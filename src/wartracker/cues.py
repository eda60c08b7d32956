"""A compiled expression in, the beginnings of words out without which it cannot match.

Every page is searched for every term and every sentence for every act, and nearly none of them is there. What `re`
cannot know, that none of an expression's words is there, a set of the beginnings of the text's words knows at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from re import _constants as op  # type: ignore[attr-defined]  # as hypothesis does: no public reading of expressions
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_START = 4
_LATIN = "a-z0-9\u00df-\u00f6\u00f8-\u024f"
_LETTER = re.compile(f"[{_LATIN}]", re.IGNORECASE)
# Of scripts without spaces a word may begin anywhere, so letters that are not Latin stand for themselves, as do the
# marks of mentions (`relate.reading.MARKS`).
_SINGLE = re.compile(rf"[^\W_{_LATIN}]|[\ue000-\ue00a]")
_WORD = re.compile(f"[{_LATIN}]+")
_FOLDED = (("ſ", "s"), ("ı", "i"), ("İ", "i"))  # to `re.IGNORECASE` these are letters of ASCII, to `lower` they are not
_MOST_OF_CLASS = 4
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_ASSERTIONS = (op.ASSERT, op.ASSERT_NOT, op.AT)
_SPACE = (op.CATEGORY, op.CATEGORY_SPACE)

Node = tuple[Any, Any]


def list_starts(text: str) -> frozenset[str]:
    """List the first four letters of all Latin words of a text, in lower case, and each of its other letters."""
    if text.isascii():
        return frozenset([word[:_START] for word in set(_WORD.findall(text.lower()))])
    for char, folded in _FOLDED:
        text = text.replace(char, folded)
    lower = text.lower()
    starts = [word[:_START] for word in set(_WORD.findall(lower))]
    return frozenset([*starts, *(char for char in set(lower) if char > "\x7f" and _SINGLE.fullmatch(char))])


def find_cues(*patterns: re.Pattern[str]) -> frozenset[str]:
    """Find word beginnings of which every text that one of some expressions matches has at least one.

    Args:
        patterns: compiled; words in them stand behind a bound, a space or a hyphen.

    Returns:
        As `list_starts` has them.

    Raises:
        ValueError: an expression can match a text of which no word is known.
    """
    found: set[str] = set()
    for pattern in patterns:
        cues = _of_sequence(list(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)))
        if not cues:
            raise ValueError(f"matches without any word that is known beforehand: {pattern.pattern}")
        found |= cues
    return frozenset(found)


def _of_sequence(nodes: Sequence[Node], *, bound: bool = False) -> frozenset[str]:
    """Return the fewest beginnings of which a sequence needs one; empty when none are known.

    Args:
        nodes: of the parser.
        bound: whether a word ends before it.
    """
    choices = []
    for at, (kind, value) in enumerate(nodes):
        if bound and (starts := _spell(nodes[at:])):
            choices.append(starts)
        if kind is op.BRANCH:
            each = [_of_sequence(part, bound=bound) for part in value[1]]
            choices.append(frozenset().union(*each) if all(each) else frozenset())
        elif kind is op.SUBPATTERN:
            choices.append(_of_sequence(value[3], bound=bound))
        elif kind in _REPEATS and value[0]:
            choices.append(_of_sequence(value[2], bound=bound))
        elif kind is op.LITERAL and _SINGLE.fullmatch(chr(value).lower()):
            choices.append(frozenset([chr(value).lower()]))
        bound = _is_bound(kind, value, before=bound)
    return min(filter(None, choices), key=lambda cues: (len(cues), -min(map(len, cues))), default=frozenset())


def _is_bound(kind: Any, value: Any, *, before: bool) -> bool:
    """Tell whether a word begins behind what a node matches, if letters follow; `before`: whether one would before."""
    if kind is op.AT:
        return before or bool(value is op.AT_BOUNDARY)
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return before
    if kind is op.LITERAL:
        return not _is_letter(value)
    if kind is op.IN:
        return all(_is_gap(item) for item in value)
    if kind in _REPEATS:
        least, _, inside = value
        return (before or least > 0) and _ends_bound(inside)
    if kind is op.SUBPATTERN:
        return _ends_bound(value[3])
    return False


def _ends_bound(nodes: Sequence[Node]) -> bool:
    return bool(nodes) and _is_bound(*nodes[-1], before=False)


def _is_gap(item: Node) -> bool:
    return item == _SPACE or (item[0] is op.LITERAL and not _is_letter(item[1]))


def _is_letter(code: int) -> bool:
    return _LETTER.fullmatch(chr(code)) is not None


def _spell(nodes: Sequence[Node]) -> frozenset[str]:
    """Return the beginnings of the words that a sequence can begin with; empty when one of them is not known."""
    words = list(_spell_on("", list(nodes)))
    return frozenset() if None in words or "" in words else frozenset(word for word in words if word)


def _spell_on(word: str, nodes: Sequence[Node]) -> Iterator[str | None]:
    """Yield how a word may go on, None where nobody knows."""
    if len(word) == _START:
        yield word
        return
    if not nodes:
        yield None
        return
    (kind, value), rest = nodes[0], nodes[1:]
    if kind is op.LITERAL:
        yield from _spell_on(word + chr(value).lower(), rest) if _is_letter(value) else [word or None]
    elif kind is op.IN:
        yield from _spell_class(word, value, rest)
    elif kind is op.BRANCH:
        yield from _chain(_spell_on(word, [*part, *rest]) for part in value[1])
    elif kind is op.SUBPATTERN:
        yield from _spell_on(word, [*value[3], *rest])
    elif kind in _REPEATS:
        least, most, inside = value
        if least == 0:
            yield from _spell_on(word, rest)
        again = [] if most == 1 else [(kind, (0, most, inside))]
        yield from _spell_on(word, [*inside, *again, *rest])
    elif kind is op.AT and value is op.AT_BOUNDARY and word:
        yield word
    elif kind in _ASSERTIONS:
        yield from _spell_on(word, rest)
    else:
        yield None


def _spell_class(word: str, items: Sequence[Node], rest: Sequence[Node]) -> Iterator[str | None]:
    if all(_is_gap(item) for item in items):
        yield word or None
    elif len(items) <= _MOST_OF_CLASS and all(kind is op.LITERAL for kind, _ in items):
        yield from _chain(_spell_on(word, [item, *rest]) for item in items)
    else:
        yield None


def _chain(parts: Iterable[Iterator[str | None]]) -> Iterator[str | None]:
    for part in parts:
        yield from part
