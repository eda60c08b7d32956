"""Titles: without the site's name, and the feed's where the page means something else."""

from __future__ import annotations

import pytest

from wartracker.extract.metadata import PageFacts, read_facts
from wartracker.extract.titles import decide_title, strip_site


@pytest.mark.parametrize(
    ("title", "site", "host", "heading", "expected"),
    [
        ("Lantern 3 is out | Harbour News", "Harbour News", "news.example", "", "Lantern 3 is out"),
        (
            "Lantern 3 is out - Models - Harbour News",
            "Harbour News",
            "h.example",
            "Lantern 3 is out",
            "Lantern 3 is out",
        ),
        ("Harbour News: Lantern 3 is out", "Harbour News", "h.example", "", "Harbour News: Lantern 3 is out"),
        ("Harbour News | Lantern 3 is out", "Harbour News", "h.example", "", "Lantern 3 is out"),
        ("Lantern 3 is out \u2013 harbournews", "", "www.harbournews.example", "", "Lantern 3 is out"),
        ("GPT-like models - a short history", "Harbour News", "h.example", "", "GPT-like models - a short history"),
        ("Llama-4 is here", "", "h.example", "", "Llama-4 is here"),
        ("Open | closed | in between", "", "h.example", "", "Open | closed | in between"),
    ],
)
def test_strip_site(title: str, site: str, host: str, heading: str, expected: str) -> None:
    assert strip_site(title, site, host, heading) == expected


def facts(og_title: str = "", headline: str = "", site: str = "Harbour News") -> PageFacts:
    return PageFacts(headline=headline, og_title=og_title, site=site, published=(), body="", free=None)


@pytest.mark.parametrize(
    ("og_title", "heading", "title", "feed", "expected"),
    [
        ("Lantern 3 is out", "Lantern 3 is out now", "x", "", "Lantern 3 is out now"),
        ("Lantern 3 is out", "Harbour News", "x", "", "Lantern 3 is out"),
        ("Harbour News", "", "Lantern 3 is out | Harbour News", "", "Lantern 3 is out"),
        ("", "", "", "Lantern 3 is out", "Lantern 3 is out"),
        ("Best new models to download 2026", "", "", "Lantern 3 is out", "Lantern 3 is out"),
        ("Lantern 3 is out today &amp; free", "", "", "Lantern 3 is out", "Lantern 3 is out today & free"),
        ("Lantern 3 is out", "", "", "post 12345", "Lantern 3 is out"),
        ("", "", "", "", ""),
    ],
)
def test_decide_title(og_title: str, heading: str, title: str, feed: str, expected: str) -> None:
    assert decide_title(facts(og_title), heading, title, feed, "news.example") == expected


def test_a_site_named_like_the_article() -> None:
    named = facts("Lantern 3 is out | Harbour", site="Lantern 3 is out")
    assert decide_title(named, "Lantern 3 is out", "Lantern 3 is out | Harbour", "", "h.example") == "Lantern 3 is out"


def test_facts_of_a_page() -> None:
    html = """<meta property='og:title' content="It's &quot;out&quot;"><meta name=date content=2026-06-01>
    <meta content="Harbour" property="og:site_name">
    <script type="application/ld+json">{"@type": "Organization", "datePublished": "1999-01-01"}</script>
    <script type='application/ld+json'>
      [{"@type": ["Thing", "BlogPosting"], "headline": "Out &amp; about", "datePublished": "2026-06-02"}]</script>
    <script type="application/ld+json">{ broken</script>
    <time itemprop="datePublished" datetime="2026-06-03">x</time>"""
    found = read_facts(html)
    assert found.og_title == 'It\'s "out"'
    assert found.headline == "Out & about"
    assert found.site == "Harbour"
    assert found.published == ("2026-06-02", "2026-06-01", "2026-06-03")


@pytest.mark.parametrize(
    "html", ["<script type=application/ld+json>" + "[" * 200_000 + "</script>", "<meta " * 50_000, ""]
)
def test_hostile_metadata(html: str) -> None:
    assert read_facts(html).headline == ""
