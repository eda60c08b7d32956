"""Bytes of an index page in, its article links as entries out: for sites that offer neither feed nor sitemap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from resiliparse.parse.html import HTMLTree

from wartracker.charsets import decode_bytes
from wartracker.collect.items import RawItem, build_entries
from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.moments import parse_moment
from wartracker.plaintext import clean_line, plain_text
from wartracker.urls import canonicalize_url, identity_url, registered_domain
from wartracker.vocabulary import PollOutcome

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([^\"'\s;,]{2,40})", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
# No word boundaries: inline elements glue a date to its neighbours.
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}[-/.]\d{2}[-/.]\d{2}|(?:\d{1,2}\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
    r"(?:\s+\d{1,2})?,?\s+\d{4})(?!\d)"
)
_MAX_MATCHES = 1000
_MAX_TEXT = 2000
_HEADINGS = "h1, h2, h3, h4, h5, [class*=title], [class*=headline]"


def parse(body: bytes, request: SourceRequest) -> ParsedSource:
    """Parse an index page.

    `select` names the element of one item (or its link), `link_pattern` the addresses that are articles,
    `date_pattern` (first group) where the item's date stands. Without `select` every link of the page is an item,
    then `link_pattern` must tell. A selector or pattern that matches nothing is the outcome SELECTOR, never
    "nothing new".

    Args:
        body: bytes as received.
        request: circumstances of the document.
    """
    if not body.strip():
        return ParsedSource(PollOutcome.EMPTY, why="the answer has no body")
    tree = HTMLTree.parse(_decode(body, request.content_type))
    if tree.document is None or tree.body is None:
        return ParsedSource(PollOutcome.NOT_A_FEED, why="no HTML")
    selector = request.feed.select or "a[href]"
    try:
        nodes = _select(tree.document, selector)
    except (ValueError, RuntimeError) as error:
        return ParsedSource(PollOutcome.SELECTOR, why=f"select is no CSS selector: {error}"[:200])
    if not nodes:
        return ParsedSource(PollOutcome.SELECTOR, why=f"select matches nothing on the page: {selector}"[:200])
    items = list(_read_items(nodes, request, _find_base(tree.document, request.base)))
    if not items:
        pattern = request.feed.link_pattern
        why = f"link_pattern matches none of the links: {pattern}" if pattern else "no selected element holds a link"
        return ParsedSource(PollOutcome.SELECTOR, why=why[:200])
    built = build_entries(_join_repeats(items), request)
    if not built.entries:
        return ParsedSource(PollOutcome.SELECTOR, why="no selected link is a usable address")
    title = clean_line(tree.title or "")
    outcome = PollOutcome.TRUNCATED if request.truncated else PollOutcome.OK
    return ParsedSource(outcome, built.entries, skipped=built.skipped, title=title, warnings=built.warnings)


def _decode(body: bytes, content_type: str | None) -> str:
    http, meta = _CHARSET.search(content_type or ""), _META_CHARSET.search(body[:4096])
    labels = (http.group(1) if http else None, meta.group(1).decode("ascii") if meta else None)
    return decode_bytes(body, labels)[0].replace("\x00", "")


def _select(document: Any, selector: str) -> list[Any]:
    collection = document.query_selector_all(selector)
    return [collection[at] for at in range(min(len(collection), _MAX_MATCHES))]


def _find_base(document: Any, url: str) -> str:
    """Return what relative links are relative to: the page's base element, else its address."""
    element = document.query_selector("base[href]")
    return (canonicalize_url(element.getattr("href") or "", url) or url) if element else url


def _read_items(nodes: list[Any], request: SourceRequest, base: str) -> Iterator[RawItem]:
    wanted = re.compile(request.feed.link_pattern) if request.feed.link_pattern else None
    dated = re.compile(request.feed.date_pattern) if request.feed.date_pattern else None
    own = identity_url(request.url)
    for node in nodes:
        link = _find_link(node, base, wanted)
        if link is None or identity_url(link) == own:
            continue
        text = _text_of(node)[:_MAX_TEXT]
        raw_date = _find_date(node, text, link, dated)
        yield RawItem(
            link=link,
            title=_find_title(node, text),
            title_is_plain=True,
            published_at=parse_moment(raw_date) if raw_date else None,
            raw_date=raw_date,
            fingerprint=link,  # an index page's texts move with its layout; the article's page tells of changes
        )


def _find_link(node: Any, base: str, wanted: re.Pattern[str] | None) -> str | None:
    """Return the first link of an item that is an article's address; of the same site where no pattern tells."""
    links = [node] if node.tag == "a" else _select(node, "a[href]")[:50]
    if not links and (parent := node.parent) is not None and parent.tag == "a":
        links = [parent]
    for link in links:
        url = canonicalize_url(link.getattr("href") or "", base)
        if url is None:
            continue
        if wanted.search(url) if wanted else registered_domain(_host(url)) == registered_domain(_host(base)):
            return url
    return None


def _find_title(node: Any, text: str) -> str:
    """Return the item's heading, else the text of its longest link, else all its text without dates."""
    headings = _select(node, _HEADINGS)[:1]
    if headings and (title := _text_of(headings[0])):
        return title
    if node.tag != "a":
        titles = [_text_of(link) for link in _select(node, "a[href]")[:20]]
        if longest := max(titles, key=len, default=""):
            return longest
    label = clean_line(node.getattr("aria-label") or node.getattr("title") or "")
    return label if label and not text else (clean_line(_DATE.sub(" ", text)) or text)[:300]


def _text_of(node: Any) -> str:
    """Return the text of an element on one line, its blocks set apart (`node.text` would glue them together)."""
    return clean_line(plain_text(node.html[:20_000], 4 * _MAX_TEXT))


def _find_date(node: Any, text: str, link: str, dated: re.Pattern[str] | None) -> str:
    if dated is not None:
        found = dated.search(text) or dated.search(link) or dated.search(node.html[: 4 * _MAX_TEXT])
        return (found.group(1) if found.re.groups else found.group(0)) or "" if found else ""
    times = _select(node, "time")[:1]
    if times and (raw := times[0].getattr("datetime") or times[0].text):
        return clean_line(raw)
    found = _DATE.search(text)
    return found.group(0) if found else ""


def _join_repeats(items: list[RawItem]) -> list[RawItem]:
    """Keep one item an address: the one with the longest title (pictures and "read more" link there too)."""
    best: dict[str, RawItem] = {}
    for item in items:
        key = identity_url(item.link or "")
        if key not in best or len(item.title) > len(best[key].title):
            best[key] = item
    return list(best.values())


def _host(url: str) -> str:
    return url.split("/", 3)[2].rpartition("@")[2].partition(":")[0]
