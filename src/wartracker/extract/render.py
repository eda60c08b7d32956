"""The body that trafilatura found in, text out: one block a line, so that later stages can segment round-ups."""

from __future__ import annotations

import re
from typing import Any

_EDGE_KEPT = (" ", "\n", "\u00a0", "-", "/", "(", "$", "\u20ac", "\u00a3", "#", "@", "'", "\u2019", '"', "\u201c")
_HEADING_MAX = 160  # a longer bold paragraph is emphasis, not a heading


def render_body(body: Any) -> str:
    """Write an extracted body as text.

    Paragraphs, headings ("## "), list items ("- ", nested ones indented), quotes, table rows ("| a | b |") and
    fenced code stand on lines of their own, blank lines between blocks; a paragraph that is bold as a whole keeps
    its marks, since newsletters use it as a heading. Links and emphasis inside of paragraphs leave no marks.

    Args:
        body: lxml element in trafilatura's vocabulary (p, head, list, item, quote, table, code, lb, hi).
    """
    blocks: list[str] = []
    _render_children(body, blocks)
    return "\n\n".join(block for block in blocks if block.strip())


def _render_children(parent: Any, blocks: list[str]) -> None:
    loose = _source_line(parent.text)  # text between blocks
    for element in parent:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BLOCKS:
            _add(loose, blocks)
            loose = ""
            _render_block(element, tag, blocks)
        elif tag:
            loose = _join_element(loose, element)
        loose = _join(loose, _source_line(element.tail))
    _add(loose, blocks)


def _add(text: str, blocks: list[str]) -> None:
    if squeezed := _squeeze(text):
        blocks.append(squeezed)


_BLOCKS = frozenset({"p", "head", "list", "item", "quote", "table", "row", "code", "div", "graphic", "body", "main"})


def _render_block(element: Any, tag: str, blocks: list[str]) -> None:
    if tag == "head":
        level = int(rend[1]) if (rend := element.get("rend") or "h2")[1:2].isdigit() else 2
        text = " ".join(_inline(element).split())
        if text:
            blocks.append(f"{'#' * min(level, 6)} {text}")
    elif tag == "list":
        lines = _render_list(element, 0)
        if lines:
            blocks.append("\n".join(lines))
    elif tag == "table":
        rows = [row for row in map(_render_row, element.iter("row")) if row]
        if rows:
            blocks.append("\n".join(rows))
    elif tag == "code":
        code = "".join(element.itertext()).strip("\n")
        if "\n" in code:
            blocks.append(f"```\n{code}\n```")
        elif code.strip():
            blocks.append(code.strip())
    elif tag == "p" and not _has_block(element):
        text = _squeeze(_inline(element))
        blocks.append(f"**{text}**" if text and _is_bold(element, text) else text)
    elif tag != "graphic":
        _render_children(element, blocks)


def _render_list(element: Any, depth: int) -> list[str]:
    lines: list[str] = []
    for item in element.iter("item") if depth > 5 else element:
        if item.tag == "list":
            lines += _render_list(item, depth + 1)
            continue
        nested = [child for child in item if child.tag == "list"] if depth <= 5 else []
        text = " ".join(_inline(item, skip=nested).split())
        if text:
            lines.append(f"{'  ' * depth}- {text}")
        for child in nested:
            lines += _render_list(child, depth + 1)
    return lines


def _render_row(row: Any) -> str:
    cells = [" ".join("".join(cell.itertext()).split()).replace("|", "/") for cell in row.iter("cell")]
    if not any(cells):
        return ""
    return cells[0] if len(cells) == 1 else f"| {' | '.join(cells)} |"


def _inline(element: Any, skip: list[Any] | None = None) -> str:
    """Join the text within an element; line breaks stay, blocks inside are set apart by a break."""
    text = _source_line(element.text)
    for child in element:
        if isinstance(child.tag, str) and child not in (skip or ()):
            text = _join_element(text, child)
        tail = _source_line(child.tail)
        text = text + tail if child.get("rend") in {"#sub", "#sup"} else _join(text, tail)
    return text


def _join_element(text: str, child: Any) -> str:
    if child.tag == "lb":
        return f"{text}\n"
    if child.tag in _BLOCKS and child.tag != "code":
        return f"{text}\n{_inline(child)}\n"
    inner = _inline(child)
    if child.get("rend") == "#sup":
        # a power of ten keeps its meaning ("10^26 operations"); a footnote's number has none
        if not inner.strip(" []").isdigit():
            return text + inner
        return f"{text}^{inner.strip()}" if text[-1:].isdigit() else text
    return text + inner if child.get("rend") == "#sub" else _join(text, inner)


def _source_line(text: str | None) -> str:
    """Return text with the line breaks of the page's source, which mean blanks, as blanks."""
    return (text or "").replace("\n", " ")


def _join(one: str, other: str) -> str:
    """Join two runs of text; the blank that trafilatura trims at the edge of an emphasis is put back.

    A single letter stays with its word: initials are often set apart.
    """
    if not one or not other or not other[0].isalnum() or one.endswith(_EDGE_KEPT):
        return one + other
    last_word = re.split(r"\W", one)[-1]
    glued = (one[-1].isalnum() and len(last_word) > 1) or one[-1] in ",;:!?)"
    return f"{one} {other}" if glued else one + other


def _has_block(element: Any) -> bool:
    return any(child.tag in {"p", "list", "table", "head", "quote"} for child in element)


def _is_bold(element: Any, text: str) -> bool:
    if len(text) > _HEADING_MAX or "\n" in text or (element.text or "").strip():
        return False
    children = list(element)
    return bool(children) and all(
        child.tag == "hi" and "b" in (child.get("rend") or "") and not (child.tail or "").strip() for child in children
    )


def _squeeze(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
