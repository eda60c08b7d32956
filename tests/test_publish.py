"""What a tick writes: nothing where nothing changed, everything that did, and nothing private in what is published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.build import NOW
from tests.cli.call import call
from tests.review.page import ROOT, make_candidate
from wartracker import gather
from wartracker.cli.door import open_store
from wartracker.curate import decide
from wartracker.errors import ConfigError
from wartracker.store.candidates import load_candidate, save_candidate
from wartracker.store.database import writing
from wartracker.store.texts import append_text
from wartracker.timeline import publish
from wartracker.vocabulary import Verdict
from wartracker.workspace import Workspace, open_workspace

Place = tuple[Workspace, Engine, list[str]]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A workspace with a public folder, and the names of the debates whose pages were rendered since."""
    for name in ("feeds.yaml", "pipelines"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "wartracker.toml").write_text('public = "public"\n', encoding="utf-8")
    workspace = open_workspace(tmp_path, {})
    engine = open_store(workspace)
    gather.start_debate(engine, workspace, workspace.debate("open-weights"), NOW)
    with writing(engine) as connection:
        save_candidate(connection, make_candidate(1), NOW)
    rendered: list[str] = []
    plain = gather.render_outputs

    def render(engine: Engine, workspace: Workspace, debate: gather.Debate) -> dict[str, str | bytes]:
        rendered.append(debate.name)
        return plain(engine, workspace, debate)

    monkeypatch.setattr(gather, "render_outputs", render)
    publish_all((workspace, engine, rendered))
    assert rendered == ["open-weights"]
    rendered.clear()
    yield workspace, engine, rendered
    engine.dispose()


def publish_all(place: Place) -> list[str]:
    workspace, engine, _ = place
    debate = workspace.debate("open-weights")
    changed = [*gather.publish_debate(engine, workspace, debate), *gather.publish_index(engine, workspace)]
    return sorted(path.relative_to(workspace.root).as_posix() for path in changed)


def test_nothing_is_rendered_where_nothing_changed(place: Place) -> None:
    assert publish_all(place) == []
    assert place[2] == []


@pytest.mark.parametrize("what", ["decision", "text", "candidate", "debate", "settings", "code"])
def test_whatever_changes_renders_anew(place: Place, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, engine, rendered = place
    with writing(engine) as connection:
        candidate = load_candidate(connection, "cand-0001")
        if what == "decision":
            decide(connection, candidate, Verdict.ACCEPT, curator="ana", at=NOW)
        if what == "text":
            append_text(connection, "open-weights", "arc", "Quillon leads.", "ana", NOW)
        if what == "candidate":
            save_candidate(connection, replace(candidate, version=2, score=0.2), NOW)
    if what == "debate":
        changed = [replace(one, tagline="Said anew", digest="other") for one in workspace.debates]
        workspace.__dict__["debates"] = tuple(changed)
    if what == "settings":
        workspace.__dict__["settings"] = replace(workspace.settings, corrections="mailto:desk@wire.example")
    if what == "code":
        monkeypatch.setattr(gather, "digest_code", lambda: "another version")
    changed_files = publish_all(place)
    assert rendered == ["open-weights"]
    assert changed_files or what == "code"
    rendered.clear()
    assert (publish_all(place), rendered) == ([], [])


@pytest.mark.parametrize("folder", ["output", "public"])
@pytest.mark.parametrize("name", ["open-weights/index.html", "open-weights/events/evt-1.html", "index.html"])
def test_a_file_that_was_touched_or_is_gone_is_written_again(place: Place, folder: str, name: str) -> None:
    path = place[0].root / folder / name
    before = path.read_bytes()
    path.write_bytes(before.replace(b"<html", b"<HTML", 1))
    assert publish_all(place) == [f"{folder}/{name}"]
    path.unlink()
    assert publish_all(place) == [f"{folder}/{name}"]
    assert path.read_bytes() == before


def test_a_broken_stamp_is_no_stamp(place: Place) -> None:
    workspace, _, rendered = place
    for text in ("", "{", "[]", '{"inputs": 1}', '{"inputs": null, "files": null}'):
        (workspace.output / ".built" / "open-weights.json").write_text(text, encoding="utf-8")
        assert publish_all(place) == []
    assert len(rendered) == 5
    assert not publish.is_built(workspace.output / "none.json", "")


def test_nothing_private_stands_in_the_public_folder(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = place[0].root
    assert (root / "output" / "open-weights" / "candidates.jsonl").read_text(encoding="utf-8").count("\n") == 1
    assert (
        call(monkeypatch, capsys, "--workspace", str(root), "timeline", "build", "-o", str(tmp_path / "once")).code == 0
    )
    for folder in (root / "public", tmp_path / "once"):
        files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
        kinds = {path.rpartition(".")[2] for path in files}
        assert kinds == {"html", "css", "js", "svg", "png", "json", "csv", "md", "atom", "ics", "xml"}
        assert {path for path in files if "/" not in path} == {"index.html"}
        assert [path for path in files if re.search(r"(^|/)\.|candidates|sqlite|warc|pending", path)] == []
        texts = [(folder / path).read_bytes() for path in files]
        assert [text for text in texts if b"cand-" in text or b"Quillon Labs Releases Ember 1" in text] == []
        assert (folder / "open-weights" / "assets" / "card.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        assert (
            b'property="og:image" content="https://wartracker.example/open-weights/assets/card.png"'
            in (folder / "open-weights" / "index.html").read_bytes()
        )


def test_processes_that_write_one_folder_take_turns(tmp_path: Path) -> None:
    texts = {f"pages/{number}.txt": f"text {number}" * 200 for number in range(400)}

    def write(_: int) -> int:
        return len(publish.write_files(tmp_path, texts))

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(write, range(4)))
    assert sorted(written) == [0, 0, 0, 400]
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == set(texts)


@pytest.mark.parametrize("folder", ["output", "./output/", "output/site", ".", "..", "/"])
def test_what_must_not_be_served_is_no_public_folder(tmp_path: Path, folder: str) -> None:
    (tmp_path / "wartracker.toml").write_text(f'public = "{folder}"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="must not be served"):
        gather.find_homes(open_workspace(tmp_path, {}))


def test_a_public_folder_may_lie_anywhere_else(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "wartracker.toml").write_text('public = "../www"\n', encoding="utf-8")
    workspace = open_workspace(tmp_path / "w", {})
    assert [home.resolve() for home in gather.find_homes(workspace)] == [tmp_path / "w" / "output", tmp_path / "www"]
