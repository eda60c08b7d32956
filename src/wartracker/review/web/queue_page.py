"""The queue in, one card of it out: filters, position, progress, what was just done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from wartracker.display import clean_line
from wartracker.records import Decision
from wartracker.review.history import tell_verdict
from wartracker.review.judge import find_undoable
from wartracker.review.queue import (
    TAB_TITLES,
    Board,
    Claimed,
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
from wartracker.rulings import find_target
from wartracker.store.candidates import load_candidate
from wartracker.store.database import reading
from wartracker.store.decisions import load_batch, load_decision
from wartracker.store.teamwork import load_saved
from wartracker.vocabulary import Held, Kind, Significance, Verdict

_RAIL = 20  # lines of the tab that stand beside the card
_ASIDE = {Tab.HELD, Tab.SNOOZED}  # not among what is to be done today
_TIMED = 40  # newest decisions whose median time is told


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
    """Show one candidate, whatever its state, at the address that never changes; an event leads to its own."""
    with reading(call.desk.engine) as connection:
        wanted = str(call.path["id"])
        if wanted.startswith("evt-"):
            found = find_target(connection, call.desk.debate.name, wanted)
            return RedirectResponse(f"/c/{found.id}", 303)
        candidate = load_candidate(connection, wanted)
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
    board = call.desk.load_board(connection)
    if pinned and wanted:
        own = next((one for one in board.summaries if one.id == wanted), None)
        if own is not None:
            filters = Filters(tab=assign_tab(own, board.naps.get(own.id), now))
    found = select_candidates(board, filters, now, call.visitor.name)
    ids = [one.id for one in found]
    shown = wanted if wanted and (pinned or wanted in ids) else (ids[0] if ids else None)
    card = call.desk.load_card(connection, call.desk.load_decided(connection, shown)) if shown else None
    before, after = find_neighbours(ids, shown) if shown else (None, None)
    rail = [(one, _address(filters, one.id), board.find_other(one.id, call.visitor.name)) for one in _cut(found, shown)]
    return call.render(
        "queue",
        status,
        headers,
        filters=filters,
        query=write_filters(filters),
        card=card,
        place=ids.index(shown) + 1 if shown in ids else 0,
        total=len(ids),
        next=after,
        before=_address(filters, before),
        after=_address(filters, after),
        rail=rail,
        team=_tell_team(call, board, shown),
        saved=_count_saved(connection, call, board),
        note=note,
        next_poll=call.desk.find_next_poll(connection) if not card else None,
        choices=_list_choices(board.summaries),
        reasons=REJECT_REASONS,
        snoozes=SNOOZES,
        levels=list(Significance),
        **_tell_progress(connection, call, board, filters.tab),
    )


def _tell_progress(connection: Connection, call: Call, board: Board, here: Tab) -> dict[str, Any]:
    """Tell how much waits in every tab, what was done today, and how fast."""
    counts = count_tabs(board, call.desk.now())
    recent = call.desk.load_recent(connection, _TIMED)
    last = find_undoable(recent, call.visitor.name)
    if last is None and len(recent) == _TIMED:
        last = call.desk.load_last(connection, call.visitor.name)
    full = [tab for tab in Tab if counts[tab] or tab is here]
    return {
        "last_tab": full[full.index(here) - 1] if len(full) > 1 else None,
        "next_tab": full[(full.index(here) + 1) % len(full)] if len(full) > 1 else None,
        "tabs": [(tab, TAB_TITLES[tab], counts[tab], "/?" + write_filters(Filters(tab=tab))) for tab in Tab],
        "to_do": sum(count for tab, count in counts.items() if tab not in _ASIDE),
        "open_count": sum(counts.values()),
        "today": call.desk.count_today(connection, call.visitor.name),
        "median_s": _measure_median(recent, call.visitor.name),
        "last": _tell_last(last),
    }


def _address(filters: Filters, candidate: str | None) -> str | None:
    return "/?" + write_filters(filters, id=candidate) if candidate else None


def _cut(found: list[Summary], shown: str | None) -> list[Summary]:
    """Cut the lines of a tab that stand beside the card: from the two before it on."""
    ids = [one.id for one in found]
    start = max(0, ids.index(shown) - 2) if shown in ids else 0
    return found[start : start + _RAIL]


def _tell_team(call: Call, board: Board, shown: str | None) -> dict[str, Any]:
    """Tell who else works on a candidate, or looks at it, or has accepted it first."""
    if shown is None:
        return {}
    curator = call.visitor.name
    holder = board.claims.get(shown)
    others = call.desk.note_look(shown, curator)
    return {
        "holder": holder if holder != curator else None,
        "mine": holder == curator,
        "others": [name for name in others if name != holder],
        "first": board.firsts.get(shown),
    }


def _count_saved(connection: Connection, call: Call, board: Board) -> list[tuple[str, str, int]]:
    """List a curator's saved filters with how many candidates each shows."""
    found = []
    for name, query in load_saved(connection, call.desk.debate.name, call.visitor.name).items():
        filters, _ = parse_filters(dict(parse_qsl(query)))
        count = len(select_candidates(board, filters, call.desk.now(), call.visitor.name))
        found.append((name, query, count))
    return found


def _list_choices(summaries: Sequence[Summary]) -> dict[str, list[str]]:
    """List what the filters offer: only what stands in the queue."""
    organizations = sorted({key for one in summaries for key in one.organizations})
    return {
        "kind": [kind.value for kind in Kind],
        "significance": [level.value for level in Significance],
        "held": [word.value for word in Held],
        "claimed": [word.value for word in Claimed],
        "sort": [order.value for order in Order],
        "organization": organizations[:200],
    }


def _measure_median(recent: Sequence[Decision], curator: str) -> float | None:
    spent = [
        (row.decided_at - row.shown_at).total_seconds()
        for row in recent
        if row.shown_at is not None and row.curator == curator
    ]
    return round(median(spent), 1) if spent else None


def _tell_last(last: Decision | None) -> dict[str, Any] | None:
    if last is None:
        return None
    title = clean_line(last.fields.title, 60) if last.fields else last.candidate
    many = " and what was decided with it" if last.batch else ""
    return {"id": last.id, "told": f"{tell_verdict(last.verdict)} “{title}”{many}"}


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
    together = len({one.candidate for one in load_batch(connection, row) if one.verdict is row.verdict})
    if together > 1:
        return Note("done", f"{told} {together} candidates together; one undo takes all of them back.", row.id)
    text = f"{told} “{title}”"
    if row.provisional and row.fields:
        text += f" as {row.fields.significance.value}; it waits for the acceptance of a second curator"
    elif row.verdict in {Verdict.ACCEPT, Verdict.EDIT_ACCEPT} and row.fields:
        number = f" (evt-{row.accession})" if row.accession is not None else ""
        text += f" as {row.fields.significance.value}{number}"
    if row.verdict is Verdict.SNOOZE:
        text += f" until {row.until:%Y-%m-%d}" if row.until else " until it has more sources"
    if row.reason:
        text += f": {clean_line(row.reason, 60)}"
    return Note("done", text + ".", row.id)
