"""A model reference in, its comparable parts out: words, version, size and checkpoint decide what is the same model.

"Haiku 4.5" is "Claude 4.5 Haiku"; R1 is not R1-0528; Llama 4 Scout belongs to the generation Llama 4.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from wartracker.records import ModelRef

_SEPARATORS = re.compile(r"[\s\-_/\[\]()|,:+]+")
_SIZE = re.compile(r"(?:\d+x)?\d+(?:\.\d+)?[bmt]")
_ACTIVE_SIZE = re.compile(r"a\d+(?:\.\d+)?b")
_CHECKPOINT = re.compile(r"[012]\d{3}|\d{6}|\d{8}")  # 0324, 2507, 20241022: a day or a month, not a version
_LETTERS_THEN_DIGITS = re.compile(r"([a-z]+)(\d.*)")
_SPLIT_VERSION = re.compile(r"(?<=-)(\d)-(\d)(?=-|$)")
_TRAILING_ZERO = re.compile(r"(?:\.0)+$")
# Words that say in which form a model comes, not which model it is.
_FORMS = frozenset(
    ("base", "instruct", "chat", "it", "model", "models", "family", "series", "the", "hf", "weights", "open", "v")
)
# Words that mark a state of the same model: a preview and the final model are events of their own.
_STATES = frozenset(("preview", "exp", "experimental", "beta", "alpha", "rc", "final", "new", "updated", "early"))


class Relation(IntEnum):
    """How two model names stand to each other, weakest first."""

    NONE = 0
    SIBLING = 1  # variants or sizes of one generation
    CHECKPOINT = 2  # the same name but for a checkpoint or a preview
    GENERATION = 3  # one name is the generation of the other
    EXACT = 4


@dataclass(frozen=True, slots=True)
class ModelName:
    """The comparable parts of one model name."""

    key: str
    family: str
    words: frozenset[str]
    version: tuple[str, ...]
    sizes: frozenset[str]
    states: frozenset[str]
    owner: str | None


@lru_cache(maxsize=65536)
def split_name(name: str) -> tuple[str, ...]:
    """Split a model name into lower-case words, numbers and sizes: "Qwen3-32B" is qwen, 3, 32b."""
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", name).lower())
    text = re.sub(r"(?<=[a-z])\.(?=\d)", " ", text)
    tokens: list[str] = []
    for raw in _SEPARATORS.split(text):
        word = raw.strip(".'’!?\"")
        split = None if _ACTIVE_SIZE.fullmatch(word) else _LETTERS_THEN_DIGITS.fullmatch(word)
        tokens += [part for part in (split.groups() if split else (word,)) if part]
    return tuple(tokens)


def is_identifier(name: str) -> bool:
    """Tell whether a name is an interface's identifier: "nimbus-medium-3-5", "nimbus-12b-2409"."""
    return name.islower() and "-" in name and " " not in name


def spell_identifier(name: str) -> str:
    """Write the version of an identifier as people do: nimbus-medium-3-5 is nimbus-medium-3.5."""
    return _SPLIT_VERSION.sub(r"\1.\2", name) if is_identifier(name) else name


@lru_cache(maxsize=65536)
def parse_model_name(model: ModelRef) -> ModelName:
    """Take a model reference apart.

    Args:
        model: a reference of a claim; family and version fill what an elliptic name leaves out.

    Returns:
        Its words (order does not matter), version numbers, sizes and checkpoints.
    """
    tokens = split_name(spell_identifier(model.name))
    numbers = [token for token in tokens if token[0].isdigit() or _ACTIVE_SIZE.fullmatch(token)]
    words = {token for token in tokens if token not in numbers}
    family_tokens = split_name(model.family or "")
    words |= {token for token in family_tokens if token[0].isalpha()}
    sizes = {token for token in numbers if _SIZE.fullmatch(token)}
    states = {token for token in numbers if _CHECKPOINT.fullmatch(token)} | (words & _STATES)
    rest = [token for token in numbers if token not in sizes | states and not _ACTIVE_SIZE.fullmatch(token)]
    if not rest and model.version:
        rest = [token for token in split_name(model.version) if token[0].isdigit()]
        rest = [token for token in rest if not _CHECKPOINT.fullmatch(token) and not _SIZE.fullmatch(token)]
    plain = words - _FORMS - _STATES
    first = next((token for token in [*family_tokens, *tokens] if token in plain), "")
    return ModelName(
        key=model.key,
        family=first,
        words=frozenset(plain or words),
        version=tuple(_TRAILING_ZERO.sub("", token) for token in rest),
        sizes=frozenset(sizes),
        states=frozenset(states),
        owner=model.owner,
    )


def relate_names(a: ModelName, b: ModelName) -> Relation:
    """Say how two names stand to each other; another version is always NONE."""
    if a.version != b.version:
        return Relation.NONE
    if a.key == b.key and a.states == b.states:
        return Relation.EXACT
    if a.words == b.words:
        return _relate_same_words(a, b)
    foreign = a.owner is not None and b.owner is not None and a.owner != b.owner
    # A single letter before the number names the line: R1 is no variant of V1.
    lines = any(len(word) == 1 for word in a.words ^ b.words)
    if foreign or lines or a.states != b.states or a.family != b.family:
        return Relation.NONE
    # A bare name is a generation; one with a size is a model beside the variant.
    if (a.words < b.words and not a.sizes) or (b.words < a.words and not b.sizes):
        return Relation.GENERATION
    return Relation.SIBLING if a.version else Relation.NONE


def _relate_same_words(a: ModelName, b: ModelName) -> Relation:
    if a.states != b.states:
        # Two different checkpoints are two models; one without is the name people shorten it to.
        return Relation.CHECKPOINT if not (a.states and b.states) else Relation.NONE
    if a.sizes == b.sizes:
        return Relation.EXACT
    return Relation.GENERATION if not (a.sizes and b.sizes) else Relation.SIBLING


def relate_model_lists(ours: Iterable[ModelName], theirs: Iterable[ModelName]) -> tuple[Relation, bool]:
    """Return the strongest relation between two lists (flagship first), and whether it is between flagships."""
    left, right = tuple(ours), tuple(theirs)
    best, leading = Relation.NONE, False
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            if i and j:
                continue  # two models told beside the flagship prove nothing
            found = relate_names(a, b)
            best, leading = max((best, leading), (found, i == j == 0))
    return best, leading and best is not Relation.NONE


def name_other_details(ours: Sequence[ModelName], theirs: Sequence[ModelName]) -> bool:
    """Tell whether two lists with one flagship name other sizes or variants of it: a later size is another event.

    Args:
        ours: models of one report, flagship first.
        theirs: models of the other.

    Returns:
        True when ours names sizes or variants of the flagship, and none of them is among theirs.
    """
    flagship = ours[0] if ours else None
    if flagship is None:
        return False
    details = [model for model in ours[1:] if relate_names(flagship, model) is Relation.GENERATION]
    return bool(details) and not any(relate_names(a, b) is Relation.EXACT for a in details for b in theirs)
