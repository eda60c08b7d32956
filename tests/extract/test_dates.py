"""Published dates: who is believed first, and how precisely."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wartracker.extract.dates import date_in_url, decide_published
from wartracker.vocabulary import Precision

NOW = datetime(2026, 6, 10, 12, tzinfo=UTC)


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("url", "expected", "precision"),
    [
        ("https://a.example/2026/03/09/title", day(2026, 3, 9), Precision.DAY),
        ("https://a.example/2026-03-09-title", day(2026, 3, 9), Precision.DAY),
        ("https://a.example/2026/mar/9/title", day(2026, 3, 9), Precision.DAY),
        ("https://a.example/news/20260309/title", day(2026, 3, 9), Precision.DAY),
        ("https://a.example/2026/03/title", day(2026, 3, 1), Precision.MONTH),
        ("https://a.example/2026/02/31/title", None, Precision.DAY),
        ("https://a.example/blog/lantern-2024-review", None, Precision.DAY),
        ("https://a.example/p/12026030912", None, Precision.DAY),
        ("https://2026.example/title", None, Precision.DAY),
        ("https://a.example/title?d=2026/03/09", None, Precision.DAY),
    ],
)
def test_date_in_url(url: str, expected: datetime | None, precision: Precision) -> None:
    found = date_in_url(url)
    assert (found.at if found else None) == expected
    assert found is None or found.precision is precision


@pytest.mark.parametrize(
    ("feed", "page", "url", "html", "expected", "basis"),
    [
        (day(2026, 6, 1), ["2026-05-01"], "https://a.example/2026/04/01/x", "", day(2026, 6, 1), "feed"),
        (None, ["2026-05-01"], "https://a.example/2026/04/01/x", "", day(2026, 5, 1), "page"),
        (day(2099, 1, 1), ["rubbish", "1970-01-01", "2026-05-02"], "https://a.example/x", "", day(2026, 5, 2), "page"),
        (None, [], "https://a.example/2026/04/01/x", "", day(2026, 4, 1), "url"),
        (
            None,
            [],
            "https://a.example/x",
            "<p>x</p><time datetime='2026-03-01'>1 March</time>",
            day(2026, 3, 1),
            "page",
        ),
        (None, ["2027-01-01"], "https://a.example/2030/01/01/x", "", NOW, "seen"),
    ],
)
def test_precedence(
    feed: datetime | None, page: list[str], url: str, html: str, expected: datetime, basis: str
) -> None:
    source = f"<html><body>{html}</body></html>" if html else ""
    found = decide_published(feed, page, url, source, NOW)
    assert (found.at, found.basis) == (expected, basis)


def test_without_a_clock_nothing_is_seen() -> None:
    assert decide_published(None, [], "https://a.example/x", "", None).at is None


def test_a_page_of_the_past_without_a_date_was_seen_when_its_sitemap_says() -> None:
    now, changed = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC)
    found = decide_published(None, (), "https://lab.example/a", "", now, changed=changed)
    assert (found.at, found.basis) == (changed, "seen")
    late = decide_published(None, (), "https://lab.example/a", "", now, changed=now + timedelta(days=1))
    assert late.at == now
