"""The shipped recognizer: small, without code in it, and awake."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

FOLDER = Path(__file__).parent.parent.parent / "src" / "wartracker" / "label" / "ner"


@cache
def recognizer() -> Language:
    return spacy.load(FOLDER)


def found(text: str) -> set[tuple[str, str]]:
    return {(ent.text, ent.label_) for ent in recognizer()(text).ents}


def test_it_is_small_and_holds_no_code() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 5 * 2**20
    assert {path.name for path in files} == {"config.cfg", "meta.json", "tokenizer", "cfg", "model", "moves"}
    # A pickle starts with the byte 0x80 and its protocol number; msgpack maps of this size do not.
    assert [path.name for path in files if path.read_bytes()[:1] == b"\x80"] == []


def test_its_card_says_what_it_is() -> None:
    meta = json.loads((FOLDER / "meta.json").read_text("utf-8"))
    assert meta["lang"] == "en"
    assert meta["pipeline"] == ["ner"]
    assert meta["spacy_version"].startswith(">=3.8")
    assert {"MODEL", "ORG", "LICENSE", "ASSISTANT", "HARDWARE"} <= set(meta["labels"]["ner"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Brindle Labs released Vorsik 2 70B, an open-weight model, under the MIT license on Tuesday.", "Vorsik 2 70B"),
        ("The company said Quellan-3.1 can be downloaded by anyone and costs nothing.", "Quellan-3.1"),
        ("We are excited to introduce Tarnova, our first open reasoning model.", "Tarnova"),
    ],
)
def test_it_finds_families_that_nobody_made(text: str, name: str) -> None:
    assert (name, "MODEL") in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Heavy rain closed two roads and the school in the valley on Monday.",
        "The mayor opened a new bridge and thanked the workers.",
        "My grandmother bakes bread every Saturday.",
    ],
)
def test_it_is_silent_where_no_model_is_named(text: str) -> None:
    assert "MODEL" not in {label for _, label in found(text)}
