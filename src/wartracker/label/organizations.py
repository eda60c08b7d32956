"""A folded text and the organization rows in, mentions of organizations, people, tools and laws out."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from wartracker.gazetteer import Gazetteers, Organization, Other
from wartracker.label.context import Context
from wartracker.label.lexicon import Atoms, Found, Lexicon, build_lexicon
from wartracker.label.normalize import fold_text, slug
from wartracker.label.spans import Hit
from wartracker.label.word_tables import ORG_WORDS
from wartracker.vocabulary import Label

BODY_KINDS = frozenset({"body", "legislature"})
_ACT = re.compile(
    r"(?:'s\b|' [a-z]|,? (?:said|says|has|have|had|is|was|will|plans?|released?|releases|launch(?:es|ed)|"
    r"unveil(?:s|ed)|announce[sd]?|"
    r"introduce[sd]?|open[- ]source[sd]?|publish(?:es|ed)|made|makes|drops?|dropped|ships?|shipped|claims?|"
    r"claimed|argue[sd]|wants|"
    r"opened|partially|wrote|writes|raised|raises|AI\b|CEO|added|adds|told|also|(?:and|und|et|y|or|&) [A-Z]\w*|"
    r"which|bought|acquired|"
    r"acquires|signed|joined|offers|hosts|hat|haben|veröffentlicht|stellt|kündigt|bringt|will|a|ont|lance|publie|"
    r"présente|dévoile|annonce|asked|gives|gave|puts?|delays|delayed|pulls|pulled|cuts|shelves|shelved|faces|argues|"
    r"hands|lets|opens|buys|denies|denied|hires|hired|pushes|pushed|backs|loses|lost|names|named|sues|sued))\b"
)
_BEFORE = re.compile(
    r"\b(?:by|from|at|of|with|to|for|and|on|via|than|like|in|company|startup|lab|maker|the|rivals?|over|"
    r"acquire[sd]?|joined|left)[ ]$|[,(] ?$"
)

_NAME_BEFORE = re.compile(
    r"(?<=[a-z,;] )(?!\w+day |Yesterday )[A-Z][a-z]+ $|"
    r"(?:^|[.!?:\n>*\"] ?)(?!The |A |An |And |But |At |By |From |On )[A-Z][a-z]+ $"
)
_VERSION = re.compile(r" v?\d+(?:\.\d+)*(?![\w-])")
_VERSIONED = frozenset({Label.ASSISTANT, Label.LIBRARY})
_ORG_FOLLOWS = re.compile(r" (?:College|University|Institute|School|Labs|Inc|Foundation|Robotics|Bank)\b")


@dataclass(frozen=True, slots=True)
class Names:
    """Organizations and other names, compiled."""

    organizations: Lexicon[Organization]
    others: Lexicon[Other]
    rows: dict[str, Organization]  # by key


def build_names(gazetteers: Gazetteers) -> Names:
    """Compile the organization rows and the names that are no models.

    Args:
        gazetteers: all lists.

    Returns:
        The lookups.
    """
    return Names(
        build_lexicon(
            (fold_text(name).text, row) for row in gazetteers.organizations for name in (row.name, *row.aliases)
        ),
        build_lexicon((fold_text(name).text, row) for row in gazetteers.others for name in (row.name, *row.aliases)),
        {row.key: row for row in gazetteers.organizations},
    )


def find_listed(atoms: Atoms, names: Names, context: Context, title_lines: tuple[tuple[int, int], ...]) -> list[Hit]:
    """Find listed organizations.

    Args:
        atoms: the folded text, cut.
        names: the compiled names.
        context: the document's context.
        title_lines: spans of lines with capitals everywhere.

    Returns:
        Hits that may overlap each other.
    """
    hits = []
    unsure: list[Found[Organization]] = []
    for found in names.organizations.find(atoms):
        if found.glued or not _is_written_as_name(found.entry.surface, found):
            continue
        if found.entry.surface in ORG_WORDS and _NAME_BEFORE.search(atoms.text, max(0, found.start - 24), found.start):
            continue  # "Tessera Cognition" is another firm than Cognition
        row = found.entry.payload
        common = row.common_word and _is_common(found.entry.surface)
        if common and not _is_meant(atoms.text, found, context, title_lines):
            unsure.append(found)
        else:
            hits.append(_hit(atoms.text, found))
    meant = {hit.key for hit in hits}  # one sense per document
    hits += [_hit(atoms.text, found) for found in unsure if _may_be_meant(atoms.text, found, context, meant)]
    return hits


def _may_be_meant(text: str, found: Found[Organization], context: Context, meant: Set[str | None]) -> bool:
    """Tell whether an ordinary word may be the maker that the document names elsewhere."""
    follow = re.match(r"[ -][A-Z][a-z]", text[found.end : found.end + 3])
    return found.exact and context.ai and found.entry.payload.key in meant and follow is None


def _hit(text: str, found: Found[Organization]) -> Hit:
    row = found.entry.payload
    rules = ("lexicon", "body") if row.kind in BODY_KINDS else ("lexicon",)
    return Hit(found.start, _whole_surface(text, found), Label.ORG, row.key, row.name, 0.9, rules)


def find_others(atoms: Atoms, names: Names) -> list[Hit]:
    """Find assistants, libraries, data sets, benchmarks, hardware, people and laws that are listed."""
    hits = []
    for found in names.others.find(atoms):
        if found.glued or not (found.exact or (_is_written_as_name(found.entry.surface, found))):
            continue
        row = found.entry.payload
        if _ORG_FOLLOWS.match(atoms.text, found.end):
            continue
        # a hair above a model of the same extent: these names are listed so that they win, with their version
        version = _VERSION.match(atoms.text, found.end) if row.label in _VERSIONED else None
        end = version.end() if version else found.end
        hits.append(Hit(found.start, end, row.label, slug(row.name), row.name, 0.95, ("lexicon",)))
    return hits


def _is_common(surface: str) -> bool:
    return " " not in surface and surface.isalpha()


def _whole_surface(text: str, found: Found[Organization]) -> int:
    """Take the full stop of an abbreviation along ("Inc.")."""
    surface = found.entry.surface
    if surface.endswith((" Inc", " Corp", " Ltd")) and text[found.end : found.end + 1] == ".":
        return found.end + 1
    return found.end


def _is_written_as_name(surface: str, found: Found[Organization] | Found[Other]) -> bool:
    """Tell whether a find is spelled as a name: exactly, or longer than an abbreviation and with a capital."""
    if found.exact:
        return True
    letters = [char for char in surface if char.isalpha()]
    if len(letters) < 4 or all(char.isupper() for char in letters) or found.lower:
        return False
    return (surface[0].isupper() or not surface[0].isalpha()) and found.capital


def _is_meant(
    text: str, found: Found[Organization], context: Context, title_lines: tuple[tuple[int, int], ...]
) -> bool:
    """Tell whether an ordinary word is used as an organization's name here."""
    if not found.exact or context.foreign:
        return False
    before, after = text[max(0, found.start - 30) : found.start], text[found.end : found.end + 30]
    if re.match(r"[ -][A-Z][a-z]", after) and not _ACT.match(after):
        return False
    starts = not before.strip() or re.search(r"[.!?:\n|>*-][\"'*_\s]*$", before) is not None
    in_title = any(start <= found.start < end for start, end in title_lines)
    if starts or in_title:
        return bool(_ACT.match(after)) and (context.ai or context.score > 0.3 or after.startswith((" has", "'s")))
    return bool(_ACT.match(after) or _BEFORE.search(before))
