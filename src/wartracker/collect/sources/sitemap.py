"""Bytes of a sitemap (plain, news, index, gzip) in, entries or child sitemaps out."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from wartracker.collect.decode import decode_feed, encode_feed
from wartracker.collect.items import RawItem, build_entries
from wartracker.collect.sources.shape import MAX_ENTRIES, ChildSource, ParsedSource, SourceRequest
from wartracker.ids import hash_bytes
from wartracker.moments import is_credible, parse_moment
from wartracker.urls import canonicalize_url
from wartracker.vocabulary import PollOutcome

_MAX_CHILDREN = 500
_WORDS = re.compile(r"[^\W_]+", re.UNICODE)


def parse(body: bytes, request: SourceRequest) -> ParsedSource:
    """Parse a sitemap.

    News sitemaps give titles and publication dates. A plain one gives addresses and the day of the last change,
    which is no published date; its titles are read from the address only for people, the page's own title wins.
    `link_pattern` of the feed keeps the addresses that match.

    Args:
        body: bytes as received.
        request: circumstances of the document.
    """
    if not body.strip():
        return ParsedSource(PollOutcome.EMPTY, why="the answer has no body")
    decoded = decode_feed(body, request.content_type)
    if decoded.root not in {"urlset", "sitemapindex"}:
        why = "an HTML page instead of a sitemap" if decoded.root == "html" else "no sitemap"
        return ParsedSource(PollOutcome.NOT_A_FEED, why=why, warnings=decoded.warnings)
    root = _read_tree(decoded.text)
    if root is None:
        return ParsedSource(PollOutcome.PARSER_CRASH, why="XML that cannot be read", warnings=decoded.warnings)
    whole = bool(re.search(r"</(?:[\w-]+:)?(?:urlset|sitemapindex)\s*>\s*$", decoded.text[-500:], re.IGNORECASE))
    cut = request.truncated or not whole
    if decoded.root == "sitemapindex":
        return _read_index(root, cut, request)
    return _read_urls(root, cut, request, decoded.warnings)


def _read_tree(text: str) -> Any | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False)
    try:
        return etree.fromstring(encode_feed(text), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _read_index(root: Any, cut: bool, request: SourceRequest) -> ParsedSource:
    children = []
    for element in _children(root, "sitemap")[: -1 if cut else None]:
        url = canonicalize_url(_text(element, "loc"), request.url)
        modified = parse_moment(_text(element, "lastmod"))
        if url:
            children.append(ChildSource(url, modified if modified and is_credible(modified, request.now) else None))
    # newest first; those without a date keep their order behind them
    dated = sorted((child for child in children if child.modified_at), key=_changed, reverse=True)
    ordered = [*dated, *(child for child in children if not child.modified_at)]
    return ParsedSource(
        outcome=_decide_outcome(bool(ordered), cut),
        children=tuple(ordered[:_MAX_CHILDREN]),
        skipped=max(0, len(ordered) - _MAX_CHILDREN),
        why="" if ordered else "a sitemap index without sitemaps",
    )


def _read_urls(root: Any, cut: bool, request: SourceRequest, notes: tuple[str, ...]) -> ParsedSource:
    wanted = re.compile(request.feed.link_pattern) if request.feed.link_pattern else None
    elements = _children(root, "url")
    items, hashes, known, others = [], [], 0, 0
    for element in elements[:-1] if cut and elements else elements:
        link = _text(element, "loc")
        if wanted and not wanted.search(link):
            others += 1
            continue
        item = _read_url(element, link)
        hashes.append(hash_bytes(item.fingerprint.encode("utf-8", "replace"))[:24])
        if hashes[-1] in request.known_items:
            known += 1
        else:
            items.append(item)
    # sitemaps are often in order of age: the cap must keep the newest, whatever their order
    items.sort(key=lambda item: (item.updated_at or item.published_at or request.now).timestamp(), reverse=True)
    built = build_entries(items, request)
    if wanted and elements and not hashes:
        return ParsedSource(PollOutcome.SELECTOR, why=f"link_pattern matches none of {len(elements)} addresses")
    return ParsedSource(
        outcome=_decide_outcome(bool(hashes), cut),
        entries=built.entries,
        known=known,
        item_hashes=() if cut else tuple(hashes),
        skipped=built.skipped + others,
        repeated=built.repeated,
        warnings=(*notes, *built.warnings),
        why="" if hashes else "a sitemap without addresses",
    )


def _read_url(element: Any, link: str) -> RawItem:
    news = next(iter(_children(element, "news")), None)
    modified = _text(element, "lastmod")
    title = _text(news, "title") if news is not None else ""
    raw = _text(news, "publication_date") if news is not None else ""
    return RawItem(
        link=link,
        title=title or title_from_address(link),
        title_is_plain=True,
        published_at=parse_moment(raw),
        updated_at=parse_moment(modified),
        raw_date=raw or modified,
        # a page of a plain sitemap counts as changed when its title does, not whenever the site is rebuilt
        fingerprint=f"{link}\n{title}",
        update_only=not raw,
    )


def title_from_address(url: str) -> str:
    """Guess a title from the last part of an address ("/blog/a-model-is-out" -> "A model is out")."""
    segments = [segment for segment in re.sub(r"^https?://[^/]*|[?#].*$", "", url).split("/") if segment]
    words = _WORDS.findall(re.sub(r"\.\w{2,5}$", "", segments[-1])) if segments else []
    return " ".join(words).capitalize()[:200]


def _decide_outcome(found: bool, cut: bool) -> PollOutcome:
    if cut:
        return PollOutcome.TRUNCATED
    return PollOutcome.OK if found else PollOutcome.NO_ITEMS


def _children(element: Any, name: str) -> list[Any]:
    if element is None:
        return []
    return [child for child in element if isinstance(child.tag, str) and child.tag.rpartition("}")[2] == name][
        : 20 * MAX_ENTRIES
    ]


def _text(element: Any, name: str) -> str:
    child = next(iter(_children(element, name)), None)
    return "".join(child.itertext()).strip() if child is not None else ""


def _changed(child: ChildSource) -> float:
    return child.modified_at.timestamp() if child.modified_at else 0.0
