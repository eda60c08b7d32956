"""Bytes and what is said of their encoding in, text out; only encodings on a closed list are ever used.

The list leaves out what is no text encoding of documents (utf-7, unicode_escape, idna, punycode, zip ...).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

_LATIN = "cp1252"  # WHATWG: latin-1 and ASCII labels mean windows-1252

_NAMES = """
    utf_8 utf_16 utf_16_le utf_16_be utf_32 utf_32_le utf_32_be gb18030 big5hkscs euc_jp cp932 iso2022_jp cp949
    johab hz koi8_r koi8_u koi8_t kz1048 ptcp154 cp037 cp273 cp424 cp437 cp500 cp720 cp737 cp775 cp850 cp852 cp855
    cp856 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp866 cp869 cp874 cp875 cp1006 cp1026 cp1125 cp1140 cp1250
    cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6
    iso8859_7 iso8859_8 iso8859_9 iso8859_10 iso8859_11 iso8859_13 iso8859_14 iso8859_15 iso8859_16 mac_cyrillic
    mac_greek mac_iceland mac_latin2 mac_roman mac_turkish tis_620 euc_jis_2004 euc_jisx0213 shift_jis_2004
    shift_jisx0213 iso2022_jp_1 iso2022_jp_2 iso2022_jp_2004 iso2022_jp_3 iso2022_jp_ext iso2022_kr
"""
_ALLOWED = frozenset(_NAMES.split())
# Supersets that real documents mean when they name the smaller set (WHATWG Encoding, as browsers do).
_SUPERSETS = {
    "ascii": _LATIN,
    "iso8859_1": _LATIN,
    "latin_1": _LATIN,
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso8859_9": "cp1254",
    "utf_8_sig": "utf_8",
}
_BOMS = (
    (codecs.BOM_UTF32_LE, "utf_32_le"),  # before UTF-16: its mark starts like that one
    (codecs.BOM_UTF32_BE, "utf_32_be"),
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
)
# `<` of a document without a mark, by the zeros around it (XML 1.0, appendix F).
_PATTERNS = (
    (b"<\x00\x00\x00", "utf_32_le"),
    (b"\x00\x00\x00<", "utf_32_be"),
    (b"<\x00", "utf_16_le"),
    (b"\x00<", "utf_16_be"),
)
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:()+-]{1,39}")
_MAX_BAD = 0.01  # of the bytes; above it a document is not UTF-8 (fault catalogue row 83)


def find_codec(label: str | None) -> str | None:
    """Return the codec a charset label means, None when it names none that we use.

    Args:
        label: from an HTTP header, an XML declaration or a meta element; anything at all.
    """
    if label is None or not _LABEL.fullmatch(text := label.strip().strip("\"'")):
        return None
    name = {"x-sjis": "cp932", "windows-31j": "cp932", "ks_c_5601-1987": "cp949", "macintosh": "mac_roman"}.get(
        text.lower(), text.removeprefix("x-").removeprefix("X-")
    )
    try:
        found = codecs.lookup(name).name.replace("-", "_")
    except (LookupError, ValueError, UnicodeError):
        return None
    found = {"utf8": "utf_8"}.get(found, found)
    found = _SUPERSETS.get(found, found)
    return found if found in _ALLOWED else None


def decode_bytes(body: bytes, labels: Iterable[str | None]) -> tuple[str, str]:
    """Decode a document.

    Byte order mark > zero pattern > the labels in order > UTF-8 > windows-1252. A label whose decoding fails is
    passed over, except UTF-8 with less than 1 % bad bytes, which stays UTF-8 with replacement characters; a Latin-1
    label gives way to a body that is UTF-8 without a fault.

    Args:
        body: the raw bytes.
        labels: charset labels, the most trusted first; None and unknown ones are passed over.

    Returns:
        The text without byte order mark, and the codec used.
    """
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace"), codec
    for pattern, codec in _PATTERNS:
        if body.startswith(pattern):
            return body.decode(codec, "replace"), codec
    for label in labels:
        codec_name = find_codec(label)
        if codec_name is None:
            continue
        text = _decode_declared(body, codec_name)
        if text is not None:
            return text
    if text := _decode_utf8(body, declared=False):
        return text
    return body.decode(_LATIN, "replace"), _LATIN


def _decode_declared(body: bytes, codec: str) -> tuple[str, str] | None:
    if codec.startswith(("utf_16", "utf_32")):
        return None  # the document starts with neither mark nor zeros: the label is wrong
    if codec == "utf_8":
        return _decode_utf8(body, declared=True)
    if codec == _LATIN:
        if not body.isascii() and (text := _decode_strict(body, "utf_8")) is not None:
            return text, "utf_8"
        return body.decode(_LATIN, "replace"), _LATIN
    text = _decode_strict(body, codec)
    if text is None and (lax := body.decode(codec, "replace")).count("\ufffd") < _MAX_BAD * len(body):
        text = lax
    return (text, codec) if text is not None else None


def _decode_utf8(body: bytes, declared: bool) -> tuple[str, str] | None:
    text = _decode_strict(body, "utf_8")
    if text is None:
        lax = body.decode("utf-8", "replace")
        bad = lax.count("\ufffd")
        # without a declaration the good sequences must outnumber the bad bytes, or it is some 8-bit encoding
        good = sum(1 for char in lax if char > "\x7f") - bad
        if bad < _MAX_BAD * len(body) and (declared or good > bad):
            text = lax
    return (text, "utf_8") if text is not None else None


def _decode_strict(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeError, ValueError):
        return None
