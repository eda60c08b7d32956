"""Export in, timeline.timelinejs.json out: the main thread for TimelineJS 3, whose headline and text fields are HTML.

Two traps of TimelineJS 3.9 shape this file: an event without `start_date` vanishes without a word, and an era whose
dates are not whole makes the entire timeline empty. So every event has a date, and there are no eras.
"""

from __future__ import annotations

import json
from datetime import date
from html import escape as escape_html
from typing import Any

from wartracker.display import clean_text
from wartracker.records import Event
from wartracker.timeline.export import Export, build_event_url
from wartracker.timeline.words import format_link, shorten, spell_date
from wartracker.vocabulary import Precision

FILE = "timeline.timelinejs.json"


def render(export: Export) -> str:
    """Render the title slide and one slide an event; parties become the rows below."""
    debate = export.debate
    sides = {side.key: side.title for side in debate.parties}
    shape = {
        "title": {"text": {"headline": escape(debate.title), "text": f"<p>{escape(debate.question)}</p>"}},
        "events": [_build_slide(export, event, sides) for event in export.thread],
    }
    return json.dumps(shape, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _build_slide(export: Export, event: Event, sides: dict[str, str]) -> dict[str, Any]:
    fields = event.fields
    slide: dict[str, Any] = {
        "unique_id": event.id,
        "start_date": _shape(fields.date.value, fields.date.precision),
        "display_date": spell_date(fields.date),
        "text": {"headline": escape(fields.title), "text": _render_text(export, event)},
    }
    if fields.date.end:
        slide["end_date"] = _shape(fields.date.end, fields.date.precision)
    if group := sides.get(str(fields.party)):
        slide["group"] = escape(group)
    return slide


def _shape(day: date, precision: Precision) -> dict[str, int]:
    """Give no more of a date than is known; a quarter becomes its first month, told right by `display_date`."""
    whole = {"year": day.year, "month": day.month, "day": day.day}
    known = {Precision.DAY: 3, Precision.MONTH: 2, Precision.QUARTER: 2, Precision.YEAR: 1}[precision]
    return dict(list(whole.items())[:known])


def _render_text(export: Export, event: Event) -> str:
    facts = [event.fields.significance.value, event.fields.kind.value.replace("_", " ")]
    parts = [f"<p>{escape(', '.join(facts))}</p>"]
    parts += [f"<blockquote>{escape(shorten(item.quote, 300))}</blockquote>" for item in event.evidence[:1]]
    links = [
        f'<a href="{escape(link)}" rel="noopener nofollow">{escape(source.publisher or link)}</a>'
        for source in event.sources
        if (link := format_link(source.url))
    ]
    links.append(f'<a href="{escape(build_event_url(export, event.id))}">{event.id}</a>')
    return "".join([*parts, f"<p>{' | '.join(links)}</p>"])


def escape(text: str) -> str:
    """Escape a text for a field that TimelineJS reads as HTML."""
    return escape_html(clean_text(text))
