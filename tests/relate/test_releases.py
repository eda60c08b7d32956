"""Releases: what comes out, by whom, and whether it happened."""

from __future__ import annotations

import pytest

from tests.relate.notes import only, relate, told
from wartracker.vocabulary import Status

RELEASED = [
    "**{O:quillon Quillon Labs}** surprised everyone with **{M:ember-2 Ember 2}**.",
    "{O:quillon Quillon Labs} followed within four hours with {M:ember-2 Ember 2}.",
    "{O:quillon Quillon Labs}, a start-up that came out of stealth in May, launched {M:ember-2 Ember 2} on Tuesday.",
    "{O:quillon Quillon Labs} began rolling out {M:ember-2 Ember 2} to subscribers, with API access soon.",
    "{O:quillon Quillon Labs} a mis en ligne mercredi les poids de {M:ember-2 Ember 2}.",
    "A year late, {M:ember-2 Ember 2} weights hit the hub.",
    "Get {M:ember-2 Ember 2} on the hub now!",
    "{M:ember-2 Ember 2} drops the waitlist.",
    "Also new this week: {M:ember-2 Ember 2} from {O:quillon Quillon Labs}.",
    "With today's upload {M:ember-2 Ember 2} joins its siblings on the hub.",
    "{M:ember-2 Ember 2}, which leaked in March, was officially launched by {O:quillon Quillon Labs}.",
    "The third model in a year, {M:ember-2 Ember 2}, ships with a long context.",
    "{O:quillon Quillon Labs} lets the public in on {M:ember-2 Ember 2}.",
    "{M:ember-2 Ember 2} is the maker's biggest open model yet.",
    "{O:quillon Quillon Labs} hands over every checkpoint of {M:ember-2 Ember 2}.",
    "{O:quillon Quillon Labs} parted with the weights of {M:ember-2 Ember 2}.",
    "{O:quillon Quillon Labs} wheels out {M:ember-2 Ember 2}.",
    "{O:quillon Quillon Labs} hits back with {M:ember-2 Ember 2}.",
    "The wait is over: {M:ember-2 Ember 2} is yours.",
    "{M:ember-2 Ember 2} has lost its beta label.",
    "{M:ember-2 Ember 2} can now be called by anyone with a key.",
    "You'll find {M:ember-2 Ember 2} in the model picker.",
    "{O:quillon Quillon Labs} released {M:ember-2 Ember 2} on Tuesday.",
    "{O:quillon Quillon Labs} has launched {M:ember-2 Ember 2}, a model for long texts that beats {M:lumen-4 Lumen 4}.",
    "We are excited to introduce {M:ember-2 Ember 2}, the next step of our family.",
    "{M:ember-2 Ember 2}, released today by {O:quillon Quillon Labs}, reads whole books.",
    "{M:ember-2 Ember 2} is now available to everybody.",
    "{M:ember-2 Ember 2} was unveiled by {O:quillon Quillon Labs} at a fair in Lyon.",
    "{M:ember-2 Ember 2} is here.",
    "New model available: {M:ember-2 ember-2-large}.",
    "Today {O:quillon Quillon Labs} open-sourced {M:ember-2 Ember 2}.",
    "The weights of {M:ember-2 Ember 2} can be downloaded from its site.",
    "It is called {M:ember-2 Ember 2}, a model that {O:quillon Quillon Labs} published on Monday.",
    "{O:quillon Quillon Labs} made {M:ember-2 Ember 2} available to hospitals.",
    "{M:ember-2 Ember 2} reads maps. {O:quillon Quillon Labs} launched the model this morning.",
    "Quietly, {O:quillon Quillon Labs} uploaded {M:ember-2 Ember 2} to the hub.",
    "We open-weight {M:ember-2 Ember 2} today.",
    "{O:quillon Quillon Labs} 今日发布 {M:ember-2 Ember 2} 模型。",
    "{O:quillon Quillon Labs} veröffentlicht {M:ember-2 Ember 2} mit offenen Gewichten.",
    "{O:quillon Quillon Labs} dévoile {M:ember-2 Ember 2}, un modèle ouvert.",
    "Weights for {M:ember-2 Ember 2} are up on the hub.",
    "{M:ember-2 Ember 2} just dropped.",
    "{O:quillon Quillon Labs} just dropped {M:ember-2 Ember 2}, under a free licence.",
    "{O:quillon Quillon Labs} pushed {M:ember-2 Ember 2} to the hub last night.",
    "{O:quillon Quillon Labs} has pushed out {M:ember-2 Ember 2}, its largest model.",
    "{O:quillon Quillon Labs} throws open the weights of {M:ember-2 Ember 2}.",
    "{O:quillon Quillon Labs} took the wraps off {M:ember-2 Ember 2} on Tuesday.",
    "{O:quillon Quillon Labs} lifts the curtain on {M:ember-2 Ember 2}.",
    "{O:quillon Quillon Labs} began offering {M:ember-2 Ember 2} to users on Thursday.",
    "{M:ember-2 Ember 2} has launched.",
    "{M:ember-2 Ember 2} reaches general availability.",
    "{M:ember-2 Ember 2}, out today, reads whole books.",
    "Out today: {M:ember-2 Ember 2}.",
    "Open to all since midnight: {M:ember-2 Ember 2}.",
    "Please welcome {M:ember-2 Ember 2}.",
    "From today, {M:ember-2 Ember 2} is the default model.",
    "From Monday developers can call {M:ember-2 Ember 2} through the interface.",
    "Starting today, everyone gets {M:ember-2 Ember 2}.",
    "You can download {M:ember-2 Ember 2} from today.",
    "{M:ember-2 Ember 2} hits the market.",
    "{M:ember-2 Ember 2} sees the light of day.",
    "{O:quillon Quillon Labs}: {M:ember-2 Ember 2} now open source",
    "{M:ember-2 Ember 2} went open source today.",
    "{M:ember-2 Ember 2} graduates from beta.",
    "{O:quillon Quillon Labs} gives away its best model, {M:ember-2 Ember 2}.",
    "{O:quillon Quillon Labs} has given {M:ember-2 Ember 2} away under a free licence.",
    "{O:quillon Quillon Labs} fires back with {M:ember-2 Ember 2}, an open model.",
    "{O:quillon Quillon Labs} is out with {M:ember-2 Ember 2}, a dense model.",
    "{O:quillon Quillon Labs} has a new flagship: {M:ember-2 Ember 2}.",
    "{M:ember-2 Ember 2} replaces {M:ember-1 Ember 1} on the hub and keeps its licence.",
    "Since this morning {M:ember-2 Ember 2} can be downloaded.",
    "Monday saw the launch of {M:ember-2 Ember 2}.",
    "The open release of {M:ember-2 Ember 2} drew a crowd.",
    "{O:quillon Quillon Labs} tweets magnet link for {M:ember-2 Ember 2}.",
    "Three months late, {M:ember-2 Ember 2} is finally out of the door.",
    "{M:ember-2 Ember 2} is ready for download.",
    "With {M:ember-2 Ember 2}, {O:quillon Quillon Labs} enters the race.",
]

NOT_RELEASED = [
    ("{M:ember-2 Ember 2} will not make September.", Status.DELAYED),
    ("There will be no download of {M:ember-2 Ember 2}, a spokesman insisted.", Status.DENIED),
    ("{O:quillon Quillon Labs}: No open weights for {M:ember-2 Ember 2}", Status.DENIED),
    ("{O:quillon Quillon Labs} will release {M:ember-3 Ember 3} next month.", Status.PLANNED),
    ("{O:quillon Quillon Labs} plans to launch {M:ember-3 Ember 3} in June.", Status.PLANNED),
    ("Coming in May: {M:ember-3 Ember 3}.", Status.PLANNED),
    ("{O:quillon Quillon Labs} promised {M:ember-3 Ember 3} for the autumn.", Status.PROMISED),
    ("{O:quillon Quillon Labs} is rumoured to launch {M:ember-3 Ember 3} soon.", Status.RUMOURED),
    (
        "{O:quillon Quillon Labs} could release {M:ember-3 Ember 3} within weeks, people familiar with it say.",
        Status.RUMOURED,
    ),
    ("{O:quillon Quillon Labs} has postponed the launch of {M:ember-3 Ember 3}.", Status.DELAYED),
    ("Work on {M:ember-3 Ember 3} is behind schedule, the lab admits.", Status.DELAYED),
    ("{O:quillon Quillon Labs} has not yet released {M:ember-3 Ember 3}.", Status.DENIED),
    ("{O:quillon Quillon Labs} will not publish {M:ember-3 Ember 3}, it said.", Status.DENIED),
    ("{O:quillon Quillon Labs} said that {M:ember-3 Ember 3} is too good at lying to be released.", Status.DENIED),
    ("{O:quillon Quillon Labs} cancelled {M:ember-3 Ember 3} in the spring.", Status.DENIED),
    ("{M:ember-1 Ember 1}, which came out in January 2025, is still in use.", Status.BACKGROUND),
    ("{O:quillon Quillon Labs} may give away {M:ember-2 Ember 2}.", Status.RUMOURED),
    ("Before {M:ember-2 Ember 2} launched, it was tested by the state.", Status.BACKGROUND),
    ("When {M:ember-2 Ember 2} is out, we will test it.", Status.PLANNED),
    ("{M:ember-2 Ember 2} was supposed to be out by now.", Status.PLANNED),
]

NOTHING = [
    "Since {M:ember-1 Ember 1} was released the forum has doubled in size.",
    "{O:quillon Quillon Labs} released a guide to {M:ember-1 Ember 1}.",
    "{O:quillon Quillon Labs} launched fine-tuning for {M:ember-1 Ember 1}.",
    "{O:vastmind Vastmind} introduced a dataset that {M:lumen-4 Lumen 4} had written.",
    "{O:vastmind Vastmind} announced plans for {M:lumen-4 Lumen 4} users.",
    "{T:fastserve Fastserve} 2.1 was released with support for {M:ember-1 Ember 1}.",
    "On our laptop {M:ember-1 Ember 1} writes nine words a second.",
    "{M:ember-1 Ember 1} outperforms {M:lumen-3 Lumen 3} on {C:sumcheck SumCheck}.",
    "By releasing {M:ember-1 Ember 1} the lab hopes to win friends.",
    "A prosecutor added the {M:ember-1 Ember} pictures to her case.",
    "As of today {M:ember-2 Ember 2} has 40 million downloads.",
    "Since this morning {M:ember-2 Ember 2} is down.",
    "Available memory: {M:ember-2 Ember 2} needs 140 GB.",
    "Open question: {M:ember-2 Ember 2} or {M:ember-1 Ember 1}?",
    "{O:quillon Quillon Labs} is weighing the price of {M:ember-1 Ember 1}.",
    "Everybody can use {M:ember-1 Ember 1} from Friday, a platform for {O:vastmind Vastmind} staff.",
    "Fastserve 2.1 is out with support for {M:ember-2 Ember 2}.",
    "Vastmind came out with a tool that wraps {M:ember-2 Ember 2}.",
    "Researchers gave {M:ember-2 Ember 2} a hard exam.",
    "Our fine-tune of {M:ember-2 Ember 2} is out: it writes poems.",
    "{M:ember-2 Ember 2} hits 90 percent on the exam.",
    "{M:ember-2 Ember 2} dropped two places in the ranking.",
    "From today, {M:ember-2 Ember 2} users get a discount.",
    "The interface serves {M:ember-2 Ember 2} at 200 words a second.",
]


@pytest.mark.parametrize("text", RELEASED)
def test_released(text: str) -> None:
    claims = relate(text)
    assert [(status, models) for _, status, models in told(claims)] == [("released", ("ember-2",))]


@pytest.mark.parametrize(("text", "status"), NOT_RELEASED)
def test_not_released(text: str, status: Status) -> None:
    claims = relate(text)
    assert [claim.status for claim in claims] == [status]


@pytest.mark.parametrize("text", NOTHING)
def test_no_release(text: str) -> None:
    assert told(relate(text)) == []


def test_comparison_ends_the_list_of_what_is_released() -> None:
    claim = only(
        "{O:quillon Quillon Labs} released {M:ember-2 Ember 2} and {M:coal-2 Coal 2}, which beat {M:lumen-4 Lumen 4}."
    )
    assert [model.key for model in claim.models] == ["ember-2", "coal-2"]


def test_passive_takes_the_whole_group() -> None:
    claim = only("{M:ash-s Ash-S}, {M:ash-m Ash-M} and {M:ash-l Ash-L} were released together on 3 March.")
    assert [model.key for model in claim.models] == ["ash-s", "ash-m", "ash-l"]


def test_owner_of_the_lists_against_the_sentence() -> None:
    claim = only("{O:nimbora Nimbora Cloud} launches {M:lumen-4 Lumen 4} for its customers.")
    assert claim.status is Status.BACKGROUND
    assert ("nimbora", "reseller") in [(ref.key, ref.role) for ref in claim.organizations]
    assert claim.organizations[0].key == "vastmind"


def test_first_party_is_the_actor_itself() -> None:
    own = only(
        "Today we release {M:ember-2 Ember 2}.", url="https://quillon.example/ember", first_party_of=("quillon",)
    )
    other = only("{O:quillon Quillon Labs} released {M:ember-2 Ember 2}.")
    cloud = relate(
        "{M:lumen-4 Lumen 4} is now available.", url="https://nimbora.example/x", first_party_of=("nimbora",)
    )
    assert own.first_party and not other.first_party
    assert own.organizations[0].key == "quillon"
    assert not any(claim.first_party for claim in cloud)


def test_model_known_for_long_is_background() -> None:
    assert [c.status for c in relate("{O:vastmind Vastmind} released {M:lumen-3 Lumen 3}.")] == [Status.BACKGROUND]


def test_unnamed_model_of_a_headline() -> None:
    claim = only("More tomorrow.", title="{O:tidewell Tidewell} launches its first open language model")
    assert claim.models == () and claim.status is Status.RELEASED
    assert "unnamed-model" in claim.rules


def test_headline_that_is_a_name() -> None:
    claim = only(
        "What does it mean to think? {M:ember-2 Ember 2} is our model that asks back.",
        title="{M:ember-2 Ember 2}: Thinking in Sparks",
        url="https://quillon.example/ember",
    )
    assert claim.status is Status.RELEASED and "headline-model" in claim.rules


def test_plans_beside_the_release_are_left_out() -> None:
    claims = relate(
        "{O:quillon Quillon Labs} released {M:ember-2 Ember 2}. {M:ember-2 Ember 2} will come to Norway next month."
    )
    assert told(claims) == [("weights_release", "released", ("ember-2",))]


@pytest.mark.parametrize(
    "text",
    [
        "{M:zorn-2 Zorn 2} is here: a library for parsing, now faster.",
        "We announce {M:zorn-2 Zorn 2} - a collection of 12 million links.",
        "{M:zorn-2 Zorn 2} released today as a major update to this vision library.",
    ],
)
def test_names_that_the_text_calls_tools(text: str) -> None:
    assert told(relate(text)) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("{M:lumen-4 Lumen 4} is now available in {A:codepal CodePal}.", Status.BACKGROUND),
        ("{M:lumen-4 Lumen 4} is now available on Cloudharbor.", Status.BACKGROUND),
        ("{M:lumen-4 Lumen 4} is now available on {O:packhub Packhub}.", Status.RELEASED),
        ("{M:lumen-4 Lumen 4} is now available in the API.", Status.RELEASED),
    ],
)
def test_offer_of_another_platform(text: str, status: Status) -> None:
    assert [claim.status for claim in relate(text)] == [status]


def test_names_follow_the_announcement() -> None:
    text = (
        "{O:acorn Acorn} on Tuesday published the weights of two language models, its first since {M:oak-1 Oak 1}. "
        "The larger, {M:oak-2-90b Oak 2 90B}, needs one card; the smaller, {M:oak-2-9b Oak 2 9B}, runs on laptops."
    )
    claims = relate(text, title="{O:acorn Acorn} puts out two open-weight language models")
    assert [models for _, _, models in told(claims)] == [("oak-2-90b", "oak-2-9b")]


def test_a_headline_names_what_the_text_does_not() -> None:
    text = "{O:acorn Acorn} released a >300B parameter MoE model trained on 7T tokens."
    titled = "{O:acorn Acorn}'s {M:oak-2 Oak 2} claims to beat {M:lumen-4 Lumen 4}"
    assert told(relate(text, title=titled)) == [("model_release", "released", ("oak-2",))]
    assert told(relate(text, title="{O:vastmind Vastmind}'s {M:lumen-4 Lumen 4} has a rival"))[0][2] == ()


def test_a_model_that_introduces_something_is_no_maker() -> None:
    text = "{M:oak-2 Oak 2} introduces a new state-of-the-art MoE model with cheap attention. {M:elm-3 Elm 3} is old."
    assert told(relate(text, title="Cheap attention")) == []


def test_siblings_of_a_headline() -> None:
    title = "{O:quillon Quillon Labs} back: {M:ember-2-max Ember 2 Max} (API) and {M:ember-2-pro Ember 2 Pro} (chat)"
    claim = only("{O:quillon Quillon Labs} released {M:ember-2-max Ember 2 Max}.", title=title)
    assert [model.key for model in claim.models] == ["ember-2-max", "ember-2-pro"]


def test_another_makers_model_is_not_released_with_it() -> None:
    claim = only(
        "{O:quillon Quillon Labs} released {M:ember-2 Ember 2} and {M:lumen-4 Lumen 4} support on {O:packhub Packhub}."
    )
    assert [model.key for model in claim.models] == ["ember-2"]


def test_delay_of_a_model_without_a_name() -> None:
    claim = only("More tests are needed.", title="{O:acorn Acorn} delays its open-weight model again")
    assert (claim.status, claim.models) == (Status.DELAYED, ())


def test_identifier_of_a_changelog() -> None:
    claim = only(
        "- New model available: `ember-2-0312`. See the docs.",
        title="Changelog",
        url="https://quillon.example/changelog",
    )
    assert [model.key for model in claim.models] == ["ember-2"]
    assert claim.organizations[0].key == "quillon"


def test_habits_are_no_news() -> None:
    assert told(relate("{O:quillon Quillon Labs} publishes the weights of models such as {M:ember-1 Ember 1}.")) == []


def test_a_thing_that_one_plugs_in_is_no_model() -> None:
    text = "Router maker {O:halcyon Halcyon} released the {M:mesh-7 Mesh 7}, its first with Wi-Fi 7. It has two ports."
    assert told(relate(text, title="{M:mesh-7 Mesh 7} is here")) == []


def test_entries_of_a_letter_that_a_name_heads() -> None:
    text = (
        "**{M:kelp-3 Kelp 3}** ({O:tidewell Tidewell}). 3B, {L:MIT MIT}, weights on the hub.\n\n"
        "**{M:oak-2 Oak 2}** comes from {O:acorn Acorn} in Turku. {L:Apache-2.0 Apache 2.0}, both sizes.\n\n"
        "**{M:elm-3 Elm 3}**. It will not come before May, says {O:vastmind Vastmind}. The {L:MIT MIT} licence stays."
    )
    found = [claim for claim in relate(text, title="Letter 12") if claim.status is Status.RELEASED]
    assert [(claim.models[0].key, claim.organizations[0].key) for claim in found] == [
        ("kelp-3", "tidewell"),
        ("oak-2", "acorn"),
    ]


def test_each_maker_of_a_bold_paragraph_has_its_own_models() -> None:
    text = (
        "**{O:quillon Quillon Labs}** began rolling out **{M:ember-2 Ember 2}** to subscribers, and "
        "**{O:acorn Acorn}** quietly turned on **{M:oak-2 Oak 2}** in its API."
    )
    assert [(c.organizations[0].key, c.models[0].key) for c in relate(text)] == [
        ("quillon", "ember-2"),
        ("acorn", "oak-2"),
    ]


def test_the_day_on_which_the_files_went_up() -> None:
    text = "{O:quillon Quillon Labs} has open-sourced {M:ember-2 Ember 2}. Weights and code were posted on March 9."
    claim = only(text)
    assert claim.date is not None and claim.date.value.isoformat() == "2026-03-09"


def test_a_model_opened_before_is_no_news() -> None:
    text = "{O:quillon Quillon Labs} 今日推出 {M:ember-3 Ember 3}，与此前开源的{M:kelp-2 Kelp 2}不同。"
    assert [models for _, _, models in told(relate(text))] == [("ember-3",)]
