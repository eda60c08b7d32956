"""Labels, postures, file names and snapshots: pure functions by table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.build import candidate, decision, fields
from tests.timeline.site.build import make_event
from wartracker.facts import LicenseRef, OpennessRecord, OrgRef
from wartracker.records import Conflict
from wartracker.timeline.build import build_events
from wartracker.timeline.site.history import build_snapshots, find_disputes
from wartracker.timeline.site.labels import derive_labels, derive_mof, derive_osaid
from wartracker.timeline.site.paths import facet_path, name_file
from wartracker.timeline.site.record import judge_posture, sum_up
from wartracker.timeline.site.words import shorten_license
from wartracker.vocabulary import LicenseClass, Openness, Part, State, Verdict, Weights, YesNo

FREE = LicenseRef("MIT", "MIT License", LicenseClass.OPEN_SOURCE)
BOUND = LicenseRef("x", "Community License", LicenseClass.COMMUNITY_RESTRICTED)
WEIGHTS = OpennessRecord(Openness.OPEN_WEIGHTS, Weights.DOWNLOADABLE)
FULL = OpennessRecord(Openness.FULLY_OPEN, Weights.DOWNLOADABLE)
ALL = OpennessRecord(
    Openness.FULLY_OPEN, Weights.DOWNLOADABLE, Part.OPEN, Part.OPEN, YesNo.YES, YesNo.YES, YesNo.YES, YesNo.YES
)


@pytest.mark.parametrize(
    ("openness", "license", "verdict", "why"),
    [
        (FULL, FREE, "met by what is recorded", "All four"),
        (FULL, BOUND, "not met", "an open-source licence"),
        (FULL, None, "cannot be told", "an open-source licence"),
        (WEIGHTS, FREE, "cannot be told", "training code"),
        (OpennessRecord(Openness.FULLY_CLOSED, Weights.NONE), None, "not met", "downloadable weights"),
        (replace(WEIGHTS, training_code=Part.OPEN, training_data=Part.DESCRIBED), FREE, "met by what is recorded", ""),
        (replace(WEIGHTS, training_code=Part.DESCRIBED, training_data=Part.OPEN), FREE, "not met", "training code"),
        (OpennessRecord(Openness.OPEN_WEIGHTS, Weights.GATED), FREE, "not met", "downloadable weights"),
    ],
)
def test_the_open_source_definition(
    openness: OpennessRecord, license: LicenseRef | None, verdict: str, why: str
) -> None:
    label = derive_osaid(openness, license)
    assert (label.verdict, why in label.why) == (verdict, True)
    assert label.rule


@pytest.mark.parametrize(
    ("openness", "license", "verdict", "why"),
    [
        (ALL, FREE, "class I, open science", "All parts"),
        (FULL, FREE, "class III, open model", "not recorded: evaluation"),
        (replace(FULL, evaluation=YesNo.YES), FREE, "class II, open tooling", "a paper, checkpoints"),
        (WEIGHTS, FREE, "class III, open model", "training code, evaluation"),
        (WEIGHTS, None, "cannot be told", "an open licence"),
        (WEIGHTS, BOUND, "none", "an open licence is missing"),
        (OpennessRecord(Openness.FULLY_CLOSED, Weights.NONE), None, "none", "weights is missing"),
    ],
)
def test_the_openness_framework(openness: OpennessRecord, license: LicenseRef | None, verdict: str, why: str) -> None:
    label = derive_mof(openness, license)
    assert (label.verdict, why in label.why) == (verdict, True)


def test_nothing_is_derived_from_nothing() -> None:
    assert derive_labels(OpennessRecord(), FREE) == ()
    assert derive_labels(OpennessRecord(Openness.NOT_APPLICABLE), FREE) == ()


@pytest.mark.parametrize(
    ("numbers", "word"), [((1, 2), "open"), ((3,), "closed"), ((1, 3, 4), "hybrid"), ((), "unknown")]
)
def test_a_posture_follows_from_releases(numbers: tuple[int, ...], word: str) -> None:
    owned = OrgRef("quillon", "Quillon Labs", "actor")
    made = [make_event(number) for number in numbers]
    events = [replace(event, fields=replace(event.fields, organizations=(owned,))) for event in made]
    assert judge_posture(events, "quillon").word == word


def test_an_investor_is_no_maker() -> None:
    event = make_event(1)
    orgs = (OrgRef("purse", "Purse", "investor"), *event.fields.organizations)
    assert judge_posture([replace(event, fields=replace(event.fields, organizations=orgs))], "purse").word == "unknown"


def test_the_last_word_on_each_point_counts() -> None:
    older, newer = make_event(1), make_event(1)
    newer = replace(newer, fields=replace(newer.fields, license=None, licenses=(), openness=OpennessRecord()))
    now = sum_up([newer, older], "ember-1")
    assert now.license == older.fields.license
    assert now.openness_by is older
    assert now.access_by is newer


@pytest.mark.parametrize(
    ("key", "name"),
    [("llama-3.1", "llama-3.1"), ("deepseek-v3.2", "deepseek-v3.2"), ("a_b", "a_b")],
)
def test_plain_keys_name_their_files(key: str, name: str) -> None:
    assert name_file(key) == name


@pytest.mark.parametrize(
    "key",
    ["", "..", "../../etc/passwd", "index", "A/B", "a..b", ".x", "x.", "con\x00", "<b>", "模型", "a" * 300, "MIT"],
)
def test_odd_keys_become_safe_names_of_their_own(key: str) -> None:
    name = name_file(key)
    assert name_file(key) == name
    assert name != key
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 0 < len(name) <= 60
    assert facet_path("organization", key).count("/") == 1


def test_file_names_of_keys_that_differ_in_case_differ_too() -> None:
    assert len({name_file("MIT").lower(), name_file("mit").lower(), name_file("Mit").lower()}) == 3


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Apache License 2.0", "Apache 2.0"),
        ("MIT License", "MIT"),
        ("Llama 2 Community License Agreement", "Llama 2 Community"),
        ("License", "License"),
    ],
)
def test_licences_are_named_in_short(name: str, short: str) -> None:
    assert shorten_license(name) == short


def test_a_snapshot_tells_what_was_known_then() -> None:
    first = datetime(2026, 3, 8, tzinfo=UTC)
    later = datetime(2026, 4, 2, tzinfo=UTC)
    rows = [
        decision("dec-1", Verdict.ACCEPT, accession=1, decided_at=first),
        decision("dec-2", Verdict.EDIT_ACCEPT, fields=fields("Quillon Labs Releases Ember 2.1"), decided_at=later),
    ]
    march, april = build_snapshots(rows)
    assert (march.month, march.until) == (date(2026, 3, 1), date(2026, 3, 8))
    assert march.events[0].fields.title == fields().title
    assert april.events[0].fields.title == "Quillon Labs Releases Ember 2.1"
    assert build_snapshots([]) == ()


def test_disputes_name_fields_and_not_the_values_that_wait() -> None:
    (event,) = build_events([decision("dec-1", Verdict.ACCEPT, accession=1)])
    other = fields("Quillon Labs Denies Everything")
    update = candidate("cand-9", fields=other, updates="evt-1")
    settled = candidate("cand-1", state=State.ACCEPTED, conflicts=(Conflict("license", ("a", "b"), ("x", "y")),))
    rejected = candidate("cand-8", fields=other, updates="evt-1", state=State.REJECTED)
    found = find_disputes([update, settled, rejected], [event])
    assert [(one.event, one.what, one.waiting) for one in found] == [
        ("evt-1", "its licence", False),
        ("evt-1", "its title", True),
    ]
    assert find_disputes([candidate("cand-7", updates="evt-99")], [event]) == ()
