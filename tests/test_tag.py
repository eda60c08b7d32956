"""Tagging given texts: mentions and claims come whatever the gate says, its verdict beside them."""

from __future__ import annotations

import json
from pathlib import Path

from wartracker.backtest import tag_file
from wartracker.workspace import open_workspace

ROOT = Path(__file__).parents[1]


def test_claims_of_a_sentence_come_whatever_the_gate_says(tmp_path: Path) -> None:
    lines = [
        {
            "id": "short",
            "url": "https://a.example/1",
            "text": "Harrowgate Labs has launched Tamsin 3, a model for tides.",
        },
        {"id": "none", "url": "https://a.example/2", "text": "The ferry was late, and it rained."},
        {"id": "empty", "url": "https://a.example/3", "text": ""},
    ]
    file = tmp_path / "in.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    told = {row["id"]: row for row in map(json.loads, tag_file(file, open_workspace(ROOT, {})).splitlines())}
    assert list(told) == ["short", "none", "empty"]
    assert told["short"]["relevance"]["open-weights"]["keep"] is False
    assert [(claim["kind"], claim["status"]) for claim in told["short"]["claims"]] == [("model_release", "released")]
    assert told["none"]["claims"] == told["empty"]["mentions"] == []
