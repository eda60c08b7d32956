"""Merged fields in, a title in house style out: `Actor Verb Object [qualifier]`, Title Case, present tense.

Every word comes from a template or a slot; a qualifier only as a verbatim quote of the evidence. The house style's
titles have 21 to 71 characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wartracker.resolve import headline_acts as acts
from wartracker.resolve.headline_words import name_license, name_models, read_slot
from wartracker.resolve.merge import Merged
from wartracker.vocabulary import RELEASE_KINDS, Kind, Openness, Status

SHORTEST = 21
LONGEST = 71
_RELEASE_VERBS = {
    Status.RELEASED: "Releases",
    Status.COMPLETED: "Releases",
    Status.ANNOUNCED: "Announces",
    Status.PROMISED: "Promises",
    Status.PLANNED: "Plans",
    Status.RUMOURED: "Reportedly Prepares",
    Status.DELAYED: "Delays",
    Status.DENIED: "Denies Release of",
    Status.WITHDRAWN: "Withdraws",
    Status.RETIRED: "Retires",
    Status.LIFTED: "Restores",
}


def build_title(merged: Merged, quotes: Sequence[str]) -> str:
    """Build the title of a candidate.

    Args:
        merged: its fields.
        quotes: verbatim evidence; a `qualifier` slot is used only if it stands in one of them.

    Returns:
        The longest of the templates' offers that fits the house style, at most 71 characters.
    """
    offers = [" ".join(offer.split()) for offer in _offer_titles(merged)]
    qualifier = merged.slots.get("qualifier")
    if isinstance(qualifier, str) and any(qualifier in quote for quote in quotes):
        offers = [*(f"{offer}, “{qualifier}”" for offer in offers), *offers]
    fitting = [offer for offer in offers if SHORTEST <= len(offer) <= LONGEST]
    if fitting:
        return fitting[0]
    short = min(offers, key=len)
    return short if len(short) <= LONGEST else _cut(short)


def _cut(title: str) -> str:
    return title[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:–— ") + "…"


def _offer_titles(merged: Merged) -> Iterator[str]:
    """Offer titles, best first."""
    actor = _name_actor(merged)
    makers = {
        Kind.WEIGHTS_RELEASE: _offer_release,
        Kind.MODEL_RELEASE: _offer_release,
        Kind.LICENSE_CHANGE: acts.offer_license_change,
        Kind.RESTRICTION: acts.offer_restriction,
        Kind.REGULATION: acts.offer_regulation,
        Kind.FUNDING: acts.offer_funding,
        Kind.COMPANY: acts.offer_company,
        Kind.POLICY_STATEMENT: acts.offer_policy,
        Kind.PRICING: acts.offer_pricing,
        Kind.PRODUCT: acts.offer_product,
    }
    yield from makers[merged.kind](actor, merged)


def _name_actor(merged: Merged) -> str:
    owner = merged.models[0].owner if merged.models and merged.kind in RELEASE_KINDS else None
    actors = [ref for ref in merged.organizations if ref.role == "actor"]
    actors.sort(key=lambda ref: ref.key != owner)
    ref = next(iter(actors or merged.organizations), None)
    if ref is not None:
        return ref.name
    return read_slot(merged, "person") or ""


def _offer_nobodys(merged: Merged) -> Iterator[str]:
    """Offer titles of a release whose maker has no name: the model itself is what comes out."""
    models = name_models(merged.models, "", 2)
    happened = merged.status in {Status.RELEASED, Status.COMPLETED, Status.ANNOUNCED}
    if happened and merged.kind is Kind.WEIGHTS_RELEASE:
        whole = "Fully Open" if merged.openness.openness is Openness.FULLY_OPEN else "Open-Weight"
        yield f"{models} Released as {whole} Model{'s' if len(merged.models) > 1 else ''}"
    yield f"{models} {merged.status.value.replace('_', ' ').title()}"
    if happened:
        yield f"{models} Released by Unnamed Maker"
    yield f"Release of {name_models(merged.models, '', 1)} {merged.status.value.title()}"


def _offer_release(actor: str, merged: Merged) -> Iterator[str]:
    if not actor:
        yield from _offer_nobodys(merged)
        return
    verb = _RELEASE_VERBS.get(merged.status, "Announces")
    happened = merged.status in {Status.RELEASED, Status.COMPLETED, Status.ANNOUNCED}
    adjective = ""
    if merged.kind is Kind.WEIGHTS_RELEASE:
        adjective = "Fully Open" if merged.openness.openness is Openness.FULLY_OPEN else "Open-Weight"
    for limit in (3, 1):
        models = name_models(merged.models, actor, limit)
        generic = models.endswith(("Models", "Model"))
        noun = "Models" if limit > 1 and len(merged.models) > 1 else "Model"
        core = f"{actor} {verb} {models}"
        if happened and adjective:
            license_name = name_license(merged)
            whole = "Weights, Code and Data" if adjective == "Fully Open" else "Open Weights"
            phrase = f"with {whole}" if generic else f"as {adjective} {noun}"
            if license_name:
                yield f"{core} {phrase} under {license_name}"
            yield f"{core} {phrase}"
        expected = read_slot(merged, "expected")
        if expected and merged.status in {Status.DELAYED, Status.PROMISED, Status.PLANNED}:
            yield f"{core} {'to' if merged.status is Status.DELAYED else 'for'} {expected}"
        yield core
        yield core if generic else f"{core} {noun}"
