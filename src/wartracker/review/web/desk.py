"""The database in, what one page needs out: the queue's index, cards, progress; the clock of the page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine

from wartracker.debate import Debate
from wartracker.errors import NotFoundError
from wartracker.records import Candidate, Decision
from wartracker.review.card import Background, Card, build_card
from wartracker.review.judge import fold_decisions
from wartracker.review.marks import Source
from wartracker.review.proposals import Choice, make_choice
from wartracker.review.queue import Nap, Summary
from wartracker.review.stats import Alike, tell_alike
from wartracker.rulings import find_last, judge_candidate
from wartracker.store.analyses import load_article
from wartracker.store.candidates import load_candidate, load_candidates
from wartracker.store.decisions import load_candidate_decisions, load_decisions, load_merged_into
from wartracker.store.queue import (
    count_alike,
    count_decisions_since,
    load_event_candidates,
    load_open_versions,
    load_outlines,
    load_snoozes,
    load_titles,
    read_day,
)
from wartracker.store.runs import last_finished
from wartracker.vocabulary import Held, Kind, Significance, State
from wartracker.workspace import Workspace

_MAX_TEXTS = 6  # articles whose wording is read for one card


@dataclass(frozen=True, slots=True)
class Errands:
    """What the page asks of other parts of the program; given by whoever serves it."""

    submit: Callable[[str], Mapping[str, Any]]  # fetch an address and put what it tells into the queue
    explain: Callable[[str], Mapping[str, Any]]  # what each stage did with an address
    resolve: Callable[[], object]  # resolve all claims of the debate anew
    promises: Callable[[], Sequence[Any]]  # the ledger of promises, today


@dataclass(slots=True)
class Desk:
    """What all pages share; one for a server."""

    engine: Engine
    workspace: Workspace
    debate: Debate
    errands: Errands
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _summaries: dict[str, Summary] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def load_queue(self, connection: Connection) -> tuple[list[Summary], dict[str, Nap]]:
        """Load the open candidates; only rows whose version is new are read in full."""
        rows = load_open_versions(connection, self.debate.name)
        with self._lock:
            known = self._summaries
            fresh = [
                row.id
                for row in rows
                if (one := known.get(row.id)) is None or (one.version, one.state.value) != (row.version, row.state)
            ]
            outlines = load_outlines(connection, fresh)
            versions = {row.id: row for row in rows}
            kept = {one: known[one] for one in versions.keys() & known.keys() if one not in outlines}
            made = {one: summarize(outline, versions[one]) for one, outline in outlines.items()}
            self._summaries = kept | made
            # What a curator wrote by hand and took back has no article of the pipeline; it waits in the history.
            summaries = [one for one in self._summaries.values() if one.sources]
        naps = {row.candidate: Nap(row.until, len(row.sources)) for row in self._load_snoozes(connection, rows)}
        return summaries, naps

    def _load_snoozes(self, connection: Connection, rows: Sequence[Any]) -> Sequence[Decision]:
        if not any(row.state == State.SNOOZED.value for row in rows):
            return ()
        return tuple(load_snoozes(connection, self.debate.name).values())

    def load_card(self, connection: Connection, candidate: Candidate) -> Card:
        """Load everything that stands on the card of a candidate."""
        history = load_candidate_decisions(connection, candidate.id)
        targets = [row.target for row in history if row.target]
        named = self.load_named(connection, [*(match.id for match in candidate.matches), *targets])
        event = None
        if candidate.updates:
            holder = load_event_candidates(connection, self.debate.name).get(read_number(candidate.updates))
            rows = [row for row in load_candidate_decisions(connection, holder) if row.fields] if holder else []
            event = rows[-1].fields if rows else None
        merged = load_merged_into(connection, self.debate.name, candidate.id) if candidate.articles else ()
        sources = load_sources(connection, candidate)
        alike = tell_alike(Alike(*count_alike(connection, self.debate.name, candidate.score)))
        if alike:
            candidate = replace(candidate, why=(alike, *candidate.why))
        return build_card(candidate, Background(sources, named, history, event, merged))

    def load_decided(self, connection: Connection, identifier: str) -> Candidate:
        """Load a candidate; an accepted one with the fields, sources and quotes it was accepted with."""
        candidate = load_candidate(connection, identifier)
        if candidate.state is not State.ACCEPTED:
            return candidate
        ruling = judge_candidate(connection, candidate.id)
        return replace(
            candidate,
            fields=ruling.fields or candidate.fields,
            articles=ruling.sources or candidate.articles,
            evidence=ruling.evidence or candidate.evidence,
        )

    def load_choices(self, connection: Connection) -> list[Choice]:
        """Load everything that a candidate may be merged into or linked to: open candidates and accepted events."""
        rulings = fold_decisions(load_decisions(connection, self.debate.name))
        choices = [
            make_choice(row.candidate, f"evt-{row.accession}", row.state.value, row.fields)
            for row in rulings.values()
            if row.state is State.ACCEPTED and row.fields is not None
        ]
        waiting = load_candidates(connection, self.debate.name, (State.PENDING, State.SNOOZED))
        return choices + [make_choice(one.id, one.id[:13], one.state.value, one.fields) for one in waiting]

    def load_named(self, connection: Connection, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Load title and state of candidates and events that are named by their ids."""
        if not ids:
            return {}
        events = [one for one in ids if one.startswith("evt-")]
        named = load_titles(connection, [one for one in ids if one not in events])
        if events:
            holders = load_event_candidates(connection, self.debate.name)
            candidates = {one: holders.get(read_number(one), "") for one in events}
            titles = load_titles(connection, candidates.values())
            named |= {one: titles[holder] for one, holder in candidates.items() if holder in titles}
        return named

    def load_last(self, connection: Connection, curator: str) -> Decision | None:
        """Load the decision that an undo would take back."""
        return find_last(connection, self.debate.name, curator)

    def count_today(self, connection: Connection, curator: str) -> int:
        """Count a curator's decisions since midnight UTC."""
        midnight = self.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return count_decisions_since(connection, self.debate.name, midnight, curator)

    def find_next_run(self, connection: Connection) -> datetime | None:
        """Find when the last run ended; None when there was none."""
        last = last_finished(connection)
        return last[0] if last else None


def summarize(outline: Mapping[str, Any], row: Any) -> Summary:
    """Make the queue's line of a stored candidate."""
    fields = outline["fields"]
    return Summary(
        id=row.id,
        version=row.version,
        state=State(row.state),
        score=row.score,
        title=fields["title"],
        kind=Kind(fields["kind"]),
        significance=Significance(fields["significance"]),
        day=read_day(outline),
        organizations=tuple(org["key"] for org in fields["organizations"]),
        sources=len(outline["articles"]),
        held=Held(outline["held_because"]) if outline["held_because"] else None,
        updates=outline["updates"],
        matched=bool(outline["matches"]),
    )


def load_sources(connection: Connection, candidate: Candidate) -> dict[str, Source]:
    """Load the wording of the articles that a candidate quotes."""
    found: dict[str, Source] = {}
    for identifier in list(dict.fromkeys(item.article for item in candidate.evidence))[:_MAX_TEXTS]:
        try:
            article, mentions = load_article(connection, identifier)
        except NotFoundError:
            continue  # known events and hand-written ones quote articles that were never stored
        found[identifier] = Source(article.title, article.text, mentions)
    return found


def read_number(event: str) -> int:
    """Read the accession number of an event id; 0 when it is none."""
    digits = event.removeprefix("evt-")
    return int(digits) if digits.isdigit() else 0
