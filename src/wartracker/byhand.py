"""An event as a curator wrote it in, its candidate and acceptance out: what no feed brought."""

from __future__ import annotations

from sqlalchemy import Connection

from wartracker.curate import Act, decide
from wartracker.debate import Debate
from wartracker.errors import NotFoundError
from wartracker.ids import build_id
from wartracker.records import ArticleRef, Candidate, Decision, Evidence, Fields
from wartracker.store.candidates import load_candidate, save_candidate
from wartracker.vocabulary import State, Verdict


def add_event(
    connection: Connection, debate: Debate, fields: Fields, sources: tuple[ArticleRef, ...], act: Act
) -> Decision:
    """Accept an event that a curator wrote by hand; the same again is no second event.

    Args:
        connection: a writing transaction.
        debate: the debate.
        fields: as written.
        sources: where it can be read.
        act: who, when and why; its verdict is ACCEPT.
    """
    candidate = Candidate(
        id=build_id("cand", debate.name, "hand", fields.title, fields.date.value.isoformat()),
        debate=debate.name,
        version=1,
        state=State.PENDING,
        fields=fields,
        score=1.0,
        claims=(),
        articles=sources,
        evidence=_quote_titles(sources),
        why=(f"added by hand by {act.curator}",),
    )
    try:
        load_candidate(connection, candidate.id)
    except NotFoundError:
        save_candidate(connection, candidate, act.at)
    return decide(
        connection, candidate, Verdict.ACCEPT, curator=act.curator, at=act.at, reason=act.reason, fields=fields
    )


def _quote_titles(sources: tuple[ArticleRef, ...]) -> tuple[Evidence, ...]:
    return tuple(Evidence(one.id, "title", 0, len(one.title), one.title, ("title",)) for one in sources if one.title)
