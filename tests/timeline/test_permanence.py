"""An accession, once given, never changes its meaning and never vanishes, whatever curators do afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.build import NOW, article_ref, decision, fields
from wartracker.records import Decision, Event
from wartracker.timeline.build import build_events, build_events_on
from wartracker.vocabulary import EventState, Link, Significance, Verdict

NAMES = ("cand-a", "cand-b", "cand-c", "cand-d")
ACTS = st.one_of(
    st.tuples(st.just(Verdict.ACCEPT), st.sampled_from(NAMES), st.sampled_from(list(Significance))),
    st.tuples(st.just(Verdict.MERGE), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just(Verdict.LINK), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.sampled_from([Verdict.REJECT, Verdict.REOPEN, Verdict.SNOOZE]), st.sampled_from(NAMES), st.none()),
    st.tuples(st.just(Verdict.UNDO), st.integers(0, 19), st.none()),
)


def write(acts: list[tuple[Verdict, str | int, object]]) -> list[Decision]:
    """Write acts as the rows that curate.py would append: a number at the first acceptance, undo as a row."""
    rows: list[Decision] = []
    numbers: dict[str, int] = {}
    for step, (verdict, subject, more) in enumerate(acts):
        at = NOW + timedelta(hours=7 * step)
        name = f"dec-{step}"
        if verdict is Verdict.UNDO:
            if isinstance(subject, int) and subject < len(rows):
                told = rows[subject]
                rows.append(decision(name, verdict, told.candidate, target=told.id, decided_at=at))
            continue
        assert isinstance(subject, str)
        changes: dict[str, object] = {
            "decided_at": at,
            "sources": (article_ref(subject, f"https://x.example/{subject}"),),
        }
        if verdict is Verdict.ACCEPT:
            changes["fields"] = fields(f"{subject} happened", significance=more)
            if subject not in numbers:
                changes["accession"] = numbers[subject] = len(numbers) + 1
        elif verdict in {Verdict.MERGE, Verdict.LINK}:
            changes |= {"target": more, "reason": "answers" if verdict is Verdict.LINK else ""}
        rows.append(decision(name, verdict, subject, **changes))
    return rows


def lead(events: tuple[Event, ...], id: str) -> Event:
    """Follow a link of an old build as a reader's browser would."""
    by_id = {event.id: event for event in events}
    found = by_id[id]
    return by_id[found.merged_into] if found.merged_into else found


@given(st.lists(ACTS, max_size=20))
@settings(max_examples=150, deadline=None)
def test_every_id_ever_published_still_leads_to_its_event(acts: list[tuple[Verdict, str | int, object]]) -> None:
    rows = write(acts)
    known: dict[str, Event] = {}
    for count in range(len(rows) + 1):
        events = build_events(rows[:count])
        by_id = {event.id: event for event in events}
        assert len(by_id) == len(events)
        for id, before in known.items():
            now = by_id[id]
            assert (now.candidate, now.day, now.curator, now.published) == (
                before.candidate,
                before.day,
                before.curator,
                before.published,
            )
            assert now.updated >= before.updated
            assert {(one.at, one.by) for one in before.revisions} <= {(one.at, one.by) for one in now.revisions}
            assert now.fields.title == before.fields.title
            end = lead(events, id)
            assert end.merged_into is None
            assert end is now or id in end.also
            assert end.state is EventState.STANDING or end.retracted
        for event in events:
            assert set(event.supersedes) <= set(event.also) or event.merged_into
            for link in event.links:
                assert event.state is by_id[link.event].state is EventState.STANDING
                assert any((back.link, back.event) == (link.link, event.id) for back in by_id[link.event].linked_from)
        known = by_id


@given(st.lists(ACTS, max_size=20))
@settings(max_examples=60, deadline=None)
def test_what_readers_see_changes_only_with_a_revision(acts: list[tuple[Verdict, str | int, object]]) -> None:
    """A merge or link may also show at the other end; the event's own words and state change only with a note."""
    rows = write(acts)
    before: dict[str, Event] = {}
    for count in range(len(rows) + 1):
        events = build_events(rows[:count])
        for event in events:
            old = before.get(event.id)
            if old and (old.fields, old.sources) != (event.fields, event.sources) and event.state is old.state:
                assert len(event.revisions) > len(old.revisions), (old, event)
        before = {event.id: event for event in events}


@given(st.lists(ACTS, max_size=20))
@settings(max_examples=150, deadline=None)
def test_what_was_built_before_is_found_only_where_it_is_the_same(
    acts: list[tuple[Verdict, str | int, object]],
) -> None:
    rows, memory = write(acts), {}  # type: ignore[var-annotated]
    for end in range(len(rows) + 1):
        assert build_events(rows[:end], memory) == build_events(rows[:end])


def test_a_merged_event_leads_on_with_its_links_and_anchors() -> None:
    rows = write(
        [
            (Verdict.ACCEPT, "cand-a", Significance.MAJOR),
            (Verdict.ACCEPT, "cand-b", Significance.MAJOR),
            (Verdict.ACCEPT, "cand-c", Significance.MAJOR),
            (Verdict.LINK, "cand-a", "cand-c"),
            (Verdict.MERGE, "cand-a", "cand-b"),
            (Verdict.MERGE, "cand-b", "cand-d"),
            (Verdict.ACCEPT, "cand-d", Significance.MAJOR),
        ]
    )
    first, second, third, fourth = build_events(rows)
    assert (first.merged_into, second.merged_into) == ("evt-4", "evt-4")
    assert (fourth.supersedes, fourth.also) == (("evt-2",), ("evt-1", "evt-2"))
    assert second.supersedes == ("evt-1",)
    assert [(link.link, link.event) for link in fourth.links] == [(Link.ANSWERS, "evt-3")]
    assert [(link.link, link.event) for link in third.linked_from] == [(Link.ANSWERS, "evt-4")]
    assert [one.note for one in first.revisions] == ["linked: answers evt-3", "merged into evt-2"]
    assert build_events(rows[:6])[1].retracted == "merged into something that is no event yet"


def test_merges_tied_into_a_ring_by_undos_leave_the_first_standing() -> None:
    rows = write(
        [
            (Verdict.ACCEPT, "cand-a", Significance.MAJOR),
            (Verdict.ACCEPT, "cand-b", Significance.MAJOR),
            (Verdict.MERGE, "cand-a", "cand-b"),
            (Verdict.UNDO, 2, None),
            (Verdict.MERGE, "cand-b", "cand-a"),
            (Verdict.UNDO, 3, None),
        ]
    )
    first, second = build_events(rows)
    assert (first.state, first.also) == (EventState.STANDING, ("evt-2",))
    assert second.merged_into == "evt-1"


@pytest.mark.parametrize(
    ("acts", "reason", "notes"),
    [
        ([(Verdict.REJECT, "cand-a", None)], "withdrawn by ana", ["withdrawn"]),
        ([(Verdict.REOPEN, "cand-a", None)], "under review again, by ana", ["taken back for review"]),
        ([(Verdict.UNDO, 0, None)], "withdrawn by ana", ["acceptance taken back"]),
        ([(Verdict.REJECT, "cand-a", None), (Verdict.LINK, "cand-a", "cand-b")], "withdrawn by ana", ["withdrawn"]),
        ([(Verdict.REJECT, "cand-a", None), (Verdict.UNDO, 1, None)], None, ["withdrawn", "accepted again"]),
        (
            [(Verdict.ACCEPT, "cand-a", Significance.MAJOR), (Verdict.UNDO, 1, None)],
            None,
            ["significance was notable, is major", "significance was major, is notable"],
        ),
    ],
)
def test_what_became_of_an_event_is_told(acts: list[object], reason: str | None, notes: list[str]) -> None:
    (event,) = build_events(write([(Verdict.ACCEPT, "cand-a", Significance.NOTABLE), *acts]))  # type: ignore[list-item]
    assert event.retracted == reason
    assert [one.note for one in event.revisions] == notes


def test_the_timeline_as_it_was_known_on_a_day() -> None:
    rows = write(
        [(Verdict.ACCEPT, "cand-a", Significance.MAJOR)] * 2
        + [(Verdict.ACCEPT, name, Significance.MAJOR) for name in NAMES]
        + [(Verdict.REJECT, "cand-a", None)]
    )
    assert [event.id for event in build_events_on(rows, NOW.date())] == ["evt-1"]
    assert build_events_on(rows, NOW.date() - timedelta(days=1)) == ()
    later = build_events_on(rows, rows[-1].decided_at.date())
    assert later == build_events(rows)
    assert later[0].retracted
