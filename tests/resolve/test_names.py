from __future__ import annotations

import pytest

from wartracker.resolve.names import Relation, parse_model_name, relate_model_lists, relate_names, split_name

from .hand import model


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("Quill3-32B", ["quill", "3", "32b"]),
        ("Osprey-V3.1", ["osprey", "v", "3.1"]),
        ("Nimbus 8x22B-A39B", ["nimbus", "8x22b", "a39b"]),
        ("TERN.2 [dev]", ["tern", "2", "dev"]),
        ("Tern\u2011R1", ["tern", "r", "1"]),
    ],
)
def test_names_are_split_into_words_numbers_and_sizes(name: str, tokens: list[str]) -> None:
    assert list(split_name(name)) == tokens


@pytest.mark.parametrize(
    ("a", "b", "relation"),
    [
        (model("Sonata 4.5 Haiku", "sonata", "4.5"), model("Haiku 4.5", "sonata", "4.5"), Relation.EXACT),
        (model("Osprey-R1", "osprey", "1"), model("R1", "osprey", "1"), Relation.EXACT),
        (model("Heron 2.0 Flash", "heron", "2.0"), model("Heron 2 Flash", "heron", "2"), Relation.EXACT),
        (model("Tern Medium 3.5", "tern", "3.5"), model("tern-medium-3-5", "tern"), Relation.EXACT),
        (model("Kite Base", "kite"), model("Kite Instruct", "kite"), Relation.EXACT),
        (model("Osprey-R1", "osprey", "1"), model("Osprey-R1-0528", "osprey", "1"), Relation.CHECKPOINT),
        (model("Kite 3 Preview", "kite", "3"), model("Kite 3", "kite", "3"), Relation.CHECKPOINT),
        (model("Kite 3 0324", "kite", "3"), model("Kite 3 0528", "kite", "3"), Relation.NONE),
        (model("Tern 4", "tern", "4"), model("Tern 4 Scout", "tern", "4"), Relation.GENERATION),
        (model("Quill3", "quill", "3"), model("Quill3-32B", "quill", "3"), Relation.GENERATION),
        (model("Quill3-14B", "quill", "3"), model("Quill3-32B", "quill", "3"), Relation.SIBLING),
        (model("Tern 4 Maverick", "tern", "4"), model("Tern 4 Scout", "tern", "4"), Relation.SIBLING),
        (model("Quill2", "quill", "2"), model("Quill2.5", "quill", "2.5"), Relation.NONE),
        (model("Tern 3", "tern", "3"), model("Tern 3.1", "tern", "3.1"), Relation.NONE),
        (model("Tern 3", "tern", "3"), model("Tern", "tern"), Relation.NONE),
        (model("Osprey-R1", "osprey", "1"), model("Osprey-V1", "osprey", "1"), Relation.NONE),
        (model("Tern 3.1", "tern", "3.1", owner="a"), model("Tern 3.1 Ultra", "tern", "3.1", owner="b"), Relation.NONE),
    ],
)
def test_relation_of_two_names(a: object, b: object, relation: Relation) -> None:
    left, right = parse_model_name(a), parse_model_name(b)  # type: ignore[arg-type]
    assert relate_names(left, right) is relation
    assert relate_names(right, left) is relation


def test_models_told_beside_the_flagship_prove_nothing() -> None:
    kite, tern, quill = (parse_model_name(model(name, name.lower(), "1")) for name in ("Kite 1", "Tern 1", "Quill 1"))
    assert relate_model_lists([kite, quill], [tern, quill]) == (Relation.NONE, False)
    assert relate_model_lists([kite, quill], [quill]) == (Relation.EXACT, False)
    assert relate_model_lists([quill], [quill, kite]) == (Relation.EXACT, True)
