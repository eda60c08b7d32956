"""Ticked lines of a tab in, one act on all of them out, which one undo takes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from starlette.responses import RedirectResponse, Response

from wartracker.curate import Act, decide_many
from wartracker.errors import NotFoundError, RefusedError, ReviewConflict
from wartracker.records import Candidate
from wartracker.review.queue import (
    BULK_ACCEPT_FROM,
    Summary,
    parse_filters,
    select_candidates,
    tell_unfit,
    write_filters,
)
from wartracker.review.web.decide_page import read_shown
from wartracker.review.web.queue_page import Note, tell_decision
from wartracker.review.web.site import Call
from wartracker.review.words import REJECT_REASONS, SNOOZES, end_snooze
from wartracker.store.candidates import load_candidate
from wartracker.store.database import reading, writing
from wartracker.store.decisions import load_decision
from wartracker.store.teamwork import assign
from wartracker.vocabulary import Verdict

_MOST = 100  # lines of one page


@dataclass(frozen=True, slots=True)
class Tick:
    """A line as it was shown."""

    id: str
    version: int


def show_bulk(call: Call) -> Response:
    """Show a tab as lines to tick."""
    return _render(call, set(), None)


def _render(call: Call, ticked: set[str], note: Note | None, status: int = 200) -> Response:
    given = call.query if call.query else call.back
    filters, _ = parse_filters(given)
    with reading(call.desk.engine) as connection:
        board = call.desk.load_board(connection)
        found = select_candidates(board, filters, call.desk.now(), call.visitor.name)
        done = load_decision(connection, call.query.get("did", "")) if "did" in call.query else None
        note = note or (tell_decision(connection, done) if done else None)
    lines = [(one, tell_unfit(one), board.find_other(one.id, call.visitor.name)) for one in found[:_MOST]]
    return call.render(
        "bulk",
        status,
        filters=filters,
        query=write_filters(filters),
        lines=lines,
        total=len(found),
        ticked=ticked,
        note=note,
        reasons=REJECT_REASONS,
        snoozes=SNOOZES,
        threshold=BULK_ACCEPT_FROM,
    )


def post_bulk(call: Call) -> Response:
    """Do one act on all ticked candidates; accepting shows their titles first."""
    word, _, detail = call.form.get("act", "").partition(":")
    ticks = _read_ticks(call.lists.get("item", []))
    if not ticks:
        return _render(call, set(), Note("fault", "Tick at least one candidate."), 422)
    if word == "accept" and detail != "sure":
        return _preview(call, ticks)
    if word == "claim":
        return _render(call, set(), _claim(call, ticks))
    try:
        with writing(call.desk.engine) as connection:
            seen = [replace(load_candidate(connection, one.id), id=one.id, version=one.version) for one in ticks]
            made = decide_many(connection, *_read_act(call, word, detail, seen))
    except ReviewConflict as conflict:
        note = Note("conflict", f"{conflict}. None of the ticked ones was decided; look again and repeat.")
        return _render(call, {one.id for one in ticks}, note, 409)
    except (RefusedError, NotFoundError) as error:
        return _render(call, {one.id for one in ticks}, Note("fault", f"{error}."), 422)
    filters, _ = parse_filters(call.back)
    return RedirectResponse("/bulk?" + write_filters(filters, did=made[-1].id), 303)


def _read_ticks(items: Sequence[str]) -> list[Tick]:
    found = []
    for item in items[:_MOST]:
        identifier, _, version = item.partition(" ")
        if identifier and version.isdigit() and len(version) < 10:
            found.append(Tick(identifier, int(version)))
    return found


def _read_act(call: Call, word: str, detail: str, seen: list[Candidate]) -> tuple[list[Candidate], Act]:
    """Read what is done, and to which of the ticked."""
    settings = call.desk.workspace.settings.review
    act = Act(Verdict.REJECT, call.visitor.name, call.desk.now(), shown_at=read_shown(call))
    act = replace(act, second_for=settings.second_for)
    if word == "reject":
        reason = call.form.get("reason", "")
        if reason and reason not in REJECT_REASONS.values():
            raise RefusedError(f"no reason {reason[:20]!r}; known: {', '.join(REJECT_REASONS.values())}")
        return seen, replace(act, reason=reason)
    if word == "snooze":
        try:
            return seen, replace(act, verdict=Verdict.SNOOZE, until=end_snooze(call.form.get("span", ""), act.at))
        except ValueError as error:
            raise RefusedError(str(error)) from error
    if word == "merge":
        into = call.form.get("into", "")
        if into not in {one.id for one in seen} or len(seen) < 2:
            raise RefusedError("tick at least two, and choose which of them the others are merged into")
        return [one for one in seen if one.id != into], replace(act, verdict=Verdict.MERGE, target=into)
    if word == "accept":
        fit = _find_fit(call, [one.id for one in seen])
        if len(fit) < len(seen):
            raise RefusedError("some of these must be decided one by one; look at the titles again")
        return seen, replace(act, verdict=Verdict.ACCEPT)
    raise RefusedError(f"no act {word[:20]!r}; known: accept, reject, snooze, merge, claim")


def _find_fit(call: Call, ids: Sequence[str]) -> dict[str, Summary]:
    """Find those of the ticked that may be accepted together."""
    with reading(call.desk.engine) as connection:
        board = call.desk.load_board(connection)
    return {one.id: one for one in board.summaries if one.id in set(ids) and tell_unfit(one) is None}


def _preview(call: Call, ticks: list[Tick]) -> Response:
    with reading(call.desk.engine) as connection:
        board = call.desk.load_board(connection)
        known = {one.id: one for one in board.summaries}
        cards = {
            one.id: call.desk.load_card(connection, load_candidate(connection, one.id))
            for one in ticks
            if one.id in known and tell_unfit(known[one.id]) is None
        }
    filters, _ = parse_filters(call.back)
    left = [(known[one.id], tell_unfit(known[one.id])) for one in ticks if one.id in known and one.id not in cards]
    lines = [(one, cards[one.id]) for one in ticks if one.id in cards]
    return call.render("preview", lines=lines, left=left, query=write_filters(filters), threshold=BULK_ACCEPT_FROM)


def _claim(call: Call, ticks: Sequence[Tick]) -> Note:
    now, name = call.desk.now(), call.visitor.name
    until = now + timedelta(minutes=call.desk.workspace.settings.review.claim_min)
    with writing(call.desk.engine) as connection:
        others = [assign(connection, call.desk.debate.name, one.id, name, until, now) for one in ticks]
    taken = [other.curator for other in others if other is not None]
    told = f"{len(ticks) - len(taken)} are yours until {until:%H:%M} UTC"
    told += f"; {len(taken)} are worked on by {', '.join(sorted(set(taken)))}" if taken else ""
    return Note("done", told + ".")
