"""Releases in, two pictures of their makers over time out: how open they are, and under which licence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wartracker.display import clean_line
from wartracker.records import Event
from wartracker.timeline.site.pictures.canvas import (
    LETTER,
    WIDTH,
    Axis,
    Picture,
    build_axis,
    cut,
    draw_dots,
    draw_text,
    draw_years,
    frame,
)
from wartracker.timeline.site.record import is_release, makers
from wartracker.timeline.site.words import count, shorten_license, tell
from wartracker.vocabulary import LicenseClass, Openness

_MOST = 14  # makers shown
_LEFT = 150.0
_MARKS = {
    Openness.FULLY_OPEN: "full",
    Openness.OPEN_WEIGHTS: "dot p0",
    Openness.PARTIALLY_OPEN: "half",
    Openness.FULLY_CLOSED: "ring p1",
}
_TERMS = {
    LicenseClass.OPEN_SOURCE: "dot p0",
    LicenseClass.PROPRIETARY: "ring p1",
}

Row = tuple[str, list[Event]]


def _pick(events: Sequence[Event]) -> tuple[list[Row], int]:
    """Return the makers with most releases, by name of their first release, and how many are left out."""
    names = {org.key: clean_line(org.name, 60) for event in events for org in event.fields.organizations}
    by_maker: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda event: (event.fields.date.value, event.number)):
        for maker in makers(event):
            by_maker.setdefault(maker, []).append(event)
    most = [key for key, _ in Counter({key: len(rows) for key, rows in by_maker.items()}).most_common(_MOST)]
    picked = [(names.get(key, key), by_maker[key]) for key in by_maker if key in most]
    return picked, len(by_maker) - len(picked)


def _left_out(number: int) -> str:
    return f" {count(number, 'maker')} with fewer releases stand in the data only." if number else ""


def _draw_row(name: str, y: float, axis: Axis, rows: list[Event]) -> list[str]:
    first, last = (axis.place(rows[place].fields.date.value) for place in (0, -1))
    return [
        draw_text(_LEFT - 14, y + 4, cut(name, 22), "row", "end"),
        f'<path class="rail" d="M{_LEFT} {y:g}H{WIDTH - 12}"/>',
        f'<path class="span" d="M{first} {y:g}H{last}"/>',
    ]


def draw_openness(events: Sequence[Event]) -> Picture:
    """Draw the openness of releases over time, one row a maker.

    Args:
        events: standing ones, those on record too.
    """
    releases = [event for event in events if is_release(event)]
    picked, left_out = _pick(releases)
    rows = tuple(
        (
            event.fields.date.value.isoformat(),
            name,
            ", ".join(clean_line(model.name, 60) for model in event.fields.models) or clean_line(event.fields.title),
            tell(event.fields.openness.openness.value),
            event.id,
        )
        for name, of_maker in _pick_all(releases)
        for event in of_maker
    )
    tally = Counter(event.fields.openness.openness for event in releases)
    told = f"{count(len(releases), 'release')}: " + ", ".join(
        f"{tally[word]} {tell(word.value)}" for word in _MARKS if tally[word]
    )
    parts: list[str] = []
    height = 26 * len(picked) + 20
    if picked:
        axis = build_axis((event.fields.date.value for event in releases), _LEFT + 10, WIDTH - 22)
        parts.append(draw_years(axis, 4, height - 8))
        for place, (name, of_maker) in enumerate(picked):
            y = 20 + 26 * place
            parts += _draw_row(name, y, axis, of_maker)
            for word, mark in _MARKS.items():
                spots = [
                    (axis.place(event.fields.date.value), y)
                    for event in of_maker
                    if event.fields.openness.openness is word
                ]
                parts.append(draw_dots(spots, mark))
                if "ring" in mark or mark == "half":
                    parts.append(draw_dots(spots, "hole"))
                if mark == "full":
                    parts.append(draw_dots(spots, "core"))
    return Picture(
        key="openness",
        title="Openness over time",
        summary=f"{told}." if releases else "No release yet.",
        note="Every release that says how open it is, in the row of its maker; makers in order of first appearance."
        + _left_out(left_out),
        svg=frame("openness", told, height + 14, parts) if picked else None,
        headers=("date", "maker", "models", "openness", "id"),
        rows=rows,
        legend=tuple((mark, tell(word.value)) for word, mark in _MARKS.items() if tally[word]),
    )


def _pick_all(events: Sequence[Event]) -> list[Row]:
    by_name: dict[str, list[Event]] = {}
    names = {org.key: clean_line(org.name, 60) for event in events for org in event.fields.organizations}
    for event in sorted(events, key=lambda event: (event.fields.date.value, event.number)):
        for maker in makers(event):
            by_name.setdefault(names.get(maker, maker), []).append(event)
    return list(by_name.items())


def draw_licenses(events: Sequence[Event]) -> Picture:
    """Draw which licences makers put on their models over time; a name stands where it changes."""
    licensed = [event for event in events if event.fields.license is not None and makers(event)]
    picked, left_out = _pick(licensed)
    changes = 0
    parts: list[str] = []
    height = 52 * len(picked) + 20
    axis = build_axis((event.fields.date.value for event in licensed), _LEFT + 10, WIDTH - 22) if picked else None
    if axis:
        parts.append(draw_years(axis, 4, height - 8))
        for place, (name, of_maker) in enumerate(picked):
            y = 34 + 52 * place
            parts += _draw_row(name, y, axis, of_maker)
            told, more = _draw_terms(of_maker, y, axis)
            parts += more
            changes += told
    rows = tuple(
        (
            event.fields.date.value.isoformat(),
            name,
            ", ".join(clean_line(model.name, 60) for model in event.fields.models) or clean_line(event.fields.title),
            clean_line(event.fields.license.name, 80),
            tell(event.fields.license.license_class.value),
            event.id,
        )
        for name, of_maker in _pick_all(licensed)
        for event in of_maker
        if event.fields.license
    )
    summary = (
        f"{count(len(licensed), 'release')} under a known licence; "
        f"{count(changes, 'change')} of licence between one release of a maker and the next."
    )
    return Picture(
        key="licences",
        title="Licence drift",
        summary=summary if licensed else "No licence is on record yet.",
        note="A name stands where a maker's licence differs from that of its release before." + _left_out(left_out),
        svg=frame("licences", summary, height + 14, parts) if picked else None,
        headers=("date", "maker", "models", "licence", "class", "id"),
        rows=rows,
        legend=(
            ("dot p0", "open-source licence"),
            ("half", "licence with conditions"),
            ("ring p1", "proprietary terms"),
        ),
    )


def _draw_terms(of_maker: list[Event], y: float, axis: Axis) -> tuple[int, list[str]]:
    """Draw the marks of one maker and the names where they change; return the changes too."""
    before = None
    changes = 0
    ends = {-1: -99.0, 1: -99.0}
    parts: list[str] = []
    for event in of_maker:
        license = event.fields.license
        if license is None:
            continue
        x = axis.place(event.fields.date.value)
        mark = _TERMS.get(license.license_class, "half")
        parts.append(draw_dots([(x, y)], mark))
        if mark != "dot p0":
            parts.append(draw_dots([(x, y)], "hole"))
        if license.key != before:
            changes += before is not None
            text = cut(clean_line(shorten_license(license.name), 60), 26)
            width = len(text) * LETTER * 0.92
            start = min(max(_LEFT, x - 6), WIDTH - width)
            side = next((side for side in (-1, 1) if ends[side] <= start), None)
            if side is not None:
                ends[side] = start + width + 8
                parts.append(draw_text(start, y + (-10 if side < 0 else 18), text, "small"))
        before = license.key
    return changes, parts
