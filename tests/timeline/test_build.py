"""Decisions to events to files: permanence, withdrawal, escaping, the same bytes."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.build import NOW, article_ref, decision, evidence, fields
from tests.timeline.material import DEBATE, SITE
from wartracker.errors import StoreError
from wartracker.facts import EventDate
from wartracker.records import Event, EventLink
from wartracker.timeline.build import build_events
from wartracker.timeline.export import Export
from wartracker.timeline.formats import as_atom, as_json, as_markdown
from wartracker.timeline.publish import find_stale, known_formats, write_file, write_files
from wartracker.timeline.words import write_date
from wartracker.vocabulary import Basis, Link, Precision, Significance, Verdict


def events(title: str = "Quillon Labs Releases Ember 2 as Open Weights") -> tuple[Event, ...]:
    shown = fields(title)
    rows = [
        decision("dec-1", Verdict.ACCEPT, accession=1, fields=shown, sources=(article_ref(),), evidence=(evidence(),)),
        decision("dec-2", Verdict.ACCEPT, subject="cand-2", accession=2, decided_at=NOW + timedelta(days=1)),
        decision("dec-3", Verdict.REJECT, subject="cand-2", reason="not so", decided_at=NOW + timedelta(days=2)),
    ]
    return build_events(rows)


def export(made: tuple[Event, ...]) -> Export:
    return Export(DEBATE, made, SITE)


def test_an_event_keeps_its_number_and_tells_its_revisions() -> None:
    changed = replace(fields(), significance=Significance.MAJOR)
    rows = [
        decision("dec-1", Verdict.ACCEPT, accession=4),
        decision("dec-2", Verdict.EDIT_ACCEPT, fields=changed, decided_at=NOW + timedelta(days=3)),
    ]
    (event,) = build_events(rows)
    assert (event.id, event.number, event.published) == ("evt-4", 4, NOW)
    assert event.fields.significance is Significance.MAJOR
    assert [(item.by, item.note) for item in event.revisions] == [("ana", "significance was notable, is major")]
    assert event.updated == NOW + timedelta(days=3)


def test_a_withdrawn_event_is_a_stub_not_a_hole() -> None:
    standing, withdrawn = events()
    assert standing.retracted is None
    assert withdrawn.retracted == "not so"


def test_a_merged_event_says_where_it_went_and_a_link_says_how() -> None:
    rows = [
        decision("dec-1", Verdict.ACCEPT, accession=1),
        decision("dec-2", Verdict.ACCEPT, subject="cand-2", accession=2),
        decision("dec-3", Verdict.LINK, target="cand-2", reason="answers"),
        decision("dec-4", Verdict.ACCEPT, subject="cand-3", accession=3),
        decision("dec-5", Verdict.MERGE, subject="cand-3", target="cand-1"),
    ]
    first, second, merged = build_events(rows)
    assert first.links == (EventLink("evt-2", Link.ANSWERS),)
    assert (first.supersedes, second.supersedes) == (("evt-3",), ())
    assert merged.merged_into == "evt-1"
    assert merged.retracted is not None
    undos = [decision("dec-6", Verdict.UNDO, "cand-3", target="dec-5"), decision("dec-7", Verdict.UNDO, target="dec-3")]
    again = build_events([*rows, *undos])
    assert again[0].links == ()
    assert (again[2].merged_into, again[2].retracted) == (None, None)


def test_nothing_is_an_event_before_its_acceptance() -> None:
    assert build_events([decision("dec-1", Verdict.REJECT)]) == ()


@pytest.mark.parametrize(
    ("precision", "text"),
    [
        (Precision.DAY, "2026-02-23"),
        (Precision.MONTH, "2026-02"),
        (Precision.QUARTER, "2026 Q1"),
        (Precision.YEAR, "2026"),
    ],
)
def test_dates_are_written_as_precisely_as_known(precision: Precision, text: str) -> None:
    assert write_date(EventDate(date(2026, 2, 23), precision, Basis.STATED)) == text


def test_every_format_gives_the_same_bytes_twice() -> None:
    assert {"atom", "json", "markdown"} <= set(known_formats())
    for module in (as_json, as_markdown, as_atom):
        assert module.render(export(events())) == module.render(export(events()))


def test_atom_is_read_by_feedparser_and_has_a_tombstone() -> None:
    text = as_atom.render(export(events()))
    parsed = feedparser.parse(io.BytesIO(text.encode()))
    assert not parsed.bozo
    assert [entry.id for entry in parsed.entries] == ["tag:timeline.example,2026:open-weights:evt-1"]
    assert "deleted-entry" in text


HOSTILE = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(HOSTILE)
def test_hostile_titles_stay_text_in_every_format(title: str) -> None:
    made = events(title)
    assert json.loads(as_json.render(export(made)))["events"][0]["title"] == title
    root = etree.fromstring(as_atom.render(export(made)).encode())
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 1
    assert "\n### " in as_markdown.render(export(made))


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "a | b"]
)
def test_markdown_escapes_markup(text: str) -> None:
    rendered = as_markdown.render(export(events(text)))
    assert "<script" not in rendered
    assert "<img" not in rendered
    assert "](javascript" not in rendered


def test_files_are_written_whole_and_only_when_changed(tmp_path: Path) -> None:
    texts = {"a.json": "1\n"}
    assert write_files(tmp_path / "out", texts) == [tmp_path / "out" / "a.json"]
    assert write_files(tmp_path / "out", texts) == []
    assert find_stale(tmp_path / "out", {"a.json": "2\n", "b": ""}) == ["a.json", "b"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.json"]


def test_many_files_take_their_places_together_and_a_killed_build_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    (folder / ".staged").mkdir(parents=True)
    (folder / ".staged" / "7").write_text("half")
    texts = {f"sub/{number}.html": f"{number}\n" for number in range(50)}
    assert len(write_files(folder, texts)) == 50
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == set(texts)
    assert (folder / "sub" / "7.html").read_text() == "7\n"
    (tmp_path / "file").write_text("a file stands where the folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        write_files(tmp_path / "file", texts)


def test_an_unwritable_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file stands where the folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        write_file(tmp_path / "out" / "a.json", b"1")


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "by").symlink_to(tmp_path / "elsewhere")
    for name in ("../a.json", "by/a.html"):
        with pytest.raises(StoreError, match="leads out of"):
            write_files(tmp_path / "out", {"b.json": "1", name: "1"})
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (tmp_path / "out" / "b.json").exists()
