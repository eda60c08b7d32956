"""Export in, timeline.md out: newest first, one heading an event, everything escaped."""

from __future__ import annotations

import re

from wartracker.display import clean_text
from wartracker.records import ArticleRef, Event
from wartracker.timeline.export import Export, build_event_url
from wartracker.timeline.words import format_link, shorten, write_date
from wartracker.vocabulary import EventState, Openness

FILE = "timeline.md"

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def render(export: Export) -> str:
    """Render the standing events of the main thread, then the record; what was merged or withdrawn as one line each."""
    debate = export.debate
    lines = [f"# {escape(debate.title)}", "", escape(debate.question), ""]
    year = None
    for event in reversed(export.thread):
        if event.fields.date.value.year != year:
            year = event.fields.date.value.year
            lines += [f"## {year}", ""]
        lines += _render_event(export, event)
    if export.record:
        lines += ["## Record", ""]
        for event in reversed(export.record):
            lines += _render_event(export, event)
    gone = [event for event in export.events if event.state is not EventState.STANDING]
    if gone:
        lines += ["## Merged and withdrawn", ""]
        for event in gone:
            told = (
                f"see [{event.merged_into}](#{event.merged_into})"
                if event.merged_into
                else escape(event.retracted or "")
            )
            lines.append(f'- <a id="{event.id}"></a>{event.id}: {escape(event.fields.title)} ({told})')
        lines.append("")
    return "\n".join(lines)


def _render_event(export: Export, event: Event) -> list[str]:
    fields = event.fields
    facts = [fields.significance.value, fields.kind.value.replace("_", " ")]
    if fields.openness.openness not in {Openness.UNKNOWN, Openness.NOT_APPLICABLE}:
        facts.append(fields.openness.openness.value.replace("_", " "))
    if fields.license:
        facts.append(fields.license.name)
    lines = [
        f'<a id="{event.id}"></a>',
        "",
        f"### {write_date(fields.date)}: {escape(fields.title)}",
        "",
        escape(", ".join(facts)),
        "",
    ]
    for item in event.evidence[:2]:
        lines += [f"> {escape(shorten(item.quote, 300))}", ""]
    notes = [_render_source(source) for source in event.sources]
    notes += [f"- {link.link.value} [{link.event}](#{link.event})" for link in event.links]
    notes += [
        f"- revised {item.at.date().isoformat()} by {escape(item.by)}: {escape(item.note)}" for item in event.revisions
    ]
    accepted = f"- [{event.id}]({build_event_url(export, event.id)}), accepted {event.day.isoformat()}"
    return [*lines, *notes, f"{accepted} by {escape(event.curator)}", ""]


def _render_source(source: ArticleRef) -> str:
    label = escape(source.title or source.publisher or source.url)
    publisher = f", {escape(source.publisher)}" if source.publisher and source.title else ""
    link = format_link(source.url)
    return f"- [{label}]({link}){publisher}" if link else f"- {label}{publisher}"


def escape(text: str) -> str:
    """Escape everything that Markdown or HTML would read as markup."""
    return (
        _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", clean_text(text)).strip()).replace("\\<", "&lt;").replace("\\>", "&gt;")
    )
