"""Items of a feed's tree that hold nothing unusual in, raw items out: what feedparser reads, at less cost.

Nearly all items of the web are RSS 2.0 or Atom 1.0 and hold each of a dozen elements once, as mere text. Of those this
reads what feedparser would, letter by letter; at anything else it gives up, and feedparser reads the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from feedparser.datetimes import _parse_date
from feedparser.html import _cp1252
from feedparser.mixin import _FeedParserMixin
from feedparser.urls import _urljoin

from wartracker.collect.items import RawItem
from wartracker.moments import parse_moment, read_utc_tuple

_ATOM = "{http://www.w3.org/2005/Atom}"
_FEED = f"{_ATOM}feed"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_RSS_SLOTS = {
    "title": "title",
    "link": "link",
    "guid": "guid",
    "description": "summary",
    "pubDate": "published",
    "{http://purl.org/rss/1.0/modules/content/}encoded": "content",
    "{http://purl.org/dc/elements/1.1/}date": "updated",
}
_ATOM_SLOTS = {
    f"{_ATOM}{tag}": slot
    for tag, slot in (
        ("title", "title"),
        ("link", "link"),
        ("id", "guid"),
        ("summary", "summary"),
        ("content", "content"),
        ("published", "published"),
        ("updated", "updated"),
    )
}
# Without children they change nothing that we read of an item.
_PASSED = frozenset(
    {
        "enclosure",
        "{http://wellformedweb.org/CommentAPI/}commentRss",
        "{com-wordpress:feed-additions:1}post-id",
        f"{_MEDIA}content",
    }
)
_TYPES = {"text": True, "text/plain": True, "html": False, "text/html": False}  # Atom: whether it is plain text
_TYPED = frozenset({"title", "summary", "content"})
_TELLING = ("rel", "type")
_LINK_ATTRIBUTES = frozenset({"href", "rel", "type", "title", "hreflang", "length"})
# feedparser takes an Atom document that declares one of these for RSS, and guesses at its titles.
_OLD_RSS = frozenset({"http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"})

# What decides what a text means is asked of feedparser, not written again.
parse_date: Callable[[str], Any] = _parse_date
looks_like_html: Callable[[str], bool] = _FeedParserMixin.looks_like_html
resolve_link: Callable[[str, str], str] = _urljoin

_Slots = dict[str, Any]


def find_home(root: Any) -> Any:
    """Find the element that holds items and what a document says of itself: an Atom feed, a channel, or None."""
    return root if root.tag == _FEED else root.find("channel")


def read_plain_items(root: Any, items: Sequence[Any], unread: frozenset[str]) -> list[RawItem] | None:
    """Read items that hold nothing unusual.

    Args:
        root: element tree of the whole document, without xml:base anywhere.
        items: its items that are wanted.
        unread: local names of elements that nobody reads.

    Returns:
        As many raw items; None when any of them, or the document, is not plain.
    """
    atom, home = root.tag == _FEED, find_home(root)
    if (
        home is None
        or not (atom or root.tag == "rss")
        or (atom and any(uri.lower() in _OLD_RSS for uri in root.nsmap.values()))
    ):
        return None
    if any(name.lower() == "base" for element in {root, home} for name in element.attrib):
        return None
    tag, slots, found = (f"{_ATOM}entry", _ATOM_SLOTS, []) if atom else ("item", _RSS_SLOTS, [])
    for item in items:
        if item.tag != tag or item.attrib or item.getparent() is not home:
            return None
        read = _read_slots(item, slots, unread)
        if read is None:
            return None
        found.append(_build_item(read))
    return found


def _read_slots(item: Any, slots: Mapping[str, str], unread: frozenset[str]) -> _Slots | None:
    """Read the texts of an item; None when it holds an element twice, with markup within, or one we do not know."""
    found: _Slots = {}
    for child in item:
        tag = child.tag
        slot = slots.get(tag)
        if slot is None:
            if not isinstance(tag, str):  # a comment between elements
                continue
            if tag.rpartition("}")[2] in unread or (tag in _PASSED and not len(child)):
                continue
            return None
        if len(child) or not _read_attributes(child, slot, found):
            return None
        if slot != "link" or tag == "link":
            if slot in found:
                return None
            found[slot] = child.text or ""
    if slots is _ATOM_SLOTS:
        found.setdefault("plain", True)
    return found


def _read_attributes(child: Any, slot: str, found: _Slots) -> bool:
    """Note what the attributes of an element say; tell whether they are all among the usual."""
    attributes = child.attrib
    if slot == "link" and child.tag != "link":
        if not _LINK_ATTRIBUTES.issuperset(attributes):
            return False
        if "" in (attributes.get("href", ""), *map(attributes.get, _TELLING)):
            return False  # feedparser takes an empty one as if it were not there
        rel, kind = attributes.get("rel", "alternate").lower(), attributes.get("type", "html").lower()
        if rel == "alternate" and "html" in kind and "alternate" not in found:
            found["alternate"] = resolve_link("", attributes["href"])
            return bool(found["alternate"])
        return True
    if not attributes:
        return True
    if slot == "guid" and child.tag == "guid" and len(attributes) == 1:
        name, value = attributes.items()[0]
        found["permalink"] = value == "true"
        return bool(name.lower() == "ispermalink")
    if slot in _TYPED and child.tag.startswith(_ATOM) and len(attributes) == 1:
        plain = _TYPES.get(attributes.get("type", "").lower())
        if slot == "title":
            found["plain"] = plain
        return plain is not None
    return False


def _build_item(found: _Slots) -> RawItem:
    guid, title = found.get("guid"), found.get("title", "").strip()
    permalink = found.get("permalink", True)
    if guid is not None:
        guid = _tidy(resolve_link("", guid.strip()) if permalink else guid)
    summary, content = _tidy(found.get("summary", "")), _tidy(found.get("content", ""))
    published, updated = _tidy(found.get("published", "")), _tidy(found.get("updated", ""))
    return RawItem(
        guid=guid or None,
        link=_choose_link(found, guid if permalink else None),
        title=_tidy(title),
        title_is_plain="title" in found and _is_plain(title, found),
        summary=summary if "summary" in found else content,
        content=content,
        published_at=_read_date(published),
        updated_at=_read_date(updated),
        raw_date=published or updated,
    )


def _read_date(text: str) -> datetime | None:
    return (read_utc_tuple(parse_date(text)) or parse_moment(text)) if text else None


def _is_plain(title: str, found: _Slots) -> bool:
    """Tell whether a title is text and no markup: Atom says so, of RSS it is guessed."""
    if "plain" in found:
        return bool(found["plain"])
    return not (("</" in title or "&" in title) and looks_like_html(title))


def _choose_link(found: _Slots, guid: str | None) -> str | None:
    if "alternate" in found:
        return str(found["alternate"])
    if "link" not in found:
        return guid or None
    link = _tidy(resolve_link("", found["link"].strip()))
    return re.sub("&([A-Za-z0-9_]+);", r"&\g<1>", link.replace("&amp;", "&")) or None


def _tidy(text: str) -> str:
    """Mend what feedparser mends in every text: UTF-8 that was read as Latin-1, and windows-1252 that was."""
    text = text.strip()
    if text.isascii():
        return text
    with suppress(UnicodeError):
        text = text.encode("iso-8859-1").decode("utf-8")
    return text.translate(_cp1252)
