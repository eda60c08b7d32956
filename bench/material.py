"""A seed in, feeds and pages of a small invented web out: what every contestant of a benchmark is given."""

from __future__ import annotations

import html
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

ENTRIES = 30  # a document; about 33 kB with its contents, the mean of real feeds
_NOUNS = (
    "model",
    "release",
    "licence",
    "paper",
    "parameter",
    "dataset",
    "benchmark",
    "context",
    "weight",
    "token",
    "researcher",
    "company",
    "price",
)
_VERBS = ("publishes", "tests", "compares", "lowers", "explains", "measures", "opens", "describes", "ships", "reviews")
_FILL = (
    "in",
    "the",
    "morning",
    "after",
    "a",
    "long",
    "week",
    "with",
    "more",
    "care",
    "than",
    "before",
    "and",
    "for",
    "the",
    "second",
    "time",
    "this",
    "year",
)
_MENU = "".join(f'<li class="menu-item"><a href="/topic/{n}">Topic number {n}</a></li>' for n in range(160))
_SCRIPT = "".join(f"window.q=window.q||[];q.push(['event',{n},'{n:x}']);" for n in range(700))
_QUIET = (
    "bakery",
    "garden",
    "river",
    "bridge",
    "choir",
    "museum",
    "ferry",
    "winter",
    "market",
    "harvest",
    "theatre",
    "kitchen",
)


def write_sentence(chance: random.Random, nouns: Sequence[str], words: int = 16) -> str:
    """Write a sentence that no cache has seen."""
    middle = " ".join(chance.choice(_FILL) for _ in range(words - 5))
    start = f"The {chance.choice(nouns)} {chance.choice(_VERBS)} a {chance.choice(nouns)}"
    return f"{start} {middle} {chance.randrange(10_000)}."


def write_feed(number: int, entries: range) -> str:
    """Write an RSS document whose newest item comes first."""
    items = []
    for entry in reversed(entries):
        chance = random.Random(number * 100_003 + entry)
        text = " ".join(write_sentence(chance, _NOUNS) for _ in range(8))
        day = f"{1 + entry % 28:02d} Jan 2024 {entry % 24:02d}:00:00 GMT"
        items.append(
            f"<item><title>{write_sentence(chance, _NOUNS, 10)}</title><link>http://f{number}.example/story-{entry}</link>"
            f"<guid>http://f{number}.example/story-{entry}</guid><pubDate>{day}</pubDate>"
            f"<description><![CDATA[<p>{text}</p>]]></description></item>"
        )
    channel = f"<title>Paper {number}</title><link>http://f{number}.example/</link><description>News</description>"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{channel}{"".join(items)}</channel></rss>'
    )


def write_feeds(folder: Path, count: int) -> None:
    """Write the feeds of `count` papers."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"{number}.xml").write_text(write_feed(number, range(ENTRIES)), encoding="utf-8")


def change_feeds(folder: Path, count: int, turn: int) -> int:
    """Let every tenth paper publish two new items; return how many papers did."""
    changed = range(turn % 10, count, 10)
    for number in changed:
        path = folder / f"{number}.xml"
        path.write_text(write_feed(number, range(2 * turn, ENTRIES + 2 * turn)), encoding="utf-8")
    return len(changed)


def write_pages(folder: Path, count: int, relevant: float) -> list[str]:
    """Write pages with the weight of real ones (about 100 kB, a 5 kB text); some of them announce a model.

    Returns:
        Their paths below the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(7)
    names = []
    for number in range(count):
        text = _announce(chance, number) if (number * 0.61803398875) % 1 < relevant else _chat(chance)
        title = html.escape(text[0].split(". ")[0])
        body = "".join(f"<p>{html.escape(part)}</p>" for part in text)
        name = f"page-{number}.html"
        (folder / name).write_text(
            f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title><script>{_SCRIPT}</script>"
            f"</head><body><nav><ul>{_MENU}</ul></nav><main><article><h1>{title}</h1>{body}</article></main>"
            f"<footer><ul>{_MENU}</ul></footer></body></html>",
            encoding="utf-8",
        )
        names.append(name)
    return names


def _announce(chance: random.Random, number: int) -> list[str]:
    lab, family = f"Nordlicht{number % 40} AI", f"Polar{number % 40}"
    version = f"{1 + number // 40}.{chance.randrange(9)}"
    size = chance.choice((7, 12, 24, 70))
    lead = (
        f"{lab} released {family} {version} today. The open-weight language model has {size} billion parameters, and "
        f"its weights can be downloaded under the Apache 2.0 license. {lab} says that {family} {version} beats the "
        "models of its size at mathematics."
    )
    return [lead, *(" ".join(write_sentence(chance, _NOUNS) for _ in range(7)) for _ in range(7))]


def _chat(chance: random.Random) -> list[str]:
    return [" ".join(write_sentence(chance, _QUIET) for _ in range(7)) for _ in range(8)]


def write_page_feed(names: list[str], host: str) -> str:
    """Write a feed that links to pages; their dates are today's so that a first poll fetches them."""
    from datetime import UTC, datetime
    from email.utils import format_datetime

    now = format_datetime(datetime.now(UTC))
    items = "".join(
        f"<item><title>{name}</title><link>http://{host}/{name}</link><guid>{name}</guid><pubDate>{now}</pubDate></item>"
        for name in names
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'


def split(names: list[str], parts: int) -> Iterator[list[str]]:
    """Deal names out to so many papers."""
    for part in range(parts):
        yield names[part::parts]
