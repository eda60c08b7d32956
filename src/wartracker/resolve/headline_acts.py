"""Merged fields of an act in, titles in house style out, best first: licences, restrictions, laws, money, companies."""

from __future__ import annotations

from collections.abc import Iterator

from wartracker.resolve.headline_words import (
    format_amount,
    name_instrument,
    name_license,
    name_models,
    read_slot,
    title_case,
)
from wartracker.resolve.merge import Merged
from wartracker.vocabulary import Status

_ACT_VERBS = {
    Status.PROPOSED: "Proposes",
    Status.PASSED: "Passes",
    Status.SIGNED: "Signs",
    Status.VETOED: "Vetoes",
    Status.IN_FORCE: "Puts in Force",
    Status.PLANNED: "Plans",
    Status.PROMISED: "Promises",
    Status.ANNOUNCED: "Announces",
    Status.COMPLETED: "Adopts",
    Status.RELEASED: "Adopts",
    Status.LIFTED: "Lifts",
    Status.DELAYED: "Delays",
    Status.DENIED: "Rejects",
    Status.WITHDRAWN: "Withdraws",
    Status.RUMOURED: "Reportedly Prepares",
}
_LAW_PASSIVE = {
    Status.PROPOSED: "Is Proposed",
    Status.PASSED: "Is Passed",
    Status.SIGNED: "Is Signed",
    Status.VETOED: "Is Vetoed",
}
# What comes before an infinitive when the act has not happened; acts that happened take the finite verb.
_PLANNING = {
    Status.RUMOURED: "Reportedly Plans to",
    Status.PLANNED: "Plans to",
    Status.PROMISED: "Plans to",
    Status.ANNOUNCED: "Plans to",
    Status.PROPOSED: "Proposes to",
    Status.DELAYED: "Delays Plan to",
    Status.DENIED: "Will Not",
    Status.WITHDRAWN: "Drops Plan to",
}
# finite verb, infinitive
_CHANGES = {
    "restructuring": ("Restructures", "Restructure"),
    "listing": ("Goes Public", "Go Public"),
    "leadership": ("Changes Leadership", "Change Leadership"),
    "merger": ("Merges", "Merge"),
    "insolvency": ("Files for Insolvency", "File for Insolvency"),
    "layoffs": ("Cuts Staff", "Cut Staff"),
}
_MEASURES = {
    "ban": ("Bans", "Ban"),
    "retirement": ("Retires", "Retire"),
    "withdrawal": ("Withdraws", "Withdraw"),
    "gate": ("Restricts Access to", "Restrict Access to"),
    "lifting": ("Restores Access to", "Restore Access to"),
}
_DOCUMENTS = (
    "letter", "petition", "paper", "statement", "declaration", "manifesto", "commitment", "commitments", "language",
    "brief", "principles", "comment", "code", "guidelines", "recommendations", "definition",
)  # fmt: skip


def offer_license_change(actor: str, merged: Merged) -> Iterator[str]:
    """Offer titles of a change of terms."""
    models = name_models(merged.models, actor, 2) if merged.models else "Models"
    before, after = read_slot(merged, "license_from"), read_slot(merged, "license_to")
    target = name_license(merged) or after
    terms = f"from {before} to {target}" if before and not before.startswith("LicenseRef-") else f"to {target}"
    if not actor:
        yield f"{models} Moves {terms}" if target else f"License of {models} Changes"
        return
    if before and target:
        yield f"{actor} Moves {models} {terms}"
    if target:
        yield f"{actor} Moves {models} to {target}"
    yield f"{actor} Changes License of {models}"


def offer_restriction(actor: str, merged: Merged) -> Iterator[str]:
    """Offer titles of a withdrawal, ban or gating, and of its lifting."""
    for limit in (2, 1):
        models = name_models(merged.models, actor, limit) if merged.models else ""
        object_ = models or (name_instrument(merged) or title_case(read_slot(merged, "target"))) or "Models"
        measure = read_slot(merged, "measure")
        by_status = {Status.WITHDRAWN: "withdrawal", Status.RETIRED: "retirement", Status.LIFTED: "lifting"}
        finite, infinitive = _MEASURES.get(by_status.get(merged.status, measure), _MEASURES["gate"])
        planning = None if merged.status is Status.WITHDRAWN else _PLANNING.get(merged.status)
        yield f"{actor} {planning} {infinitive} {object_}" if planning else f"{actor} {finite} {object_}"


def offer_regulation(actor: str, merged: Merged) -> Iterator[str]:
    """Offer titles of a stage of a law; a law of which nobody is said to act takes effect by itself."""
    verb = _ACT_VERBS.get(merged.status, "Adopts")
    instrument, person = name_instrument(merged), read_slot(merged, "person")
    if merged.organizations and all(ref.role == "target" for ref in merged.organizations):
        actor = ""  # whom a law is aimed at does not pass it
    if not merged.organizations and not person:
        actor = title_case(read_slot(merged, "jurisdiction"))
    if merged.status is Status.IN_FORCE and instrument:
        place = f" in {actor}" if actor and not merged.organizations else ""
        yield f"{instrument} Takes Effect{place}"
        yield f"{instrument} Takes Effect as Law"
    if instrument and person and merged.status in {Status.SIGNED, Status.VETOED}:
        yield f"{person} {verb} {instrument}"
    if instrument and not actor and merged.status in _LAW_PASSIVE:
        yield f"{instrument} {_LAW_PASSIVE[merged.status]}"
        yield f"{instrument} {_LAW_PASSIVE[merged.status]} as Law"
    if instrument:
        yield f"{actor or 'Legislature'} {verb} {instrument}"
    if not actor and merged.status in _LAW_PASSIVE:
        yield f"AI Rules {_LAW_PASSIVE[merged.status]}"
    yield f"{actor or 'Legislature'} {verb} AI Rules"
    yield f"{actor or 'Legislature'} {verb} Rules on AI Models"


def offer_funding(actor: str, merged: Merged) -> Iterator[str]:
    """Offer titles of a round, a stake, a programme or an acquisition."""
    investors = [ref.name for ref in merged.organizations if ref.role == "investor"]
    makers = [ref.name for ref in merged.organizations if ref.role == "investee"]
    maker = makers[0] if makers else actor
    amount = format_amount(merged.slots.get("amount"), merged.slots.get("currency"))
    planning, form = _PLANNING.get(merged.status), read_slot(merged, "form")
    buyer = next((name for name in investors if name != maker), None)
    if form == "programme":
        verb = f"{planning} Launch" if planning else "Launches"
        yield f"{actor} {verb} {amount} AI Funding Programme"
    if merged.slots.get("valuation") == merged.slots.get("amount"):
        amount = ""  # what the maker is worth is not what it was given
    if form == "acquisition" and buyer:
        verb = f"{planning} Acquire" if planning else "Acquires"
        yield f"{buyer} {verb} {maker} for {amount}" if amount else f"{buyer} {verb} {maker}"
        yield f"{buyer} {verb} AI Company {maker}"
    if len(investors) == 1 and buyer and not merged.slots.get("round"):
        verb = f"{planning} Invest" if planning else "Invests"
        yield f"{buyer} {verb} {amount} in {maker}" if amount else f"{buyer} {verb} in {maker}"
    yield from _offer_round(maker, amount, merged)


def _offer_round(maker: str, amount: str, merged: Merged) -> Iterator[str]:
    planning = _PLANNING.get(merged.status)
    verb = f"{planning} Raise" if planning else "Raises"
    stage = title_case(read_slot(merged, "round"))
    worth = format_amount(merged.slots.get("valuation"), merged.slots.get("currency"))
    if amount:
        yield f"{maker} {verb} {amount} in {stage or 'Funding'}"
        yield f"{maker} {verb} {amount}"
    else:
        if worth:
            yield f"{maker} {verb} {stage or 'Funding'} at {worth} Valuation"
        yield f"{maker} {verb} {stage or 'New Funding'}"
        yield f"{maker} {verb} New Funding"


def offer_company(actor: str, merged: Merged) -> Iterator[str]:
    """Offer titles of a change in a company."""
    change, person = read_slot(merged, "change"), read_slot(merged, "person")
    finite, infinitive = _CHANGES.get(change, ("Changes Its Organization", "Change Its Organization"))
    if change == "takeover":
        other = next((ref.name for ref in merged.organizations if ref.name != actor), "")
        finite, infinitive = (f"Takes over {other}", f"Take over {other}") if other else (finite, infinitive)
    planning = _PLANNING.get(merged.status)
    core = f"{actor} {planning} {infinitive}" if planning else f"{actor} {finite}"
    if change == "leadership" and person:
        yield f"{core}: {person}"
    yield core
    yield f"{core} as a Company"


def offer_policy(actor: str, merged: Merged) -> Iterator[str]:
    """Offer titles of a public position."""
    form, stance = read_slot(merged, "form").lower(), read_slot(merged, "stance")
    on = name_instrument(merged) or "Open Models"
    last = form.split()[-1] if form else ""
    if " on " in form:
        yield f"{actor} Publishes {title_case(form)}"
    if last in _DOCUMENTS:
        if stance:
            yield f"{actor} Publishes {title_case(form)} {title_case(stance)} {on}"
        yield f"{actor} Publishes {title_case(form)} on {on}"
    yield f"{actor} Takes a Position on {on}"
    yield f"{actor} Takes a Position"


def offer_pricing(actor: str, merged: Merged) -> Iterator[str]:
    """Offer titles of a change of price."""
    models = name_models(merged.models, actor, 2) if merged.models else "Models"
    before, after = merged.slots.get("price_from"), merged.slots.get("price_to")
    change = read_slot(merged, "change")
    by = f" by {change}" if change.endswith("%") else ""
    if after == 0.0 or change == "free":
        yield f"{actor} Makes {models} Free"
    elif isinstance(before, int | float) and isinstance(after, int | float):
        yield f"{actor} {'Cuts' if after < before else 'Raises'} Price of {models}"
    yield f"{actor} Changes Price of {models}{by}"
    yield f"{actor} Changes Price of {models}"


def offer_product(actor: str, merged: Merged) -> Iterator[str]:
    """Offer titles of a platform's launch."""
    planning = _PLANNING.get(merged.status) if merged.status is not Status.ANNOUNCED else None
    verb = f"{planning} Launch" if planning else "Launches"
    product = read_slot(merged, "product")
    if product:
        yield f"{actor} {verb} {product}"
        yield f"{actor} {verb} {product} Platform"
    if merged.models:
        yield f"{actor} {verb} Product with {name_models(merged.models, actor, 1)}"
    yield f"{actor} {verb} New Platform"
