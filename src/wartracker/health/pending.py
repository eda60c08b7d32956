"""Pending candidates in, an Atom feed of them out: what waits for a curator, in any feed reader (RFC 4287)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from wartracker.debate import Debate
from wartracker.shapes import format_moment
from wartracker.timeline.formats.as_atom import ATOM, EMPTY_UPDATED, clean

FILE = "pending.atom"
_QUOTES = 2
_QUOTE_CHARACTERS = 300


def render_pending(debate: Debate, rows: Iterable[Any], site_url: str) -> str:
    """Render the feed.

    Args:
        debate: whose candidates.
        rows: id, body (stored JSON), created_at, updated_at; newest first.
        site_url: part of the ids.

    Returns:
        XML; candidates that are held back or rest on no article are left out.
    """
    rows = list(rows)
    names: Any = {None: ATOM}  # lxml-stubs do not know the default namespace
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=names)
    domain = urlsplit(site_url).hostname or "localhost"
    updated = max((row.updated_at for row in rows), default=None)
    _add(feed, "id", f"tag:{domain},2026:{debate.name}:pending")
    _add(feed, "title", f"{debate.title}: candidates that wait")
    _add(feed, "updated", format_moment(updated) or EMPTY_UPDATED)
    _add(etree.SubElement(feed, f"{{{ATOM}}}author"), "name", "WarTracker")
    for row in rows:
        body = json.loads(row.body)
        if body.get("held_because") is None and body.get("articles"):
            _add_entry(feed, row, body, f"tag:{domain},2026:{debate.name}:{row.id}")
    text: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return text.decode()


def _add_entry(feed: etree._Element, row: Any, body: dict[str, Any], identifier: str) -> None:
    fields = body["fields"]
    entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
    _add(entry, "id", identifier)
    _add(entry, "title", f"[{fields['significance']}] {fields['title']} ({fields['date']['value']})")
    _add(entry, "published", format_moment(row.created_at) or EMPTY_UPDATED)
    _add(entry, "updated", format_moment(row.updated_at) or EMPTY_UPDATED)
    for article in body["articles"]:
        if article["url"].startswith(("http://", "https://")):
            etree.SubElement(entry, f"{{{ATOM}}}link", rel="via", href=clean(article["url"]))
    quotes = "".join(
        f"<blockquote>{escape(item['quote'][:_QUOTE_CHARACTERS])}</blockquote>" for item in body["evidence"][:_QUOTES]
    )
    content = etree.SubElement(entry, f"{{{ATOM}}}content", type="html")
    content.text = clean(f"<p>wartracker review show {row.id}</p>{quotes}")


def _add(parent: etree._Element, name: str, text: str) -> None:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = clean(text)
