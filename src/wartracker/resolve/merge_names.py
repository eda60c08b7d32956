"""Organizations, models and licences of several reports in, the candidate's out: voted, specific, flagship first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from wartracker.records import LicenseRef, ModelRef, OrgRef
from wartracker.resolve.key import Report
from wartracker.resolve.names import ModelName, Relation, is_identifier, parse_model_name, relate_names
from wartracker.resolve.votes import elect, tally_votes
from wartracker.vocabulary import LicenseClass

MAX_MODELS = 12
MAX_ORGANIZATIONS = 6
# A name stays when it carries this share of the strongest name's weight.
_KEEP_SHARE = 0.25
_ROLE_ORDER = ("actor", "investee", "investor", "target", "jurisdiction", "partner", "about", "reseller")
# Variants beside which the bare name is the bigger model, not the generation.
_LESSER = frozenset({"mini", "nano", "lite", "small", "tiny", "flash", "air", "turbo", "fast"})
_PASSIVE_ROLES = frozenset({"about", "reseller"})

Weighed = Sequence[tuple[float, Report]]


def merge_organizations(weighed: Weighed, roots: Mapping[str, str]) -> tuple[OrgRef, ...]:
    """Vote on organizations and their roles.

    Args:
        weighed: weight and report.
        roots: organization key -> its owner at the top.

    Returns:
        Acting organizations first; those merely told about only when nobody acts.
    """
    votes = [(weight, ref.key) for weight, report in weighed for ref in _once(report.claim.organizations)]
    tally = tally_votes(votes)
    if not tally:
        return ()
    floor = _KEEP_SHARE * max(tally.values())
    kept = []
    for key, weight in tally.items():
        refs = [(w, ref) for w, report in weighed for ref in report.claim.organizations if ref.key == key]
        role = elect(((w, ref.role) for w, ref in refs), rank=lambda role: -_place(role))
        name = elect((w, ref.name) for w, ref in refs)
        if weight >= floor and role is not None and name is not None:
            kept.append((weight, OrgRef(key=key, name=name, role=role)))
    active = [(weight, ref) for weight, ref in kept if ref.role not in _PASSIVE_ROLES]
    chosen = _drop_kin(active or kept, roots)
    chosen.sort(key=lambda pair: (_place(pair[1].role), -pair[0], pair[1].key))
    return tuple(ref for _, ref in chosen[:MAX_ORGANIZATIONS])


def _drop_kin(kept: list[tuple[float, OrgRef]], roots: Mapping[str, str]) -> list[tuple[float, OrgRef]]:
    """Of a lab and its owner in one role only the one that is told more stays."""
    best: dict[tuple[str, str], tuple[float, OrgRef]] = {}
    for weight, ref in sorted(kept, key=lambda pair: (-pair[0], pair[1].key)):
        best.setdefault((roots.get(ref.key, ref.key), ref.role), (weight, ref))
    return list(best.values())


def _once(refs: Sequence[OrgRef]) -> list[OrgRef]:
    seen: dict[str, OrgRef] = {}
    for ref in refs:
        seen.setdefault(ref.key, ref)
    return list(seen.values())


def _place(role: str) -> int:
    return _ROLE_ORDER.index(role) if role in _ROLE_ORDER else len(_ROLE_ORDER)


def merge_models(weighed: Weighed) -> tuple[ModelRef, ...]:
    """Vote on models; the flagship stands first.

    A generation's bare name stays when it leads a report or its sizes do (it is what was launched) and goes when it is
    only told beside a variant made of it. A model that only one of several reports names stays when it belongs to a
    generation that is told more widely.
    """
    names: dict[str, ModelName] = {}
    refs: dict[str, list[tuple[float, ModelRef]]] = defaultdict(list)
    places: dict[str, int] = {}
    votes: list[tuple[float, str]] = []
    for weight, report in weighed:
        # The first model of a claim is its flagship: it says more than the tenth.
        for place, model in enumerate(report.claim.models):
            key = _find_same(names, model)
            names.setdefault(key, parse_model_name(model))
            refs[key].append((weight, model))
            votes.append((weight * (1.0 if place == 0 else 0.8), key))
            places[key] = min(places.get(key, place), place)
    weight_of = tally_votes(votes)
    if not weight_of:
        return ()
    floor = _KEEP_SHARE * max(weight_of.values())
    kept = [key for key in names if weight_of[key] >= floor or _has_kin(key, names, weight_of, floor)]
    proper = {names[key].words for key in kept if not _is_identified(refs[key])}
    kept = [key for key in kept if not (_is_identified(refs[key]) and names[key].words in proper)]
    flagship = names[min(kept, key=lambda key: (-weight_of[key], places[key], key))]
    specific = [
        key for key in kept if places[key] == 0 or names[key].words == flagship.words or not _is_bare(key, kept, names)
    ]
    specific.sort(key=lambda key: (-weight_of[key], places[key], key))
    return tuple(_best_ref(refs[key]) for key in specific[:MAX_MODELS])


def _is_identified(refs: Sequence[tuple[float, ModelRef]]) -> bool:
    """Tell whether a model is known only by an interface's identifier, which says the day, not the name."""
    return all(is_identifier(ref.name) for _, ref in refs)


def _find_same(names: dict[str, ModelName], model: ModelRef) -> str:
    name = parse_model_name(model)
    for key, known in sorted(names.items()):
        if relate_names(known, name) is Relation.EXACT:
            return key
    return model.key


def _has_kin(key: str, names: dict[str, ModelName], weight_of: dict[str, float], floor: float) -> bool:
    return any(
        other != key and weight_of[other] >= floor and relate_names(names[key], names[other]) is not Relation.NONE
        for other in names
    )


def _is_bare(key: str, kept: Sequence[str], names: dict[str, ModelName]) -> bool:
    """Tell whether a name only stands for the generation of others; beside its own "mini" it is a model itself."""
    own = names[key]
    for other in kept:
        if other == key or relate_names(own, names[other]) is not Relation.GENERATION:
            continue
        variant = names[other].words - own.words
        if (variant and not variant & _LESSER and own.words < names[other].words) or (
            own.words == names[other].words and not own.sizes
        ):
            return True
    return False


def _best_ref(refs: Sequence[tuple[float, ModelRef]]) -> ModelRef:
    """Return the reference people would write: most weight, then the most complete name."""
    best = elect(refs, rank=lambda ref: (len(ref.name), ref.name))
    assert best is not None
    return best


def merge_licenses(weighed: Weighed, models: Sequence[ModelRef]) -> tuple[LicenseRef, ...]:
    """Vote on licences.

    Args:
        weighed: weight and report of those that name a licence.
        models: the candidate's models.

    Returns:
        Licences with weight enough, strongest first; of two for the same models only the stronger one
        (the other is a conflict).
    """
    votes = tally_votes((w, ref.key) for w, report in weighed for ref in report.claim.licenses)
    floor = _KEEP_SHARE * max(votes.values(), default=0.0)
    own = {model.key for model in models}
    merged: list[LicenseRef] = []
    for key in sorted(votes, key=lambda key: (-votes[key], key)):
        refs = [(w, ref) for w, report in weighed for ref in report.claim.licenses if ref.key == key]
        best = elect(refs, rank=lambda ref: (len(ref.clauses), ref.name))
        assert best is not None
        of = sorted({name for _, ref in refs for name in ref.models if name in own})
        taken = any(set(known.models) & set(of) if of and known.models else True for known in merged)
        if votes[key] >= floor and not (merged and taken):
            clauses = sorted({clause for _, ref in refs for clause in ref.clauses})
            merged.append(LicenseRef(key, best.name, best.license_class, tuple(clauses), tuple(of)))
    return tuple(merged)


def pick_flagship_license(licenses: Sequence[LicenseRef], models: Sequence[ModelRef]) -> LicenseRef | None:
    """Return the licence of the first model; one that names no models is everybody's."""
    named = [ref for ref in licenses if ref.license_class is not LicenseClass.UNKNOWN] or list(licenses)
    for ref in named:
        if models and models[0].key in ref.models:
            return ref
    return next((ref for ref in named if not ref.models), named[0] if named else None)
