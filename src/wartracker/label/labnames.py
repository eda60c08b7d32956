"""Makers found by list in, models named after their maker ("Alder-V2", "Alder M1 70B") and their bare codes out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wartracker.label.families import Families
from wartracker.label.spans import Hit
from wartracker.label.tails import Part, Tail, is_variant, read_tail
from wartracker.label.word_tables import NOT_MODEL
from wartracker.vocabulary import Label

_CODE = re.compile(r"[A-Z]\d{1,2}(?:\.\d{1,2})?(?:-[A-Z][A-Za-z]+)?|[A-Z][a-z]+ \d{1,2}(?:\.\d)?")


def find_lab_models(text: str, organizations: Sequence[Hit], families: Families) -> list[Hit]:
    """Find models whose name is their maker's name with a version, size or variant.

    Args:
        text: folded text.
        organizations: makers found by list.
        families: for listed names.

    Returns:
        Hits that cover the maker's name too.
    """
    hits = []
    for hit in organizations:
        tail = read_tail(text, hit.end)
        if tail.parts and _is_model_tail(text[hit.end : hit.end + 1], tail):
            key, name = families.name(text[hit.start : tail.end])
            hits.append(Hit(hit.start, tail.end, Label.MODEL, key, name, 0.85, ("grammar", f"owner:{hit.key}")))
    return hits


def _is_model_tail(joint: str, tail: Tail) -> bool:
    if any(NOT_MODEL.search(piece) for _, piece in tail.parts):
        return False
    part, piece = tail.parts[0]
    if tail.has(Part.SIZE) and piece[-1] not in "kKmM":
        return True
    if part is Part.VERSION:
        return joint == "-" or not piece[0].isdigit() or "." in piece or len(tail.parts) > 1
    if part is Part.VARIANT:
        return (joint == "-" and is_variant(piece)) or (len(tail.parts) > 1 and tail.has(Part.VERSION))
    return False


def find_bare_codes(text: str, marked: str, hits: Sequence[Hit]) -> list[Hit]:
    """Find the codes of models that the document names in full before ("Alder M1 ... M1 is").

    Args:
        text: folded text.
        marked: the text with every hit replaced by its label's mark.
        hits: what was found.

    Returns:
        Hits of the codes alone, called by the whole name.
    """
    codes: dict[str, Hit] = {}
    for hit in hits:
        if hit.label is not Label.MODEL:
            continue
        head = re.match(r"[^\W\d_]{3,}[ -]", text[hit.start : hit.end])
        if head and _CODE.fullmatch(rest := text[hit.start + head.end() : hit.end]):
            codes.setdefault(rest, hit)
    found = []
    if codes:
        ordered = sorted(codes, key=len, reverse=True)
        for match in re.finditer(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, ordered))})(?![\w]|\.\d|-\w)", marked):
            whole = codes[match.group()]
            found.append(Hit(match.start(), match.end(), Label.MODEL, whole.key, whole.name, 0.75, ("short-form",)))
    return found
