"""A claim's parts in, the signals that significance is made of out (names as in the debate's rules)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wartracker.debate import Debate
from wartracker.records import ModelRef, SlotValue
from wartracker.relate.drafts import Draft
from wartracker.relate.lexicon import SMALL, Lexicon
from wartracker.relate.reading import Sentence
from wartracker.vocabulary import Kind, Openness, Party, Status

_FIRST = re.compile(
    r"\b(?:the\s|its\s|their\s|our\s)?(?:world's\s)?first[- ](?:ever\s)?(?:(?:fully|truly|major|large|"
    r"open(?:[- ](?:source|weights?))?|hybrid|state|country|of\sits\skind|100B\+?|trillion|reasoning|"
    r"frontier|GPT-4|commercial|law)\b|[\w-]+\s(?:open|model|LLM|law|state))|\bfirst\sopen\b|"
    r"\bonly\sopen\b|\bfirst\sof\sits\skind\b|\bfirst\s[^.;]{0,40}\bsince\b",
    re.IGNORECASE,
)
_LARGEST = re.compile(
    r"\b(?:largest|biggest)\b(?=[^.;]{0,60}\b(?:model|open|LLM|financing|round|investment|ever|to\sdate|AI)\b)",
    re.IGNORECASE,
)
_FLAGSHIP = re.compile(
    r"\b(?:flagship|most\s(?:capable|powerful|intelligent|advanced)|smartest|frontier|"
    r"state-of-the-art\sflagship|best\smodel|top\smodel)\b",
    re.IGNORECASE,
)
_EXPORT = re.compile(r"\bexport\s(?:controls?|restrictions?|rules?|licen[sc]es?|ban)\b|\bentity\slist\b", re.IGNORECASE)
# One house of two, or a committee: the law is not made yet.
_CHAMBER = re.compile(
    r"\b(?:senate|assembly|house(?:\sof\srepresentatives)?|committee|chamber)\b(?![^.;]{0,80}\b(?:and\sthe\s(?:senate|assembly|house)|"
    r"final|governor)\b)",
    re.IGNORECASE,
)
_FINAL = (Status.PASSED, Status.SIGNED, Status.VETOED, Status.IN_FORCE, Status.COMPLETED)
_SMALL_B = 9.0  # billions of parameters below which a lone size is an edition for few


@dataclass(frozen=True, slots=True)
class Signalled:
    """What signals are read from."""

    draft: Draft
    models: Sequence[ModelRef]
    owner: str | None
    openness: Openness
    sentences: Sequence[Sentence]  # the claim's evidence and its title
    published: date | None
    first_party: bool


def find_signals(parts: Signalled, lexicon: Lexicon, debate: Debate) -> tuple[str, ...]:
    """Name the signals of significance that a claim carries.

    Args:
        parts: the claim's parts.
        lexicon: compiled gazetteers.
        debate: the debate, whose parties tell who leads the field.

    Returns:
        Signal names, sorted, each once.
    """
    text = " ".join(s.plain for s in parts.sentences)
    found: set[str] = set()
    if parts.first_party:
        found.add("first_party_source")
    found |= _maker(parts.owner, lexicon, debate)
    kind = parts.draft.kind
    if kind.family == "release":
        found |= _release(parts, lexicon, text)
    if kind is Kind.LICENSE_CHANGE:
        found.add("license_change")
    if kind is Kind.REGULATION:
        chamber = parts.draft.status is Status.PASSED and _CHAMBER.search(parts.draft.sentence.plain)
        final = parts.draft.status in _FINAL and not chamber
        found.add("legislative_final" if final else "legislative_stage")
    if kind in (Kind.REGULATION, Kind.RESTRICTION) and _EXPORT.search(text):
        found.add("export_control")
    if (
        kind is Kind.RESTRICTION
        and "frontier_maker" in found
        and parts.draft.status in (Status.WITHDRAWN, Status.COMPLETED)
        and parts.draft.slots.get("measure") not in ("exclusion", "gate")
    ):
        found.add("frontier_withdrawal")
    if kind is Kind.COMPANY and parts.draft.slots.get("change") == "leadership":
        found.add("leadership")
    found |= _amount(parts.draft.slots)
    if _FIRST.search(text):
        found.add("first_of_kind")
    if _LARGEST.search(text):
        found.add("largest")
    return tuple(sorted(found))


def _maker(owner: str | None, lexicon: Lexicon, debate: Debate) -> set[str]:
    members = {m.organization for side in debate.parties for m in side.members}
    if owner is not None and any(owner == m or lexicon.is_kin(owner, m) for m in members):
        return {"frontier_maker"}
    rows = lexicon.models_of.get(owner or "", 0)
    return {"minor_maker"} if rows < 3 else set()


def _release(parts: Signalled, lexicon: Lexicon, text: str) -> set[str]:
    found: set[str] = set()
    if _FLAGSHIP.search(text):
        found.add("flagship")
    if parts.models:
        found |= _generation(parts, lexicon)
    owner = lexicon.organizations.get(parts.owner or "")
    if (
        owner is not None
        and owner.party is Party.CLOSED
        and parts.openness in (Openness.OPEN_WEIGHTS, Openness.FULLY_OPEN)
    ):
        found.add("openness_change")
    return found


def _generation(parts: Signalled, lexicon: Lexicon) -> set[str]:
    """Tell a new family or generation from a step within one, and an edition for few."""
    variants = [set((m.variant or "").split("-")) for m in parts.models]
    if all(v & SMALL for v in variants) or (
        all(m.size for m in parts.models) and max(_billions(m.size) for m in parts.models) < _SMALL_B
    ):
        return {"small_variant"}
    first = parts.models[0]
    older = [
        row
        for row in lexicon.families.get(first.family or "", ())
        if row.released and parts.published and (parts.published - row.released).days > 30
    ]
    if not older and not (first.version and re.search(r"[2-9]", first.version)):
        return {"new_family"}
    versions = [m.version for m in parts.models if m.version]
    if not versions:
        return {"variant"}
    if any(re.fullmatch(r"[a-z]?\d(?:\.0)?", version) for version in versions):
        specialised = all(v - {""} for v in variants)
        return (
            {"variant"}
            if specialised and first.family and older and any(first.version == row.version for row in older)
            else {"new_generation"}
        )
    return (
        {"variant"}
        if all(v - {"", "pro", "max", "opus", "sonnet", "large", "flash"} for v in variants)
        else {"point_release"}
    )


def _billions(size: str | None) -> float:
    match = re.match(r"(\d+(?:\.\d+)?)(?:[xX](\d+(?:\.\d+)?))?([BMT])?", size or "")
    if match is None:
        return 0.0
    value = float(match.group(1)) * float(match.group(2) or 1)
    return value / 1000 if match.group(3) == "M" else value * 1000 if match.group(3) == "T" else value


def _amount(slots: object) -> set[str]:
    value: SlotValue = slots.get("amount") if hasattr(slots, "get") else None
    if not isinstance(value, float):
        return set()
    steps = (("amount_100m", 1e8), ("amount_1b", 1e9), ("amount_10b", 1e10))
    return {name for name, floor in steps if value >= floor}
