"""Numbers in, SVG out: the axis, the marks and the frame that all pictures share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

WIDTH = 960
LETTER = 6.3  # width of a letter at 12 px, for telling whether two labels meet


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what it says in words and in numbers."""

    key: str
    title: str
    summary: str  # what a person who cannot see it is told
    note: str  # how it is made, below it
    svg: Markup | None  # None: there is nothing to draw yet
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    legend: tuple[tuple[str, str], ...] = ()  # class of the mark, what it means


@dataclass(frozen=True, slots=True)
class Axis:
    """A stretch of time laid out from left to right."""

    start: date
    end: date
    left: float
    right: float

    def place(self, day: date) -> float:
        """Return the x of a day."""
        span = max(1, (self.end - self.start).days)
        return round(self.left + (self.right - self.left) * (day - self.start).days / span, 1)


def build_axis(days: Iterable[date], left: float, right: float) -> Axis:
    """Lay out an axis over days, from the start of the first quarter to the end of the last."""
    rows = list(days)
    first, last = min(rows), max(rows)
    start = date(first.year, 3 * ((first.month - 1) // 3) + 1, 1)
    month = 3 * ((last.month - 1) // 3) + 4
    after = date(last.year + (month > 12), month - 12 if month > 12 else month, 1)
    return Axis(start, after - timedelta(days=1), left, right)


def draw_years(axis: Axis, top: float, bottom: float) -> str:
    """Draw a line at the start of each year, its number below, and small ticks at the quarters."""
    parts = []
    for year in range(axis.start.year, axis.end.year + 1):
        for month in (1, 4, 7, 10):
            day = date(year, month, 1)
            if not axis.start <= day <= axis.end:
                continue
            x = axis.place(day)
            if month == 1:
                parts.append(f'<path class="year" d="M{x} {top}V{bottom}"/>')
            else:
                parts.append(f'<path class="tick" d="M{x} {bottom - 4}V{bottom}"/>')
        begins = max(axis.start, date(year, 1, 1))
        if (min(axis.end, date(year, 12, 31)) - begins).days > 45:
            parts.append(f'<text class="num" x="{axis.place(begins) + 4}" y="{bottom + 14}">{year}</text>')
    return "".join(parts)


def draw_text(x: float, y: float, text: str, kind: str = "", anchor: str = "") -> str:
    """Draw a line of text, escaped."""
    attributes = f' class="{kind}"' if kind else ""
    attributes += f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{round(x, 1)}" y="{round(y, 1)}"{attributes}>{escape(text)}</text>'


def draw_dots(points: Iterable[tuple[float, float]], kind: str) -> str:
    """Draw round marks as one path: a stroke without length and with round ends is a dot."""
    path = "".join(f"M{x:g} {y:g}h0" for x, y in points)
    return f'<path class="{kind}" d="{path}"/>' if path else ""


def draw_diamonds(points: Iterable[tuple[float, float]], kind: str, size: float = 8) -> str:
    """Draw diamonds as one path."""
    path = "".join(f"M{x:g} {y - size:g}l{size:g} {size:g}-{size:g} {size:g}-{size:g}-{size:g}z" for x, y in points)
    return f'<path class="{kind}" d="{path}"/>' if path else ""


def frame(key: str, summary: str, height: float, parts: Sequence[str]) -> Markup:
    """Put the parts into an SVG that says in words what it shows."""
    head = (
        f'<svg class="picture" id="{key}" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(summary)}">'
    )
    return Markup(f"{head}{''.join(parts)}</svg>")  # noqa: S704 - every text in the parts went through draw_text


def cut(text: str, limit: int) -> str:
    """Cut a label at a word."""
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,—-") + "…"
