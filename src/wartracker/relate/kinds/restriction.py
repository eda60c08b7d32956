"""Sentences in, drafts of `restriction` out: models withdrawn, retired, gated, banned; and their return."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wartracker.cues import Cued
from wartracker.records import Mention
from wartracker.relate.acts import (
    ASSISTANT,
    BODY,
    MODEL,
    ORG,
    actors,
    agents,
    draft_act,
    news_sentences,
    read_act,
)
from wartracker.relate.drafts import Draft
from wartracker.relate.genre import Genre
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import Reading, Sentence
from wartracker.vocabulary import Kind, Label, Status

_THING = (
    rf"(?:{MODEL}+|\b(?:the\s|its\s|their\s|both\s|all\s)?(?:\w+\s){{0,2}}models?\b|"
    r"\b(?:the\s)?(?:files|weights)\b|\bit\b|\bthem\b|\baccess\b)"
)
# a comma within only where a list of names goes on
_GAP = r"(?:[^.,;]|,\s(?=[\ue000-\ue00a]|and\b)){0,45}?"
_MEASURES: tuple[tuple[str, Status, Cued], ...] = tuple(
    (measure, status, Cued(pattern, re.IGNORECASE))
    for measure, status, pattern in (
        (
            "lifting",
            Status.LIFTED,
            r"\b(?:restor(?:es|ed|ing)|reinstat(?:es|ed)|re-?enabl(?:es|ed)|resum(?:es|ed)|reopen(?:s|"
            rf"ed))\b{_GAP}{_THING}|\blift(?:s|ed)\b{_GAP}\b(?:ban|block|restrictions?|suspension)\b|"
            rf"{MODEL}+{_GAP}\s(?:is\sback|returns\sto|is\sback\sonline)\b",
        ),
        (
            "exclusion",
            Status.COMPLETED,
            rf"{ORG}+[^.;]{{0,40}}?\b(?:bars?|barred|excludes?|excluded|cut(?:s)?\soff|block(?:s|ed)?|ban(?:s|ned)?|"
            r"stop(?:s|ped)?|restrict(?:s|ed)?)\b[^.;]{0,70}?\b(?:compan(?:y|ies)|firms|customers|users|entities|"
            rf"subsidiaries|buyers|developers|groups)\b[^.;]{{0,60}}?(?:{BODY}|\bChin|\bRussia|\bIran|\bNorth\sKorea|"
            r"\bforeign|\babroad|\bunsupported)",
        ),
        (
            "ban",
            Status.COMPLETED,
            r"\b(?:ban(?:s|ned)|block(?:s|ed)|prohibit(?:s|ed)(?!-)|forbid(?:s)?|forbade|outlaw(?:s|ed)|"
            rf"blacklist(?:s|ed))\b{_GAP}(?:{MODEL}+|{ASSISTANT}+|{ORG}+)|"
            rf"\bexport\scontrols?\b{_GAP}\b(?:on|over|for)\s(?:the\s)?(?:{MODEL}+|models?\b|weights)|"
            r"\b(?:implement|impos|plac|slap)\w*\s(?:new\s)?export\scontrols?\b",
        ),
        (
            "retirement",
            Status.RETIRED,
            rf"\bretir(?:e|es|ed|ing)\s(?:\w+\s){{0,2}}?(?:{MODEL}+|the\s(?:\w+\s)?model\b)|"
            rf"\bshut(?:s|ting)?\s(?:down|off)\b{_GAP}{MODEL}+(?=[^.;]{{0,80}}\b(?:API|endpoint)\b)|"
            r"\b(?:retir(?:e|es|ed|ing)|deprecat(?:e|es|ed|ing)|sunset(?:s|ting)?|discontinu(?:e|es|"
            rf"ed)|phas(?:es|ed|ing)\sout|switch(?:es|ed)?\soff|turn(?:s|ed)?\soff)\b{_GAP}{MODEL}+|"
            rf"{MODEL}+{_GAP}\b(?:(?:was|were|is|are|be|been|being)\s(?:\w+\s)?(?:retired|deprecated|"
            r"sunset|discontinued|phased\sout|switched\soff|turned\soff))",
        ),
        (
            "withdrawal",
            Status.WITHDRAWN,
            r"\b(?:pull(?:s|ed|ing)?|withdr(?:aw|aws|ew|awn|awing)|tak(?:e|es|en|ing)\sdown|"
            r"took\sdown|shut(?:s|ting)?\sdown|remov(?:e|es|ed|ing)|disabl(?:e|es|ed|ing)|suspend(?:s|"
            rf"ed|ing)?|recall(?:s|ed)?|paus(?:es|ed|ing)|halt(?:s|ed)|revok(?:es|ed))\b{_GAP}{_THING}|"
            rf"\b(?:take[ns]?|took|taking|pull(?:s|ed))\b\s(?:\w+\s){{0,3}}?(?:{MODEL}+|it|them|"
            rf"the\s\w+){_GAP}\b(?:off\s(?:the\s)?(?:web|market|internet|air|shelves)|offline|down)\b|"
            rf"{MODEL}+{_GAP}\b(?:(?:was|were|is|are|been)\s(?:\w+\s)?(?:pulled|withdrawn|"
            r"taken\s(?:down|offline|off)|removed|disabled|suspended|shut\sdown)|has\sbeen\sempty)",
        ),
        (
            "ban",
            Status.COMPLETED,
            rf"\border(?:s|ed)\b[^.;]{{0,80}}\b(?:block|stop|halt|remov|limit|suspend|withdraw|"
            rf"tak)\w*\b|\b(?:immediate\s)?limitation\b(?={_GAP})",
        ),
        (
            "gate",
            Status.COMPLETED,
            r"\bbehind\s(?:a\s|an\s)?(?:\w+\s)?(?:form|registration|log-?in|gate|request|wall)\b|"
            rf"\bgated\b{_GAP}(?:{MODEL}+|\brepositor\w+|\bmodels?\b|\bweights\b)|"
            r"\b(?:restrict(?:s|ed|ing)?|limit(?:s|ed|ing)?|gat(?:es|ed|ing)|clos(?:es|"
            rf"ed)\soff)\b{_GAP}\b(?:access|use|availability)\b|\b(?:demand(?:s|ed)|requir(?:es|"
            rf"ed))\b{_GAP}\bbefore\s(?:it\slets|anyone|users\scan){_GAP}{MODEL}",
        ),
    )
)
_BESIDE = re.compile(
    r"\b(?:rate\slimits?|clause|licen[sc]es?|outage|voice|feature|users?\saccount|employee|chip|GPU|"
    r"endpoint\s(?:parameter|name)|app\sstore\sranking|layers?|parameters|tokens?|prun\w+|bias|"
    r"guardrails|filter|hallucinat\w+|jailbreak\sprompt|restrict\w*\s(?:itself|the\ssearch)|experts?|"
    r"noise|dependenc\w+|need\sfor|barrier|limitations?)\b",
    re.IGNORECASE,
)
_FROM_ASSISTANT = re.compile(rf"\b(?:from|in)\s(?:the\s)?{ASSISTANT}", re.IGNORECASE)
_STAYS = re.compile(
    r"\b(?:stays?|remains?|still|continues?\sto\sbe)\s(?:available\s)?(?:in|through|via|on)\s(?:the|its|our)\sAPI\b"
)
_LIMITED = re.compile(
    r"\blimited\s(?:access|availability|use|preview|release)\b|\baccess\s(?:to|via|through)\b", re.IGNORECASE
)
_STATE = re.compile(
    r"\b(?:government|administration|regulator|commission|ministry|department|commerce|directive|"
    r"order|authority|agency|state|court|garante|watchdog|navy|congress|senate)\b",
    re.IGNORECASE,
)


def find_drafts(reading: Reading, genre: Genre, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft claims that a model was taken back, limited or banned, or came back.

    Args:
        reading: the article.
        genre: its genre.
        lexicon: compiled gazetteers.

    Yields:
        Drafts in text order, at most one a sentence.
    """
    if genre in (Genre.HOWTO, Genre.README, Genre.HUB):
        return
    named: tuple[Mention, ...] = ()
    for sentence in news_sentences(reading):
        draft = _in_sentence(sentence, reading, named)
        named = sentence.of(Label.MODEL) or named
        if draft is not None:
            yield draft


def _in_sentence(sentence: Sentence, reading: Reading, before: tuple[Mention, ...]) -> Draft | None:
    text = sentence.skeleton
    if not (MODEL in text or ASSISTANT in text or before or ORG in text):
        return None
    for measure, happened, pattern in _MEASURES:
        match = sentence.search(pattern)
        if match is None or _BESIDE.search(match.group()) or (measure == "gate" and _LIMITED.search(match.group())):
            continue
        if measure == "retirement" and _FROM_ASSISTANT.search(text) and _STAYS.search(reading.article.text):
            continue  # it leaves one app and stays to be had
        models = _touched(sentence, match, before)
        state = bool(_STATE.search(text)) or BODY in text
        models = models or _spoken_of(measure, reading)
        if not models and not (measure in ("ban", "lifting") and state and sentence.of(Label.ASSISTANT, Label.ORG)):
            continue
        return _draft(sentence, reading, match, measure, happened, models)
    return None


def _spoken_of(measure: str, reading: Reading) -> tuple[Mention, ...]:
    """Return the model that the lead names for a state's ban on a maker, or a maker's on customers."""
    if measure not in ("ban", "lifting", "exclusion"):
        return ()
    return tuple(m for s in news_sentences(reading) for m in s.of(Label.MODEL))[:1]


def _touched(sentence: Sentence, match: re.Match[str], before: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Return the models of the measure: those within or next to the match, else those named just before."""
    if "export" in match.group().lower():
        return sentence.of(Label.MODEL)
    near = [
        m
        for m in sentence.of(Label.MODEL)
        if m.end - sentence.start > match.start() - 60 and m.start - sentence.start < match.end() + 40
    ]
    if near:
        return tuple(near)
    if re.search(r"\b(?:it|them|the\s(?:\w+\s)?(?:models?|files))\b", match.group(), re.IGNORECASE):
        return sentence.of(Label.MODEL)[:1] or before[:1]
    return ()


def _draft(
    sentence: Sentence,
    reading: Reading,
    match: re.Match[str],
    measure: str,
    happened: Status,
    models: tuple[Mention, ...],
) -> Draft:
    bodies = sentence.of(Label.BODY)
    return draft_act(
        read_act(Kind.RESTRICTION, sentence, reading, match, happened),
        f"restriction:{measure}",
        0.75,
        supports=("models", "organizations"),
        models=models,
        actors=actors(bodies, "actor") + actors(agents(sentence), "target" if bodies else "actor"),
        slots={"measure": measure},
    )
