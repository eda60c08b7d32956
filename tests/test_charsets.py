"""Charsets: a closed list of codecs, and one order of trust."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wartracker.charsets import decode_bytes, find_codec


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF-8", "utf_8"),
        (" 'utf8' ", "utf_8"),
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("gb2312", "gb18030"),
        ("x-sjis", "cp932"),
        ("Shift_JIS", "cp932"),
        ("windows-1251", "cp1251"),
        ("koi8-r", "koi8_r"),
        ("macintosh", "mac_roman"),
        ("utf-7", None),
        ("unicode_escape", None),
        ("idna", None),
        ("punycode", None),
        ("zlib_codec", None),
        ("rot13", None),
        ("undefined", None),
        ("utf\x008", None),
        ("", None),
        (None, None),
        ("x" * 200, None),
    ],
)
def test_labels(label: str | None, codec: str | None) -> None:
    assert find_codec(label) == codec


@pytest.mark.parametrize(
    ("body", "labels", "text"),
    [
        ("\u00e9".encode("utf-8-sig"), ["iso-8859-1"], "\u00e9"),  # the mark wins
        ("\u00e9".encode("utf-16"), [], "\u00e9"),
        ("<a>\u00e9".encode("utf-16-be"), ["utf-8"], "<a>\u00e9"),  # zeros tell
        ("\u00e9".encode(), ["iso-8859-1"], "\u00e9"),  # UTF-8 without a fault
        ("\u00e9".encode("cp1252"), ["utf-8"], "\u00e9"),  # not UTF-8 at all
        ("\u00e9".encode("cp1252"), [], "\u00e9"),
        ("\u0159".encode("iso-8859-2"), ["undefined", "iso-8859-2"], "\u0159"),
        (b"abc", ["utf-16"], "abc"),  # a label that cannot be
        (b"", [], ""),
    ],
)
def test_order_of_trust(body: bytes, labels: list[str], text: str) -> None:
    assert decode_bytes(body, labels)[0] == text


def test_one_bad_byte_does_not_change_the_encoding() -> None:
    body = "\u00e9t\u00e9 ".encode() * 100 + b"\xff"
    text, codec = decode_bytes(body, [])
    assert codec == "utf_8"
    assert text.endswith("\ufffd")


@given(
    st.binary(max_size=300),
    st.lists(st.sampled_from(["utf-8", "utf-16", "gb2312", "cp037", "x", "iso-8859-2"]), max_size=2),
)
def test_any_bytes_decode(body: bytes, labels: list[str]) -> None:
    text, codec = decode_bytes(body, labels)
    assert isinstance(text, str)
    assert codec
