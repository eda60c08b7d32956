"""Licences and openness: whose they are where a sentence speaks of several things, and what merely sounds open."""

from __future__ import annotations

import pytest

from tests.relate.notes import only
from wartracker.vocabulary import Openness

CORPUS = "Weights and code are under {L:Apache-2.0 Apache 2.0}; the corpus is under {L:CC-BY-4.0 CC BY 4.0}."
TERMS = "As with earlier {M Kelp} models the {L:LicenseRef-ember Ember Community License} applies."
PLACES = "Weights and code were posted on {O:packhub Packhub} and {A Crate Studio} under the {L:MIT MIT} licence."
RELEASED = "{O:tidewell Tidewell} released {M Kelp 2}. "


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (CORPUS, "Apache-2.0"),
        ("The weights, the recipe and the scripts are on the hub under the {L:MIT MIT} licence.", "MIT"),
        ("All sizes are small and are published under the {L:MIT MIT} licence, in {T Crate Studio} too.", "MIT"),
        (TERMS, "LicenseRef-ember"),
        (PLACES, "MIT"),
        ("The {L:MIT MIT} licence was never on offer.", None),
        ("The code is under the {L:MIT MIT} licence.", None),
    ],
)  # fmt: skip
def test_whose_licence_it_is(text: str, key: str | None) -> None:
    claim = only(RELEASED + text)
    assert [ref.key for ref in claim.licenses] == ([key] if key else [])


@pytest.mark.parametrize(
    ("text", "openness"),
    [
        ("The weights are on {O:packhub Packhub}.", Openness.OPEN_WEIGHTS),
        ("It is available by API. There is no download.", Openness.FULLY_CLOSED),
        ("It will sell it only through its own platform.", Openness.FULLY_CLOSED),
        ("It is available by API. The list of open-weight makers is short.", Openness.FULLY_CLOSED),
        ("It is available by API. The argument for open weights is old.", Openness.FULLY_CLOSED),
        ("The weights can be downloaded. {O:vastmind Vastmind}'s models, by contrast, cannot be downloaded.",
         Openness.OPEN_WEIGHTS),
    ],
)  # fmt: skip
def test_what_is_said_of_the_weights(text: str, openness: Openness) -> None:
    assert only(RELEASED + text).openness.openness is openness


def test_a_badge_that_leaves_out_the_maker_means_its_own_terms() -> None:
    text = '# {M:ember-2 Ember 2}\nDownload the weights.\n<img src="https://img.shields.io/badge/License-Community_License-f5de53"/>\n'
    claim = only(text, "{M:ember-2 Ember 2} - model card", url="https://github.com/quillon-labs/ember-2")
    assert [ref.key for ref in claim.licenses] == ["LicenseRef-ember"]


@pytest.mark.parametrize(
    "text",
    [
        "All versions are open to academic research; apply by email for a commercial licence to use it commercially.",
        "The terms are research only, and commercial use needs an application.",
    ],
)
def test_terms_that_are_only_described(text: str) -> None:
    assert [ref.key for ref in only(RELEASED + text).licenses] == ["LicenseRef-custom"]


def test_new_terms_are_of_something_that_can_be_had() -> None:
    claim = only("{O:tidewell Tidewell} has changed the licence of {M Kelp 2}.")
    assert (claim.kind.value, claim.openness.openness) == ("license_change", Openness.OPEN_WEIGHTS)


def test_a_title_of_new_terms_is_no_launch() -> None:
    claim = only("As of today {M Kelp 1} is relicensed to {L:MIT MIT}.", "{M Kelp 1} is now {L:MIT MIT} as well")
    assert claim.kind.value == "license_change"


def test_every_model_of_a_list_is_released() -> None:
    claim = only("We release {M Kelp-2-Base} and {M Kelp-2-Chat}. Both are small.", "{M Kelp 2} is out")
    assert {model.key for model in claim.models} >= {"kelp-2-base", "kelp-2-chat"}


README = (
    '# {M Kelp 2}\nDownload the weights.\n<img src="https://img.shields.io/badge/Code_License-Apache--2.0-f5de53"/>\n'
)


@pytest.mark.parametrize(
    ("badge", "key"),
    [("License-MIT-f5de53", "MIT"), ("Model_License-CC_BY_4.0-blue", "CC-BY-4.0"), ("Code_License-MIT-blue", None)],
)
def test_a_repository_shows_its_licence_as_a_badge(badge: str, key: str | None) -> None:
    text = f'{README}<img src="https://img.shields.io/badge/{badge}"/>'
    claim = only(text, "{M Kelp 2} - model card", url="https://github.com/tidewell/kelp-2")
    assert [ref.key for ref in claim.licenses] == ([key] if key else [])
    if key:
        assert any(quote.quote in badge and "license" in quote.supports for quote in claim.evidence)
