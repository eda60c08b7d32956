from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wartracker.records import ArticleRef, Claim, Settled
from wartracker.resolve.candidates import Resolution, resolve_candidates
from wartracker.vocabulary import (
    Basis,
    Held,
    ItemOutcome,
    Kind,
    Openness,
    Party,
    Significance,
    State,
    Status,
    Tier,
)

from .hand import APACHE, CLOSED, DEBATE, GAZETTEERS, MIT, OPEN, article, claim, model, on, org

TERN = org("Tern Labs")
TERN4 = model("Tern 4", "tern", "4")
SCOUT = model("Tern 4 Scout", "tern", "4")
MAVERICK = model("Tern 4 Maverick", "tern", "4")
ARTICLES = {
    one.id: one
    for one in (
        article("a1", "2025-04-05", tier=Tier.FIRST_PARTY, first_party_of=("tern-labs",)),
        article("a2", "2025-04-05"),
        article("a3", "2025-04-07"),
        article("a4", "2025-04-20"),
        article("a5", "2025-09-01"),
        article("f1", "2025-04-04", tier=Tier.FORUM),
    )
}


def resolve(*claims: Claim, settled: tuple[Settled, ...] = (), **more: object) -> Resolution:
    return resolve_candidates(claims, ARTICLES, settled, DEBATE, GAZETTEERS, **more)  # type: ignore[arg-type]


def launch(id: str, of: str, **more: object) -> Claim:
    filled = {"models": [TERN4], "orgs": [TERN], "openness": OPEN, **more}
    return claim(id, of, **filled)  # type: ignore[arg-type]


def test_three_articles_about_one_launch_make_one_candidate() -> None:
    found = resolve(
        launch("c1", "a1", models=[SCOUT, MAVERICK], licenses=[APACHE], first_party=True, date=on("2025-04-05")),
        launch("c2", "a2", kind=Kind.MODEL_RELEASE, openness=replace(OPEN, openness=Openness.UNKNOWN)),
        launch("c3", "a3", models=[SCOUT]),
    )
    (candidate,) = found.candidates
    fields = candidate.fields
    assert fields.title == "Tern Labs Releases Tern 4 Scout and Maverick as Open-Weight Models"
    assert fields.kind is Kind.WEIGHTS_RELEASE
    assert [one.name for one in fields.models] == ["Tern 4 Scout", "Tern 4 Maverick", "Tern 4"]
    assert fields.license and fields.license.key == "Apache-2.0"
    assert (fields.date.value.isoformat(), fields.date.basis) == ("2025-04-05", Basis.STATED)
    assert (fields.party, fields.crosses_over) == (Party.OPEN, False)
    assert fields.openness.openness is Openness.OPEN_WEIGHTS
    assert fields.significance is Significance.MAJOR
    assert candidate.held_because is None
    assert {one.id for one in candidate.articles} == {"a1", "a2", "a3"}
    assert {outcome.outcome for outcome in found.outcomes.values()} == {ItemOutcome.FOUNDED}


def test_background_and_passing_words_found_nothing_but_may_join() -> None:
    found = resolve(
        launch("c1", "a1"),
        launch("c2", "a3", main=False),
        launch("c3", "a2", status=Status.BACKGROUND, models=[model("Quill 1", "quill", "1")]),
    )
    (candidate,) = found.candidates
    assert {one.id for one in candidate.articles} == {"a1", "a3"}
    assert {id: one.outcome for id, one in found.outcomes.items()} == {
        "c1": ItemOutcome.FOUNDED,
        "c2": ItemOutcome.JOINED,
        "c3": ItemOutcome.SET_ASIDE,
    }


@pytest.mark.parametrize(
    ("told", "held"),
    [
        (launch("c1", "f1"), Held.RUMOUR),
        (launch("c1", "a2", status=Status.RUMOURED), Held.RUMOUR),
        (launch("c1", "a2", roundup=True), Held.ROUNDUP),
        (launch("c1", "a2", confidence={"claim": 0.9, "models": 0.3}), Held.NEW_NAME),
        (launch("c1", "a2", signals=("small_variant",)), Held.MINOR),
        (launch("c1", "a2"), Held.AWAITING_PRIMARY),
        (launch("c1", "a1", first_party=True), None),
    ],
)
def test_why_a_candidate_is_held(told: Claim, held: Held | None) -> None:
    (candidate,) = resolve(told).candidates
    assert candidate.held_because is held


def test_more_sources_and_the_first_party_raise_the_score() -> None:
    scores = [
        resolve(*told).candidates[0].score
        for told in (
            [launch("c1", "f1")],
            [launch("c1", "a2")],
            [launch("c1", "a2"), launch("c2", "a3")],
            [launch("c1", "a1", first_party=True), launch("c2", "a2"), launch("c3", "a3")],
        )
    ]
    assert scores == sorted(scores)
    assert all(0 <= score <= 1 for score in scores)


def test_sources_that_disagree_are_kept_as_conflicts() -> None:
    found = resolve(
        launch("c1", "a1", licenses=[APACHE], date=on("2025-04-05")),
        launch("c2", "a2", licenses=[MIT], date=on("2025-04-04"), openness=CLOSED),
    )
    (candidate,) = found.candidates
    assert {(one.field, one.values) for one in candidate.conflicts} == {
        ("date", ("2025-04-05", "2025-04-04")),
        ("license", ("Apache-2.0", "MIT")),
        ("openness", ("downloadable", "none")),
    }
    assert candidate.fields.license and candidate.fields.license.key == "Apache-2.0"  # its maker knows best


def settle(state: State, *told: Claim, event: str | None = None) -> Settled:
    (candidate,) = resolve(*told).candidates
    return Settled(
        candidate.id, state, candidate.fields, candidate.claims, event, tuple(one.id for one in candidate.articles)
    )


def test_an_accepted_event_takes_sources_silently() -> None:
    first, later = launch("c1", "a1"), launch("c2", "a5")
    row = settle(State.ACCEPTED, first, event="evt-1")
    found = resolve(first, later, settled=(row,))
    assert found.candidates == ()
    assert found.absorbed == {"c1": row.id, "c2": row.id}
    assert found.outcomes["c2"].outcome is ItemOutcome.JOINED


@pytest.mark.parametrize(
    ("later", "field"),
    [
        (launch("c2", "a4", licenses=[MIT]), "license"),
        (launch("c2", "a4", date=on("2025-04-01")), "date"),
        (launch("c2", "a4", openness=CLOSED, kind=Kind.MODEL_RELEASE), "openness"),
        (launch("c2", "a3", signals=("new_generation",), first_party=True), "significance"),
    ],
)
def test_what_disputes_an_accepted_event_is_proposed_as_an_update(later: Claim, field: str) -> None:
    first = launch("c1", "a2", licenses=[APACHE])
    row = settle(State.ACCEPTED, first, event="evt-1")
    found = resolve(first, later, settled=(row,))
    (update,) = found.candidates
    assert update.updates == "evt-1"
    assert field in update.matches[0].why
    assert update.claims == ("c2",)
    assert found.absorbed == {"c1": row.id}
    refused = Settled(update.id, State.REJECTED, update.fields, update.claims)
    again = replace(later, id="c3", article="a4")
    assert resolve(first, later, again, settled=(row, refused)).candidates == ()


def test_a_rejected_story_returns_only_when_materially_new() -> None:
    first = launch("c1", "a2", kind=Kind.MODEL_RELEASE, openness=CLOSED)
    row = settle(State.REJECTED, first)
    same = launch("c2", "a3", kind=Kind.MODEL_RELEASE, openness=CLOSED)
    found = resolve(first, same, settled=(row,))
    assert found.candidates == ()
    assert found.outcomes["c2"].outcome is ItemOutcome.ABSORBED
    (back,) = resolve(first, launch("c2", "a3"), settled=(row,)).candidates
    assert back.matches[0].id == row.id
    assert "openness: fully_closed -> open_weights" in back.matches[0].why


def test_a_known_event_without_claims_still_takes_its_retelling() -> None:
    (known,) = resolve(launch("c1", "a1")).candidates
    row = Settled("evt-9", State.ACCEPTED, known.fields, event="evt-9")
    assert resolve(launch("c2", "a5"), settled=(row,)).absorbed == {"c2": "evt-9"}
    (other,) = resolve(launch("c2", "a5", models=[model("Tern 4.1", "tern", "4.1")]), settled=(row,)).candidates
    assert other.updates is None


def test_a_later_size_is_no_retelling() -> None:
    sizes = [model(f"Tern 4 {size}", "tern", "4") for size in ("8B", "70B")]
    (known,) = resolve(launch("c1", "a1", models=[TERN4, *sizes])).candidates
    row = Settled("evt-9", State.ACCEPTED, replace(known.fields, models=(TERN4, *sizes)), event="evt-9")
    later = launch("c2", "a5", models=[TERN4, model("Tern 4 32B", "tern", "4")])
    assert len(resolve(later, settled=(row,)).candidates) == 1
    again = launch("c2", "a5", models=[TERN4, model("Tern 4 70B", "tern", "4")])
    assert resolve(again, settled=(row,)).candidates == ()
    own = replace(again, first_party=True)
    assert len(resolve(own, settled=(row,)).candidates) == 1  # its maker does not launch it twice


def test_steps_of_one_story_are_linked_not_merged() -> None:
    bill = {"kind": Kind.REGULATION, "orgs": [org("Assembly of Norland")], "slots": {"instrument": "SB 2099"}}
    passed = claim("c1", "a1", status=Status.PASSED, **bill)  # type: ignore[arg-type]
    signed = claim("c2", "a4", status=Status.SIGNED, **bill)  # type: ignore[arg-type]
    one, other = resolve(passed, signed).candidates
    assert {one.matches[0].id, other.matches[0].id} == {one.id, other.id}
    row = settle(State.ACCEPTED, passed, event="evt-1")
    (later,) = resolve(passed, signed, settled=(row,)).candidates
    assert later.matches[0].id == "evt-1"
    assert later.matches[0].why == "same story: regulation passed on 2025-04-05"
    assert later.updates is None


def test_looking_back_adds_no_source_unless_nobody_else_tells() -> None:
    back = launch("c2", "a4", date=on("2025-04-05"))
    found = resolve(launch("c1", "a2"), back)
    (candidate,) = found.candidates
    assert [one.id for one in candidate.articles] == ["a2"]
    assert found.outcomes["c2"].outcome is ItemOutcome.SET_ASIDE
    assert [one.id for one in resolve(back).candidates[0].articles] == ["a4"]


def test_what_a_digest_mentions_weeks_later_is_told_again() -> None:
    digest = [launch("c2", "a4"), launch("c3", "a4", models=[model("Wader 2", "wader", "2")])]
    found = resolve(launch("c1", "a1"), *digest)
    assert found.outcomes["c2"].outcome is ItemOutcome.SET_ASIDE
    assert sorted(len(one.articles) for one in found.candidates) == [1, 1]
    assert len(resolve(launch("c1", "a1"), digest[0]).candidates[0].articles) == 2  # its own subject: a late report


def test_a_makers_own_page_need_not_name_its_maker() -> None:
    (candidate,) = resolve(launch("c1", "a1", orgs=[])).candidates
    assert candidate.fields.organizations == (TERN,)
    assert resolve(launch("c1", "a2", orgs=[])).candidates == ()


CLAIMS = [
    launch("c1", "a1", first_party=True, date=on("2025-04-05"), licenses=[APACHE]),
    launch("c2", "a2", models=[SCOUT, MAVERICK], kind=Kind.MODEL_RELEASE),
    launch("c3", "a3", models=[SCOUT], licenses=[MIT]),
    launch("c4", "a4", status=Status.DELAYED, models=[model("Tern 5", "tern", "5")]),
    launch("c5", "f1", status=Status.RUMOURED),
    launch("c6", "a4", main=False),
    launch("c7", "a5", kind=Kind.FUNDING, models=[], slots={"amount": 2e9, "currency": "USD"}),
    launch("c8", "a5", kind=Kind.REGULATION, models=[], status=Status.PASSED, slots={"instrument": "SB 2099"}),
    launch("c9", "a2", status=Status.BACKGROUND),
]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(CLAIMS), unique_by=lambda one: one.id), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_everything_is_accounted_for(told: list[Claim], random: object) -> None:
    first = resolve(*told)
    random.shuffle(told)  # type: ignore[attr-defined]
    assert resolve(*told) == first
    assert first.outcomes.keys() == {one.id for one in told}
    own = {one.id: one for one in told}
    seen: list[str] = []
    for candidate in first.candidates:
        seen += candidate.claims
        quotes = {(q.article, q.start, q.end, q.quote) for id in candidate.claims for q in own[id].evidence}
        assert {(q.article, q.start, q.end, q.quote) for q in candidate.evidence} == quotes
        assert {one.id for one in candidate.articles} == {own[id].article for id in candidate.claims}
        assert 0 <= candidate.score <= 1
        assert len(candidate.fields.title) <= 71
    assert len(seen) == len(set(seen))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(CLAIMS), unique_by=lambda one: one.id), st.sampled_from([State.ACCEPTED, State.REJECTED])
)
def test_deciding_everything_leaves_nothing_to_decide(told: list[Claim], state: State) -> None:
    first = resolve(*told)
    rows = tuple(
        Settled(one.id, state, one.fields, one.claims, f"evt-{n}" if state is State.ACCEPTED else None)
        for n, one in enumerate(first.candidates)
    )
    again = resolve(*told, settled=rows)
    assert again.candidates == ()
    for one in first.candidates:
        assert {again.absorbed[id] for id in one.claims} == {one.id}


def test_an_unknown_article_is_an_error() -> None:
    with pytest.raises(KeyError):
        resolve(launch("c1", "nowhere"))


def test_articles_are_listed_with_the_first_first() -> None:
    (candidate,) = resolve(launch("c2", "a3"), launch("c1", "a2")).candidates
    assert isinstance(candidate.articles[0], ArticleRef)
    assert [one.id for one in candidate.articles] == ["a2", "a3"]
    assert candidate.id == resolve(launch("c1", "a2")).candidates[0].id
