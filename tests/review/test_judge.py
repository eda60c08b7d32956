"""Rulings and undo: what a list of decisions comes to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.build import decision
from wartracker.counting import find_undone
from wartracker.records import Decision
from wartracker.review.judge import find_undoable, fold_decisions
from wartracker.vocabulary import State, Verdict


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        ([Verdict.ACCEPT], State.ACCEPTED),
        ([Verdict.EDIT_ACCEPT], State.ACCEPTED),
        ([Verdict.REJECT], State.REJECTED),
        ([Verdict.SNOOZE], State.SNOOZED),
        ([Verdict.MERGE], State.MERGED),
        ([Verdict.REJECT, Verdict.REOPEN], State.PENDING),
        ([Verdict.REJECT, Verdict.ACCEPT], State.ACCEPTED),
        ([Verdict.ACCEPT, Verdict.LINK], State.ACCEPTED),
    ],
)
def test_the_last_deciding_verdict_counts(verdicts: list[Verdict], state: State) -> None:
    rows = [decision(f"dec-{number}", verdict) for number, verdict in enumerate(verdicts)]
    assert fold_decisions(rows)["cand-1"].state is state


def test_an_undo_takes_back_and_an_undone_undo_brings_back() -> None:
    rows = [decision("dec-1", Verdict.ACCEPT, accession=7), decision("dec-2", Verdict.UNDO, target="dec-1")]
    assert fold_decisions(rows)["cand-1"].state is State.PENDING
    rows.append(decision("dec-3", Verdict.UNDO, target="dec-2"))
    ruling = fold_decisions(rows)["cand-1"]
    assert ruling.state is State.ACCEPTED
    assert ruling.accession == 7
    assert len(ruling.history) == 3


def test_the_accession_stays_after_a_rejection() -> None:
    rows = [decision("dec-1", Verdict.ACCEPT, accession=7), decision("dec-2", Verdict.REJECT)]
    assert fold_decisions(rows)["cand-1"].accession == 7


def test_only_decisions_that_count_can_be_undone() -> None:
    rows = [
        decision("dec-1", Verdict.ACCEPT, curator="ana"),
        decision("dec-2", Verdict.REJECT, subject="cand-2", curator="ben"),
        decision("dec-3", Verdict.UNDO, subject="cand-2", curator="ben", target="dec-2"),
    ]
    found = find_undoable(rows, "ben")
    assert found is None
    assert find_undoable(rows, None) == rows[0]


@given(st.lists(st.sampled_from([Verdict.ACCEPT, Verdict.REJECT, Verdict.SNOOZE, Verdict.REOPEN, Verdict.UNDO])))
def test_any_sequence_gives_what_a_stack_gives(verdicts: list[Verdict]) -> None:
    """The simple model: a stack of decisions, undo removes the top one."""
    rows: list[Decision] = []
    stack: list[Verdict] = []
    for number, verdict in enumerate(verdicts):
        if verdict is not Verdict.UNDO:
            rows.append(decision(f"dec-{number}", verdict))
            stack.append(verdict)
        elif target := find_undoable(rows, "ana"):
            rows.append(decision(f"dec-{number}", Verdict.UNDO, target=target.id))
            stack.pop()
    states = {
        Verdict.ACCEPT: State.ACCEPTED,
        Verdict.REJECT: State.REJECTED,
        Verdict.SNOOZE: State.SNOOZED,
        Verdict.REOPEN: State.PENDING,
    }
    expected = states[stack[-1]] if stack else State.PENDING
    ruling = fold_decisions(rows).get("cand-1")
    assert (ruling.state if ruling else State.PENDING) is expected
    assert len(find_undone(rows)) == sum(row.verdict is Verdict.UNDO for row in rows)
