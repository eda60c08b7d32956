"""Pages of our own for tests of extraction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from wartracker.extract.article import extract_article
from wartracker.extract.visible import extract_visible
from wartracker.records import Article, Fault, PageInput

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)
PARAGRAPHS = [
    "Harbour Lab put the weights of Lantern 3 on its site on Tuesday, two weeks after it had promised them.",
    "The model comes in three sizes. The licence lets companies use it without asking, the lab said in a post.",
    "Researchers who had early access called the largest one the best model that anyone can download today.",
    "The data it was trained on stays private, and so does the code that made it, according to its makers.",
]


def article_html(head: str = "", body: str = "", lang: str = "en") -> str:
    """Build a page with menu, article and footer."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">'
        f"<title>Lantern 3 is out | Harbour News</title>{head}"
        "</head><body><nav><ul><li><a href='/'>Home</a></li><li><a href='/models'>Models</a></li></ul></nav>"
        f"<main><article><h1>Lantern 3 is out</h1>{text}{body}</article></main>"
        "<footer><p>All rights reserved by nobody in particular.</p></footer><script>var a = 'hidden words';</script>"
        "</body></html>"
    )


def extract(html: str | bytes, url: str = "https://news.example/lantern-3", **keys: Any) -> Article | Fault:
    """Run both stages on a page."""
    body = html.encode() if isinstance(html, str) else html
    page = PageInput(**({"id": "pag-1", "url": url, "html": body, "charset": None, "fetched_at": NOW} | keys))
    return extract_article(page, extract_visible(page.html, page.charset))


def article(html: str | bytes, **keys: Any) -> Article:
    """Run both stages on a page that must give an article."""
    found = extract(html, **keys)
    assert isinstance(found, Article), found
    return found
