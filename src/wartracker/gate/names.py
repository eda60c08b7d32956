"""Gazetteers in, an index of names out; text in, the names of models and makers that stand in it out.

One lookup a token, however many names there are. Letters and digits are tokens of their own, so that a family name is
found in the names of generations that no list has yet: Qwen in "Qwen9-32B".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from wartracker.gazetteer import Gazetteers, Organization
from wartracker.vocabulary import Party

_TOKEN = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u03ff]+|[0-9]+")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u0370-\u03ff]")
# For `bytes.translate`: nothing but letters, in lower case; nothing but digits.
_LETTERS = bytes(ord(chr(code).lower()) if code < 0x80 and chr(code).isalpha() else 0x20 for code in range(0x100))
_DIGITS = bytes(code if code < 0x80 and chr(code).isdigit() else 0x20 for code in range(0x100))
_UNSPACED = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]")
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]|[A-Za-z]-?[0-9]")
_CAMEL = re.compile(r"[a-z][A-Z]")
# Names this short stand in ordinary text by chance.
_SHORT = 3


class Sort(Enum):
    """What a name is the name of, as far as the gate weighs it."""

    MODEL = "model"
    MAKER = "maker"  # an organization that lives from models
    COMPANY = "company"  # a side of the debate that does much else: counts in the title only


@dataclass(frozen=True, slots=True)
class Name:
    """One name; names with the same `key` count once."""

    key: str
    title: str  # for people
    sort: Sort
    tokens: tuple[str, ...]  # lower case
    exact: tuple[str, ...] | None  # tokens as written, where case matters
    ambiguous: bool  # an ordinary word too: needs other evidence


@dataclass(frozen=True, slots=True, eq=False)  # hashed by identity: what was found in a text is remembered with it
class NameIndex:
    """Names of one token by it, longer ones by their first two, and names of scripts without spaces."""

    by_token: Mapping[str, tuple[Name, ...]]
    by_pair: Mapping[str, Mapping[str, tuple[Name, ...]]]
    unspaced: tuple[tuple[str, Name], ...]


@lru_cache(maxsize=2)  # all debates of a workspace share its names
def build_name_index(gazetteers: Gazetteers) -> NameIndex:
    """Index the names of models, and of organizations that make them."""
    by_token: dict[str, tuple[Name, ...]] = {}
    by_pair: dict[str, dict[str, tuple[Name, ...]]] = {}
    unspaced: list[tuple[str, Name]] = []
    for surface, name in [*_list_models(gazetteers), *_list_makers(gazetteers)]:
        if _UNSPACED.search(surface):
            unspaced.append((surface.lower(), name))
        elif len(name.tokens) > 1:
            seconds = by_pair.setdefault(name.tokens[0], {})
            seconds[name.tokens[1]] = (*seconds.get(name.tokens[1], ()), name)
        elif name.tokens:
            by_token[name.tokens[0]] = (*by_token.get(name.tokens[0], ()), name)
    return NameIndex(by_token, by_pair, tuple(unspaced))


def _list_models(gazetteers: Gazetteers) -> Iterator[tuple[str, Name]]:
    common = {model.name.lower() for model in gazetteers.models if model.common_word}
    for model in gazetteers.models:
        for surface in {model.name, *model.aliases}:
            words = [token.lower() for token in _TOKEN.findall(surface) if not token.isdigit()]
            # "Step 1" and "Falcon 9" are as ordinary as "step" and "falcon"; "Claude Opus" is not.
            ambiguous = len(words) <= 1 and (model.common_word or bool(common.intersection(words)))
            key, known_as = f"model:{model.family}", model.name
            yield surface, _build_name(key, known_as, Sort.MODEL, surface, ambiguous=ambiguous)


def _list_makers(gazetteers: Gazetteers) -> Iterator[tuple[str, Name]]:
    for organization in gazetteers.organizations:
        sort = _sort_of(organization)
        if sort is None:
            continue
        words = _TOKEN.findall(organization.name)
        for surface in {organization.name, *organization.aliases}:
            # "Essential" for Essential AI is a word of its own.
            shortened = len(words) > 1 and surface == words[0]
            ambiguous = shortened or (organization.common_word and " " not in surface)
            yield (
                surface,
                _build_name(f"maker:{organization.key}", organization.name, sort, surface, ambiguous=ambiguous),
            )


def _sort_of(organization: Organization) -> Sort | None:
    if organization.kind == "lab":
        return Sort.MAKER
    if organization.party in {Party.OPEN, Party.CLOSED}:
        return Sort.COMPANY
    return None


def _build_name(key: str, title: str, sort: Sort, surface: str, *, ambiguous: bool) -> Name:
    written = tuple(_TOKEN.findall(surface))
    kept = sum(map(len, written))
    unusual = any(not char.isalnum() and char not in " -.:" for char in surface)
    # "xAI" is short, but nobody writes a word like that.
    ambiguous = ambiguous or unusual or (kept <= _SHORT and not _CAMEL.search(surface))
    any_case = not ambiguous and _INNER_CAPITAL.search(surface) is not None
    tokens = tuple(token.lower() for token in written)
    return Name(key, title, sort, tokens, None if any_case else written, ambiguous)


@lru_cache(maxsize=4)  # each debate's gate asks for the same title and text
def find_names(text: str, index: NameIndex, *, numbers_tell: bool = False) -> Mapping[str, Name]:
    """Find the distinct names in a text, by key; an unambiguous hit wins over an ambiguous one.

    Args:
        text: text with its case.
        index: of `build_name_index`.
        numbers_tell: whether a number after a model's name makes it clear, as in a headline ("Grok 4"); in running
            text it does not ("step 1").
    """
    found: dict[str, Name] = {}
    words = _list_words(text)
    by_token, by_pair = index.by_token, index.by_pair
    # "the" begins long names, but few of the texts that have it have the word that follows
    pairs = {token for token in by_pair.keys() & words if not by_pair[token].keys().isdisjoint(words)}
    first = pairs | (by_token.keys() & words)
    written = _TOKEN.findall(text) if first else []
    lowered = [*map(str.lower, written), ""]
    for at in [at for at, token in enumerate(lowered) if token in first]:
        token = lowered[at]
        names = by_token.get(token, ())
        if token in pairs:
            names = (*by_pair[token].get(lowered[at + 1], ()), *names)
        for name in names:
            known = found.get(name.key)
            if known and not known.ambiguous:
                continue
            if _matches(name, lowered, written, at):
                better = _clear(name, lowered, at) if numbers_tell else name
                if known is None or not better.ambiguous:
                    found[name.key] = better
    if index.unspaced and not text.isascii() and _UNSPACED.search(text):
        lower = text.lower()
        found.update((name.key, name) for surface, name in index.unspaced if surface in lower)
    return found


def _list_words(text: str) -> set[str]:
    """List the distinct tokens of a text in lower case; splitting takes a third of the time of `re`."""
    if not text.isascii() and _ACCENTED.search(text):
        return set(map(str.lower, _TOKEN.findall(text)))
    plain = text.encode("ascii", "replace")
    return {*plain.translate(_LETTERS).decode().split(), *plain.translate(_DIGITS).decode().split()}


def _clear(name: Name, lowered: Sequence[str], at: int) -> Name:
    end = at + len(name.tokens)
    numbered = lowered[end - 1].isdigit() or lowered[end].isdigit()
    if not (name.ambiguous and name.sort is Sort.MODEL and numbered and len(name.tokens[0]) > _SHORT):
        return name
    return replace(name, ambiguous=False)


def _matches(name: Name, lowered: Sequence[str], written: Sequence[str], at: int) -> bool:
    end = at + len(name.tokens)
    if len(name.tokens) > 2 and tuple(lowered[at:end]) != name.tokens:
        return False
    return name.exact is None or tuple(written[at:end]) == name.exact or " ".join(written[at:end]).isupper()
