"""An address and a source's name in, who publishes it out: publisher, tier, and whom it speaks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from wartracker.collected import Feed
from wartracker.gazetteer import Gazetteers
from wartracker.vocabulary import Tier

# Hosts where the first path segment, not the host, is the publisher.
_SHARED_HOSTS = frozenset(
    {"github.com", "raw.githubusercontent.com", "huggingface.co", "gitlab.com", "medium.com", "twitter.com", "x.com"}
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who stands behind an article."""

    name: str
    tier: Tier
    first_party_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Publishers:
    """Publishers by place: a host, or host/owner on shared hosts."""

    by_place: dict[str, Publisher]


def build_publishers(feeds: Sequence[Feed], gazetteers: Gazetteers) -> Publishers:
    """Collect what feeds.yaml and the organizations' domains say of hosts.

    Args:
        feeds: the sources of the workspace; their host speaks for their publisher.
        gazetteers: organizations with `domains` and `hub` names.
    """
    places: dict[str, Publisher] = {}
    for org in gazetteers.organizations:
        tier = Tier.PRESS if org.kind == "publisher" else Tier.FIRST_PARTY
        tier = Tier.LEGISLATURE if org.kind in {"body", "legislature"} else tier
        speaks = () if tier is Tier.PRESS else (org.key,)
        owner = Publisher(org.name, tier, speaks)
        for domain in org.domains:
            places.setdefault(domain.lower().removeprefix("www."), owner)
        for hub in org.hub:
            places.setdefault(f"huggingface.co/{hub.lower()}", owner)
            places.setdefault(f"github.com/{hub.lower()}", owner)
    for feed in feeds:
        place = _place(feed.url)
        if place and place.split("/")[0] not in _SHARED_HOSTS:
            places.setdefault(place, Publisher(feed.publisher, feed.tier, feed.first_party_of))
    return Publishers(places)


def identify_publisher(url: str, source: str | None, publishers: Publishers) -> Publisher:
    """Name the publisher of an article.

    Args:
        url: the article's address.
        source: what the input calls its source: a host, host/owner, or a name; None when unknown.
        publishers: known places.

    Returns:
        The publisher of `source` where that is another site than the address (a digest retells: it is never the
        first party), else that of the address; an unknown place is its host, tier unknown.
    """
    place = _place(url)
    if source:
        stated = _place(source if "//" in source else f"https://{source}") if "." in source else ""
        if stated and not _same_site(stated, place):
            found = _look_up(stated, publishers)
            if found is None:
                return Publisher(source, Tier.UNKNOWN)
            return found if _look_up(place, publishers) == found else Publisher(found.name, found.tier)
        if not stated:
            return Publisher(source, Tier.UNKNOWN)
    return _look_up(place, publishers) or Publisher(place.split("/")[0] or (source or "unknown"), Tier.UNKNOWN)


def _place(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
    owner = parts.path.strip("/").split("/")[0].lower()
    return f"{host}/{owner}" if host in _SHARED_HOSTS and owner else host


def _same_site(one: str, other: str) -> bool:
    if "/" in one or "/" in other:
        return one == other or one.split("/", maxsplit=1)[0] == other or other.split("/", maxsplit=1)[0] == one
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _look_up(place: str, publishers: Publishers) -> Publisher | None:
    if "/" in place:
        return publishers.by_place.get(place)
    labels = place.split(".")
    for start in range(len(labels) - 1):
        if found := publishers.by_place.get(".".join(labels[start:])):
            return found
    return None
