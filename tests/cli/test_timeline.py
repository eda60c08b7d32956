"""The timeline in a terminal: what stands, what stood on a day, what changed, by-hand additions and withdrawals."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from tests.build import NOW
from tests.cli.call import Answer, Run, call
from tests.review.page import ROOT
from wartracker.cli.door import open_store
from wartracker.gather import publish_index, render_outputs, start_debate
from wartracker.timeline.publish import write_files
from wartracker.workspace import open_workspace

NEW = """
curator: ana
events:
  - title: "Mistral AI Promises a Model of Mine"
    kind: weights_release
    status: promised
    date: {value: 2026-03-09}
    significance: notable
    organizations: {mistral-ai: actor}
    party: open
    frontlines: [distribution]
    slots: {expected: 2026-Q4}
    sources:
      - {url: "https://mistral.ai/news/mine", publisher: Mistral AI, tier: first_party}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose timelines were built once."""
    place = tmp_path_factory.mktemp("timeline")
    for name in ("feeds.yaml", "pipelines", "wartracker.toml"):
        (place / name).symlink_to(ROOT / name)
    workspace = open_workspace(place, {})
    engine = open_store(workspace)
    for debate in workspace.debates:
        start_debate(engine, workspace, debate, NOW)
        write_files(workspace.output / debate.name, render_outputs(engine, workspace, debate))
    publish_index(engine, workspace)
    engine.dispose()
    return place


@pytest.fixture
def run(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    shutil.copytree(built, tmp_path / "place", symlinks=True)

    def command(*arguments: str) -> Answer:
        return call(monkeypatch, capsys, "--workspace", str(tmp_path / "place"), *arguments)

    return command


def test_the_known_events_are_the_first_timeline(run: Run) -> None:
    listed = json.loads(run("timeline", "show", "--json").out)
    assert len(listed) == 31
    assert [event["date"]["value"] for event in listed] == sorted(event["date"]["value"] for event in listed)
    one = run("timeline", "show", "evt-4").out
    assert "Stability AI Faces Financial Crisis" in one
    assert "October 2023 to March 2024" in one
    rules = json.loads(run("timeline", "show", "--debate", "ai-regulation", "--json").out)
    assert {event["party"] for event in rules} == {"rules", "light-touch", "self-governance"}
    assert run("timeline", "build", "--check").out == "up to date\n"


def test_a_build_writes_the_candidates_too(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "place" / "output" / "open-weights" / "candidates.jsonl"
    before = file.read_bytes()
    file.write_text("{}\n")
    told = run("timeline", "build", "--check")
    assert (told.code, told.out.splitlines()) == (4, [f"out of date: {file}"])
    assert run("timeline", "build").code == 0
    assert file.read_bytes() == before


def test_what_is_added_and_withdrawn_shows_everywhere_and_can_be_undone(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(NEW, encoding="utf-8")
    assert "would add: Mistral AI Promises" in run("timeline", "add", "--from", str(file), "--dry-run").out
    assert run("timeline", "add", "--from", str(file)).out == "evt-32: Mistral AI Promises a Model of Mine\n"
    assert run("timeline", "add", "--from", str(file)).out == "evt-32: Mistral AI Promises a Model of Mine\n"
    assert run("timeline", "build", "--check").code == 4
    run("timeline", "build")
    assert "+ evt-32" in run("timeline", "diff", "2026-03-08").out
    assert "evt-32" not in run("timeline", "show", "--as-of", "2026-03-08").out
    assert "DTSTART;VALUE=DATE:20261231" in run("timeline", "export", "--format", "icalendar").out
    withdrawn = run("timeline", "retract", "evt-32", "--reason", "it was a joke")
    assert withdrawn.code == 0
    assert "it was a joke" in run("timeline", "show", "evt-32").out
    assert run("timeline", "retract", "evt-32", "--reason", "again").code == 2
    table = run("timeline", "export", "--format", "csv").out
    states = {row["id"]: row["state"] for row in csv.DictReader(io.StringIO(table, newline=""))}
    assert (states["evt-31"], states["evt-32"], len(states)) == ("standing", "retracted", 32)
    assert run("review", "undo", json.loads(run("review", "log", "--json").out)["decisions"][-1]["id"]).code == 0
    assert "withdrawn" in run("timeline", "show", "evt-32").out  # in its revisions
    assert "2026-03-09  notable   Mistral AI Promises" in run("timeline", "show").out


FAULTS: tuple[tuple[tuple[str, ...], int, str], ...] = (
    (("show", "evt-99"), 7, "no event evt-99"),
    (("retract", "evt-99", "--reason", "x"), 7, "no event evt-99"),
    (("retract", "llama", "--reason", "x"), 7, "evt-7"),
    (("retract", "evt-1", "--reason", " "), 2, "a reason is needed"),
    (("export", "--format", "papyrus"), 3, "unknown output papyrus"),
    (("show", "--debate", "none"), 7, "no debate none"),
    (("show", "--as-of", "yesterday"), 2, "yesterday"),
)


def test_faults_are_one_sentence(run: Run) -> None:
    for arguments, code, part in FAULTS:
        answer = run("timeline", *arguments)
        assert (answer.code, part in answer.err) == (code, True), answer


def test_a_file_with_numbers_of_its_own_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(NEW.replace("  - title", "  - number: 7\n    title"), encoding="utf-8")
    answer = run("timeline", "add", "--from", str(file))
    assert answer.code == 3
    assert "are given by the program" in answer.err
    assert "new.yaml:4" in answer.err


def test_a_known_event_corrected_in_vain_is_told(run: Run, tmp_path: Path) -> None:
    assert "taken over" not in run("timeline", "build", "--check").err
    pipelines = tmp_path / "place" / "pipelines"
    pipelines.unlink()
    shutil.copytree(ROOT / "pipelines", pipelines)
    file = pipelines / "timelines" / "open-weights.yaml"
    text = file.read_text(encoding="utf-8")
    assert "DeepSeek Releases R1 Reasoning Model" in text
    file.write_text(text.replace("DeepSeek Releases R1 Reasoning Model", "DeepSeek Opens R1"), encoding="utf-8")
    built = run("timeline", "build", "--debate", "open-weights")
    assert built.code == 0
    assert "differs from what was taken over for evt-18;" in built.err
    assert "/c/evt-18" in run("doctor").out
    assert "DeepSeek Releases R1 Reasoning Model" in run("timeline", "show", "evt-18").out
