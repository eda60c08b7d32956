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


INVENTED = (
    ("Brindle Labs released Vorsik 2 70B, an open-weight model, under the MIT license on Tuesday.", "Vorsik 2 70B"),
    ("The company said Quellan-3.1 can be downloaded by anyone and costs nothing.", "Quellan-3.1"),
    ("We are excited to introduce Tarnova, our first open reasoning model.", "Tarnova"),
    ("Developers can call Oskelin Flash through the API from Monday.", "Oskelin Flash"),
    ("Harrowgate AI says Pellamin-8B was trained on 3 trillion tokens.", "Pellamin-8B"),
    ("On MMLU, Drossel 2 beats every open model of its size.", "Drossel 2"),
    ("The weights of Yarrabee-VL are on Hugging Face.", "Yarrabee-VL"),
    ("Today we open-source Kestrin, a model for weather reports.", "Kestrin"),
    ("Corvidel Pro is now generally available, the lab announced.", "Corvidel Pro"),
    ("Mottram Research delayed Sundermere 3 until the autumn.", "Sundermere 3"),
    ("Users moved from GPT-4o to Lanternix 1.5 within a week.", "Lanternix 1.5"),
    ("Fine-tuning Ombrado-7B takes four hours on one card.", "Ombrado-7B"),
)


def test_it_finds_families_that_nobody_made() -> None:
    missed = [name for text, name in INVENTED if (name, "MODEL") not in found(text)]
    assert len(missed) <= 2, missed


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
