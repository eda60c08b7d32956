"""Figures in, a picture of how far each is from its bar out; a logarithmic scale, the bar in the middle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Protocol

ROW, LEFT, WIDTH, MARGIN = 26, 380, 420, 40
DECADES = 1.5  # shown to each side of the bar


class Figure(Protocol):
    """What a row needs."""

    id: str
    what: str
    value: float
    bar: float
    more_is_better: bool


def draw_ratios(lines: Sequence[Figure]) -> str:
    """Draw one row a figure: left of the middle line is better than the bar."""
    height = MARGIN * 2 + ROW * len(lines)
    middle = LEFT + WIDTH / 2
    rows = []
    for place, line in enumerate(lines):
        share = line.value / line.bar if line.value > 0 else 10**-DECADES
        off = math.log10(1 / share if line.more_is_better else share)
        x = middle + max(-DECADES, min(DECADES, off)) / DECADES * WIDTH / 2
        y = MARGIN + ROW * place + ROW / 2
        colour = "#1a7f5a" if off <= 0 else "#b3451c"
        rows.append(
            f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end">{escape(f"{line.id} {line.what}")}</text>'
            f'<line x1="{middle}" x2="{x:.1f}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="6"/>'
            f'<circle cx="{x:.1f}" cy="{y}" r="6" fill="{colour}"/>'
            f'<text x="{LEFT + WIDTH + 10}" y="{y + 4}">{line.value:.3g}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 80} {height}" role="img" '
        'font-family="system-ui, sans-serif" font-size="13"><title>Figures beside their bars</title>'
        f'<rect width="100%" height="100%" fill="#fff"/>'
        f'<path d="M{middle} {MARGIN - 8}V{height - MARGIN + 8}" stroke="#555" stroke-dasharray="4 4"/>'
        f'<text x="{middle}" y="{MARGIN - 16}" text-anchor="middle">bar</text>'
        f'<text x="{LEFT}" y="{height - 12}">better by 30 times</text>'
        f'<text x="{LEFT + WIDTH}" y="{height - 12}" text-anchor="end">worse by 30 times</text>{"".join(rows)}</svg>\n'
    )
