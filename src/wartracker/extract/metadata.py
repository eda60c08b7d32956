"""A page's source in, what its publisher says of it to machines out: title, dates, body, paywall mark."""

from __future__ import annotations

import html as html_entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_META = re.compile(r"<meta\b([^>]{1,3000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z:_-]+)\s*=\s*("([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_JSON_LD = re.compile(r"<script\b[^>]{0,300}?application/ld\+json[^>]{0,300}>(.*?)</script", re.IGNORECASE | re.DOTALL)
_LINK = re.compile(r"<link\b([^>]{1,3000})>", re.IGNORECASE)
_TIME = re.compile(r"<(?:time|span|div|p)\b([^>]{0,1000}?(?:pubdate|datePublished)[^>]{0,1000})>", re.IGNORECASE)
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
    published += [_time_of(found.group(1)) for found in list(_TIME.finditer(html))[:3]]
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


def _time_of(source: str) -> str:
    attributes = _attributes(source)
    return attributes.get("datetime") or attributes.get("content") or ""


def _read_json_ld(html: str) -> dict[str, Any]:
    """Return the JSON-LD object of the article: the first of an article type with a date or headline."""
    best: dict[str, Any] = {}
    rank = 0
    for number, found in enumerate(_JSON_LD.finditer(html)):
        if number >= _MAX_SCRIPTS or len(found.group(1)) > _MAX_SCRIPT:
            break
        source = found.group(1).strip().removeprefix("<![CDATA[").removesuffix("]]>").rstrip("; \n")
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
