"""The shipped debate: complete, agreeing with gazetteers, formats and signals, its patterns sound."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from wartracker.config import GAZETTEER_FILES, parse_debate, parse_gazetteers
from wartracker.debate import Debate
from wartracker.timeline.publish import known_formats
from wartracker.vocabulary import Kind, Openness, Party, Status

PIPELINES = Path(__file__).parents[1] / "pipelines"
TEXT_SIGNALS = {
    *("new_family", "new_generation", "point_release", "variant", "small_variant", "flagship", "first_of_kind"),
    *("largest", "openness_change", "license_change", "legislative_final", "legislative_stage"),
    *("frontier_withdrawal", "amount_100m", "amount_1b", "amount_10b", "first_party_source"),
    *("frontier_maker", "minor_maker", "leadership", "export_control"),
}
GROUP_SIGNALS = {"sources_2", "sources_3", "sources_5", "sibling", "many_models", "crosses_over", "roundup_only"}
VALUE_SIGNALS = {
    *(f"kind_{kind}" for kind in Kind),
    *(f"status_{status}" for status in Status),
    *(f"openness_{openness}" for openness in Openness),
    *(f"party_{party}" for party in Party),
}


NAMES = sorted(path.stem for path in PIPELINES.glob("*.yaml"))


def load(name: str) -> Debate:
    return parse_debate((PIPELINES / f"{name}.yaml").read_text(encoding="utf-8"), name, f"pipelines/{name}.yaml")


@pytest.fixture(scope="module", params=NAMES)
def debate(request: pytest.FixtureRequest) -> Debate:
    return load(request.param)


def test_open_weights_holds_every_part_of_the_debate() -> None:
    debate = load("open-weights")
    assert set(debate.kinds) == set(Kind)
    assert {side.key for side in debate.parties} == {Party.OPEN, Party.CLOSED, Party.STATE}
    assert [row.key for row in debate.frontlines] == ["capability", "cost", "distribution", "regulatory"]
    assert {row.key for row in debate.interpretations} == {
        "democratization",
        "proliferation-risk",
        "strategic-competition",
    }
    assert len(debate.open_questions) == 5
    assert all(row.terms for row in debate.frontlines)
    assert all(row.terms for row in debate.interpretations)
    assert all(row.terms for row in debate.open_questions)
    assert debate.stakes and debate.outlook and debate.jurisdictions


def test_the_second_debate_is_only_files_with_parties_gate_and_kinds_of_its_own() -> None:
    first, second = load("open-weights"), load("ai-regulation")
    assert {side.key for side in second.parties} == {"rules", "light-touch", "self-governance"}
    assert set(second.kinds) == {Kind.REGULATION, Kind.POLICY_STATEMENT, Kind.RESTRICTION}
    assert not {term.pattern for term in first.gate.terms} & {term.pattern for term in second.gate.terms}
    code = "".join(path.read_text("utf-8") for path in (PIPELINES.parent / "src").rglob("*.py"))
    assert not [word for word in ("ai-regulation", "light-touch", "self-governance") if word in code]


def test_members_and_leaders_stand_in_the_gazetteer_once_a_side(debate: Debate) -> None:
    folder = PIPELINES / "gazetteers"
    gazetteers = parse_gazetteers({stem: (folder / f"{stem}.yaml").read_text("utf-8") for stem in GAZETTEER_FILES})
    known = {row.key for row in gazetteers.organizations}
    for side in debate.parties:
        members = Counter(member.organization for member in side.members)
        assert set(members) <= known
        assert max(members.values()) == 1
    assert set(debate.significance.leaders) | set(debate.significance.challengers) <= known
    spans = [m for side in debate.parties for m in side.members if m.since and m.until]
    assert all(m.since < m.until for m in spans if m.since and m.until)


def test_outputs_are_formats_and_the_timeline_is_there(debate: Debate) -> None:
    assert set(debate.outputs) <= set(known_formats())
    assert debate.timeline and (PIPELINES / "timelines" / debate.timeline).is_file()


def test_rules_name_signals_that_exist_once(debate: Debate) -> None:
    named = [rule.signal for rule in debate.significance.rules]
    assert len(named) == len(set(named))
    assert set(named) <= TEXT_SIGNALS | GROUP_SIGNALS | VALUE_SIGNALS | {"leading_maker", "challenger"}
    levels = debate.significance
    assert levels.landmark > levels.major > levels.notable


def test_no_pattern_matches_everything_or_nothing(debate: Debate) -> None:
    rows = [(row.key, row.terms) for row in debate.frontlines]
    rows += [(reading.key, reading.terms) for reading in debate.interpretations]
    rows += [(question.key, question.terms) for question in debate.open_questions]
    rows += [(claim.key, claim.terms) for claim in debate.outlook]
    rows += [(term.why, (term.pattern,)) for term in debate.gate.terms]
    for name, terms in rows:
        for term in terms:
            assert not re.fullmatch(term, "", re.IGNORECASE), f"{name}: {term} matches nothing at all"
            assert not re.search(rf"\b(?:{term})\b", "the cat sat on the mat by a river", re.IGNORECASE), (name, term)


def test_reasons_are_words_for_people(debate: Debate) -> None:
    for why in [rule.why for rule in debate.significance.rules] + [term.why for term in debate.gate.terms]:
        assert re.fullmatch(r"[A-Za-z].{3,80}", why), why
