"""A page's source in, what its publisher says of it to machines out: title, dates, body, paywall mark."""

from __future__ import annotations

import html as html_entities
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wartracker.cues import find_all

# Attributes up to the end of a tag, quoted ones with what they hold; nothing consumes "<", so that the work stays
# linear on tags that never end.
_ATTRIBUTES = r"""((?:[^<>"']|"[^"<]*"|'[^'<]*')*+)"""
# Spelled out instead of IGNORECASE, which costs the search its fast path (five times the time on a usual page).
_META = re.compile(rf"<(?:meta|META|Meta)\b{_ATTRIBUTES}>")
_LINK = re.compile(rf"<(?:link|LINK|Link)\b{_ATTRIBUTES}>")
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]{1,60})\s*=\s*("([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_JSON_LD = re.compile(r"application/ld\+json[^<>]{0,300}>")
_MARKED_TIME = re.compile(r"pubdate|datePublished|datepublished")
_TAG_START = re.compile(r"<(?:time|span|div|p|meta)\b", re.IGNORECASE)
_ARTICLE_TYPE = re.compile(r"(Article|BlogPosting|Report|Posting|NewsStory|WebPage|CreativeWork)$")
_MAX_SCRIPTS, _MAX_SCRIPT = 20, 500_000
_PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_online_date",
    "dcterms.date",
    "dcterms.created",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.created",
    "dc.date",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publication-date",
    "pubdate",
    "published_time",
    "article.published",
    "cxenseparse:recs:publishtime",
    "rnews:datepublished",
    "originalpublicationdate",
    "date",
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page's own metadata says; empty texts and None where it says nothing."""

    headline: str  # JSON-LD
    og_title: str
    site: str  # og:site_name or publisher
    published: tuple[str, ...]  # raw dates, best first
    body: str  # JSON-LD articleBody
    free: bool | None  # JSON-LD isAccessibleForFree
    canonical: str = ""  # address the page gives as its own, as written


def read_facts(html: str) -> PageFacts:
    """Read JSON-LD, meta elements and marked times of a page.

    Works on the source, before anything is cut out of it.

    Args:
        html: decoded source.
    """
    metas = _read_metas(html)
    thing = _read_json_ld(html)
    publisher = thing.get("publisher")
    site = metas.get("og:site_name") or (publisher.get("name") if isinstance(publisher, dict) else "")
    published = [_text(thing.get("datePublished")), *(metas.get(name, "") for name in _PUBLISHED_NAMES)]
    published += _read_times(html)
    free = thing.get("isAccessibleForFree")
    return PageFacts(
        headline=_text(thing.get("headline")),
        og_title=metas.get("og:title") or metas.get("twitter:title") or "",
        site=_text(site),
        published=tuple(dict.fromkeys(text for text in published if text)),
        body=_text(thing.get("articleBody")),
        free=None if free is None else str(free).strip().lower() not in {"false", "no", "0"},
        canonical=_read_canonical(html),
    )


def _read_metas(html: str) -> dict[str, str]:
    """Read `<meta>` elements; the first of a name counts."""
    out: dict[str, str] = {}
    for found in _META.finditer(html):
        attributes = _attributes(found.group(1))
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        content = attributes.get("content", "").strip()
        if name and content:
            out.setdefault(name.lower(), content)
    return out


def _read_canonical(html: str) -> str:
    """Return the address of `<link rel="canonical">`, which AMP, mobile and tracking variants of a page share."""
    for found in _LINK.finditer(html):
        attributes = _attributes(found.group(1))
        if "canonical" in attributes.get("rel", "").lower().split():
            return attributes.get("href", "").strip()
    return ""


def _attributes(source: str) -> dict[str, str]:
    return {
        found.group(1).lower(): html_entities.unescape(found.group(3) or found.group(4) or found.group(5) or "")
        for found in _ATTRIBUTE.finditer(source)
    }


def _read_times(html: str) -> list[str]:
    """Read the first elements that are marked as the date of publication (microdata, HTML5 drafts)."""
    times = []
    for found in itertools.islice(find_all(_MARKED_TIME, html), 20):
        start = html.rfind("<", max(0, found.start() - 1000), found.start())
        end = html.find(">", found.end(), found.end() + 1000)
        if start >= 0 and end >= 0 and _TAG_START.match(html, start):
            attributes = _attributes(html[start:end])
            times.append(attributes.get("datetime") or attributes.get("content") or "")
    return times[:3]


def _read_json_ld(html: str) -> dict[str, Any]:
    """Return the JSON-LD object of the article: the first of an article type with a date or headline."""
    best: dict[str, Any] = {}
    rank = 0
    for found in itertools.islice(_JSON_LD.finditer(html), _MAX_SCRIPTS):
        end = html.find("</script", found.end(), found.end() + _MAX_SCRIPT)
        if end < 0:
            continue
        source = html[found.end() : end].strip().removeprefix("<![CDATA[").removesuffix("]]>").rstrip("; \n")
        try:
            data = json.loads(source, strict=False)
            things = list(_walk(data, 0))
        except (ValueError, RecursionError):
            continue
        for thing in things:
            score = _rank(thing)
            if score > rank:
                best, rank = thing, score
    return best


def _walk(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 5:
        return
    if isinstance(data, list):
        for item in data[:200]:
            yield from _walk(item, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            yield from _walk(data.get(key), depth + 1)


def _rank(thing: dict[str, Any]) -> int:
    types = thing.get("@type")
    names = [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]
    if not any(_ARTICLE_TYPE.search(name) for name in names):
        return 0
    generic = all(name.endswith(("WebPage", "CreativeWork")) for name in names)
    return 1 + 4 * (not generic) + 2 * bool(thing.get("datePublished")) + bool(thing.get("headline"))


def _text(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value")
    return html_entities.unescape(value).strip() if isinstance(value, str) else ""
