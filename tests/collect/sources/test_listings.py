"""Sitemaps, index pages and hub listings: entries where there are some, named faults where there are none."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.collect.sources.requests import DATA, request
from wartracker.collect.sources import hub, page, sitemap
from wartracker.vocabulary import PollOutcome, SourceKind

SITEMAP = (DATA / "sitemap.xml").read_bytes()
INDEX = (DATA / "index.html").read_bytes()
HUB = (DATA / "hub.json").read_bytes()
LISTING = "https://huggingface.co/api/models?author=harbourlab"


# --------------------------------------------------------------------------- sitemap
def test_sitemap() -> None:
    parsed = sitemap.parse(SITEMAP, request("https://lab.example/sitemap.xml", link_pattern=r"/news/"))
    by_url = {entry.url: entry for entry in parsed.entries}
    assert parsed.outcome is PollOutcome.OK
    assert parsed.skipped == 1
    named = by_url["https://lab.example/news/named"]
    assert named.title == "Named & dated"
    assert named.published_at == datetime(2026, 6, 1, tzinfo=UTC)
    plain = by_url["https://lab.example/news/lantern-3-weights"]
    assert plain.title == "Lantern 3 weights"
    assert plain.published_at is None  # the day of a change is no published date
    assert plain.updated_at == datetime(2026, 6, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize("body", [SITEMAP, gzip.compress(SITEMAP), b"\n\n" + SITEMAP])
def test_sitemap_known_addresses_are_passed_over(body: bytes) -> None:
    first = sitemap.parse(body, request("https://lab.example/sitemap.xml"))
    again = sitemap.parse(body, request("https://lab.example/sitemap.xml", known_items=frozenset(first.item_hashes)))
    assert (len(first.entries), again.known, again.entries) == (4, 4, ())
    assert again.outcome is PollOutcome.OK


def test_sitemap_index_newest_first() -> None:
    parsed = sitemap.parse((DATA / "sitemapindex.xml").read_bytes(), request("https://lab.example/sitemap.xml"))
    assert [child.url for child in parsed.children] == [
        "https://lab.example/sitemap-2026.xml.gz",
        "https://lab.example/sitemap-2024.xml",
        "https://lab.example/sitemap-pages.xml",
    ]


@pytest.mark.parametrize(
    ("body", "keys", "outcome"),
    [
        (b"", {}, PollOutcome.EMPTY),
        (INDEX, {}, PollOutcome.NOT_A_FEED),
        (b"<urlset></urlset>", {}, PollOutcome.NO_ITEMS),
        (SITEMAP, {"link_pattern": "/nowhere/"}, PollOutcome.SELECTOR),
        (SITEMAP[:-200], {}, PollOutcome.TRUNCATED),
        (SITEMAP, {"truncated": True}, PollOutcome.TRUNCATED),
    ],
)
def test_sitemap_faults(body: bytes, keys: dict[str, Any], outcome: PollOutcome) -> None:
    assert sitemap.parse(body, request("https://lab.example/sitemap.xml", **keys)).outcome is outcome


# --------------------------------------------------------------------------- page
def test_page_with_selector() -> None:
    parsed = page.parse(INDEX, request("https://lab.example/news", SourceKind.PAGE, select=".card"))
    assert [(entry.title, entry.url) for entry in parsed.entries] == [
        ("Lantern 3 is here", "https://lab.example/news/lantern-3"),
        ("New prices", "https://lab.example/news/price"),
    ]
    assert [entry.published_at for entry in parsed.entries] == [
        datetime(2026, 6, 2, tzinfo=UTC),
        datetime(2026, 5, 28, 9, tzinfo=UTC),
    ]


def test_page_without_selector_takes_links_that_match_once_each() -> None:
    parsed = page.parse(INDEX, request("https://lab.example/news", SourceKind.PAGE, link_pattern="/news/|guest"))
    assert [entry.title for entry in parsed.entries] == ["Read more", "New prices", "Guest column elsewhere"]


def test_page_base_element_and_broken_transfer() -> None:
    body = INDEX.replace(b"<head>", b'<head><base href="/en/">').replace(b'href="/news/', b'href="news/')
    parsed = page.parse(body, request("https://lab.example/x", SourceKind.PAGE, select=".card", truncated=True))
    assert parsed.entries[0].url == "https://lab.example/en/news/lantern-3"
    assert parsed.outcome is PollOutcome.TRUNCATED


def test_page_date_pattern() -> None:
    keys = {"select": ".card", "date_pattern": r"class=\"day\">([^<]+)<"}
    parsed = page.parse(INDEX, request("https://lab.example/news", SourceKind.PAGE, **keys))
    assert parsed.entries[0].published_at == datetime(2026, 6, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"select": ".nothing"}, "matches nothing"),
        ({"select": "..["}, "no CSS selector"),
        ({"select": ".card", "link_pattern": "/nowhere/"}, "link_pattern matches none"),
        ({"select": "h3"}, "no selected element holds a link"),
    ],
)
def test_page_broken_selector_is_never_nothing_new(keys: dict[str, str], words: str) -> None:
    parsed = page.parse(INDEX, request("https://lab.example/news", SourceKind.PAGE, **keys))
    assert parsed.outcome is PollOutcome.SELECTOR
    assert words in parsed.why


# --------------------------------------------------------------------------- hub
def test_hub_listing() -> None:
    parsed = hub.parse(HUB, request(LISTING, SourceKind.HUB, publisher="Harbour Lab"))
    assert [entry.guid for entry in parsed.entries] == [
        "harbourlab/Lantern-3-70B",
        "harbourlab/Pebble-1",
        "harbourlab/Distilled-7B",  # a fine-tune of somebody else's model is a release of its own
    ]
    assert (parsed.skipped, parsed.broken) == (1, 1)
    first, second, third = parsed.entries
    assert first.url == "https://huggingface.co/harbourlab/Lantern-3-70B"
    assert first.published_at == datetime(2026, 6, 2, 8, tzinfo=UTC)
    assert first.hub is not None
    assert (first.hub.license_tag, first.hub.gated, first.hub.parameters) == ("apache-2.0", False, 70_600_000_000)
    assert "Harbour Lab released Lantern-3-70B on Hugging Face on June 2, 2026" in first.content
    assert "70.6 billion parameters" in first.content
    assert second.hub is not None
    assert (second.hub.license_tag, second.hub.gated) == ("pebble-community", True)
    assert third.hub is not None
    assert (third.hub.license_tag, third.hub.gated) == (None, None)
    assert "names no licence" in third.content


@pytest.mark.parametrize(
    ("change", "changes"),
    [
        ({"tags": ["license:mit"]}, True),
        ({"gated": "auto"}, True),
        ({"siblings": [{"rfilename": "README.md"}]}, True),
        ({"siblings": [{"rfilename": "README.md"}, {"rfilename": "model-00001-of-2.safetensors"}]}, False),
        ({"downloads": 500_000}, False),
        ({"lastModified": "2026-06-09T00:00:00.000Z"}, False),
    ],
)
def test_hub_only_licence_and_gate_count_as_changes(change: dict[str, Any], changes: bool) -> None:
    rows = json.loads(HUB)[:1]
    before = hub.parse(json.dumps(rows).encode(), request(LISTING, SourceKind.HUB)).entries[0]
    after = hub.parse(json.dumps([rows[0] | change]).encode(), request(LISTING, SourceKind.HUB)).entries[0]
    assert before.id == after.id
    assert (before.content_hash != after.content_hash) is changes


def test_hub_repository_without_weights_releases_nothing() -> None:
    row = json.loads(HUB)[0] | {"siblings": [{"rfilename": "README.md"}, {"rfilename": ".gitattributes"}]}
    entry = hub.parse(json.dumps([row]).encode(), request(LISTING, SourceKind.HUB, publisher="Harbour Lab")).entries[0]
    assert "released" not in entry.content
    assert "holds no weights" in entry.content
    assert entry.title == "Harbour Lab lists Lantern-3-70B on Hugging Face"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", PollOutcome.EMPTY),
        (b"[]", PollOutcome.NO_ITEMS),
        (b'{"error": "no such author"}', PollOutcome.NOT_A_FEED),
        (b"[1, 2]", PollOutcome.NOT_A_FEED),
        (b"<html></html>", PollOutcome.NOT_A_FEED),
        (HUB[:-30], PollOutcome.NOT_A_FEED),
        (b"[" * 100_000, PollOutcome.NOT_A_FEED),
    ],
)
def test_hub_faults(body: bytes, outcome: PollOutcome) -> None:
    assert hub.parse(body, request(LISTING, SourceKind.HUB)).outcome is outcome
