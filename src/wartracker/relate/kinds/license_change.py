"""Sentences in, drafts of `license_change` out: terms of a model or family become others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wartracker.cues import Cued
from wartracker.records import Mention, SlotValue
from wartracker.relate.acts import (
    LICENSE,
    actors,
    agents,
    draft_act,
    news_sentences,
    read_act,
)
from wartracker.relate.drafts import Draft
from wartracker.relate.genre import Genre
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import MARKS, Reading, Sentence
from wartracker.vocabulary import Kind, Label, Status

_TERMS = rf"(?:{LICENSE}+|\blicen[sc]es?\b|\blicensing\b|\bterms\b|\bcommunity\slicen[sc]e)"
# What may stand between a change and the terms: a model only as their owner ("dropped M under a licence" changes none).
_M = MARKS[Label.MODEL]
_BETWEEN = rf"(?:(?!{_M}+(?!{_M}|'s|\s(?:\w+\s)?(?:{LICENSE}|licen|terms)))[^.;])"
_CHANGE = Cued(
    r"\b(?:relicens(?:e|es|ed|ing)|re-licens\w+)\b|\b(?:chang(?:e|es|ed|ing)|updat(?:e|es|ed|ing)|"
    r"revis(?:es|ed|ing)|amend(?:s|ed)|loosen(?:s|ed)|relax(?:es|ed)|tighten(?:s|ed|ing)|drop(?:s|"
    rf"ped)?|replac(?:es|ed)|rewrites?)\b{_BETWEEN}{{0,50}}{_TERMS}|"
    rf"{_TERMS}[^.;]{{0,40}}\b(?:(?:is|are|was|were|has\sbeen|have\sbeen)\s(?:\w+\s)?(?:changed|"
    r"updated|revised|amended|relaxed|tightened|replaced|dropped))\b|"
    r"\b(?:mov(?:e|es|ed|ing)|switch(?:es|ed|ing)?|shift(?:s|ed)?|transition(?:s|"
    rf"ed)?)\b[^.;]{{0,70}}\b(?:to|from)\b[^.;]{{0,40}}{_TERMS}|"
    rf"\bfrom\s(?:the\s|an?\s)?{LICENSE}+\sto\s(?:the\s|an?\s)?{LICENSE}+|\btightening\sup\b|\b(?:is|are)\snow\s(?:also\s)?{LICENSE}+(?!\s?-?licen[sc]ed\s\w)|"
    rf"\b(?:is|are)\sno\slonger\s(?:\w+\s)?(?:under\s|available\sunder\s|distributed\sunder\s|covered\sby\s|on\s)?(?:the\s|an?\s)?{_TERMS}|"
    rf"\bnew\s(?:downloads?|versions?|releases?|checkpoints?|weights|copies)\s(?:\w+\s){{0,2}}?(?:come|are|ship|fall|carry|is|go)\w*\s"
    rf"(?:out\s)?(?:under\s)?(?:the\s|an?\s)?{_TERMS}|\bnew\s(?:licen[sc]e|terms)\s(?:for|of)\s(?:\w+\s)?{_M}|"
    rf"\b(?:trad(?:es|ed)|swap(?:s|ped)|exchang(?:es|ed)|ditch(?:es|ed)|abandon(?:s|ed)|leav(?:es|ing)|left)\b[^.;]{{0,40}}?{LICENSE}|"
    rf"{LICENSE}+\s(?:gives|gave|makes|made)\sway\sto\b|\bhad\sbeen\s(?:under\s)?(?:the\s|an?\s)?{LICENSE}|"
    rf"\b(?:now|"
    r"henceforth|from\snow\son)\s(?:\w+\s)?(?:under|carr(?:y|ies))\s(?:the\s|"
    rf"an?\s)?(?:\w+\s)?{_TERMS}|\bhave\shad\sto\spay\b|"
    r"\b(?:from|as\sof|starting)\s(?:today|now)\b[^.;]{0,60}\b(?:is|are)\s(?:\w+\s)?under\s(?:the\s|an?\s)?"
    rf"{LICENSE}|\bopen(?:s|ed|ing)?\s{_M}+\s(?:to|for)\s(?:\w+\s)?(?:commerc|compan|business|industry)",
    re.IGNORECASE,
)
_SPEAKS = Cued(rf"{LICENSE}|\blicen[sc]|\brelicen|\bterms\b|\bto\spay\b", re.IGNORECASE)
_FOREIGN = re.compile(
    r"\b(?:software|SDK|library|librar(?:y|ies)|dataset|corpus|content\slicen|licensing\s(?:deal|"
    r"agreement)|commercial\sterms\sof\sservice|website|driver|CUDA|engine|tool(?:kit)?|privacy|"
    r"plans?|price|pricing|service\sterms)\b",
    re.IGNORECASE,
)


def find_drafts(reading: Reading, genre: Genre, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft claims that the terms of a model changed.

    Args:
        reading: the article.
        genre: its genre.
        lexicon: compiled gazetteers.

    Yields:
        Drafts in text order, at most one a sentence.
    """
    if genre in (Genre.HOWTO, Genre.HUB):
        return
    titled = reading.title.of(Label.MODEL) if reading.title else ()
    for sentence in news_sentences(reading, body=40):
        match = sentence.search(_CHANGE) if sentence.search(_SPEAKS) else None
        if match is None or _FOREIGN.search(sentence.skeleton):
            continue
        models = sentence.of(Label.MODEL) or (
            titled[:1]
            if re.search(r"\b(?:our|the|its)\s(?:\w+\s)?(?:models?|licen)", sentence.plain, re.IGNORECASE)
            or genre is Genre.README
            else ()
        )
        licenses = sentence.of(Label.LICENSE)
        if not models or not (licenses or re.search(r"\blicen|\bterms\b", sentence.plain, re.IGNORECASE)):
            continue
        yield _draft(sentence, reading, match, models[:4], licenses)


def _draft(
    sentence: Sentence,
    reading: Reading,
    match: re.Match[str],
    models: tuple[Mention, ...],
    licenses: tuple[Mention, ...],
) -> Draft:
    slots: dict[str, SlotValue] = {}
    old = _old(sentence, licenses)
    new = next((m for m in reversed(licenses) if m is not old), None)
    if old:
        slots["license_from"] = old.key or old.name
    if new:
        slots["license_to"] = new.key or new.name
    return draft_act(
        read_act(Kind.LICENSE_CHANGE, sentence, reading, match, Status.COMPLETED),
        "license-change",
        0.8 if licenses else 0.6,
        supports=("models", "license"),
        models=models,
        actors=actors(agents(sentence), "actor"),
        licenses=(new,) if new else (),
        slots=slots,
    )


def _old(sentence: Sentence, licenses: tuple[Mention, ...]) -> Mention | None:
    """Return the licence that is left: behind "from", or the object of "drop" and "replace"."""
    for mention in licenses:
        before = sentence.skeleton[: mention.start - sentence.start]
        if re.search(
            r"\b(?:from|dropp?(?:s|ed)?|replac(?:es|ed|ing)|instead\sof|abandon\w*|leav\w+|left|ditch\w*|trad(?:es|ed)|swapp?(?:s|ed)|"
            r"exchang\w+|had\sbeen|was|no\slonger\s(?:\w+\s){0,2}?(?:under|by|on)|no\slonger)\s(?:the\s|"
            r"an?\s|its\s|their\s|previous\s|old\s|custom\s){0,3}$",
            before,
            re.IGNORECASE,
        ):
            return mention
    return None
