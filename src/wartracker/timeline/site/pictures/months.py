"""Events in, how many a month on each frontline out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from wartracker.debate import Debate
from wartracker.records import Event
from wartracker.timeline.site.pictures.canvas import WIDTH, Axis, Picture, build_axis, cut, draw_text, draw_years, frame
from wartracker.timeline.site.words import count

_LEFT = 150.0
_ROW = 58.0
_BAR = 40.0  # px of the tallest bar
_LONG = 60  # months after which quarters are counted


def draw_months(events: Sequence[Event], debate: Debate) -> Picture:
    """Draw bars of events by month, one row a frontline; by quarter when the thread is longer than five years.

    Args:
        events: of the main thread. An event on two frontlines counts on both; one known only to the year on none.
        debate: its frontlines.
    """
    dated = [event for event in events if event.fields.date.precision.value in {"day", "month"}]
    span = {(event.fields.date.value.year, event.fields.date.value.month) for event in dated}
    months = (max(span)[0] - min(span)[0]) * 12 + max(span)[1] - min(span)[1] + 1 if span else 0
    step = 3 if months > _LONG else 1
    tallies = {front.key: _tally(dated, front.key, step) for front in debate.frontlines}
    most = max((max(tally.values()) for tally in tallies.values() if tally), default=0)
    word = "quarter" if step == 3 else "month"
    sums = ", ".join(f"{front.title} {sum(tallies[front.key].values())}" for front in debate.frontlines)
    told = f"Events by {word} on each frontline: {sums}." if most else "No dated event yet."
    axis = build_axis((event.fields.date.value for event in dated), _LEFT + 10, WIDTH - 22) if most else None
    height = _ROW * len(debate.frontlines) + 12
    parts = [draw_years(axis, 4, height - 4)] if axis else []
    for place, front in enumerate(debate.frontlines if axis else ()):
        if axis:
            parts += _draw_row(front.title, tallies[front.key], _ROW * (place + 1) - 4, most, step, axis)
    rows = tuple(
        (day.isoformat()[:7], front.title, str(number))
        for front in debate.frontlines
        for day, number in sorted(tallies[front.key].items())
    )
    return Picture(
        key="frontlines",
        title=f"Events by {word} and frontline",
        summary=told,
        note=f"The tallest bar stands for {count(most, 'event')}. An event on two frontlines counts on both.",
        svg=frame("frontlines", told, height + 18, parts) if most else None,
        headers=(word, "frontline", "events"),
        rows=rows,
    )


def _tally(dated: Sequence[Event], frontline: str, step: int) -> Counter[date]:
    days = [event.fields.date.value for event in dated if frontline in event.fields.frontlines]
    return Counter(date(day.year, day.month - (day.month - 1) % step, 1) for day in days)


def _draw_row(title: str, tally: Counter[date], base: float, most: int, step: int, axis: Axis) -> list[str]:
    width = max(2.0, (axis.right - axis.left) / max(1, (axis.end - axis.start).days) * 30.4 * step - 2)
    bars = "".join(
        f"M{axis.place(day):g} {base:g}v-{_BAR * number / most:.1f}h{width:.1f}V{base:g}z"
        for day, number in sorted(tally.items())
    )
    return [
        draw_text(_LEFT - 14, base - 6, cut(title, 22), "row", "end"),
        draw_text(_LEFT - 14, base + 8, count(sum(tally.values()), "event"), "small", "end"),
        f'<path class="rail" d="M{_LEFT} {base:g}H{WIDTH - 12}"/>',
        f'<path class="bar" d="{bars}"/>' if bars else "",
    ]
