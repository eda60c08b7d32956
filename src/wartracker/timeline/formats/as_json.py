"""Events in, timeline.json out: the canonical export (schemas/timeline.schema.json)."""

from __future__ import annotations

import json

from wartracker.shapes import shape_timeline
from wartracker.timeline.edition import Edition

FILE = "timeline.json"


def render(edition: Edition) -> str:
    """Render all events, merged and withdrawn ones too, as one JSON document."""
    shape = shape_timeline(edition.debate.name, edition.events)
    return json.dumps(shape, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
