"""Candidates and decided rows in, the steps of one story linked out.

Stages of a law, a promise and its delay, a ban and its lifting are events of their own: linked, never merged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wartracker.records import Candidate, Fields, Match, Settled
from wartracker.resolve.key import fold_family, fold_instrument, fold_stage
from wartracker.resolve.names import parse_model_name
from wartracker.vocabulary import State

_WINDOW_DAYS = 400  # a law takes a year, a promise seldom longer
_MOST = 5  # the nearest ones; more is no help to anybody


@dataclass(frozen=True, slots=True)
class _Step:
    """One event of a story."""

    id: str
    fields: Fields
    day: date
    stage: tuple[str, str]


def link_stories(candidates: Sequence[Candidate], settled: Sequence[Settled]) -> tuple[Candidate, ...]:
    """Link candidates to the other steps of their story.

    Args:
        candidates: undecided candidates.
        settled: decided rows; only accepted ones are steps.

    Returns:
        The candidates in the same order, with links added behind the matches they had.
    """
    steps: dict[str, list[_Step]] = defaultdict(list)
    for row in settled:
        if row.state is State.ACCEPTED:
            _enter(steps, row.event or row.id, row.fields)
    for candidate in candidates:
        if candidate.updates is None:
            _enter(steps, candidate.id, candidate.fields)
    return tuple(_link(candidate, steps) for candidate in candidates)


def _enter(steps: dict[str, list[_Step]], id: str, fields: Fields) -> None:
    stage = (fold_family(fields.kind, fields.status), fold_stage(fields.kind, fields.status))
    for subject in set(_list_subjects(fields)):
        steps[subject].append(_Step(id, fields, fields.date.value, stage))


def _list_subjects(fields: Fields) -> Iterator[str]:
    if instrument := fold_instrument(fields.slots.get("instrument")):
        yield f"instrument|{instrument}"
    for model in fields.models[:2]:
        name = parse_model_name(model)
        if name.version or name.sizes:
            yield "|".join(["model", *sorted(name.words), *name.version, *sorted(name.sizes), *sorted(name.states)])


def _link(candidate: Candidate, steps: Mapping[str, Sequence[_Step]]) -> Candidate:
    fields = candidate.fields
    own = (fold_family(fields.kind, fields.status), fold_stage(fields.kind, fields.status))
    known = {match.id for match in candidate.matches} | {candidate.id, candidate.updates}
    found: dict[str, tuple[int, Match]] = {}
    for subject in set(_list_subjects(fields)):
        for step in steps[subject]:
            gap = abs((step.day - fields.date.value).days)
            if step.id in known or step.stage == own or gap > _WINDOW_DAYS:
                continue
            why = f"same story: {step.fields.kind.value} {step.fields.status.value} on {step.day.isoformat()}"
            found[step.id] = min(found.get(step.id, (gap, Match(step.id, why))), (gap, Match(step.id, why)), key=_rank)
    links = [match for _, match in sorted(found.values(), key=_rank)[:_MOST]]
    return replace(candidate, matches=(*candidate.matches, *links)) if links else candidate


def _rank(pair: tuple[int, Match]) -> tuple[int, str]:
    return (pair[0], pair[1].id)
