"""What was linked once is found for ever, and a change touches only the files it must."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.build import NOW, decision, fields
from tests.timeline.site.build import SITE, make_event, make_material, render, shipped_debate
from tests.timeline.site.test_pages import find_ids, pages, parse
from wartracker.facts import ModelRef, OrgRef
from wartracker.records import Decision
from wartracker.timeline.build import build_events
from wartracker.timeline.export import Export
from wartracker.timeline.publish import find_stale, write_files
from wartracker.timeline.site.facets import find_former
from wartracker.timeline.site.history import build_snapshots
from wartracker.timeline.site.material import Material, Prose
from wartracker.vocabulary import Significance, Verdict

DAY = timedelta(days=1)


def build(rows: list[Decision]) -> dict[str, str]:
    debate = shipped_debate()
    export = Export(debate, build_events(rows), SITE)
    return render(Material(export, former=find_former(rows, debate), snapshots=build_snapshots(rows)))


def accept(number: int, subject: str, **changes: object) -> Decision:
    shown = fields(f"Quillon Labs Releases Ember {number}", **changes)
    at = NOW + number * DAY
    return decision(f"dec-{number}", Verdict.ACCEPT, subject=subject, accession=number, fields=shown, decided_at=at)


def first_decisions() -> list[Decision]:
    return [
        accept(1, "cand-1"),
        accept(2, "cand-2", models=(ModelRef("ember-9", "Ember 9", "ember", "9"),)),
        accept(3, "cand-3", organizations=(OrgRef("brass", "Brass Lantern", "actor"),)),
    ]


LATER = {
    "merge": decision("dec-m", Verdict.MERGE, subject="cand-2", target="cand-1", decided_at=NOW + 40 * DAY),
    "edit": decision(
        "dec-e",
        Verdict.EDIT_ACCEPT,
        subject="cand-3",
        fields=fields("Ember 3, Told Anew", organizations=(OrgRef("other", "Other Mill", "actor"),)),
        decided_at=NOW + 41 * DAY,
    ),
    "retraction": decision(
        "dec-r", Verdict.REJECT, subject="cand-1", reason="it was a hoax", decided_at=NOW + 42 * DAY
    ),
}


@pytest.mark.parametrize("what", [("merge",), ("edit",), ("retraction",), ("merge", "edit"), tuple(LATER)])
def test_links_of_an_old_build_still_resolve(what: tuple[str, ...]) -> None:
    old = build(first_decisions())
    new = build([*first_decisions(), *(LATER[name] for name in what)])
    assert set(old) <= set(new)
    for path, text in pages(old).items():
        if path == "index.html":
            anchors = {one for one in find_ids(text) if one.startswith("evt-")}
            assert len(anchors) == 3
            assert anchors <= find_ids(new[path])
    for text in pages(new).values():
        parse(text)


def test_a_merged_number_leads_on_and_a_withdrawn_one_says_why() -> None:
    files = build([*first_decisions(), LATER["merge"], LATER["edit"]])
    moved = files["events/evt-2.html"]
    assert 'http-equiv="refresh" content="0; url=evt-1.html"' in moved
    assert "Merged into accession 1" in moved
    assert 'Took in <a href="evt-2.html">' in files["events/evt-1.html"]
    assert "No event of this timeline names this model any more" in files["models/ember-9.html"]
    assert "No event of this timeline names this organization any more" in files["organizations/brass.html"]
    assert "Ember 3, Told Anew" in files["events/evt-3.html"]
    assert "Title was" in files["events/evt-3.html"]
    gone = build([*first_decisions(), LATER["retraction"]])
    assert "It was a hoax" in gone["events/evt-1.html"]
    assert "<del>Quillon Labs Releases Ember 1</del>" in gone["events/evt-1.html"]
    assert "Quillon Labs Releases Ember 1<" not in gone["index.html"]


def test_a_past_month_is_told_as_it_was() -> None:
    old = build(first_decisions())
    new = build([*first_decisions(), *LATER.values()])
    assert "Quillon Labs Releases Ember 3" in new["known/2026-03.html"]
    assert "Told Anew" not in new["known/2026-03.html"]
    assert "Told Anew" in new["known/2026-04.html"]
    assert "known/2026-04.html" not in old


def test_a_proposal_never_shows() -> None:
    waiting = decision("dec-w", Verdict.SNOOZE, subject="cand-8", fields=fields("A Rumour of Ember 10"))
    files = build([*first_decisions(), waiting])
    assert not [path for path, text in files.items() if "A Rumour" in text]


def test_a_changed_event_touches_only_what_tells_of_it(tmp_path: Path) -> None:
    events = [make_event(number) for number in range(1, 121)]
    first = render(make_material(events))
    assert len(write_files(tmp_path, first)) == len(first)
    assert write_files(tmp_path, first) == []
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    edited = list(events)
    edited[49] = replace(events[49], fields=replace(events[49].fields, title="Quillon Labs Calls Ember 50 Back"))
    changed = render(make_material(edited))
    stale = find_stale(tmp_path, changed)
    names = {path.relative_to(tmp_path).as_posix() for path in write_files(tmp_path, changed)}
    assert names == set(stale)
    mentioned = {path for path in first if first[path] != changed[path]}
    assert names == mentioned
    told = [path for path in names if path.startswith(("events/", "models/", "organizations/"))]
    # its own page, its two neighbours on the thread, its model, its maker
    assert sorted(told) == [
        "events/evt-49.html",
        "events/evt-50.html",
        "events/evt-51.html",
        "models/ember-50.html",
        "organizations/north-mill.html",
    ]
    after = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    untouched = {path for path in before if before[path] == after[path]}
    assert len(untouched) == len(first) - len(names)
    assert len(names) < len(first) / 10


def test_two_hundred_events_fit_into_a_hundred_kilobytes() -> None:
    debate = shipped_debate()
    texts = {"synthesis": Prose(debate.synthesis, "ana", None), "arc": Prose(debate.arc, "ana", None)}
    events = [make_event(number) for number in range(1, 201)]
    text = render(make_material(events, texts=texts))["index.html"]
    assert debate.synthesis[:60] in text
    assert text.count('<li class="ev ') >= 200
    assert len(text.encode()) <= 100_000


def test_what_no_longer_fits_on_the_front_page_keeps_its_anchor() -> None:
    events = [make_event(number) for number in range(1, 301)]
    text = render(make_material(events))["index.html"]
    assert {event.id for event in events} <= find_ids(text)
    assert text.count('<li class="ev ') < 300
    record = replace(events[0], fields=replace(events[0].fields, significance=Significance.RECORD))
    assert "evt-1" in find_ids(render(make_material([record, *events[1:]]))["index.html"])
