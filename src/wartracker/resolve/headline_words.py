"""Models, sums and slots in, the words that titles use for them out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wartracker.records import ModelRef, SlotValue
from wartracker.resolve.merge import Merged
from wartracker.resolve.names import Relation, parse_model_name, relate_names, split_name

_SMALL_TEXT = "a an and as at but by for from in into nor of on or over the to under up via vs with"
_SMALL = frozenset(_SMALL_TEXT.split())
_ACRONYMS = frozenset({"ai", "eu", "us", "uk", "un", "ceo", "cern", "ipo", "llm", "oecd"})
_CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "¥"}
_BILL = re.compile(r"\b(sb|ab|hb|hr)[\s\-]?(\d+)\b", re.IGNORECASE)
_OF_S = re.compile(r"(?<=\w) s ")


def read_slot(merged: Merged, name: str) -> str:
    """Return a slot as text, "" when it is absent or no text."""
    value: SlotValue = merged.slots.get(name)
    return value.strip() if isinstance(value, str) else ""


def name_instrument(merged: Merged) -> str:
    """Name a law as titles do: the slug "sb-2099" of a name is SB 2099."""
    value = read_slot(merged, "instrument")
    if "-" in value and " " not in value and value.islower():
        value = _OF_S.sub("'s ", value.replace("-", " "))
    return _BILL.sub(lambda bill: f"{bill[1].upper()} {bill[2]}", title_case(value))


def name_license(merged: Merged) -> str:
    """Name the candidate's licence as titles do: "Apache 2.0 License"; "" without one."""
    if merged.license is None:
        return ""
    name = re.sub(r"\s*(?:License|Licence)(?: Agreement)?(?:,? (?:Version|v)\s*)?\s*", " ", merged.license.name).strip()
    return f"{name} License" if name and not name.endswith(("Terms", "Terms of Use")) else name


def name_models(models: Sequence[ModelRef], actor: str, limit: int = 3) -> str:
    """Name models for a title: "Llama 4 Scout and Maverick", the maker's name not twice, sizes of one generation once.

    Args:
        models: flagship first.
        actor: the organization's name in front of them.
        limit: how many are named.
    """
    if not models:
        return "New Model"
    models = _pick_generation(models, limit)
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


def _pick_generation(models: Sequence[ModelRef], limit: int) -> Sequence[ModelRef]:
    """Of a generation told with its models, pick a few variants (Scout and Maverick), else the generation itself."""
    names = [parse_model_name(model) for model in models]
    for place, own in enumerate(names):
        others = [name for name in names if name is not own]
        if not others or any(relate_names(own, name) is not Relation.GENERATION or own.sizes for name in others):
            continue
        variants = [m for m, name in zip(models, names, strict=True) if own.words < name.words and not name.sizes]
        return variants if 1 < len(variants) == len(others) <= limit else [models[place]]
    return models


def _strip_detail(model: ModelRef, actor: str) -> str:
    name = _drop_actor(model.name, actor)
    for detail in (model.size, model.variant):
        if detail:
            name = re.sub(rf"[\s\-]*{re.escape(detail)}\b", "", name, flags=re.IGNORECASE)
    return name.strip() or model.name


def _drop_actor(name: str, actor: str) -> str:
    """DeepSeek Releases R1, not DeepSeek-R1: the maker's name stands in front already."""
    for word in (actor, *actor.split(maxsplit=1)[:1]) if actor else ():
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
        word.upper()
        if word in _ACRONYMS
        else word
        if any(c.isupper() for c in word) or (index and word in _SMALL)
        else word[:1].upper() + word[1:]
        for index, word in enumerate(words)
    )
