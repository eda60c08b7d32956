"""Drafts in, groups of drafts that tell of the same happening out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wartracker.records import ModelRef
from wartracker.relate.drafts import Draft
from wartracker.relate.lexicon import Lexicon
from wartracker.vocabulary import HAPPENED, Kind, Status

_WEAK = 0.65  # below: a headline that consists of a name, an identity, a noun
_LESS_THAN_RELEASED = (
    Status.PLANNED,
    Status.PROMISED,
    Status.RUMOURED,
    Status.DENIED,
    Status.BACKGROUND,
    Status.ANNOUNCED,
)


@dataclass(slots=True)
class Group:
    """Drafts of one happening in one article, in text order."""

    family: str  # key family of the kind
    status: Status
    drafts: list[Draft] = field(default_factory=list)
    models: dict[str, ModelRef] = field(default_factory=dict)

    @property
    def head(self) -> Draft:
        """Return the draft that tells it best: the most confident, then the first."""
        return max(self.drafts, key=lambda d: (d.confidence, -d.sentence.order))

    @property
    def happened(self) -> bool:
        """Tell whether the status says that it took place."""
        return self.status in HAPPENED or self.status in (Status.WITHDRAWN, Status.RETIRED)


def is_related(one: ModelRef, other: ModelRef) -> bool:
    """Tell whether two models belong to one generation: the same family and version, whatever size and variant."""
    if one.key == other.key:
        return True
    if one.family is None or one.family != other.family or one.version != other.version:
        return False
    # without a version the edition tells models apart: "Ember Max" is not "Ember 70B Preview"
    editions = {one.variant, other.variant}
    return (
        one.version is not None
        or len(editions) == 1
        or (None in editions and None in (one.size or one.variant, other.size or other.variant))
    )


def is_family_of(ref: ModelRef, other: ModelRef) -> bool:
    """Tell whether a name without version, size and edition is the family of a model: "Ember" of "Ember 2"."""
    return ref.family is not None and ref.family == other.family and not (ref.version or ref.size or ref.variant)


def group_drafts(drafts: Sequence[Draft], lexicon: Lexicon) -> list[Group]:
    """Group drafts that tell of the same happening.

    Args:
        drafts: of all kinds, any order.
        lexicon: compiled gazetteers.

    Returns:
        Groups in text order; those that a plain release of the same models makes superfluous are left out.
    """
    groups: list[Group] = []
    ordered = sorted(drafts, key=lambda d: (not d.models, d.sentence.order, d.kind.value))
    for draft in ordered:
        refs = {ref.key: ref for ref in (lexicon.model_ref(m) for m in draft.models)}
        group = _home(draft, refs, groups)
        if group is None:
            group = Group(draft.kind.family, draft.status)
            groups.append(group)
        group.drafts.append(draft)
        group.models.update({key: ref for key, ref in refs.items() if key not in group.models})
    kept = [group for group in groups if not _superfluous(group, groups)]
    return sorted(kept, key=lambda g: min(d.sentence.order for d in g.drafts))


def _home(draft: Draft, refs: dict[str, ModelRef], groups: Sequence[Group]) -> Group | None:
    same = [g for g in groups if g.family == draft.kind.family and g.status is draft.status]
    if draft.kind.family in ("release", "restriction", "license_change", "pricing"):
        if not refs:
            return _unnamed_home(draft, [g for g in groups if g.family == draft.kind.family])
        for group in same:
            if any(is_related(a, b) for a in refs.values() for b in group.models.values()):
                return group
        for group in same:  # a family's bare name means the generation that the text is about
            if any(
                ref.version is None and ref.family == other.family
                for ref in refs.values()
                for other in group.models.values()
            ):
                return group
        return None
    return next((g for g in same if _same_act(draft, g)), None)


def _unnamed_home(draft: Draft, groups: Sequence[Group]) -> Group | None:
    """Return where "its first model" belongs: the first group, named or not; one such claim an article is enough."""
    return next(iter(groups), None)


def _same_act(draft: Draft, group: Group) -> bool:
    """Tell whether two acts of one kind and status are one: they share an actor, or one of them names none."""
    keys = {a.mention.key for a in draft.actors}
    others = {a.mention.key for d in group.drafts for a in d.actors}
    if draft.kind is Kind.FUNDING:
        one, two = (
            draft.slots.get("investee"),
            next((d.slots.get("investee") for d in group.drafts if d.slots.get("investee")), None),
        )
        return one is None or two is None or one == two
    instrument = draft.slots.get("instrument")
    known = {d.slots.get("instrument") for d in group.drafts} - {None}
    if instrument is not None and known:
        return instrument in known
    return not keys or not others or bool(keys & others)


def _superfluous(group: Group, groups: Sequence[Group]) -> bool:
    """Tell whether a plan, rumour or look back concerns models that the same article says are out."""
    if group.family != "release":
        return False
    if all(d.confidence < _WEAK for d in group.drafts) and _is_relicensed(group, groups):
        return True
    if group.status not in _LESS_THAN_RELEASED:
        return False
    out = [g for g in groups if g is not group and g.family == "release" and g.status is Status.RELEASED]
    if group.status in (Status.PLANNED, Status.PROMISED) and any(d.weights == "promised" for d in group.drafts):
        # "The API is open today, the weights follow" is two things; weights that can be had keep the promise.
        out = [g for g in out if any(d.weights in ("downloadable", "gated") for d in g.drafts)]
        if not out:
            return False
    if not group.models:
        return bool(out)
    return all(any(ref.key == other.key for g in out for other in g.models.values()) for ref in group.models.values())


def _is_relicensed(group: Group, groups: Sequence[Group]) -> bool:
    """Tell whether the article says that the terms of these models changed: then a bare headline is no launch."""
    changed = [g for g in groups if g.family == "license_change" and g.happened]
    return any(is_related(a, b) for g in changed for a in g.models.values() for b in group.models.values())
