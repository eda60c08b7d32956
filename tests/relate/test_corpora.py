"""Relate alone, on the development sentences with their own spans: figures that may only rise."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.corpora import corpora
from tests.relate.notes import relater
from wartracker.records import Article, Mention
from wartracker.relate.claims import relate_claims
from wartracker.vocabulary import Label, Status

RELEASES = {"weights_release", "model_release"}


def read(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "gold" / "sentences.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def claimed(item: dict[str, Any]) -> dict[str, Status]:
    """Return the status claimed for each model of an item."""
    day = item["published"]
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    article = Article(item["id"], "", "", item["text"], "en", published, "given", "")
    mentions = [
        Mention(
            "text",
            s["start"],
            s["end"],
            Label(s["label"]),
            item["text"][s["start"] : s["end"]],
            s["canonical"],
            s["canonical"],
            1.0,
            (),
        )
        for s in item["spans"]
    ]
    claims = [c for c in relate_claims(article, mentions, [relater()])[0] if c.kind.value in RELEASES]
    return {model.key: claim.status for claim in claims for model in claim.models}


@pytest.mark.corpora
def test_released_and_not_released() -> None:
    folder = corpora()
    if folder is None:
        print("corpora not present")
        return
    hits = wrong = wanted = fooled = not_released = 0
    for item in read(folder):
        statuses = claimed(item)
        releases = [e for e in item["events"] if e["type"] in RELEASES]
        out = {model for e in releases if e["status"] == "released" for model in e["models"]}
        said = {key for key, status in statuses.items() if status is Status.RELEASED}
        wanted += len(out)
        hits += len(out & said)
        wrong += len(said - out)
        held = {model for e in releases if e["status"] != "released" for model in e["models"]} - out
        not_released += len(held)
        fooled += len(held & said)
    assert hits / wanted >= 0.92
    assert hits / (hits + wrong) >= 0.95
    assert fooled / not_released <= 0.03
