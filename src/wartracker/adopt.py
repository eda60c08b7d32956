"""Names that curators accepted in, rows of the gazetteers out, each with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wartracker.config import GAZETTEER_FILES, parse_gazetteers
from wartracker.gazetteer import Gazetteers
from wartracker.records import Event
from wartracker.timeline.publish import write_file
from wartracker.vocabulary import EventState
from wartracker.workspace import read_text

ACTOR = "actor"
_PLAIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._ ")


@dataclass(frozen=True, slots=True)
class NewName:
    """A name of an accepted event that no row has."""

    file: str  # organizations or models
    key: str
    name: str
    source: str  # address of the event's first source
    owner: str | None = None  # of a model
    family: str | None = None
    version: str | None = None


def find_new_names(events: Iterable[Event], gazetteers: Gazetteers) -> list[NewName]:
    """Find the names of standing events that the gazetteers do not know, organizations first.

    A model whose event names no single acting organization is left out: a row needs its owner.
    """
    organizations = {row.key for row in gazetteers.organizations}
    models = {row.key for row in gazetteers.models}
    found: dict[tuple[str, str], NewName] = {}
    for event in events:
        if event.state is not EventState.STANDING or not event.sources:
            continue
        source = event.sources[0].url
        actors = [org.key for org in event.fields.organizations if org.role == ACTOR] or [
            org.key for org in event.fields.organizations
        ]
        for org in event.fields.organizations:
            if org.key not in organizations:
                found.setdefault(("organizations", org.key), NewName("organizations", org.key, org.name, source))
        for model in event.fields.models:
            if model.key in models or len(set(actors)) != 1:
                continue
            row = NewName("models", model.key, model.name, source, actors[0], model.family or model.key, model.version)
            found.setdefault(("models", model.key), row)
    return sorted(found.values(), key=lambda row: (row.file != "organizations", row.key))


def render_row(row: NewName) -> str:
    """Render one row as the gazetteers are written: a mapping a line."""
    pairs = [("key", row.key), ("name", row.name)]
    pairs += [(name, value) for name in ("family", "owner", "version") if (value := getattr(row, name))]
    pairs.append(("source", row.source))
    return "- {" + ", ".join(f"{name}: {_quote(value)}" for name, value in pairs) + "}"


def _quote(value: str) -> str:
    """Quote a scalar unless it is plainly text in YAML 1.2 (a version like 2.0 is a number otherwise)."""
    plain = set(value) <= _PLAIN and value[:1].isalpha() and value.casefold() not in {"null", "true", "false"}
    return value if plain and value == value.strip() else "'" + value.replace("'", "''") + "'"


def adopt_names(folder: Path, names: Iterable[NewName]) -> list[Path]:
    """Append rows to the gazetteers of a workspace; all of them are read back before any file is touched.

    Args:
        folder: pipelines/gazetteers.
        names: as `find_new_names` found them.

    Returns:
        The files that changed.

    Raises:
        ConfigError: with the rows the files would no longer be valid; nothing was written.
    """
    texts = {stem: read_text(folder / f"{stem}.yaml") for stem in GAZETTEER_FILES}
    fresh = dict(texts)
    for row in names:
        fresh[row.file] = fresh[row.file].rstrip("\n") + f"\n{render_row(row)}\n"
    parse_gazetteers(fresh)
    changed = [stem for stem in GAZETTEER_FILES if fresh[stem] != texts[stem]]
    return [folder / f"{stem}.yaml" for stem in changed if write_file(folder / f"{stem}.yaml", fresh[stem].encode())]
