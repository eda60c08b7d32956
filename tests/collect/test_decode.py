"""What decoding takes away of a document: characters and references that XML forbids, endless names and dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wartracker.collect import decode as decoding
from wartracker.collect.decode import decode_feed

LONG = "x" * 301
WIDE = "x" * 600


def decode(inside: str) -> str:
    text = decode_feed(f"<rss>{inside}</rss>".encode("utf-8", "surrogatepass"), "text/xml; charset=utf-8").text
    return text.removeprefix("<rss>").removesuffix("</rss>")


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        ("a\tb\r\nc\x7f", "a\tb\r\nc\x7f"),
        ("a\x00b\x0bc\x1f", "abc"),
        *((f"a{chr(code)}b", "ab") for code in range(0x20) if chr(code) not in "\t\r\n"),
        ("a text before it &#0;", "a text before it "),
        ("é\x08\ufffe\uffffé", "éé"),
        ("&#8217;&#x1F600;&#38;", "&#8217;&#x1F600;&#38;"),
        ("&#8217; and &#8217", "&#8217; and &#8217;"),  # the end of a reference is written out
        ("&#8217;&#0;&#8217;&#xD800;&#x110000;&#65534;", "&#8217;&#8217;"),
        ("&#1234567890123;", "3;"),  # longer than any number of a character
    ],
)
def test_characters_and_references(inside: str, left: str) -> None:
    assert decode(inside) == left


@pytest.mark.parametrize(
    ("inside", "left"),
    [
        (f"<author>{LONG}</author>", "<author></author>"),
        (f"<author>{LONG[:290]}</author>", f"<author>{LONG[:290]}</author>"),  # long, but a name may be that long
        (f"<dc:creator>{LONG}</dc:creator>", "<dc:creator></dc:creator>"),
        (f'<a/><NAME a="{WIDE}">{LONG}</NAME>', f'<a/><NAME a="{WIDE}">{LONG}</NAME>'),  # an attribute over 500
        (f'<Name a="b">{LONG}]x</Name>', '<Name a="b">]x</Name>'),
        (f"<email><![CDATA[{LONG}]]></email>", "<email><![CDATA[]]></email>"),
        (f"<email><![cdata[{LONG}]]></email>", "<email><![cdata[]]></email>"),
        (f"<pubDate>{LONG[:120]}</pubDate>", "<pubDate></pubDate>"),
        (f"<pubDate>{LONG[:119]}</pubDate>", f"<pubDate>{LONG[:119]}</pubDate>"),
        (f"<description>{LONG}</description>", f"<description>{LONG}</description>"),
        (f"<description><![CDATA[{LONG}]]></description>", f"<description><![CDATA[{LONG}]]></description>"),
        (f"<dates>{LONG}</dates>", f"<dates>{LONG}</dates>"),
    ],
)
def test_names_and_dates_of_absurd_length_go(inside: str, left: str) -> None:
    assert decode(inside) == left


_PIECES = st.sampled_from(
    [
        "<author>",
        "</author>",
        "<x:date a='b'>",
        "<![CDATA[",
        "]]>",
        "<p>",
        LONG,
        "y" * 119,
        "&#8217;",
        "&#1;",
        "\x02",
        "é",
    ]
)


@given(st.lists(_PIECES, max_size=8).map("".join))
def test_what_is_looked_for_first_changes_nothing(inside: str) -> None:
    found = decode(inside)
    with pytest.MonkeyPatch.context() as patch:
        for name, told in (("_is_allowed", False), ("_is_plain_reference", False), ("_may_be_long", True)):
            patch.setattr(decoding, name, lambda _, told=told: told)
        assert decode(inside) == found
