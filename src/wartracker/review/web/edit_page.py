"""A form in, an edited acceptance out; on a conflict everything that was typed is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from wartracker.byhand import add_event, blank_form, read_source
from wartracker.curate import Act, decide
from wartracker.display import clean_line
from wartracker.errors import ReviewConflict
from wartracker.records import Candidate, Decision
from wartracker.review.edits import COMPONENTS, ROLES, WORDS, list_parties, read_form, write_form
from wartracker.review.history import Change, compare_fields
from wartracker.review.queue import parse_filters, write_filters
from wartracker.review.web.decide_page import find_after, read_shown, see
from wartracker.review.web.queue_page import Note, tell_decision
from wartracker.review.web.site import Call
from wartracker.store.candidates import load_candidate
from wartracker.store.database import reading, writing
from wartracker.vocabulary import Verdict

_TICKED = ("frontlines", "interpretations")


def show_edit(call: Call) -> Response:
    """Show the form, prefilled."""
    filters, _ = parse_filters(call.query)
    with reading(call.desk.engine) as connection:
        candidate = call.desk.load_decided(connection, str(call.path["id"]))
        form = write_form(candidate.fields)
        ticked = {name: list(getattr(candidate.fields, name)) for name in _TICKED}
        return _render(call, connection, candidate, form, ticked, query=write_filters(filters))


def post_edit(call: Call) -> Response:
    """Save and accept what was typed."""
    identifier = str(call.path["id"])
    filters, _ = parse_filters(call.back)
    query = write_filters(filters)
    with reading(call.desk.engine) as connection:
        candidate = call.desk.load_decided(connection, identifier)
    fields, faults = read_form(
        call.form, call.lists, candidate.fields, call.desk.debate, call.desk.workspace.gazetteers
    )
    typed = {name: call.lists.get(name, []) for name in _TICKED}
    if fields is None:
        with reading(call.desk.engine) as connection:
            return _render(call, connection, candidate, call.form, typed, faults, query=query, status=422)
    try:
        with writing(call.desk.engine) as connection:
            after = find_after(call, connection, filters, identifier)
            stored = load_candidate(connection, identifier)
            decision = decide(
                connection,
                see(call, replace(stored, articles=candidate.articles, evidence=candidate.evidence)),
                Verdict.EDIT_ACCEPT,
                curator=call.visitor.name,
                at=call.desk.now(),
                reason=clean_line(call.form.get("reason", ""), 300),
                fields=fields,
                shown_at=read_shown(call),
                second_for=call.desk.workspace.settings.review.second_for,
            )
    except ReviewConflict as conflict:
        with reading(call.desk.engine) as connection:
            present = call.desk.load_decided(connection, identifier)
            changes = compare_fields(present.fields, fields)
            note = Note("conflict", f"{conflict}. What you typed is kept below; saving again overrides.")
            return _render(call, connection, present, call.form, typed, {}, note, changes, query=query, status=409)
    return RedirectResponse("/?" + write_filters(filters, id=after or "", did=decision.id), 303)


def _render(
    call: Call,
    connection: Connection,
    candidate: Candidate,
    form: Mapping[str, str],
    ticked: Mapping[str, list[str]],
    faults: Mapping[str, str] | None = None,
    note: Note | None = None,
    changes: tuple[Change, ...] = (),
    *,
    query: str,
    status: int = 200,
) -> Response:
    card = call.desk.load_card(connection, candidate)
    said = write_form(load_candidate(connection, candidate.id).fields)
    return call.render(
        "edit",
        status,
        card=card,
        note=note,
        changes=changes,
        query=query,
        said=said,
        **_offer(call, form, ticked, faults),
    )


def _offer(
    call: Call, form: Mapping[str, str], ticked: Mapping[str, list[str]], faults: Mapping[str, str] | None
) -> dict[str, Any]:
    """Build what the fields of a form need: values, faults and what can be chosen."""
    debate = call.desk.debate
    return {
        "form": form,
        "ticked": ticked,
        "faults": faults or {},
        "words": {name: [word.value for word in kind] for name, kind in WORDS.items()}
        | {"party": list_parties(debate)},
        "components": list(COMPONENTS),
        "roles": ROLES,
        "fronts": [(front.key, front.title) for front in debate.frontlines],
        "readings": [(item.key, item.title) for item in debate.interpretations]
        + [(item.key, item.text) for item in debate.open_questions],
        "licenses": [row.key for row in call.desk.workspace.gazetteers.licenses],
    }


# --------------------------------------------------------------------------- an event by hand
def show_by_hand(call: Call) -> Response:
    """Show the form of an event that no feed brought."""
    form = blank_form() | {
        name: call.query[name][:2000] for name in ("source_url", "source_title") if name in call.query
    }
    return call.render("byhand", note=None, **_offer(call, form, {}, None))


def post_by_hand(call: Call) -> Response:
    """Accept an event as it was written."""
    fields, found = read_form(call.form, call.lists, None, call.desk.debate, call.desk.workspace.gazetteers)
    source, more = read_source(call.form)
    faults = dict(found) | more
    if fields is None or source is None or faults:
        typed = {name: call.lists.get(name, []) for name in _TICKED}
        return call.render("byhand", 422, note=None, **_offer(call, call.form, typed, faults))
    act = Act(Verdict.ACCEPT, call.visitor.name, call.desk.now(), clean_line(call.form.get("reason", ""), 300))
    with writing(call.desk.engine) as connection:
        decision: Decision = add_event(connection, call.desk.debate, fields, (source,), act)
        note = tell_decision(connection, decision)
    return RedirectResponse(f"/c/{decision.candidate}?did={note.undo or ''}", 303)
