"""Visible text: everything a reader could see, whatever the encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.pages import article_html
from wartracker.extract.visible import extract_visible


def test_all_text_of_a_page_but_no_script() -> None:
    visible = extract_visible(article_html().encode(), None)
    for words in ("Home", "Models", "Lantern 3 on its site", "All rights reserved"):
        assert words in visible.text
    assert "hidden words" not in visible.text
    assert visible.title == "Lantern 3 is out | Harbour News"
    assert visible.heading == "Lantern 3 is out"
    assert visible.lang == "en"


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<p>caf\u00e9</p>".encode(), None),
        ("<p>caf\u00e9</p>".encode("cp1252"), None),
        ("<p>caf\u00e9</p>".encode("utf-16"), None),
        ("<p>caf\u00e9</p>".encode("iso-8859-2"), "ISO-8859-2"),
        ('<meta charset="iso-8859-15"><p>caf\u00e9</p>'.encode("iso-8859-15"), None),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1250"><p>caf\u00e9</p>'.encode(
                "cp1250"
            ),
            None,
        ),
        ('<meta charset="utf-16"><p>caf\u00e9</p>'.encode(), None),
        ("<p>caf\u00e9</p>".encode(), "undefined"),
    ],
)
def test_charset(body: bytes, charset: str | None) -> None:
    assert extract_visible(body, charset).text == "caf\u00e9"


@pytest.mark.parametrize(
    ("html", "lang"),
    [
        ("<html lang='de-DE'>", "de-DE"),
        ("<html lang='en_US'>", "en-US"),
        ("<html lang=''>", None),
        ("<html lang='no such language'>", None),
        ("<p>x</p>", None),
    ],
)
def test_lang(html: str, lang: str | None) -> None:
    assert extract_visible(html.encode(), None).lang == lang


@pytest.mark.parametrize("body", [b"", b"\x00\x01\x02", b"<" * 100_000, b"<b>" * 50_000, b"<p>&#xD800;&#0;</p>"])
def test_odd_bodies(body: bytes) -> None:
    assert isinstance(extract_visible(body, None).text, str)


@given(st.binary(max_size=400))
def test_any_bytes(body: bytes) -> None:
    assert extract_visible(body, None).text == extract_visible(body, None).text
