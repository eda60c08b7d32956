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
