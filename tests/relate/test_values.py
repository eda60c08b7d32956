"""Dates and sums of money by table; phrases that look like dates and are none."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wartracker.relate.amounts import find_amounts
from wartracker.relate.dates import find_dates
from wartracker.relate.lexicon import split_name
from wartracker.vocabulary import Precision

BASE = date(2026, 3, 12)  # a Thursday

DATES = [
    ("It came on Tuesday.", date(2026, 3, 10), Precision.DAY),
    ("It came on Thursday evening.", date(2026, 3, 12), Precision.DAY),
    ("It came yesterday.", date(2026, 3, 11), Precision.DAY),
    ("It came today.", date(2026, 3, 12), Precision.DAY),
    ("It came two weeks ago.", date(2026, 2, 26), Precision.DAY),
    ("It came on March 8.", date(2026, 3, 8), Precision.DAY),
    ("It came on 8 November.", date(2025, 11, 8), Precision.DAY),
    ("It came on Sept. 5, 2025.", date(2025, 9, 5), Precision.DAY),
    ("It came on 5 September 2025.", date(2025, 9, 5), Precision.DAY),
    ("2025-09-05 New", date(2025, 9, 5), Precision.DAY),
    ("It came in July 2025.", date(2025, 7, 1), Precision.MONTH),
    ("It came in January.", date(2026, 1, 1), Precision.MONTH),
    ("It came last month.", date(2026, 2, 1), Precision.MONTH),
    ("It came in Q3 2025.", date(2025, 7, 1), Precision.QUARTER),
    ("It came in 2024.", date(2024, 1, 1), Precision.YEAR),
    ("It came last week.", None, Precision.DAY),
    ("It came on New Year's Day.", date(2026, 1, 1), Precision.DAY),
]


@pytest.mark.parametrize(("text", "value", "precision"), DATES)
def test_dates(text: str, value: date | None, precision: Precision) -> None:
    (phrase,) = find_dates(text, BASE)
    assert (phrase.value, phrase.precision) == (value, precision)
    assert text[phrase.start : phrase.end] == phrase.phrase


@pytest.mark.parametrize(
    "text",
    [
        "It may launch.",
        "It scores 80 on AIME 2024.",
        "Version 3.12 of the tool.",
        "They march on.",
        "8 GPUs and 12 cores.",
    ],
)
def test_no_dates(text: str) -> None:
    assert find_dates(text, BASE) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [("on Monday", date(2026, 3, 16)), ("in October", date(2026, 10, 1)), ("on 8 March", date(2027, 3, 8))],
)
def test_plans_lie_ahead(text: str, value: date) -> None:
    (phrase,) = find_dates(text, BASE, future=True)
    assert phrase.value == value


def test_relative_phrase_without_a_day_of_publication() -> None:
    (phrase,) = find_dates("It came on Tuesday.", None)
    assert (phrase.value, phrase.phrase) == (None, "Tuesday")


@given(st.text(max_size=60), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_any_text(text: str, base: date) -> None:
    for phrase in find_dates(text, base):
        assert text[phrase.start : phrase.end] == phrase.phrase


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("raised $155 million", 155e6, "USD"),
        ("raised US$1 billion", 1e9, "USD"),
        ("worth €400M today", 4e8, "EUR"),
        ("a $6.6bn round", 6.6e9, "USD"),
        ("6.5 billion dollars", 6.5e9, "USD"),
        ("400 million euros", 4e8, "EUR"),
        ("£2,500,000", 2.5e6, "GBP"),
        ("$0.50 per 1M tokens", 0.5, "USD"),
        ("$400M+ pledged", 4e8, "USD"),
        ("完成1,200万美元融资", 1.2e7, "USD"),
        ("融资 15 亿元", 1.5e9, "CNY"),
        ("估值1.5万亿美元", 1.5e12, "USD"),
    ],
)
def test_amounts(text: str, value: float, currency: str) -> None:
    (amount,) = find_amounts(text)
    assert (amount.value, amount.currency) == (pytest.approx(value), currency)


@pytest.mark.parametrize("text", ["70 billion parameters", "1M tokens", "the dollar fell", "1,20万人民币"])
def test_no_amounts(text: str) -> None:
    assert find_amounts(text) == []


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ember 2", ("2", None, None)),
        ("Ember-2.5-70B-Instruct", ("2.5", "70B", "instruct")),
        ("Ember-R1-0528", ("r1 0528", None, None)),
        ("Ember 2 Mini", ("2", None, "mini")),
        ("Ember 8x22B", (None, "8X22B", None)),
    ],
)
def test_names(name: str, parts: tuple[str | None, str | None, str | None]) -> None:
    assert split_name(name, "ember") == parts
