"""Bytes of an RSS, RDF, Atom or JSON feed in, entries and what the feed says of its own rhythm out."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import feedparser

from wartracker.collect.decode import DecodedFeed, decode_feed, encode_feed
from wartracker.collect.items import RawItem, build_entries
from wartracker.collect.jsonfeed import JsonFeed, read_json_feed
from wartracker.collect.probe import probe_items, salvage_items
from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.moments import parse_moment, read_utc_tuple
from wartracker.plaintext import plain_title
from wartracker.urls import canonicalize_url
from wartracker.vocabulary import PollOutcome

_FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
_OPEN_ITEM = re.compile(r"<(?:[\w-]{1,30}:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_CLOSE_ITEM = re.compile(r"</(?:[\w-]{1,30}:)?(?:item|entry)\s*>", re.IGNORECASE)
# What feedparser is known to raise on mutated documents (11 places); a crash is an outcome, not an accident.
_CRASHES = (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError, ArithmeticError)
# Expat and nothing else: a parser that is installed by chance would read documents in its own way, and looking for one
# that is not there would be a good part of the work on every document.
feedparser.api.PREFERRED_XML_PARSERS.clear()
_PERIODS = {"hourly": 3600, "daily": 86400, "weekly": 604800, "monthly": 2592000, "yearly": 31536000}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MAX_TTL_S = 24 * 3600  # row 60: hints count up to a day


def parse(body: bytes, request: SourceRequest) -> ParsedSource:
    """Parse a feed document.

    Args:
        body: bytes as received, content-decoded.
        request: circumstances of the document.

    Returns:
        What it says; trouble is an outcome word. Never raises on any bytes, but may be slow on hostile ones: run it
        where it can be stopped.
    """
    if not body.strip():
        return ParsedSource(PollOutcome.EMPTY, why="the answer has no body")
    decoded = decode_feed(body, request.content_type)
    if decoded.root == "{":
        return _parse_json(decoded, request)
    if decoded.root not in _FEED_ROOTS:
        return ParsedSource(PollOutcome.NOT_A_FEED, warnings=decoded.warnings, why=_describe(decoded))
    return _parse_xml(decoded, request)


def _describe(decoded: DecodedFeed) -> str:
    words = {
        "html": "an HTML page instead of a feed",
        "urlset": "a sitemap instead of a feed; use kind: sitemap",
        "sitemapindex": "a sitemap index instead of a feed; use kind: sitemap",
        "opml": "an OPML list instead of a feed",
    }
    return words.get(decoded.root, "neither XML nor JSON of a feed" if decoded.text else "no text in the answer")


# --------------------------------------------------------------------------- JSON
def _parse_json(decoded: DecodedFeed, request: SourceRequest) -> ParsedSource:
    try:
        feed: JsonFeed | None = read_json_feed(decoded.text)
    except ValueError as error:
        outcome = PollOutcome.TRUNCATED if request.truncated else PollOutcome.NOT_A_FEED
        return ParsedSource(outcome, why=f"JSON that cannot be read: {error}"[:200])
    if feed is None:
        return ParsedSource(PollOutcome.NOT_A_FEED, why="JSON, but no JSON Feed")
    built = build_entries(feed.items, request)
    return ParsedSource(
        outcome=PollOutcome.OK if built.entries else PollOutcome.NO_ITEMS,
        entries=built.entries,
        skipped=built.skipped,
        repeated=built.repeated,
        broken=feed.broken,
        title=plain_title(feed.title, 200),
        lang=feed.lang,
        hub=canonicalize_url(feed.hub, request.base) if feed.hub else None,
        next_page=canonicalize_url(feed.next_url, request.base) if feed.next_url else None,
        warnings=(*decoded.warnings, *built.warnings),
    )


# --------------------------------------------------------------------------- XML
def _parse_xml(decoded: DecodedFeed, request: SourceRequest) -> ParsedSource:
    text, cut, warnings = _drop_half_item(decoded, request.truncated)
    notes = [*decoded.warnings, *warnings]
    document = encode_feed(text)
    probe = probe_items(document, request.known_items)
    found = _run_feedparser(probe.document if probe else document, request)
    if probe and found is not None and len(found.entries) != probe.left:
        # the two readers disagree on what an item is: feedparser decides, on the whole document
        probe, found = None, _run_feedparser(document, request)
    if found is None:
        return _salvage(document, cut, request, notes)
    if found.bozo:
        notes.append(f"not well-formed: {type(found.get('bozo_exception')).__name__}")
    read = [*(probe.read if probe else ()), *map(_try_entry, found.entries)]
    items = [item for item in read if item.guid or item.link or item.title or item.content or item.summary]
    built = build_entries(items, request)
    known, skipped = (probe.known, probe.skipped) if probe else (0, 0)
    if cut:
        outcome, why = PollOutcome.TRUNCATED, "the document ends in the middle of an item"
    elif built.entries or known:
        outcome, why = PollOutcome.OK, ""
    else:
        outcome, why = PollOutcome.NO_ITEMS, "a feed without items"
    parsed = ParsedSource(
        outcome=outcome,
        entries=built.entries,
        known=known,
        skipped=built.skipped + skipped,
        broken=len(read) - len(items),
        repeated=built.repeated,
        item_hashes=probe.hashes if probe and not cut else (),
        warnings=(*notes, *built.warnings),
        why=why,
    )
    return replace(parsed, **_read_channel(found.feed, decoded.text, request))


def _drop_half_item(decoded: DecodedFeed, truncated: bool) -> tuple[str, bool, list[str]]:
    """Cut off an item that the end of the document cut in half (row 44), and close what stands open.

    Returns the text, whether something was cut or is missing, and warnings. A document that merely lacks its last
    end tags has lost nothing.
    """
    text = decoded.text
    root = re.match(r"<([\w.:-]+)", text)
    name = root[1] if root else decoded.root
    tail = text[-2000:]
    if re.search(f"</{re.escape(name)}\\s*>", tail, re.IGNORECASE) or re.match(r"<[^<>]*/>\s*$", text):
        return text, truncated, []
    last_open = last_close = -1
    for found in _OPEN_ITEM.finditer(text):
        last_open = found.start()
    for found in _CLOSE_ITEM.finditer(text):
        last_close = found.end()
    if last_open >= max(last_close, 0):  # items may stand without a blank between them
        return text[:last_open], True, ["the last item was half and is left out"]
    return text, truncated, ["the end of the document is missing"]


def _run_feedparser(document: bytes, request: SourceRequest) -> Any | None:
    """Run feedparser; None when it crashes.

    Only ever on a byte stream: given bytes or text it would open a file or address of that name.
    """
    headers = {"content-type": "application/xml; charset=utf-8"}
    if b"xml:base" in document:
        # only then: without one every link is joined to the same base, which we do cheaper (a quarter of its time)
        headers["content-location"] = request.base
    try:
        return feedparser.parse(  # type: ignore[attr-defined,no-untyped-call]
            io.BytesIO(document), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
        )
    except _CRASHES:
        return None


def _salvage(document: bytes, cut: bool, request: SourceRequest, notes: list[str]) -> ParsedSource:
    items = salvage_items(document)
    if not items:
        return ParsedSource(PollOutcome.PARSER_CRASH, warnings=tuple(notes), why="the feed parser gave up on this body")
    built = build_entries(items, request)
    return ParsedSource(
        outcome=PollOutcome.TRUNCATED if cut else PollOutcome.OK,
        entries=built.entries,
        skipped=built.skipped,
        repeated=built.repeated,
        warnings=(*notes, "read by the salvage reader: guid, link, title, text and date only", *built.warnings),
    )


def _try_entry(entry: dict[str, Any]) -> RawItem:
    try:
        return _read_entry(entry)
    except _CRASHES:
        return RawItem()


def _read_entry(entry: dict[str, Any]) -> RawItem:
    # the plain `get`: feedparser's own makes up an `updated` from `published`, and takes ten times as long
    get = partial(dict.get, entry)
    title = _dict(get("title_detail"))
    contents = [_dict(content) for content in get("content") or ()]
    published = get("published_parsed") or get("created_parsed")
    raw_published, raw_updated = _text(get("published")), _text(get("updated"))
    return RawItem(
        guid=_text(get("id")) or None,
        link=_text(get("feedburner_origlink")) or _read_link(entry),
        title=_text(get("title")),
        title_is_plain=title.get("type") == "text/plain",
        summary=_text(get("summary")),
        content=max((_text(content.get("value")) for content in contents), key=len, default=""),
        # what feedparser cannot read it leaves as text: month names, other orders, no zone (row 119)
        published_at=read_utc_tuple(published) or parse_moment(raw_published),
        updated_at=read_utc_tuple(get("updated_parsed")) or parse_moment(raw_updated),
        raw_date=raw_published or raw_updated,
    )


def _read_link(entry: Mapping[str, Any]) -> str | None:
    """Return the address of the article itself, never an enclosure or a comments page."""
    links = [_dict(link) for link in entry.get("links") or ()]
    for link in links:
        if link.get("rel") == "alternate" and link.get("href") and "html" in _text(link.get("type") or "html"):
            return _text(link["href"])
    return _text(entry.get("link")) or None


def _read_channel(channel: Mapping[str, Any], text: str, request: SourceRequest) -> dict[str, Any]:
    """Read what a feed says of itself: name, language, rhythm hints, archive and hub links."""
    links = [_dict(link) for link in channel.get("links") or ()]

    def linked(rel: str) -> str | None:
        hrefs = (_text(link.get("href")) for link in links if link.get("rel") == rel)
        return next((url for href in hrefs if (url := canonicalize_url(href, request.base))), None)

    head = text[: found.start()] if (found := _OPEN_ITEM.search(text)) else text[:50_000]
    ttl = re.fullmatch(r"\s*(\d{1,6})\s*", _text(channel.get("ttl")))
    period = _PERIODS.get(_text(channel.get("sy_updateperiod")).strip().lower())
    frequency = re.fullmatch(r"\s*(\d{1,4})\s*", _text(channel.get("sy_updatefrequency")))
    return {
        "title": plain_title(_text(channel.get("title")), 200),
        "lang": _text(channel.get("language"))[:35] or None,
        "ttl_s": min(60 * int(ttl[1]), _MAX_TTL_S) if ttl and int(ttl[1]) else None,
        "update_period_s": min(period // max(1, int(frequency[1]) if frequency else 1), _MAX_TTL_S) if period else None,
        "skip_hours": frozenset(int(hour) % 24 for hour in re.findall(r"<hour>\s*(\d{1,2})\s*</hour>", head, re.I)),
        "skip_days": frozenset(
            _DAYS.index(day.lower())
            for day in re.findall(r"<day>\s*(\w{6,9})\s*</day>", head, re.I)
            if day.lower() in _DAYS
        ),
        "hub": linked("hub"),
        "next_page": linked("next"),
        "prev_archive": linked("prev-archive"),
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
