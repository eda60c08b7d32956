"""What a reader found in one item of a document in, entries of our own shape out: cleaned, capped, with ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wartracker.collect.identity import assign_ids
from wartracker.collect.sources.shape import MAX_CONTENT, MAX_ENTRIES, MAX_SUMMARY, MAX_TITLE, SourceRequest
from wartracker.ids import hash_text
from wartracker.moments import is_credible
from wartracker.plaintext import clean_line, clean_text, cut_text, plain_text, plain_title
from wartracker.records import Entry, HubRecord
from wartracker.urls import canonicalize_url

_MAX_GUID = 1000


@dataclass(frozen=True, slots=True)
class RawItem:
    """One item as its reader found it; texts may hold markup."""

    guid: str | None = None
    link: str | None = None
    title: str = ""
    title_is_plain: bool = False  # declared as text: `<b>` in it is no tag
    summary: str = ""
    content: str = ""
    content_is_plain: bool = False
    published_at: datetime | None = None
    updated_at: datetime | None = None
    raw_date: str = ""  # as written, kept when no date could be read from it
    hub: HubRecord | None = None
    fingerprint: str = ""  # what a change is judged by where it is not the text
    update_only: bool = False  # its dates tell of changes, never of publication


@dataclass(frozen=True, slots=True)
class BuiltEntries:
    """Entries of one document and what was left out."""

    entries: tuple[Entry, ...]
    skipped: int = 0
    repeated: int = 0
    warnings: tuple[str, ...] = ()


def build_entries(items: Sequence[RawItem], request: SourceRequest) -> BuiltEntries:
    """Build entries from raw items: plain text, credible dates, canonical links, caps, ids.

    Args:
        items: items in document order.
        request: circumstances of the document.
    """
    kept, skipped = _keep_newest(items)
    base = request.base
    entries = assign_ids([_build_entry(item, request, base) for item in kept])
    warnings = []
    if skipped:
        warnings.append(f"{skipped} items beyond the cap of {MAX_ENTRIES} were passed over")
    if any("cut" in entry.flags for entry in entries):
        warnings.append("texts over the size limit were cut")
    return BuiltEntries(entries, skipped, len(kept) - len(entries), tuple(warnings))


def _keep_newest(items: Sequence[RawItem]) -> tuple[Sequence[RawItem], int]:
    """Keep the newest items: by date where all have one, else the first, since feeds begin with the newest."""
    if len(items) <= MAX_ENTRIES:
        return items, 0
    dates = [item.published_at for item in items if item.published_at]
    if len(dates) == len(items):
        newest = sorted(range(len(items)), key=dates.__getitem__, reverse=True)
        return [items[at] for at in sorted(newest[:MAX_ENTRIES])], len(items) - MAX_ENTRIES
    return items[:MAX_ENTRIES], len(items) - MAX_ENTRIES


def _build_entry(item: RawItem, request: SourceRequest, base: str) -> Entry:
    flags: list[str] = []
    if item.title_is_plain:
        title = cut_text(clean_line(item.title[: 20 * MAX_TITLE]), MAX_TITLE)
    else:
        title = plain_title(item.title, MAX_TITLE)
    content = cut_text(clean_text(item.content), MAX_CONTENT) if item.content_is_plain else ""
    content = content or plain_text(item.content, MAX_CONTENT)
    summary = plain_text(item.summary, MAX_SUMMARY)
    if len(item.title) > 20 * MAX_TITLE or len(content) >= MAX_CONTENT or len(summary) >= MAX_SUMMARY:
        flags.append("cut")
    url = _read_link(item, base)
    if url is None:
        flags.append("no-link")
    published, updated = _decide_dates(item, request.now, flags)
    return Entry(
        id="",
        feed=request.feed.name,
        guid=_read_guid(item.guid),
        url=url,
        title=title,
        summary=summary,
        published_at=published,
        first_seen_at=request.now,
        original_url=item.link.strip()[:4000] if item.link else None,
        content=content,
        content_hash=hash_text(item.fingerprint or f"{title}\n{content or summary}"),
        updated_at=updated,
        flags=tuple(flags),
        hub=item.hub,
    )


def _read_guid(guid: str | None) -> str | None:
    text = clean_line(guid) if guid else ""
    return text if 0 < len(text) <= _MAX_GUID else (hash_text(text) if text else None)


def _read_link(item: RawItem, base: str) -> str | None:
    """Return the item's address: its link, else a guid that is an address (RSS permalinks)."""
    permalink = item.guid if item.guid and item.guid.strip().lower().startswith("http") else None
    for raw in (item.link, permalink):
        if raw and (url := canonicalize_url(raw, base)):
            return url
    return None


def _decide_dates(item: RawItem, now: datetime, flags: list[str]) -> tuple[datetime | None, datetime | None]:
    """Decide the published date: earliest credible of published and updated; the odd is flagged (rows 117-120)."""
    published = item.published_at if item.published_at and is_credible(item.published_at, now) else None
    updated = item.updated_at if item.updated_at and is_credible(item.updated_at, now) else None
    if item.published_at and not published:
        flags.append(f"date-not-credible:{(item.raw_date or item.published_at.isoformat())[:60]}")
    elif not item.published_at and not item.updated_at:
        flags.append(f"date-unreadable:{clean_line(item.raw_date)[:60]}" if item.raw_date.strip() else "date-seen")
    if published and updated and published > updated:
        flags.append("date-after-update")
        published = updated
    if published is None and updated is not None and not item.update_only:
        flags.append("date-of-update")
        published = updated
    return published, updated
