"""The sample press holds together: feeds lead to pages, the gold names pages that exist, every word is known."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import feedparser
import pytest
from lxml import etree, html

from wartracker.cli.press import Resource, find_resource, load_sites
from wartracker.config import parse_feeds, parse_gazetteers, parse_settings
from wartracker.records import Feed
from wartracker.vocabulary import Kind, Openness, Precision, Significance, SourceKind, Status, Tier

ROOT = Path(__file__).parents[1]
PRESS = ROOT / "samples" / "press"
LATER = PRESS / "later"
STATES = [None, LATER]
WORDS_AT_LEAST = 90  # of one page's visible text; the paywall's teaser is shorter
TEASER = "http://www.ledgerstandard.example/technology/anthropic-funding-183bn-2025-09-02"


@cache
def sites(overlay: Path | None = None) -> dict[str, dict[tuple[str, frozenset[tuple[str, str]]], Resource]]:
    first = load_sites(PRESS)
    for host, site in load_sites(overlay).items() if overlay else ():
        first.setdefault(host, {}).update(site)
    return first


def look_up(url: str, overlay: Path | None = None) -> Resource | None:
    parts = urlsplit(url)
    site = sites(overlay).get(parts.netloc, {})
    query = frozenset(parse_qsl(parts.query))
    return find_resource(site, parts.path, query) or find_resource(site, parts.path.rstrip("/"), query)


def sources() -> tuple[Feed, ...]:
    return parse_feeds((PRESS / "feeds.yaml").read_text(encoding="utf-8"))


def links(feed: Feed, resource: Resource) -> list[str]:
    if feed.kind == SourceKind.HUB:
        host = urlsplit(feed.url).netloc
        return [f"http://{host}/{row['id']}" for row in json.loads(resource.body)]
    if feed.kind == SourceKind.PAGE:
        found = html.fromstring(resource.body.decode()).xpath("//ul[@class='notes']/li//a/@href")
    elif feed.kind == SourceKind.SITEMAP:
        found = etree.fromstring(resource.body).xpath("//*[local-name()='loc']/text()")
    elif "json" in resource.content_type:
        found = [item["url"] for item in json.loads(resource.body)["items"]]
    else:
        headers = {"content-type": resource.content_type, "content-location": feed.url}
        found = [one.link for one in feedparser.parse(io.BytesIO(resource.body), response_headers=headers).entries]
    return [urljoin(feed.url, str(link)) for link in found]


def rows(name: str) -> Iterator[dict[str, Any]]:
    for folder in (PRESS, LATER):
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def pages() -> dict[str, Resource]:
    """Return the articles: every HTML page but the hub's and the index page."""
    return {
        f"http://{host}{path}": resource
        for host, site in sites().items()
        for (path, _), resource in site.items()
        if resource.content_type.startswith("text/html") and path != "/notes" and not host.startswith("hub.")
    }


def test_the_press_is_large_and_varied() -> None:
    articles = pages()
    assert len(articles) >= 60
    assert len({urlsplit(url).netloc for url in articles}) >= 10
    assert all(host.endswith(".example") for host in sites())


def test_every_page_has_a_text_of_its_own() -> None:
    seen: Counter[bytes] = Counter()
    for url, page in pages().items():
        tree = html.fromstring(page.body)
        text = " ".join(tree.xpath("//p//text()"))
        assert len(text.split()) >= WORDS_AT_LEAST or url == TEASER, url
        assert tree.findtext(".//title"), url
        seen[page.body] += 1
    assert seen.most_common(1)[0][1] == 1


def test_pages_are_in_the_charset_they_declare() -> None:
    for url, page in pages().items():
        declared = re.search(rb"(?i)charset=\"?([\w-]+)", page.body)
        assert declared, url
        page.body.decode(declared[1].decode())
    assert b"windows-1252" in pages()["http://checkpoint-letter.example/letters/2025-03-07-qwq.html"].body


def test_sources_cover_every_kind_and_form() -> None:
    feeds = sources()
    assert {feed.kind for feed in feeds} == set(SourceKind)
    assert {Tier.FIRST_PARTY, Tier.HUB, Tier.PRESS, Tier.NEWSLETTER} <= {feed.tier for feed in feeds}
    versions, faulty = set(), set()
    for feed in feeds:
        resource = look_up(feed.url)
        assert resource, feed.name
        if feed.kind == SourceKind.FEED and "json" not in resource.content_type:
            document = feedparser.parse(io.BytesIO(resource.body))
            versions.add(document.version)
            if isinstance(document.get("bozo_exception"), Exception) and "mismatched" in str(document.bozo_exception):
                faulty.add(feed.name)
    assert {"rss20", "atom10", "rss10"} <= versions
    assert faulty == {"qwen-room"}
    assert json.loads(look_up("http://looseweights.example/feed.json").body)["version"].endswith("/1.1")  # type: ignore[union-attr]


@pytest.mark.parametrize("overlay", STATES, ids=["first", "later"])
def test_every_link_of_a_feed_leads_to_a_page(overlay: Path | None) -> None:
    for feed in sources():
        resource = look_up(feed.url, overlay)
        assert resource, feed.url
        found = links(feed, resource)
        assert len(found) >= 2, feed.name
        assert not [link for link in found if look_up(link, overlay) is None], feed.name


def test_every_page_is_in_a_feed() -> None:
    listed = {link.split("?")[0].rstrip("/") for feed in sources() for link in links(feed, look_up(feed.url))}  # type: ignore[arg-type]
    assert not {url.rstrip("/") for url in pages()} - listed


def test_every_file_has_an_address() -> None:
    for folder in (PRESS, LATER):
        on_disk = [file for file in (folder / "sites").rglob("*") if file.is_file()]
        assert len(on_disk) == sum(len(site) for site in load_sites(folder).values())


def test_one_host_closes_one_path_to_robots() -> None:
    closed = {
        host: re.findall(r"^Disallow: (\S+)$", page.body.decode(), re.M)
        for host in sites()
        if (page := look_up(f"http://{host}/robots.txt"))
    }
    assert len(closed) == len(sites())
    assert closed["circuitpost.example"] == ["/members/"]
    assert look_up("http://circuitpost.example/members/grok-4-launch/")


def test_settings_allow_a_quick_pace_on_loopback_only() -> None:
    settings = parse_settings((PRESS / "wartracker.toml").read_text(encoding="utf-8"), {})
    assert settings.collect.allow_private == ("127.0.0.1",)
    oldest = min(resource.modified for resource in pages().values()).date()
    assert (date(2027, 1, 1) - oldest).days < settings.collect.first_days


def test_gold_is_in_known_words_and_names_pages_that_exist() -> None:
    names = ("organizations", "models", "licenses", "others")
    folder = ROOT / "pipelines" / "gazetteers"
    known = parse_gazetteers({name: (folder / f"{name}.yaml").read_text(encoding="utf-8") for name in names})
    organizations = {row.key for row in known.organizations}
    licenses = {row.key for row in known.licenses}
    ids: set[str] = set()
    for row in rows("gold.jsonl"):
        assert row["id"] not in ids
        ids.add(row["id"])
        assert {Kind(word) for word in [row["kind"], *row.get("kinds_accepted", [])]}
        assert {Status(word) for word in [row["status"], *row.get("statuses_accepted", [])]}
        assert Openness(row["openness"]) and Significance(row["significance"]) and Precision(row["date"]["precision"])
        assert date.fromisoformat(row["date"]["value"]).year in {2023, 2024, 2025, 2026}
        assert row["organizations"], row["id"]
        assert set(row["organizations"]) | set(row.get("organizations_accepted", [])) <= organizations, row["id"]
        assert row["license"] is None or row["license"] in licenses, row["id"]
        assert row["urls"], row["id"]
        assert all(look_up(url, LATER) for url in [*row["urls"], *row["also"]]), row["id"]
    expected = [row for row in rows("gold.jsonl") if not row["optional"] and not row["known"]]
    assert len(expected) >= 25
    assert {row["kind"] for row in expected} == {kind.value for kind in Kind}
    assert max(len(row["urls"]) for row in expected) >= 5


def test_known_events_are_those_of_the_starting_timeline() -> None:
    text = (ROOT / "pipelines" / "timelines" / "open-weights.yaml").read_text(encoding="utf-8")
    for row in rows("gold.jsonl"):
        if row["known"]:
            assert row["date"]["value"] in text, row["id"]


def test_pages_that_found_nothing_are_not_in_the_gold() -> None:
    quiet = {row["url"] for row in rows("quiet.jsonl")}
    founding = {url for row in rows("gold.jsonl") for url in row["urls"] if row["id"].startswith("g")}
    corrected = {"http://www.stackdaily.example/news/2025/11/claude-opus-4-5-launch-price"}
    assert quiet & founding == corrected  # its first version founds events, its correction none
    assert all(look_up(url) for url in quiet)
    assert not set(pages()) - quiet - founding - {url for row in rows("gold.jsonl") for url in row["also"]}, (
        "every page is expected to do something or nothing"
    )
