"""Names of models and makers in a text: families in unseen generations, ordinary words, scripts without spaces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wartracker.gate.names import build_name_index, find_names
from wartracker.gazetteer import Gazetteers, Model, Organization
from wartracker.vocabulary import Party

GAZETTEERS = Gazetteers(
    organizations=(
        Organization("orion-labs", "Orion Labs", "own", aliases=("Orion", "猎户座")),
        Organization("quillon", "Quillon", "own", common_word=False),
        Organization("bigcorp", "BigCorp", "own", kind="company", party=Party.CLOSED),
        Organization("chipco", "ChipCo", "own", kind="company"),
        Organization("zed", "Zed", "own"),
        Organization("yqa", "yQA", "own"),
    ),
    models=(
        Model("veltra", "Veltra", "veltra", "orion-labs", "own"),
        Model("veltra-2", "Veltra 2", "veltra", "orion-labs", "own", aliases=("Veltra-2-Chat",)),
        Model("river", "River", "river", "orion-labs", "own", common_word=True),
        Model("river-opal", "River Opal", "river", "orion-labs", "own"),
        Model("gx", "GXR-4", "gx", "orion-labs", "own"),
        Model("pi0", "π0", "pi0", "orion-labs", "own"),
    ),
)
INDEX = build_name_index(GAZETTEERS)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Veltra 2 is here", {"model:veltra"}),
        ("the new Veltra9-32B-Instruct", {"model:veltra"}),  # a generation that no list has
        ("VELTRA IN CAPITALS", {"model:veltra"}),
        ("a veltra in lower case", set()),  # it could be a word
        ("orion-labs/gxr-4-base", {"model:gx"}),  # letters with digits count in any case
        ("Sailing down the River", {"model:river"}),  # ambiguous, marked so below
        ("sailing down the river", set()),
        ("River Opal is a model", {"model:river"}),
        ("π0 moves a robot arm, 0 else", {"model:pi0"}),
        ("0 results", set()),
        ("Orion Labs and Orion", {"maker:orion-labs"}),
        ("猎户座发布模型", {"maker:orion-labs"}),
        ("ChipCo sells chips", set()),  # no side of the debate
        ("BigCorp earns", {"maker:bigcorp"}),
        ("", set()),
        ("an Opal of the River", {"model:river"}),  # the second word of a longer name, elsewhere
        ("River", {"model:river"}),
        ("Veltra9\u201332B \u212aVeltra", {"model:veltra"}),
        ("Veltra\u00e9", set()),
    ],
)
def test_names_are_found_by_token(text: str, keys: set[str]) -> None:
    assert set(find_names(text, INDEX)) == keys


@pytest.mark.parametrize(
    ("text", "key", "ambiguous"),
    [
        ("Down the River", "model:river", True),
        ("The River 2", "model:river", True),
        ("The River Opal", "model:river", False),
        ("The River, and then River Opal", "model:river", False),  # the clear name wins
        ("Orion rises", "maker:orion-labs", True),  # short for a name of two words
        ("Orion Labs raises money", "maker:orion-labs", False),
        ("Zed runs", "maker:zed", True),  # three letters
        ("Quillon runs", "maker:quillon", False),
        ("a lab named yQA", "maker:yqa", False),  # short, but no word is written like that
    ],
)
def test_ordinary_words_are_marked(text: str, key: str, ambiguous: bool) -> None:
    assert find_names(text, INDEX)[key].ambiguous is ambiguous


_PIECES = [*" .-29\u2019\u212a\u0130\u03c0", "Veltra", "RIVER", "River", "Opal", "gxr", "Orion", "Labs", "yQA", "the"]


@given(st.lists(st.sampled_from(_PIECES)).map("".join))
def test_a_letter_with_an_accent_elsewhere_changes_nothing(text: str) -> None:
    # such a text is split by an expression
    assert find_names(text, INDEX) == find_names(f"{text} \u00e9", INDEX)
    assert find_names(text, INDEX, numbers_tell=True) == find_names(f"{text} \u00e9", INDEX, numbers_tell=True)
