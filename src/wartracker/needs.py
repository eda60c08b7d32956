"""A compiled expression in, what every text that it matches must have out: words, where they begin, pieces of text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from re import _constants as op  # type: ignore[attr-defined]  # as hypothesis does: no public reading of expressions
from re import _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

START = 4
"""Letters by which a word is known."""
LATIN = "a-z0-9\u00df-\u00f6\u00f8-\u024f"
"""Letters of words, for a class of an expression."""
_LETTER = re.compile(f"[{LATIN}]", re.IGNORECASE)
# Of scripts without spaces a word may begin anywhere, so letters that are not Latin stand for themselves, as do the
# marks of mentions (`relate.reading.MARKS`).
SINGLE = re.compile(rf"[^\W_{LATIN}]|[\ue000-\ue00a]")
"""What is a word of its own."""
_MOST_OF_CLASS = 4
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
_SPELT = (op.LITERAL, op.IN, *_REPEATS)
_CONTINUED = (*_SPELT, op.SUBPATTERN, op.BRANCH)
_AHEAD = 10  # nodes that are looked at to spell the beginning of a word
_ASSERTIONS = (op.ASSERT, op.ASSERT_NOT, op.AT)
_BOUNDS = (op.AT_BOUNDARY, op.AT_BEGINNING, op.AT_BEGINNING_STRING)
_ENDS = (op.AT_BOUNDARY, op.AT_END, op.AT_END_STRING)
_GAPS = ((op.CATEGORY, op.CATEGORY_SPACE), (op.CATEGORY, op.CATEGORY_NOT_WORD))
_WORD_CHARS = (op.CATEGORY, op.CATEGORY_WORD)

Node = tuple[Any, Any]
# A text must have one of some words, or meet all needs of one of some alternatives.
Need = frozenset[str] | tuple[tuple["Need", ...], ...]
_ANYTHING: Node = (op.ANY, None)


class Leads(NamedTuple):
    """Where the matches of an expression begin."""

    words: frozenset[str]  # their first words' beginnings, "" for the text's own
    loose: tuple[tuple[Need, ...], ...]  # what those need that may begin anywhere


@cache
def find_pieces(pattern: re.Pattern[str]) -> frozenset[str]:
    """Find the longest pieces of plain text of which every match holds one; empty when none are known."""
    return frozenset() if pattern.flags & re.IGNORECASE else _pieces_of(list(_parse(pattern)))


def _pieces_of(nodes: Sequence[Node]) -> frozenset[str]:
    """Return the longest pieces of which matches of a sequence hold one; empty when none are known."""
    choices, run = [], ""
    for kind, value in (*nodes, _ANYTHING):
        if kind is op.LITERAL:
            run += chr(value)
            continue
        choices.append(frozenset([run] if run else []))
        run = ""
        if kind is op.BRANCH:
            each = [_pieces_of(part) for part in value[1]]
            choices.append(frozenset().union(*each) if all(each) else frozenset())
        elif kind is op.SUBPATTERN and not value[1]:  # without flags of its own
            choices.append(_pieces_of(value[3]))
        elif kind is op.ASSERT or (kind in _REPEATS and value[0]):
            choices.append(_pieces_of(value[-1]))
        elif kind is op.IN and all(item[0] is op.LITERAL for item in value):
            choices.append(frozenset(chr(code) for _, code in value))
    return max(filter(None, choices), key=lambda pieces: (min(map(len, pieces)), -len(pieces)), default=frozenset())


def find_fewest(needs: Sequence[Need]) -> frozenset[str]:
    """Return the fewest words of which all that has these needs has one; empty when none are known."""
    return next((need for need in needs if isinstance(need, frozenset)), frozenset())


def read_needs(pattern: re.Pattern[str] | str) -> tuple[Need, ...]:
    """Read what all matches of an expression need, the fewest words first; empty when no word is known."""
    tree = _parse(pattern)
    if tree.state.flags & re.ASCII:
        return ()  # its word bounds are others than those of `list_starts`
    return _of_sequence(list(tree), ())


def read_leads(pattern: re.Pattern[str] | str) -> Leads:
    """Read where the matches of an expression can begin."""
    tree = _parse(pattern)
    if tree.state.flags & (re.ASCII | re.MULTILINE):
        return Leads(frozenset(), ((),))
    words: set[str] = set()
    loose: list[tuple[Need, ...]] = []
    for nodes, bound in _list_alternatives(list(tree), bound=False):
        kind, value = nodes[0] if nodes else _ANYTHING
        if kind is op.AT and value in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            words.add("")
        elif starts := _spell(nodes) if bound or _begins_single(kind, value) else frozenset():
            words |= starts
        else:
            loose.append(_of_sequence(nodes, (), bound=bound))
    return Leads(frozenset(words), tuple(loose))


def _list_alternatives(nodes: Sequence[Node], *, bound: bool) -> Iterator[tuple[Sequence[Node], bool]]:
    """Yield the ways in which matches of a sequence can begin, and whether a word ends before them."""
    (kind, value), rest = nodes[0] if nodes else _ANYTHING, nodes[1:]
    if kind is op.BRANCH:
        for part in value[1]:
            yield from _list_alternatives([*part, *rest], bound=bound)
    elif kind is op.SUBPATTERN:
        yield from _list_alternatives([*value[3], *rest], bound=bound)
    elif (kind is op.AT and value is op.AT_BOUNDARY) or kind in (op.ASSERT, op.ASSERT_NOT):
        yield from _list_alternatives(rest, bound=_is_bound(kind, value, before=bound))
    else:
        yield nodes, bound


@lru_cache(maxsize=1)  # needs and leads of an expression are read one after the other
def _parse(pattern: re.Pattern[str] | str) -> Any:
    if isinstance(pattern, str):
        return _parser.parse(pattern)
    return _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)


def _begins_single(kind: Any, value: Any) -> bool:
    """Tell whether what a node matches begins with a letter that is a word of its own."""
    if kind in _REPEATS and value[0]:
        return _begins_single(*value[2][0])
    return (kind is op.LITERAL and _is_single(value)) or (kind is op.IN and _are_singles(value))


def _of_sequence(nodes: Sequence[Node], then: Sequence[Node], *, bound: bool = False) -> tuple[Need, ...]:
    """Return what all matches of a sequence need, the fewest words first; empty when nothing is known.

    Args:
        nodes: of the parser.
        then: nodes behind them, by which their last word may go on.
        bound: whether a word ends before it.
    """
    needs: list[Need] = []
    following = [*nodes, *then]
    for at, (kind, value) in enumerate(nodes):
        rest = following[at + 1 : at + _AHEAD] if kind in _CONTINUED else []
        if bound and kind in _SPELT and (starts := _spell([(kind, value), *rest])):
            needs.append(starts)  # of a group, what is inside is spelt
        if kind is op.BRANCH:
            needs += _of_branches([_of_sequence(part, rest, bound=bound) for part in value[1]])
        elif kind is op.SUBPATTERN:
            needs += _of_sequence(value[3], rest, bound=bound)
        elif kind in _REPEATS and value[0]:
            needs += _of_sequence(value[2], [_ANYTHING], bound=bound)
        elif kind is op.ASSERT:
            needs += _of_sequence(value[1], [_ANYTHING], bound=bound and value[0] > 0)
        elif kind is op.LITERAL and _is_single(value):
            needs.append(frozenset([chr(value).lower()]))
        elif kind is op.IN and _are_singles(value):
            needs.append(frozenset(chr(code).lower() for _, code in value))
        bound = _is_bound(kind, value, before=bound)
    return _leave_out_implied(needs)


def _of_branches(branches: Sequence[tuple[Need, ...]]) -> tuple[Need, ...]:
    """Return what one of some branches needs: a word of the fewest of each, which is soon told, then all of one."""
    if not all(branches):
        return ()
    fewest = [find_fewest(needs) for needs in branches]
    needs: tuple[Need, ...] = (frozenset().union(*fewest),) if all(fewest) else ()
    if all(len(each) == 1 and few for each, few in zip(branches, fewest, strict=True)):
        return needs
    return (*needs, _join_single(branches))


def _join_single(branches: Sequence[tuple[Need, ...]]) -> tuple[tuple[Need, ...], ...]:
    """Join the branches that need one of some words and nothing else: that is told at once for all of them."""
    single = [need for need, *others in branches if not others and isinstance(need, frozenset)]
    joined: tuple[Need, ...] = (frozenset().union(*single),)
    return tuple(dict.fromkeys(joined if len(each) == 1 and each[0] in single else each for each in branches))


def _leave_out_implied(needs: Sequence[Need]) -> tuple[Need, ...]:
    sets = sorted((need for need in needs if isinstance(need, frozenset)), key=_rank)
    fewest = [need for at, need in enumerate(sets) if not any(other <= need for other in sets[:at])]
    return (*fewest, *(need for need in needs if not isinstance(need, frozenset)))


def _rank(cues: frozenset[str]) -> tuple[int, int, bool]:
    """Rank words by how rarely a text has one of them: few and long ones first; "a" is in every English text."""
    return len(cues), -min(map(len, cues)), "a" in cues


def _are_singles(items: Sequence[Node]) -> bool:
    return all(kind is op.LITERAL and _is_single(value) for kind, value in items)


@cache
def _is_single(code: int) -> bool:
    return SINGLE.fullmatch(chr(code).lower()) is not None


def _is_bound(kind: Any, value: Any, *, before: bool) -> bool:
    """Tell whether a word begins behind what a node matches, if letters follow; `before`: whether one would before."""
    if kind is op.AT:
        return before or value in _BOUNDS
    if kind is op.ASSERT_NOT:
        return before or (value[0] < 0 and _bars_letters(value[1]))
    if kind is op.ASSERT:
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


def _bars_letters(nodes: Sequence[Node]) -> bool:
    """Tell whether any letter would match: so where it must not, a word begins or ends."""
    [(kind, items), *others] = nodes
    return kind is op.IN and not others and _WORD_CHARS in items and items[0][0] is not op.NEGATE


def _is_gap(item: Node) -> bool:
    return item in _GAPS or (item[0] is op.LITERAL and not _is_letter(item[1]))


@cache
def _is_letter(code: int) -> bool:
    return _LETTER.fullmatch(chr(code)) is not None


def _spell(nodes: Sequence[Node]) -> frozenset[str]:
    """Return the beginnings of the words that a sequence can begin with; empty when one of them is not known."""
    words = list(_spell_on("", list(nodes)))
    return frozenset() if None in words or "" in words else frozenset(word for word in words if word)


def _spell_on(word: str, nodes: Sequence[Node]) -> Iterator[str | None]:
    """Yield how a word may go on, None where nobody knows."""
    if len(word) == START:
        yield word
        return
    if not nodes:
        yield None
        return
    (kind, value), rest = nodes[0], nodes[1:]
    if kind is op.LITERAL:
        letter = chr(value).lower()
        if _is_letter(value):
            yield from _spell_on(word + letter, rest)
        else:
            yield word or (letter if _is_single(value) else None)
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
    elif word and ((kind is op.AT and value in _ENDS) or (kind is op.ASSERT_NOT and _bars_letters(value[1]))):
        yield word
    elif kind is op.ASSERT and value[0] > 0:
        ahead = list(_spell_on(word, [*value[1], _ANYTHING]))
        yield from _spell_on(word, rest) if None in ahead else ahead
    elif kind in _ASSERTIONS:
        yield from _spell_on(word, rest)
    else:
        yield None


def _spell_class(word: str, items: Sequence[Node], rest: Sequence[Node]) -> Iterator[str | None]:
    if word and all(_is_gap(item) for item in items):
        yield word
    elif _are_singles(items) or (len(items) <= _MOST_OF_CLASS and all(kind is op.LITERAL for kind, _ in items)):
        yield from _chain(_spell_on(word, [item, *rest]) for item in items)
    else:
        yield None


def _chain(parts: Iterable[Iterator[str | None]]) -> Iterator[str | None]:
    for part in parts:
        yield from part
