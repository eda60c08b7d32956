"""A workspace directory in, everything people wrote in it out: settings, feeds, debates, gazetteers, known events."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from wartracker.collected import Feed
from wartracker.config import (
    GAZETTEER_FILES,
    Settings,
    parse_debate,
    parse_feeds,
    parse_gazetteers,
    parse_settings,
)
from wartracker.debate import Debate
from wartracker.errors import ConfigError, NotFoundError
from wartracker.ids import hash_bytes, hash_text

if TYPE_CHECKING:
    from wartracker.gate.relevance import CompiledGate
    from wartracker.gazetteer import Gazetteers
    from wartracker.publishers import Publishers
    from wartracker.records import Event


@dataclass(frozen=True)
class Workspace:
    """One workspace; each part is read when it is first asked for."""

    root: Path
    environ: Mapping[str, str]

    @cached_property
    def settings(self) -> Settings:
        """Return wartracker.toml with the environment laid over it."""
        path = self.root / "wartracker.toml"
        return parse_settings(read_text(path) if path.exists() else "", self.environ)

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        """Return the sources of feeds.yaml."""
        return parse_feeds(read_text(self.root / "feeds.yaml"))

    @cached_property
    def gazetteers(self) -> Gazetteers:
        """Return the gazetteers."""
        folder = self.root / "pipelines" / "gazetteers"
        texts = {
            stem: read_text(folder / f"{stem}.yaml") for stem in GAZETTEER_FILES if (folder / f"{stem}.yaml").exists()
        }
        return parse_gazetteers(texts)

    @cached_property
    def debates(self) -> tuple[Debate, ...]:
        """Return all debates, by name.

        Raises:
            ConfigError: there is none.
        """
        paths = sorted((self.root / "pipelines").glob("*.yaml"))
        if not paths:
            raise ConfigError(
                "no debate here; run `wartracker init` in this directory or give --workspace", self.root / "pipelines"
            )
        return tuple(parse_debate(read_text(path), path.stem, f"pipelines/{path.name}") for path in paths)

    def debate(self, name: str | None = None) -> Debate:
        """Return one debate: the one named, else the one of `debate` in the settings, else the only one.

        Raises:
            NotFoundError: no file of that name; the known ones are listed.
            ConfigError: there are several, and none is named.
        """
        name = name or self.settings.debate
        if name is None and len(self.debates) > 1:
            known = ", ".join(debate.name for debate in self.debates)
            message = f"several debates here ({known}): give --debate NAME, or set `debate` in wartracker.toml"
            raise ConfigError(message, self.root / "pipelines")
        if name is None:
            return self.debates[0]
        for debate in self.debates:
            if debate.name == name:
                return debate
        known = ", ".join(debate.name for debate in self.debates)
        raise NotFoundError(f"no debate {name}; known: {known}")

    def known_events(self, debate: Debate) -> tuple[Event, ...]:
        """Return the events known when the debate started; the file is read once."""
        if debate.timeline is None:
            return ()
        if debate.name not in self._known:
            from wartracker.known import parse_known

            path = self.root / "pipelines" / "timelines" / debate.timeline
            place = f"pipelines/timelines/{debate.timeline}"
            self._known[debate.name] = parse_known(read_text(path), place, self.gazetteers, debate)
        return self._known[debate.name]

    @cached_property
    def _known(self) -> dict[str, tuple[Event, ...]]:
        return {}

    @cached_property
    def gates(self) -> tuple[CompiledGate, ...]:
        """Return the gates of all debates; compiling them costs as much as polling hundreds of sources."""
        from wartracker.gate.relevance import build_gates

        return build_gates(self.debates, self.gazetteers)

    @cached_property
    def publishers(self) -> Publishers:
        """Return who publishes on which host."""
        from wartracker.publishers import build_publishers

        path = self.root / "feeds.yaml"
        return build_publishers(self.feeds if path.exists() else (), self.gazetteers)

    @property
    def output(self) -> Path:
        """Return the folder that the program writes."""
        return self.root / "output"

    @cached_property
    def public(self) -> Path | None:
        """Return the folder that may be served as it is, None when there is none.

        Raises:
            ConfigError: it holds, or lies in, what must not be served.
        """
        if not self.settings.public:
            return None
        folder = self.root / self.settings.public
        place, private = folder.resolve(), self.output.resolve()
        if place.is_relative_to(private) or self.root.resolve().is_relative_to(place) or private.is_relative_to(place):
            message = f"{self.settings.public} holds or lies in what must not be served; name a folder of its own"
            raise ConfigError(message, "wartracker.toml", key="public")
        return folder

    @property
    def database(self) -> str:
        """Return the database address."""
        return self.settings.database or f"sqlite:///{self.output / 'wartracker.sqlite3'}"


def open_workspace(root: Path, environ: Mapping[str, str] | None = None) -> Workspace:
    """Open the workspace in a directory; nothing is read yet."""
    return Workspace(root, os.environ if environ is None else environ)


def read_text(path: Path) -> str:
    """Read a file that a person wrote.

    Raises:
        ConfigError: missing, unreadable or not UTF-8; the sentence says what to do.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        message = "the file is missing; run `wartracker init` in an empty directory or give --workspace"
        raise ConfigError(message, path) from error
    except OSError as error:
        raise ConfigError(f"the file cannot be read: {error.strerror}", path) from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ConfigError("not UTF-8; save the file as UTF-8", path, line) from error


def ner_folder() -> Path | None:
    """Return the folder of the neural tagger that ships with the package, None in a checkout that has none yet."""
    folder = Path(__file__).parent / "label" / "ner"
    return folder if folder.is_dir() else None


def ner_digest() -> str:
    """Return a digest of the neural tagger's files, empty where there is none: a new tagger re-analyses on replay."""
    folder = ner_folder()
    if folder is None:
        return ""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return hash_text("".join(f"{path.relative_to(folder)} {hash_bytes(path.read_bytes())}\n" for path in files))
