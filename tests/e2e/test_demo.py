"""The demo's job end to end: real HTTP, real workers, real SQLite, on the sample press."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import wartracker
from tests.e2e.conftest import PRESS
from wartracker.cli.demo import open_demo, prepare_workspace
from wartracker.cli.door import open_store
from wartracker.cli.press import PressServer
from wartracker.pipeline import TickOptions, run_tick
from wartracker.store.analyses import load_article
from wartracker.store.database import reading
from wartracker.urls import identity_url

Report = dict[str, Any]


class Ran:
    """Two ticks on the same press, and what stands on disk after each."""

    def __init__(self, root: Path) -> None:
        prepare_workspace(root)
        with PressServer(PRESS) as press:
            self.workspace = open_demo(root, press.address)
            self.engine = open_store(self.workspace)
            self.first = run_tick(self.workspace, self.engine, TickOptions(force=True), lambda text: None)
            self.files = self.read()
            self.requests = press.count()
            self.second = run_tick(self.workspace, self.engine, TickOptions(force=True), lambda text: None)
            self.not_modified = press.count(status=304)
            self.requests_again = press.count() - self.requests
        self.candidates = [json.loads(line) for line in self.files["candidates.jsonl"].splitlines()]

    def read(self) -> dict[str, bytes]:
        folder = self.workspace.output / "open-weights"
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    done = Ran(tmp_path_factory.mktemp("demo"))
    yield done
    done.engine.dispose()


def test_the_numbers_of_the_report_add_up(ran: Ran) -> None:
    stages = ran.first["stages"]
    total = {stage: sum(counts.values()) for stage, counts in stages.items()}
    assert total["feeds"] == len(ran.workspace.feeds)
    analysed = sum(stages["pages"].get(word, 0) for word in ("fetched", "feed-text", "no-content"))
    assert total["gate"] == analysed
    assert total["extract"] == stages["gate"]["kept"]
    assert total["label"] == stages["extract"]["extracted"]
    assert total["relate"] == total["label"]
    assert sum(stages["entries"].values()) >= total["pages"]


def test_a_second_run_finds_nothing_new(ran: Ran) -> None:
    assert ran.requests_again == len(ran.workspace.feeds)
    assert ran.not_modified == ran.requests_again
    assert set(ran.second["stages"]["feeds"]) == {"not-modified"}
    assert "gate" not in ran.second["stages"]
    counts = ran.second["candidates"]["open-weights"]
    assert (counts["new"], counts["changed"], counts["superseded"]) == (0, 0, 0)
    assert ran.read() == ran.files


def test_every_candidate_is_valid_and_its_quotes_stand_in_the_stored_text(ran: Ran) -> None:
    schema = json.loads((Path(wartracker.__file__).parent / "schemas" / "candidate.schema.json").read_text())
    validator = Draft202012Validator(schema)
    assert ran.candidates
    with reading(ran.engine) as connection:
        for candidate in ran.candidates:
            validator.validate(candidate)
            for item in candidate["evidence"]:
                article, _ = load_article(connection, item["article"])
                text = article.title if item["in"] == "title" else article.text
                assert text[item["start"] : item["end"]] == item["quote"]


def gold() -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (PRESS / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if "id" in row]


def addresses(candidate: dict[str, Any]) -> set[str]:
    return {identity_url(article["url"]) for article in candidate["articles"]}


def found_events(ran: Ran) -> set[str]:
    """Ids of expected events that a candidate (or a known event) holds."""
    held = [(candidate, addresses(candidate)) for candidate in ran.candidates]
    found: set[str] = set()
    for row in gold():
        wanted = {identity_url(url) for url in row["urls"]}
        kinds = set(row.get("kinds_accepted") or [row["kind"]])
        if row.get("known") or any(wanted & urls and candidate["kind"] in kinds for candidate, urls in held):
            found.add(row["id"])
    return found


def false_candidates(ran: Ran) -> list[str]:
    """Titles of candidates that report no expected event."""
    reported = {identity_url(url) for row in gold() for url in (*row["urls"], *row.get("also", []))}
    return [candidate["title"] for candidate in ran.candidates if not addresses(candidate) & reported]


# Floors that may only rise; the goal is every event and no false one.
RECALL_FLOOR = 0.86
MOST_FALSE = 2


def test_the_expected_events_are_found(ran: Ran) -> None:
    wanted = {row["id"] for row in gold() if not row.get("optional")}
    missed = wanted - found_events(ran)
    assert 1 - len(missed) / len(wanted) >= RECALL_FLOOR, sorted(missed)


def test_pages_that_report_nothing_found_no_event(ran: Ran) -> None:
    assert len(false_candidates(ran)) <= MOST_FALSE, false_candidates(ran)
