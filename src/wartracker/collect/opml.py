"""OPML 2.0 in, the feeds it lists out; sources in, OPML 2.0 out. Pure; a stranger's file is hostile until read.

http://opml.org/spec2.opml: subscription lists hold outlines of type "rss" with xmlUrl, text, title, htmlUrl, language
and category. No entity is expanded, nothing is fetched, folders become topics.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from lxml import etree

from wartracker.collect.decode import decode_feed, encode_feed
from wartracker.plaintext import clean_line
from wartracker.records import Feed
from wartracker.urls import canonicalize_url
from wartracker.vocabulary import SourceKind

MAX_BYTES = 10 * 1024 * 1024
MAX_OUTLINES = 10_000
_MAX_WORD = 200


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    url: str  # canonical
    title: str
    topics: tuple[str, ...] = ()
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class OpmlList:
    """What a list holds."""

    outlines: tuple[Outline, ...]
    unusable: tuple[str, ...] = ()  # titles of outlines whose address nobody can poll
    repeated: int = 0


def parse_opml(body: bytes) -> OpmlList | None:
    """Parse an OPML list.

    Args:
        body: the file, at most 10 MiB.

    Returns:
        Its feeds in order, each address once; None when it is no OPML.
    """
    decoded = decode_feed(body[:MAX_BYTES], None)  # drops the DOCTYPE with its entities
    if decoded.root != "opml":
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False)
    try:
        root = etree.fromstring(encode_feed(decoded.text), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None:
        return None
    found: dict[str, Outline] = {}
    unusable: list[str] = []
    repeated = 0
    for count, element in enumerate(root.iter("{*}outline", "outline")):
        address = _read(element, "xmlUrl")
        if count >= MAX_OUTLINES or not address:
            continue
        title = _read(element, "title") or _read(element, "text") or address[:_MAX_WORD]
        url = canonicalize_url(address)
        if url is None:
            unusable.append(title)
            continue
        if url in found:
            repeated += 1
            continue
        lang = _read(element, "language")[:35] or None
        found[url] = Outline(url, title, _read_topics(element), lang)
    return OpmlList(tuple(found.values()), tuple(unusable), repeated)


def _read(element: Any, name: str) -> str:
    """Read an attribute on one line; writers differ in the case of its name."""
    for key, value in element.attrib.items():
        if str(key).lower() == name.lower():
            text = clean_line(str(value))
            return text if name == "xmlUrl" else text[:_MAX_WORD]
    return ""


def _read_topics(element: Any) -> tuple[str, ...]:
    """Read categories ("/news,/ai/models") and the folders above an outline as topics."""
    words = [part.strip(" /") for part in _read(element, "category").split(",")]
    above = element.getparent()
    while above is not None and etree.QName(above).localname == "outline":
        words.append(_read(above, "title") or _read(above, "text"))
        above = above.getparent()
    plain = ["".join(character for character in word if character.isprintable())[:60] for word in words]
    return tuple(dict.fromkeys(word for word in plain if word))[:5]


def render_opml(feeds: Sequence[Feed], title: str) -> str:
    """Render sources as an OPML 2.0 subscription list, grouped by tier.

    Args:
        feeds: the sources; those that are no feeds become links, since no reader can subscribe to them.
        title: of the list.

    Returns:
        XML text, the same for the same sources.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{_escape(title)}</title><docs>http://opml.org/spec2.opml</docs></head>",
        "  <body>",
    ]
    for tier in dict.fromkeys(feed.tier for feed in feeds):
        lines.append(f"    <outline text={_attribute(tier.value)}>")
        lines += [f"      {_render_outline(feed)}" for feed in feeds if feed.tier is tier]
        lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _render_outline(feed: Feed) -> str:
    pairs = [("text", feed.name), ("title", feed.publisher)]
    if feed.kind is SourceKind.FEED:
        pairs += [("type", "rss"), ("xmlUrl", feed.url)]
    else:
        pairs += [("type", "link"), ("url", feed.url), ("description", f"read as {feed.kind.value}")]
    if feed.lang:
        pairs.append(("language", feed.lang))
    if feed.topics:
        pairs.append(("category", ",".join(f"/{topic.replace(',', ' ').replace('/', ' ')}" for topic in feed.topics)))
    return f"<outline {' '.join(f'{name}={_attribute(value)}' for name, value in pairs)}/>"


def _attribute(text: str) -> str:
    return quoteattr("".join(_legal(text)))


def _escape(text: str) -> str:
    return _attribute(text)[1:-1]


def _legal(text: str) -> Iterable[str]:
    """Drop what XML 1.0 cannot hold."""
    return (character for character in text if character >= " " and character not in "\ufffe\uffff")
