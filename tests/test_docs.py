"""Docs that cannot lag: every command, key, kind, format, setting and outcome word is documented."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
import typer

from wartracker import debate, gazetteer
from wartracker.cli.main import build_app
from wartracker.config import CollectSettings, NotifySettings, ReviewSettings, RunSettings, ScheduleSettings, Settings
from wartracker.records import Feed
from wartracker.timeline.publish import known_formats
from wartracker.vocabulary import (
    CardVerdict,
    FeedState,
    Held,
    ItemOutcome,
    Kind,
    PollOutcome,
    SourceKind,
    Tier,
    Trouble,
)

ROOT = Path(__file__).parents[1]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands() -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []

    def walk(name: str, command: Any) -> None:
        for child in children(command):
            walk(f"{name} {child.name}".strip(), child)
        found.append((name, command))

    walk("", typer.main.get_command(build_app()))
    return found


def children(command: Any) -> list[Any]:
    return list(getattr(command, "commands", {}).values())


def test_the_walk_finds_the_commands() -> None:
    assert len(commands()) > 20


@pytest.mark.parametrize(("name", "command"), commands())
def test_every_command_and_option_has_help(name: str, command: Any) -> None:
    assert command.help, f"wartracker {name} has no help"
    for parameter in command.params:
        if parameter.param_type_name == "option":
            assert parameter.help, f"wartracker {name} {parameter.opts[0]} has no help"


@pytest.mark.parametrize("name", [name for name, command in commands() if not children(command)])
def test_every_command_is_documented(name: str) -> None:
    assert f"wartracker {name}" in read("docs/commands.md")


@pytest.mark.parametrize("enum", [PollOutcome, FeedState, ItemOutcome, Held, Trouble, CardVerdict])
def test_every_outcome_word_is_documented(enum: type) -> None:
    text = read("docs/outcomes.md")
    missing = [word for word in enum if f"| `{word}` | " not in text]  # type: ignore[attr-defined]
    assert not missing


@pytest.mark.parametrize(
    "kind", [Settings, CollectSettings, RunSettings, ScheduleSettings, NotifySettings, ReviewSettings]
)
def test_every_setting_is_documented(kind: type) -> None:
    text = read("docs/configuration.md")
    names = [field.name for field in dataclasses.fields(kind)]
    missing = [name for name in names if f"`{name}`" not in text and f"[{name}]" not in text]
    assert not missing


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        (Feed, "docs/maintain-feeds.md"),
        *[
            (kind, "docs/add-a-debate.md")
            for kind in vars(debate).values()
            if dataclasses.is_dataclass(kind) and isinstance(kind, type) and kind.__module__ == "wartracker.debate"
        ],
        (gazetteer.Organization, "docs/gazetteers.md"),
        (gazetteer.Model, "docs/gazetteers.md"),
        (gazetteer.License, "docs/gazetteers.md"),
        (gazetteer.Other, "docs/gazetteers.md"),
    ],
)
def test_every_yaml_key_is_documented(kind: type, file: str) -> None:
    text = read(file)
    names = [field.name for field in dataclasses.fields(kind)]  # type: ignore[arg-type]
    spelled = {"license_class": "license_class", "digest": None}
    missing = [name for name in names if (key := spelled.get(name, name)) and f"`{key}`" not in text]
    assert not missing, f"{file} does not explain {missing} of {kind.__name__}"


@pytest.mark.parametrize(
    ("words", "file"),
    [
        (list(Kind), "docs/add-a-debate.md"),
        (list(SourceKind), "docs/maintain-feeds.md"),
        (list(Tier), "docs/maintain-feeds.md"),
        (list(known_formats()), "docs/formats.md"),
    ],
)
def test_every_word_is_documented(words: list[str], file: str) -> None:
    text = read(file)
    assert not [word for word in words if f"`{word}`" not in text]


def test_the_commands_of_the_readme_exist() -> None:
    text = read("README.md")
    targets = set(re.findall(r"(?m)^([a-z-]+):", read("Makefile")))
    assert set(re.findall(r"(?m)^make ([a-z-]+)", text)) <= targets
    known = {name for name, _ in commands()}
    used = re.findall(r"(?m)^wartracker ((?:[a-z]+ ?)+)", text)
    assert used
    for words in used:
        parts = words.split()
        assert any(" ".join(parts[:count]) in known for count in (1, 2)), words


def test_links_between_documents_lead_somewhere() -> None:
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")]:
        for name in re.findall(
            r"`((?:docs|src|pipelines|samples|tests)/[\w./-]*[\w/])`", path.read_text(encoding="utf-8")
        ):
            assert (ROOT / name).exists(), f"{path.name} names {name}"
