"""The shipped feeds.yaml: readable, unique, agreeing with the gazetteers, every address with its origin."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from wartracker.config import GAZETTEER_FILES, parse_feeds, parse_gazetteers
from wartracker.gazetteer import Gazetteers
from wartracker.publishers import build_publishers, identify_publisher
from wartracker.records import Feed
from wartracker.urls import canonicalize_url
from wartracker.vocabulary import SourceKind, Tier

ROOT = Path(__file__).parents[1]
LISTED_BY_OTHERS = frozenset({Tier.PRESS, Tier.NEWSLETTER, Tier.AGGREGATOR, Tier.FORUM})


@pytest.fixture(scope="module")
def text() -> str:
    return (ROOT / "feeds.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def feeds(text: str) -> tuple[Feed, ...]:
    return parse_feeds(text)


@pytest.fixture(scope="module")
def gazetteers() -> Gazetteers:
    folder = ROOT / "pipelines" / "gazetteers"
    return parse_gazetteers({stem: (folder / f"{stem}.yaml").read_text("utf-8") for stem in GAZETTEER_FILES})


def test_the_list_covers_the_debate(feeds: tuple[Feed, ...]) -> None:
    tiers = Counter(feed.tier for feed in feeds)
    assert len(feeds) >= 110
    assert tiers[Tier.FIRST_PARTY] >= 30
    assert tiers[Tier.HUB] >= 30
    assert tiers[Tier.LEGISLATURE] >= 12
    assert tiers[Tier.PRESS] >= 25
    assert {feed.kind for feed in feeds} == set(SourceKind)
    assert {"zh", "ja", "ko", "de", "fr"} <= {feed.lang.split("-")[0] for feed in feeds if feed.lang}


def test_no_address_stands_twice_and_each_is_public_https(feeds: tuple[Feed, ...]) -> None:
    canonical = Counter(canonicalize_url(feed.url) for feed in feeds)
    assert [url for url, count in canonical.items() if count > 1 or url is None] == []
    assert [feed.name for feed in feeds if urlsplit(feed.url).scheme != "https"] == []


def test_organizations_stand_in_the_gazetteer(feeds: tuple[Feed, ...], gazetteers: Gazetteers) -> None:
    known = {row.key for row in gazetteers.organizations}
    assert {key for feed in feeds for key in feed.first_party_of} - known == set()


def test_tiers_and_speakers_agree(feeds: tuple[Feed, ...]) -> None:
    assert [feed.name for feed in feeds if feed.tier in LISTED_BY_OTHERS and feed.first_party_of] == []
    speaking = {Tier.FIRST_PARTY, Tier.HUB}
    assert [feed.name for feed in feeds if feed.tier in speaking and not feed.first_party_of] == []


def test_hub_listings_belong_to_the_account_of_the_maker(feeds: tuple[Feed, ...], gazetteers: Gazetteers) -> None:
    accounts = {hub: row.key for row in gazetteers.organizations for hub in row.hub}
    for feed in feeds:
        if feed.kind is SourceKind.HUB:
            found = re.search(r"author=([\w.-]+)&", feed.url)
            assert found and accounts.get(found[1]) in feed.first_party_of, feed.name
            assert feed.tier is Tier.HUB


def test_patterns_are_regular_expressions_where_pages_need_them(feeds: tuple[Feed, ...]) -> None:
    for feed in feeds:
        if feed.kind in {SourceKind.PAGE, SourceKind.SITEMAP}:
            assert feed.select or feed.link_pattern, f"{feed.name}: every link of the page would be an entry"
            re.compile(feed.link_pattern or "")


def test_verified_days_are_past_and_every_entry_tells_its_origin(text: str, feeds: tuple[Feed, ...]) -> None:
    assert [feed.name for feed in feeds if feed.verified and feed.verified > date(2026, 11, 23)] == []
    legend = set(re.findall(r"(?m)^#   ([A-Z])  ", text))
    entries = re.findall(r"(?m)^  - \{name: ([\w-]+),.*$", text)
    origins = dict(re.findall(r"(?m)^  - \{name: ([\w-]+),.*  # ([A-Z])$", text))
    assert set(origins) == set(entries) == {feed.name for feed in feeds}
    assert set(origins.values()) <= legend


def test_a_host_that_serves_many_speaks_for_none(feeds: tuple[Feed, ...], gazetteers: Gazetteers) -> None:
    publishers = build_publishers(feeds, gazetteers)
    for address in ("https://raw.githubusercontent.com/somebody/notes/main/README.md", "https://github.com/somebody/x"):
        found = identify_publisher(address, None, publishers)
        assert (found.tier, found.first_party_of) == (Tier.UNKNOWN, ()), address
