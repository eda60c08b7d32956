"""Timeline files: the shipped one, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from wartracker.config import GAZETTEER_FILES, parse_debate, parse_gazetteers
from wartracker.debate import Debate
from wartracker.errors import ConfigError
from wartracker.gazetteer import Gazetteers
from wartracker.known import parse_known
from wartracker.vocabulary import Kind, Precision

PIPELINES = Path(__file__).parents[1] / "pipelines"
FILE = "pipelines/timelines/open-weights.yaml"


@pytest.fixture(scope="module")
def gazetteers() -> Gazetteers:
    folder = PIPELINES / "gazetteers"
    return parse_gazetteers({stem: (folder / f"{stem}.yaml").read_text("utf-8") for stem in GAZETTEER_FILES})


@pytest.fixture(scope="module")
def text() -> str:
    return (PIPELINES / "timelines" / "open-weights.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def debate() -> Debate:
    return parse_debate((PIPELINES / "open-weights.yaml").read_text("utf-8"), "open-weights", "open-weights.yaml")


def test_the_shipped_events_are_the_first_accessions(text: str, gazetteers: Gazetteers, debate: Debate) -> None:
    events = parse_known(text, FILE, gazetteers, debate)
    assert [event.number for event in events] == list(range(1, 32))  # 30 rows, one of them holds two events
    assert len({event.candidate for event in events}) == 31
    assert all(event.sources for event in events)
    crisis = events[3].fields
    assert (crisis.kind, crisis.date.precision, str(crisis.date.end)) == (Kind.COMPANY, Precision.MONTH, "2024-03-31")


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("number: 2\n", "number: 1\n", "stands twice"),
        ("{anthropic: actor}", "{nobody: actor}", "nobody is in no row"),
        ("[claude-2]", "[claude-99]", "claude-99 is in no row"),
        ("license: MIT", "license: WTF", "WTF is in no row"),
        ("kind: regulation", "kind: law", "kind"),
        ("party: state", "party: crown", "crown is in no row of the debate's file"),
        ('"https://ai.meta.com/llama/"', '"javascript:alert(1)"', "http or https"),
        ("    day: 2026-03-08\n", "", "needs its accession"),
        ("[regulatory]", "[moral]", "moral is in no row of the debate's file"),
        ("curator: seed", "curator: seed\ncolour: red", "exactly the keys"),
    ],
)
def test_faults_are_named_with_their_line(
    text: str, gazetteers: Gazetteers, debate: Debate, old: str, new: str, part: str
) -> None:
    assert old in text
    with pytest.raises(ConfigError, match=part) as caught:
        parse_known(text.replace(old, new, 1), FILE, gazetteers, debate)
    assert caught.value.line is not None
