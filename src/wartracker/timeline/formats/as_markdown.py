"""Events in, timeline.md out: newest first, one heading an event, everything escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wartracker.debate import Debate
from wartracker.records import Event, EventDate
from wartracker.vocabulary import Openness, Precision, Significance

FILE = "timeline.md"

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")
_BREAKS = re.compile(r"\s+")


def render(debate: Debate, events: Sequence[Event], site_url: str) -> str:
    """Render the standing events of the main thread, then the record; withdrawn ones as one line."""
    standing = sorted(
        (event for event in events if event.retracted is None),
        key=lambda event: (event.fields.date.value, event.number),
        reverse=True,
    )
    main = [event for event in standing if event.fields.significance is not Significance.RECORD]
    record = [event for event in standing if event.fields.significance is Significance.RECORD]
    lines = [f"# {escape(debate.title)}", "", escape(debate.question), ""]
    year = None
    for event in main:
        if event.fields.date.value.year != year:
            year = event.fields.date.value.year
            lines += [f"## {year}", ""]
        lines += _render_event(event)
    if record:
        lines += ["## Record", ""]
        for event in record:
            lines += _render_event(event)
    withdrawn = [event for event in events if event.retracted is not None]
    if withdrawn:
        lines += ["## Withdrawn", ""]
        lines += [
            f"- {event.id}: {escape(event.fields.title)} ({escape(event.retracted or '')})" for event in withdrawn
        ]
        lines.append("")
    return "\n".join(lines)


def _render_event(event: Event) -> list[str]:
    fields = event.fields
    facts = [fields.significance.value, fields.kind.value.replace("_", " ")]
    if fields.openness.openness not in {Openness.UNKNOWN, Openness.NOT_APPLICABLE}:
        facts.append(fields.openness.openness.value.replace("_", " "))
    if fields.license:
        facts.append(fields.license.name)
    lines = [
        f'<a id="{event.id}"></a>',
        "",
        f"### {format_date(fields.date)}: {escape(fields.title)}",
        "",
        escape(", ".join(facts)),
        "",
    ]
    for item in event.evidence[:2]:
        lines += [f"> {escape(shorten(item.quote, 300))}", ""]
    for source in event.sources:
        label = escape(source.title or source.publisher or source.url)
        lines.append(f"- [{label}]({escape_address(source.url)}), {escape(source.publisher)}")
    if event.sources:
        lines.append("")
    return lines


def escape(text: str) -> str:
    """Escape everything that Markdown or HTML would read as markup."""
    return _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", text).strip()).replace("\\<", "&lt;").replace("\\>", "&gt;")


def escape_address(url: str) -> str:
    """Keep an http or https address inside the parentheses of a link; anything else becomes #."""
    if not url.startswith(("http://", "https://")):
        return "#"
    return re.sub(r"[\s()<>\\]", lambda found: f"%{ord(found[0]):02X}", url)


def shorten(text: str, limit: int) -> str:
    """Cut a quote at a word boundary and say so."""
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + " …"


def format_date(when: EventDate) -> str:
    """Write a date as precisely as it is known, never more."""
    value = when.value
    texts = {
        Precision.DAY: value.isoformat(),
        Precision.MONTH: value.strftime("%Y-%m"),
        Precision.QUARTER: f"{value.year} Q{(value.month + 2) // 3}",
        Precision.YEAR: str(value.year),
    }
    text = texts[when.precision]
    return f"{text} to {when.end.isoformat()}" if when.end else text
