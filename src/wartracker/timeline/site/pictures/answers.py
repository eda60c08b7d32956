"""Linked events in, the time from a closed model to the open one that answers it out."""

from __future__ import annotations

from collections.abc import Sequence

from wartracker.display import clean_line
from wartracker.records import Event
from wartracker.timeline.site.pictures.canvas import WIDTH, Picture, cut, draw_text, frame
from wartracker.timeline.site.pictures.lanes import name_mark
from wartracker.timeline.site.words import count
from wartracker.vocabulary import Link

_LEFT = 330.0
_ROW = 30.0
_MOST = 20


def draw_answers(events: Sequence[Event]) -> Picture:
    """Draw one bar an answer, in days; only links that curators made count.

    Args:
        events: standing ones.
    """
    by_id = {event.id: event for event in events}
    pairs = [
        (by_id[link.event], event, (event.fields.date.value - by_id[link.event].fields.date.value).days)
        for event in sorted(events, key=lambda event: (event.fields.date.value, event.number))
        for link in event.links
        if link.link is Link.ANSWERS and link.event in by_id
    ]
    shown = [pair for pair in pairs if pair[2] >= 0][-_MOST:]
    longest = max((days for _, _, days in shown), default=0)
    days = sorted(days for _, _, days in shown)
    told = "No answer is linked yet."
    if shown:
        told = f"{count(len(shown), 'answer')}; the median took {count(days[len(days) // 2], 'day')}."
    parts: list[str] = []
    for place, (first, answer, lag) in enumerate(shown):
        y = 8 + _ROW * place
        length = (WIDTH - _LEFT - 80) * lag / max(1, longest)
        parts.append(draw_text(_LEFT - 12, y + 15, cut(f"{name_mark(first)} → {name_mark(answer)}", 50), "row", "end"))
        parts.append(f'<path class="bar" d="M{_LEFT:g} {y + 4:g}h{max(2.0, length):.1f}v14h-{max(2.0, length):.1f}z"/>')
        parts.append(draw_text(_LEFT + length + 8, y + 15, count(lag, "day"), "small"))
    rows = tuple(
        (
            first.id,
            clean_line(first.fields.title),
            first.fields.date.value.isoformat(),
            answer.id,
            clean_line(answer.fields.title),
            answer.fields.date.value.isoformat(),
            str(lag),
        )
        for first, answer, lag in pairs
    )
    return Picture(
        key="answers",
        title="From a closed model to its open answer",
        summary=told,
        note="A curator links an open release to the closed one it answers; nothing is guessed."
        if shown
        else "Bars appear here as soon as a curator links an open release to the closed one it answers.",
        svg=frame("answers", told, _ROW * len(shown) + 16, parts) if shown else None,
        headers=("closed event", "title", "date", "open event", "title", "date", "days"),
        rows=rows,
    )
