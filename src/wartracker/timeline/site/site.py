"""The material of all debates in, every file of the static site out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from wartracker.display import clean_line
from wartracker.records import Event
from wartracker.timeline.site.dossier import render_dossier
from wartracker.timeline.site.entries import split_thread
from wartracker.timeline.site.events import render_events
from wartracker.timeline.site.facets import sort_events
from wartracker.timeline.site.layout import Layout, build_layout
from wartracker.timeline.site.lists import render_lists, render_registers
from wartracker.timeline.site.material import Material, Snapshot
from wartracker.timeline.site.page import ASSETS, CARD, Head, read_asset, render_page
from wartracker.timeline.site.pictures.answers import draw_answers
from wartracker.timeline.site.pictures.canvas import Picture
from wartracker.timeline.site.pictures.lanes import draw_lanes
from wartracker.timeline.site.pictures.makers import draw_licenses, draw_openness
from wartracker.timeline.site.pictures.months import draw_months
from wartracker.timeline.site.subjects import render_subjects
from wartracker.timeline.site.words import count, tell_day
from wartracker.timeline.words import spell_date

_EMBEDDED = 12
# OWASP, CSV injection: a cell that begins like this is a formula to a spreadsheet.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render_site(material: Material) -> Iterator[tuple[str, str]]:
    """Render every page of one debate.

    Args:
        material: what it is made of.

    Yields:
        Path relative to the debate's folder, and the text; the same material gives the same texts.
    """
    layout = build_layout(material)
    for name in (*ASSETS, "icon.svg"):
        yield f"assets/{name}", read_asset(name)
    yield "index.html", render_dossier(layout)
    yield from render_events(layout)
    yield from render_lists(layout)
    yield from render_registers(layout)
    yield from render_subjects(layout)
    yield from _render_pictures(layout)
    yield from _render_snapshots(layout)
    yield from _render_rest(layout)


def render_index(materials: Sequence[Material]) -> Iterator[tuple[str, str]]:
    """Render the page of all debates, and what it needs beside it."""
    cards = []
    for material in materials:
        thread, _ = split_thread(sort_events(event for event in material.events if event.retracted is None))
        cards.append((material, thread, draw_lanes(thread, material.debate)))
    address = f"{materials[0].export.site_url.rstrip('/')}/" if materials else "/"
    head = Head(
        "index.html", "All debates", "Public debates, their parties and what happened in them.", address, address + CARD
    )
    yield "assets/site.css", read_asset("site.css")
    yield "assets/icon.svg", read_asset("icon.svg")
    yield "index.html", render_page("debates.html", {"head": head, "up": "", "cards": cards})


def _render_pictures(layout: Layout) -> Iterator[tuple[str, str]]:
    pictures = [
        draw_lanes(layout.thread, layout.debate),
        draw_openness(layout.standing),
        draw_licenses(layout.standing),
        draw_months(layout.thread, layout.debate),
        draw_answers(layout.standing),
    ]
    head = layout.head("pictures.html", "Pictures", f"{layout.debate.title} in five pictures, each with its data.")
    yield "pictures.html", layout.render("pictures.html", head, pictures=pictures)
    for picture in pictures:
        yield f"pictures/{picture.key}.csv", write_table(picture)


def write_table(picture: Picture) -> str:
    """Write a picture's numbers as CSV (RFC 4180); no cell can be read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(picture.headers)
    for row in picture.rows:
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue()


def _render_snapshots(layout: Layout) -> Iterator[tuple[str, str]]:
    """Render the register of accessions by month, and the timeline as it was known after each month's decisions."""
    snapshots = layout.material.snapshots
    before: frozenset[str] = frozenset()
    lines = []
    for place, snapshot in enumerate(snapshots):
        path = f"known/{snapshot.month:%Y-%m}.html"
        standing = sort_events(event for event in snapshot.events if event.retracted is None)
        taken = [event for event in snapshot.events if event.id not in before]
        changed = [event for event in snapshot.events if event.id in before and _changed_in(event, snapshot)]
        last = place == len(snapshots) - 1
        when = tell_day(snapshot.until) if last else f"the end of {snapshot.month:%B %Y}"
        head = layout.head(path, f"As known on {when}", f"{count(len(standing), 'event')} stood then.")
        yield (
            path,
            layout.render(
                "snapshot.html",
                head,
                when=when,
                standing=[_tell_known(event) for event in standing],
                taken=[_tell_known(event) for event in taken],
                changed=[(_tell_known(event), _tell_changes(event, snapshot)) for event in changed],
            ),
        )
        lines.append((path.removeprefix("known/"), when, len(standing), len(taken), len(changed)))
        before = frozenset(event.id for event in snapshot.events)
    head = layout.head("known/index.html", "As known on", "The timeline as it stood after each month's decisions.")
    yield "known/index.html", layout.render("known.html", head, lines=lines[::-1])


def _changed_in(event: Event, snapshot: Snapshot) -> bool:
    return any(item.at.date().replace(day=1) == snapshot.month for item in event.revisions)


def _tell_known(event: Event) -> tuple[str, str, str, str, str]:
    return (
        event.id,
        clean_line(event.fields.title),
        spell_date(event.fields.date),
        event.day.isoformat(),
        event.curator,
    )


def _tell_changes(event: Event, snapshot: Snapshot) -> str:
    same = (
        item for item in event.revisions if (item.at.year, item.at.month) == (snapshot.month.year, snapshot.month.month)
    )
    return "; ".join(f"{item.at:%Y-%m-%d}, {clean_line(item.by, 40)}: {clean_line(item.note)}" for item in same)


def _render_rest(layout: Layout) -> Iterator[tuple[str, str]]:
    head = layout.head(
        "about.html", "How this is made", "Who decides what stands on this timeline, and on what evidence."
    )
    embed = layout.head("embed.html", layout.debate.title, layout.debate.question)
    yield "about.html", layout.render("about.html", head, embed=embed)
    shown = [layout.entries[event.id] for event in layout.thread[:_EMBEDDED]]
    yield "embed.html", layout.render("embed.html", embed, shown=shown)
