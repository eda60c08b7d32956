"""Events in, timeline.json out: the canonical export (schemas/timeline.schema.json)."""

from __future__ import annotations

import json

from wartracker.shapes import shape_timeline
from wartracker.timeline.export import Export

FILE = "timeline.json"


def render(export: Export) -> str:
    """Render all events, merged and withdrawn ones too, as one JSON document."""
    shape = shape_timeline(export.debate.name, export.events)
    return json.dumps(shape, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
