"""A curator's Markdown as HTML: what the parser lets through, and what nh3 alone must hold back."""

from __future__ import annotations

from urllib.parse import urlsplit

import html5lib
import pytest
from markdown_it import MarkdownIt

from tests.review.hostile import PAYLOADS
from wartracker import prose
from wartracker.prose import render_markdown

XHTML = "{http://www.w3.org/1999/xhtml}"


def attributes(html: str) -> list[tuple[str, str, str]]:
    """Read HTML as a browser would; return tag, name and value of every attribute, and bare tags."""
    body = html5lib.parse(html, namespaceHTMLElements=True).find(f"{XHTML}body")
    assert body is not None
    found = []
    for node in list(body.iter())[1:]:
        tag = str(node.tag).removeprefix(XHTML)
        found += [(tag, "", ""), *((tag, name, value) for name, value in node.attrib.items())]
    return found


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[terms](https://lab.example/terms)", 'href="https://lab.example/terms" rel="noopener noreferrer nofollow"'),
        ("**open** weights", "<strong>open</strong> weights"),
        ("> said", "<blockquote>"),
        ("`code`", "<code>code</code>"),
    ],
)
def test_markdown_is_shown(text: str, html: str) -> None:
    assert html in render_markdown(text)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://lab.example/a",
        "mailto:ana@lab.example",
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        "tel:112",
        "javascript:alert(1)",
        "file:///etc/passwd",
    ],
)
def test_only_web_addresses_are_links(address: str) -> None:
    assert "href=" not in render_markdown(f"[look]({address})")


@pytest.mark.parametrize("raw", [False, True], ids=["as it runs", "nh3 alone"])
def test_nothing_hostile_gets_through(monkeypatch: pytest.MonkeyPatch, raw: bool) -> None:
    """Were the Markdown parser to let raw HTML through, nh3 would still hold it back."""
    if raw:
        monkeypatch.setattr(prose, "MarkdownIt", lambda preset, options: MarkdownIt(preset, {"html": True}))
    for payload in PAYLOADS:
        for text in (payload, f"[a]({payload})", f"> {payload}"):
            for tag, name, value in attributes(str(render_markdown(text))):
                assert tag in prose._TAGS | {"pre"}, (payload, tag)
                assert not name or (tag, name) in {("a", "href"), ("a", "rel")}, (payload, tag, name)
                assert name != "href" or urlsplit(value).scheme in {"", "http", "https"}, (payload, value)
