"""Decisions of two workspaces in, what can be taken over and what contradicts out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wartracker.records import Decision
from wartracker.review.history import tell_verdict
from wartracker.vocabulary import ACCEPTING


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do."""

    new: tuple[Decision, ...]  # in the order of the file
    known: int  # lines that stand here already
    conflicts: tuple[str, ...]  # sentences; with one, nothing may be applied
    renumbered: tuple[str, ...] = ()


def plan_import(ours: Sequence[Decision], theirs: Sequence[Decision], *, renumber: bool = False) -> Plan:
    """Plan the import of decisions made elsewhere.

    A candidate's decisions are taken over when ours are the beginning of theirs; when theirs are the beginning of
    ours there is nothing to do; anything else is a conflict for people to settle.

    Args:
        ours: decisions here, in order.
        theirs: decisions of the file, in order.
        renumber: give an accession that is taken here the next free number instead of calling it a conflict.
    """
    here = {row.id for row in ours}
    mine, other = _by_candidate(ours), _by_candidate(theirs)
    conflicts: list[str] = []
    welcome: set[str] = set()
    for candidate, rows in other.items():
        own = mine.get(candidate, [])
        shared = min(len(own), len(rows))
        if [row.id for row in own[:shared]] != [row.id for row in rows[:shared]]:
            at = next(place for place in range(shared) if own[place].id != rows[place].id)
            conflicts.append(_contrast(own[at], rows[at]))
        else:
            welcome.update(row.id for row in rows[shared:])
    new = tuple(row for row in theirs if row.id in welcome and row.id not in here)
    new, clashes, told = _number(ours, new, renumber=renumber)
    return Plan(new, sum(row.id in here for row in theirs), (*conflicts, *clashes), told)


def _by_candidate(rows: Sequence[Decision]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = defaultdict(list)
    for row in rows:
        found[row.candidate].append(row)
    return found


def _number(
    ours: Sequence[Decision], new: Sequence[Decision], *, renumber: bool
) -> tuple[tuple[Decision, ...], tuple[str, ...], tuple[str, ...]]:
    """Check accession numbers; a number is given to one candidate of a debate only."""
    holder = {(row.debate, row.accession): row for row in ours if row.accession is not None}
    numbers = [row.accession for row in (*ours, *new) if row.accession is not None]
    free = max(numbers, default=0) + 1
    kept: list[Decision] = []
    clashes: list[str] = []
    told: list[str] = []
    for row in new:
        held = holder.get((row.debate, row.accession)) if row.accession is not None else None
        if held is not None and held.candidate != row.candidate and renumber:
            told.append(f"evt-{row.accession} of the file became evt-{free}: {_name(row)}")
            row = replace(row, accession=free)  # noqa: PLW2901
            free += 1
        elif held is not None and held.candidate != row.candidate:
            clashes.append(f"evt-{row.accession} is {_name(held)} here and {_name(row)} in the file")
        if row.accession is not None:
            holder[row.debate, row.accession] = row
        kept.append(row)
    return tuple(kept), tuple(clashes), tuple(told)


def _contrast(own: Decision, other: Decision) -> str:
    return f"{_name(own)}: {_tell(own)} here, {_tell(other)} in the file ({own.candidate})"


def _name(row: Decision) -> str:
    return repr(row.fields.title) if row.fields else row.candidate


def _tell(row: Decision) -> str:
    what = tell_verdict(row.verdict)
    level = f" as {row.fields.significance.value}" if row.verdict in ACCEPTING and row.fields else ""
    return f"{what}{level} by {row.curator} on {row.decided_at:%Y-%m-%d %H:%M}"
