"""Review in a terminal: the same acts, the same conflicts, decisions as a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.call import Answer, call
from tests.review.page import ROOT, make_candidate, seed
from wartracker.store.database import connect, migrate


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def make(name: str) -> None:
        engine = connect(f"sqlite:///{tmp_path / name}")
        migrate(engine)
        seed(engine, [make_candidate(number) for number in range(1, 7)], articles=False)
        engine.dispose()

    for name in ("one", "two"):
        make(name)

    def command(*arguments: str, at: str = "one") -> Answer:
        monkeypatch.setenv("WARTRACKER_DATABASE", f"sqlite:///{tmp_path / at}")
        monkeypatch.setenv("WARTRACKER_CURATOR", "ana" if at == "one" else "ben")
        return call(monkeypatch, capsys, "--workspace", str(ROOT), *arguments)

    return command


def test_every_act_of_the_page_has_a_command(run) -> None:  # type: ignore[no-untyped-def]
    first = json.loads(run("review", "next", "--json").out)["candidate"]["id"]
    assert first == "cand-0001"
    accepted = run("review", "accept", first, "--significance", "major", "--edit", "license=MIT", "--json")
    assert json.loads(accepted.out)["accession"] == 1
    assert run("review", "merge", "cand-0002", "--into", "evt-1").code == 0
    assert run("review", "snooze", "cand-0003", "--for", "7d").code == 0
    assert run("review", "reject", "cand-0004", "--reason", "rumour").code == 0
    assert run("review", "accept", "cand-0005", "--version", "7").code == 5
    assert run("review", "accept", "cand-0005", "--edit", "kind=party").code == 2
    assert run("review", "accept", "cand-0005").code == 0
    assert run("review", "link", "cand-0005", "--to", "evt-1", "--as", "answers").code == 0
    assert run("review", "merge", "cand-0006", "--into", "evt-77").code == 7
    assert run("review", "split", "cand-0006", "--articles", "art-none").code == 2
    assert run("review", "reopen", "cand-0004").code == 0
    told = json.loads(run("review", "stats", "--json").out)
    assert told["open"]["snoozed"] == 1
    assert told["curators"] == {"ana": 8}
    merged = json.loads(run("review", "list", "--state", "merged", "--json").out)["candidates"]
    assert [one["id"] for one in merged] == ["cand-0002"]
    run("review", "undo")
    log = json.loads(run("review", "log", "--json").out)["decisions"]
    assert log[-1]["verdict"] == "undo"


def test_decisions_travel_as_a_file(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = str(tmp_path / "decisions.jsonl")
    run("review", "accept", "cand-0001")
    run("review", "reject", "cand-0002")
    run("review", "export", "-o", file)
    bytes_before = Path(file).read_bytes()
    run("review", "export", "-o", file)
    assert Path(file).read_bytes() == bytes_before
    assert json.loads(run("review", "import", file, "--dry-run", "--json", at="two").out)["applied"] == 0
    assert json.loads(run("review", "import", file, "--json", at="two").out)["applied"] == 2
    assert json.loads(run("review", "import", file, "--json", at="two").out)["applied"] == 0
    assert run("review", "list", "--state", "rejected", at="two").out.count("cand-0002") == 1
    run("review", "reject", "cand-0003")
    run("review", "accept", "cand-0004")
    run("review", "accept", "cand-0003", at="two")
    run("review", "export", "-o", file)
    answer = run("review", "import", file, "--json", at="two")
    assert answer.code == 5
    told = json.loads(answer.out)
    assert told["applied"] == 0
    assert len(told["conflicts"]) == 2  # one candidate decided twice, one number given twice
    assert "cand-0004" not in run("review", "list", "--state", "accepted", at="two").out


def test_a_file_that_holds_something_else_is_refused_whole(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "decisions.jsonl"
    run("review", "accept", "cand-0001")
    run("review", "export", "-o", str(file))
    good = file.read_text(encoding="utf-8")
    for bad in ("{}\n", "nonsense\n", good.replace("open-weights", "other-war")):
        file.write_text(good + bad, encoding="utf-8")
        answer = run("review", "import", str(file), at="two")
        assert answer.code == 3
        assert ":2:" in answer.err
    assert json.loads(run("review", "log", "--json", at="two").out)["decisions"] == []


def test_curators_get_tokens(run) -> None:  # type: ignore[no-untyped-def]
    token = json.loads(run("users", "add", "ana", "--json").out)["token"]
    assert len(token) >= 40
    assert run("users", "add", "Ana Bad Name").code == 2
    assert "ana" in run("users", "list").out
    assert token not in run("users", "list", "--json").out
    assert run("users", "revoke", "ana").code == 0
    assert run("users", "revoke", "ana").code == 7


def test_a_page_beyond_this_machine_needs_a_token(run) -> None:  # type: ignore[no-untyped-def]
    answer = run("review", "serve", "--host", "0.0.0.0", "--port", "0")
    assert answer.code == 3
    assert "users add" in answer.err


def test_several_in_one_act(run) -> None:  # type: ignore[no-untyped-def]
    asked = run("review", "accept", "cand-0001", "cand-0002")
    assert "--yes accepts these" in asked.out
    assert json.loads(run("review", "list", "--state", "accepted", "--json").out)["candidates"] == []
    made = json.loads(run("review", "accept", "cand-0001", "cand-0002", "--yes", "--json").out)
    assert len(made["accepted"]) == 2
    assert run("review", "accept", "cand-0001", "cand-0003", "--yes").code != 0, "one is decided already"
    assert run("review", "accept", "cand-0003", "cand-0004", "--title", "Other").code == 2
    assert run("review", "snooze", "cand-0003", "cand-0004").code == 0
    assert run("review", "reject", "cand-0005", "cand-0006", "--reason", "rumour").code == 0
    assert run("review", "reject", "cand-0005", "cand-0006", "--version", "1").code == 2
    for _ in range(3):
        assert run("review", "undo").code == 0
    assert len(json.loads(run("review", "list", "--json").out)["candidates"]) == 6


def test_an_event_is_edited_and_what_was_merged_is_parted(run) -> None:  # type: ignore[no-untyped-def]
    run("review", "accept", "cand-0001", "--title", "Quillon Labs Opens Ember 1")
    assert run("review", "accept", "cand-0001").code == 2, "nothing would change"
    assert run("review", "accept", "cand-0001", "--significance", "major").code == 0
    shown = json.loads(run("review", "show", "cand-0001", "--json").out)
    assert (shown["title"], shown["significance"]) == ("Quillon Labs Opens Ember 1", "major")
    run("review", "merge", "cand-0002", "--into", "evt-1")
    assert run("review", "split", "cand-0001", "--articles", "cand-0002").code == 0
    whole = json.loads(run("review", "log", "--json").out)["decisions"]
    assert [row["verdict"] for row in whole[2:]] == ["merge", "accept", "undo", "undo", "split"]
    log = json.loads(run("review", "log", "--verdict", "edit_accept", "--curator", "ana", "--json").out)["decisions"]
    assert log[0]["changes"][0] == {
        "field": "title",
        "machine": "Quillon Labs Releases Ember 1 as Open-Weight Model",
        "curator": "Quillon Labs Opens Ember 1",
    }
    assert json.loads(run("review", "log", "--since", "2999-01-01", "--json").out)["decisions"] == []


def test_what_the_page_does_beside_deciding(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert "yours until" in run("review", "claim", "cand-0001").out
    assert "free" in run("review", "claim", "cand-0001", "--release").out
    assert run("review", "filters", "--save", "embers", "q=ember+2").code == 0
    listed = json.loads(run("review", "list", "--filter", "embers", "--json").out)["candidates"]
    assert [one["id"] for one in listed] == ["cand-0002"]
    assert run("review", "list", "--filter", "kind=party").code == 2
    assert run("review", "filters", "--save", "bad", "kind=party").code == 2
    assert "no saved filters" in run("review", "filters", "--drop", "embers").out
    assert run("review", "filters", "--drop", "embers").code == 7
    assert "nothing" in run("review", "missed").out
    assert run("review", "missed", "--settle", "3").code == 7
    assert "no accepted event promises anything" in run("review", "promises").out
    assert "no arc yet" in run("review", "text", "arc").out
    file = tmp_path / "arc.md"
    file.write_text("Quillon leads.", encoding="utf-8")
    for _ in range(2):
        assert run("review", "text", "arc", "--write", str(file)).code == 0
    assert len(json.loads(run("review", "text", "arc", "--json").out)["versions"]) == 1
    assert run("review", "text", "arc", "--write", str(tmp_path / "none.md")).code == 3
    event = ("--title", "Norvik Institute Publishes Lantern", "--date", "2026-01-15", "--headline", "Lantern is out")
    assert run("timeline", "add", *event, "--source", "javascript:x").code == 2
    assert run("timeline", "add").code == 2, "neither a file nor a title"
    made = run("timeline", "add", *event, "--source", "https://norvik.example/l", "--edit", "kind=company", "--json")
    assert json.loads(made.out)["events"][0]["event"] == "evt-1"
    assert "nobody has logged in yet" in run("users", "audit").out
