"""Events in, timeline.json out: the canonical export (schemas/timeline.schema.json)."""

from __future__ import annotations

from wartracker.shapes import format_document, shape_timeline
from wartracker.timeline.export import Export

FILE = "timeline.json"


def render(export: Export) -> str:
    """Render all events, merged and withdrawn ones too, as one JSON document."""
    return format_document(shape_timeline(export.debate.name, export.events), "events")
