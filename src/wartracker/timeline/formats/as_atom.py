"""Events in, timeline.atom out: one entry an event, stable ids, tombstones for withdrawn ones (RFC 4287, 6721)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape as escape_html
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from wartracker.debate import Debate
from wartracker.records import Event
from wartracker.shapes import format_moment
from wartracker.timeline.formats.as_markdown import format_date, shorten

FILE = "timeline.atom"

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONE = "http://purl.org/atompub/tombstones/1.0"
# XML 1.0 section 2.2: these code points must not stand in a document.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACES: Any = {None: ATOM, "at": TOMBSTONE}  # lxml-stubs do not know the default namespace
EMPTY_UPDATED = "1970-01-01T00:00:00Z"  # Atom demands a date even of a feed without entries


def render(debate: Debate, events: Sequence[Event], site_url: str) -> str:
    """Render the feed: newest acceptance first, at most 500 entries."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=_NAMESPACES)
    base = f"{site_url.rstrip('/')}/{debate.name}"
    domain = urlsplit(site_url).hostname or "localhost"
    _add(feed, "id", f"tag:{domain},2026:{debate.name}")
    _add(feed, "title", debate.title)
    _add(feed, "subtitle", debate.tagline)
    updated = max((event.updated for event in events), default=None)
    _add(feed, "updated", format_moment(updated) or EMPTY_UPDATED)
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="self", href=f"{base}/{FILE}", type="application/atom+xml")
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="alternate", href=f"{base}/")
    author = etree.SubElement(feed, f"{{{ATOM}}}author")
    _add(author, "name", debate.curator)
    for event in sorted(events, key=lambda event: (event.published, event.number), reverse=True)[:500]:
        identifier = f"tag:{domain},2026:{debate.name}:{event.id}"
        if event.retracted is not None:
            stone = etree.SubElement(feed, f"{{{TOMBSTONE}}}deleted-entry", ref=identifier)
            stone.set("when", format_moment(event.updated) or EMPTY_UPDATED)
            comment = etree.SubElement(stone, f"{{{TOMBSTONE}}}comment")
            comment.text = clean(event.retracted)
        else:
            _add_entry(feed, event, identifier, base)
    text: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return text.decode()


def _add_entry(feed: etree._Element, event: Event, identifier: str, base: str) -> None:
    entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
    fields = event.fields
    _add(entry, "id", identifier)
    _add(entry, "title", f"{format_date(fields.date)}: {fields.title}")
    _add(entry, "published", format_moment(event.published) or EMPTY_UPDATED)
    _add(entry, "updated", format_moment(event.updated) or EMPTY_UPDATED)
    etree.SubElement(entry, f"{{{ATOM}}}link", rel="alternate", href=f"{base}/#{event.id}")
    for source in event.sources:
        if source.url.startswith(("http://", "https://")):
            etree.SubElement(entry, f"{{{ATOM}}}link", rel="via", href=clean(source.url), title=clean(source.title))
    for scheme, term in (
        ("significance", fields.significance.value),
        ("kind", fields.kind.value),
        ("openness", fields.openness.openness.value),
        *(("frontline", frontline) for frontline in fields.frontlines),
    ):
        etree.SubElement(entry, f"{{{ATOM}}}category", term=term, scheme=f"{base}/{scheme}")
    quotes = "".join(f"<blockquote>{escape_html(shorten(item.quote, 300))}</blockquote>" for item in event.evidence[:2])
    content = etree.SubElement(entry, f"{{{ATOM}}}content", type="html")
    content.text = clean(f"<p>{escape_html(fields.title)}</p>{quotes}")


def _add(parent: etree._Element, name: str, text: str) -> None:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = clean(text)


def clean(text: str) -> str:
    """Drop what XML forbids."""
    return _ILLEGAL.sub("", text)
