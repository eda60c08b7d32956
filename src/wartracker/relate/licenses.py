"""Sentences with licence mentions in, each licence attached to a model, to another artefact, or to nothing out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from wartracker.records import LicenseRef, Mention
from wartracker.relate.reading import MARKS, Sentence
from wartracker.relate.triggers import clause_around
from wartracker.vocabulary import Label, LicenseClass

_M = MARKS[Label.MODEL]
_L = MARKS[Label.LICENSE]


class Artefact(StrEnum):
    """What a licence belongs to."""

    MODEL = "model"
    CODE = "code"
    DATA = "data"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A licence mention, what it belongs to, and the models named for it (empty: "the model" of the context)."""

    license: Mention
    artefact: Artefact
    models: tuple[Mention, ...]
    sentence: Sentence


_DESCRIBED: tuple[tuple[str, str, LicenseClass, re.Pattern[str]], ...] = (
    (
        "LicenseRef-non-commercial",
        "non-commercial terms",
        LicenseClass.NON_COMMERCIAL,
        re.compile(
            r"\b(?:for|to|under)\s(?:\w+\s){0,2}?(?:research\s(?:and|or)\s)?non-?commercial\b|"
            r"\bnon-?commercial\s(?:use|licen[sc]e|terms|research)",
            re.IGNORECASE,
        ),
    ),
    (
        "LicenseRef-custom",
        "custom terms",
        LicenseClass.UNKNOWN,
        re.compile(
            r"\b(?:custom|bespoke|own)\s(?:\w+\s)?licen[sc]e\b|\bcommercial\s(?:permission|"
            r"licen[sc]e|use)\b[^.;]{0,60}\b(?:apply|application|request|email)|\b(?:apply|"
            r"application|request|email)\w*\b[^.;]{0,60}\bcommercial\s(?:permission|licen[sc]e|"
            r"use)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "LicenseRef-scancode-proprietary-license",
        "Proprietary license",
        LicenseClass.PROPRIETARY,
        re.compile(rf"\bproprietary\s(?:\w+\s){{0,2}}?{_M}", re.IGNORECASE),
    ),
)
_PERMITTED = re.compile(
    r"\b(?:both|and|or)\s(?:for\s)?commercial\b|\bcommercial\s(?:and|or)\b|"
    r"\bcommercially\b",
    re.IGNORECASE,
)
# The nouns of artefacts; the nearest one in the licence's clause decides. Marks of libraries and data sets count.
_NOUNS = re.compile(
    rf"(?P<model>{_M}+|\b(?:weights|models?)(?:,?\s(?:and|&)\s(?:\w+\s){{0,2}}?(?:code|scripts|data|tokenizer))+\b|"
    rf"\b(?:models?|weights|parameters|checkpoints?|MODEL_LICENSE|variants?|sizes|"
    r"LLMs?|versions?|siblings|family|series|both|all\sthree)\b)|"
    rf"(?P<code>{MARKS[Label.LIBRARY]}+|{MARKS[Label.ASSISTANT]}+|\b(?:code(?:base)?|librar(?:y|ies)|"
    r"toolkit|tools?|scripts?|framework|software|apps?|agents?|SDK|engine|CLI|harness|repository|repo|"
    r"server|plugin|tokenizer|kernels?|extension|wrapper)\b)|"
    rf"(?P<data>{MARKS[Label.DATASET]}+|{MARKS[Label.BENCHMARK]}+|\b(?:data\s?sets?|data|corpus|"
    r"corpora|voices|pictures|images|benchmark|documents|website|site|content|blog|post(?!-)|text)\b)",
    re.IGNORECASE,
)
_SPOKEN_OF = re.compile(
    r"\b(?:paragraph|text|clause|wording|lawyers?|author|definition|history|popular|unlike|like|"
    r"such\sas|e\.g\.|permissive\slicen[sc]es|licen[sc]es\slike)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_NOT_GIVEN = re.compile(r"^[\s\w]{0,12}?\s(?:was|is|were|are)\s(?:never|not)\b", re.IGNORECASE)
_NOT_UNDER = re.compile(
    r"\b(?:not|never|why\snot|instead\sof|rather\sthan)\s(?:under\s|use\s)?(?:an?\s|the\s)?$", re.IGNORECASE
)
# Others that the model is measured against: "competitive with A and B and available under L".
_COMPARED = re.compile(
    r"\b(?:than|competitive\swith|compar\w+\s(?:to|with)|outperform\w*|surpass\w*|beat\w*|unlike|"
    r"versus|vs|against|rival\w*|match\w*|similar\sto)\b[^,;.]{0,40}$",
    re.IGNORECASE,
)
_MARKS = "".join(MARKS.values())
_ON = re.compile(
    rf"\b(?:on|via|in|at|through|onto|to)\s(?:the\s)?(?:[\w{_MARKS}]+(?:\s\w+)?(?:,\s(?:and\s)?|\s(?:and|or)\s))*$"
)
_PREDICATE = re.compile(
    r"\b(?:is|are|was|were|has|have|comes?|came|released|licensed|under|while|but|whereas|uses?|trained|which|with|for)\b|[;:]",
    re.IGNORECASE,
)
_SENTENCE_PART = re.compile(
    r",\s(?:and|but|while|whereas|yet)\s|;|\s(?:whereas|while|yet|but)\s|,\s(?=\w+\s" + _L + r")|,\s", re.IGNORECASE
)


def attach_licenses(sentences: Iterable[Sentence]) -> Iterator[Attachment]:
    """Attach every licence mention to the artefact that its clause speaks of.

    Args:
        sentences: sentences in text order.

    Yields:
        One attachment a licence mention.
    """
    for sentence in sentences:
        for mention in sentence.of(Label.LICENSE):
            yield _attach(sentence, mention)


def described_license(sentences: Iterable[Sentence]) -> tuple[LicenseRef, Sentence] | None:
    """Find terms of a model that a text describes without naming a licence.

    Args:
        sentences: sentences that speak of the model, in text order.

    Returns:
        The kind of terms as a record, and the sentence; None when nothing is described. A list of permissions
        ("research and commercial use") describes no restriction.
    """
    for sentence in sentences:
        for key, name, kind, pattern in _DESCRIBED:
            match = pattern.search(sentence.skeleton)
            permitted = kind is LicenseClass.NON_COMMERCIAL and _PERMITTED.search(sentence.skeleton)
            if match and not permitted:
                return LicenseRef(key, name, kind), sentence
    return None


def _attach(sentence: Sentence, mention: Mention) -> Attachment:
    text = sentence.skeleton
    start, end = mention.start - sentence.start, mention.end - sentence.start
    if _SPOKEN_OF.search(text[:start]) or _NOT_GIVEN.match(text[end:]) or _NOT_UNDER.search(text[:start]):
        return Attachment(mention, Artefact.NONE, (), sentence)
    # "MIT-licensed X", "Apache 2.0 X": what follows at once wins
    if follow := re.match(rf"(?:-?\s?licen[sc]ed)\s(?:\w+\s){{0,3}}?(?={_NOUNS.pattern})", text[end:], re.IGNORECASE):
        noun = _NOUNS.match(text, end + follow.end())
        if noun:
            return _made(sentence, mention, noun)
    left, right = clause_around(text, start, end)
    part_left = max((m.end() for m in _SENTENCE_PART.finditer(text, left, start)), default=left)
    for low, high in ((part_left, end), (left, end), (left, right), (0, len(text))):
        noun = _nearest(text, low, high, start, end)
        if noun:
            return _made(sentence, mention, _list_head(text, left, noun))
    return Attachment(
        mention, Artefact.MODEL if not sentence.of(Label.LIBRARY, Label.DATASET) else Artefact.NONE, (), sentence
    )


def _list_head(text: str, left: int, noun: re.Match[str]) -> re.Match[str]:
    """Return the weights at the head of a list that ends with code or data ("weights and scripts are under ...")."""
    if noun.lastgroup == "model":
        return noun
    heads = [m for m in _NOUNS.finditer(text, left, noun.start()) if m.lastgroup == "model"]
    listed = heads and re.search(r",|\band\b", text[heads[-1].end() : noun.start()])
    return heads[-1] if listed and not _PREDICATE.search(text[heads[-1].end() : noun.start()]) else noun


def _nearest(text: str, low: int, high: int, start: int, end: int) -> re.Match[str] | None:
    """Return the artefact noun nearest to the licence, before it rather than behind it."""
    best: tuple[int, re.Match[str]] | None = None
    for noun in _NOUNS.finditer(text, low, high):
        if noun.start() < end and start < noun.end():
            continue
        if noun.lastgroup == "code" and noun.group()[0] in _MARKS and _ON.search(text[: noun.start()]):
            continue  # where it lies, not what is licensed
        if noun.lastgroup == "model" and _COMPARED.search(text[: noun.start()]):
            continue
        before = noun.end() <= start
        distance = (
            (start - noun.end())
            if before
            else (noun.start() - end) + (12 if not re.match(r"\s(?:to|for|on)\s", text[end:]) else -12)
        )
        if best is None or distance < best[0]:
            best = (distance, noun)
    return best[1] if best else None


def _made(sentence: Sentence, mention: Mention, noun: re.Match[str]) -> Attachment:
    kind = noun.lastgroup or ""
    if kind != "model":
        return Attachment(mention, Artefact.CODE if kind == "code" else Artefact.DATA, (), sentence)
    models = [m for m in sentence.of(Label.MODEL) if m.start - sentence.start <= noun.start() < m.end - sentence.start]
    if models:
        return Attachment(mention, Artefact.MODEL, (*_listed_before(sentence, models[0]), *models), sentence)
    return Attachment(mention, Artefact.MODEL, (), sentence)


def _listed_before(sentence: Sentence, last: Mention) -> tuple[Mention, ...]:
    """Return the models that form one list with the model next to the licence ("A, B and C are MIT")."""
    found: list[Mention] = []
    stop = last
    for mention in reversed([m for m in sentence.of(Label.MODEL) if m.start < last.start]):
        gap = sentence.skeleton[mention.end - sentence.start : stop.start - sentence.start]
        if not re.fullmatch(r"\s?(?:,|and|&|/|,\sand|\+)\s?", gap):
            break
        found.insert(0, mention)
        stop = mention
    return tuple(found)
