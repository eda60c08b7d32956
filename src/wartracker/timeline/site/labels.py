"""Openness by component and licence in, labels of other vocabularies out, each with the rule it follows from.

Sources: Open Source AI Definition 1.0 (Open Source Initiative, 2024); Model Openness Framework (White et al. 2024,
arXiv:2403.13784), of whose components only those recorded here are judged (no model card, data card, inference code).
"""

from __future__ import annotations

from dataclasses import dataclass

from wartracker.facts import LicenseRef, OpennessRecord
from wartracker.vocabulary import LicenseClass, Openness, Part, Weights, YesNo

OSAID_RULE = (
    "Weights that anyone can download, training code that is open, training data that is open or described in "
    "detail, and terms that count as open source. One part that is missing answers no; one that is not known "
    "leaves the question open."
)
MOF_RULE = (
    "Class III asks for weights under an open licence; class II also for training code and evaluation; class I also "
    "for training data, a paper and intermediate checkpoints. Judged are only the parts recorded here."
)


@dataclass(frozen=True, slots=True)
class Label:
    """A derived label."""

    name: str
    verdict: str
    why: str
    rule: str


def derive_labels(openness: OpennessRecord, license: LicenseRef | None) -> tuple[Label, ...]:
    """Derive the labels of a model; none where nothing is known of its openness."""
    if openness.openness in {Openness.UNKNOWN, Openness.NOT_APPLICABLE}:
        return ()
    return (derive_osaid(openness, license), derive_mof(openness, license))


def _is_free(license: LicenseRef | None) -> bool | None:
    if license is None or license.license_class is LicenseClass.UNKNOWN:
        return None
    return license.license_class is LicenseClass.OPEN_SOURCE


def _can_download(openness: OpennessRecord) -> bool | None:
    return None if openness.weights is Weights.UNKNOWN else openness.weights is Weights.DOWNLOADABLE


def _is_part(part: Part, *enough: Part) -> bool | None:
    return None if part is Part.UNKNOWN else part in enough


def _is_yes(part: YesNo) -> bool | None:
    return None if part is YesNo.UNKNOWN else part is YesNo.YES


def _complete(openness: OpennessRecord) -> OpennessRecord:
    """Fill the parts that the class itself asserts: fully open means weights, training code and training data."""
    if openness.openness is not Openness.FULLY_OPEN:
        return openness
    return OpennessRecord(
        Openness.FULLY_OPEN,
        Weights.DOWNLOADABLE,
        Part.OPEN if openness.training_code is Part.UNKNOWN else openness.training_code,
        Part.OPEN if openness.training_data is Part.UNKNOWN else openness.training_data,
        openness.paper,
        openness.evaluation,
        openness.checkpoints,
        openness.api,
    )


def derive_osaid(openness: OpennessRecord, license: LicenseRef | None) -> Label:
    """Say whether a model meets the Open Source AI Definition 1.0 by what is recorded."""
    record = _complete(openness)
    parts = {
        "downloadable weights": _can_download(record),
        "training code": _is_part(record.training_code, Part.OPEN),
        "information on the training data": _is_part(record.training_data, Part.OPEN, Part.DESCRIBED),
        "an open-source licence": _is_free(license),
    }
    missing = [name for name, held in parts.items() if held is False]
    unknown = [name for name, held in parts.items() if held is None]
    if missing:
        return Label("OSAID 1.0", "not met", f"Missing: {', '.join(missing)}.", OSAID_RULE)
    if unknown:
        return Label("OSAID 1.0", "cannot be told", f"Not recorded: {', '.join(unknown)}.", OSAID_RULE)
    return Label("OSAID 1.0", "met by what is recorded", "All four parts are recorded.", OSAID_RULE)


def derive_mof(openness: OpennessRecord, license: LicenseRef | None) -> Label:
    """Say which class of the Model Openness Framework a model can hold by what is recorded."""
    record = _complete(openness)
    steps = (
        ("class III, open model", {"weights": _can_download(record), "an open licence": _is_free(license)}),
        (
            "class II, open tooling",
            {"training code": _is_part(record.training_code, Part.OPEN), "evaluation": _is_yes(record.evaluation)},
        ),
        (
            "class I, open science",
            {
                "training data": _is_part(record.training_data, Part.OPEN),
                "a paper": _is_yes(record.paper),
                "checkpoints": _is_yes(record.checkpoints),
            },
        ),
    )
    reached = "none"
    for name, parts in steps:
        missing = [part for part, held in parts.items() if held is False]
        unknown = [part for part, held in parts.items() if held is None]
        if missing or unknown:
            lack = f"For {name}, {', '.join(missing)} {'are' if len(missing) > 1 else 'is'} missing." if missing else ""
            open_ = f"For {name}, not recorded: {', '.join(unknown)}." if unknown else ""
            verdict = "cannot be told" if reached == "none" and not missing else reached
            return Label("MOF", verdict, lack or open_, MOF_RULE)
        reached = name
    return Label("MOF", reached, "All parts judged are recorded.", MOF_RULE)
