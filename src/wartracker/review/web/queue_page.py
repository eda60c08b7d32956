"""The queue in, one card of it out: filters, position, progress, what was just done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from wartracker.display import clean_line
from wartracker.records import Decision
from wartracker.review.history import tell_verdict
from wartracker.review.queue import (
    TAB_TITLES,
    Filters,
    Order,
    Summary,
    Tab,
    assign_tab,
    count_tabs,
    find_neighbours,
    parse_filters,
    select_candidates,
    write_filters,
)
from wartracker.review.web.site import Call
from wartracker.review.words import REJECT_REASONS, SNOOZES
from wartracker.store.candidates import load_candidate
from wartracker.store.database import reading
from wartracker.store.decisions import load_decision, load_newest_decisions
from wartracker.vocabulary import Held, Kind, Significance, Verdict

_UPCOMING = 8
_TIMED = 50  # newest decisions whose median time is told


@dataclass(frozen=True, slots=True)
class Note:
    """What is told above the card."""

    kind: str  # done conflict fault
    text: str
    undo: str | None = None  # decision id


def show_queue(call: Call) -> Response:
    """Show the first, or the named, candidate of a tab."""
    filters, faults = parse_filters(call.query)
    with reading(call.desk.engine) as connection:
        note = _tell_done(connection, call.query.get("did", ""))
        if faults:
            note = Note("fault", "; ".join(faults))
        return render_queue(call, connection, filters, call.query.get("id"), note)


def show_candidate(call: Call) -> Response:
    """Show one candidate, whatever its state, at the address that never changes."""
    with reading(call.desk.engine) as connection:
        candidate = load_candidate(connection, str(call.path["id"]))
        note = _tell_done(connection, call.query.get("did", ""))
        return render_queue(call, connection, Filters(), candidate.id, note, pinned=True)


def render_queue(
    call: Call,
    connection: Connection,
    filters: Filters,
    wanted: str | None,
    note: Note | None = None,
    *,
    status: int = 200,
    pinned: bool = False,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Render a tab with one card.

    Args:
        call: the request.
        connection: a transaction.
        filters: which tab, which candidates.
        wanted: id of the candidate to show; None or gone: the first.
        note: what is told above it.
        status: of the answer.
        pinned: show the wanted candidate in any state and tab.
        headers: more headers.
    """
    now = call.desk.now()
    summaries, naps = call.desk.load_queue(connection)
    if pinned and wanted:
        own = next((one for one in summaries if one.id == wanted), None)
        if own is not None:
            filters = Filters(tab=assign_tab(own, naps.get(own.id), now))
    found = select_candidates(summaries, naps, filters, now)
    ids = [one.id for one in found]
    shown = wanted if wanted and (pinned or wanted in ids) else (ids[0] if ids else None)
    card = call.desk.load_card(connection, call.desk.load_decided(connection, shown)) if shown else None
    before, after = find_neighbours(ids, shown) if shown else (None, None)
    counts = count_tabs(summaries, naps, now)
    last = call.desk.load_last(connection, call.visitor.name)
    today = call.desk.count_today(connection, call.visitor.name)
    return call.render(
        "queue",
        status,
        headers,
        filters=filters,
        query=write_filters(filters),
        tabs=[(tab, TAB_TITLES[tab], counts[tab], "/?" + write_filters(Filters(tab=tab))) for tab in Tab],
        card=card,
        place=ids.index(shown) + 1 if shown in ids else 0,
        total=len(ids),
        before=_address(filters, before),
        after=_address(filters, after),
        upcoming=[(one, _address(filters, one.id)) for one in _list_upcoming(found, shown)],
        note=note,
        last=_tell_last(last),
        today=today,
        open_count=sum(count for tab, count in counts.items() if tab is not Tab.SNOOZED),
        median_s=_measure_median(connection, call),
        next_run=call.desk.find_next_run(connection) if not card else None,
        choices=_list_choices(summaries),
        reasons=REJECT_REASONS,
        snoozes=SNOOZES,
        levels=list(Significance),
    )


def _address(filters: Filters, candidate: str | None) -> str | None:
    return "/?" + write_filters(filters, id=candidate) if candidate else None


def _list_upcoming(found: list[Summary], shown: str | None) -> list[Summary]:
    ids = [one.id for one in found]
    start = ids.index(shown) + 1 if shown in ids else 0
    return found[start : start + _UPCOMING]


def _list_choices(summaries: list[Summary]) -> dict[str, list[str]]:
    """List what the filters offer: only what stands in the queue."""
    organizations = sorted({key for one in summaries for key in one.organizations})
    return {
        "kind": [kind.value for kind in Kind],
        "significance": [level.value for level in Significance],
        "held": [word.value for word in Held],
        "sort": [order.value for order in Order],
        "organization": organizations[:200],
    }


def _measure_median(connection: Connection, call: Call) -> float | None:
    rows = load_newest_decisions(connection, call.desk.debate.name, _TIMED)
    spent = [
        (row.decided_at - row.shown_at).total_seconds()
        for row in rows
        if row.shown_at is not None and row.curator == call.visitor.name
    ]
    return round(median(spent), 1) if spent else None


def _tell_last(last: Decision | None) -> dict[str, Any] | None:
    if last is None:
        return None
    title = clean_line(last.fields.title, 60) if last.fields else last.candidate
    return {"id": last.id, "told": f"{tell_verdict(last.verdict)} “{title}”"}


def _tell_done(connection: Connection, identifier: str) -> Note | None:
    """Tell what was just done, by the id of its decision in the address."""
    row = load_decision(connection, identifier) if identifier else None
    return tell_decision(connection, row) if row else None


def tell_decision(connection: Connection, row: Decision) -> Note:
    """Tell a decision to who made it."""
    if row.verdict is Verdict.UNDO:
        target = load_decision(connection, row.target or "")
        if target is None:
            return Note("done", "Undone.", row.id)
        title = clean_line(target.fields.title, 90) if target.fields else target.candidate
        return Note("done", f"Undone: {tell_verdict(target.verdict)} “{title}”.", row.id)
    title = clean_line(row.fields.title, 90) if row.fields else row.candidate
    told = tell_verdict(row.verdict).capitalize()
    text = f"{told} “{title}”"
    if row.verdict in {Verdict.ACCEPT, Verdict.EDIT_ACCEPT} and row.fields:
        number = f" (evt-{row.accession})" if row.accession is not None else ""
        text += f" as {row.fields.significance.value}{number}"
    if row.verdict is Verdict.SNOOZE:
        text += f" until {row.until:%Y-%m-%d}" if row.until else " until it has more sources"
    if row.reason:
        text += f": {clean_line(row.reason, 60)}"
    return Note("done", text + ".", row.id)
