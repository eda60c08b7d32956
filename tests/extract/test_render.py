"""Rendering: blanks that the extraction trims at the edges of emphasis come back, powers stay powers."""

from __future__ import annotations

import pytest
from lxml import etree

from wartracker.extract.render import render_body


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("<p><hi rend='#b'>Pebble</hi>opens its code</p>", "Pebble opens its code"),
        ("<p>The code of<hi rend='#b'>Pebble</hi>, at last</p>", "The code of Pebble, at last"),
        ("<p><hi rend='#b'>Note:</hi>it is late</p>", "Note: it is late"),
        ("<p>GPT-<hi rend='#b'>4</hi> and $<hi rend='#b'>5</hi></p>", "GPT-4 and $5"),
        ("<p><hi rend='#b'>L</hi>lama</p>", "Llama"),
        ("<p>more than 10<hi rend='#sup'>26</hi> operations</p>", "more than 10^26 operations"),
        ("<p>he said.<hi rend='#sup'>[3]</hi> Then</p>", "he said. Then"),
        ("<p>the 2<hi rend='#sup'>nd</hi> one, H<hi rend='#sub'>2</hi>O</p>", "the 2nd one, H2O"),
        ("<p>broken in\n the source<lb/>but here on purpose</p>", "broken in the source\nbut here on purpose"),
        ("<p><hi rend='#b'>A heading of sorts</hi></p><p>Text.</p>", "**A heading of sorts**\n\nText."),
        ("<head rend='h3'>Three</head>loose<hi rend='#i'>words</hi><p>x</p>", "### Three\n\nloose words\n\nx"),
        ("<list><item>a<list><item>b</item></list></item><item/></list>", "- a\n  - b"),
        ("<table><row><cell>a|b</cell><cell/></row><row><cell>one</cell></row><row/></table>", "| a/b |  |\none"),
        ("<code>x = 1</code><code>y\nz</code>", "x = 1\n\n```\ny\nz\n```"),
        ("<quote><p>Said so.</p></quote>", "Said so."),
        ("", ""),
    ],
)
def test_render(inside: str, expected: str) -> None:
    assert render_body(etree.fromstring(f"<body>{inside}</body>")) == expected
