"""One key of a curator in, a decision and the next card out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from wartracker.curate import decide, parts_articles, undo
from wartracker.errors import RefusedError, ReviewConflict
from wartracker.records import Candidate, Decision
from wartracker.review.queue import Filters, find_neighbours, parse_filters, select_candidates, write_filters
from wartracker.review.web.queue_page import Note, render_queue, tell_decision
from wartracker.review.web.site import Call
from wartracker.review.words import REJECT_REASONS, end_snooze
from wartracker.store.candidates import load_candidate
from wartracker.store.database import reading, writing
from wartracker.vocabulary import Significance, Verdict

_ACTS = {
    "accept": Verdict.ACCEPT,
    "reject": Verdict.REJECT,
    "snooze": Verdict.SNOOZE,
    "reopen": Verdict.REOPEN,
}


def post_decision(call: Call) -> Response:
    """Decide on a candidate as it was shown; the next card follows."""
    filters, _ = parse_filters(call.back)
    identifier = str(call.path["id"])
    try:
        with writing(call.desk.engine) as connection:
            candidate = load_candidate(connection, identifier)
            decision = _decide(call, connection, candidate)
    except ReviewConflict as conflict:
        return show_conflict(call, filters, conflict)
    # The card named its follower when it was shown: no queue is read while the database waits for this decision.
    return follow(call, filters, call.form.get("next") or None, decision)


def _decide(call: Call, connection: Connection, candidate: Candidate) -> Decision:
    word, _, detail = call.form.get("act", "").partition(":")
    if word not in _ACTS:
        raise RefusedError(f"no act {word[:20]!r}; known: {', '.join(_ACTS)}")
    fields = candidate.fields
    level = call.form.get("significance", "")
    if word == "accept" and level:
        if level not in {one.value for one in Significance}:
            raise RefusedError(f"no significance {level[:20]!r}; known: {', '.join(Significance)}")
        fields = replace(fields, significance=Significance(level))
    reason, until = "", None
    if word == "reject" and detail:
        if detail not in REJECT_REASONS.values():
            raise RefusedError(f"no reason {detail[:20]!r}; known: {', '.join(REJECT_REASONS.values())}")
        reason = detail
    if word == "snooze":
        try:
            until = end_snooze(detail, call.desk.now())
        except ValueError as error:
            raise RefusedError(str(error)) from error
    edited = word == "accept" and fields != candidate.fields
    return decide(
        connection,
        see(call, candidate),
        Verdict.EDIT_ACCEPT if edited else _ACTS[word],
        curator=call.visitor.name,
        at=call.desk.now(),
        reason=reason,
        fields=fields,
        shown_at=read_shown(call),
        until=until,
        second_for=call.desk.workspace.settings.review.second_for,
    )


def see(call: Call, candidate: Candidate) -> Candidate:
    """Return the candidate with the version that the curator saw."""
    version = call.form.get("version", "")
    if not version.isdigit() or len(version) > 9:
        raise RefusedError("the form does not say which version was shown; reload the page")
    return replace(candidate, id=call.form.get("seen") or candidate.id, version=int(version))


def read_shown(call: Call) -> datetime | None:
    """Read when the card was shown."""
    try:
        moment = datetime.fromisoformat(call.form.get("shown", ""))
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else None


def find_after(call: Call, connection: Connection, filters: Filters, identifier: str) -> str | None:
    """Find the candidate that follows one in its tab, before it is decided."""
    board = call.desk.load_board(connection)
    ids = [one.id for one in select_candidates(board, filters, call.desk.now(), call.visitor.name)]
    if identifier not in ids:
        return ids[0] if ids else None
    return find_neighbours(ids, identifier)[1]


def follow(call: Call, filters: Filters, after: str | None, decision: Decision) -> Response:
    """Show the next card, telling what was done."""
    target = "/?" + write_filters(filters, id=after or "", did=decision.id)
    if not call.fragment:
        return RedirectResponse(target, 303)
    with reading(call.desk.engine) as connection:
        note = tell_decision(connection, decision)
        headers = {"hx-replace-url": target}
        return render_queue(call, connection, filters, after, note, headers=headers)


def show_conflict(call: Call, filters: Filters, conflict: ReviewConflict) -> Response:
    """Show the candidate as it stands now, and who changed it."""
    with reading(call.desk.engine) as connection:
        note = Note("conflict", str(conflict) + ".")
        return render_queue(call, connection, filters, conflict.candidate, note, status=409, pinned=True)


def post_undo(call: Call) -> Response:
    """Take a decision back, or an undo; the candidate is shown again."""
    wanted = call.form.get("decision") or None
    with writing(call.desk.engine) as connection:
        row = undo(connection, call.desk.debate.name, curator=call.visitor.name, at=call.desk.now(), target=wanted)
        resolves = parts_articles(connection, row)
    if resolves:
        call.desk.errands.resolve()
    with reading(call.desk.engine) as connection:
        candidate = load_candidate(connection, row.candidate)
        target = f"/c/{candidate.id}?did={row.id}"
        if not call.fragment:
            return RedirectResponse(target, 303)
        note, headers = tell_decision(connection, row), {"hx-replace-url": target}
        return render_queue(call, connection, Filters(), candidate.id, note, pinned=True, headers=headers)
