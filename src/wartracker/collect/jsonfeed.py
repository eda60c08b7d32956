"""Text of a JSON Feed (1 or 1.1) in, raw items and what the feed says of itself out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from wartracker.collect.items import RawItem
from wartracker.moments import parse_moment

_MAX_DIGITS = 400  # longer numbers mean nothing in a feed and cost quadratic time to convert


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """A JSON Feed read."""

    title: str
    items: tuple[RawItem, ...]
    broken: int = 0
    next_url: str | None = None
    hub: str | None = None
    lang: str | None = None


def parse_json(text: str) -> Any:
    """Parse JSON of strangers: no NaN surprises, no endless numbers, no stack overflow.

    Raises:
        ValueError: the text is no JSON, or nested deeper than the parser follows.
    """
    try:
        return json.loads(text, strict=False, parse_int=_parse_int, parse_constant=lambda _: None)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def read_json_feed(text: str) -> JsonFeed | None:
    """Read a JSON Feed.

    Args:
        text: decoded document.

    Returns:
        The feed, None when the document is something else (other JSON has no `items` list beside a version or
        title that a feed must have, https://www.jsonfeed.org/version/1.1/).

    Raises:
        ValueError: no JSON at all.
    """
    data = parse_json(text)
    if not isinstance(data, dict) or not isinstance(data.get("items"), list):
        return None
    if "jsonfeed.org" not in _text(data.get("version")) and not _text(data.get("title")):
        return None
    items = [item for item in map(_read_item, data["items"]) if item is not None]
    hubs = [hub for hub in _list(data.get("hubs")) if isinstance(hub, dict)]
    return JsonFeed(
        title=_text(data.get("title")),
        items=tuple(items),
        broken=len(data["items"]) - len(items),
        next_url=_text(data.get("next_url")) or None,
        hub=next((_text(hub.get("url")) for hub in hubs if _text(hub.get("type")).lower() == "websub"), None),
        lang=_text(data.get("language")) or None,
    )


def _read_item(item: Any) -> RawItem | None:
    if not isinstance(item, dict):
        return None
    guid = item.get("id")
    content, plain = _text(item.get("content_html")), _text(item.get("content_text"))
    raw_date = _text(item.get("date_published")) or _text(item.get("date_modified"))
    read = RawItem(
        guid=str(guid) if isinstance(guid, (str, int, float)) and not isinstance(guid, bool) else None,
        link=_text(item.get("url")) or _text(item.get("external_url")) or None,
        title=_text(item.get("title")),
        title_is_plain=True,
        summary=_text(item.get("summary")),
        content=content or plain,
        content_is_plain=not content,
        published_at=parse_moment(_text(item.get("date_published"))),
        updated_at=parse_moment(_text(item.get("date_modified"))),
        raw_date=raw_date,
    )
    return read if read.guid or read.link or read.title or read.content or read.summary else None


def _parse_int(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MAX_DIGITS else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
