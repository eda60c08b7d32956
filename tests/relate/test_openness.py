"""Openness from component evidence with polarity; licences attached to the right artefact."""

from __future__ import annotations

import pytest

from tests.relate.notes import only, relate
from wartracker.vocabulary import Access, Kind, Openness, Part, Weights

CLASSES = [
    ("{O:acorn Acorn} released {M:oak-1 Oak 1} with open weights.", Openness.OPEN_WEIGHTS, Weights.DOWNLOADABLE),
    (
        "{O:acorn Acorn} released {M:oak-1 Oak 1}. The weights can be downloaded from Hugging Face.",
        Openness.OPEN_WEIGHTS,
        Weights.DOWNLOADABLE,
    ),
    (
        "{O:acorn Acorn} released {M:oak-1 Oak 1} with weights, training data and training code.",
        Openness.FULLY_OPEN,
        Weights.DOWNLOADABLE,
    ),
    (
        "{O:acorn Acorn} released the weights of {M:oak-1 Oak 1}, but not the training code or the training data.",
        Openness.OPEN_WEIGHTS,
        Weights.DOWNLOADABLE,
    ),
    ("{O:acorn Acorn} launched {M:oak-1 Oak 1}, available only through its API.", Openness.FULLY_CLOSED, Weights.NONE),
    (
        "{O:acorn Acorn} launched {M:oak-1 Oak 1} in its API. The weights will be released later this year.",
        Openness.FULLY_CLOSED,
        Weights.PROMISED,
    ),
    ("{O:acorn Acorn} launched {M:oak-1 Oak 1}. It is not open-weights.", Openness.FULLY_CLOSED, Weights.NONE),
    (
        "{O:acorn Acorn} launched {M:oak-1 Oak 1}, which beats most open-source models.",
        Openness.UNKNOWN,
        Weights.UNKNOWN,
    ),
    (
        "{O:acorn Acorn} launched {M:oak-1 Oak 1}, closing the gap with proprietary models.",
        Openness.UNKNOWN,
        Weights.UNKNOWN,
    ),
    ("{O:quillon Quillon Labs} launched {M:ember-2 Ember 2}.", Openness.OPEN_WEIGHTS, Weights.UNKNOWN),
]


@pytest.mark.parametrize(("text", "openness", "weights"), CLASSES)
def test_class_follows_from_components(text: str, openness: Openness, weights: Weights) -> None:
    claim = relate(text)[0]
    assert (claim.openness.openness, claim.openness.weights) == (openness, weights)


def test_what_the_lists_know_is_marked_and_less_certain() -> None:
    known = only("{O:quillon Quillon Labs} launched {M:ember-2 Ember 2}.")
    said = only("{O:quillon Quillon Labs} launched {M:ember-2 Ember 2} with open weights.")
    assert "openness:list:family" in known.rules and "openness:text" in said.rules
    assert known.confidence["openness"] < said.confidence["openness"]


def test_negative_components() -> None:
    claim = only("{O:acorn Acorn} released the weights of {M:oak-1 Oak 1}; the training data are not released.")
    assert claim.openness.training_data is Part.NONE


def test_kind_follows_openness() -> None:
    assert only("{O:acorn Acorn} launched {M:oak-1 Oak 1} in its app.").kind is Kind.MODEL_RELEASE
    assert only("{O:acorn Acorn} launched {M:oak-1 Oak 1}, free to download.").kind is Kind.WEIGHTS_RELEASE
    assert only("The weights of {M:oak-1 Oak 1} will be released in May.").kind is Kind.WEIGHTS_RELEASE


@pytest.mark.parametrize(
    ("text", "access"),
    [
        ("{O:acorn Acorn} released {M:oak-1 Oak 1} to a small group of testers.", Access.VETTED),
        ("{O:acorn Acorn} released {M:oak-1 Oak 1}; there is a waitlist.", Access.WAITLIST),
        ("{O:acorn Acorn} released {M:oak-1 Oak 1}, free to use for all.", Access.PUBLIC),
        ("{O:acorn Acorn} released {M:oak-1 Oak 1}.", Access.UNKNOWN),
    ],
)
def test_access(text: str, access: Access) -> None:
    assert only(text).access is access


ATTACHED = [
    ("{O:acorn Acorn} released {M:oak-1 Oak 1} under {L:Apache-2.0 Apache 2.0}.", ["Apache-2.0"]),
    ("{O:acorn Acorn} released {M:oak-1 Oak 1}. The code is {L:MIT MIT}.", []),
    ("{O:acorn Acorn} released {M:oak-1 Oak 1}. The data set is under {L:CC-BY-4.0 CC BY 4.0}.", []),
    (
        "{O:acorn Acorn} released {M:oak-1 Oak 1}. The code is {L:MIT MIT}, the weights "
        "carry {L:Apache-2.0 Apache 2.0}.",
        ["Apache-2.0"],
    ),
    ("{O:acorn Acorn} released {M:oak-1 Oak 1}, {L:MIT MIT}-licensed.", ["MIT"]),
    ("{O:acorn Acorn} released {M:oak-1 Oak 1}. The model is licensed under the {L:MIT MIT license}.", ["MIT"]),
    ("{O:acorn Acorn} released {M:oak-1 Oak 1} with {T:barkserve Barkserve}, a tool under {L:MIT MIT}.", []),
]


@pytest.mark.parametrize(("text", "keys"), ATTACHED)
def test_licence_belongs_to_the_model_or_to_none(text: str, keys: list[str]) -> None:
    assert [ref.key for ref in only(text).licenses] == keys


def test_each_claim_has_its_own_licence() -> None:
    claims = relate(
        "{O:acorn Acorn} released {M:oak-1 Oak 1} under {L:Apache-2.0 Apache "
        "2.0}.\n\n{O:birch Birch} released {M:elm-1 Elm 1} under {L:MIT MIT}."
    )
    assert [[ref.key for ref in claim.licenses] for claim in claims] == [["Apache-2.0"], ["MIT"]]


def test_clauses_come_from_the_lists() -> None:
    claim = only("{O:acorn Acorn} released {M:oak-1 Oak 1} under the {L:LicenseRef-ember Ember Community License}.")
    assert claim.licenses[0].clauses == ("user-threshold",)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (
            "{O:acorn Acorn} released {M:oak-1 Oak 1} for research and non-commercial use.",
            ["LicenseRef-non-commercial"],
        ),
        ("{O:acorn Acorn} released {M:oak-1 Oak 1}. Its custom license bars large firms.", ["LicenseRef-custom"]),
        ("{O:acorn Acorn} released {M:oak-1 Oak 1} for research and commercial use.", []),
        (
            "{O:acorn Acorn} released {M:oak-1 Oak 1}. It rivals {M:lumen-4 Lumen "
            "4} and is under an {L:MIT MIT license}.",
            ["MIT"],
        ),
    ],
)
def test_described_terms_and_comparisons(text: str, keys: list[str]) -> None:
    assert [ref.key for ref in relate(text)[0].licenses] == keys


def test_licence_is_a_sign_of_weights_and_a_promise_is_not() -> None:
    assert (
        only("{O:acorn Acorn} released {M:oak-1 Oak 1} under {L:MIT MIT}.").openness.openness is Openness.OPEN_WEIGHTS
    )
    planned = only("{O:acorn Acorn} will release {M:oak-1 Oak 1} with open weights under {L:MIT MIT}.")
    assert (planned.openness.openness, planned.openness.weights) == (Openness.UNKNOWN, Weights.PROMISED)
