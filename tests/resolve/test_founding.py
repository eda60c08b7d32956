from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from wartracker.records import Claim, Evidence
from wartracker.resolve.founding import decide_founding
from wartracker.resolve.key import build_report
from wartracker.resolve.similarity import collect_words
from wartracker.vocabulary import Kind, Status, Tier

from .hand import OPEN, article, claim, model, org

RELEASED = {("grebe", "1"): (date(2024, 1, 10), True), ("heron", "1"): (date(2024, 1, 10), False)}
NEWS = claim("c1", "a1", models=[model("Tern 4", "tern", "4")])
TITLE = (Evidence("a1", "title", 0, 4, "Tern", ("kind",)),)


def decide(*claims: Claim, tier: Tier = Tier.NEWSLETTER, title: str = "") -> dict[str, tuple[bool, bool]]:
    story = article("a1", "2025-04-05", title, tier=tier)
    acting = [
        told if told.organizations else replace(told, organizations=(org(f"Maker of {told.id}"),)) for told in claims
    ]
    reports = [build_report(told, story, collect_words(story.title, ""), {}) for told in acting]
    return {report.claim.id: (report.founds, report.leads) for report in decide_founding(reports, RELEASED)}


@pytest.mark.parametrize(
    ("other", "founds"),
    [
        (claim("c2", "a1", status=Status.PLANNED), False),
        (claim("c2", "a1", status=Status.RUMOURED), False),
        (claim("c2", "a1", status=Status.DELAYED, evidence=TITLE), True),
        (claim("c2", "a1", status=Status.WITHDRAWN), True),
        (claim("c2", "a1", main=False), False),
        (claim("c2", "a1", status=Status.BACKGROUND), False),
    ],
)
def test_outlook_beside_news_founds_nothing_unless_the_title_says_it(other: Claim, founds: bool) -> None:
    decided = decide(NEWS, other)
    assert decided["c1"][0]
    assert decided["c2"][0] is founds


def test_outlook_alone_is_the_news() -> None:
    assert decide(claim("c2", "a1", status=Status.RUMOURED)) == {"c2": (True, True)}


def test_of_several_the_title_leads() -> None:
    titled = claim("c2", "a1", evidence=TITLE)
    assert decide(NEWS, titled) == {"c1": (True, False), "c2": (True, True)}


def test_a_press_article_has_one_subject() -> None:
    other = claim("c2", "a1", models=[model("Wader 2", "wader", "2")])
    assert decide(NEWS, other, tier=Tier.PRESS, title="Wader 2 is here") == {"c1": (False, False), "c2": (True, True)}
    assert decide(NEWS, other, title="Wader 2 is here") == {"c1": (True, False), "c2": (True, True)}
    assert decide(NEWS, other, tier=Tier.PRESS, title="A busy week") == {"c1": (True, False), "c2": (True, False)}


def test_a_model_told_beside_its_makers_round_is_an_aspect_of_it() -> None:
    tern = [org("Tern Labs")]
    money = claim("c1", "a1", kind=Kind.FUNDING, orgs=tern, evidence=TITLE)
    ours = claim("c2", "a1", models=[model("Quill 2", "quill", "2")], orgs=tern)
    theirs = claim("c2", "a1", models=[model("Quill 2", "quill", "2")], orgs=[org("Vault AI")])
    assert not decide(money, ours)["c2"][0]
    assert decide(money, theirs)["c2"][0]


def test_an_item_of_a_round_up_founds_only_when_it_is_clear() -> None:
    clear = claim("c1", "a1", models=[model("Tern 4", "tern", "4")], roundup=True, confidence={"claim": 0.9})
    listed = claim("c2", "a1", models=[model("Wader 2", "wader", "2")], roundup=True, confidence={"claim": 0.6})
    decided = decide(clear, listed)
    assert (decided["c1"][0], decided["c2"][0]) == (True, False)


def test_of_two_outlooks_on_one_model_the_first_founds() -> None:
    models = [model("Tern 4", "tern", "4")]
    places = [(Evidence("a1", "text", n, n + 4, "Tern", ("kind",)),) for n in (100, 200)]
    planned = claim("c1", "a1", models=models, status=Status.PLANNED, evidence=places[1])
    rumoured = claim("c2", "a1", models=models, status=Status.RUMOURED, evidence=places[0])
    decided = decide(planned, rumoured)
    assert (decided["c1"][0], decided["c2"][0]) == (False, True)


def test_a_ban_told_beside_the_change_of_terms_is_a_side_of_it() -> None:
    models = [model("Tern 4", "tern", "4")]
    places = [(Evidence("a1", "text", n, n + 4, "Tern", ("kind",)),) for n in (100, 200)]
    terms = claim("c1", "a1", kind=Kind.LICENSE_CHANGE, models=models, orgs=[org("Tern Labs")], evidence=places[0])
    ban = claim("c2", "a1", kind=Kind.RESTRICTION, models=models, orgs=[org("Vault AI")], evidence=places[1])
    assert {id: founds for id, (founds, _) in decide(terms, ban).items()} == {"c1": True, "c2": False}


def test_a_promise_of_another_model_that_the_title_names_is_news_too() -> None:
    promised = claim("c2", "a1", models=[model("Wader 5", "wader", "5")], status=Status.PROMISED)
    assert decide(NEWS, promised, title="Tern 4 is here, Wader 5 will follow")["c2"][0]
    assert not decide(NEWS, promised, title="Tern 4 is here")["c2"][0]


def test_outlook_on_the_titles_model_needs_the_title_to_say_so() -> None:
    delayed = claim("c2", "a1", models=[model("Tern 4", "tern", "4")], status=Status.DELAYED)
    assert not decide(NEWS, delayed, title="Tern 4 is here")["c2"][0]


def test_a_name_that_may_be_no_model_founds_only_with_a_sign_of_one() -> None:
    models = [model("Grebe 2", "grebe", "2")]
    doubtful = claim("c1", "a1", models=models, orgs=[org("Tern Labs")], confidence={"claim": 0.7, "models": 0.5})
    assert not decide(doubtful)["c1"][0]
    assert decide(replace(doubtful, openness=OPEN))["c1"][0]
    assert decide(replace(doubtful, confidence={"claim": 0.7, "models": 0.9}))["c1"][0]


@pytest.mark.parametrize(
    ("title", "opened", "sure", "founds"),
    [("", True, 0.9, True), ("", False, 0.9, True), ("", True, 0.65, False), ("A walk", True, 0.9, True)],
)
def test_where_nobody_acts_a_sure_name_founds(title: str, opened: bool, sure: float, founds: bool) -> None:
    models, confidence = [model("Grebe 2", "grebe", "2")], {"claim": 0.8, "models": sure}
    post = claim("c1", "a1", models=models, confidence=confidence)
    told = replace(post, openness=OPEN) if opened else post
    story = replace(article("a1", "2025-04-05"), title=title)
    (report,) = decide_founding([build_report(told, story, collect_words(title, ""), {})], RELEASED)
    assert report.founds is founds


@pytest.mark.parametrize(
    ("name", "kind", "founds"),
    [
        ("Grebe 1", Kind.WEIGHTS_RELEASE, False),
        ("Grebe 1.5", Kind.WEIGHTS_RELEASE, True),
        ("Heron 1", Kind.MODEL_RELEASE, False),
        ("Heron 1", Kind.WEIGHTS_RELEASE, True),
    ],
)
def test_a_launch_told_a_season_later_is_no_news_but_later_weights_are(name: str, kind: Kind, founds: bool) -> None:
    told = claim("c1", "a1", kind, models=[model(name, name.split(maxsplit=1)[0].lower())], orgs=[org("Tern Labs")])
    assert decide(told)["c1"][0] is founds
    assert decide(told, title=f"Here comes {name}")["c1"][0]


@pytest.mark.parametrize(
    ("told", "founds"),
    [
        (claim("c1", "a1", models=[model("Grebe 2", "grebe", "2")]), False),
        (claim("c1", "a1", models=[model("Grebe 2", "grebe", "2", owner="tern-labs")]), True),
        (claim("c1", "a1", kind=Kind.REGULATION, status=Status.PASSED), False),
        (claim("c1", "a1", kind=Kind.REGULATION, status=Status.PASSED, slots={"instrument": "SB 2099"}), True),
        (claim("c1", "a1", kind=Kind.COMPANY, slots={"person": "Ana Ray"}), True),
    ],
)
def test_what_nobody_does_founds_nothing(told: Claim, founds: bool) -> None:
    story = article("a1", "2025-04-05")
    (report,) = decide_founding([build_report(told, story, collect_words(story.title, ""), {})], RELEASED)
    assert report.founds is founds


@pytest.mark.parametrize(
    ("title", "founds"),
    [
        ("Sponsors newsletter 2026-03-march", False),
        ("The March digest", False),
        ("Monthly AI recap", False),
        ("March 2026 in review", False),
        ("Weekly digest, 12 March", True),
        ("Digest of March 12", True),
        ("What happened this week", True),
        ("March of the models", True),
    ],
)
def test_a_digest_of_a_month_tells_again(title: str, founds: bool) -> None:
    item = replace(NEWS, roundup=True, confidence={"claim": 0.9})
    assert decide(item, title=title)["c1"][0] is founds
