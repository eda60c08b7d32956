"""The database in, what one page needs out: the queue's index, cards, progress; the clock of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from wartracker.debate import Debate
from wartracker.errors import NotFoundError
from wartracker.records import Candidate, Decision
from wartracker.review.card import Background, Card, build_card
from wartracker.review.judge import fold_decisions
from wartracker.review.marks import Source
from wartracker.review.proposals import Choice, make_choice
from wartracker.review.queue import Board
from wartracker.review.stats import Alike, tell_alike
from wartracker.review.web.board import Shelf, load_board
from wartracker.rulings import find_last, load_decided
from wartracker.store.analyses import load_article, load_article_relevance
from wartracker.store.candidates import load_candidates
from wartracker.store.decisions import load_candidate_decisions, load_decisions, load_merged_into, load_newest_decisions
from wartracker.store.feeds import load_feeds
from wartracker.store.queue import count_alike, count_decisions_since, load_event_candidates, load_titles
from wartracker.vocabulary import State
from wartracker.workspace import Workspace

_MAX_TEXTS = 6  # articles whose wording is read for one card
_LOOK_LIFE = timedelta(minutes=2)


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
    shelf: Shelf = field(default_factory=Shelf)
    _looks: dict[str, dict[str, datetime]] = field(default_factory=dict)  # candidate -> who looked, and when

    def load_board(self, connection: Connection) -> Board:
        """Load everything that waits."""
        seconds = bool(self.workspace.settings.review.second_for)
        return load_board(connection, self.debate.name, self.now(), self.shelf, seconds=seconds)

    def note_look(self, candidate: str, curator: str) -> tuple[str, ...]:
        """Note that a curator looks at a candidate; a hint for others, kept in memory alone.

        Returns:
            Who else has looked at it in the last two minutes.
        """
        now = self.now()
        with self.shelf.lock:
            for known, looks in list(self._looks.items()):
                fresh = {name: at for name, at in looks.items() if now - at < _LOOK_LIFE and name != curator}
                self._looks[known] = fresh
                if not fresh:
                    del self._looks[known]
            others = tuple(sorted(self._looks.get(candidate, {})))
            self._looks.setdefault(candidate, {})[curator] = now
        return others

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
        gate = load_article_relevance(connection, self.debate.name, [one.id for one in candidate.articles])
        return build_card(candidate, Background(sources, named, history, event, merged, gate))

    def load_decided(self, connection: Connection, identifier: str) -> Candidate:
        """Load a candidate; an accepted one with the fields, sources and quotes it was accepted with."""
        return load_decided(connection, identifier)

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

    def load_recent(self, connection: Connection, limit: int) -> list[Decision]:
        """Load the newest decisions, oldest of them first."""
        rows = load_newest_decisions(connection, self.debate.name, limit, self.shelf.recent)
        self.shelf.recent = {row.id: row for row in rows}
        return rows

    def load_last(self, connection: Connection, curator: str) -> Decision | None:
        """Load the decision that an undo would take back."""
        return find_last(connection, self.debate.name, curator)

    def count_today(self, connection: Connection, curator: str) -> int:
        """Count a curator's decisions since midnight UTC."""
        midnight = self.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return count_decisions_since(connection, self.debate.name, midnight, curator)

    def find_next_poll(self, connection: Connection) -> datetime | None:
        """Find when the next source is due; None when nothing was polled yet."""
        names = {feed.name for feed in self.workspace.feeds if not feed.paused}
        due = [row.next_due for row in load_feeds(connection) if row.name in names and row.next_due is not None]
        return min(due, default=None)


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
