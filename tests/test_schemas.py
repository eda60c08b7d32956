"""The shipped JSON Schemas describe what the program writes, with exactly the words of the vocabularies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import wartracker
from tests.build import analysis, candidate, claim, decision
from wartracker import vocabulary
from wartracker.shapes import shape_candidate, shape_tags, shape_timeline
from wartracker.timeline.build import build_events
from wartracker.vocabulary import Status, Verdict

FOLDER = Path(wartracker.__file__).parent / "schemas"


def schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text())
    return loaded


def validate(name: str, shape: object) -> None:
    Draft202012Validator(schema(name)).validate(json.loads(json.dumps(shape)))


def test_shapes_are_valid() -> None:
    validate("candidate", shape_candidate(candidate()))
    found = analysis(claims=(claim(),))
    validate("tags", shape_tags("art-1", (), (claim(),), found))
    events = build_events([decision("dec-1", Verdict.ACCEPT, accession=1)])
    validate("timeline", shape_timeline("open-weights", events))


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("kind", [kind.value for kind in vocabulary.Kind]),
        ("status", [status.value for status in Status if status is not Status.BACKGROUND]),
        ("significance", [word.value for word in vocabulary.Significance]),
        ("state", [word.value for word in vocabulary.State]),
        ("access", [word.value for word in vocabulary.Access]),
        ("held_because", [*[word.value for word in vocabulary.Held], None]),
    ],
)
def test_candidate_schema_has_the_vocabularies(key: str, words: list[str]) -> None:
    assert schema("candidate")["properties"][key]["enum"] == words
