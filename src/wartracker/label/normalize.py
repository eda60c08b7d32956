"""Original text in, folded text (one spelling of hyphens and quotes, code masked) and the way back to offsets out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from wartracker.cues import is_possible

MASK = "\ufffc"  # object replacement character: stands for one code point nobody may read

_HYPHENS = "\u2010\u2011\u2012\u2013\u2212\ufe58\ufe63\uff0d"
_SINGLE_QUOTES = "\u2018\u2019\u201b\u02bc\u00b4\u2032"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033"
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f"
_SAME_LENGTH = str.maketrans(
    {
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys(_SINGLE_QUOTES, "'"),
        **dict.fromkeys(_DOUBLE_QUOTES, '"'),
        **dict.fromkeys(_SPACES, " "),
    }
)
_LIGATURES = {"\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl"}
_UNEVEN = re.compile(f"[{_INVISIBLE}{''.join(_LIGATURES)}]")
# Full-width and other compatibility forms whose NFKC form is one code point.
_COMPATIBLE = re.compile("[\uff01-\uffee\U0001d400-\U0001d7ff\u2460-\u24ff]")

_HIDDEN = re.compile(
    r"```.*?(?:```|\Z)"  # fenced code
    r"|~~~.*?(?:~~~|\Z)"
    # inline code, but for names of the shape of a model's that open a changelog's line ("- `ember-4-pro` is out")
    r"|`(?!(?=[^`\n]*\d)[a-z]{2,15}(?:-[a-z0-9.]{1,12}){1,6}`)[^`\n]+`"
    r"|(?<!\n- )(?<!\n\* )(?<!` and )(?<!`, )`[^`\n]+`"
    r"|(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:[ ]\"[^\"\n]*\")?\)"  # link targets
    r"|(?<=\]):[ ]\S+"  # reference link targets
    r"|\b(?:https?|ftp|magnet):\S*[^\s.,;:!?)\]'\"*]"  # addresses
    r"|\bwww\.[^\s)\]]+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,80}\.[\w.]{1,80}"  # mail
    r"|<!--.{0,2000}?-->|</?[A-Za-z][^<>\n]{0,300}>",  # markup
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as the rules read it: same words, one spelling of hyphens, quotes and spaces."""

    text: str  # with code, link targets and addresses masked
    starts: tuple[int, ...] | None  # original offset of each folded code point; None: the same offsets

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the original text of a non-empty folded span."""
        if self.starts is None:
            return start, end
        return self.starts[start], self.starts[end - 1] + 1


def fold_text(text: str) -> Folded:
    """Fold a text for matching.

    Args:
        text: any text, code points; Markdown, plain text or one sentence.

    Returns:
        The folded text and its offsets; NFKC is applied where it keeps the number of code points.
    """
    plain = text.translate(_SAME_LENGTH) if not text.isascii() else text
    if not plain.isascii() and _COMPATIBLE.search(plain):
        plain = _COMPATIBLE.sub(_compatible, plain)
    starts: tuple[int, ...] | None = None
    if not plain.isascii() and _UNEVEN.search(plain):
        plain, starts = _fold_uneven(plain)
    return Folded(mask_hidden(plain), starts)


def mask_hidden(text: str) -> str:
    """Replace code, link targets, addresses and markup by masks of the same length."""
    return _HIDDEN.sub(lambda match: MASK * len(match.group()), text) if is_possible(_HIDDEN, text) else text


def slug(name: str) -> str:
    """Return a key made of a name: lower case, words joined by hyphens, dots and plus signs kept."""
    text = unicodedata.normalize("NFKD", name).lower()
    text = "".join(char for char in text if not unicodedata.combining(char))
    return re.sub(r"[^\w.+]+|_", "-", text).strip("-.")


def _compatible(match: re.Match[str]) -> str:
    folded = unicodedata.normalize("NFKC", match.group())
    return folded if len(folded) == 1 else match.group()


def _fold_uneven(text: str) -> tuple[str, tuple[int, ...]]:
    chars: list[str] = []
    starts: list[int] = []
    for index, char in enumerate(text):
        if char in _INVISIBLE:
            continue
        for piece in _LIGATURES.get(char, char):
            chars.append(piece)
            starts.append(index)
    return "".join(chars), tuple(starts)
