"""Gazetteers in, look-ups that relate needs out: owners of models, openness of a family, domains, licences."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from wartracker.gazetteer import Gazetteers, License, Model, Organization
from wartracker.records import LicenseRef, Mention, ModelRef
from wartracker.vocabulary import LicenseClass, Openness, Party

_SIZE = re.compile(
    r"^(?:\d+(?:\.\d+)?[bmt]|\d+x\d+(?:\.\d+)?[bm]|a\d+(?:\.\d+)?b|\d+(?:\.\d+)?b-a\d+(?:\.\d+)?b)$", re.IGNORECASE
)
# Words of a name that tell an edition, not a family.
_VARIANT_WORDS = (
    "mini nano tiny small medium large xl pro max ultra lite light flash turbo fast plus air "
    "instruct chat base thinking preview vision vl coder code math audio omni embedding "
    "reranker guard instant opus sonnet haiku exp edit image video speciale scout maverick "
    "distill reasoning high latest dev schnell it pt hf fp8 awq gguf long next codex "
)
_VARIANTS = frozenset(_VARIANT_WORDS.split())
_TELLING = (Openness.FULLY_OPEN, Openness.OPEN_WEIGHTS, Openness.PARTIALLY_OPEN, Openness.FULLY_CLOSED)
SMALL = frozenset(["mini", "nano", "tiny", "lite", "light", "small", "edge", "flash-lite"])


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled look-ups over the gazetteers."""

    organizations: Mapping[str, Organization]
    models: Mapping[str, Model]
    licenses: Mapping[str, License]
    families: Mapping[str, tuple[Model, ...]]
    domains: Mapping[str, str]  # host -> organization key
    models_of: Mapping[str, int]  # organization key -> rows of the lists it owns
    makers: frozenset[str]  # organizations that are labs or own a model of the lists
    accounts: Mapping[str, str]  # account on a model hub, lower case -> organization key

    def organization_at(self, host: str) -> str | None:
        """Return the organization that a host speaks for, by its longest known suffix."""
        labels = host.lower().split(".")
        for cut in range(len(labels) - 1):
            if key := self.domains.get(".".join(labels[cut:])):
                return key
        return None

    def owner_of(self, key: str | None) -> str | None:
        """Return the organization that owns a model or its family, None when unknown."""
        if key is None:
            return None
        if row := self.models.get(key):
            return row.owner
        rows = self.family_rows(key)
        return rows[0].owner if rows else None

    def family_of(self, key: str | None) -> str | None:
        """Return the family key of a model key: its row's, or the longest family that begins the key."""
        if key is None:
            return None
        if row := self.models.get(key):
            return row.family
        parts = key.split("-")
        for count in range(len(parts), 0, -1):
            prefix = "-".join(parts[:count])
            if prefix in self.families:
                return prefix
            bare = re.sub(r"\d[\d.]*$", "", prefix)
            if bare and bare in self.families:
                return bare
        return None

    def family_rows(self, key: str) -> tuple[Model, ...]:
        """Return the rows of a model key's family."""
        family = self.family_of(key)
        return self.families.get(family, ()) if family else ()

    def is_kin(self, one: str | None, other: str | None) -> bool:
        """Tell whether two organizations are the same, or one belongs to the other."""
        if one is None or other is None:
            return False
        return bool(self._line(one) & self._line(other))

    def _line(self, key: str) -> set[str]:
        line = {key}
        at = self.organizations.get(key)
        while at is not None and at.parent and at.parent not in line:
            line.add(at.parent)
            at = self.organizations.get(at.parent)
        return line

    def prior_openness(self, key: str | None) -> tuple[Openness, str]:
        """Return what the lists know of a model's openness and where from; UNKNOWN when they do not agree.

        Args:
            key: model key.

        Returns:
            The class and "model", "family" or "owner".
        """
        if key is None:
            return Openness.UNKNOWN, ""
        row = self.models.get(key)
        if row is not None and row.openness is not Openness.UNKNOWN:
            return row.openness, "model"
        rows = self.family_rows(key)
        near = [
            r for r in rows if r.openness is not Openness.UNKNOWN and (key.startswith(r.key) or r.key.startswith(key))
        ]
        for pool in (near, [r for r in rows if r.openness in _TELLING]):
            kinds = {r.openness for r in pool}
            if len(kinds) == 1:
                return kinds.pop(), "family"
        owner = self.organizations.get(self.owner_of(key) or "")
        if owner is not None and owner.party is Party.CLOSED and not rows:
            return Openness.FULLY_CLOSED, "owner"
        return Openness.UNKNOWN, ""

    def model_ref(self, mention: Mention) -> ModelRef:
        """Return the record of a mentioned model; what the lists do not know is read off the name."""
        key = mention.key or _slug(mention.name)
        row = self.models.get(key)
        family = self.family_of(key)
        version, size, variant = split_name(mention.name, family)
        return ModelRef(
            key=key,
            name=mention.name,
            family=family or _stem(mention.name),
            version=(row.version if row else None) or version,
            size=size,
            variant=variant,
            owner=self.owner_of(key),
        )

    def license_ref(self, mention: Mention, models: tuple[str, ...]) -> LicenseRef:
        """Return the record of a mentioned licence with the models it belongs to."""
        row = self.licenses.get(mention.key or "")
        if row is None:
            return LicenseRef(mention.key or _slug(mention.name), mention.name, LicenseClass.UNKNOWN, (), models)
        return LicenseRef(row.key, row.name, row.license_class, row.clauses, models)


def build_lexicon(gazetteers: Gazetteers) -> Lexicon:
    """Compile the gazetteers.

    Args:
        gazetteers: all lists.

    Returns:
        Look-ups by key, family and domain.
    """
    families: dict[str, list[Model]] = {}
    for model in gazetteers.models:
        families.setdefault(model.family, []).append(model)
    domains = {domain.lower(): org.key for org in gazetteers.organizations for domain in org.domains}
    return Lexicon(
        organizations={org.key: org for org in gazetteers.organizations},
        models={model.key: model for model in gazetteers.models},
        licenses={row.key: row for row in gazetteers.licenses},
        families={family: tuple(rows) for family, rows in families.items()},
        domains=domains,
        models_of=Counter(model.owner for model in gazetteers.models),
        makers=frozenset(m.owner for m in gazetteers.models)
        | {o.key for o in gazetteers.organizations if o.kind == "lab"},
        accounts={account.lower(): org.key for org in gazetteers.organizations for account in org.hub},
    )


@lru_cache(maxsize=4096)
def split_name(name: str, family: str | None) -> tuple[str | None, str | None, str | None]:
    """Read version, size and variant off a model's name.

    Args:
        name: canonical or surface name, "Qwen3-30B-A3B-Instruct".
        family: family key, whose words are no variant.

    Returns:
        Version ("3", "2.5", "4o", "0528"), size ("30B-A3B"), variant ("instruct"), each None when absent.
    """
    version: list[str] = []
    size: list[str] = []
    variant: list[str] = []
    for token in re.split(r"[\s\-_/()\[\],:]+", name.strip()):
        if not token:
            continue
        low = token.lower()
        if _SIZE.match(low):
            size.append(token.upper())
        elif low in _VARIANTS and low != (family or ""):
            variant.append(low)
        elif match := re.fullmatch(r"(?:[a-z]*?)[vrkmo]?(\d+(?:\.\d+)*[a-z]?)", low):
            version.append(match.group(1) if not re.fullmatch(r"[rkmo]\d.*", low) else low)
    return " ".join(version) or None, "-".join(size) or None, "-".join(variant) or None


def _stem(name: str) -> str | None:
    match = re.match(r"[A-Za-z][A-Za-z]+", name.strip())
    return match.group().lower() if match else None


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9.+]+", "-", name.lower()).strip("-")
