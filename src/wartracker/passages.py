"""Text in, blocks (headings, list items, paragraphs, table rows, code) and sentences out, as code point offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block of text is."""

    HEADING = "heading"
    ITEM = "item"
    PARAGRAPH = "paragraph"
    ROW = "row"  # a row of a Markdown table
    CODE = "code"  # fenced code with its fences


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text: `text[start:end]`, half open, code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """One block; markers (`#`, `-`, `1.`, `>`) stand outside its span."""

    start: int
    end: int
    kind: BlockKind
    level: int = 0  # heading: 1..6; item: depth of its indentation, 0 outermost


_FENCE = re.compile(r"[ \t]*(```+|~~~+)")
_HEADING = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]+(?=\S)")
_SETEXT = re.compile(r"[ \t]{0,3}(=+|-{2,})[ \t]*$")
_BOLD_LINE = re.compile(r"[ \t]*(\*\*|__)(?=\S)(?P<in>(?:(?!\1).){2,160})(\*\*|__):?[ \t]*$")
_ITEM = re.compile(r"[ \t]*(?:>[ \t]*)*(?:[-*+•‣▪●–][ \t]+|\(?\d{1,3}[.)][ \t]+)(?=\S)(?:\[[ xX]\][ \t]+)?")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_ROW = re.compile(r"[ \t]*\|")
_RULE_LINE = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}$|[ \t]*\|?[ \t:|-]+\|[ \t:|-]*$")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]*_`]*(?=\s|$)|[。！？；]+[”’」』）]*")
_OPENERS = "\"'“‘«([*_`#<•-–—"
# Words whose full stop does not end a sentence, whatever follows.
_TITLES = _words(
    "mr mrs ms dr prof gov sen rep gen lt col sgt capt hon rev st mt vs e.g i.e cf al fig figs eq sec no nos vol "
    "ed eds approx ca est jan feb mar apr jun jul aug sep sept oct nov dec pres sr resp incl art ver"
)
# Words whose full stop may end a sentence: only when a usual first word follows.
_MAYBE = _words("inc corp ltd co llc plc u.s u.k e.u u.n d.c a.m p.m jr etc gmbh s.a n.y bros ph.d a.i")
_FIRST_WORDS = _words(
    "the a an it its this that these those in on at by for from with as but and or so if when while after before since "
    "he she they we you i his her their our my there here however meanwhile although though according what how why "
    "where who also both most many some all no not now then today yesterday under over until despite because"
)
_WRAP_MIN, _WRAP_MAX = 55, 100  # widths of hard-wrapped plain text, code points


def split_blocks(text: str) -> list[Block]:
    """Split Markdown or plain text into blocks.

    Plain text as extractors give it holds one paragraph a line; hard-wrapped text is joined again.

    Args:
        text: any text, code points.

    Returns:
        Blocks in order, not overlapping, none of them blank; code fences are one block each.
    """
    blocks: list[Block] = []
    lines = list(_lines(text))
    index = 0
    while index < len(lines):
        start, end = lines[index]
        line = text[start:end]
        if not line.strip():
            index += 1
            continue
        if fence := _FENCE.match(line):
            index, block = _code_block(text, lines, index, fence.group(1))
            blocks.append(block)
            continue
        if single := _single_line(text, start, end, line):
            blocks.append(single)
            index += 1
            continue
        if _RULE_LINE.fullmatch(line):
            if blocks and _SETEXT.fullmatch(line) and _is_title(text, blocks[-1], start):
                blocks[-1] = Block(blocks[-1].start, blocks[-1].end, BlockKind.HEADING, 1 if "=" in line else 2)
            index += 1
            continue
        index, block = _flowing_block(text, lines, index)
        if block.start < block.end:
            blocks.append(block)
    return blocks


def split_sentences(text: str) -> list[Span]:
    """Split a text into sentences, block by block, code left out.

    A heading, a list item or a headline without a full stop is a sentence too.

    Args:
        text: any text, code points.

    Returns:
        Spans in order, stripped of white space, none of them empty.
    """
    spans: list[Span] = []
    for block in split_blocks(text):
        if block.kind is not BlockKind.CODE:
            spans.extend(split_block(text, block.start, block.end))
    return spans


def split_block(text: str, start: int, end: int) -> list[Span]:
    """Split one stretch of running text into sentences.

    Args:
        text: the whole text.
        start: first code point of the stretch.
        end: one past its last code point.

    Returns:
        Spans within the stretch, in order, stripped, none of them empty.
    """
    spans: list[Span] = []
    at = start
    for match in _SENTENCE_END.finditer(text, start, end):
        stop = match.end()
        if match.group()[0] in "。！？；" or _ends_sentence(text, at, match.start(), stop, end):
            _add(spans, text, at, stop)
            at = stop
    _add(spans, text, at, end)
    return spans


def _lines(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    for line in text.split("\n"):
        yield at, at + len(line.rstrip("\r"))
        at += len(line) + 1


def _code_block(text: str, lines: list[tuple[int, int]], index: int, fence: str) -> tuple[int, Block]:
    first = index
    index += 1
    while index < len(lines):
        start, end = lines[index]
        index += 1
        if text[start:end].strip().startswith(fence):
            break
    return index, Block(lines[first][0], lines[index - 1][1], BlockKind.CODE)


def _single_line(text: str, start: int, end: int, line: str) -> Block | None:
    """Return the block of a line that is a block of its own: heading, bold title, table row."""
    stripped_end = start + len(line.rstrip())
    if heading := _HEADING.match(line):
        closing = re.search(r"[ \t]+#+[ \t]*$", line)
        stop = start + closing.start() if closing and closing.start() > heading.end() else stripped_end
        return Block(start + heading.end(), stop, BlockKind.HEADING, len(heading.group(1)))
    if bold := _BOLD_LINE.fullmatch(line):
        return Block(start + bold.start("in"), start + bold.end("in"), BlockKind.HEADING, 6)
    if _ROW.match(line) and not _RULE_LINE.fullmatch(line):
        return Block(start + len(line) - len(line.lstrip()), stripped_end, BlockKind.ROW)
    return None


def _is_title(text: str, block: Block, rule_start: int) -> bool:
    return (
        block.kind is BlockKind.PARAGRAPH
        and text[block.end : rule_start].count("\n") == 1
        and "\n" not in text[block.start : block.end]
        and block.end - block.start <= 120
    )


def _flowing_block(text: str, lines: list[tuple[int, int]], index: int) -> tuple[int, Block]:
    """Return a list item or paragraph that begins at a line, joined with the lines that continue it."""
    start, end = lines[index]
    line = text[start:end]
    item = _ITEM.match(line)
    quote = None if item else _QUOTE.match(line)
    marker = item or quote
    begin = start + (marker.end() if marker else len(line) - len(line.lstrip()))
    wrapped = _is_wrapped(text, lines, index)
    last = index
    while last + 1 < len(lines):
        follow_start, follow_end = lines[last + 1]
        follow = text[follow_start:follow_end]
        if not follow.strip() or _starts_block(follow):
            break
        indented = item is not None and follow[:1] in " \t"
        if not (indented or wrapped or _continues(text[slice(*lines[last])], follow)):
            break
        last += 1
    stop = lines[last][1]
    stop -= len(text[begin:stop]) - len(text[begin:stop].rstrip())
    depth = (len(line) - len(line.lstrip())) // 2 if item else 0
    return last + 1, Block(begin, stop, BlockKind.ITEM if item else BlockKind.PARAGRAPH, depth)


def _starts_block(line: str) -> bool:
    return bool(
        _FENCE.match(line)
        or _HEADING.match(line)
        or _ITEM.match(line)
        or _ROW.match(line)
        or _RULE_LINE.fullmatch(line)
        or _BOLD_LINE.fullmatch(line)
    )


def _continues(line: str, follow: str) -> bool:
    """Tell whether a line runs on: the next one begins in lower case and this one ends in mid sentence."""
    head = follow.lstrip(" \t>")[:1]
    tail = line.rstrip()[-1:]
    return head.islower() and tail not in ".!?:;…。"


def _is_wrapped(text: str, lines: list[tuple[int, int]], index: int) -> bool:
    """Tell whether the run of lines from `index` on is hard-wrapped: all short, all but the last nearly full."""
    widths = []
    for start, end in lines[index : index + 40]:
        if not text[start:end].strip():
            break
        widths.append(end - start)
    full = widths[:-1]
    return len(widths) >= 2 and max(widths) <= _WRAP_MAX and min(full) >= _WRAP_MIN


def _ends_sentence(text: str, begin: int, dot: int, stop: int, end: int) -> bool:
    following = re.compile(r"\s*").match(text, stop, end)
    at = following.end() if following else stop
    if at >= end:
        return True
    head = text[at]
    if not (head.isupper() or head.isdigit() or head in _OPENERS or not head.isascii()):
        return False
    if text[dot] != ".":
        return True
    word = re.search(r"[\w.&]*$", text[max(begin, dot - 24) : dot])
    before = word.group().lower().strip(".") if word else ""
    if before in _TITLES:
        return head in _OPENERS and before not in {"e.g", "i.e", "vs", "cf"}
    if len(before) == 1 and before.isalpha() and text[dot - 1].isupper():
        return _is_first_word(text, at)  # an initial: "Sam D. Angelo"
    if before in _MAYBE or re.fullmatch(r"(?:[a-z]\.)+[a-z]", before):
        return _is_first_word(text, at)
    # "1. First item" that was no list item does not end at its number
    return not (before.isdigit() and dot - len(before) == begin)


def _is_first_word(text: str, at: int) -> bool:
    word = re.compile(r"[A-Za-z']+").match(text, at)
    return bool(word) and word is not None and word.group().lower() in _FIRST_WORDS


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - (len(piece) - len(piece.rstrip()))
    if left < right:
        spans.append(Span(left, right))
