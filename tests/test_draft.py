"""A debate drafted from a handful of events is a whole one, and finds news of its own kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from wartracker.config import GAZETTEER_FILES, parse_debate, parse_gazetteers
from wartracker.draft import draft_debate, draft_timeline
from wartracker.gate.relevance import build_gates, score_relevance
from wartracker.gazetteer import Gazetteers
from wartracker.known import parse_known, read_rows

PIPELINES = Path(__file__).parents[1] / "pipelines"
EVENTS = """
curator: ana
events:
  - title: "US Commerce Department Restricts Exports of Advanced Chips"  # the first rule
    kind: regulation
    status: completed
    date: {value: 2022-10-07}
    significance: landmark
    organizations: {bis: actor}
    party: controls
    frontlines: [compute]
    slots: {instrument: Export Administration Regulations}
    sources: [{url: "https://www.bis.gov/", publisher: Bureau of Industry and Security, tier: legislature}]
  - title: "Nvidia Sells Slower Chips to China"
    kind: product
    status: released
    date: {value: 2022-11-08}
    significance: notable
    organizations: {nvidia: actor}
    party: free-trade
    frontlines: [compute]
    sources: [{url: "https://www.reuters.com/", publisher: Reuters, tier: press}]
"""


@pytest.fixture(scope="module")
def gazetteers() -> Gazetteers:
    folder = PIPELINES / "gazetteers"
    return parse_gazetteers({stem: (folder / f"{stem}.yaml").read_text("utf-8") for stem in GAZETTEER_FILES})


def test_a_draft_is_a_whole_debate_with_its_events(gazetteers: Gazetteers) -> None:
    rows, curator = read_rows(EVENTS, "chips.yaml")
    debate = parse_debate(draft_debate("chips", rows, curator, gazetteers), "chips", "pipelines/chips.yaml")
    assert [side.key for side in debate.parties] == ["controls", "free-trade"]
    assert [member.organization for member in debate.parties[0].members] == ["bis"]
    assert (debate.since, [kind.value for kind in debate.kinds]) == (date(2022, 10, 7), ["regulation", "product"])
    known = draft_timeline(EVENTS, date(2026, 3, 1))
    assert "# the first rule" in known
    events = parse_known(known, "timelines/chips.yaml", gazetteers, debate)
    assert [(event.number, event.day) for event in events] == [(1, date(2026, 3, 1)), (2, date(2026, 3, 1))]
    [gate] = build_gates([debate], gazetteers)
    told = "The Bureau of Industry and Security widened the Export Administration Regulations to more chips for AI."
    assert score_relevance("New rules for exports", told, gate).keep
    assert not score_relevance("A walk by the river", "The cat sat on a mat.", gate).keep
