"""Page bytes in, all visible text out: fast, complete, before the gate (menus and comments included)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from wartracker.charsets import decode_bytes
from wartracker.plaintext import clean_text

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_SNIFF_BYTES = 4096  # browsers look for a meta element in the first 1,024 bytes; long comments stand before it
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})")
_MARKUP = re.compile(
    r"<(!doctype|html|head|body|meta|title|script|style|p|div|article|section|main|br|hr|h[1-6]|table|ul|ol|li|span|a|b"
    r"|em|strong|img|form|frameset|font|center|pre|blockquote|\?xml)\b",
    re.IGNORECASE,
)
_LANG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_REFUSED_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])


@dataclass(frozen=True, slots=True)
class Visible:
    """What a reader could see anywhere on a page."""

    html: str  # decoded source
    text: str  # all visible text, menus and comments included
    title: str  # of the title element, as written
    lang: str | None  # of the html element, BCP 47
    heading: str = ""  # text of the first h1


def extract_visible(body: bytes, charset: str | None) -> Visible:
    """Decode a page and collect all its visible text.

    Args:
        body: raw bytes of the page.
        charset: charset of the HTTP header, None when it named none.

    Returns:
        Decoded html, text, title and language; empty texts for a body without any.
    """
    html = decode_html(body, charset)
    if is_plain(html):
        return Visible(html=html, text=clean_text(html), title="", lang=None, heading=_first_heading(html))
    tree = HTMLTree.parse(html)
    text = extract_plain_text(tree, main_content=False, alt_texts=False, links=False, form_fields=False)
    first = tree.document.query_selector("h1") if tree.document else None
    return Visible(
        html=html,
        text=text.strip(),
        title=" ".join((tree.title or "").split()),
        lang=_read_lang(tree),
        heading=" ".join((first.text or "").split()) if first else "",
    )


def is_plain(source: str) -> bool:
    """Return whether a decoded page holds no markup: plain text or Markdown served as such."""
    return bool(source.strip()) and not _MARKUP.search(source)


def _first_heading(text: str) -> str:
    found = re.search(r"^#{1,2} +(\S.{0,300}?)\s*#*$", text[:5000], re.MULTILINE)
    return found[1] if found else ""


def decode_html(body: bytes, charset: str | None) -> str:
    """Decode a page: byte order mark > HTTP charset > meta or XML declaration > UTF-8 > windows-1252."""
    head = body[:_SNIFF_BYTES]
    found = _META_CHARSET.search(head) or _XML_CHARSET.search(head)
    declared = found.group(1).decode("ascii") if found else None
    text, _ = decode_bytes(body, (charset, declared))
    # no charset writes such a character without such a byte, and bytes are looked through faster
    return _REFUSED.sub("", text) if len(body.translate(None, _REFUSED_BYTES)) < len(body) else text


def _read_lang(tree: HTMLTree) -> str | None:
    root = tree.document.query_selector("html") if tree.document else None
    lang = (root.getattr("lang") or root.getattr("xml:lang") or "").strip().replace("_", "-") if root else ""
    return lang if _LANG.fullmatch(lang) else None
