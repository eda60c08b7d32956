"""What curators do beside deciding in: claims, saved filters, settled misses; the queue again out."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import RedirectResponse, Response

from wartracker.display import clean_line
from wartracker.errors import RefusedError
from wartracker.review.queue import parse_filters, write_filters
from wartracker.review.web.queue_page import Note, render_queue
from wartracker.review.web.site import Call
from wartracker.store.candidates import load_candidate
from wartracker.store.database import reading, writing
from wartracker.store.teamwork import assign, drop_filter, release, save_filter, settle_miss


def post_claim(call: Call) -> Response:
    """Note that a curator works on a candidate, or no longer does; nobody is locked out by it."""
    filters, _ = parse_filters(call.back)
    desk, name = call.desk, call.visitor.name
    with writing(desk.engine) as connection:
        candidate = load_candidate(connection, str(call.path["id"]))
        if call.form.get("act") == "release":
            release(connection, candidate.id, name)
            note = Note("done", "No longer yours; anybody may take it.")
        else:
            minutes = desk.workspace.settings.review.claim_min
            until = desk.now() + timedelta(minutes=minutes)
            other = assign(connection, desk.debate.name, candidate.id, name, until, desk.now())
            told = f"Yours until {until:%H:%M} UTC; others see that you work on it."
            if other is not None:
                told = f"{other.curator} works on it until {other.until:%H:%M} UTC; you may still decide."
            note = Note("done", told)
    if not call.fragment:
        return RedirectResponse(f"/c/{candidate.id}", 303)
    with reading(desk.engine) as connection:
        return render_queue(call, connection, filters, candidate.id, note, pinned=True)


def post_filter(call: Call) -> Response:
    """Save the filter of an address under a name, or forget one."""
    name = clean_line(call.form.get("name", ""), 40)
    filters, _ = parse_filters(call.back)
    query = write_filters(filters)
    with writing(call.desk.engine) as connection:
        if call.form.get("act") == "drop":
            drop_filter(connection, call.desk.debate.name, call.visitor.name, name)
        elif not name:
            raise RefusedError("give the filter a name")
        else:
            save_filter(connection, call.desk.debate.name, call.visitor.name, name, query)
    return RedirectResponse(f"/?{query}", 303)


def post_miss(call: Call) -> Response:
    """Note that a miss was seen to."""
    number = call.form.get("miss", "")
    if not number.isdigit() or len(number) > 9:
        raise RefusedError("the form does not say which one")
    with writing(call.desk.engine) as connection:
        settle_miss(connection, call.desk.debate.name, int(number), call.visitor.name, call.desk.now())
    return RedirectResponse("/feeds", 303)
