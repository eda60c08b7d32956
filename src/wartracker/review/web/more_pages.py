"""The other pages: history, feeds, promises, the curator's texts, adding an address, the guide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from wartracker.counting import find_undone
from wartracker.display import safe_link
from wartracker.errors import NotFoundError, RefusedError, WarTrackerError
from wartracker.feedstate import count_states, judge_feed, rank_worst
from wartracker.prose import render_markdown
from wartracker.records import Decision
from wartracker.review.dossier import Fresh, touch_paragraphs
from wartracker.review.history import build_lines
from wartracker.review.judge import Ruling, fold_decisions
from wartracker.review.remedy import suggest_remedies
from wartracker.review.web.site import Call
from wartracker.store.database import reading, writing
from wartracker.store.decisions import load_decisions
from wartracker.store.feeds import load_feeds
from wartracker.store.queue import load_recent_decisions
from wartracker.store.teamwork import load_misses, note_miss
from wartracker.store.texts import append_text, load_texts
from wartracker.store.users import load_audit
from wartracker.vocabulary import Significance, State, Verdict

_LINES = 50
_PARTS = ("synthesis", "arc")
_MAX_TEXT = 40_000


# --------------------------------------------------------------------------- history
def show_history(call: Call) -> Response:
    """Show all decisions, newest first; each can be taken back."""
    before, curator = call.query.get("before", ""), call.query.get("curator", "")[:64]
    word = call.query.get("verdict", "")
    verdict = Verdict(word) if word in {one.value for one in Verdict} else None
    with reading(call.desk.engine) as connection:
        place = int(before) if before.isdigit() and len(before) < 12 else None
        rows = load_recent_decisions(connection, call.desk.debate.name, _LINES + 1, place, curator, verdict)
        shown = [row for _, row in rows[:_LINES]][::-1]
        undone = find_undone(load_decisions(connection, call.desk.debate.name))
        titles = _name_undos(connection, call, shown)
        lines = build_lines(shown, titles, undone)
        audit = load_audit(connection, 20) if not before else []
    older = rows[_LINES - 1][0] if len(rows) > _LINES else None
    chosen = {"curator": curator, "verdict": verdict.value if verdict else ""}
    more = urlencode({name: value for name, value in chosen.items() if value} | {"before": older or ""})
    return call.render(
        "history", lines=lines, older=more if older else None, audit=audit, chosen=chosen, verdicts=list(Verdict)
    )


def _name_undos(connection: Connection, call: Call, rows: Sequence[Decision]) -> dict[str, str]:
    wanted = [row.candidate for row in rows if row.fields is None] + [row.target for row in rows if row.target]
    return {key: title for key, (title, _) in call.desk.load_named(connection, wanted).items()}


# --------------------------------------------------------------------------- feeds, guide
def show_feeds(call: Call) -> Response:
    """Show what every source does, worst first."""
    with reading(call.desk.engine) as connection:
        rows = {row.name: row for row in load_feeds(connection)}
        missed = load_misses(connection, call.desk.debate.name)
    now = call.desk.now()
    shown: list[dict[str, Any]] = []
    for feed in call.desk.workspace.feeds:
        row = rows.get(feed.name)
        verdict = judge_feed(row, feed, now)
        shown.append(
            {"feed": feed, "row": row, "state": verdict.state, "note": verdict.note, "link": safe_link(feed.url)}
        )
    shown.sort(key=lambda item: (rank_worst(item["state"]), item["feed"].name))
    counts = count_states(item["state"] for item in shown)
    return call.render("feeds", feeds=shown, counts=counts, missed=missed)


def show_guide(call: Call) -> Response:
    """Show how to decide whether something is an event, with examples from the timeline."""
    with reading(call.desk.engine) as connection:
        rulings = _load_events(connection, call)
    examples = {
        level: [row.fields.title for row in rulings if row.fields and row.fields.significance is level][-4:]
        for level in Significance
    }
    return call.render("guide", examples=examples)


def _load_events(connection: Connection, call: Call) -> list[Ruling]:
    rulings = fold_decisions(load_decisions(connection, call.desk.debate.name)).values()
    return [row for row in rulings if row.state is State.ACCEPTED and row.fields is not None]


# --------------------------------------------------------------------------- promises
def show_promises(call: Call) -> Response:
    """Show what was promised, what is overdue, what was kept and after how many days."""
    ledger = list(call.desk.errands.promises())
    order = {"overdue": 0, "open": 1, "kept": 2, "broken": 3}
    ledger.sort(key=lambda row: (order[row.state.value], row.due or row.made))
    return call.render("promises", ledger=ledger)


# --------------------------------------------------------------------------- the curator's texts
def show_synthesis(call: Call) -> Response:
    """Show the curator's texts and the events accepted since that touch their paragraphs."""
    return _render_synthesis(call, {}, None)


def _render_synthesis(call: Call, typed: dict[str, str], fault: str | None, status: int = 200) -> Response:
    debate = call.desk.debate
    with reading(call.desk.engine) as connection:
        versions = {part: load_texts(connection, debate.name, part) for part in _PARTS}
        rulings = _load_events(connection, call)
    parts: list[dict[str, Any]] = []
    for part in _PARTS:
        last = versions[part][-1] if versions[part] else None
        text = last.body if last else getattr(debate, part)
        fresh = [
            Fresh(f"evt-{row.accession}", row.fields, row.effective[-1].decided_at.date())
            for row in rulings
            if row.fields is not None and row.effective and (last is None or row.effective[-1].decided_at > last.at)
        ]
        touched, others = touch_paragraphs(text, fresh, debate)
        parts.append(
            {
                "name": part,
                "text": typed.get(part, text),
                "seen": str(last.seq) if last else "0",
                "shown": render_markdown(text),
                "last": last,
                "file": f"pipelines/{debate.name}.yaml" if text and last is None else None,
                "count": len(versions[part]),
                "touched": touched,
                "others": others if last else (),
                "waiting": len(fresh) if last is None else 0,
            }
        )
    return call.render("synthesis", status, parts=parts, fault=fault, part_typed=list(typed))


def post_synthesis(call: Call) -> Response:
    """Append a new version of a text; an old one is never lost."""
    part, body = call.form.get("part", ""), call.form.get("text", "").replace("\r\n", "\n").strip()
    if part not in _PARTS:
        raise RefusedError(f"no text {part[:20]!r}; known: {', '.join(_PARTS)}")
    if len(body) > _MAX_TEXT:
        return _render_synthesis(call, {part: body}, f"the text is longer than {_MAX_TEXT} characters", 422)
    with writing(call.desk.engine) as connection:
        versions = load_texts(connection, call.desk.debate.name, part)
        last = versions[-1] if versions else None
        if last is not None and last.body == body:
            return RedirectResponse("/synthesis", 303)
        conflict = call.form.get("seen", "0") != (str(last.seq) if last else "0")
        if not conflict:
            append_text(connection, call.desk.debate.name, part, body, call.visitor.name, call.desk.now())
    if conflict and last is not None:
        told = f"{last.curator} saved another version meanwhile; what you typed is kept below, saving again overrides"
        return _render_synthesis(call, {part: body}, told, 409)
    return RedirectResponse("/synthesis", 303)


# --------------------------------------------------------------------------- adding
def show_add(call: Call) -> Response:
    """Show the form for an address that no feed brought."""
    return call.render("add", url=call.query.get("url", "")[:2000], fault=None, told=None, remedies=())


def post_add(call: Call) -> Response:
    """Fetch an address now, put what it tells into the queue, and say why the pipeline had missed it."""
    url = call.form.get("url", "").strip()[:2000]
    if safe_link(url) is None:
        fault = "an http or https address, without a password in it"
        return call.render("add", 422, url=url, fault=fault, told=None, remedies=())
    try:
        call.desk.errands.explain(url)
        known = True
    except NotFoundError:
        known = False
    try:
        told = dict(call.desk.errands.submit(url))
    except WarTrackerError as error:
        return call.render("add", 422, url=url, fault=str(error), told=None, remedies=())
    remedies = suggest_remedies(told.get("steps", []), known_before=known)
    if remedies:
        with writing(call.desk.engine) as connection:
            note_miss(connection, call.desk.debate.name, url, remedies, call.visitor.name, call.desk.now())
    return call.render("add", url=url, fault=None, told=told, remedies=remedies)
