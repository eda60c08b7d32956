"""The stage that lost an event: one row a stage."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wartracker.backtest_gold import parse_gold, report_gold
from wartracker.errors import InputError

HEAD = "date\ttitle\torgs\tmodels\n"
ROW = "2026-02-23\tQuillon Labs Releases Ember 2\tQuillon Labs\tEmber 2\n"


def article(
    outcomes: dict[str, str], title: str = "Ember-2 is out", published: str = "2026-02-24T10:00:00Z"
) -> dict[str, Any]:
    return {"id": "a", "title": title, "published": published, "text": "", "outcomes": outcomes}


def results(articles: list[dict[str, Any]], claims: int = 0, mentions: int = 0, candidates: int = 0) -> dict[str, str]:
    tags = {"id": "a", "mentions": [{}] * mentions, "claims": [{"kind": "company", "status": "planned"}] * claims}
    found = {
        "id": "cand-1",
        "date": {"value": "2026-02-22"},
        "models": [{"name": "ember 2"}],
        "organizations": [],
        "articles": [],
    }
    return {
        "articles.jsonl": "".join(json.dumps(row) + "\n" for row in articles),
        "tags.jsonl": json.dumps(tags) + "\n",
        "candidates.jsonl": (json.dumps(found) + "\n") * candidates,
    }


@pytest.mark.parametrize(
    ("texts", "stage"),
    [
        (results([]), "collect"),
        (results([article({"gate": "kept"}, title="Another model")]), "collect"),
        (results([article({"gate": "kept"}, published="2026-04-01T00:00:00Z")]), "collect"),
        (results([article({"gate": "dropped"})]), "gate"),
        (results([article({"gate": "kept", "extract": "no-content"})]), "extract"),
        (results([article({"gate": "kept"})]), "label"),
        (results([article({"gate": "kept"})], mentions=1), "relate"),
        (results([article({"gate": "kept"})], mentions=1, claims=1), "resolve"),
        (results([article({"gate": "kept"})], mentions=1, claims=1, candidates=1), None),
    ],
)
def test_the_stage_that_lost_an_event_is_named(tmp_path: Path, texts: dict[str, str], stage: str | None) -> None:
    path = tmp_path / "gold.tsv"
    path.write_text(HEAD + ROW)
    lines, told = report_gold(path, texts)
    assert json.loads(lines)["stage"] == stage
    assert told["found"] == (stage is None)


def test_rows_of_a_cluster_are_one_event_and_only_worthy_ones_count() -> None:
    text = "id\tworthy\tcluster\tevent_date\ttitle\torgs\tmodels\n"
    text += "a\tyes\tc-1\t2026-02-23\tOne\tnone\tEmber 2\nb\tyes\tc-1; c-2\t2026-02-23\tOne again\t\t\n"
    text += "c\tno\tc-3\t\tNo\t\t\n"
    (event,) = parse_gold(text, "gold.tsv")
    assert (event.articles, event.organizations, event.models) == (("a", "b"), (), ("Ember 2",))


def test_other_files_are_refused() -> None:
    with pytest.raises(InputError, match="tab-separated"):
        parse_gold("a,b\n1,2\n", "gold.tsv")
    with pytest.raises(InputError, match=r"timeline\.json"):
        parse_gold("{}", "gold.json")


CLUSTERED = (
    "id\tworthy\tcluster\tevent_date\ttitle\torgs\tmodels\na\tyes\tc-1\t2026-02-23\tEmber 2\tQuillon Labs\tEmber 2\n"
)


@pytest.mark.parametrize(
    ("found", "stage"),
    [("Ember 2 70B", None), ("Kelp 1", "relate"), ("", None)],
)
def test_a_candidate_of_the_article_must_be_about_the_event(tmp_path: Path, found: str, stage: str | None) -> None:
    """An article of two events that founded only the other one did not find this one."""
    path = tmp_path / "gold.tsv"
    path.write_text(CLUSTERED)
    candidate = {
        "id": "cand-1",
        "title": "Tidewell Releases Kelp 1",
        "date": {"value": "2026-02-23"},
        "models": [{"name": found}] if found else [],
        "organizations": [{"name": "Quillon"}],
        "articles": [{"id": "a"}],
    }
    texts = results([article({"gate": "kept"})], mentions=1, claims=1)
    tags = {
        "id": "a",
        "mentions": [{"name": "Kelp 1"}, {"name": "Ember 2"}],
        "claims": [{"kind": "weights_release", "status": "released", "models": ["kelp-1"]}],
    }
    texts |= {"candidates.jsonl": json.dumps(candidate) + "\n", "tags.jsonl": json.dumps(tags) + "\n"}
    row = json.loads(report_gold(path, texts)[0])
    assert row["stage"] == stage
    assert ("tell instead: Tidewell Releases Kelp 1" in row["why"]) == (stage is not None)
