"""Sentences in, drafts of `pricing` out: a model's price changes by half or more, or it becomes free."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wartracker.cues import Cued
from wartracker.records import SlotValue
from wartracker.relate.acts import (
    MODEL,
    actors,
    draft_act,
    news_sentences,
    read_act,
)
from wartracker.relate.amounts import find_amounts
from wartracker.relate.drafts import Draft
from wartracker.relate.genre import Genre
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import Reading, Sentence
from wartracker.vocabulary import Kind, Label, Status

_CHANGE = Cued(
    r"\b(?:cut(?:s|ting)?|slash(?:es|ed)?|halv(?:es|ed)|lower(?:s|ed)?|reduc(?:es|ed)|drop(?:s|ped)|"
    r"rais(?:es|ed)|doubl(?:es|ed)|tripl(?:es|ed)|increas(?:es|ed))\b[^.;]{0,50}\b(?:prices?|pricing|"
    r"costs?|fees?|rates?|pays?\sfor|charges?\sfor)\b|"
    r"\b(?:prices?|pricing|costs?)\b[^.;]{0,60}\b(?:cut|slashed|halved|lowered|reduced|dropped|fell|"
    r"falls|doubled|tripled|raised|down)\b|\bprice\s(?:cut|drop|reduction|increase|hike)\b|"
    r"\b(?:makes?|made|becomes?|became|now)\s(?:\w+\s){0,3}free\b(?!\sto\sdownload)",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"\b(\d{1,2}(?:\.\d+)?)\s?(?:%|per\s?cent|percent)", re.IGNORECASE)
_HALF = re.compile(
    r"\bhalv(?:es|ed|ing)\b|\bby\s(?:more\sthan\s)?half\b|\btwo[- ]thirds\b|\bthree[- ]quarters\b|"
    r"\bin\shalf\b|\bdoubl(?:es|ed|ing)\b|\btripl(?:es|ed)\b|"
    r"\b(?:[2-9]|1\d)x\scheaper\b|\b(?:two|three|four|five|ten)\stimes\scheaper\b|\bfree\b|"
    r"\ba\s(?:third|quarter|fifth|tenth)\sof\b",
    re.IGNORECASE,
)
_PLAN = re.compile(
    r"\b(?:plan|subscription|seat|discount|promo\w*|voucher|students?|trial|credits|tier|month)\b", re.IGNORECASE
)


def find_drafts(reading: Reading, genre: Genre, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft claims that a model's price changed by half or more.

    Args:
        reading: the article.
        genre: its genre.
        lexicon: compiled gazetteers.

    Yields:
        Drafts in text order, at most one a sentence.
    """
    if genre in (Genre.HOWTO, Genre.README, Genre.HUB, Genre.OPINION):
        return
    for sentence in news_sentences(reading):
        match = sentence.search(_CHANGE) if MODEL in sentence.skeleton else None
        if match is None or _PLAN.search(sentence.skeleton):
            continue
        slots = _prices(sentence)
        if not slots:
            continue
        yield _draft(sentence, reading, match, slots)


def _prices(sentence: Sentence) -> dict[str, SlotValue]:
    """Return what the sentence says of the size of the change; empty when it is less than half or not said."""
    text = sentence.plain
    amounts = find_amounts(text)
    if len(amounts) >= 2 and (pair := re.search(r"\bfrom\b.*\bto\b", text)) and pair.start() < amounts[0].start:
        old, new = amounts[0].value, amounts[1].value
        if old and new and (new <= old / 2 or new >= old * 2):
            return {"price_from": old, "price_to": new, "currency": amounts[0].currency}
        return {}
    if percent := _PERCENT.search(text):
        return {"change": f"{percent.group(1)}%"} if float(percent.group(1)) >= 50 else {}
    half = _HALF.search(text)
    return {"change": half.group()} if half else {}


def _draft(sentence: Sentence, reading: Reading, match: re.Match[str], slots: dict[str, SlotValue]) -> Draft:
    return draft_act(
        read_act(Kind.PRICING, sentence, reading, match, Status.COMPLETED),
        "pricing",
        0.7,
        supports=("models", "price"),
        models=sentence.of(Label.MODEL)[:1],
        actors=actors(sentence.of(Label.ORG)[:1], "actor"),
        slots=slots,
    )
