"""Acts of curators and known events in, decisions and new states out: the one place that writes decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from wartracker.debate import Debate
from wartracker.errors import NotFoundError, RefusedError, ReviewConflict
from wartracker.ids import build_id
from wartracker.records import ArticleRef, Candidate, Decision, Event, Fields
from wartracker.review.history import tell_age, tell_verdict
from wartracker.review.judge import Ruling, find_undoable, find_undone, fold_decisions
from wartracker.store.candidates import load_candidate, save_candidate, set_state
from wartracker.store.database import lock_debate
from wartracker.store.decisions import (
    append_decision,
    load_batch,
    load_candidate_decisions,
    load_decision,
    load_merged_into,
    load_newest_decisions,
    number_decision,
)
from wartracker.store.queue import load_event_candidates
from wartracker.vocabulary import ACCEPTING, State, Verdict


@dataclass(frozen=True, slots=True)
class Act:
    """What a curator does to a candidate."""

    verdict: Verdict
    curator: str
    at: datetime
    reason: str = ""
    fields: Fields | None = None  # as edited; None: as shown
    target: str | None = None  # candidate or event merged into, event linked to, articles split off
    shown_at: datetime | None = None
    until: datetime | None = None  # of a snooze


def decide(
    connection: Connection,
    candidate: Candidate,
    verdict: Verdict,
    *,
    curator: str,
    at: datetime,
    reason: str = "",
    fields: Fields | None = None,
    target: str | None = None,
    shown_at: datetime | None = None,
    until: datetime | None = None,
) -> Decision:
    """Record one decision on a candidate as the curator saw it.

    Args:
        connection: a writing transaction.
        candidate: as it was shown; its version is checked.
        verdict: what was decided.
        curator: who.
        at: when.
        reason: why, in the curator's words.
        fields: the fields as edited, None to take them as shown.
        target: candidate or event merged into or linked to; article ids split off, comma-separated.
        shown_at: when the curator was shown it.
        until: end of a snooze, None: until it has more sources.

    Returns:
        The decision, with its accession where it is a first acceptance; the same decision repeated is returned as is.

    Raises:
        ReviewConflict: the candidate has changed since; nothing was written.
        RefusedError: the act makes no sense (merge into itself, split of everything).
    """
    act = Act(verdict, curator, at, reason, fields, target, shown_at, until)
    lock_debate(connection, candidate.debate)
    present = load_candidate(connection, candidate.id)
    if present.version != candidate.version or present.id != candidate.id:
        repeated = _find_repetition(connection, candidate, act)
        if repeated:
            return repeated
        raise ReviewConflict(_describe(connection, present, at), present.id, present.version)
    if verdict in ACCEPTING and candidate.updates:
        return _accept_update(connection, candidate, act)
    if verdict is Verdict.MERGE:
        return _merge(connection, candidate, act)
    if verdict is Verdict.SPLIT:
        return _record(connection, candidate, act, sources=_check_split(candidate, act))
    if verdict is Verdict.LINK:
        event = find_target(connection, candidate.debate, act.target or "")
        if event.id == candidate.id:
            raise RefusedError("an event is not linked to itself")
        return _record(connection, candidate, replace(act, target=event.id))
    return _record(connection, candidate, act)


def _record(
    connection: Connection,
    candidate: Candidate,
    act: Act,
    *,
    batch: str | None = None,
    sources: Sequence[ArticleRef] | None = None,
) -> Decision:
    fields = act.fields or candidate.fields
    decision = Decision(
        id=_build_decision_id(candidate, act),
        debate=candidate.debate,
        candidate=candidate.id,
        version=candidate.version,
        verdict=act.verdict,
        fields=fields,
        curator=act.curator,
        decided_at=act.at,
        reason=act.reason,
        target=act.target,
        sources=tuple(candidate.articles if sources is None else sources),
        evidence=candidate.evidence,
        proposed=candidate.fields if fields != candidate.fields else None,
        shown_at=act.shown_at,
        until=act.until,
        batch=batch,
    )
    if act.verdict in ACCEPTING:
        decision = number_decision(connection, _gather_merged(connection, decision))
    append_decision(connection, decision)
    _follow_ruling(connection, candidate.id, act.at)
    return decision


def _gather_merged(connection: Connection, decision: Decision) -> Decision:
    """Add the sources of what was merged into a candidate to its acceptance."""
    sources = {source.url: source for source in decision.sources}
    evidence = dict.fromkeys(decision.evidence)
    for row in load_merged_into(connection, decision.debate, decision.candidate):
        sources |= {source.url: source for source in row.sources if source.url not in sources}
        evidence |= dict.fromkeys(row.evidence)
    return replace(decision, sources=tuple(sources.values()), evidence=tuple(evidence))


def _accept_update(connection: Connection, candidate: Candidate, act: Act) -> Decision:
    """Accept an update: the event takes the new fields and sources, the update itself counts as merged into it."""
    event = find_target(connection, candidate.debate, candidate.updates or "")
    batch = build_id("bat", *_name_act(candidate, act))
    merged = replace(act, verdict=Verdict.MERGE, target=event.id, fields=None)
    _record(connection, candidate, merged, batch=batch)
    changed = replace(act, verdict=Verdict.EDIT_ACCEPT, fields=act.fields or candidate.fields)
    seen = replace(event, articles=candidate.articles, evidence=candidate.evidence)
    return _record(connection, seen, changed, batch=batch)


def _merge(connection: Connection, candidate: Candidate, act: Act) -> Decision:
    """Merge into another candidate; an accepted one takes the sources at once, an open one when it is accepted."""
    into = find_target(connection, candidate.debate, act.target or "")
    if into.id == candidate.id:
        raise RefusedError("a candidate is not merged into itself")
    if into.state is State.REJECTED:
        raise RefusedError(f"{into.fields.title!r} was rejected; reopen it first, or reject this one too")
    act = replace(act, target=into.id)
    if into.state is not State.ACCEPTED:
        return _record(connection, candidate, act)
    batch = build_id("bat", *_name_act(candidate, act))
    decision = _record(connection, candidate, act, batch=batch)
    ruling = fold_decisions(load_candidate_decisions(connection, into.id))[into.id]
    seen = replace(into, articles=candidate.articles, evidence=candidate.evidence)
    carried = replace(act, verdict=Verdict.ACCEPT, fields=ruling.fields, target=None, reason="a source was added")
    _record(connection, seen, carried, batch=batch)
    return decision


def _check_split(candidate: Candidate, act: Act) -> tuple[ArticleRef, ...]:
    """Return the articles that stay.

    Raises:
        RefusedError: nothing would leave, nothing would stay, or the candidate is decided.
    """
    if candidate.state not in {State.PENDING, State.SNOOZED}:
        raise RefusedError("a decided candidate is not split; undo the decision first")
    leave = set((act.target or "").split(",")) - {""}
    known = {article.id for article in candidate.articles}
    if not leave or not leave <= known or leave == known:
        raise RefusedError("choose at least one article that leaves and one that stays")
    return tuple(article for article in candidate.articles if article.id not in leave)


def find_target(connection: Connection, debate: str, identifier: str) -> Candidate:
    """Find the candidate behind a candidate id, the beginning of one, or an event id; merged ones lead to their event.

    Raises:
        NotFoundError: nothing carries this id.
    """
    seen: set[str] = set()
    while True:
        if identifier.startswith("evt-") and identifier[4:].isdigit():
            found = load_event_candidates(connection, debate).get(int(identifier[4:]))
            if found is None:
                raise NotFoundError(f"no event {identifier} in {debate}")
            identifier = found
        if not identifier:
            raise NotFoundError("no candidate or event was named")
        candidate = load_candidate(connection, identifier)
        if candidate.state is not State.MERGED or candidate.id in seen:
            return candidate
        seen.add(candidate.id)
        identifier = judge_candidate(connection, candidate.id).merged_into or candidate.id


def judge_candidate(connection: Connection, identifier: str) -> Ruling:
    """Judge what all decisions on one candidate come to.

    Raises:
        NotFoundError: nobody has decided on it.
    """
    rulings = fold_decisions(load_candidate_decisions(connection, identifier))
    if identifier not in rulings:
        raise NotFoundError(f"no decision on {identifier}")
    return rulings[identifier]


def undo(connection: Connection, debate: str, *, curator: str, at: datetime, target: str | None = None) -> Decision:
    """Take back a decision by a new row; undoing an undo brings the decision back.

    Decisions of one act are taken back together. What is undone already stays as it is.

    Args:
        connection: a writing transaction.
        debate: debate name.
        curator: who undoes.
        at: when.
        target: id of the decision; None: the curator's last one that still counts.

    Raises:
        NotFoundError: nothing to undo.
    """
    lock_debate(connection, debate)
    found = load_decision(connection, target) if target else find_last(connection, debate, curator)
    if found is None or found.debate != debate:
        raise NotFoundError("no decision to undo; `wartracker review log` shows them")
    act = load_batch(connection, found)
    batch = build_id("bat", found.id, at.isoformat()) if len(act) > 1 else None
    rows = [_undo_one(connection, row, curator, at, batch) for row in reversed(act)]
    return next(row for row in rows if row.target == found.id)


def _undo_one(connection: Connection, found: Decision, curator: str, at: datetime, batch: str | None) -> Decision:
    rows = load_candidate_decisions(connection, found.candidate)
    if found.id in find_undone(rows):
        return [row for row in rows if row.verdict is Verdict.UNDO and row.target == found.id][-1]
    decision = Decision(
        id=build_id("dec", found.debate, "undo", found.id, str(len(rows))),
        debate=found.debate,
        candidate=found.candidate,
        version=found.version,
        verdict=Verdict.UNDO,
        fields=None,
        curator=curator,
        decided_at=at,
        target=found.id,
        batch=batch,
    )
    append_decision(connection, decision)
    _follow_ruling(connection, found.candidate, at)
    return decision


def parts_articles(connection: Connection, row: Decision) -> bool:
    """Tell whether an undo touches a split, so that claims must be clustered anew."""
    seen: Decision | None = row
    while seen is not None and seen.verdict is Verdict.UNDO:
        seen = load_decision(connection, seen.target or "")
    return seen is not None and seen.verdict is Verdict.SPLIT


def find_last(connection: Connection, debate: str, curator: str | None) -> Decision | None:
    """Find the last decision (of a curator, or of anybody) that still counts, however many were undone since."""
    limit = 64
    while True:
        rows = load_newest_decisions(connection, debate, limit)
        found = find_undoable(rows, curator)
        if found is not None or len(rows) < limit:
            return found
        limit *= 4


def _follow_ruling(connection: Connection, identifier: str, at: datetime) -> None:
    """Make the state of a candidate what all decisions on it come to; a row that is gone is written anew."""
    rows = load_candidate_decisions(connection, identifier)
    ruling = fold_decisions(rows)[identifier]
    if not set_state(connection, identifier, ruling.state, at) and ruling.fields is not None:
        _restore(connection, ruling, at)


def _restore(connection: Connection, ruling: Ruling, at: datetime) -> None:
    """Write the row of a candidate that a later resolve had dropped while it was open."""
    candidate = Candidate(
        id=ruling.candidate,
        debate=ruling.debate,
        version=max(row.version for row in ruling.history) + 1,
        state=ruling.state,
        fields=ruling.fields or ruling.history[0].fields,  # type: ignore[arg-type]
        score=1.0,
        claims=(),
        articles=ruling.sources,
        evidence=ruling.evidence,
    )
    save_candidate(connection, candidate, at)


def _build_decision_id(candidate: Candidate, act: Act) -> str:
    return build_id("dec", *_name_act(candidate, act))


def _name_act(candidate: Candidate, act: Act) -> tuple[str, ...]:
    return (candidate.debate, candidate.id, str(candidate.version), act.verdict.value, act.curator)


def _find_repetition(connection: Connection, candidate: Candidate, act: Act) -> Decision | None:
    """Find the same act of the same curator on the same version; another wish in the same words is none."""
    wanted = load_decision(connection, _build_decision_id(candidate, act))
    if wanted is None:
        return None
    same = wanted.fields == (act.fields or candidate.fields) and wanted.reason == act.reason
    return wanted if same and wanted.until == act.until else None


def _describe(connection: Connection, present: Candidate, now: datetime) -> str:
    history = load_candidate_decisions(connection, present.id)
    if history:
        last = history[-1]
        reason = f" ({last.reason})" if last.reason else ""
        told = f"{tell_verdict(last.verdict)} by {last.curator} {tell_age(now - last.decided_at)}{reason}"
        return f"{present.fields.title!r}: {told}; nothing changed"
    return f"{present.fields.title!r} has changed since it was shown (version {present.version}); nothing changed"


def apply_decisions(connection: Connection, decisions: Sequence[Decision], at: datetime) -> None:
    """Append decisions made elsewhere, as planned; candidates that are not known here are written from them.

    Args:
        connection: a writing transaction.
        decisions: in the order they were made.
        at: now.
    """
    for debate in sorted({decision.debate for decision in decisions}):
        lock_debate(connection, debate)
    for decision in decisions:
        append_decision(connection, decision)
    for candidate in dict.fromkeys(decision.candidate for decision in decisions):
        _follow_ruling(connection, candidate, at)


def import_known(connection: Connection, debate: Debate, events: tuple[Event, ...], at: datetime) -> int:
    """Import the events known when the debate starts as its first accessions; again changes nothing.

    Args:
        connection: a writing transaction.
        debate: the debate.
        events: from pipelines/timelines/.
        at: now; the decision carries the event's accession day.

    Returns:
        How many were new.
    """
    count = 0
    lock_debate(connection, debate.name)
    for event in events:
        candidate = Candidate(
            id=event.candidate,
            debate=debate.name,
            version=1,
            state=State.ACCEPTED,
            fields=event.fields,
            score=1.0,
            claims=(),
            articles=(),
            evidence=event.evidence,
        )
        decision = Decision(
            id=build_id("dec", debate.name, "known", event.id),
            debate=debate.name,
            candidate=event.candidate,
            version=1,
            verdict=Verdict.ACCEPT,
            fields=event.fields,
            curator=event.curator,
            decided_at=event.published,
            sources=event.sources,
            evidence=event.evidence,
            accession=event.number,
        )
        if append_decision(connection, decision):
            save_candidate(connection, replace(candidate, version=2), at)
            count += 1
    return count
