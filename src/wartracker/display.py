"""Text of the web in, text that is safe to look at out: no control characters, no direction tricks, no endless lines.

Escaping is the template's work (autoescape); this removes what escaping leaves alone.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# Unicode TR36 section 2.3 and CVE-2021-42574: bidirectional controls make text read other than it is stored.
_DIRECTION = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb\u2028\u2029\ud800-\udfff]")
_UNLINKED = re.compile("[\x00-\x20\x7f]")
MAX_LINE = 400
"""Code points of a title or a name that are shown; the whole stands in the source."""


def clean_text(text: str) -> str:
    """Drop direction controls and replace control characters by a blank."""
    if text.isascii() and text.isprintable():  # nearly every text: one look instead of two searches
        return text
    return _CONTROL.sub(" ", _DIRECTION.sub("", text))


def clean_line(text: str, limit: int = MAX_LINE) -> str:
    """Clean a text that stands on one line.

    Args:
        text: anything.
        limit: code points shown.

    Returns:
        One line without control characters, cut with an ellipsis.
    """
    line = " ".join(clean_text(text[: 4 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def safe_link(url: str) -> str | None:
    """Return an address that a link may carry; None when it is not plain http or https."""
    text = url.strip()
    if _UNLINKED.search(text):
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or parts.username is not None:
        return None
    return text


def tell_host(url: str) -> str:
    """Return the host of an address for people, the address itself when it has none."""
    link = safe_link(url)
    return clean_line(urlsplit(link).hostname or "" if link else url, 80)


def tell_word(word: str) -> str:
    """Write a word of a closed vocabulary for people: underscores are blanks."""
    return word.replace("_", " ")
