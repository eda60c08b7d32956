"""Text or markup of the web in, clean plain text out: NFC, no control, bidi or zero-width characters, blocks on lines.

Every text that is stored passes through here once, so that offsets into it never move.
"""

from __future__ import annotations

import html
import re
import unicodedata

_BLANKS = [0x09, 0x0B, 0x0C, 0xA0, 0x1680, 0x202F, 0x205F, 0x3000, *range(0x2000, 0x200B)]
_BREAKS = [0x0D, 0x85, 0x2028, 0x2029]
# Controls, soft hyphen, zero-width, bidirectional controls, invisible operators, tags, lone surrogates, non-characters:
# they hide or reorder text (Trojan Source), or cannot be stored as UTF-8.
_DROPPED = [
    *(code for code in range(0x20) if code not in {0x09, 0x0A, 0x0B, 0x0C, 0x0D}),
    *(code for code in range(0x7F, 0xA0) if code != 0x85),
    *(0xAD, 0x34F, 0x61C, 0x180E, 0xFEFF),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xD800, 0xE000),
    *range(0xFFF9, 0xFFFC),
    *(0xFFFE, 0xFFFF),
    *range(0xE0000, 0xE0080),
]
_TABLE: dict[int, str | None] = (
    dict.fromkeys(_BLANKS, " ") | dict.fromkeys(_BREAKS, "\n") | dict.fromkeys(_DROPPED, None)
)
# Latin, Greek, Cyrillic and CJK text with usual punctuation: translating it would change nothing and take 100 times
# as long as this look at it.
_UNTOUCHED = re.compile("[\n -~\u00a1-\u00ac\u00ae-\u034e\u0370-\u061b\u2010-\u2027\u2030-\u205e\u3001-\ud7ff]*")
_LINE_BLANKS = re.compile(r" *\n *")
_MANY_BREAKS = re.compile(r"\n{3,}")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>|<!--.*?-->", re.DOTALL)
_SCRIPT = re.compile(r"<(script|style)\b[^<>]{0,2000}>.{0,20000}?</\1\s*>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(r"&(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_POWER = re.compile(r"(\d)<sup>(\d{1,3})</sup>", re.IGNORECASE)
_BULLET = re.compile(r"^(\s*)[•◦▪‣·*]\s+", re.MULTILINE)


def clean_text(text: str) -> str:
    """Clean a text of several lines; line breaks and single blanks stay, indentation goes.

    Args:
        text: decoded text, no markup.

    Returns:
        NFC text without invisible characters, at most one blank line in a row, no blanks at line ends.
    """
    text = _translate(text.replace("\r\n", "\n"))
    if "  " in text:
        text = re.sub(r" {2,}", " ", text)
    if "\n" in text:
        text = _MANY_BREAKS.sub("\n\n", _LINE_BLANKS.sub("\n", text))
    return text.strip()


def clean_line(text: str) -> str:
    """Clean a text of one line: as `clean_text`, with every run of blanks and breaks as one blank."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return " ".join(_translate(text).split())


def _translate(text: str) -> str:
    if not _UNTOUCHED.fullmatch(text):
        text = text.translate(_TABLE)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def plain_title(markup: str, limit: int) -> str:
    """Turn a title that may hold markup or doubly escaped entities into one clean line.

    Entities are resolved at most twice (fault catalogue row 126): feeds escape a title once for XML and once more.

    Args:
        markup: title as the parser gave it.
        limit: longest result, in characters.
    """
    text = markup[: 20 * limit]
    if _TAG.search(text):
        text = _SCRIPT.sub(" ", text)
        text = _TAG.sub(" " if "<br" in text.lower() or "<p" in text.lower() else "", text)
    for _ in range(2):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return cut_text(clean_line(text), limit)


def plain_text(markup: str, limit: int) -> str:
    """Turn an HTML fragment (or plain text) into clean text with blocks on their own lines and items marked "- ".

    Args:
        markup: HTML fragment or text; scripts and styles are left out.
        limit: longest result, in characters.
    """
    if not markup:
        return ""
    markup = markup[: 4 * limit]  # more markup than that around the text is an attack
    if not _TAG.search(markup) and "&" not in markup:
        return cut_text(clean_text(markup), limit)
    from resiliparse.extract.html2text import extract_plain_text

    # an escaped fragment ("&lt;p&gt;") is markup that was escaped once too often
    if not _TAG.search(markup) and "&lt;" in markup and _TAG.search(unescaped := html.unescape(markup)):
        markup = unescaped
    if "up>" in markup.lower():
        markup = _POWER.sub(r"\1^\2", markup)  # "10<sup>26</sup> operations" must not become 1026
    source = markup.replace("\x00", "").replace("\x0c", "")
    text = extract_plain_text(source, main_content=False, alt_texts=False, links=False, form_fields=False)
    if "*" in text or not text.isascii():
        text = _BULLET.sub(r"\1- ", text)
    return cut_text(clean_text(text), limit)


def cut_text(text: str, limit: int) -> str:
    """Cut a text to at most `limit` characters, not in the middle of a combining sequence."""
    if len(text) <= limit:
        return text
    while limit and unicodedata.combining(text[limit]):
        limit -= 1
    return text[:limit].rstrip()
