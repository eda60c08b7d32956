from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wartracker.resolve.dates import find_report_day, read_url_day

from .hand import article


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://news.example/2025/04/05/tern-4/", date(2025, 4, 5)),
        ("https://news.example/2025/4/5/123/tern", date(2025, 4, 5)),
        ("https://news.example/tern-4-2025-04-05/", date(2025, 4, 5)),
        ("https://blog.example/2026/Jun/15/tern/", date(2026, 6, 15)),
        ("https://news.example/2025/04/tern-4/", None),
        ("https://news.example/2025/02/31/tern/", None),
        ("https://news.example/story/20250405123/", None),
    ],
)
def test_days_in_addresses(url: str, day: date | None) -> None:
    assert read_url_day(url) == day


@pytest.mark.parametrize(
    ("url", "published", "day"),
    [
        ("https://news.example/2025/04/01/tern/", "2025-04-07", date(2025, 4, 1)),
        ("https://news.example/2024/04/01/tern/", "2025-04-07", date(2025, 4, 7)),
        ("https://news.example/2025/05/01/tern/", "2025-04-07", date(2025, 4, 7)),
        ("https://news.example/2025/04/01/tern/", None, date(2025, 4, 1)),
        ("https://news.example/tern/", None, None),
    ],
)
def test_the_address_wins_only_near_publication(url: str, published: str | None, day: date | None) -> None:
    assert find_report_day(replace(article("a1", published), url=url)) == day
