"""Openness records of several reports in, one record out: components are joined, the class follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from wartracker.records import OpennessRecord
from wartracker.resolve.votes import elect
from wartracker.vocabulary import Openness, Part, Weights, YesNo

V = TypeVar("V", bound=StrEnum)

# Of two values with the same weight the one that can be checked wins over the one that is only said.
_RANK: dict[str, int] = {
    "downloadable": 5,
    "gated": 4,
    "open": 4,
    "described": 3,
    "yes": 3,
    "promised": 2,
    "none": 1,
    "no": 1,
}


_TO_BE_HAD = frozenset({Weights.DOWNLOADABLE, Weights.GATED})


def merge_openness(records: Sequence[tuple[float, OpennessRecord]]) -> OpennessRecord:
    """Join openness records component by component.

    Args:
        records: weight of the report and its record.

    Returns:
        Per component the value with most weight behind it; `unknown` never outvotes an answer.
    """
    weights = _elect(((w, _read_weights(r)) for w, r in records), Weights.UNKNOWN)
    code = _elect(((w, r.training_code) for w, r in records), Part.UNKNOWN)
    data = _elect(((w, r.training_data) for w, r in records), Part.UNKNOWN)
    paper = _elect(((w, r.paper) for w, r in records), YesNo.UNKNOWN)
    api = _elect(((w, r.api) for w, r in records), YesNo.UNKNOWN)
    said = _elect(((w, r.openness) for w, r in records), Openness.UNKNOWN)
    return OpennessRecord(
        openness=classify_openness(weights, code, data, paper, api, said),
        weights=weights,
        training_code=code,
        training_data=data,
        paper=paper,
        evaluation=_elect(((w, r.evaluation) for w, r in records), YesNo.UNKNOWN),
        checkpoints=_elect(((w, r.checkpoints) for w, r in records), YesNo.UNKNOWN),
        api=api,
    )


def _read_weights(record: OpennessRecord) -> Weights:
    """Return what a record says of weights; one that still calls the model closed saw another model's weights."""
    closed = record.openness is Openness.FULLY_CLOSED
    return Weights.UNKNOWN if closed and record.weights in _TO_BE_HAD else record.weights


def _elect(votes: Iterable[tuple[float, V]], unknown: V) -> V:
    answers = ((weight, value) for weight, value in votes if value.value not in {"unknown", "n.a."})
    return elect(answers, rank=lambda value: _RANK.get(value.value, 0)) or unknown


def classify_openness(weights: Weights, code: Part, data: Part, paper: YesNo, api: YesNo, said: Openness) -> Openness:
    """Derive the class from the components; what they leave open, the reports say.

    Args:
        weights: whether the weights can be had.
        code: training code.
        data: training data.
        paper: whether a report was published.
        api: whether the model can be used without weights.
        said: the class most reports arrive at.
    """
    if weights in _TO_BE_HAD:
        parts = {code, data}
        whole = parts == {Part.OPEN} or (said is Openness.FULLY_OPEN and parts <= {Part.OPEN, Part.UNKNOWN})
        return Openness.FULLY_OPEN if whole else Openness.OPEN_WEIGHTS
    if said is not Openness.UNKNOWN:
        return said
    if weights is Weights.NONE:
        return Openness.PARTIALLY_OPEN if paper is YesNo.YES and api is not YesNo.YES else Openness.FULLY_CLOSED
    return Openness.UNKNOWN
