"""What our own annotated articles yield may not fall; candidates of real texts do not depend on the articles' order."""

from __future__ import annotations

import json
import random
from functools import lru_cache
from pathlib import Path

import pytest

from tests.eval.own import OWN, read_articles, read_events, score_own
from wartracker import inputs
from wartracker.analyse import analyse_article, build_toolbox
from wartracker.publishers import identify_publisher
from wartracker.records import ArticleRef, Claim
from wartracker.resolve.candidates import resolve_candidates
from wartracker.workspace import Workspace

ROOT = Path(__file__).parents[2]
FLOORS = json.loads(Path(__file__).with_name("own_floors.json").read_text(encoding="utf-8"))
FIELDS = ("kind", "status", "date", "organizations", "models", "license", "openness")


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_own_articles_yield_what_they_did(name: str, tmp_path: Path) -> None:
    score, floor = score_own(name, tmp_path), FLOORS[name]
    assert len(score.found) >= floor["found"], score.missed
    assert len(score.made_up) <= floor["made_up"], [one["title"] for one in score.made_up]
    wrong = {field: len(score.found) - score.right[field] for field in FIELDS}
    assert {field: count for field, count in wrong.items() if count > floor["wrong"][field]} == {}


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_every_event_names_articles_that_exist(name: str) -> None:
    ids = {article["id"] for article in read_articles(name)}
    events = read_events(name)
    assert all(set(event["articles"].split("; ")) <= ids for event in events)
    assert len({event["id"] for event in events}) == len(events)


@lru_cache(maxsize=1)
def told() -> tuple[Workspace, list[Claim], dict[str, ArticleRef]]:
    """Return all claims of the first set, read by rules alone, and their articles."""
    workspace = Workspace(ROOT, {})
    toolbox = build_toolbox(workspace.debates, workspace.gazetteers, None)
    claims: list[Claim] = []
    articles = {}
    for item in inputs.read_articles(OWN / "first" / "articles.jsonl"):
        publisher = identify_publisher(item.url, item.source, workspace.publishers)
        article = inputs.build_article(item, publisher)
        analysis = analyse_article(article, toolbox)
        claims += [claim for part in analysis.debates for claim in part.claims]
        articles[article.id] = ArticleRef(
            article.id,
            article.url,
            article.title,
            article.publisher,
            article.tier,
            article.published_at,
            article.first_party_of,
            article.text[:600],
        )
    return workspace, claims, articles


@pytest.mark.parametrize("seed", range(6))
def test_candidates_of_whole_articles_do_not_depend_on_their_order(seed: int) -> None:
    workspace, claims, articles = told()
    assert len(claims) > 60
    debate = workspace.debate("open-weights")
    shuffled = random.Random(seed).sample(claims, len(claims))
    expected = resolve_candidates(claims, articles, (), debate, workspace.gazetteers)
    found = resolve_candidates(shuffled, articles, (), debate, workspace.gazetteers)
    assert found == expected


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_candidates_of_a_stream_end_where_those_of_all_at_once_do(share: float) -> None:
    """However much had been seen before, the last tick sees everything: ids, fields and members are the same."""
    workspace, claims, articles = told()
    debate = workspace.debate("open-weights")
    whole = resolve_candidates(claims, articles, (), debate, workspace.gazetteers)
    part = resolve_candidates(claims[: int(len(claims) * share)], articles, (), debate, workspace.gazetteers)
    groups = [set(candidate.claims) for candidate in whole.candidates]
    # what stood together before stands together still, or its claims were set aside as told again
    kept = {claim for group in groups for claim in group}
    for candidate in part.candidates:
        homes = {number for number, group in enumerate(groups) if group & set(candidate.claims) & kept}
        assert len(homes) <= 1
