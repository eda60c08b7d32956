"""Edition in, timeline.md out: newest first, one heading an event, everything escaped."""

from __future__ import annotations

import re
from urllib.parse import quote

from wartracker.records import ArticleRef, Event
from wartracker.timeline.edition import Edition, build_correction_url
from wartracker.timeline.words import is_web_address, shorten, write_date
from wartracker.vocabulary import EventState, Openness

FILE = "timeline.md"

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_UNSAFE = re.compile(r"[\s()<>\\\"'`\x00-\x20\x7f-\x9f]")


def render(edition: Edition) -> str:
    """Render the standing events of the main thread, then the record; what was merged or withdrawn as one line each."""
    debate = edition.debate
    lines = [f"# {escape(debate.title)}", "", escape(debate.question), ""]
    year = None
    for event in reversed(edition.thread):
        if event.fields.date.value.year != year:
            year = event.fields.date.value.year
            lines += [f"## {year}", ""]
        lines += _render_event(edition, event)
    if edition.record:
        lines += ["## Record", ""]
        for event in reversed(edition.record):
            lines += _render_event(edition, event)
    gone = [event for event in edition.events if event.state is not EventState.STANDING]
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


def _render_event(edition: Edition, event: Event) -> list[str]:
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
    accepted = f"{event.id}, accepted {event.day.isoformat()} by {escape(event.curator)}"
    if contact := build_correction_url(edition, event):
        accepted += f" ([report a mistake]({escape_address(contact)}))"
    return [*lines, *notes, f"- {accepted}", ""]


def _render_source(source: ArticleRef) -> str:
    label = escape(source.title or source.publisher or source.url)
    publisher = f", {escape(source.publisher)}" if source.publisher and source.title else ""
    if not is_web_address(source.url):
        return f"- {label}{publisher}"
    return f"- [{label}]({escape_address(source.url)}){publisher}"


def escape(text: str) -> str:
    """Escape everything that Markdown or HTML would read as markup."""
    return _SPECIAL.sub(r"\\\1", _BREAKS.sub(" ", text).strip()).replace("\\<", "&lt;").replace("\\>", "&gt;")


def escape_address(url: str) -> str:
    """Keep an http, https or mail address inside the parentheses of a link; anything else becomes #."""
    if not is_web_address(url) and not url.startswith("mailto:"):
        return "#"
    return _UNSAFE.sub(lambda found: quote(found[0], safe=""), url)
