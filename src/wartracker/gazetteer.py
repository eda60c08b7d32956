"""Rows of pipelines/gazetteers/*.yaml as types: organizations, models, licences and names that are no models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wartracker.strict import Strict
from wartracker.vocabulary import Label, LicenseClass, Openness, Party


@dataclass(frozen=True, slots=True)
class Organization(Strict):
    """One row of organizations.yaml."""

    key: str  # slug, for ever
    name: str  # canonical, for people
    source: str  # where the row's facts come from
    aliases: tuple[str, ...] = ()  # other surfaces, case as written
    kind: str = "lab"  # lab company cloud investor body legislature publisher hub university institute
    party: Party = Party.NONE
    country: str | None = None  # ISO 3166-1 alpha-2
    hub: tuple[str, ...] = ()  # owner names on the model hub
    domains: tuple[str, ...] = ()  # hosts that speak for it
    short_models: tuple[str, ...] = ()  # regular expressions of short names that mean its models: R\d
    parent: str | None = None  # key of the owner
    common_word: bool = False  # the bare name is an ordinary word: needs context


@dataclass(frozen=True, slots=True)
class Model(Strict):
    """One row of models.yaml: a family's generation, or a family itself (version None)."""

    key: str
    name: str
    family: str  # family key: llama, qwen, gpt
    owner: str  # organization key
    source: str
    version: str | None = None
    aliases: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    openness: Openness = Openness.UNKNOWN
    license: str | None = None  # licence key
    released: date | None = None
    common_word: bool = False  # the bare family name is an ordinary word: needs context
    modality: str = "text"  # text image video audio speech code embedding multimodal


@dataclass(frozen=True, slots=True)
class License(Strict):
    """One row of licenses.yaml."""

    key: str  # SPDX id, LicenseRef-scancode-... or LicenseRef-<slug>
    name: str
    license_class: LicenseClass
    source: str
    aliases: tuple[str, ...] = ()
    hub: str | None = None  # identifier on the model hub
    clauses: tuple[str, ...] = ()  # user-threshold field-of-use output-training-ban attribution share-alike ...


@dataclass(frozen=True, slots=True)
class Other(Strict):
    """One row of others.yaml: names that must win over MODEL."""

    label: Label
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gazetteers(Strict):
    """All lists; keys are unique within each."""

    organizations: tuple[Organization, ...] = ()
    models: tuple[Model, ...] = ()
    licenses: tuple[License, ...] = ()
    others: tuple[Other, ...] = ()
    digest: str = ""  # hash of the files, part of made_by
