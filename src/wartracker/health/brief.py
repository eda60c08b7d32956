"""A week of a debate in, the letter to its curators out: events, updates, overdue promises, quiet lanes, what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wartracker.debate import Debate
from wartracker.facts import Promise
from wartracker.health.notices import Notice
from wartracker.records import Event
from wartracker.timeline.words import write_date
from wartracker.vocabulary import EventState, PromiseState, Significance, Trouble

QUIET_LANE_DAYS = 30
_RANK = list(Significance)


@dataclass(frozen=True, slots=True)
class Week:
    """Everything the letter is made of."""

    debate: Debate
    since: datetime
    until: datetime
    events: Sequence[Event]  # all of the debate
    promises: Sequence[Promise]
    waiting: Mapping[str, int]  # open candidates by tab
    likely: Sequence[str]  # titles of the first of them
    troubles: Sequence[Notice]  # that stand
    read: int = 0  # entries read this week
    kept: int = 0  # pages kept


def render_brief(week: Week) -> tuple[str, str]:
    """Render the letter.

    Returns:
        Subject and plain text, lines of at most 100 characters or one address.
    """
    standing = [event for event in week.events if event.retracted is None]
    new = [event for event in standing if week.since <= event.published < week.until]
    new.sort(key=lambda event: (_RANK.index(event.fields.significance), event.fields.date.value, event.number))
    subject = f"{week.debate.title}: {_count(len(new), 'new event')}, {week.waiting.get('likely', 0)} likely wait"
    lines = [f"{week.debate.title}", f"{week.since:%d %B} to {week.until:%d %B %Y}", ""]
    lines += _section("Events", [_tell_event(event) for event in new], _tell_nothing(week))
    lines += _section("Changed", _tell_changes(week), "nothing was corrected or withdrawn")
    lines += _section("Overdue promises", _tell_promises(week.promises), "none")
    lines += _section("Quiet lanes", find_quiet_lanes(week.debate, standing, week.until.date()), "every lane moved")
    waiting = [f"{count} {tab}" for tab, count in week.waiting.items() if count]
    told = [f"  {title}" for title in week.likely]
    lines += _section("Waiting for you", [", ".join(waiting), *told] if waiting else [], "nothing")
    troubles = [
        f"{one.word.value}: {one.subject}: {one.says}" for one in week.troubles if one.word is not Trouble.LANDMARK
    ]
    lines += _section("Troubles", troubles, "none")
    return subject, "\n".join(lines).rstrip() + "\n"


def _section(title: str, rows: Sequence[str], nothing: str) -> list[str]:
    return [title.upper(), *(f"- {row}" if not row.startswith("  ") else f"  {row}" for row in rows or [nothing]), ""]


def _tell_nothing(week: Week) -> str:
    silent = sum(1 for one in week.troubles if one.word is Trouble.SILENT)
    return f"nothing new: {week.read} entries read, {week.kept} kept, {silent} feeds silent"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _tell_event(event: Event) -> str:
    source = f" ({event.sources[0].publisher}: {event.sources[0].url})" if event.sources else ""
    return f"{write_date(event.fields.date)} [{event.fields.significance.value}] {event.fields.title}{source}"


def _tell_changes(week: Week) -> list[str]:
    rows: list[str] = []
    for event in week.events:
        if event.state is EventState.RETRACTED and week.since <= event.updated < week.until:
            rows.append(f"withdrawn: {event.fields.title} ({event.retracted})")
        rows += [
            f"{event.fields.title}: {revision.note} ({revision.by})"
            for revision in event.revisions
            if week.since <= revision.at < week.until and event.published < week.since
        ]
    return rows


def _tell_promises(promises: Sequence[Promise]) -> list[str]:
    return [
        f"{one.title}: due {one.due}, {one.after_days} days ago"
        for one in promises
        if one.state is PromiseState.OVERDUE
    ]


def find_quiet_lanes(debate: Debate, events: Sequence[Event], today: date) -> list[str]:
    """Name the parties and frontlines on which nothing was accepted for a month."""
    recent = [event for event in events if today - event.fields.date.value <= timedelta(days=QUIET_LANE_DAYS)]
    parties = {event.fields.party for event in recent}
    fronts = {front for event in recent for front in event.fields.frontlines}
    quiet = [f"{side.title}: no move for {QUIET_LANE_DAYS} days" for side in debate.parties if side.key not in parties]
    return quiet + [
        f"{front.title}: no event for {QUIET_LANE_DAYS} days" for front in debate.frontlines if front.key not in fronts
    ]
