"""Any sequence of acts and undos gives the state that a simple model of it gives; merge and undo restore every byte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from tests.build import NOW, article_ref, candidate, fields
from wartracker.curate import Act, decide, decide_many, undo
from wartracker.errors import NotFoundError, RefusedError, ReviewConflict
from wartracker.records import Decision, EventLink, Fields
from wartracker.review.judge import find_apart, fold_decisions
from wartracker.store.candidates import load_candidate, load_candidates, save_undecided
from wartracker.store.database import connect, writing
from wartracker.store.decisions import load_decisions
from wartracker.store.tables import candidates, metadata
from wartracker.timeline.build import build_events
from wartracker.vocabulary import Link, Significance, State, Verdict

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
    into: str = ""  # of a merge
    undoes: int | None = None
    act: int = 0  # lines of one act share its number


class Model:
    """What decisions come to, said as simply as can be: lines, and which of them an undo takes away."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def gone(self) -> set[int]:
        """Walk back: an undo that counts takes its line away."""
        found: set[int] = set()
        for place in range(len(self.rows) - 1, -1, -1):
            undoes = self.rows[place].undoes
            if undoes is not None and place not in found:
                found.add(undoes)
        return found

    def states(self) -> tuple[dict[str, State], dict[str, str]]:
        """The last act on a candidate that is left decides its state, and where it was merged into."""
        gone, states, homes = self.gone(), dict.fromkeys(NAMES, State.PENDING), {}
        for place, row in enumerate(self.rows):
            if row.undoes is None and place not in gone and row.verdict in STATES:
                states[row.subject] = STATES[row.verdict]
                homes[row.subject] = row.into
        return states, homes

    def follow(self, name: str) -> str:
        states, homes = self.states()
        seen: set[str] = set()
        while states[name] is State.MERGED and name not in seen:
            seen.add(name)
            name = homes[name]
        return name

    def add(self, *rows: Row) -> None:
        number = len(self.rows)
        self.rows += [replace(row, act=number) for row in rows]

    def act(self, subject: str, verdict: Verdict, other: str) -> bool:
        """Tell whether the act is accepted."""
        if verdict is not Verdict.MERGE:
            self.add(Row(subject, verdict))
            return True
        into = self.follow(other)
        state = self.states()[0][into]
        if into == subject or state is State.REJECTED:
            return False
        carried = [Row(into, Verdict.ACCEPT)] if state is State.ACCEPTED else []
        self.add(Row(subject, Verdict.MERGE, into), *carried)
        return True

    def undo(self, place: int) -> None:
        number, gone = self.rows[place].act, self.gone()
        lines = [line for line, row in enumerate(self.rows) if row.act == number and line not in gone]
        self.add(*(Row(self.rows[line].subject, Verdict.UNDO, undoes=line) for line in reversed(lines)))


ACTS = st.one_of(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from([Verdict.ACCEPT, Verdict.REJECT, Verdict.SNOOZE, Verdict.REOPEN, Verdict.MERGE]),
        st.sampled_from(NAMES),
    ),
    st.integers(0, 15),  # undo the decision at this place, as far as there is one
)


@given(st.lists(ACTS, max_size=14))
@settings(max_examples=120, deadline=None)
def test_states_are_what_the_model_says(acts: list[tuple[str, Verdict, str] | int]) -> None:
    model = Model()
    with board() as (_, connection):
        for step, act in enumerate(acts):
            at = NOW + timedelta(seconds=step)
            if isinstance(act, tuple):
                subject, verdict, other = act
                target = other if verdict is Verdict.MERGE else None
                accepted = model.act(subject, verdict, other)
                shown = load_candidate(connection, subject)
                with nullcontext() if accepted else pytest.raises(RefusedError):
                    decide(connection, shown, verdict, curator="ana", at=at, target=target)
            elif act < len(model.rows):
                made = load_decisions(connection)[act]
                model.undo(act)
                undo(connection, DEBATE, curator="ben", at=at, target=made.id)
        decisions = load_decisions(connection, DEBATE)
        ids = [row.id for row in decisions]
        told = [(row.candidate, row.verdict, ids.index(row.target or "") if row.verdict is Verdict.UNDO else None)
                for row in decisions]  # fmt: skip
        assert told == [(row.subject, row.verdict, row.undoes) for row in model.rows]
        assert {one.id: one.state for one in load_candidates(connection, DEBATE)} == model.states()[0]
        events = build_events(decisions)
        assert {event.candidate for event in events if not event.retracted} == {
            name for name, state in model.states()[0].items() if state is State.ACCEPTED
        }


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
            event = build_events(load_decisions(connection))[0]
            assert {source.id for source in event.sources} == {"art-cand-a", "art-cand-b"}
        undo(connection, DEBATE, curator="ana", at=later + timedelta(days=7), target=made.id)
        assert dump(connection) == before
        after = fold_decisions(load_decisions(connection))
        if accepted_first:
            assert after["cand-b"].sources == rulings["cand-b"].sources
            assert after["cand-b"].fields == rulings["cand-b"].fields


@pytest.mark.parametrize("accepted_first", [False, True])
def test_merging_and_splitting_restores_every_byte_and_is_remembered(accepted_first: bool) -> None:
    with board() as (_, connection):
        if accepted_first:
            decide(connection, load_candidate(connection, "cand-b"), Verdict.ACCEPT, curator="ana", at=NOW)
        before, rulings = dump(connection), fold_decisions(load_decisions(connection))
        for step, name in enumerate(("cand-a", "cand-c"), 1):
            at = NOW + timedelta(seconds=step)
            decide(connection, load_candidate(connection, name), Verdict.MERGE, curator="ana", at=at, target="cand-b")
        merged = dump(connection)
        into = load_candidate(connection, "cand-b")
        at = NOW + timedelta(days=7)
        decide(connection, into, Verdict.SPLIT, curator="ben", at=at, target="cand-a,cand-c")
        assert dump(connection) == before
        after = fold_decisions(load_decisions(connection))
        if accepted_first:
            assert after["cand-b"].sources == rulings["cand-b"].sources
        pairs = find_apart(load_decisions(connection))
        assert pairs == {frozenset({"art-cand-b", "art-cand-a"}), frozenset({"art-cand-b", "art-cand-c"})}
        undo(connection, DEBATE, curator="ben", at=at + timedelta(seconds=1))
        assert dump(connection) == merged
        assert find_apart(load_decisions(connection)) == frozenset()


def test_one_undo_takes_back_what_was_decided_together() -> None:
    with board() as (_, connection):
        before = dump(connection)
        shown = [load_candidate(connection, name) for name in NAMES]
        rows = decide_many(connection, shown, Act(Verdict.REJECT, "ana", NOW, "rumour"))
        assert {load_candidate(connection, name).state for name in NAMES} == {State.REJECTED}
        assert decide_many(connection, shown, Act(Verdict.REJECT, "ana", NOW, "rumour")) == rows
        undo(connection, DEBATE, curator="ana", at=NOW + timedelta(seconds=1))
        assert dump(connection) == before
        with pytest.raises(RefusedError, match="no candidate was chosen"):
            decide_many(connection, [], Act(Verdict.REJECT, "ana", NOW))


def test_a_landmark_waits_for_a_second_curator() -> None:
    two = frozenset({Significance.LANDMARK})
    risen = fields(significance=Significance.LANDMARK)
    with board() as (_, connection):

        def accept(curator: str, shown: Fields | None = risen) -> Decision:
            seen = load_candidate(connection, "cand-a")
            return decide(connection, seen, Verdict.ACCEPT, curator=curator, at=NOW, fields=shown, second_for=two)

        first = accept("ana")
        assert (first.provisional, first.accession) == (True, None)
        assert load_candidate(connection, "cand-a").state is State.PENDING
        assert build_events(load_decisions(connection)) == ()
        with pytest.raises(RefusedError, match="second curator"):
            accept("ana")
        assert accept("ben").accession == 1
        assert load_candidate(connection, "cand-a").state is State.ACCEPTED
        assert not accept("ana", replace(risen, title="Quillon Labs Opens Ember 2")).provisional
        assert decide(
            connection, load_candidate(connection, "cand-b"), Verdict.ACCEPT, curator="ana", at=NOW, second_for=two
        ).accession


def test_links_lead_to_the_event_in_which_their_target_ended() -> None:
    with board() as (_, connection):
        for name in ("cand-a", "cand-b"):
            decide(connection, load_candidate(connection, name), Verdict.ACCEPT, curator="ana", at=NOW)
        shown = load_candidate(connection, "cand-a")
        made = decide(connection, shown, Verdict.LINK, curator="ana", at=NOW, target="cand-c", reason="answers")

        def links() -> list[tuple[EventLink, ...]]:
            rows = load_decisions(connection)
            return [event.links for event in build_events(rows)]

        assert links() == [(), ()]
        decide(connection, load_candidate(connection, "cand-c"), Verdict.MERGE, curator="ana", at=NOW, target="cand-b")
        assert links() == [(EventLink("evt-2", Link.ANSWERS),), ()]
        undo(connection, DEBATE, curator="ana", at=NOW + timedelta(seconds=1), target=made.id)
        assert links() == [(), ()]


def test_a_repeated_merge_into_another_event_is_a_conflict() -> None:
    with board() as (_, connection):
        shown = load_candidate(connection, "cand-a")
        first = decide(connection, shown, Verdict.MERGE, curator="ana", at=NOW, target="cand-b")
        assert decide(connection, shown, Verdict.MERGE, curator="ana", at=NOW, target="cand-b") == first
        with pytest.raises(ReviewConflict):
            decide(connection, shown, Verdict.MERGE, curator="ana", at=NOW, target="cand-c")


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
        seen = replace(proposal, version=1)
        assert decide(connection, seen, Verdict.ACCEPT, curator="ben", at=NOW) == made, "the same again is no conflict"
        decisions = load_decisions(connection)
        events = build_events(decisions)
        assert [(event.number, event.fields.significance) for event in events] == [(1, Significance.MAJOR)]
        assert load_candidate(connection, "cand-u").state is State.MERGED
        undo(connection, DEBATE, curator="ben", at=NOW + timedelta(seconds=5))
        decisions = load_decisions(connection)
        assert build_events(decisions)[0].fields.significance is Significance.NOTABLE
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
        assert build_events(rows)[0].number == made.accession
        assert replace(made, version=0).fields == load_candidate(connection, "cand-a").fields
