"""A candidate and a choice in, a merge, a split or a link out."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from wartracker.curate import decide
from wartracker.display import clean_line
from wartracker.errors import NotFoundError, RefusedError, ReviewConflict
from wartracker.records import Decision
from wartracker.review.proposals import make_choice, propose_choices, search_choices
from wartracker.review.queue import parse_filters, write_filters
from wartracker.review.web.decide_page import find_after, read_shown, see, show_conflict
from wartracker.review.web.site import Call
from wartracker.store.candidates import load_candidate
from wartracker.store.database import reading, writing
from wartracker.vocabulary import Link, Verdict


def show_merge(call: Call) -> Response:
    """Show what a candidate may be merged into."""
    return _show_choices(call, "merge")


def show_link(call: Call) -> Response:
    """Show what an event may be linked to."""
    return _show_choices(call, "link")


def _show_choices(call: Call, page: str, fault: str | None = None, status: int = 200) -> Response:
    filters, _ = parse_filters(call.query or call.back)
    words = call.query.get("find", "")[:120]
    with reading(call.desk.engine) as connection:
        candidate = call.desk.load_decided(connection, str(call.path["id"]))
        choices = call.desk.load_choices(connection)
        if page == "link":
            choices = [one for one in choices if one.state == "accepted"]
        own = make_choice(candidate.id, candidate.id, candidate.state.value, candidate.fields)
        matched = {match.id: match.why for match in candidate.matches}
        found = search_choices(own, choices, words) if words.strip() else propose_choices(own, choices, matched)
        card = call.desk.load_card(connection, candidate)
    return call.render(
        page, status, card=card, choices=found, find=words, query=write_filters(filters), fault=fault, links=list(Link)
    )


def post_merge(call: Call) -> Response:
    """Merge a candidate into another or into an event."""
    return _act(call, Verdict.MERGE, call.form.get("target", ""), "", "merge")


def post_link(call: Call) -> Response:
    """Link an event to another."""
    word = call.form.get("link", "")
    if word not in {one.value for one in Link}:
        raise RefusedError(f"no link {word[:20]!r}; known: {', '.join(Link)}")
    return _act(call, Verdict.LINK, call.form.get("target", ""), word, "link")


def show_split(call: Call, fault: str | None = None, status: int = 200) -> Response:
    """Show the articles of a candidate, to tick those that tell of something else."""
    filters, _ = parse_filters(call.query or call.back)
    with reading(call.desk.engine) as connection:
        candidate = call.desk.load_decided(connection, str(call.path["id"]))
        card = call.desk.load_card(connection, candidate)
    quotes: dict[str, str] = {}
    for quote in (*card.quotes, *card.more_quotes):
        text = "".join(piece.text for piece in quote.passage.pieces)
        quotes.setdefault(quote.passage.article, clean_line(text, 240))
    return call.render("split", status, card=card, quotes=quotes, query=write_filters(filters), fault=fault)


def post_split(call: Call) -> Response:
    """Split articles off; they never meet the others in one candidate again."""
    leave = ",".join(call.lists.get("article", []))
    answer = _act(call, Verdict.SPLIT, leave, clean_line(call.form.get("reason", ""), 300), "split")
    if answer.status_code == 303:
        call.desk.errands.resolve()
    return answer


def _act(call: Call, verdict: Verdict, target: str, reason: str, page: str) -> Response:
    filters, _ = parse_filters(call.back)
    identifier = str(call.path["id"])
    try:
        with writing(call.desk.engine) as connection:
            after = find_after(call, connection, filters, identifier)
            stored = load_candidate(connection, identifier)
            decision: Decision = decide(
                connection,
                see(call, stored),
                verdict,
                curator=call.visitor.name,
                at=call.desk.now(),
                reason=reason,
                target=target,
                shown_at=read_shown(call),
            )
    except ReviewConflict as conflict:
        return show_conflict(call, filters, conflict)
    except (RefusedError, NotFoundError) as error:
        told = f"{error}."
        return show_split(call, told, 422) if page == "split" else _show_choices(call, page, told, 422)
    if verdict is Verdict.MERGE:
        return RedirectResponse("/?" + write_filters(filters, id=after or "", did=decision.id), 303)
    return RedirectResponse(f"/c/{decision.candidate}?did={decision.id}", 303)
