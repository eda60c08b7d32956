"""Rows of models.yaml in, the compiled families out: which surfaces name them, what a whole name is called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from wartracker.gazetteer import Gazetteers, Model
from wartracker.label.common_words import COMMON_WORDS
from wartracker.label.lexicon import Lexicon, build_lexicon, cut_atoms
from wartracker.label.normalize import fold_text, slug
from wartracker.label.tails import is_variant, read_tail

_SEVERAL = 4


@dataclass(frozen=True, slots=True)
class Family:
    """What a surface at the head of a model's name stands for."""

    stem: str
    key: str  # family key
    owner: str
    common: bool  # the bare stem is an ordinary word
    row: Model | None  # the row when the surface is a whole name
    is_org: bool = False  # the stem is also the name of an organization


@dataclass(frozen=True, slots=True)
class Families:
    """All families, compiled."""

    lexicon: Lexicon[Family]
    forms: Mapping[tuple[str, ...], Model]  # atoms of a whole name -> row
    bags: Mapping[tuple[str, ...], Model]  # the same, sorted: "Claude 4.5 Haiku" is "Claude Haiku 4.5"
    by_owner: Mapping[str, tuple[Model, ...]]
    stems: Set[str]  # lower case
    owners: Mapping[str, str]  # model key -> organization key
    makers: Set[str]  # lower-case names of organizations
    zeros: Set[tuple[str, ...]]  # atoms of "Ember 2" where the lists know an Ember 2.0 and no Ember 2
    generations: Mapping[str, int]  # family key -> latest generation known, of families with several

    def is_maker(self, word: str) -> bool:
        """Tell whether a word is an organization's name."""
        return word.lower() in self.makers

    def name(self, surface: str, stem: str | None = None) -> tuple[str, str]:
        """Return key and complete name of a model's surface.

        Args:
            surface: the folded surface, version, size and variant included.
            stem: the family's canonical spelling, None where the surface itself is all that is known.

        Returns:
            The gazetteer's key and name where it knows the model, else the longest known part with the rest added.
        """
        words = form_of(surface)
        row = self.forms.get(words) or self.bags.get(tuple(sorted(words)))
        if row is not None and _says_the_same(words, row):
            return row.key, row.name
        if words in self.zeros:
            surface, words = f"{surface.strip()}.0", (*words[:-1], f"{words[-1]}.0")
        atoms = cut_atoms(surface)
        kept = _compared(atoms.words)
        for count in range(len(words) - 1, 0, -1):
            row = self.forms.get(words[:count])
            if row is not None and _is_whole(words[:count], row) and (row.version is not None or stem is not None):
                rest = surface[atoms.ends[kept[count - 1]] :].strip(" -_")
                joint = _joint(surface, atoms.ends[kept[count - 1]], row.name)
                return f"{row.key}-{slug(rest)}", f"{row.name}{joint}{rest}"
        clean = " ".join(surface.split())
        return slug(clean), clean


def _says_the_same(words: tuple[str, ...], row: Model) -> bool:
    """Tell whether a surface loses nothing when it is called by its row's name.

    An alias may be a nickname, another spelling or a shorter form; one that says another size, variant or version
    than the row's name is a name of its own.
    """
    own = form_of(fold_text(row.name).text)
    if sorted(words) == sorted(own):
        return True
    letters = {word for word in words if word.isalpha()} & {word for word in own if word.isalpha()}
    return not letters or set(words) <= set(own)


def _is_whole(words: tuple[str, ...], row: Model) -> bool:
    """Tell whether a head is a row's whole name, not a short form of another version."""
    return row.version is None or sorted(words) == sorted(form_of(fold_text(row.name).text))


def _joint(surface: str, at: int, name: str) -> str:
    char = surface[at : at + 1]
    if char in {" ", "-", "_", "."} and char:
        return "-" if char == "_" else char
    return "" if name[-1:].isalpha() or char == "+" else "-"


def _compared(words: tuple[str, ...]) -> list[int]:
    """Return the indices of the atoms that count: the "v" of "v3.1" does not, that of "4.5V" does."""
    return [
        index
        for index, word in enumerate(words)
        if not (word == "v" and index + 1 < len(words) and words[index + 1][0].isdigit())
    ]


def form_of(surface: str) -> tuple[str, ...]:
    """Return the atoms of a name as they are compared: lower case, the "v" before a number dropped."""
    words = cut_atoms(surface).words
    return tuple(words[index] for index in _compared(words)) + (("+",) if surface.endswith("+") else ())


def build_families(gazetteers: Gazetteers) -> Families:
    """Compile the model rows.

    Args:
        gazetteers: all lists; organizations tell which stems are makers' names too.

    Returns:
        The families.
    """
    owners = {org.key: {name.lower() for name in (org.name, *org.aliases)} for org in gazetteers.organizations}
    org_names = set().union(*owners.values()) if owners else set()
    heads = {row.family: row for row in gazetteers.models if row.version is None}
    common_families = {row.family for row in gazetteers.models if row.common_word and row.version is None}
    head_of = {row.name.lower(): row.family for row in gazetteers.models if row.version is None}
    names: dict[tuple[str, str], Family] = {}
    forms: dict[tuple[str, ...], Model] = {}
    by_owner: dict[str, list[Model]] = {}
    for row in gazetteers.models:
        by_owner.setdefault(row.owner, []).append(row)
        for surface in _surfaces(row, owners.get(row.owner, set()), org_names):
            bare = row.version is None
            common = row.common_word or (len(surface) <= 3 and not any(char.isdigit() for char in surface))
            names.setdefault(
                (surface, row.key),
                Family(surface, row.family, row.owner, common and bare, row, surface.lower() in org_names),
            )
            forms.setdefault(form_of(surface), row)
            stem = find_stem(surface)
            if stem and head_of.get(stem.lower(), row.family) != row.family:
                continue  # "Llama Nemotron" does not make "Llama" a Nemotron
            if stem and (
                slug(stem) == row.family or _is_head(heads.get(row.family), stem) or _strips_digit(surface, stem)
            ):
                head = heads.get(row.family)
                common = row.family in common_families or len(stem) <= 3
                key = (stem, f"stem:{row.family}")
                if head is None or stem.lower() != head.name.lower():
                    names.setdefault(key, Family(stem, row.family, row.owner, common, None, stem.lower() in org_names))
    lexicon = build_lexicon((surface, family) for (surface, _), family in names.items())
    stems = frozenset(
        family.stem.lower() for family in names.values() if family.row is None or family.row.version is None
    )
    bags: dict[tuple[str, ...], Model] = {}
    for form, row in forms.items():
        bags.setdefault(tuple(sorted(form)), row)
    return Families(
        lexicon,
        forms,
        bags,
        {key: tuple(rows) for key, rows in by_owner.items()},
        stems,
        {row.key: row.owner for row in gazetteers.models},
        frozenset(org_names),
        _list_zeros(gazetteers.models),
        _list_generations(gazetteers.models),
    )


def _list_zeros(models: Sequence[Model]) -> frozenset[tuple[str, ...]]:
    """Return family and whole number of every generation that the lists write with ".0" only."""
    versions: dict[str, set[str]] = {}
    for row in models:
        versions.setdefault(row.family, set()).add(row.version or "")
    return frozenset(
        (*form_of(row.name), version.removesuffix(".0"))
        for row in models
        if row.version is None and len(form_of(row.name)) == 1
        for version in versions[row.family]
        if version.endswith(".0") and version.removesuffix(".0") not in versions[row.family]
    )


def _list_generations(models: Sequence[Model]) -> dict[str, int]:
    """Return the latest generation of every family that the lists know several versions of."""
    versions: dict[str, set[str]] = {}
    for row in models:
        if row.version and re.match(r"\d{1,2}(?!\d)", row.version):
            versions.setdefault(row.family, set()).add(row.version)
    return {
        family: max(int(re.match(r"\d+", version)[0]) for version in told)  # type: ignore[index]
        for family, told in versions.items()
        if len(told) >= _SEVERAL
    }


def _is_head(head: Model | None, stem: str) -> bool:
    return head is not None and stem.lower() in {name.lower() for name in (head.name, *head.aliases)}


def _strips_digit(surface: str, stem: str) -> bool:
    ordinary = stem.lower() in COMMON_WORDS or is_variant(stem) or " " in stem
    return bool(re.search(r"\d", surface[len(stem) :])) and len(stem) >= 3 and stem[0].isupper() and not ordinary


def _surfaces(row: Model, owner_names: set[str], org_names: set[str]) -> list[str]:
    """Return a row's surfaces; a maker in front of the name is no part of it, short codes are read beside the maker."""
    surfaces = []
    for index, raw in enumerate((row.name, *row.aliases)):
        surface = fold_text(raw).text
        lowered = surface.lower()
        if index and any(lowered.startswith(f"{name} ") for name in owner_names) and " " in surface:
            rest = surface.split(" ", 1)[1]
            if not find_stem(rest) or not read_tail(rest, 0).parts:
                continue
        if index and lowered in org_names:
            continue
        if re.fullmatch(r"\d[\w.]*(?:-\w+)?|[A-Za-z]\d+(?:\.\d+)?(?:-\w+)?", surface) and not re.fullmatch(
            r"o\d(?:-\w+)?|T5", surface
        ):
            continue
        surfaces.append(surface)
    return surfaces


def find_stem(surface: str) -> str | None:
    """Return the shortest head of a name whose whole rest is version, size and variant; None where there is no rest."""
    atoms = cut_atoms(surface)
    for end in atoms.ends[:-1]:
        head = surface[:end]
        if len(head) < 2 or not any(char.isalpha() for char in head):
            continue
        tail = read_tail(surface, end)
        if tail.parts and tail.end == len(surface):
            return head
    return None
