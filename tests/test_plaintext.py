"""Plain text: what is stored is clean, on lines, and stays as it is when cleaned again."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wartracker.plaintext import _TABLE, clean_line, clean_text, cut_text, plain_text, plain_title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u00a0b\u2009c\u3000d", "a b c d"),
        ("a\r\nb\rc\u2028d\u0085e", "a\nb\nc\nd\ne"),
        ("  x  \n\n\n\n  y\t z ", "x\n\ny z"),
        ("ze\u200bro w\u2060id\ufeffth so\u00adft", "zero width soft"),
        ("\u202eevil\u202c \u2066iso\u2069", "evil iso"),
        ("nul\x00 bell\x07 del\x7f c1\x9b", "nul bell del c1"),
        ("cafe\u0301", "caf\u00e9"),
        ("\ud800 lone", "lone"),
        ("tag\U000e0041s", "tags"),
    ],
)
def test_clean_text(text: str, expected: str) -> None:
    assert clean_text(text) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One.</p><p>Two <b>bold</b>.</p>", "One.\n\nTwo bold."),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("&lt;p&gt;Escaped once too often&lt;/p&gt;", "Escaped once too often"),
        ("<script>evil()</script><style>p{}</style><p>ok</p>", "ok"),
        ("No markup & an ampersand", "No markup & an ampersand"),
        ("line one\nline two", "line one\nline two"),
        ("<p>a &amp; b &#8217; c</p>", "a & b \u2019 c"),
        ("<p>10<sup>26</sup> operations, said<sup>1</sup></p>", "10^26 operations, said1"),
        ("<p>2<SUP class='x'>3</SUP>, 10<Sup>4</Sup></p>", "23, 10^4"),
        ("<p>* one</p><p>a * b</p><p>• two</p>", "- one\n\na * b\n\n- two"),
        ("<p>* one</p>", "- one"),
        ("", ""),
    ],
)
def test_plain_text(markup: str, expected: str) -> None:
    assert plain_text(markup, 1000) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("R&amp;amp;D", "R&D"),
        ("R&amp;amp;amp;D", "R&amp;D"),  # at most twice
        ("A <i>b</i> c", "A b c"),
        ("x < y > z", "x < y > z"),
        ("one<br>two", "one two"),
        ("<script>x()</script>Title", "Title"),
    ],
)
def test_plain_title(markup: str, expected: str) -> None:
    assert plain_title(markup, 100) == expected


def test_cut_keeps_combining_marks_together() -> None:
    assert cut_text("ab\u0323c", 2) == "a"
    assert cut_text("abc", 3) == "abc"


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert all(char == "\n" or unicodedata.category(char) not in {"Cc", "Cs"} for char in once)
    assert "\n" not in clean_line(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(st.text(alphabet=st.sampled_from("<>&;#xpabr/! \n\"'")), st.integers(1, 50))
def test_any_markup_gives_text_within_the_limit(markup: str, limit: int) -> None:
    assert len(plain_text(markup, limit)) <= limit
    assert len(plain_title(markup, limit)) <= limit


def test_no_character_escapes_the_table() -> None:
    """Texts that need no cleaning are passed over as a whole; none of what cleaning changes may be among them."""
    for code in _TABLE:
        text = f"a{chr(code)}b"
        assert clean_line(text) == " ".join(text.translate(_TABLE).split()), hex(code)
