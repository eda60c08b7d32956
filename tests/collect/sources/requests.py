"""Feeds and requests for tests of the source kinds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wartracker.collect.sources.shape import SourceRequest
from wartracker.records import Feed
from wartracker.vocabulary import SourceKind, Tier

DATA = Path(__file__).parents[2] / "data" / "feeds"
NOW = datetime(2026, 6, 10, tzinfo=UTC)


def request(
    url: str = "https://press.example/feed.xml", kind: SourceKind = SourceKind.FEED, **keys: Any
) -> SourceRequest:
    """Build a request; keys of Feed go to the feed, the others to the request."""
    feed = Feed(name="press", kind=kind, url=url, publisher="Press", tier=Tier.PRESS)
    own = {key: keys.pop(key) for key in list(keys) if key in Feed.__dataclass_fields__}
    return SourceRequest(feed=replace(feed, **own), url=url, now=NOW, **keys)
