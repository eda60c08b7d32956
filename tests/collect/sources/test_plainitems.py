"""Items read from the tree are those that feedparser reads, letter by letter; what is not plain is left to it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import wartracker.collect.probe as probing
from tests.collect.test_feed_corpora import feeds
from wartracker.collect.decode import decode_feed, encode_feed
from wartracker.collect.sources.feed import parse
from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.records import Feed
from wartracker.vocabulary import SourceKind, Tier

ADDRESS = "https://press.example/feed.xml"
FEED = Feed(name="press", kind=SourceKind.FEED, url=ADDRESS, publisher="Press", tier=Tier.PRESS)
ASK = SourceRequest(FEED, ADDRESS, datetime(2026, 9, 1, tzinfo=UTC))
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:x="urn:x" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)


def rss(items: str, head: str = "<title>Press</title>") -> bytes:
    return f"<rss version='2.0' {NAMESPACES}><channel>{head}{items}</channel></rss>".encode()


def atom(entries: str) -> bytes:
    return f"<feed xmlns='http://www.w3.org/2005/Atom' {NAMESPACES}><title>Press</title>{entries}</feed>".encode()


def read_plain(body: bytes) -> bool:
    """Tell whether the items of a document were read from the tree."""
    probe = probing.probe_items(encode_feed(decode_feed(body, None).text), frozenset())
    return probe is not None and bool(probe.read)


def parse_by_feedparser(body: bytes) -> ParsedSource:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(probing, "read_plain_items", lambda *_: None)
        return parse(body, ASK)


WORDS = st.sampled_from(
    [
        *(
            "",
            " ",
            "News",
            "  two\n lines ",
            "a &amp; b",
            "AT&T",
            "<b>bold</b> & more",
            "1 < 2",
            "&lt;b&gt;",
            "&nbsp;x",
        ),
        *("caf\u00e9", "caf\u00c3\u00a9", "\u0093quoted\u0094", "\u4e2d\u6587", "https://press.example/a?b=1&c=2;d"),
        *("http:///press.example/x", "/relative", "tag:press.example,2026:1", "Tue, 01 Sep 2026 10:00:00 GMT"),
        *("2026-08-30T10:00:00+02:00", "yesterday", "1 sept. 2026", "<p>One</p><p>Two &eacute;</p>", "</p>", "&nbsp;x"),
    ]
)
TEXTS = WORDS | st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
ATTRIBUTES = {
    "guid": [{}, {"isPermaLink": "true"}, {"isPermaLink": "false"}, {"ispermalink": "False"}, {"x:y": "1"}],
    "atom-link": [
        *({"href": "https://press.example/1"}, {"href": "https://press.example/2", "rel": "self"}, {"href": ""}, {}),
        *({"href": "/3", "rel": "Alternate", "type": "text/HTML"}, {"href": "x", "type": "audio/mpeg"}),
        *({"href": "https://press.example/4", "rel": "alternate", "base": "https://other.example/"},),
        *({"href": "https://press.example/5", "type": ""}, {"href": "https://press.example/6", "rel": ""}),
    ],
    "atom-text": [{}, {"type": "text"}, {"type": "HTML"}, {"type": "text/plain"}, {"type": "xhtml"}, {"src": "/s"}],
    "other": [{}, {}, {}, {"url": "https://press.example/e", "type": "audio/mpeg"}],
}
RSS_TAGS = "title link guid description pubDate content:encoded dc:date enclosure category media:content x:y author"
ATOM_TAGS = "title link id summary content published updated category x:y author"


def write_element(tag: str, text: str, attributes: dict[str, str], cdata: bool) -> str:
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    inner = f"<![CDATA[{text}]]>" if cdata and "]]>" not in text else escape(text)
    return f"<{tag}{written}>{inner}</{tag}>"


def elements(tags: str, kind: str) -> st.SearchStrategy[str]:
    def build(tag: str) -> st.SearchStrategy[str]:
        name = f"{kind}-{tag}" if kind == "atom" and tag == "link" else tag
        if kind == "atom" and tag in {"title", "summary", "content"}:
            name = "atom-text"
        attributes = ATTRIBUTES.get(name, ATTRIBUTES["other"] if tag in {"enclosure", "x:y", "category"} else [{}])
        return st.builds(write_element, st.just(tag), TEXTS, st.sampled_from(attributes), st.booleans())

    return st.sampled_from(tags.split()).flatmap(build)


def documents(tags: str, kind: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.lists(elements(tags, kind), max_size=7, unique_by=lambda e: e[:8]).map("".join), max_size=4)


@settings(max_examples=150, deadline=None)
@given(documents(RSS_TAGS, "rss"))
def test_rss_items_are_those_of_feedparser(items: list[str]) -> None:
    body = rss("".join(f"<item>{item}</item>" for item in items))
    assert parse(body, ASK) == parse_by_feedparser(body)


@settings(max_examples=150, deadline=None)
@given(documents(ATOM_TAGS, "atom"))
def test_atom_entries_are_those_of_feedparser(entries: list[str]) -> None:
    body = atom("".join(f"<entry>{entry}</entry>" for entry in entries))
    assert parse(body, ASK) == parse_by_feedparser(body)


ITEM = "<title>One</title><link>https://press.example/1</link><guid>1</guid><description>text</description>"
ENTRY = "<title>One</title><id>1</id><link href='https://press.example/1'/><summary>text</summary>"


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        (rss(f"<item>{ITEM}</item>"), True),
        (rss(f"<item>{ITEM}<!-- c --><category>ai</category><atom:author><name>A</name></atom:author></item>"), True),
        (rss(f"<item>{ITEM}<title>Two</title></item>"), False),
        (rss(f"<item>{ITEM}<x:y/></item>"), False),
        (rss(f"<item>{ITEM}<media:content><media:title>other</media:title></media:content></item>"), False),
        (rss(f"<item><title>One <i>two</i></title>{ITEM[16:]}</item>"), False),
        (rss(f"<item x:y='1'>{ITEM}</item>"), False),
        (rss(f"<x:y><item>{ITEM}</item></x:y>"), False),
        (rss(f"<item>{ITEM}</item><Item>{ITEM}</Item>"), False),
        (rss(f"<item>{ITEM}</item>").replace(b"<channel", b"<channel base='https://other.example/'"), False),
        (rss(f"<item>{ITEM}</item>").replace(b"<channel", b"<channel xml:base='https://other.example/'"), False),
        (atom(f"<entry>{ENTRY}</entry>"), True),
        (atom(f"<entry>{ENTRY}<link type='' href='https://press.example/2'/></entry>"), False),
        (atom(f"<entry>{ENTRY}<content type='xhtml'><div>text</div></content></entry>"), False),
        (atom(f"<entry>{ENTRY}</entry>").replace(b"xmlns:x=", b"xmlns:y='http://purl.org/rss/1.0/' xmlns:x="), False),
    ],
)
def test_what_is_not_plain_is_left_to_feedparser(body: bytes, plain: bool) -> None:
    assert read_plain(body) is plain
    assert parse(body, ASK) == parse_by_feedparser(body)


CHANNEL = (
    "<title>Press</title>",
    "<link>https://press.example/</link>",
    "<language>de</language>",
    "<dc:language>fr</dc:language>",
    "<ttl>90</ttl>",
    "<sy:updatePeriod>daily</sy:updatePeriod>",
    "<sy:updateFrequency>2</sy:updateFrequency>",
    "<skipHours><hour>3</hour></skipHours>",
    "<atom:link rel='hub' href='https://hub.example/'/>",
    "<atom:link rel='next' href='/page/2'/>",
    "<image><title>Logo</title><link>https://press.example/logo</link></image>",
    "<textInput><title>Search</title></textInput>",
    "<description>All news</description>",
    "<generator>hand</generator>",
    "<!-- made by hand -->",
    "words between",
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(CHANNEL), unique=True), st.integers(0, 9), st.booleans())
def test_what_a_channel_says_is_read_without_what_nobody_reads(head: list[str], place: int, known: bool) -> None:
    parts = [*head[:place], f"<item>{ITEM}</item>", *head[place:]]  # items may stand before what the channel says
    body = rss("".join(parts), head="")
    ask = replace(ASK, known_items=frozenset(parse(body, ASK).item_hashes)) if known else ASK
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(probing, "_CHANNEL_READ", frozenset(re.findall(r"[a-z]+", " ".join(CHANNEL).lower())))
        whole = parse(body, ask)
    assert parse(body, ask) == whole


def test_known_items_are_passed_over_in_the_tree_too() -> None:
    body = rss(f"<item>{ITEM}</item><item>{ITEM.replace('1', '2')}</item>")
    full = parse(body, ASK)
    part = parse(body, replace(ASK, known_items=frozenset(full.item_hashes[1:])))
    assert (part.known, part.entries) == (1, full.entries[:1])


@pytest.mark.corpora
def test_real_feeds_are_read_as_feedparser_reads_them() -> None:
    folder = feeds()
    if folder is None:
        print("corpora not present")
        return
    plain = 0
    for file in sorted(folder.rglob("*.xml")):
        body = file.read_bytes()
        assert parse(body, ASK) == parse_by_feedparser(body), file
        plain += read_plain(body)
    assert plain > 100
