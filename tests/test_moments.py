"""Dates of the web: what is one is read as UTC, what is none is None."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wartracker.moments import EARLIEST, is_credible, parse_moment

DAY = datetime(2026, 3, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-09", DAY),
        ("2026-03-09T10:20:30Z", DAY + timedelta(hours=10, minutes=20, seconds=30)),
        ("2026-03-09T10:20:30.123+02:00", DAY + timedelta(hours=8, minutes=20, seconds=30)),
        ("2026-03-09 10:20 -0530", DAY + timedelta(hours=15, minutes=50)),
        ("Mon, 09 Mar 2026 10:20:30 GMT", DAY + timedelta(hours=10, minutes=20, seconds=30)),
        ("Mon, 9 Mar 2026 10:20:30 -0500", DAY + timedelta(hours=15, minutes=20, seconds=30)),
        ("March 9, 2026", DAY),
        ("Published 9th March 2026 by us", DAY),
        ("Mar. 9, 2026", DAY),
        ("20260309", DAY),
        ("2026/03/09", DAY),
        ("2026-13-09", None),
        ("2026-02-30", None),
        ("soon", None),
        ("", None),
        ("Foo 9, 2026", None),
    ],
)
def test_parse(text: str, expected: datetime | None) -> None:
    assert parse_moment(text) == expected


@pytest.mark.parametrize(
    ("moment", "credible"),
    [
        (EARLIEST - timedelta(seconds=1), False),
        (EARLIEST, True),
        (DAY + timedelta(hours=48), True),
        (DAY + timedelta(hours=48, seconds=1), False),
    ],
)
def test_credible(moment: datetime, credible: bool) -> None:
    assert is_credible(moment, DAY) is credible


@given(st.text(alphabet=st.sampled_from("0123456789-:/TZ+ ,.JanFebMo"), max_size=40))
def test_anything_gives_a_time_or_none(text: str) -> None:
    moment = parse_moment(text)
    assert moment is None or moment.tzinfo is not None
