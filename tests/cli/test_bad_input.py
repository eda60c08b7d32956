"""Bad input: one sentence with file and line, the documented exit code, nothing half-written."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.call import Answer, Run

ROOT = Path(__file__).parents[2]
ARTICLE = {"id": "a", "url": "https://wire.example/1", "title": "t", "published": "2026-02-01", "text": "Nothing."}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    place = tmp_path / "workspace"
    place.mkdir()
    shutil.copyfile(ROOT / "feeds.yaml", place / "feeds.yaml")
    shutil.copytree(ROOT / "pipelines", place / "pipelines")
    return place


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def one_sentence(answer: Answer, code: int, *parts: str) -> None:
    assert answer.code == code, answer
    (line,) = answer.err.strip().splitlines()
    assert line.startswith("wartracker: ")
    for part in parts:
        assert part in line
    assert "Traceback" not in answer.err
    assert answer.out == ""


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("feeds: [\n", ("feeds.yaml:2", "not valid YAML")),
        (
            "feeds:\n  - {name: a, kind: feed, url: u, publisher: p, tier: press, colour: red}\n",
            ("feeds.yaml:2", "colour"),
        ),
        (
            "feeds:\n  - name: a\n    kind: telegram\n    url: u\n    publisher: p\n    tier: press\n",
            ("feeds.yaml:3", "kind"),
        ),
        (
            "feeds:\n" + "  - {name: a, kind: feed, url: u, publisher: p, tier: press}\n" * 2,
            ("feeds.yaml:3", "stands twice"),
        ),
    ],
)
def test_a_broken_feeds_file(run: Run, workspace: Path, text: str, parts: tuple[str, ...]) -> None:
    (workspace / "feeds.yaml").write_text(text)
    for command in (("config", "validate"), ("feeds", "list"), ("run", "--once")):
        one_sentence(run(*command), 3, *parts)


def test_a_debate_without_a_gazetteer(run: Run, workspace: Path) -> None:
    (workspace / "pipelines" / "gazetteers" / "models.yaml").unlink()
    one_sentence(run("config", "validate"), 3, "models.yaml", "missing")


def test_an_unknown_key_of_a_debate(run: Run, workspace: Path) -> None:
    edit(workspace / "pipelines" / "open-weights.yaml", "question:", "colour: red\nquestion:")
    one_sentence(run("config", "validate"), 3, "pipelines/open-weights.yaml:", "colour")


def test_an_unknown_kind_and_an_unknown_output_of_a_debate(run: Run, workspace: Path) -> None:
    path = workspace / "pipelines" / "open-weights.yaml"
    whole = path.read_text(encoding="utf-8")
    edit(path, "weights_release", "weights_relase")
    one_sentence(run("config", "validate"), 3, "pipelines/open-weights.yaml:", "weights_release")
    path.write_text(whole.replace("outputs: [json", "outputs: [papyrus"), encoding="utf-8")
    one_sentence(run("config", "validate"), 3, "papyrus", "atom, csv")


def test_an_unknown_debate(run: Run, workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(ARTICLE) + "\n")
    answer = run("backtest", str(tmp_path / "in.jsonl"), "--pipeline", "nothing", "-o", str(tmp_path / "out"))
    one_sentence(answer, 7, "nothing", "open-weights")


@pytest.mark.parametrize(
    ("raw", "parts"),
    [
        (b'{"id": "\xff"}\n', ("in.jsonl:1", "UTF-8")),
        (json.dumps(ARTICLE).encode() + b"\nnot json\n", ("in.jsonl:2", "not JSON")),
        (b'{"id": "a", "text": "x", "published": "soon"}\n', ("in.jsonl:1", "published")),
    ],
)
@pytest.mark.parametrize("command", ["tag", "backtest", "ingest"])
def test_a_bad_articles_file(run: Run, tmp_path: Path, raw: bytes, parts: tuple[str, ...], command: str) -> None:
    path, out = tmp_path / "in.jsonl", tmp_path / "out"
    path.write_bytes(raw)
    extra = {"tag": ("-o", str(out)), "backtest": ("--pipeline", "open-weights", "-o", str(out)), "ingest": ()}
    one_sentence(run("-q", command, str(path), *extra[command]), 3, *parts)
    assert not out.exists()


def test_a_missing_articles_file(run: Run, tmp_path: Path) -> None:
    one_sentence(run("tag", str(tmp_path / "gone.jsonl"), "-o", str(tmp_path / "o")), 3, "gone.jsonl", "No such file")


def test_an_output_folder_that_cannot_be_written(run: Run, workspace: Path) -> None:
    (workspace / "output").write_text("a file stands where the folder should be")
    for command in (("timeline", "build"), ("run", "--once")):
        one_sentence(run(*command), 3, "output", "cannot be made")


def test_a_database_of_a_newer_schema(run: Run, workspace: Path) -> None:
    assert run("db", "migrate").code == 0
    path = workspace / "output" / "wartracker.sqlite3"
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = dump(path)
    for command in (("db", "check"), ("review", "list"), ("run", "--once")):
        one_sentence(run(*command), 3, "schema 9999", "upgrade WarTracker")
    assert dump(path) == before


def dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_a_file_that_is_no_database(run: Run, workspace: Path) -> None:
    (workspace / "output").mkdir(exist_ok=True)
    (workspace / "output" / "wartracker.sqlite3").write_text("a letter to a friend " * 500)
    one_sentence(run("review", "list"), 3, "not a database")


def test_no_contact(run: Run) -> None:
    one_sentence(run("run", "--once"), 3, "contact")


def test_errors_are_json_on_request(run: Run, workspace: Path) -> None:
    (workspace / "feeds.yaml").write_text("feeds: [\n")
    answer = run("feeds", "list", "--json")
    assert answer.code == 3
    error = json.loads(answer.err)["error"]
    assert (error["code"], error["details"]["line"]) == ("config", 2)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("articles", "show", "nothing"), 7), (("review", "show", "nothing"), 7), (("explain", "https://x.example"), 7)],
)
def test_what_nobody_knows_is_exit_7(run: Run, arguments: tuple[str, ...], code: int) -> None:
    one_sentence(run(*arguments), code, "nothing" if "nothing" in arguments else "never seen")


def test_health_before_the_first_run_is_exit_8(run: Run) -> None:
    one_sentence(run("health"), 8, "no run has finished")


def test_init_refuses_to_overwrite(run: Run, workspace: Path) -> None:
    one_sentence(run("init", str(workspace)), 3, "--force")
