"""Sources, gazetteer and events in, what nobody listens to out: blind spots of a debate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wartracker.debate import Debate
from wartracker.gazetteer import Gazetteers
from wartracker.records import Event, Feed
from wartracker.vocabulary import FeedState, Tier

QUIET_DAYS = 90
# States in which a source still tells what its publisher says.
LIVE = frozenset({FeedState.NEW, FeedState.OK, FeedState.MOVED})
# Without one of these tiers a kind is told by bystanders alone.
PRIMARY = frozenset({Tier.FIRST_PARTY, Tier.HUB, Tier.LEGISLATURE})


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a debate does not hear."""

    makers: tuple[str, ...]  # names of model makers without a live first-party source, those with most models first
    lost: tuple[str, ...]  # of these: had one, and it no longer works
    kinds: tuple[str, ...]  # kinds with no event for QUIET_DAYS
    frontlines: tuple[str, ...]
    months: tuple[str, ...]  # YYYY-MM without any event since the debate began


def find_gaps(
    debate: Debate,
    gazetteers: Gazetteers,
    feeds: Sequence[Feed],
    states: Mapping[str, FeedState],
    events: Sequence[Event],
    today: date,
) -> Gaps:
    """Find blind spots.

    Args:
        debate: the debate.
        gazetteers: names known; makers are the owners of its models and the members of the debate's parties.
        feeds: the sources.
        states: verdict by source; one that is missing was never polled.
        events: accepted ones.
        today: the day.
    """
    listed, live = _first_party(feeds, states)
    models = Counter(model.owner for model in gazetteers.models)
    members = {member.organization for side in debate.parties for member in side.members}
    makers = [row for row in gazetteers.organizations if row.key in models or row.key in members]
    missing = sorted((row for row in makers if row.key not in live), key=lambda row: (-models[row.key], row.name))
    recent = [event for event in events if event.retracted is None and _is_recent(event, today)]
    kinds = {event.fields.kind for event in recent}
    fronts = {front for event in recent for front in event.fields.frontlines}
    return Gaps(
        makers=tuple(row.name for row in missing),
        lost=tuple(row.name for row in missing if row.key in listed),
        kinds=tuple(kind.value for kind in debate.kinds if kind not in kinds),
        frontlines=tuple(front.key for front in debate.frontlines if front.key not in fronts),
        months=_empty_months(debate.since, (event.fields.date.value for event in events if not event.retracted), today),
    )


def _first_party(feeds: Iterable[Feed], states: Mapping[str, FeedState]) -> tuple[set[str], set[str]]:
    listed: set[str] = set()
    live: set[str] = set()
    for feed in feeds:
        listed |= set(feed.first_party_of)
        if feed.paused is None and feed.tier in PRIMARY and states.get(feed.name, FeedState.NEW) in LIVE:
            live |= set(feed.first_party_of)
    return listed, live


def _is_recent(event: Event, today: date) -> bool:
    return today - event.fields.date.value <= timedelta(days=QUIET_DAYS)


def _empty_months(since: date, days: Iterable[date], today: date) -> tuple[str, ...]:
    told = {(day.year, day.month) for day in days}
    months: list[str] = []
    year, month = since.year, since.month
    while (year, month) < (today.year, today.month):
        if (year, month) not in told:
            months.append(f"{year}-{month:02d}")
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(months)


def render_gaps(gaps: Gaps, most: int = 20) -> list[str]:
    """Render the blind spots for people; long lists are cut and counted."""

    def cut(words: Sequence[str]) -> str:
        more = f" and {len(words) - most} more" if len(words) > most else ""
        return (", ".join(words[:most]) or "none") + more

    return [
        f"makers without a live source of their own: {cut(gaps.makers)}",
        f"of these, with a source that no longer works: {cut(gaps.lost)}",
        f"kinds without an event for {QUIET_DAYS} days: {cut(gaps.kinds)}",
        f"frontlines without an event for {QUIET_DAYS} days: {cut(gaps.frontlines)}",
        f"months without an event: {cut(gaps.months)}",
    ]
