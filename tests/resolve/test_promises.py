from __future__ import annotations

from datetime import date

import pytest

from wartracker.records import EventDate, Fields
from wartracker.resolve.promises import build_promises, parse_due
from wartracker.vocabulary import Basis, Kind, Precision, PromiseState, Significance, Status

from .hand import model, org

TERN5 = model("Tern 5", "tern", "5")
TODAY = date(2025, 9, 1)


def event(id: str, day: str, status: Status, kind: Kind = Kind.WEIGHTS_RELEASE, **slots: str) -> tuple[str, Fields]:
    when = EventDate(date.fromisoformat(day), Precision.DAY, Basis.STATED)
    fields = Fields(id, kind, status, when, Significance.NOTABLE, (org("Tern Labs"),), (TERN5,), slots=slots)
    return id, fields


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2025-06-30", date(2025, 6, 30)),
        ("2025-02", date(2025, 2, 28)),
        ("2025-Q3", date(2025, 9, 30)),
        ("2025", date(2025, 12, 31)),
        ("soon", None),
        (None, None),
    ],
)
def test_due_dates(text: object, due: date | None) -> None:
    assert parse_due(text) == due


@pytest.mark.parametrize(
    ("later", "state", "settled_by"),
    [
        ([], PromiseState.OVERDUE, None),
        ([event("e2", "2025-06-20", Status.RELEASED)], PromiseState.KEPT, "e2"),
        ([event("e2", "2025-06-20", Status.RELEASED, Kind.MODEL_RELEASE)], PromiseState.OVERDUE, None),
        ([event("e2", "2025-06-20", Status.DENIED)], PromiseState.BROKEN, "e2"),
        ([event("e2", "2025-06-20", Status.DELAYED, expected="2025-Q4")], PromiseState.OPEN, "e2"),
        ([event("e2", "2025-06-20", Status.DELAYED, expected="2025-08")], PromiseState.OVERDUE, "e2"),
    ],
)
def test_how_a_promise_stands(later: list[tuple[str, Fields]], state: PromiseState, settled_by: str | None) -> None:
    ledger = build_promises([*later, event("e1", "2025-04-01", Status.PROMISED, expected="2025-07")], TODAY)
    assert (ledger[0].event, ledger[0].state, ledger[0].settled_by) == ("e1", state, settled_by)


def test_a_kept_promise_says_how_long_it_took() -> None:
    ledger = build_promises(
        [event("e1", "2025-04-01", Status.PROMISED), event("e2", "2025-04-11", Status.RELEASED)], TODAY
    )
    assert ledger[0].after_days == 10
    assert ledger[0].due is None
