"""The body that trafilatura found in, text out: one block a line, so that later stages can segment round-ups."""

from __future__ import annotations

from typing import Any

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
    loose: list[str] = [parent.text or ""]

    def flush() -> None:
        text = _squeeze("".join(loose))
        if text:
            blocks.append(text)
        loose.clear()

    for element in parent:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BLOCKS:
            flush()
            _render_block(element, tag, blocks)
        elif tag == "lb":
            loose.append("\n")
        elif tag:
            loose.append(_inline(element))
        loose.append(element.tail or "")
    flush()


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
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child not in (skip or ()):
            if child.tag == "lb":
                parts.append("\n")
            elif child.tag in _BLOCKS and child.tag != "code":
                parts += ["\n", _inline(child), "\n"]
            else:
                parts.append(_inline(child))
        parts.append(child.tail or "")
    return "".join(parts)


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
