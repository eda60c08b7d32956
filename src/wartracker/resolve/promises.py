"""Events in, the ledger of promises out: what was promised or delayed, until when, and whether it was kept."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from wartracker.facts import Promise
from wartracker.records import Event, Fields
from wartracker.resolve.names import Relation, parse_model_name, relate_model_lists
from wartracker.vocabulary import HAPPENED, RELEASE_KINDS, EventState, Kind, Link, PromiseState, Status

_PROMISES = frozenset({Status.PROMISED, Status.PLANNED, Status.DELAYED, Status.ANNOUNCED})
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})-(\d{2})")


def parse_due(value: object) -> date | None:
    """Read an expected date: "2025-06-30", "2025-06", "2025-Q3" or "2025"; the last day of the period counts."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    if found := _QUARTER.fullmatch(text):
        month = int(found[2]) * 3
        return date(int(found[1]), month, monthrange(int(found[1]), month)[1])
    if found := _MONTH.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        return date(year, month, monthrange(year, month)[1]) if 1 <= month <= 12 else None
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 12, 31)
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def build_promises(
    events: Iterable[tuple[str, Fields]], today: date, kept: Mapping[str, str] | None = None
) -> tuple[Promise, ...]:
    """Build the ledger.

    Args:
        events: id and fields of accepted events (or candidates), in any order.
        today: the day on which it is read.
        kept: promise -> event that keeps it, as curators linked them; wins over what the names tell.

    Returns:
        One line a promise or delay, in order of making. A delay settles no promise: it is the next line, and the
        promise before it counts as moved to it.
    """
    ordered = sorted(events, key=lambda pair: (pair[1].date.value, pair[0]))
    told = dict(ordered)
    linked = {promise: (event, told[event]) for promise, event in (kept or {}).items() if event in told}
    return tuple(
        _keep_promise(id, fields, *linked[id])
        if id in linked
        else _follow_promise(id, fields, ordered[place + 1 :], today)
        for place, (id, fields) in enumerate(ordered)
        if _is_promise(fields)
    )


def build_ledger(events: Iterable[Event], today: date) -> tuple[Promise, ...]:
    """Build the ledger of a timeline: its standing events, and what curators linked as kept.

    Args:
        events: of one debate, merged and withdrawn ones too.
        today: the day on which it is read.
    """
    standing = [event for event in events if event.state is EventState.STANDING]
    kept = {link.event: event.id for event in standing for link in event.links if link.link is Link.KEEPS}
    return build_promises(((event.id, event.fields) for event in standing), today, kept)


def _is_promise(fields: Fields) -> bool:
    if fields.status is Status.ANNOUNCED:
        return parse_due(fields.slots.get("expected")) is not None
    return fields.status in _PROMISES


def _keep_promise(id: str, fields: Fields, other: str, told: Fields) -> Promise:
    due, made = parse_due(fields.slots.get("expected")), fields.date.value
    return Promise(id, fields.title, made, due, PromiseState.KEPT, other, (told.date.value - made).days)


def _follow_promise(id: str, fields: Fields, later: Sequence[tuple[str, Fields]], today: date) -> Promise:
    due = parse_due(fields.slots.get("expected"))
    made = fields.date.value
    settling = next(((other, told) for other, told in later if _answers(fields, told)), None)
    if settling is not None:
        other, told = settling
        days = (told.date.value - made).days
        if told.status in HAPPENED:
            return Promise(id, fields.title, made, due, PromiseState.KEPT, other, days)
        if told.status in {Status.DENIED, Status.WITHDRAWN}:
            return Promise(id, fields.title, made, due, PromiseState.BROKEN, other, days)
        due = parse_due(told.slots.get("expected"))
    if due is not None and due < today:
        return Promise(id, fields.title, made, due, PromiseState.OVERDUE, settling and settling[0], (today - due).days)
    return Promise(id, fields.title, made, due, PromiseState.OPEN, settling and settling[0])


def _answers(promise: Fields, told: Fields) -> bool:
    """Tell whether a later event keeps, breaks or moves a promise: the same thing, or its generation."""
    if promise.kind.family != told.kind.family:
        return False
    if promise.models and told.models:
        ours = [parse_model_name(model) for model in promise.models]
        theirs = [parse_model_name(model) for model in told.models]
        if relate_model_lists(ours, theirs)[0] < Relation.GENERATION:
            return False
    elif {ref.key for ref in promise.organizations}.isdisjoint(ref.key for ref in told.organizations):
        return False
    # Weights that were promised are not given by a hosted model.
    weights = promise.kind is Kind.WEIGHTS_RELEASE and told.kind in RELEASE_KINDS
    return not weights or told.kind is Kind.WEIGHTS_RELEASE or told.status not in HAPPENED
