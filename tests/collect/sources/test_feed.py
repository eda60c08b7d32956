"""Feeds: what each kind of document says, and each fault of documents as the catalogue wants it."""

from __future__ import annotations

import gzip
import re
import sys
from datetime import UTC, datetime
from types import ModuleType

import pytest

from tests.collect.sources.requests import DATA, request
from wartracker.collect.decode import decode_feed, encode_feed
from wartracker.collect.probe import probe_items
from wartracker.collect.sources.feed import parse
from wartracker.collect.sources.shape import MAX_ENTRIES, MAX_TITLE, ParsedSource
from wartracker.vocabulary import PollOutcome

HEAD = '<?xml version="1.0" encoding="utf-8"?>'
ITEM = (
    "<item><title>{0}</title><link>https://press.example/{0}</link><guid>g-{0}</guid>"
    "<pubDate>Mon, 01 Jun 2026 08:00:00 GMT</pubDate></item>"
)
THREE = "".join(ITEM.format(name) for name in ("one", "two", "three"))


def rss(items: str = THREE, head: str = HEAD) -> str:
    return (
        f'{head}<rss version="2.0"><channel><title>t</title><link>https://press.example/</link>{items}</channel></rss>'
    )


def test_documents_are_read_by_expat_whatever_else_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    other = ModuleType("drv_libxml2")  # the name under which feedparser would look for another parser
    asked: list[str] = []
    monkeypatch.setattr(other, "create_parser", lambda: asked.append("parser"), raising=False)
    monkeypatch.setitem(sys.modules, other.__name__, other)
    assert titles(parse(rss().replace("<guid>", "<guid x=''>").encode(), request())) == ["one", "two", "three"]
    assert asked == []


def titles(parsed: ParsedSource) -> list[str]:
    return [entry.title for entry in parsed.entries]


def test_rss_20() -> None:
    parsed = parse((DATA / "rss20.xml").read_bytes(), request("https://harbour.example/feed.xml"))
    assert parsed.outcome is PollOutcome.OK
    first, second, third = parsed.entries
    assert first.title == "Lantern 3 weights & code are out"
    assert first.url == "https://harbour.example/2026/06/lantern-3"
    assert first.original_url is not None
    assert "utm_source" in first.original_url
    assert first.guid == "hd-1"
    assert first.published_at == datetime(2026, 6, 2, 7, 30, tzinfo=UTC)
    assert first.content == "The lab put the weights online.\n\n- 7B\n- 70B"
    assert first.summary == "Short."
    assert second.summary == "A column."
    assert third.published_at is None
    assert third.flags[0].startswith("date-not-credible:Thu, 01 Jan 1970")
    assert (parsed.title, parsed.lang, parsed.ttl_s, parsed.update_period_s) == (
        "Harbour Dispatch",
        "en-GB",
        5400,
        21600,
    )
    assert parsed.skip_hours == {0, 23}
    assert parsed.skip_days == {6}
    assert parsed.hub == "https://hub.example/"
    assert parsed.next_page == "https://harbour.example/feed.xml?page=2"
    assert parsed.prev_archive == "https://harbour.example/archive/7.xml"
    assert len(parsed.item_hashes) == 3


def test_atom() -> None:
    parsed = parse((DATA / "atom.xml").read_bytes(), request("https://lab.example/blog/atom.xml"))
    first, second = parsed.entries
    assert first.title == "Using <canvas> in demos"  # declared as text: no tag
    assert first.url == "https://lab.example/blog/canvas"
    assert first.published_at == datetime(2026, 6, 1, 10, tzinfo=UTC)
    assert first.updated_at == datetime(2026, 6, 2, 10, tzinfo=UTC)
    assert second.title == "A small model"
    assert second.guid is None
    assert second.published_at == datetime(2026, 5, 30, 10, tzinfo=UTC)
    assert "date-of-update" in second.flags


def test_rss_10() -> None:
    parsed = parse((DATA / "rss10.rdf").read_bytes(), request())
    assert titles(parsed) == ["First", "Second"]
    assert parsed.entries[0].published_at == datetime(2026, 4, 1, 10, tzinfo=UTC)
    assert parsed.entries[1].flags == ("date-seen",)


def test_json_feed() -> None:
    body = (DATA / "feed.json").read_bytes()
    for content_type in ("application/feed+json", "text/plain", None):
        parsed = parse(body, request("https://json.example/feed.json", content_type=content_type))
        first, second = parsed.entries
        assert first.title == "A < B in every test"
        assert first.published_at == datetime(2026, 6, 1, 15, tzinfo=UTC)
        assert second.guid == "2"
        assert second.url == "https://elsewhere.example/2"
        assert second.content == "Plain & simple\n\nSecond paragraph"
        assert parsed.broken == 2
        assert (parsed.next_page, parsed.hub) == ("https://json.example/feed.json?page=2", "https://hub.example/")


@pytest.mark.parametrize(
    ("body", "outcome", "count"),
    [
        (b"", PollOutcome.EMPTY, 0),
        (b" \r\n\t ", PollOutcome.EMPTY, 0),
        (b"<!DOCTYPE html><html><body>Home</body></html>", PollOutcome.NOT_A_FEED, 0),
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>", PollOutcome.NOT_A_FEED, 0),
        (b"plain words", PollOutcome.NOT_A_FEED, 0),
        (b'{"error": "rate limited"}', PollOutcome.NOT_A_FEED, 0),
        (b'{"version": ', PollOutcome.NOT_A_FEED, 0),
        (b'[1, 2, {"items": []}]', PollOutcome.NOT_A_FEED, 0),
        (rss("").encode(), PollOutcome.NO_ITEMS, 0),
        (rss().encode(), PollOutcome.OK, 3),
        (gzip.compress(rss().encode()), PollOutcome.OK, 3),
        # 82: small damage loses nothing
        (rss().replace("</channel></rss>", "").encode(), PollOutcome.OK, 3),
        (rss().encode() + b"<!-- cached --> junk <b>", PollOutcome.OK, 3),
        (rss(THREE + "<x:y>1</x:y>").encode(), PollOutcome.OK, 3),
        (rss(THREE.replace(">one<", ">one & only<")).encode(), PollOutcome.OK, 3),
        (rss(THREE.replace(">one<", ">o\x0cn\x01e<")).encode(), PollOutcome.OK, 3),
        (b"\n\n  " + rss().encode(), PollOutcome.OK, 3),
        (b"\xef\xbb\xbf\n" + rss().encode(), PollOutcome.OK, 3),
        (b"<br />Warning: something in /var/www<br />" + rss().encode(), PollOutcome.OK, 3),
        # 44, 81: cut in an item
        (rss().encode()[:-70], PollOutcome.TRUNCATED, 2),
        # 83: a bad byte
        (rss(THREE.replace(">one<", ">caf\u00e9 one<")).encode() .replace(b">two<", b">tw\xff<"), PollOutcome.OK, 3),
        # 86, 88: encodings that are none
        (rss(head='<?xml version="1.0" encoding="undefined"?>').encode(), PollOutcome.OK, 3),
        (rss(head='<?xml version="1.0" encoding="unicode_escape"?>').encode(), PollOutcome.OK, 3),
    ],
)  # fmt: skip
def test_documents(body: bytes, outcome: PollOutcome, count: int) -> None:
    parsed = parse(body, request())
    assert (parsed.outcome, len(parsed.entries)) == (outcome, count), parsed.why


def test_broken_transfer_drops_the_half_item_and_keeps_the_rest() -> None:
    whole = rss().encode()
    parsed = parse(whole[: whole.rindex(b"<pubDate>")], request(truncated=True))
    assert parsed.outcome is PollOutcome.TRUNCATED
    assert titles(parsed) == ["one", "two"]
    assert parsed.item_hashes == ()


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252", "iso-8859-2", "cp500", "utf-8-sig"],
)
def test_encodings_give_the_same_entries(encoding: str) -> None:
    text = rss(THREE.replace(">one<", ">caf\u00e9 \u00fcber<"), head=f'<?xml version="1.0" encoding="{encoding}"?>')
    assert titles(parse(text.encode(encoding), request())) == ["caf\u00e9 \u00fcber", "two", "three"]


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("gb2312", "\u5f00\u6e90\u6a21\u578b"),
        ("shift_jis", "\u516c\u958b"),
        ("koi8-r", "\u0432\u0435\u0441\u0430"),
        ("windows-1251", "\u0432\u0435\u0441\u0430"),
    ],
)
def test_other_alphabets(encoding: str, word: str) -> None:
    text = rss(THREE.replace(">one<", f">{word}<"), head=f'<?xml version="1.0" encoding="{encoding}"?>')
    assert titles(parse(text.encode(encoding), request()))[0] == word


def test_http_charset_wins_over_the_declaration_and_utf8_over_latin() -> None:
    text = rss(THREE.replace(">one<", ">caf\u00e9<"), head='<?xml version="1.0" encoding="iso-8859-2"?>')
    assert titles(parse(text.encode("utf-8"), request(content_type="text/xml; charset=UTF-8")))[0] == "caf\u00e9"
    assert titles(parse(text.encode("utf-8"), request(content_type="text/xml; charset=ISO-8859-1")))[0] == "caf\u00e9"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:a@press.example", None),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("/rel", "https://press.example/rel"),
        ("https://b\u00fccher.example/a b", "https://xn--bcher-kva.example/a%20b"),
        ("https://press.example/" + "a" * 5000, None),
        ("https://[::bad/", None),
    ],
)
def test_links(link: str, expected: str | None) -> None:
    parsed = parse(rss(f"<item><title>x</title><link>{link}</link></item>").encode(), request())
    assert parsed.entries[0].url == expected
    assert ("no-link" in parsed.entries[0].flags) == (expected is None)


@pytest.mark.parametrize(
    ("date", "expected", "flag"),
    [
        ("Tue, 02 Jun 2026 10:00:00 +0200", datetime(2026, 6, 2, 8, tzinfo=UTC), None),
        ("2026-06-02T10:00:00", datetime(2026, 6, 2, 10, tzinfo=UTC), None),
        ("June 2, 2026", datetime(2026, 6, 2, tzinfo=UTC), None),
        ("2 June 2026", datetime(2026, 6, 2, tzinfo=UTC), None),
        ("", None, "date-seen"),
        ("soon", None, "date-unreadable"),
        ("Mon, 01 Jan 0001 00:00:00 GMT", None, "date-"),
        ("Thu, 31 Dec 2099 00:00:00 GMT", None, "date-not-credible"),
        ("Fri, 12 Jun 2026 00:00:01 GMT", None, "date-not-credible"),
    ],
)
def test_dates(date: str, expected: datetime | None, flag: str | None) -> None:
    entry = parse(rss(f"<item><title>x</title><pubDate>{date}</pubDate></item>").encode(), request()).entries[0]
    assert entry.published_at == expected
    assert flag is None or any(mark.startswith(flag) for mark in entry.flags), entry.flags


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("AT&amp;amp;T opens", "AT&T opens"),
        ("&lt;b&gt;Bold&lt;/b&gt; claim", "Bold claim"),
        ("a\u202eevil\u200b\u0007 title", "aevil title"),
        ("cafe\u0301", "caf\u00e9"),
        ("two\n   lines", "two lines"),
        ("x" * 5000, "x" * MAX_TITLE),
        ("<![CDATA[5 < 6 & more]]>", "5 < 6 & more"),
    ],
)
def test_titles(title: str, expected: str) -> None:
    assert titles(parse(rss(f"<item><guid>1</guid><title>{title}</title></item>").encode(), request())) == [expected]


def test_items_without_guid_link_or_title_are_kept_and_empty_ones_counted() -> None:
    items = "<item><description>Only words.</description></item><item></item>" + THREE
    parsed = parse(rss(items).encode(), request())
    assert len(parsed.entries) == 4
    assert parsed.broken == 1


def test_cap_keeps_the_newest() -> None:
    days = [datetime.fromtimestamp(1.7e9 + 3600 * n, UTC) for n in range(MAX_ENTRIES + 50)]
    items = "".join(
        f"<item><guid>{n}</guid><title>{n}</title><pubDate>{day:%a, %d %b %Y %H:%M:%S GMT}</pubDate></item>"
        for n, day in enumerate(days)
    )
    parsed = parse(rss(items).encode(), request())
    assert len(parsed.entries) == MAX_ENTRIES
    assert parsed.skipped == 50


def test_known_items_are_passed_over_and_the_rest_is_the_same() -> None:
    body = (DATA / "rss20.xml").read_bytes()
    full = parse(body, request())
    part = parse(body, request(known_items=frozenset(full.item_hashes[1:])))
    assert (part.known, part.entries) == (2, full.entries[:1])
    assert part.item_hashes == full.item_hashes
    assert part.ttl_s == full.ttl_s
    nothing = parse(body, request(known_items=frozenset(full.item_hashes)))
    assert (nothing.outcome, nothing.known, nothing.entries) == (PollOutcome.OK, 3, ())


def test_what_nobody_reads_is_cut_out_before_feedparser_and_changes_nothing() -> None:
    extra = (
        "<category>ai</category><dc:subject xmlns:dc='http://purl.org/dc/elements/1.1/'>policy</dc:subject>"
        "<author>someone@example.org (Someone)</author> tail <comments>https://press.example/c</comments><unusual/></item>"
    )
    plain, full = rss().encode(), rss(THREE.replace("</item>", extra)).encode()
    probe = probe_items(encode_feed(decode_feed(full, None).text), frozenset())
    assert probe is not None
    assert probe.left == 3
    assert not re.search(rb"category|subject|author|comments", probe.document)
    assert probe.document.count(b" tail ") == 3
    assert parse(full, request()).entries == parse(plain, request()).entries


@pytest.mark.parametrize(
    "items",
    [
        "<item><title>a</title><item><title>b</title></item></item>",
        f"{THREE}<item><title>a</title><p><entry><title>b</title></entry></p></item>",
        "<x:ITEM xmlns:x='urn:x'><p><q><item/></q></p></x:ITEM>",
    ],
)
def test_a_document_that_nests_items_is_parsed_as_a_whole(items: str) -> None:
    assert probe_items(encode_feed(rss(items, "")), frozenset()) is None


def test_items_of_several_parents_are_probed() -> None:
    document = encode_feed(rss(f"{THREE}<p>{THREE}</p>", ""))
    probe = probe_items(document, frozenset())
    assert probe is not None
    assert len(probe.hashes) == 6


def test_a_changed_item_is_not_known() -> None:
    before = parse(rss().encode(), request())
    after = parse(
        rss(THREE.replace(">two<", ">two, corrected<")).encode(), request(known_items=frozenset(before.item_hashes))
    )
    assert titles(after) == ["two, corrected"]
    assert after.entries[0].id == before.entries[1].id


def test_entities_are_neither_expanded_nor_fetched() -> None:
    subset = '<!DOCTYPE rss [<!ENTITY big "AAAAAAAAAA"><!ENTITY file SYSTEM "file:///etc/hostname">]>'
    parsed = parse(
        rss("<item><guid>1</guid><title>a &big; &file; b</title></item>", head=HEAD + subset).encode(), request()
    )
    assert "AAAA" not in parsed.entries[0].title
    assert len(parsed.entries) == 1


def test_only_byte_streams_reach_feedparser() -> None:
    """Given bytes, feedparser opens a file of that name; so the one call in the package must wrap them."""
    package = DATA.parents[2] / "src" / "wartracker"
    calls = [
        line.strip()
        for file in package.rglob("*.py")
        for line in file.read_text("utf-8")
        .replace("(  # type: ignore[attr-defined,no-untyped-call]\n", "(")
        .splitlines()
        if "feedparser.parse(" in line
    ]
    assert len(calls) == 1
    assert "io.BytesIO(" in calls[0]
