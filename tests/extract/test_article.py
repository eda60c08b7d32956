"""Articles: the text alone, with its title, date, language, and where each came from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extract.pages import NOW, PARAGRAPHS, article, article_html, extract
from wartracker.passages import BlockKind, split_blocks
from wartracker.records import Article, Fault, HubRecord

LD = '<script type="application/ld+json">{}</script>'


def test_text_without_menu_footer_and_scripts() -> None:
    found = article(article_html())
    assert found.method == "trafilatura"
    assert found.title == "Lantern 3 is out"
    for paragraph in PARAGRAPHS:
        assert paragraph in found.text.split("\n")
    for words in ("Home", "All rights reserved", "hidden words"):
        assert words not in found.text


def test_blocks_stand_on_lines_of_their_own() -> None:
    body = (
        "<h2>What else <em>happened</em></h2><p><strong>Pebble opens its code</strong></p>"
        "<p>The small lab <b>Pebble</b> did the same a day later, to the surprise of many.</p>"
        "<ul><li>First <a href='/x'>item</a> of the list<ul><li>nested item</li></ul></li><li>Second item</li></ul>"
        "<table><tr><th>Model</th><th>Licence</th></tr><tr><td>Lantern</td><td>MIT</td></tr></table>"
        "<pre><code>load('lantern')\nrun()</code></pre><p>One line<br>another line of the same paragraph.</p>"
    )
    lines = article(article_html(body=body)).text.split("\n")
    for line in (
        "## What else happened",
        "**Pebble opens its code**",
        "The small lab Pebble did the same a day later, to the surprise of many.",
        "- First item of the list",
        "  - nested item",
        "- Second item",
        "| Model | Licence |",
        "| Lantern | MIT |",
        "```",
        "One line",
    ):
        assert line in lines, lines
    kinds = [block.kind for block in split_blocks("\n".join(lines))]
    assert kinds.count(BlockKind.ITEM) == 3
    assert kinds.count(BlockKind.HEADING) >= 2
    assert BlockKind.CODE in kinds


def test_a_page_that_is_one_form_is_read_too() -> None:
    html = article_html().replace("<body>", "<body><form id='page' action='/x'>").replace("</body>", "</form></body>")
    assert PARAGRAPHS[2] in article(html).text


def test_embedded_body_where_the_page_shows_none() -> None:
    html = f"<html><head><title>x</title>{LD.format(_json_article())}</head><body><div id='root'></div></body></html>"
    found = article(html)
    assert found.method in {"embedded", "uncut"}
    assert PARAGRAPHS[0] in found.text


def _json_article(extra: str = "") -> str:
    body = " ".join(PARAGRAPHS)
    return (
        '{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"n"},{"@type":"NewsArticle",'
        f'"headline":"Lantern 3 is out","datePublished":"2026-06-02T08:00:00+02:00","articleBody":"{body}"{extra}}}]}}'
    )


def test_feed_text_where_the_page_is_a_stub() -> None:
    text = "\n\n".join(PARAGRAPHS)
    for html in (b"", b"<html><body><div>Loading</div></body></html>"):
        found = article(html, feed_title="Lantern 3 is out", feed_text=text)
        assert (found.method, found.title, found.text) == ("feed", "Lantern 3 is out", text)


@pytest.mark.parametrize("title", ["Just a moment...", "Attention Required! | Guard", "404 Not Found", "Access denied"])
def test_walls_are_never_an_article(title: str) -> None:
    words = "Please prove that you are no robot. " * 8
    html = f"<html><head><title>{title}</title></head><body><p>{words}</p></body></html>"
    assert isinstance(extract(html), Fault)
    found = article(html, feed_title="Lantern 3 is out", feed_text="The weights are there.")
    assert (found.title, found.text, found.method) == ("Lantern 3 is out", "The weights are there.", "feed")


def test_plain_text_and_markdown_keep_their_lines() -> None:
    body = "# Lantern 3\n\n" + "\n\n".join(PARAGRAPHS) + "\n\n- one\n  - two\n"
    found = article(body)
    assert (found.method, found.title) == ("plain", "Lantern 3")
    assert found.text == body.strip()


def test_nothing_readable_is_a_fault() -> None:
    for body in (b"", b"<html></html>", b"\x00\xff", b"<html><body><script>1</script></body></html>"):
        found = extract(body)
        assert isinstance(found, Fault)
        assert (found.item, found.stage) == ("pag-1", "extract")


def test_hub_record_is_its_own_text() -> None:
    record = HubRecord("lab/Lantern-3", "lab", NOW, NOW, "mit", False)
    for html in (b"", article_html().encode()):
        found = article(html, hub=record, feed_title="Lab releases Lantern-3", feed_text="Lab released Lantern-3.")
        assert (found.method, found.text, found.title) == ("hub", "Lab released Lantern-3.", "Lab releases Lantern-3")
        assert found.hub == record


@pytest.mark.parametrize(
    ("head", "body", "teaser"),
    [
        ("", "", False),
        (LD.format(_json_article(',"isAccessibleForFree":false')), "", True),
        ("", "<p>Subscribe now to continue reading this story.</p>", True),
    ],
)
def test_teaser(head: str, body: str, teaser: bool) -> None:
    assert ("teaser" in article(article_html(head, body)).flags) is teaser
    assert "teaser" in article(b"", feed_text="Only a line.").flags


@pytest.mark.parametrize(
    ("html_lang", "feed_lang", "text", "expected"),
    [
        ("en", None, None, "en"),
        ("en-US", "de", None, "en-US"),
        ("", "en-GB", None, "en-GB"),
        ("", None, None, "en"),
        (
            "en",
            None,
            "\u6e2f\u53e3\u5b9e\u9a8c\u5ba4\u5468\u4e8c\u516c\u5f00\u4e86\u6a21\u578b\u7684\u6743\u91cd\u3002" * 12,
            "zh",
        ),
    ],
)
def test_language(html_lang: str, feed_lang: str | None, text: str | None, expected: str) -> None:
    html = article_html(lang=html_lang)
    if text:
        html = f"<html lang='{html_lang}'><body><article><p>{text}</p></article></body></html>"
    assert article(html, lang=feed_lang).lang == expected


@pytest.mark.parametrize(
    ("url", "canonical", "expected"),
    [
        ("https://m.news.example/x/amp", "https://www.news.example/x", "https://www.news.example/x"),
        ("https://news.example/x?zz=1", "/x", "https://news.example/x"),
        ("https://news.example/x", "https://other.example/x", "https://news.example/x"),
        ("https://news.example/x", "https://news.example/", "https://news.example/x"),
        ("https://news.example/blog/x", "https://news.example/blog", "https://news.example/blog/x"),
        ("https://news.example/x", "javascript:1", "https://news.example/x"),
        ("https://news.example/x", "", "https://news.example/x"),
    ],
)
def test_canonical_address(url: str, canonical: str, expected: str) -> None:
    head = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    assert article(article_html(head), url=url).url == expected


def test_text_is_clean_and_hashed() -> None:
    found = article(
        article_html(body="<p>Ze\u200bro wi\u202edth and cafe\u0301 with a\u00a0hard blank, enough words.</p>")
    )
    assert "Zero width and caf\u00e9 with a hard blank" in found.text
    assert len(found.text_sha256) == 64
    assert found.id == article(article_html()).id  # of the page, not of its text


def test_date_comes_from_the_feed_first() -> None:
    fed = datetime(2026, 6, 1, 7, tzinfo=UTC)
    html = article_html(LD.format(_json_article()))
    assert (article(html, published_at=fed).published_at, article(html).published_basis) == (fed, "page")
    late = article(html, published_at=NOW + timedelta(days=300))
    assert late.published_at == datetime(2026, 6, 2, 6, tzinfo=UTC)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "text", "\u202ex"]))
def test_any_bytes_give_an_article_or_a_fault(body: bytes, fed: str) -> None:
    found = extract(b"<html><body><article>" + body, feed_text=fed)
    assert isinstance(found, (Article, Fault))
