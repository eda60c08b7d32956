"""Any sequence of acts and undos gives the state that a simple model of it gives; merge and undo restore every byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from tests.build import NOW, article_ref, candidate, fields
from wartracker.curate import decide, undo
from wartracker.errors import NotFoundError, RefusedError, ReviewConflict
from wartracker.records import Decision
from wartracker.review.judge import find_undone, fold_decisions
from wartracker.store.candidates import load_candidate, load_candidates, save_undecided
from wartracker.store.database import connect, writing
from wartracker.store.decisions import load_decisions
from wartracker.store.tables import candidates, metadata
from wartracker.timeline.build import build_events
from wartracker.vocabulary import Significance, State, Verdict

DEBATE = "open-weights"
NAMES = ("cand-a", "cand-b", "cand-c")
STATES = {
    Verdict.ACCEPT: State.ACCEPTED,
    Verdict.REJECT: State.REJECTED,
    Verdict.SNOOZE: State.SNOOZED,
    Verdict.REOPEN: State.PENDING,
    Verdict.MERGE: State.MERGED,
}


@contextmanager
def board() -> Iterator[tuple[Engine, Connection]]:
    engine = connect("sqlite://")
    try:
        metadata.create_all(engine)
        with writing(engine) as connection:
            found = [
                candidate(
                    name, claims=(f"clm-{name}",), articles=(article_ref(f"art-{name}", f"https://x.example/{name}"),)
                )
                for name in NAMES
            ]
            save_undecided(connection, DEBATE, found, NOW)
            yield engine, connection
    finally:
        engine.dispose()


@dataclass
class Row:
    """One line of the model: an act on a candidate, or an undo of an earlier line."""

    subject: str
    verdict: Verdict
    undoes: int | None = None


def predict(rows: list[Row]) -> dict[str, State]:
    """The model: walk back, drop what a counting undo takes away; the last act that is left decides."""
    gone: set[int] = set()
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        if row.undoes is not None and place not in gone:
            gone.add(row.undoes)
    states = dict.fromkeys(NAMES, State.PENDING)
    for place, row in enumerate(rows):
        if row.undoes is None and place not in gone and row.verdict in STATES:
            states[row.subject] = STATES[row.verdict]
    return states


ACTS = st.one_of(
    st.tuples(
        st.sampled_from(NAMES), st.sampled_from([Verdict.ACCEPT, Verdict.REJECT, Verdict.SNOOZE, Verdict.REOPEN])
    ),
    st.integers(0, 11),  # undo the decision at this place, as far as there is one
)


@given(st.lists(ACTS, max_size=12))
@settings(max_examples=80, deadline=None)
def test_states_are_what_the_model_says(acts: list[object]) -> None:
    with board() as (_, connection):
        rows: list[Row] = []
        ids: list[str] = []
        for step, act in enumerate(acts):
            at = NOW + timedelta(seconds=step)
            if isinstance(act, tuple):
                shown = load_candidate(connection, act[0])
                made = decide(connection, shown, act[1], curator="ana", at=at)
                rows.append(Row(act[0], act[1]))
                ids.append(made.id)
            elif isinstance(act, int) and act < len(rows):
                made = undo(connection, DEBATE, curator="ben", at=at, target=ids[act])
                if made.id not in ids:
                    rows.append(Row(rows[act].subject, Verdict.UNDO, undoes=act))
                    ids.append(made.id)
        stored = {one.id: one.state for one in load_candidates(connection, DEBATE)}
        assert stored == predict(rows)
        decisions = load_decisions(connection, DEBATE)
        assert [row.id for row in decisions] == ids
        standing = {event.candidate for event in build_events(decisions, find_undone(decisions)) if not event.retracted}
        assert standing == {name for name, state in stored.items() if state is State.ACCEPTED}


def dump(connection: Connection) -> list[tuple[object, ...]]:
    query = select(candidates.c.id, candidates.c.state, candidates.c.score, candidates.c.body)
    return [tuple(row) for row in connection.execute(query.order_by(candidates.c.id))]


@pytest.mark.parametrize("accepted_first", [False, True])
def test_a_merge_taken_back_restores_every_byte(accepted_first: bool) -> None:
    with board() as (_, connection):
        if accepted_first:
            decide(connection, load_candidate(connection, "cand-b"), Verdict.ACCEPT, curator="ana", at=NOW)
        before, rulings = dump(connection), fold_decisions(load_decisions(connection))
        later = NOW + timedelta(seconds=1)
        made = decide(
            connection, load_candidate(connection, "cand-a"), Verdict.MERGE, curator="ana", at=later, target="cand-b"
        )
        assert load_candidate(connection, "cand-a").state is State.MERGED
        if accepted_first:
            event = build_events(load_decisions(connection), frozenset())[0]
            assert {source.id for source in event.sources} == {"art-cand-a", "art-cand-b"}
        undo(connection, DEBATE, curator="ana", at=later + timedelta(days=7), target=made.id)
        assert dump(connection) == before
        after = fold_decisions(load_decisions(connection))
        if accepted_first:
            assert after["cand-b"].sources == rulings["cand-b"].sources
            assert after["cand-b"].fields == rulings["cand-b"].fields


def test_what_was_merged_into_an_open_candidate_comes_with_its_acceptance() -> None:
    with board() as (_, connection):
        decide(connection, load_candidate(connection, "cand-a"), Verdict.MERGE, curator="ana", at=NOW, target="cand-b")
        made = decide(connection, load_candidate(connection, "cand-b"), Verdict.ACCEPT, curator="ana", at=NOW)
        assert {source.id for source in made.sources} == {"art-cand-a", "art-cand-b"}


def test_an_update_changes_its_event_and_one_undo_takes_all_back() -> None:
    with board() as (_, connection):
        first = decide(connection, load_candidate(connection, "cand-b"), Verdict.ACCEPT, curator="ana", at=NOW)
        risen = fields(significance=Significance.MAJOR)
        proposal = candidate("cand-u", fields=risen, updates=f"evt-{first.accession}", claims=("clm-u",))
        save_undecided(connection, DEBATE, [proposal, *load_candidates(connection, DEBATE, (State.PENDING,))], NOW)
        made = decide(connection, load_candidate(connection, "cand-u"), Verdict.ACCEPT, curator="ben", at=NOW)
        assert made.candidate == "cand-b"
        decisions = load_decisions(connection)
        events = build_events(decisions, find_undone(decisions))
        assert [(event.number, event.fields.significance) for event in events] == [(1, Significance.MAJOR)]
        assert load_candidate(connection, "cand-u").state is State.MERGED
        undo(connection, DEBATE, curator="ben", at=NOW + timedelta(seconds=5))
        decisions = load_decisions(connection)
        assert build_events(decisions, find_undone(decisions))[0].fields.significance is Significance.NOTABLE
        assert load_candidate(connection, "cand-u").state is State.PENDING


def test_the_same_act_twice_is_one_and_another_wish_is_a_conflict() -> None:
    with board() as (_, connection):
        shown = load_candidate(connection, "cand-a")
        first = decide(connection, shown, Verdict.REJECT, curator="ana", at=NOW, reason="rumour")
        assert decide(connection, shown, Verdict.REJECT, curator="ana", at=NOW, reason="rumour").id == first.id
        with pytest.raises(ReviewConflict, match=r"rejected by ana 12 s ago \(rumour\)"):
            decide(connection, shown, Verdict.REJECT, curator="ana", at=NOW + timedelta(seconds=12), reason="duplicate")
        assert len(load_decisions(connection)) == 1


@pytest.mark.parametrize(
    ("verdict", "target", "error"),
    [
        (Verdict.MERGE, "cand-a", RefusedError),
        (Verdict.MERGE, "cand-none", NotFoundError),
        (Verdict.MERGE, "evt-99", NotFoundError),
        (Verdict.MERGE, "", NotFoundError),
        (Verdict.LINK, "cand-a", RefusedError),
        (Verdict.SPLIT, "", RefusedError),
        (Verdict.SPLIT, "art-cand-a", RefusedError),
        (Verdict.SPLIT, "art-elsewhere", RefusedError),
    ],
)
def test_acts_that_make_no_sense_write_nothing(verdict: Verdict, target: str, error: type[Exception]) -> None:
    with board() as (_, connection):
        before = dump(connection)
        with pytest.raises(error):
            decide(connection, load_candidate(connection, "cand-a"), verdict, curator="ana", at=NOW, target=target)
        assert (dump(connection), load_decisions(connection)) == (before, [])


def test_a_row_that_resolve_dropped_is_written_anew_by_an_undo() -> None:
    with board() as (_, connection):
        made = decide(connection, load_candidate(connection, "cand-a"), Verdict.ACCEPT, curator="ana", at=NOW)
        taken = undo(connection, DEBATE, curator="ana", at=NOW + timedelta(seconds=1))
        save_undecided(connection, DEBATE, [], NOW)
        undo(connection, DEBATE, curator="ana", at=NOW + timedelta(seconds=2), target=taken.id)
        assert load_candidate(connection, "cand-a").state is State.ACCEPTED
        rows: list[Decision] = load_decisions(connection)
        assert build_events(rows, find_undone(rows))[0].number == made.accession
        assert replace(made, version=0).fields == load_candidate(connection, "cand-a").fields
