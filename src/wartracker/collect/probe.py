"""A clean feed document in, its items that are new and the document without what was read out.

A whole parse by feedparser costs several times as much (`python -m bench.tunings`). Also the salvage reader, for when
it gives up: what can be read item by item.
"""

from __future__ import annotations

import hashlib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from lxml import etree

from wartracker.collect.items import RawItem
from wartracker.collect.plainitems import find_home, read_plain_items
from wartracker.collect.sources.shape import MAX_ENTRIES
from wartracker.moments import parse_moment

# Writing an element costs the square of the prefixes that are in force there (3 items, 20,000 prefixes: 4 to 30 s).
_MAX_PREFIXES = 100
# As lxml filters them, in C: any namespace, the spellings that occur. Of others feedparser finds more items than we do,
# and then the whole document counts.
_ITEM_TAGS = ("{*}item", "{*}entry", "{*}Item", "{*}ITEM", "{*}Entry", "{*}ENTRY")
# Nothing of an entry is read from these; feedparser spends a tenth of its time on them, and its quadratic e-mail
# expression (its issue 562) runs over names of people.
_UNREAD = frozenset({"category", "subject", "author", "creator", "contributor", "comments", "thumbnail"})
_UNREAD_TAGS = tuple(f"{{*}}{name}" for name in sorted(_UNREAD))
# What is read of a document beside its items; feedparser spends half of its time on the rest of a real one.
_CHANNEL_READ = frozenset({"title", "language", "link", "ttl", "updateperiod", "updatefrequency"})


@dataclass(frozen=True, slots=True)
class Probe:
    """What a look at the items' bytes tells."""

    document: bytes  # without known items, those beyond the cap, `read` and what nobody reads; whole if none is there
    hashes: tuple[str, ...]  # of all items
    read: tuple[RawItem, ...]  # the unknown items, where all of them are plain
    left: int  # unknown items in `document`
    known: int
    skipped: int


def probe_items(document: bytes, known: AbstractSet[str]) -> Probe | None:
    """Cut known items out of a document, read the others where they are plain, else cut out of them what nobody reads.

    Args:
        document: UTF-8 bytes as `encode_feed` gives them.
        known: hashes of items whose entries are stored.

    Returns:
        The rest and all hashes; None when the document is not well-formed, nests items or is full of prefixes, then it
        must be parsed as a whole.
    """
    try:
        root = etree.fromstring(document, _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError):
        return None
    if document.count(b"xmlns:") > _MAX_PREFIXES and any(len(one.nsmap) > _MAX_PREFIXES for one in root.iter("*")):
        return None
    items = list(root.iter(*_ITEM_TAGS))
    parents = {item.getparent() for item in items}  # of nearly all documents one
    if any(parent is not None and _is_in_item(parent) for parent in parents):
        return None
    hashes = tuple(_hash(item) for item in items)
    unknown = [item for item, digest in zip(items, hashes, strict=True) if digest not in known]
    kept, known_count = unknown[:MAX_ENTRIES], len(items) - len(unknown)
    plain = None if b"xml:base" in document else read_plain_items(root, kept, _UNREAD)
    if plain is None:
        left = set(map(id, kept))
        unread = [child for item in kept for child in item.iterchildren(*_UNREAD_TAGS)]
        removed = [*unread, *(item for item in items if id(item) not in left)]
    else:
        home = find_home(root)
        unread = [child for child in home if _local_name(child) not in _CHANNEL_READ]  # nearly all items are among them
        kept, removed = [], [*unread, *(item for item in items if item.getparent() is not home)]
    for element in removed:
        _remove(element)
    rest = etree.tostring(root, xml_declaration=True, encoding="utf-8") if removed else document
    return Probe(rest, hashes, tuple(plain or ()), len(kept), known_count, max(0, len(unknown) - MAX_ENTRIES))


def salvage_items(document: bytes) -> tuple[RawItem, ...]:
    """Read what a forgiving parser finds of each item: guid, link, title, text, date; no more.

    Args:
        document: UTF-8 bytes as `encode_feed` gives them, however broken.
    """
    try:
        root = etree.fromstring(document, _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        return ()
    if root is None:
        return ()
    items = [_salvage_item(element) for element in list(root.iter(*_ITEM_TAGS))[:MAX_ENTRIES]]
    return tuple(item for item in items if item.guid or item.link or item.title)


def _salvage_item(item: Any) -> RawItem:
    texts: dict[str, str] = {}
    link = ""
    for child in item:
        name = _local_name(child)
        if name == "link":
            href = child.get("href")
            if not link and child.get("rel", "alternate") == "alternate":
                link = (href or child.text or "").strip()
        elif name and name not in texts:
            texts[name] = "".join(child.itertext()).strip()
    published = _first(texts, "pubdate", "published", "date", "issued", "created")
    updated = _first(texts, "updated", "modified")
    return RawItem(
        guid=_first(texts, "guid", "id") or None,
        link=link or None,
        title=texts.get("title", ""),
        summary=_first(texts, "description", "summary"),
        content=_first(texts, "encoded", "content"),
        published_at=parse_moment(published),
        updated_at=parse_moment(updated),
        raw_date=published or updated,
    )


def _parser(recover: bool) -> etree.XMLParser:
    # no DTD, no entities, no network, no huge trees: the document comes from a stranger
    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=recover, strip_cdata=False, load_dtd=False
    )


def _local_name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _hash(item: Any) -> str:
    return hashlib.blake2b(etree.tostring(item, with_tail=False, encoding="utf-8"), digest_size=12).hexdigest()


def _is_in_item(element: Any) -> bool:
    """Tell whether an element is an item or within one."""
    return (
        next(element.iter(*_ITEM_TAGS), None) is element or next(element.iterancestors(*_ITEM_TAGS), None) is not None
    )


def _remove(item: Any) -> None:
    """Remove an element and keep what stands behind it."""
    parent = item.getparent()
    before = item.getprevious()
    if item.tail:
        if before is not None:
            before.tail = (before.tail or "") + item.tail
        else:
            parent.text = (parent.text or "") + item.tail
    parent.remove(item)


def _first(texts: dict[str, str], *names: str) -> str:
    return next((texts[name] for name in names if texts.get(name)), "")
