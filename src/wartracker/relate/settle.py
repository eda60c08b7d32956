"""What the sentences say and what the lists know in, the settled kind, status and openness of a claim out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from wartracker.records import LicenseRef, ModelRef, OpennessRecord
from wartracker.relate.groups import Group
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.openness import FUTURE, Finding
from wartracker.relate.reading import Reading, Sentence, Zone
from wartracker.relate.roles import Roles
from wartracker.relate.status import BACKGROUND_DAYS
from wartracker.vocabulary import Kind, LicenseClass, Openness, Status, Weights

# Statuses of a model that nobody can have yet.
AHEAD = (Status.PLANNED, Status.PROMISED, Status.RUMOURED, Status.DENIED, Status.DELAYED, Status.ANNOUNCED)
# What is promised, put off or denied is the opening of a model, though no sentence says "downloadable".
_OPENING = re.compile(
    r"\bopen[- ]?weights?\b|\bopen(?:ing)?\s(?:up\s)?(?:its\s|the\s|their\s)?(?:\w+\s){0,3}?models?\b|"
    r"\bopen-?\s?sourc(?:e|ing)\b|\bweights\b",
    re.IGNORECASE,
)
OPEN = (Openness.OPEN_WEIGHTS, Openness.FULLY_OPEN)


@dataclass(frozen=True, slots=True)
class SettledOpenness:
    """Openness of a claim's models with what it rests on."""

    record: OpennessRecord
    rests_on: tuple[Finding, ...]
    confidence: float
    rules: tuple[str, ...]


def settle_openness(
    record: OpennessRecord, rests_on: tuple[Finding, ...], strength: int, models: Sequence[ModelRef], lexicon: Lexicon
) -> SettledOpenness:
    """Weigh what the text says of openness against what the lists know of these models and their families.

    A plain statement of the text wins. Access by API does not exclude weights, and "open source" does not prove them:
    there the lists win. Where the text is silent the lists answer, with low confidence.

    Args:
        record: components folded from the text.
        rests_on: the findings behind its class.
        strength: 0 (silent) to 3 (plain statement).
        models: the claim's models.
        lexicon: compiled gazetteers.

    Returns:
        The record to show, its evidence, confidence 0..1 and the rules that made it.
    """
    prior, source = _prior(models, lexicon)
    said = record.openness
    if said is Openness.OPEN_WEIGHTS and prior is Openness.FULLY_OPEN and source == "model":
        return SettledOpenness(replace(record, openness=prior), rests_on, 0.6, ("openness:list:model",))
    if said in OPEN and strength >= 2:
        return SettledOpenness(record, rests_on, 0.9, ("openness:text",))
    if said is Openness.FULLY_CLOSED and record.weights is Weights.NONE:
        return SettledOpenness(record, rests_on, 0.85, ("openness:text",))
    if (
        prior is not Openness.UNKNOWN
        and prior is not said
        and (
            source == "model"
            or said is Openness.UNKNOWN
            or (source == "family" and record.weights is not Weights.PROMISED)
        )
    ):
        known = replace(record, openness=prior)
        return SettledOpenness(
            known, (), {"model": 0.7, "family": 0.55}.get(source, 0.45), (f"openness:list:{source}",)
        )
    if said is not Openness.UNKNOWN:
        agreed = prior is said
        return SettledOpenness(record, rests_on, 0.85 if agreed else 0.6, ("openness:text-weak",))
    return SettledOpenness(record, rests_on, 0.3, ())


def close_until_released(openness: SettledOpenness) -> SettledOpenness:
    """Return the openness of a model that is not out: promised weights do not open it.

    Args:
        openness: as settled from the words of the announcement.

    Returns:
        Weights promised and the class unknown where it spoke of weights; else what was given.
    """
    if openness.record.openness not in OPEN:
        return openness
    record = replace(openness.record, openness=Openness.UNKNOWN, weights=Weights.PROMISED)
    return SettledOpenness(record, openness.rests_on, 0.6, (*openness.rules, "openness:not-out"))


def open_by_license(
    openness: SettledOpenness, licenses: Sequence[LicenseRef], licensed: Sequence[Sentence]
) -> SettledOpenness:
    """Read a licence on a model as a sign that its weights can be had: nobody licenses what he keeps.

    Args:
        openness: as settled without it.
        licenses: attached to the claim's models.
        licensed: the sentences that name them.

    Returns:
        Open weights where a licence other than a proprietary one is stated and not promised; else what was given.
    """
    granted = [ref for ref in licenses if ref.license_class not in (LicenseClass.PROPRIETARY, LicenseClass.UNKNOWN)]
    promised = openness.record.weights is Weights.PROMISED or any(FUTURE.search(s.plain) for s in licensed)
    if not granted or promised:
        return openness
    record = replace(openness.record, openness=Openness.OPEN_WEIGHTS)
    return SettledOpenness(record, openness.rests_on, 0.7, (*openness.rules, "openness:license"))


def known_openness(models: Sequence[ModelRef], lexicon: Lexicon) -> SettledOpenness:
    """Return what the lists know of the models of a claim that is no release; "n.a." where it has none."""
    if not models:
        return SettledOpenness(OpennessRecord(openness=Openness.NOT_APPLICABLE), (), 0.9, ())
    prior, source = _prior(models, lexicon)
    return SettledOpenness(OpennessRecord(openness=prior), (), 0.6, (f"openness:list:{source}",) if source else ())


def settle_act_openness(
    group: Group, said: OpennessRecord, models: Sequence[ModelRef], licenses: Sequence[LicenseRef], lexicon: Lexicon
) -> SettledOpenness:
    """Return the openness of the models of a claim that is no release: what the lists know, else what the text says.

    Args:
        group: drafts of one happening.
        said: components folded from the text.
        models: the claim's models.
        licenses: licences the claim names.
        lexicon: compiled gazetteers.

    Returns:
        The record; new terms of a model whose weights nobody denies speak of one that can be had.
    """
    known = known_openness(models, lexicon)
    if not models or "openness:list:model" in known.rules:
        return known
    granted = any(ref.license_class not in (LicenseClass.PROPRIETARY, LicenseClass.UNKNOWN) for ref in licenses)
    terms = group.family == "license_change" and said.weights is not Weights.NONE
    if said.openness in OPEN or granted or (terms and said.openness is not Openness.FULLY_CLOSED):
        record = replace(said, openness=said.openness if said.openness in OPEN else Openness.OPEN_WEIGHTS)
        return SettledOpenness(record, (), 0.6, ("openness:text-act",))
    return known


def _prior(models: Sequence[ModelRef], lexicon: Lexicon) -> tuple[Openness, str]:
    """Return the openest class the lists know among the models: one open variant makes it a release of weights."""
    priors = [lexicon.prior_openness(m.key) for m in models]
    known = [p for p in priors if p[0] is not Openness.UNKNOWN]
    order = [Openness.FULLY_OPEN, Openness.OPEN_WEIGHTS, Openness.PARTIALLY_OPEN, Openness.FULLY_CLOSED]
    return min(known, key=lambda p: order.index(p[0]) if p[0] in order else 9, default=(Openness.UNKNOWN, ""))


def settle_kind(group: Group, record: OpennessRecord) -> Kind:
    """Tell a release of weights from one of a model: weights said, known to be open, or promised in a plan."""
    if record.openness in OPEN:
        return Kind.WEIGHTS_RELEASE
    if (
        any(d.weights in (Weights.DOWNLOADABLE.value, Weights.GATED.value) for d in group.drafts)
        and record.openness is not Openness.FULLY_CLOSED
    ):
        return Kind.WEIGHTS_RELEASE
    if group.status in AHEAD and any(
        d.weights in (Weights.PROMISED.value, Weights.NONE.value) or _OPENING.search(d.sentence.plain)
        for d in group.drafts
    ):
        return Kind.WEIGHTS_RELEASE
    return Kind.MODEL_RELEASE


def _is_plain(group: Group) -> bool:
    """Tell whether the lead says with a plain verb that it came out: the lists may know only a predecessor."""
    return any(
        d.sentence.zone is Zone.LEAD and d.confidence >= 0.9 and not d.rules[0].startswith("trigger:arrival")
        for d in group.drafts
    )


def settle_status(
    group: Group,
    roles: Roles,
    models: Sequence[ModelRef],
    reading: Reading,
    lexicon: Lexicon,
    openness: SettledOpenness,
) -> tuple[Status, list[str]]:
    """Demote a release to background when it is old or another platform's offer.

    Args:
        group: drafts of one happening.
        roles: who acts.
        models: the claim's models.
        reading: the article.
        lexicon: compiled gazetteers.
        openness: settled openness.

    Returns:
        The status and the rules that changed it.
    """
    if group.family != "release" or group.status is not Status.RELEASED:
        return group.status, []
    if roles.reseller:
        return Status.BACKGROUND, ["reseller"]
    told = {d.sentence.zone for d in group.drafts if "headline-model" not in d.rules}
    if Zone.TITLE in told or any(rule.startswith("genre:") for d in group.drafts for rule in d.rules):
        return group.status, []
    published = reading.article.published_at.date() if reading.article.published_at else None
    rows = [lexicon.models.get(m.key) for m in models]
    days = [row.released for row in rows if row is not None and row.version is not None and row.released is not None]
    opened_later = any(d.weights == Weights.DOWNLOADABLE.value for d in group.drafts) and any(
        row is not None and row.openness is Openness.FULLY_CLOSED for row in rows
    )
    if (
        published
        and models
        and len(days) == len(models)
        and not opened_later
        and all(published - day > timedelta(days=365 if _is_plain(group) else BACKGROUND_DAYS) for day in days)
    ):
        return Status.BACKGROUND, ["known-for-long"]
    return group.status, []
