"""A third debate from a handful of events: drafted, whole, and measured on articles at once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.call import call
from tests.review.page import ROOT
from tests.test_draft import EVENTS

pytestmark = pytest.mark.full  # a backtest of its own


def test_a_debate_is_drafted_and_told_what_it_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place, events, articles = tmp_path / "place", tmp_path / "chips.yaml", tmp_path / "articles.jsonl"
    place.mkdir()
    shutil.copytree(ROOT / "pipelines", place / "pipelines")
    (place / "feeds.yaml").symlink_to(ROOT / "feeds.yaml")
    events.write_text(EVENTS, encoding="utf-8")
    story = (
        "The Bureau of Industry and Security on Friday issued new export controls under the Export Administration "
        "Regulations that restrict the sale of advanced chips for artificial intelligence to China."
    )
    row = {"id": "a1", "url": "https://wire.example/a1", "source": "The Wire", "title": "US restricts advanced chips",
           "published": "2022-10-07", "text": story}  # fmt: skip
    articles.write_text(json.dumps(row) + "\n", encoding="utf-8")
    arguments = ("init", str(place), "--debate", "chips", "--from", str(events))
    told = json.loads(call(monkeypatch, capsys, *arguments, "--articles", str(articles), "--json").out)
    by_file = told["backtest"]
    bare = call(monkeypatch, capsys, *arguments, "--force")
    assert "recall: not measured" in bare.out
    assert call(monkeypatch, capsys, "--workspace", str(place), "ingest", str(articles)).code == 0
    told = json.loads(call(monkeypatch, capsys, *arguments, "--force", "--json").out)
    assert told["backtest"] == by_file, "the stored articles tell the same as the file they came from"
    assert (told["events"], told["backtest"]["events"]) == (2, 2)
    lost = {row["title"]: row["stage"] for row in told["backtest"]["lost_events"]}
    assert told["backtest"]["found"] == 2 - len(lost)
    assert lost["Nvidia Sells Slower Chips to China"] == "collect"
    text = (place / "pipelines" / "chips.yaml").read_text(encoding="utf-8")
    assert "WRITE" in text
    again = call(monkeypatch, capsys, *arguments)
    assert (again.code, "stands here already" in again.err) == (3, True)
    assert (place / "pipelines" / "chips.yaml").read_text(encoding="utf-8") == text
    checked = call(monkeypatch, capsys, "--workspace", str(place), "config", "validate")
    assert (checked.code, "debates: 3" in checked.out) == (0, True), checked.err
    nothing = call(monkeypatch, capsys, "init", str(place), "--debate", "other")
    assert (nothing.code, "--from" in nothing.err) == (2, True)
