"""Acts of curators in, decisions and new states out: the one place that writes decisions (takeover.py copies them)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from wartracker.counting import find_undone
from wartracker.errors import NotFoundError, RefusedError, ReviewConflict
from wartracker.ids import build_id
from wartracker.records import ArticleRef, Candidate, Decision, Fields
from wartracker.review.history import tell_age, tell_verdict
from wartracker.review.judge import find_first, fold_decisions
from wartracker.rulings import find_last, find_target, follow_ruling
from wartracker.store.candidates import load_candidate
from wartracker.store.database import exclude_others
from wartracker.store.decisions import (
    append_decision,
    load_batch,
    load_candidate_decisions,
    load_decision,
    load_merged_into,
    number_decision,
)
from wartracker.vocabulary import ACCEPTING, Significance, State, Verdict


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
    second_for: Collection[Significance] = ()  # levels whose first acceptance waits for a second curator
    batch: str | None = None  # of several decisions that are one act


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
    second_for: Collection[Significance] = (),
    batch: str | None = None,
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
        target: candidate or event merged into or linked to; comma-separated ids of what a split parts: articles, or
            candidates that were merged into this one.
        shown_at: when the curator was shown it.
        until: end of a snooze, None: until it has more sources.
        second_for: levels at which a first acceptance waits for a second curator's.
        batch: name of the act that this decision is part of.

    Returns:
        The decision, with its accession where it is a first acceptance; the same decision repeated is returned as is.

    Raises:
        ReviewConflict: the candidate has changed since; nothing was written.
        RefusedError: the act makes no sense (merge into itself, split of everything).
    """
    act = Act(verdict, curator, at, reason, fields, target, shown_at, until, second_for, batch)
    exclude_others(connection, f"debate {candidate.debate}")
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
        return _split(connection, present, act)
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
        batch=act.batch,
        provisional=_waits_for_second(connection, candidate, act, fields),
    )
    if act.verdict in ACCEPTING and not decision.provisional:
        decision = number_decision(connection, _gather_merged(connection, decision))
    append_decision(connection, decision)
    follow_ruling(connection, candidate.id, act.at)
    return decision


def _waits_for_second(connection: Connection, candidate: Candidate, act: Act, fields: Fields) -> bool:
    """Tell whether an acceptance is the first of two; asked once, later edits of the event need no second.

    Raises:
        RefusedError: the same curator would be the second.
    """
    asks = act.verdict in ACCEPTING and fields.significance in act.second_for
    if not asks or candidate.state in {State.ACCEPTED, State.MERGED}:
        return False
    first = find_first(load_candidate_decisions(connection, candidate.id))
    if first is None:
        return True
    if first.curator == act.curator:
        level = fields.significance.value
        raise RefusedError(f"you accepted it already; as {level} it waits for the acceptance of a second curator")
    return False


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
    act = replace(act, batch=act.batch or build_id("bat", *_name_act(candidate, act)))
    _record(connection, candidate, replace(act, verdict=Verdict.MERGE, target=event.id, fields=None))
    changed = replace(act, verdict=Verdict.EDIT_ACCEPT, fields=act.fields or candidate.fields)
    return _record(connection, replace(event, articles=candidate.articles, evidence=candidate.evidence), changed)


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
    act = replace(act, batch=act.batch or build_id("bat", *_name_act(candidate, act)))
    decision = _record(connection, candidate, act)
    ruling = fold_decisions(load_candidate_decisions(connection, into.id))[into.id]
    seen = replace(into, articles=candidate.articles, evidence=candidate.evidence)
    carried = replace(act, verdict=Verdict.ACCEPT, fields=ruling.fields, target=None, reason="a source was added")
    _record(connection, seen, carried)
    return decision


def _split(connection: Connection, candidate: Candidate, act: Act) -> Decision:
    """Part a candidate: articles leave it, candidates that were merged into it stand again as they stood.

    What was parted is remembered: those articles never meet in one candidate again.
    """
    leave = set((act.target or "").split(",")) - {""}
    merged = {row.candidate: row for row in load_merged_into(connection, candidate.debate, candidate.id)}
    if not leave or not leave & merged.keys():
        return _record(connection, candidate, act, sources=_check_split(candidate, leave))
    if not leave <= merged.keys():
        raise RefusedError("part merged candidates first, articles of this one afterwards")
    batch = act.batch or build_id("bat", *_name_act(candidate, act))
    parted = [merged[one] for one in sorted(leave)]
    _take_back(connection, [row for one in parted for row in load_batch(connection, one)], act.curator, act.at, batch)
    gone = {source.id for row in parted for source in row.sources}
    ruling = fold_decisions(load_candidate_decisions(connection, candidate.id)).get(candidate.id)
    left = ruling.sources if ruling is not None and ruling.state is State.ACCEPTED else candidate.articles
    own = tuple(article for article in left if article.id not in gone)
    return _record(connection, candidate, replace(act, target=",".join(sorted(gone)), batch=batch), sources=own)


def _check_split(candidate: Candidate, leave: set[str]) -> tuple[ArticleRef, ...]:
    """Return the articles that stay.

    Raises:
        RefusedError: nothing would leave, nothing would stay, or the candidate is decided.
    """
    if candidate.state not in {State.PENDING, State.SNOOZED}:
        raise RefusedError("a decided candidate is not split; undo the decision first")
    known = {article.id for article in candidate.articles}
    if not leave or not leave <= known or leave == known:
        raise RefusedError("choose at least one article that leaves and one that stays")
    return tuple(article for article in candidate.articles if article.id not in leave)


def decide_many(connection: Connection, candidates: Sequence[Candidate], act: Act) -> tuple[Decision, ...]:
    """Decide on several candidates in one act, which one undo takes back; all are decided, or none.

    Args:
        connection: a writing transaction.
        candidates: as they were shown; their versions are checked.
        act: the same for all; no fields.

    Raises:
        ReviewConflict: one of them has changed since.
        RefusedError: none was chosen, or the act makes no sense for one of them.
    """
    if not candidates:
        raise RefusedError("no candidate was chosen")
    ids = ",".join(f"{one.id} {one.version}" for one in candidates)
    batch = build_id("bat", act.verdict.value, act.curator, ids)
    return tuple(
        decide(
            connection,
            one,
            act.verdict,
            curator=act.curator,
            at=act.at,
            reason=act.reason,
            target=act.target,
            shown_at=act.shown_at,
            until=act.until,
            second_for=act.second_for,
            batch=batch,
        )
        for one in candidates
    )


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
    exclude_others(connection, f"debate {debate}")
    found = load_decision(connection, target) if target else find_last(connection, debate, curator)
    if found is None or found.debate != debate:
        raise NotFoundError("no decision to undo; `wartracker review log` shows them")
    act = load_batch(connection, found)
    batch = build_id("bat", found.id, at.isoformat()) if len(act) > 1 else None
    rows = _take_back(connection, act, curator, at, batch)
    return next(row for row in rows if row.target == found.id)


def _take_back(
    connection: Connection, act: Sequence[Decision], curator: str, at: datetime, batch: str | None
) -> list[Decision]:
    return [_undo_one(connection, row, curator, at, batch) for row in reversed(act)]


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
    follow_ruling(connection, found.candidate, at)
    return decision


def parts_articles(connection: Connection, row: Decision) -> bool:
    """Tell whether an undo touches a split, so that claims must be clustered anew."""
    seen: Decision | None = row
    while seen is not None and seen.verdict is Verdict.UNDO:
        seen = load_decision(connection, seen.target or "")
    return seen is not None and seen.verdict is Verdict.SPLIT


def _build_decision_id(candidate: Candidate, act: Act) -> str:
    return build_id("dec", *_name_act(candidate, act))


def _name_act(candidate: Candidate, act: Act) -> tuple[str, ...]:
    return (candidate.debate, candidate.id, str(candidate.version), act.verdict.value, act.curator)


def _find_repetition(connection: Connection, candidate: Candidate, act: Act) -> Decision | None:
    """Find the same act of the same curator on the same version; another wish in the same words is none."""
    if act.verdict in ACCEPTING and candidate.updates:
        return _find_taken_over(connection, candidate, act)
    wanted = load_decision(connection, _build_decision_id(candidate, act))
    if wanted is None:
        return None
    same = wanted.fields == (act.fields or candidate.fields) and wanted.reason == act.reason
    return wanted if same and wanted.until == act.until and _aims_alike(connection, wanted, act) else None


def _find_taken_over(connection: Connection, candidate: Candidate, act: Act) -> Decision | None:
    """Find the edit of an event by which an update was accepted."""
    merged = load_decision(connection, _build_decision_id(candidate, replace(act, verdict=Verdict.MERGE)))
    rows = load_batch(connection, merged) if merged else []
    return next((row for row in rows if row.verdict is Verdict.EDIT_ACCEPT), None)


def _aims_alike(connection: Connection, wanted: Decision, act: Act) -> bool:
    if act.target is None or act.target == wanted.target or act.verdict is Verdict.SPLIT:
        return True
    try:
        return find_target(connection, wanted.debate, act.target).id == wanted.target
    except NotFoundError:
        return False


def _describe(connection: Connection, present: Candidate, now: datetime) -> str:
    history = load_candidate_decisions(connection, present.id)
    if history:
        last = history[-1]
        reason = f" ({last.reason})" if last.reason else ""
        told = f"{tell_verdict(last.verdict)} by {last.curator} {tell_age(now - last.decided_at)}{reason}"
        return f"{present.fields.title!r}: {told}; nothing changed"
    return f"{present.fields.title!r} has changed since it was shown (version {present.version}); nothing changed"
