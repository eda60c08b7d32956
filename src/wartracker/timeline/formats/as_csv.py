"""Export in, timeline.csv out: one row an event, safe to open in a spreadsheet (RFC 4180; CWE-1236)."""

from __future__ import annotations

import csv
import io
import re

from wartracker.display import clean_text
from wartracker.records import Event
from wartracker.shapes import format_moment
from wartracker.timeline.export import Export, build_event_url
from wartracker.timeline.words import format_link

FILE = "timeline.csv"

COLUMNS = (
    "id", "state", "title", "kind", "status", "date", "date_end", "date_precision", "date_basis", "significance",
    "organizations", "models", "license", "license_class", "openness", "weights", "access", "party", "crosses_over",
    "frontlines", "interpretations", "sources", "accession", "accession_day", "curator", "published", "updated",
    "revisions", "supersedes", "merged_into", "retracted", "links", "url",
)  # fmt: skip

# What a spreadsheet may take for the beginning of a formula, full-width forms too; blanks before it do not help.
_FORMULA = re.compile(r"^[\s\u200b\ufeff'\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def render(export: Export) -> str:
    """Render all events by accession number; every cell quoted, none a formula, lines ending in CR LF."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for event in export.events:
        row = _build_row(export, event)
        writer.writerow([defuse(row[name]) for name in COLUMNS])
    return out.getvalue()


def defuse(text: str) -> str:
    """Make one line of a text and put an apostrophe before what would begin a formula."""
    line = text if text.isascii() and text.isprintable() else _CONTROLS.sub(" ", clean_text(text))
    return f"'{line}" if _FORMULA.match(line) or (text != line and text[:1] in "\t\r\n") else line


def _build_row(export: Export, event: Event) -> dict[str, str]:
    fields = event.fields
    return {
        "id": event.id,
        "state": event.state.value,
        "title": fields.title,
        "kind": fields.kind.value,
        "status": fields.status.value,
        "date": fields.date.value.isoformat(),
        "date_end": fields.date.end.isoformat() if fields.date.end else "",
        "date_precision": fields.date.precision.value,
        "date_basis": fields.date.basis.value,
        "significance": fields.significance.value,
        "organizations": "; ".join(f"{org.name} ({org.role})" for org in fields.organizations),
        "models": "; ".join(model.name for model in fields.models),
        "license": fields.license.key if fields.license else "",
        "license_class": fields.license.license_class.value if fields.license else "",
        "openness": fields.openness.openness.value,
        "weights": fields.openness.weights.value,
        "access": fields.access.value,
        "party": str(fields.party),
        "crosses_over": "yes" if fields.crosses_over else "no",
        "frontlines": "; ".join(fields.frontlines),
        "interpretations": "; ".join(fields.interpretations),
        "sources": " ".join(link for source in event.sources if (link := format_link(source.url))),
        "accession": str(event.number),
        "accession_day": event.day.isoformat(),
        "curator": event.curator,
        "published": format_moment(event.published) or "",
        "updated": format_moment(event.updated) or "",
        "revisions": str(len(event.revisions)),
        "supersedes": " ".join(event.supersedes),
        "merged_into": event.merged_into or "",
        "retracted": event.retracted or "",
        "links": "; ".join(f"{link.link.value} {link.event}" for link in event.links),
        "url": build_event_url(export, event.id),
    }
