"""Articles from files: what is read, what is refused and how; and who publishes them."""

from __future__ import annotations

import pytest

from wartracker.articles_in import parse_articles
from wartracker.errors import InputError
from wartracker.gazetteer import Gazetteers, Organization
from wartracker.publishers import build_publishers, identify_publisher
from wartracker.records import Feed
from wartracker.vocabulary import SourceKind, Tier


def test_a_line_is_read() -> None:
    line = (
        b'{"id": "a", "url": null, "source": null, "title": null, "published": "2026-02-01", "text": "x", "new": 1}\n'
    )
    (article,) = parse_articles([b"\n", line], "in.jsonl")
    assert (article.id, article.title, article.text, article.day_only) == ("a", "", "x", True)
    assert article.published is not None
    assert article.published.isoformat() == "2026-02-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("lines", "line", "part"),
    [
        ([b'{"id": "a", "text": "x"}\n', b"\xff\n"], 2, "not UTF-8"),
        ([b"not json\n"], 1, "not JSON"),
        ([b"[1]\n"], 1, "not a JSON object"),
        ([b'{"text": "x"}\n'], 1, "`id` is missing"),
        ([b'{"id": "a"}\n'], 1, "neither `text` nor `html` nor `title`"),
        ([b'{"id": "a", "text": 3}\n'], 1, "`text` must be text"),
        ([b'{"id": "a", "text": "x", "published": "yesterday"}\n'], 1, "ISO 8601"),
        ([b'{"id": "a", "text": "x"}\n', b'{"id": "a", "text": "y"}\n'], 2, "stands twice"),
    ],
)
def test_a_bad_line_is_named(lines: list[bytes], line: int, part: str) -> None:
    with pytest.raises(InputError) as caught:
        list(parse_articles(lines, "in.jsonl"))
    assert str(caught.value).startswith(f"in.jsonl:{line}: ")
    assert part in str(caught.value)


QUILLON = Organization("quillon", "Quillon Labs", "test", domains=("quillon.example",), hub=("quillon-ai",))
WIRE = Feed("wire", SourceKind.FEED, "https://www.wire.example/rss", "The Wire", Tier.PRESS)
DIGEST = Feed("digest", SourceKind.FEED, "https://digest.example/feed", "Digest", Tier.NEWSLETTER)


@pytest.mark.parametrize(
    ("url", "source", "name", "tier", "speaks"),
    [
        ("https://blog.quillon.example/ember", None, "Quillon Labs", Tier.FIRST_PARTY, ("quillon",)),
        (
            "https://github.com/quillon-ai/ember",
            "github.com/quillon-ai/ember",
            "Quillon Labs",
            Tier.FIRST_PARTY,
            ("quillon",),
        ),
        ("https://github.com/someone/ember", None, "github.com", Tier.UNKNOWN, ()),
        ("https://wire.example/1", "wire.example", "The Wire", Tier.PRESS, ()),
        ("https://quillon.example/ember", "digest.example", "Digest", Tier.NEWSLETTER, ()),
        ("https://elsewhere.example/x", None, "elsewhere.example", Tier.UNKNOWN, ()),
        ("https://elsewhere.example/x", "A Mailing List", "A Mailing List", Tier.UNKNOWN, ()),
        ("", None, "unknown", Tier.UNKNOWN, ()),
        ("http://[broken", None, "unknown", Tier.UNKNOWN, ()),
    ],
)
def test_publishers(url: str, source: str | None, name: str, tier: Tier, speaks: tuple[str, ...]) -> None:
    publishers = build_publishers((WIRE, DIGEST), Gazetteers(organizations=(QUILLON,)))
    found = identify_publisher(url, source, publishers)
    assert (found.name, found.tier, found.first_party_of) == (name, tier, speaks)
