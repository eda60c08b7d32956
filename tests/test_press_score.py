"""The measure of the sample press, tried on hand-made candidates."""

from __future__ import annotations

from typing import Any

import pytest

from tests.press_score import place, render_score, score_press

ROW: dict[str, Any] = {
    "id": "g1",
    "kind": "weights_release",
    "status": "released",
    "title": "Quillon Labs Releases Ember 2",
    "date": {"value": "2025-05-05", "precision": "day"},
    "tolerance_days": 1,
    "organizations": ["quillon"],
    "models": ["Ember 2"],
    "license": "MIT",
    "openness": "open_weights",
    "significance": "notable",
    "urls": ["http://daily.example/ember-2/"],
    "also": [],
    "known": None,
    "optional": False,
}
QUIET = [{"url": "http://daily.example/ferry", "why": "a ferry"}]


def candidate(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "kind": "weights_release",
        "status": "released",
        "title": "Quillon Labs Releases Ember 2 as Open Weights",
        "date": {"value": "2025-05-06"},
        "organizations": [{"key": "quillon"}],
        "models": [{"key": "ember-2-7b", "name": "Ember 2 7B"}],
        "license": {"key": "MIT"},
        "openness": {"class": "open_weights"},
        "significance": "major",
        "articles": [{"url": "http://daily.example/ember-2?utm_source=rss"}],
    }
    return {**given, **changes}


def test_a_candidate_on_the_page_is_found() -> None:
    score = score_press([candidate()], [ROW], QUIET)
    assert (score.recall, score.missed, score.made_up) == (1.0, (), ())
    assert score.right["license"] == 1
    assert score.right["significance"] == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "funding"},
        {"date": {"value": "2025-05-09"}},
        {"models": [{"key": "spark-1", "name": "Spark 1"}]},
        {"articles": [{"url": "http://daily.example/other"}]},
    ],
)
def test_another_event_is_made_up(changes: dict[str, Any]) -> None:
    score = score_press([candidate(**changes)], [ROW], QUIET)
    assert score.missed == ("g1",)
    assert len(score.made_up) == 1
    assert score.from_quiet == ()


def test_release_kinds_share_a_family() -> None:
    score = score_press([candidate(kind="model_release")], [ROW], QUIET)
    assert score.found == ("g1",)
    assert score.right["kind"] == 0


def test_an_event_without_models_goes_by_its_organizations() -> None:
    row = {**ROW, "kind": "funding", "models": [], "organizations": ["quillon"]}
    assert score_press([candidate(kind="funding", models=[])], [row], []).found == ("g1",)
    assert score_press([candidate(kind="funding", models=[], organizations=[{"key": "ada"}])], [row], []).missed == (
        "g1",
    )


def test_doubles_and_quiet_pages_are_named() -> None:
    ferry = candidate(title="A Ferry", articles=[{"url": "http://daily.example/ferry"}])
    score = score_press([candidate(), candidate(), ferry], [ROW], QUIET)
    assert score.doubled == ("g1",)
    assert score.from_quiet == (ferry,)
    assert any("A Ferry" in line for line in render_score(score, [ROW]))


def test_optional_and_known_rows_are_neither_missed_nor_made_up() -> None:
    for mark in ({"optional": True}, {"known": "Quillon Labs Releases Ember 2"}):
        assert score_press([], [{**ROW, **mark}], []).missed == ()
        assert score_press([candidate()], [{**ROW, **mark}], []).made_up == ()


def test_place_forgets_what_does_not_name_a_page() -> None:
    assert place("https://a.example/x/?q=1#top") == place("http://a.example/x") == "a.example/x"
