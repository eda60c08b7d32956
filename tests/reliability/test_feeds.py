"""Hostile and mutated documents: an outcome for each, in time, and nothing gets out of the parser."""

from __future__ import annotations

import time

import pytest

from tests.reliability.fuzz_feeds import ADDRESS, FEED, NOW, run
from tests.reliability.hostile import BODIES
from wartracker.collect.sources import feed, hub, page, sitemap
from wartracker.collect.sources.shape import SourceRequest
from wartracker.vocabulary import PollOutcome

# The bar is twelve seconds, with the stop of the worker; the parser alone must stay far below it.
LIMIT_S = 12.0
NO_FEED = {"device file", "password file", "file address", "web address", "JSON nested 100,000 deep"}
NO_ITEMS = {"JSON number of a million digits", "gzip bomb"}
FEWER_THAN_THREE = {"JSON with NaN"}


@pytest.mark.parametrize("name", sorted(BODIES))
def test_hostile_body(name: str) -> None:
    body = BODIES[name]()
    start = time.process_time()
    parsed = feed.parse(body, SourceRequest(FEED, ADDRESS, NOW))
    assert time.process_time() - start < LIMIT_S
    if name in NO_FEED:
        assert parsed.outcome is PollOutcome.NOT_A_FEED
    elif name in NO_ITEMS:
        assert parsed.outcome is PollOutcome.NO_ITEMS
    else:
        assert parsed.outcome is PollOutcome.OK
        assert len(parsed.entries) >= (1 if name in FEWER_THAN_THREE else 3)
    assert all("root:" not in entry.title and len(entry.title) <= 1000 for entry in parsed.entries)


@pytest.mark.parametrize("kind", [sitemap, page, hub])
def test_hostile_bodies_in_other_sources(kind: object) -> None:
    for name in ("undefined", "billion laughs", "200 kB of blanks", "JSON nested 100,000 deep", "200,000 open tags"):
        start = time.process_time()
        kind.parse(BODIES[name](), SourceRequest(FEED, ADDRESS, NOW))  # type: ignore[attr-defined]
        assert time.process_time() - start < LIMIT_S


def test_mutations_always_give_an_outcome() -> None:
    outcomes, trouble = run(2000, seed=20260610)
    assert trouble == []
    assert sum(outcomes.values()) >= 2000
    named = sum(count for word, count in outcomes.items() if word not in {"uncaught", "slow"})
    assert named >= 2000
