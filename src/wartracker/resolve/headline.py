"""Merged fields in, a title in house style out: `Actor Verb Object [qualifier]`, Title Case, present tense.

Every word comes from a template or a slot; a qualifier only as a verbatim quote of the evidence. The house style's
titles have 21 to 71 characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from wartracker.records import ModelRef
from wartracker.resolve.merge import Merged
from wartracker.resolve.names import split_name
from wartracker.vocabulary import RELEASE_KINDS, Kind, Openness, Status

SHORTEST = 21
LONGEST = 71
_SMALL_TEXT = "a an and as at but by for from in into nor of on or over the to under up via vs with"
_SMALL = frozenset(_SMALL_TEXT.split())
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
_ACT_VERBS = {
    Status.PROPOSED: "Proposes",
    Status.PASSED: "Passes",
    Status.SIGNED: "Signs",
    Status.VETOED: "Vetoes",
    Status.IN_FORCE: "Puts in Force",
    Status.PLANNED: "Plans",
    Status.PROMISED: "Promises",
    Status.ANNOUNCED: "Announces",
    Status.COMPLETED: "Completes",
    Status.LIFTED: "Lifts",
    Status.DELAYED: "Delays",
    Status.DENIED: "Denies",
    Status.WITHDRAWN: "Withdraws",
    Status.RUMOURED: "Reportedly Prepares",
}
_PLANNING = {
    Status.RUMOURED: "Reportedly Plans to",
    Status.PLANNED: "Plans to",
    Status.PROMISED: "Plans to",
    Status.PROPOSED: "Proposes to",
}
_CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥"}


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
        Kind.LICENSE_CHANGE: _offer_license_change,
        Kind.RESTRICTION: _offer_restriction,
        Kind.REGULATION: _offer_regulation,
        Kind.FUNDING: _offer_funding,
        Kind.COMPANY: _offer_company,
        Kind.POLICY_STATEMENT: _offer_policy,
        Kind.PRICING: _offer_pricing,
        Kind.PRODUCT: _offer_product,
    }
    yield from makers[merged.kind](actor, merged)


def _name_actor(merged: Merged) -> str:
    owner = merged.models[0].owner if merged.models and merged.kind in RELEASE_KINDS else None
    actors = [ref for ref in merged.organizations if ref.role == "actor"]
    actors.sort(key=lambda ref: ref.key != owner)
    ref = next(iter(actors or merged.organizations), None)
    if ref is not None:
        return ref.name
    person = merged.slots.get("person")
    return person if isinstance(person, str) else "Unnamed Maker"


def name_models(models: Sequence[ModelRef], actor: str, limit: int = 3) -> str:
    """Name models for a title: "Llama 4 Scout and Maverick", the maker's name not twice, sizes of one generation once.

    Args:
        models: flagship first.
        actor: the organization's name in front of them.
        limit: how many are named.
    """
    if not models:
        return "New Model"
    generations = {(model.family, model.version) for model in models}
    if len(models) > limit:
        if len(generations) == 1 and models[0].version:
            return f"{_strip_detail(models[0], actor)} Models"
        models = models[:1]
    names = [_drop_actor(model.name, actor) for model in models]
    if len(names) == 1:
        return names[0]
    shared = _share_words([name.split() for name in names])
    tails = [" ".join(name.split()[shared:]) for name in names[1:]]
    if all(tails):
        names[1:] = tails
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _strip_detail(model: ModelRef, actor: str) -> str:
    name = _drop_actor(model.name, actor)
    for detail in (model.size, model.variant):
        if detail:
            name = re.sub(rf"[\s\-]*{re.escape(detail)}\b", "", name, flags=re.IGNORECASE)
    return name.strip() or model.name


def _drop_actor(name: str, actor: str) -> str:
    """DeepSeek Releases R1, not DeepSeek-R1: the maker's name stands in front already."""
    for word in (actor, actor.split(maxsplit=1)[0]):
        rest = re.sub(rf"^{re.escape(word)}[\s\-]+", "", name, flags=re.IGNORECASE)
        tokens = split_name(rest)
        # "Large 3" names a model, "Large" alone or "4 Scout" does not.
        if rest != name and tokens and tokens[0][0].isalpha() and any(token[0].isdigit() for token in tokens):
            return rest
    return name


def _share_words(names: Sequence[Sequence[str]]) -> int:
    shared = 0
    for words in zip(*names, strict=False):
        if len(set(words)) > 1 or shared >= min(len(name) for name in names) - 1:
            break
        shared += 1
    return shared


def _offer_release(actor: str, merged: Merged) -> Iterator[str]:
    verb = _RELEASE_VERBS.get(merged.status, "Announces")
    happened = merged.status in {Status.RELEASED, Status.COMPLETED, Status.ANNOUNCED}
    many = len(merged.models) > 1
    noun = "Models" if many else "Model"
    adjective = ""
    if merged.kind is Kind.WEIGHTS_RELEASE:
        adjective = "Fully Open" if merged.openness.openness is Openness.FULLY_OPEN else "Open-Weight"
    for limit in (3, 1):
        models = name_models(merged.models, actor, limit)
        generic = models.endswith(("Models", "Model"))
        core = f"{actor} {verb} {models}"
        if happened and adjective:
            license_name = _short_license(merged)
            phrase = f"as {adjective} {noun}" if not generic else f"with {adjective.replace(' ', '-')} Weights"
            phrase = phrase.replace("Fully-Open Weights", "Weights, Code and Data")
            if license_name:
                yield f"{core} {phrase} under {license_name}"
            yield f"{core} {phrase}"
        if merged.status in {Status.DELAYED, Status.PROMISED, Status.PLANNED} and merged.slots.get("expected"):
            yield (
                f"{core} to {merged.slots['expected']}"
                if merged.status is Status.DELAYED
                else f"{core} for {merged.slots['expected']}"
            )
        yield core
        yield core if generic else f"{core} {noun}"


def _short_license(merged: Merged) -> str:
    if merged.license is None:
        return ""
    name = re.sub(r"\s*(?:License|Licence)(?: Agreement)?(?:,? (?:Version|v)\s*)?\s*", " ", merged.license.name).strip()
    return f"{name} License" if name and not name.endswith(("Terms", "Terms of Use")) else name


def _offer_license_change(actor: str, merged: Merged) -> Iterator[str]:
    models = name_models(merged.models, actor, 2) if merged.models else "Models"
    after = _short_license(merged)
    before, later = merged.slots.get("license_from"), merged.slots.get("license_to")
    target = str(later) if isinstance(later, str) else after
    if isinstance(before, str) and target:
        yield f"{actor} Moves {models} from {before} to {target}"
    if target:
        yield f"{actor} Moves {models} to {target}"
    yield f"{actor} Changes License of {models}"


def _offer_restriction(actor: str, merged: Merged) -> Iterator[str]:
    object_ = name_models(merged.models, actor, 2) if merged.models else ""
    for name in ("instrument", "target"):
        value = merged.slots.get(name)
        object_ = object_ or (title_case(value) if isinstance(value, str) else "")
    object_ = object_ or "Models"
    if merged.status in {Status.WITHDRAWN, Status.RETIRED, Status.DENIED, Status.DELAYED}:
        yield f"{actor} {_RELEASE_VERBS[merged.status]} {object_}"
    elif merged.status is Status.LIFTED:
        yield f"{actor} Lifts Restrictions on {object_}"
    elif merged.status in _PLANNING:
        yield f"{actor} {_PLANNING[merged.status]} Restrict Access to {object_}"
    yield f"{actor} Restricts Access to {object_}"


def _offer_regulation(actor: str, merged: Merged) -> Iterator[str]:
    verb = _ACT_VERBS.get(merged.status, "Adopts")
    instrument = merged.slots.get("instrument")
    person = merged.slots.get("person")
    if isinstance(instrument, str):
        who = person if isinstance(person, str) and merged.status in {Status.SIGNED, Status.VETOED} else actor
        yield f"{who} {verb} {title_case(instrument)}"
        yield f"{actor} {verb} {title_case(instrument)}"
    yield f"{actor} {verb} AI Rules"
    yield f"{actor} {verb} Rules on AI Models"


def _offer_funding(actor: str, merged: Merged) -> Iterator[str]:
    investors = [ref.name for ref in merged.organizations if ref.role == "investor"]
    makers = [ref.name for ref in merged.organizations if ref.role == "investee"]
    maker = makers[0] if makers else actor
    amount = format_amount(merged.slots.get("amount"), merged.slots.get("currency"))
    planning = _PLANNING.get(merged.status)
    stage = merged.slots.get("round")
    if merged.slots.get("form") == "acquisition" and (investors or makers):
        buyer = investors[0] if investors else actor
        verb = f"{planning} Acquire" if planning else "Acquires"
        if buyer != maker:
            yield f"{buyer} {verb} {maker} for {amount}" if amount else f"{buyer} {verb} {maker}"
    if len(investors) == 1 and investors[0] != maker and not stage:
        verb = f"{planning} Invest" if planning else "Invests"
        yield f"{investors[0]} {verb} {amount} in {maker}" if amount else f"{investors[0]} {verb} in {maker}"
    verb = f"{planning} Raise" if planning else "Raises"
    if amount and isinstance(stage, str):
        yield f"{maker} {verb} {amount} in {title_case(stage)}"
    yield f"{maker} {verb} {amount} in Funding" if amount else f"{maker} {verb} New Funding"
    yield f"{maker} {verb} {amount or 'Funding'}"


def _offer_company(actor: str, merged: Merged) -> Iterator[str]:
    change, person = merged.slots.get("change"), merged.slots.get("person")
    if isinstance(change, str) and isinstance(person, str):
        yield f"{actor}: {person}, {title_case(change)}"
    if isinstance(change, str):
        yield f"{actor} {_PLANNING.get(merged.status, 'Goes Through').removesuffix(' to')} {title_case(change)}"
    yield f"{actor} Changes Its Organization"


def _offer_policy(actor: str, merged: Merged) -> Iterator[str]:
    form, stance = merged.slots.get("form"), merged.slots.get("stance")
    instrument = merged.slots.get("instrument")
    on = title_case(instrument) if isinstance(instrument, str) else "Open Models"
    noun = title_case(form) if isinstance(form, str) else "Position"
    if isinstance(stance, str):
        yield f"{actor} Publishes {noun} {title_case(stance)} {on}"
    yield f"{actor} Publishes {noun} on {on}"
    yield f"{actor} Takes a Position on {on}"


def _offer_pricing(actor: str, merged: Merged) -> Iterator[str]:
    models = name_models(merged.models, actor, 2) if merged.models else "Models"
    change = merged.slots.get("change")
    if change == "free" or merged.slots.get("price_to") in {0.0, "0", "free"}:
        yield f"{actor} Makes {models} Free"
    elif isinstance(change, str) and change in {"raise", "increase", "up"}:
        yield f"{actor} Raises Price of {models}"
    elif isinstance(change, str):
        yield f"{actor} Cuts Price of {models}"
    yield f"{actor} Changes Price of {models}"


def _offer_product(actor: str, merged: Merged) -> Iterator[str]:
    verb = _RELEASE_VERBS.get(merged.status, "Launches")
    verb = "Launches" if verb == "Releases" else verb
    product = merged.slots.get("product")
    if isinstance(product, str):
        yield f"{actor} {verb} {product}"
        yield f"{actor} {verb} {product} Platform"
    if merged.models:
        yield f"{actor} {verb} Product with {name_models(merged.models, actor, 1)}"
    yield f"{actor} {verb} New Platform"


def format_amount(amount: object, currency: object) -> str:
    """Write a sum as headlines do: 2e9 USD is "$2 Billion", 4.15e8 EUR is "€415M"."""
    if not isinstance(amount, int | float) or amount <= 0:
        return ""
    sign = _CURRENCIES.get(str(currency), f"{currency} " if currency else "")
    for unit, word in ((1e12, " Trillion"), (1e9, " Billion"), (1e6, "M")):
        if amount >= unit:
            return f"{sign}{amount / unit:.3g}{word}"
    return f"{sign}{amount:,.0f}"


def title_case(text: str) -> str:
    """Capitalize the words of a slot but for small words; names with their own capitals stay."""
    words = text.split()
    return " ".join(
        word if any(c.isupper() for c in word) or (index and word in _SMALL) else word[:1].upper() + word[1:]
        for index, word in enumerate(words)
    )
