"""Candidates in, versioned rows out; a superseded id stays an alias for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from wartracker.codec import dump_record, load_record
from wartracker.errors import NotFoundError
from wartracker.records import Candidate
from wartracker.store.database import upsert
from wartracker.store.tables import aliases, candidate_articles, candidate_claims, candidates
from wartracker.vocabulary import State


def load_candidates(connection: Connection, debate: str, states: Iterable[State] | None = None) -> list[Candidate]:
    """Load candidates of a debate, best score first, then id."""
    query = select(candidates).where(candidates.c.debate == debate)
    if states is not None:
        query = query.where(candidates.c.state.in_([state.value for state in states]))
    query = query.order_by(candidates.c.score.desc(), candidates.c.id)
    return [
        replace(load_record(Candidate, row.body), version=row.version, state=State(row.state))
        for row in connection.execute(query)
    ]


def load_candidate(connection: Connection, identifier: str) -> Candidate:
    """Load one candidate by its id, an id it superseded, or the beginning of its id.

    Raises:
        NotFoundError: none, or several begin like that.
    """
    rows = list(connection.execute(select(candidates).where(candidates.c.id == identifier)))
    if not rows:  # superseded, or only the beginning of an id
        current = follow_aliases(connection, identifier)
        query = select(candidates).where(candidates.c.id.startswith(current, autoescape=True))
        rows = list(connection.execute(query.order_by(candidates.c.id).limit(2)))
        rows = rows[:1] if rows and rows[0].id == current else rows
    if len(rows) != 1:
        problem = "several candidates begin with" if rows else "no candidate"
        raise NotFoundError(f"{problem} {identifier}; `wartracker review list` shows the queue")
    return replace(load_record(Candidate, rows[0].body), version=rows[0].version, state=State(rows[0].state))


def follow_aliases(connection: Connection, identifier: str) -> str:
    """Return the present id behind an id that may be superseded."""
    current, seen = identifier, {identifier}
    while (new := connection.scalar(select(aliases.c.new).where(aliases.c.old == current))) and new not in seen:
        seen.add(new)
        current = new
    return current


def save_undecided(connection: Connection, debate: str, found: Iterable[Candidate], at: datetime) -> dict[str, int]:
    """Replace the undecided candidates of a debate by what resolve found.

    Args:
        connection: a writing transaction.
        debate: debate name.
        found: all candidates that no decision has frozen.
        at: now.

    Returns:
        Counts: new, changed, unchanged, superseded.
    """
    wanted = {candidate.id: candidate for candidate in found}
    stored = {
        candidate.id: candidate for candidate in load_candidates(connection, debate, (State.PENDING, State.SNOOZED))
    }
    counts = {"new": 0, "changed": 0, "unchanged": 0, "superseded": 0}
    owner = {claim: candidate.id for candidate in wanted.values() for claim in candidate.claims}
    for old in sorted(stored.keys() - wanted.keys()):
        heir = next((owner[claim] for claim in stored[old].claims if claim in owner), None)
        if heir:
            upsert(connection, aliases, [{"old": old, "new": heir}])
        connection.execute(delete(candidate_claims).where(candidate_claims.c.candidate == old))
        connection.execute(delete(candidate_articles).where(candidate_articles.c.candidate == old))
        connection.execute(delete(candidates).where(candidates.c.id == old))
        counts["superseded"] += 1
    for candidate in wanted.values():
        before = stored.get(candidate.id)
        state = before.state if before else candidate.state
        version = before.version if before else 1
        same = before is not None and dump_record(replace(before, version=1)) == dump_record(
            replace(candidate, version=1, state=state)
        )
        if same:
            counts["unchanged"] += 1
            continue
        counts["changed" if before else "new"] += 1
        _write(
            connection, replace(candidate, state=state, version=version + 1 if before else 1), at, new=before is None
        )
    return counts


def save_candidate(connection: Connection, candidate: Candidate, at: datetime) -> None:
    """Write one candidate as it is (state changes after a decision, sources absorbed)."""
    exists = connection.scalar(select(candidates.c.id).where(candidates.c.id == candidate.id))
    _write(connection, candidate, at, new=exists is None)


def set_state(connection: Connection, identifier: str, state: State, at: datetime) -> bool:
    """Set the state of a candidate and count a new version; False when there is no such row."""
    change = update(candidates).where(candidates.c.id == identifier)
    values = {"state": state.value, "version": candidates.c.version + 1, "updated_at": at}
    return bool(connection.execute(change.values(values)).rowcount)


def absorb(connection: Connection, claims_by_candidate: Mapping[str, Iterable[tuple[str, str]]]) -> int:
    """Attach later claims (claim id, article id) to decided candidates; their fields and version stay.

    Returns:
        How many claims were newly attached.
    """
    count = 0
    for candidate, pairs in claims_by_candidate.items():
        known = set(
            connection.scalars(select(candidate_claims.c.claim).where(candidate_claims.c.candidate == candidate))
        )
        fresh = [(claim, article) for claim, article in pairs if claim not in known]
        upsert(connection, candidate_claims, [{"candidate": candidate, "claim": claim} for claim, _ in fresh])
        rows = [{"candidate": candidate, "article": article} for article in dict.fromkeys(item[1] for item in fresh)]
        upsert(connection, candidate_articles, rows)
        count += len(fresh)
    return count


def load_memberships(connection: Connection, debate: str) -> dict[str, tuple[str, ...]]:
    """Load the claim ids of every candidate of a debate, absorbed ones too."""
    query = (
        select(candidate_claims.c.candidate, candidate_claims.c.claim)
        .join(candidates, candidates.c.id == candidate_claims.c.candidate)
        .where(candidates.c.debate == debate)
        .order_by(candidate_claims.c.candidate, candidate_claims.c.claim)
    )
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.candidate, []).append(row.claim)
    return {candidate: tuple(members) for candidate, members in found.items()}


def _write(connection: Connection, candidate: Candidate, at: datetime, *, new: bool) -> None:
    row = {
        "id": candidate.id,
        "debate": candidate.debate,
        "version": candidate.version,
        "state": candidate.state.value,
        "score": candidate.score,
        "body": dump_record(candidate),
        "updated_at": at,
    }
    if new:
        upsert(connection, candidates, [{**row, "created_at": at}])
    else:
        connection.execute(update(candidates).where(candidates.c.id == candidate.id).values(row))
    connection.execute(delete(candidate_claims).where(candidate_claims.c.candidate == candidate.id))
    connection.execute(delete(candidate_articles).where(candidate_articles.c.candidate == candidate.id))
    upsert(connection, candidate_claims, [{"candidate": candidate.id, "claim": claim} for claim in candidate.claims])
    rows = [{"candidate": candidate.id, "article": article.id} for article in candidate.articles]
    upsert(connection, candidate_articles, rows)
