"""Addresses: one spelling to store, one identity to compare, no surprise for hostile input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wartracker.urls import canonicalize_url, host_of, identity_url, registered_domain


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTP://Example.COM:80/a/../b/./c?x=1#top", "http://example.com/b/c?x=1"),
        ("https://example.com", "https://example.com/"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://user:secret@example.com/a", "https://example.com/a"),
        ("https://example.com/a b/ü?q=ä ö", "https://example.com/a%20b/%C3%BC?q=%C3%A4%20%C3%B6"),
        ("https://example.com/%7euser/%e2%82%ac%2f", "https://example.com/~user/%E2%82%AC%2F"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),  # IDNA 2008 keeps the sharp s
        ("  https://exam\nple.com/\ta  ", "https://example.com/a"),
        ("https:\\\\example.com\\a", "https://example.com/a"),
        ("//example.com/a", "https://example.com/a"),
        ("https://example.com/a?utm_source=x&id=3&fbclid=9&utm_medium=y", "https://example.com/a?id=3"),
        ("https://example.com/a?ref=home", "https://example.com/a?ref=home"),
        ("https://example.com/a?b=1&&c=", "https://example.com/a?b=1&c="),
        ("https://[2001:DB8::0:1]/x", "https://[2001:db8::1]/x"),
        ("https://example.com./x", "https://example.com/x"),
        ("https://under_score.example.com/x", "https://under_score.example.com/x"),
    ],
)
def test_canonical_spelling(url: str, expected: str) -> None:
    assert canonicalize_url(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "",
        "   ",
        "relative/path",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://example.com/",
        "data:text/html,x",
        "file:///etc/hosts",
        "mailto:a@example.com",
        "ftp://example.com/x",
        "feed:https://example.com/",
        "https://",
        "https:///path",
        "https://[::1",
        "https://[nonsense]/",
        "https://example.com:99999/",
        "https://example.com:0/",
        "https://exa mple.com/",
        "https://exa%00mple.com/",
        "https://-example-.com/",
        "https://a..b.com/",
        "https://" + "a" * 300 + ".com/",
        "https://example.com/" + "a" * 5000,
        "https://example.com/\x00x",
    ],
)
def test_no_usable_address(url: str) -> None:
    assert canonicalize_url(url) is None


@pytest.mark.parametrize(
    ("url", "base", "expected"),
    [
        ("b.html", "https://example.com/a/index.xml", "https://example.com/a/b.html"),
        ("/b", "https://example.com/a/", "https://example.com/b"),
        ("//cdn.example.com/b", "http://example.com/", "http://cdn.example.com/b"),
        ("?id=2", "https://example.com/a", "https://example.com/a?id=2"),
        ("https://other.example/x", "not an address", "https://other.example/x"),
        ("javascript:alert(1)", "https://example.com/", None),
    ],
)
def test_base(url: str, base: str, expected: str | None) -> None:
    assert canonicalize_url(url, base) == expected


SAME = [
    ("http://www.example.com/story", "https://example.com/story/"),
    ("https://m.example.com/story", "https://example.com/story"),
    ("https://en.m.example.org/wiki/A", "https://en.example.org/wiki/A"),
    ("https://amp.example.com/story", "https://example.com/story"),
    ("https://example.com/story/amp/", "https://example.com/story"),
    ("https://example.com/amp/2026/story", "https://example.com/2026/story"),
    ("https://example.com/story.amp.html", "https://example.com/story.html"),
    ("https://example.com/story?amp=1", "https://example.com/story"),
    ("https://example.com/story?outputType=amp", "https://example.com/story"),
    ("https://example.com/blog/index.html", "https://example.com/blog"),
    ("https://example.com/a?b=1&a=2", "https://example.com/a?a=2&b=1"),
    ("https://www.google.com/amp/s/www.example.com/story", "https://example.com/story"),
    ("https://www-example-com.cdn.ampproject.org/c/s/www.example.com/story", "https://example.com/story"),
    ("https://www.google.com/url?q=https%3A%2F%2Fexample.com%2Fstory&sa=D", "https://example.com/story"),
    ("https://click.example.net/redirect?url=https%3A%2F%2Fexample.com%2Fstory", "https://example.com/story"),
    (
        "https://example.com/new-model-comes-with-weights?qz7=314&vx=a",
        "https://example.com/new-model-comes-with-weights",
    ),
    ("https://example.com/story?ref=newsletter", "https://example.com/story"),
]
APART = [
    ("https://example.com/?p=1", "https://example.com/?p=2"),
    ("https://example.com/item?id=1", "https://example.com/item?id=2"),
    ("https://example.com/new-model-comes-with-weights?id=1", "https://example.com/new-model-comes-with-weights?id=2"),
    ("https://a.example.com/x", "https://b.example.com/x"),
    ("https://example.com/Story", "https://example.com/story"),
    ("https://example.com:8080/x", "https://example.com/x"),
    ("https://example.com/watch?v=a", "https://example.com/watch?v=b"),
    ("https://m.example/x", "https://example/x"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_variants_share_an_identity(one: str, other: str) -> None:
    assert identity_url(one) == identity_url(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_different_articles_do_not(one: str, other: str) -> None:
    assert identity_url(one) != identity_url(other)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.example.co.uk", "example.co.uk"),
        ("Blog.Example.COM", "example.com"),
        ("someone.github.io", "github.io"),
        ("press.one.example", "one.example"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("a.b.c.test", "c.test"),
        ("co.uk", "co.uk"),
        ("", ""),
    ],
)
def test_registered_domain(host: str, expected: str) -> None:
    assert registered_domain(host) == expected


def test_host() -> None:
    assert host_of("https://WWW.Example.com:8080/x") == "www.example.com"
    assert host_of("no address") is None
    assert host_of("https://[bad") is None


TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)
URLS = st.one_of(
    TEXT,
    st.builds("https://{}.example/{}?{}#{}".format, st.from_regex(r"[a-z]{1,9}", fullmatch=True), TEXT, TEXT, TEXT),
    st.builds(
        "http://{}example.com/{}?{}={}".format,
        st.sampled_from(["", "www.", "m.", "amp.", "www.m."]),
        st.from_regex(r"([a-z%./]|amp|index\.html){0,20}", fullmatch=True),
        TEXT,
        st.sampled_from(
            ["1", "https://other.example/amp/", "https%3A%2F%2Fx.example%2Fredirect%3Furl%3Dhttp%3A%2F%2Fy.example"]
        ),
    ),
)


@given(URLS)
def test_canonical_is_idempotent(url: str) -> None:
    once = canonicalize_url(url)
    if once is not None:
        assert once.isascii()
        assert canonicalize_url(once) == once


@given(URLS)
def test_identity_is_idempotent_and_ignores_the_scheme(url: str) -> None:
    once = identity_url(url)
    assert identity_url(once) == once
    canonical = canonicalize_url(url)
    if canonical is not None:
        assert identity_url(canonical) == once
