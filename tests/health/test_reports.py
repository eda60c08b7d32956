"""Report card, blind spots, brief and the line of the day, by table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.build import article_ref, fields
from tests.e2e.conftest import PRESS
from wartracker.cli.setup import shipped
from wartracker.debate import Debate
from wartracker.facts import EventDate, Promise
from wartracker.health.brief import Week, render_brief
from wartracker.health.cards import FeedWork, decide_card, render_cards
from wartracker.health.coverage import find_gaps, render_gaps
from wartracker.health.findings import Finding
from wartracker.health.letters import build_daily_line
from wartracker.health.notices import Notice
from wartracker.records import Event, Revision
from wartracker.vocabulary import Basis, CardVerdict, FeedState, Party, Precision, PromiseState, Significance, Trouble
from wartracker.workspace import Workspace, open_workspace

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    assert PRESS
    return open_workspace(shipped("feeds.yaml").parent, {})


@pytest.fixture(scope="module")
def debate(workspace: Workspace) -> Debate:
    return workspace.debate("open-weights")


def work(**changes: object) -> FeedWork:
    values: dict[str, object] = {"name": "small-talk", "state": FeedState.OK, "days": 28, "entries": 60, "pages": 50}
    return FeedWork(**(values | {"kept": 20} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("done", "trouble", "verdict"),
    [
        (work(candidates=3, first=2, accepted=1), None, CardVerdict.KEEP),
        (work(kept=0), None, CardVerdict.DROP),
        (work(kept=0, first_party=True), None, CardVerdict.KEEP),
        (work(kept=0, days=10), None, CardVerdict.KEEP),
        (work(repeated=58), None, CardVerdict.SLOW),
        (work(repeated=58, first=1), None, CardVerdict.KEEP),
        (work(entries=2, pages=2, rhythm_h=400.0, interval_h=1.0), None, CardVerdict.SLOW),
        (work(entries=2, pages=2, rhythm_h=400.0, interval_h=12.0), None, CardVerdict.KEEP),
        (work(candidates=3), Trouble.INVALID, CardVerdict.FIX),
        (work(candidates=3), Trouble.GONE, CardVerdict.DROP),
        (work(state=FeedState.PAUSED, kept=0), None, CardVerdict.KEEP),
    ],
)
def test_what_to_do_with_a_source(done: FeedWork, trouble: Trouble | None, verdict: CardVerdict) -> None:
    finding = Finding(trouble, done.name, "says so") if trouble else None
    card = decide_card(done, finding)
    assert card.verdict is verdict
    assert card.why
    table = render_cards([card], timedelta(days=28))
    assert verdict.value in table[1]
    assert table[-1].startswith("1 sources over 28 days")


def event(number: int, day: date, accepted: datetime, **changes: object) -> Event:
    told = fields(f"Quillon Labs Releases Ember {number}", date=EventDate(day, Precision.DAY, Basis.STATED))
    told = replace(told, party=Party.OPEN, frontlines=("capability",), significance=Significance.MAJOR)
    values: dict[str, object] = {
        "id": f"evt-{number}",
        "number": number,
        "day": accepted.date(),
        "curator": "ana",
        "fields": told,
        "sources": (article_ref(),),
        "evidence": (),
        "revisions": (),
        "published": accepted,
        "updated": accepted,
        "candidate": f"cand-{number}",
    }
    return Event(**(values | changes))  # type: ignore[arg-type]


def test_blind_spots_are_found(workspace: Workspace, debate: Debate) -> None:
    feeds = workspace.feeds
    spoken = next(feed for feed in feeds if feed.first_party_of and feed.kind == "feed" and not feed.paused)
    events = [event(1, date(2026, 2, 1), NOW - timedelta(days=40))]
    healthy = find_gaps(debate, workspace.gazetteers, feeds, {}, events, NOW.date())
    states = {feed.name: FeedState.DEAD for feed in feeds if set(feed.first_party_of) & set(spoken.first_party_of)}
    broken = find_gaps(debate, workspace.gazetteers, feeds, states, events, NOW.date())
    lost = set(broken.lost) - set(healthy.lost)
    names = {row.name for row in workspace.gazetteers.organizations if row.key in spoken.first_party_of}
    assert lost == names
    assert "weights_release" not in healthy.kinds
    assert "regulation" in healthy.kinds
    assert "capability" not in healthy.frontlines
    assert "2026-02" not in healthy.months
    assert "2026-01" in healthy.months
    assert len(render_gaps(broken)) == 5


def test_the_brief_tells_the_week(debate: Debate) -> None:
    week_ago = NOW - timedelta(days=7)
    changed = event(
        2,
        date(2026, 1, 5),
        NOW - timedelta(days=60),
        revisions=(Revision(NOW - timedelta(days=1), "ana", "licence corrected"),),
    )
    withdrawn = event(
        3, date(2026, 1, 5), NOW - timedelta(days=60), retracted="not so", updated=NOW - timedelta(days=2)
    )
    week = Week(
        debate=debate,
        since=week_ago,
        until=NOW,
        events=[event(1, date(2026, 3, 18), NOW - timedelta(days=1)), changed, withdrawn],
        promises=[
            Promise("evt-9", "Weights Promised", date(2026, 1, 1), date(2026, 2, 28), PromiseState.OVERDUE, None, 20)
        ],
        waiting={"likely": 2, "held": 3, "snoozed": 0},
        likely=["A Likely One"],
        troubles=[Notice(Trouble.SILENT, "small-talk", "nothing new", "", NOW, NOW)],
        read=400,
        kept=9,
    )
    subject, text = render_brief(week)
    assert "1 new event, 2 likely wait" in subject
    for part in (
        "Quillon Labs Releases Ember 1",
        "licence corrected (ana)",
        "withdrawn: Quillon Labs Releases Ember 3 (not so)",
        "due 2026-02-28, 20 days ago",
        "Closed frontier: no move for 30 days",
        "2 likely, 3 held",
        "A Likely One",
        "silent: small-talk: nothing new",
    ):
        assert part in text
    assert "Open weights: no move" not in text
    quiet = render_brief(replace(week, events=[], promises=[], waiting={}, likely=[], troubles=[]))[1]
    assert "nothing new: 400 entries read, 9 kept, 0 feeds silent" in quiet


def test_the_line_of_the_day() -> None:
    report = {"stages": {"entries": {"new": 9, "seen": 403}, "gate": {"kept": 4}}, "candidates": {"d": {"new": 0}}}
    silent = Notice(Trouble.SILENT, "small-talk", "", "", NOW, NOW)
    line = build_daily_line([report], [silent], "2026-03-20")
    assert line == "2026-03-20: nothing new: 412 entries read, 9 new, 4 kept, 1 feeds silent, 0 other troubles"
    report["candidates"] = {"d": {"new": 2}}
    assert "2 new candidates" in build_daily_line([report], [], "2026-03-20")
