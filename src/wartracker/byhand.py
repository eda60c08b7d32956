"""An event as a curator wrote it in, its candidate and acceptance out: what no feed brought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time

from sqlalchemy import Connection

from wartracker.curate import Act, decide
from wartracker.debate import Debate
from wartracker.display import clean_line, safe_link, tell_host
from wartracker.errors import NotFoundError
from wartracker.ids import build_id
from wartracker.records import ArticleRef, Candidate, Decision, Evidence, Fields
from wartracker.review.edits import COMPONENTS, read_day
from wartracker.store.candidates import load_candidate, save_candidate
from wartracker.vocabulary import Kind, Significance, State, Status, Tier, Verdict


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


def blank_form() -> dict[str, str]:
    """Make the form of an event that nobody has written yet: every field of the edit form."""
    form = dict.fromkeys(("title", "date", "end", "organizations", "models", "license", "crosses_over", "slots"), "")
    form |= {"kind": Kind.WEIGHTS_RELEASE.value, "status": Status.RELEASED.value, "party": "none", "access": "unknown"}
    return (
        form
        | {"significance": Significance.NOTABLE.value, "openness": "unknown"}
        | dict.fromkeys(COMPONENTS, "unknown")
    )


def read_source(form: Mapping[str, str]) -> tuple[ArticleRef | None, dict[str, str]]:
    """Read where an event can be read.

    Args:
        form: source_url, source_title, source_tier, source_day (may be empty).

    Returns:
        The source, or None and a sentence for every field at fault.
    """
    faults: dict[str, str] = {}
    link = safe_link(form.get("source_url", ""))
    if link is None:
        faults["source_url"] = "an http or https address at which this can be read"
    title = clean_line(form.get("source_title", ""), 300)
    if not title:
        faults["source_title"] = "the source's headline, as it stands there"
    tier = form.get("source_tier", "")
    if tier not in {one.value for one in Tier}:
        faults["source_tier"] = f"one of: {', '.join(Tier)}"
    day = read_day(form.get("source_day", "")) if form.get("source_day", "").strip() else None
    if faults or link is None:
        return None, faults
    published = datetime.combine(day[0], time(12), UTC) if day else None
    return ArticleRef(build_id("art", link), link, title, tell_host(link), Tier(tier), published), {}
