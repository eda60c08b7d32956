"""Short names beside their maker in ("Sonnet 4.5", "R1", "Large 3"), complete names out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from wartracker.gazetteer import Gazetteers
from wartracker.label.families import Families, find_stem, form_of
from wartracker.label.lexicon import cut_atoms
from wartracker.label.spans import Hit
from wartracker.vocabulary import Label


@dataclass(frozen=True, slots=True)
class ShortNames:
    """Per organization: the pattern of its short names, and how they are completed."""

    patterns: Mapping[str, re.Pattern[str]]
    heads: Mapping[tuple[str, str], str]  # organization, first word of a short name -> family's stem


def build_shortnames(gazetteers: Gazetteers) -> ShortNames:
    """Compile `short_models` of every organization.

    Args:
        gazetteers: all lists.

    Returns:
        Patterns and completions.
    """
    patterns = {
        org.key: re.compile(rf"(?<![\w.-])(?:{'|'.join(org.short_models)})(?![\w]|\.\d|-[a-z])")
        for org in gazetteers.organizations
        if org.short_models
    }
    heads: dict[tuple[str, str], str] = {}
    for row in gazetteers.models:
        if row.version is None:
            continue
        for surface in (row.name, *row.aliases):
            stem = find_stem(surface)
            if stem is None or len(surface) <= len(stem) + 1:
                continue
            for word in cut_atoms(surface[len(stem) :]).words:
                if word.isalpha():
                    heads.setdefault(
                        (row.owner, word),
                        surface[: len(stem) + 1].rstrip() if surface[len(stem)] != "-" else stem + "-",
                    )
    return ShortNames(patterns, heads)


def find_short(
    text: str,
    short: ShortNames,
    families: Families,
    owners: Set[str],
    sentence_owner: Mapping[str, list[int]],
    taken: Sequence[Hit],
) -> list[Hit]:
    """Find short names of makers that the document speaks of.

    Args:
        text: folded text.
        short: the compiled patterns.
        families: for the complete names.
        owners: keys of organizations named in the document, owners of named models included.
        sentence_owner: offsets of each organization's mentions.
        taken: models and licences found already; a short name inside one of them is part of it.

    Returns:
        Hits that may overlap others.
    """
    hits = []
    named = {hit.key for hit in taken if hit.label is Label.MODEL}
    covered = {index for hit in taken for index in range(hit.start, hit.end)}
    for key in sorted(owners & set(short.patterns)):
        for match in short.patterns[key].finditer(text):
            surface = match.group().strip()
            if not surface or (surface.islower() and not re.fullmatch(r"o\d(?:-\w+)?", surface)):
                continue
            code = re.fullmatch(r"[A-Za-z]?\d(?:\.\d)?", surface)
            if code and surface[0].isdigit():
                continue
            if match.start() in covered or match.end() - 1 in covered:
                continue
            near = any(abs(at - match.start()) < 250 for at in sentence_owner.get(key, ()))
            if not re.search(r"\d", surface) and not near:
                continue
            model_key, name = complete(surface, key, short, families)
            if name is None or (code and not (near or surface[0] == "o" or model_key in named)):
                continue
            hits.append(
                Hit(
                    match.start(),
                    match.start() + len(surface),
                    Label.MODEL,
                    model_key,
                    name,
                    0.85,
                    ("short", f"owner:{key}"),
                )
            )
    return hits


def complete(surface: str, owner: str, short: ShortNames, families: Families) -> tuple[str, str | None]:
    """Return key and complete name of a short name; the name is None where no family fits."""
    form = form_of(surface)
    for row in families.by_owner.get(owner, ()):
        for name in (row.name, *row.aliases):
            whole = form_of(name)
            if whole == form or (
                len(whole) > len(form) and (whole[-len(form) :] == form or sorted(whole[1:]) == sorted(form))
            ):
                return row.key, row.name
    for word in form:
        if (owner, word) in short.heads:
            stem = short.heads[(owner, word)]
            joint = "" if stem.endswith("-") else " "
            return families.name(f"{stem}{joint}{surface}", stem)
    return "", None
