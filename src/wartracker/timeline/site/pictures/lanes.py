"""Events in, the timeline in two lanes out: one party's moves above the line, the other's below, all others on it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from wartracker.debate import Debate
from wartracker.display import clean_line
from wartracker.records import Event
from wartracker.timeline.site.entries import find_side
from wartracker.timeline.site.pictures.canvas import (
    LETTER,
    WIDTH,
    Axis,
    Picture,
    build_axis,
    cut,
    draw_diamonds,
    draw_dots,
    draw_text,
    draw_years,
    frame,
)
from wartracker.timeline.site.words import count, tell
from wartracker.timeline.words import spell_date
from wartracker.vocabulary import Significance

_MOST = 250  # marks that still can be told apart
_BIN = 13.0  # px: marks closer than this are stacked
_STEP = 13.0
_TIER = 17.0  # px between lines of labels
_TIERS = 4
_BAND = 15.0  # half the height of the middle band

Spot = tuple[float, int, Event]  # x, place in the stack


def draw_lanes(events: Sequence[Event], debate: Debate) -> Picture:
    """Draw the lanes.

    Args:
        events: of the main thread.
        debate: its first two parties are the lanes.

    Returns:
        The picture; landmarks carry their names, shape tells significance, colour and lane the party.
    """
    ordered = sorted(events, key=lambda event: (event.fields.date.value, event.number))
    shown = _choose(ordered)
    names = [side.title for side in debate.parties[:2]]
    sides = {event.id: find_side(event.fields, debate) for event in ordered}
    told = _tell(ordered, debate)
    rows = tuple(
        (
            event.fields.date.value.isoformat(),
            clean_line(event.fields.title),
            tell(str(event.fields.party)),
            event.fields.significance.value,
            event.id,
        )
        for event in reversed(ordered)
    )
    left_out = len(ordered) - len(shown)
    note = "Shape tells significance, the lane whose move it was; landmarks are named."
    if left_out:
        note += f" {count(left_out, 'event')} of lesser weight are left out here and stand in the data."
    return Picture(
        key="lanes",
        title=" against ".join(names) if len(names) == 2 else "The thread",
        summary=told,
        note=note,
        svg=_draw(shown, sides, names, told) if shown else None,
        headers=("date", "event", "party", "significance", "id"),
        rows=rows,
        legend=(("diamond", "landmark"), ("dot", "major"), ("ring", "notable")),
    )


def _choose(ordered: list[Event]) -> list[Event]:
    for least in ((), (Significance.NOTABLE,), (Significance.NOTABLE, Significance.MAJOR)):
        shown = [event for event in ordered if event.fields.significance not in least]
        if len(shown) <= _MOST:
            return shown
    return shown[-_MOST:]


def _tell(ordered: list[Event], debate: Debate) -> str:
    if not ordered:
        return "No event yet."
    span = f"{spell_date(ordered[0].fields.date)} to {spell_date(ordered[-1].fields.date)}"
    parts = []
    for place, side in enumerate(debate.parties):
        rows = [event for event in ordered if find_side(event.fields, debate) == place]
        landmarks = sum(event.fields.significance is Significance.LANDMARK for event in rows)
        parts.append(f"{side.title}: {count(len(rows), 'event')}, {count(landmarks, 'landmark')}")
    return f"{count(len(ordered), 'event')} from {span}. {'; '.join(parts)}."


def _draw(shown: list[Event], sides: dict[str, int | None], names: list[str], told: str) -> Markup:
    axis = build_axis((event.fields.date.value for event in shown), 14, WIDTH - 14)
    lanes = [[event for event in shown if sides[event.id] == place] for place in (0, 1)]
    others = [event for event in shown if sides[event.id] not in {0, 1}]
    above, below = (_stack(lane, axis) for lane in lanes)
    middle = [(x, 0, event) for x, _, event in _stack(others, axis)]
    labels = [_label(spots) for spots in (above, below)]
    heights = [_height(spots, placed) for spots, placed in zip((above, below), labels, strict=True)]
    zero = 22 + heights[0] + _BAND
    bottom = zero + _BAND + heights[1] + 10
    parts = [draw_years(axis, 16, bottom), f'<path class="band" d="M0 {zero}H{WIDTH}"/>']
    parts += [draw_text(0, 11, name, f"lane p{place}") for place, name in list(enumerate(names))[:1]]
    for place, (spots, placed) in enumerate(zip((above, below), labels, strict=True)):
        sign = -1 if place == 0 else 1
        parts += _draw_lane(spots, placed, zero + sign * _BAND, sign, place)
    for place in sorted({side for event in others if (side := sides[event.id]) is not None} | {-1}):
        spots = [spot for spot in middle if (sides[spot[2].id] if sides[spot[2].id] is not None else -1) == place]
        parts += _draw_marks(spots, zero, 0, f"p{place}" if place >= 0 else "px")
        parts += _name_middle(spots, zero, f"p{place}" if place >= 0 else "px")
    if len(names) > 1:
        parts.append(draw_text(0, bottom + 32, names[1], "lane p1"))
    return frame("lanes", told, bottom + 40, parts)


def _stack(lane: list[Event], axis: Axis) -> list[Spot]:
    """Place marks; one that would cover another moves a step away from the axis."""
    spots: list[Spot] = []
    last: dict[int, float] = {}
    for event in lane:
        x = axis.place(event.fields.date.value)
        level = next(level for level in range(len(lane) + 1) if x - last.get(level, -99) >= _BIN)
        last[level] = x
        spots.append((x, level, event))
    return spots


def name_mark(event: Event) -> str:
    """Name an event in few letters: its model, its law, or the beginning of its title."""
    if event.fields.models:
        return cut(clean_line(event.fields.models[0].name, 40), 24)
    instrument = event.fields.slots.get("instrument")
    if isinstance(instrument, str) and instrument:
        return cut(clean_line(instrument, 40), 24)
    return cut(clean_line(event.fields.title), 28)


def _label(spots: list[Spot]) -> list[tuple[float, int, str, float]]:
    """Place the names of landmarks in as few lines as they fit: x of the text, line, text, x of the mark."""
    ends = [-99.0] * _TIERS
    placed = []
    for x, _, event in spots:
        if event.fields.significance is not Significance.LANDMARK:
            continue
        text = name_mark(event)
        width = len(text) * LETTER + 8
        start = min(max(0.0, x - width / 2), WIDTH - width)
        tier = next((tier for tier in range(_TIERS) if ends[tier] <= start), None)
        if tier is not None:
            ends[tier] = start + width
            placed.append((start + width / 2, tier, text, x))
    return placed


def _height(spots: list[Spot], placed: list[tuple[float, int, str, float]]) -> float:
    stack = (max((level for _, level, _ in spots), default=0) + 1) * _STEP
    tiers = (max((tier for _, tier, _, _ in placed), default=-1) + 1) * _TIER
    return stack + tiers + 14


def _draw_lane(
    spots: list[Spot], placed: list[tuple[float, int, str, float]], base: float, sign: int, place: int
) -> list[str]:
    stack = (max((level for _, level, _ in spots), default=0) + 1) * _STEP
    levels = {x: level for x, level, event in spots if event.fields.significance is Significance.LANDMARK}
    leads, names = "", []
    for centre, tier, text, x in placed:
        y = base + sign * (stack + 12 + tier * _TIER)
        leads += f"M{x:g} {base + sign * (levels[x] * _STEP + 18):g}V{y - sign * 2:g}"
        names.append(draw_text(centre, y + (10 if sign > 0 else 0), text))
    drawn = [f'<path class="lead" d="{leads}"/><g class="name p{place}" text-anchor="middle">', *names, "</g>"]
    return [*(drawn if placed else []), *_draw_marks(spots, base, sign, f"p{place}")]


def _name_middle(spots: list[Spot], zero: float, kind: str) -> list[str]:
    """Name the landmarks between the lanes, beside their marks, as far as they have room before the next one."""
    landmarks = [(x, event) for x, _, event in spots if event.fields.significance is Significance.LANDMARK]
    parts = []
    for place, (x, event) in enumerate(landmarks):
        text = name_mark(event)
        room = (landmarks[place + 1][0] if place + 1 < len(landmarks) else WIDTH) - x - 14
        if len(text) * LETTER <= room:
            parts.append(draw_text(x + 13, zero + 4, text, f"name {kind}"))
    return parts


def _draw_marks(spots: list[Spot], base: float, sign: int, kind: str) -> list[str]:
    def where(level: Significance) -> list[tuple[float, float]]:
        return [
            (x, round(base + sign * (_STEP * place + 8), 1))
            for x, place, event in spots
            if event.fields.significance is level
        ]

    rings = where(Significance.NOTABLE)
    return [
        draw_dots(rings, f"ring {kind}"),
        draw_dots(rings, "hole"),
        draw_dots(where(Significance.MAJOR), f"dot {kind}"),
        draw_diamonds(where(Significance.LANDMARK), f"diamond {kind}"),
    ]
