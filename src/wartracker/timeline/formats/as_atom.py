"""Export in, timeline.atom out: one entry an event, tombstones for what went (RFC 4287, RFC 6721)."""

from __future__ import annotations

import re
from html import escape as escape_html
from typing import Any

from lxml import etree

from wartracker.display import clean_text
from wartracker.records import Event
from wartracker.shapes import format_moment
from wartracker.timeline.export import Export, build_event_tag, build_event_url
from wartracker.timeline.words import format_link, shorten, write_date
from wartracker.vocabulary import EventState

FILE = "timeline.atom"

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONE = "http://purl.org/atompub/tombstones/1.0"
MOST_ENTRIES = 500  # a reader that comes once a season misses nothing
# XML 1.0 section 2.2: these code points must not stand in a document.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMESPACES: Any = {None: ATOM, "at": TOMBSTONE}  # lxml-stubs do not know the default namespace
EMPTY_UPDATED = "1970-01-01T00:00:00Z"  # Atom demands a date even of a feed without entries


def render(export: Export) -> str:
    """Render the feed: what changed last comes first, so that a withdrawal reaches every reader."""
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=_NAMESPACES)
    debate = export.debate
    _add(feed, "id", f"tag:{export.domain},2026:{debate.name}")
    _add(feed, "title", debate.title)
    _add(feed, "subtitle", debate.tagline)
    _add(feed, "updated", format_moment(export.updated) or EMPTY_UPDATED)
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="self", href=f"{export.base}/{FILE}", type="application/atom+xml")
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="alternate", href=f"{export.base}/", type="text/html")
    author = etree.SubElement(feed, f"{{{ATOM}}}author")
    _add(author, "name", debate.curator)
    newest = sorted(export.events, key=lambda event: (event.updated, event.number), reverse=True)
    for event in newest[:MOST_ENTRIES]:
        if event.state is EventState.STANDING:
            _add_entry(feed, export, event)
        else:
            _add_tombstone(feed, export, event)
    text: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return text.decode()


def _add_entry(feed: etree._Element, export: Export, event: Event) -> None:
    entry = etree.SubElement(feed, f"{{{ATOM}}}entry")
    fields = event.fields
    _add(entry, "id", build_event_tag(export, event.id))
    _add(entry, "title", f"{write_date(fields.date)}: {fields.title}")
    _add(entry, "published", format_moment(event.published) or EMPTY_UPDATED)
    _add(entry, "updated", format_moment(event.updated) or EMPTY_UPDATED)
    author = etree.SubElement(entry, f"{{{ATOM}}}author")
    _add(author, "name", event.curator)
    etree.SubElement(
        entry, f"{{{ATOM}}}link", rel="alternate", href=build_event_url(export, event.id), type="text/html"
    )
    for source in event.sources:
        if link := format_link(source.url):
            etree.SubElement(entry, f"{{{ATOM}}}link", rel="via", href=link, title=clean(source.title))
    for scheme, term in (
        ("significance", fields.significance.value),
        ("kind", fields.kind.value),
        ("openness", fields.openness.openness.value),
        *(("frontline", frontline) for frontline in fields.frontlines),
        *(("organization", org.key) for org in fields.organizations),
    ):
        etree.SubElement(entry, f"{{{ATOM}}}category", term=clean(term), scheme=f"{export.base}/{scheme}")
    content = etree.SubElement(entry, f"{{{ATOM}}}content", type="html")
    content.text = clean(render_content(event))


def _add_tombstone(feed: etree._Element, export: Export, event: Event) -> None:
    stone = etree.SubElement(feed, f"{{{TOMBSTONE}}}deleted-entry", ref=build_event_tag(export, event.id))
    stone.set("when", format_moment(event.updated) or EMPTY_UPDATED)
    if event.revisions:
        by = etree.SubElement(stone, f"{{{TOMBSTONE}}}by")
        _add(by, "name", event.revisions[-1].by)
    comment = etree.SubElement(stone, f"{{{TOMBSTONE}}}comment")
    comment.text = clean(event.retracted or "")
    if event.merged_into:
        etree.SubElement(
            stone, f"{{{ATOM}}}link", rel="related", href=build_event_url(export, event.merged_into), type="text/html"
        )


def render_content(event: Event) -> str:
    """Render what a feed reader shows of an event: HTML of paragraphs and quotes, everything escaped."""
    parts = [f"<p>{escape_html(event.fields.title)}</p>"]
    parts += [f"<blockquote>{escape_html(shorten(item.quote, 300))}</blockquote>" for item in event.evidence[:2]]
    parts += [
        f"<p>Revised {revision.at.date().isoformat()}: {escape_html(revision.note)}</p>" for revision in event.revisions
    ]
    return "".join(parts)


def _add(parent: etree._Element, name: str, text: str) -> None:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = clean(text)


def clean(text: str) -> str:
    """Drop what XML forbids and what makes text read other than it is stored."""
    return _ILLEGAL.sub("", clean_text(text))
