"""Lines of "Article in" (JSON Lines) in, typed articles out; a bad line is named, nothing is guessed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wartracker.errors import InputError
from wartracker.shapes import parse_moment


@dataclass(frozen=True, slots=True)
class ArticleIn:
    """One article from a file; `text` is used as given, where it is None the `html` is extracted."""

    id: str
    url: str
    source: str | None
    title: str
    published: datetime | None
    day_only: bool
    text: str | None
    html: str | None


def parse_articles(lines: Iterable[bytes], file: str) -> Iterator[ArticleIn]:
    """Parse JSON Lines of articles; blank lines are passed over, unknown keys ignored.

    Args:
        lines: raw lines of the file.
        file: its name, for messages.

    Raises:
        InputError: not UTF-8, not JSON, no id, an id that stands twice, neither text nor html.
    """
    seen: set[str] = set()
    for number, raw in enumerate(lines, 1):
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise InputError(f"not UTF-8 at byte {error.start}; save the file as UTF-8", file, number) from error
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except ValueError as error:
            raise InputError("not JSON; each line must be one object", file, number) from error
        if not isinstance(data, dict):
            raise InputError("not a JSON object", file, number)
        article = _parse_article(data, file, number)
        if article.id in seen:
            raise InputError(f"the id {article.id} stands twice", file, number)
        seen.add(article.id)
        yield article


def _parse_article(data: dict[str, Any], file: str, number: int) -> ArticleIn:
    for key in ("id", "url", "source", "title", "text", "html"):
        if data.get(key) is not None and not isinstance(data[key], str):
            raise InputError(f"`{key}` must be text or null", file, number)
    if not data.get("id"):
        raise InputError("`id` is missing", file, number)
    text, html = data.get("text"), data.get("html")
    if text is None and html is None and not data.get("title"):
        raise InputError("neither `text` nor `html` nor `title` is given", file, number)
    try:
        published, day_only = parse_moment(data.get("published"))
    except ValueError as error:
        raise InputError(
            f"`published` is not an ISO 8601 day or time: {data.get('published')!r}", file, number
        ) from error
    return ArticleIn(
        id=data["id"],
        url=data.get("url") or "",
        source=data.get("source"),
        title=data.get("title") or "",
        published=published,
        day_only=day_only,
        text=text if text is not None or html is not None else "",
        html=html,
    )
