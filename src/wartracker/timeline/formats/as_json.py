"""Events in, timeline.json out: the canonical export (schemas/timeline.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from wartracker.debate import Debate
from wartracker.records import Event
from wartracker.shapes import shape_timeline

FILE = "timeline.json"


def render(debate: Debate, events: Sequence[Event], site_url: str) -> str:
    """Render all events, withdrawn ones too, as one JSON document."""
    shape = shape_timeline(debate.name, events)
    return json.dumps(shape, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
