"""Events and facets in, the addresses of their pages out: relative, never changing, safe as file names."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import quote

from wartracker.ids import hash_text

_SAFE = re.compile(r"[a-z0-9](?:[a-z0-9_-]|\.(?=[a-z0-9])){0,79}")
_FOLDERS = {"organization": "organizations", "model": "models"}
_UNSAFE = re.compile(r"[^a-z0-9]+")


def name_file(key: str) -> str:
    """Name a file after a key: the key itself where it is plain, else a slug with a part of its hash."""
    if key != "index" and _SAFE.fullmatch(key):
        return key
    slug = _UNSAFE.sub("-", key.lower()).strip("-")[:40]
    return f"{slug}-{hash_text(key)[:8]}" if slug else hash_text(key)[:16]


def event_path(event: str) -> str:
    """Return the page of an event, relative to the debate's folder."""
    return f"events/{event}.html"


@cache
def facet_path(facet: str, key: str) -> str:
    """Return the page of a facet's value, relative to the debate's folder."""
    if folder := _FOLDERS.get(facet):
        return f"{folder}/{name_file(key)}.html"
    return f"by/{facet}-{name_file(key)}.html"


def absolute(site_url: str, debate: str, path: str) -> str:
    """Return the public address of a page; the front page's is its folder."""
    tail = "" if path == "index.html" else quote(path)
    return f"{site_url.rstrip('/')}/{quote(debate)}/{tail}"
