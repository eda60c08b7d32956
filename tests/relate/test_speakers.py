"""Who speaks on a page that no list knows: the new maker itself, a seller of somebody else's model, or nobody named."""

from __future__ import annotations

import pytest

from tests.relate.notes import only, relate, told
from wartracker.vocabulary import Openness, Status

OWN = "https://tidewell.example/notes/kelp-1"


@pytest.mark.parametrize(
    ("text", "url", "actor", "first_party"),
    [
        ("Today we release {M Kelp 1}. Tidewell trained it for a year.", OWN, "tidewell", True),
        ("Today we release {M Kelp 1}. {O:tidewell-ai Tidewell AI} trained it.", OWN, "tidewell-ai", True),
        # the name of the host is not in the text, or nobody says "we"
        ("Today we release {M Kelp 1} with its weights under {L:MIT MIT}.", OWN, None, False),
        ("{O:tidewell Tidewell} has released {M Kelp 1}.", OWN, "tidewell", False),
        ('{O:tidewell Tidewell} released {M Kelp 1}. "We are glad," it said.', OWN, "tidewell", False),
        # a known host speaks for whom the lists say
        ("We released {M:ember-2 Ember 2} today.", "https://quillon.example/ember-2", "quillon", True),
        # a large family is nobody else's by chance: the lists know its owner
        ("We now serve {M:lumen-3 Lumen 3}. Tidewell released {M:lumen-3 Lumen 3}.", OWN, "vastmind", False),
    ],
)
def test_who_acts_on_a_page(text: str, url: str, actor: str | None, first_party: bool) -> None:
    claim = only(text, url=url)
    found = next((ref.key for ref in claim.organizations if ref.role == "actor"), None)
    assert (found, claim.first_party) == (actor, first_party)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Tidewell's {M Kelp 1} is available as open weights since today.", "tidewell"),
        ("Tidewell Research released {M Kelp 1} as open weights.", "tidewell-research"),
        ("Universities released {M Kelp 1} as open weights. The universities are Swiss.", None),
        ("Today released {M Kelp 1} as open weights.", None),
    ],
)
def test_a_maker_that_no_tagger_knew(text: str, actor: str | None) -> None:
    claim = only(text)
    assert next((ref.key for ref in claim.organizations), None) == actor


@pytest.mark.parametrize(
    "text",
    [
        "We are glad to say that Quillon's {M Kelp 1} is now live on Tidewell. Tidewell bills by token.",
        "{M:lumen-4 Lumen 4} is now available on Tidewell. We bill by token.",
    ],
)
def test_a_seller_releases_nothing(text: str) -> None:
    assert told(relate(text, url=OWN)) == []


def test_what_else_a_sellers_page_has_on_offer_is_no_release() -> None:
    title = "{M:lumen-4 Lumen 4} is generally available in Plugwright"
    assert told(relate("Also: {M:ember-1 Ember 1} is available in preview.", title)) == []


def test_a_hub_is_where_it_lies_not_who_acts() -> None:
    claim = only("The weights of {M Kelp 1} are on {O:packhub Packhub}.", "{M Kelp 1} is here, on {O:packhub Packhub}")
    assert [ref.key for ref in claim.organizations] == []
    assert claim.openness.openness is Openness.OPEN_WEIGHTS


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("{O:quillon Quillon Labs} announced {M:ember-3 Ember 3}, which will become available in June.", "announced"),
        ("{M:ember-3 Ember 3} of {O:quillon Quillon Labs} arrives in June.", "planned"),
        ("{O:quillon Quillon Labs} takes {M:ember-1 Ember 1} offline after a leak of private data.", "withdrawn"),
        ("{O:quillon Quillon Labs} shut down {M:ember-1 Ember 1} in the API today.", "retired"),
        ("{O:vastmind Vastmind} to buy {O:quillon Quillon Labs} for $2 billion", "planned"),
        ("{O:vastmind Vastmind} has agreed to acquire {O:quillon Quillon Labs} for $2 billion.", "planned"),
        ("{O:vastmind Vastmind} and {O:quillon Quillon Labs}, two AI labs, agree to merge.", "planned"),
    ],
)
def test_how_far_it_went(text: str, status: str) -> None:
    assert Status(status) in {claim.status for claim in relate(text, text)}
    assert not {claim.status for claim in relate(text, text)} & {Status.RELEASED, Status.COMPLETED, Status.RUMOURED}
