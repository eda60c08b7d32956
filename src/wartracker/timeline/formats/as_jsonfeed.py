"""Export in, feed.json out: JSON Feed 1.1, one item a standing event; the rest is in `_wartracker`."""

from __future__ import annotations

import json
from typing import Any

from wartracker.records import Event
from wartracker.shapes import format_moment, shape_date
from wartracker.timeline.export import Export, build_event_tag, build_event_url
from wartracker.timeline.formats.as_atom import MOST_ENTRIES, clean, render_content
from wartracker.timeline.words import format_link, shorten, write_date
from wartracker.vocabulary import Tier

FILE = "feed.json"

_PRIMARY = (Tier.FIRST_PARTY, Tier.LEGISLATURE, Tier.HUB)


def render(export: Export) -> str:
    """Render the feed, what changed last first; withdrawn events leave it, since the form knows no tombstones."""
    newest = sorted(export.standing, key=lambda event: (event.updated, event.number), reverse=True)
    shape = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": clean(export.debate.title),
        "description": clean(export.debate.tagline),
        "home_page_url": f"{export.base}/",
        "feed_url": f"{export.base}/{FILE}",
        "language": "en",
        "authors": [{"name": clean(export.debate.curator)}],
        "items": [_build_item(export, event) for event in newest[:MOST_ENTRIES]],
    }
    return json.dumps(shape, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _build_item(export: Export, event: Event) -> dict[str, Any]:
    fields = event.fields
    item: dict[str, Any] = {
        "id": build_event_tag(export, event.id),
        "url": build_event_url(export, event.id),
        "title": clean(f"{write_date(fields.date)}: {fields.title}"),
        "content_html": clean(render_content(event)),
        "content_text": clean("\n\n".join([fields.title, *(shorten(one.quote, 300) for one in event.evidence[:2])])),
        "date_published": format_moment(event.published),
        "date_modified": format_moment(event.updated),
        "authors": [{"name": clean(event.curator)}],
        "tags": list(_list_tags(event)),
        "_wartracker": {
            "event": event.id,
            "date": shape_date(fields.date),
            "kind": fields.kind.value,
            "status": fields.status.value,
            "significance": fields.significance.value,
            "openness": fields.openness.openness.value,
            "party": str(fields.party),
            "revisions": len(event.revisions),
        },
    }
    if primary := find_primary(event):
        item["external_url"] = primary
    return item


def _list_tags(event: Event) -> dict[str, None]:
    fields = event.fields
    words = [fields.significance.value, fields.kind.value, *fields.frontlines]
    return dict.fromkeys(clean(word) for word in [*words, *(org.key for org in fields.organizations)])


def find_primary(event: Event) -> str | None:
    """Find the address closest to the happening: the actor's own, else the first that can be opened."""
    links = [(source.tier, link) for source in event.sources if (link := format_link(source.url))]
    first = next((link for wanted in _PRIMARY for tier, link in links if tier is wanted), None)
    return first or (links[0][1] if links else None)
