"""Sentences in, drafts of `regulation` out: bills, acts, orders, guidelines that bear on models, stage by stage."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wartracker.records import Mention, SlotValue
from wartracker.relate.acts import (
    BODY,
    INSTRUMENT,
    ORG,
    PERSON,
    act_date,
    act_status,
    act_trigger,
    actors,
    bears_on_models,
    date_slots,
    news_sentences,
    published_day,
)
from wartracker.relate.drafts import Draft, Quote
from wartracker.relate.genre import Genre
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import Reading, Sentence
from wartracker.vocabulary import Kind, Label, Status

_RULE = (
    rf"(?:{INSTRUMENT}+|\b(?:bill|act|law|statute|legislation|executive\sorder|order|regulations?|"
    r"directive|rules?|guidelines|guidance|code\sof\spractice|treaty|moratorium|export\scontrols?|"
    rf"export\srestrictions?|framework|action\splan|memorandum)\b|\b[A-Z]{{2}}\s?\d{{2,4}}\b)"
)
_STAGES: tuple[tuple[Status, re.Pattern[str]], ...] = tuple(
    (status, re.compile(pattern, re.IGNORECASE))
    for status, pattern in (
        (Status.VETOED, rf"\bveto(?:es|ed)\b[^.;]{{0,80}}{_RULE}|{_RULE}[^.;]{{0,60}}\bveto(?:es|ed)\b"),
        (
            Status.LIFTED,
            r"\b(?:lift(?:s|ed)?|repeal(?:s|ed)?|rescind(?:s|ed)?|revok(?:es|ed)|scrap(?:s|ped)?|"
            rf"eas(?:es|ed)|withdraws|withdrew)\b[^.;]{{0,60}}{_RULE}",
        ),
        (
            Status.IN_FORCE,
            rf"{_RULE}[^.;]{{0,80}}\b(?:enters?\sinto\sforce|entered\sinto\sforce|takes?\seffect|"
            r"took\seffect|comes?\sinto\s(?:force|effect)|came\sinto\s(?:force|effect)|"
            r"begin(?:s)?\sto\sapply|start(?:s|ed)?\sto\sapply|now\sappl(?:y|ies)|bec[ao]mes?\slaw)",
        ),
        (
            Status.SIGNED,
            rf"\bsign(?:s|ed)\b[^.;]{{0,90}}{_RULE}|{_RULE}[^.;]{{0,60}}\bsign(?:s|ed)\b|\benact(?:s|"
            rf"ed)?\b[^.;]{{0,60}}{_RULE}|\bissu(?:es|"
            r"ed)\s(?:an?\s)?(?:new\s)?(?:\w+\s)?(?:executive\sorder|order|directive)\b",
        ),
        (
            Status.PASSED,
            r"\b(?:pass(?:es|ed)|approv(?:es|ed)|adopt(?:s|ed)|vot(?:es|ed)\s(?:for|to|in\sfavou?r)|"
            r"clear(?:s|ed)|agree(?:s|d)?\son|ratif(?:ies|ied)|finali[sz](?:es|"
            rf"ed))\b[^.;]{{0,80}}{_RULE}|{_RULE}[^.;]{{0,40}}\b(?:passes|passed|(?:is|was|"
            r"been)\s(?:approved|adopted|passed|finali[sz]ed))\b",
        ),
        (
            Status.IN_FORCE,
            r"\b(?:impos(?:es|ed)|publish(?:es|ed)|releas(?:es|ed)|expand(?:s|ed)|tighten(?:s|ed)?|"
            rf"announc(?:es|ed)|unveil(?:s|ed))\b[^.;]{{0,60}}(?:{INSTRUMENT}+|"
            r"\b(?:export\s(?:controls?|restrictions?)|code\sof\spractice|guidelines|AI\saction\splan|"
            r"regulations?|rules)\b)",
        ),
        (
            Status.PROPOSED,
            r"\b(?:introduc(?:es|ed)|propos(?:es|ed|al)|draft(?:s|ed)?|unveil(?:s|ed)|tabl(?:es|ed)|"
            rf"put(?:s)?\sforward|fil(?:es|ed)|present(?:s|ed))\b[^.;]{{0,70}}{_RULE}",
        ),
    )
)
_SANCTION = re.compile(
    rf"{ORG}+[^.;]{{0,40}}\b(?:fined|penali[sz]ed|sanctioned)\b|\bfin(?:es|ed)\s(?:\w+\s){{0,2}}{ORG}", re.IGNORECASE
)
_TALK = re.compile(
    r"\b(?:hearing|testif|lawsuit|sues?|sued|court|ruling|trial|essay|op-ed|opinion|analysis|"
    r"comment(?:s|ed|ary)|law\sfirm|scaling\slaws?|Moore's\slaw|in\sorder|in\sorder\sto|"
    r"rule\sof\sthumb|rules\sof\sthe|act\sas|act\son|acts\b)\b",
    re.IGNORECASE,
)
_MAKER_RULE = re.compile(
    r"\b(?:house|safety|system|internal|usage)\s(?:rules?|guidelines)\b|\bframework\sfor\s(?:building|"
    r"agents)\b",
    re.IGNORECASE,
)
_STATE_ACTOR = re.compile(
    rf"{BODY}|{INSTRUMENT}|\b(?:govern(?:or|ment)|president|senate|senators?|congress|parliament|"
    r"commission|council|ministr\w+|minister|lawmakers?|legislat\w+|regulators?|white\shouse|"
    r"administration|department|commerce|state|EU|european|federal|G7|G20|UN|beijing|brussels|"
    r"washington|cyberspace|authority|agency|bill|statute|executive\sorder)\b",
    re.IGNORECASE,
)


def find_drafts(reading: Reading, genre: Genre, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft claims that a rule on models reached a stage.

    Args:
        reading: the article.
        genre: its genre.
        lexicon: compiled gazetteers.

    Yields:
        Drafts in text order, at most one a sentence.
    """
    if genre in (Genre.HOWTO, Genre.README, Genre.HUB, Genre.CHANGELOG):
        return
    sentences = news_sentences(reading)
    about = " ".join(s.plain for s in sentences)
    for sentence in sentences:
        if not bears_on_models(sentence.plain) and not bears_on_models(about):
            continue
        draft = _in_sentence(sentence, reading)
        if draft is not None:
            yield draft


def _in_sentence(sentence: Sentence, reading: Reading) -> Draft | None:
    text = sentence.skeleton
    if _MAKER_RULE.search(text):
        return None
    if match := _SANCTION.search(text):
        return _draft(sentence, reading, match, Status.COMPLETED, "sanction")
    if not _STATE_ACTOR.search(text) or not re.search(
        r"\bAI\b|artificial\sintelligence|\bmodels?\b|export|chips?|compute",
        sentence.plain + " " + reading.article.title,
        re.IGNORECASE,
    ):
        return None
    for status, pattern in _STAGES:
        match = pattern.search(text)
        if match is None or _TALK.search(match.group()):
            continue
        return _draft(sentence, reading, match, status, status.value)
    return None


def _draft(sentence: Sentence, reading: Reading, match: re.Match[str], happened: Status, stage: str) -> Draft:
    published = published_day(reading)
    trigger = act_trigger(sentence, match)
    status, cue = act_status(sentence, trigger, published, happened)
    slots: dict[str, SlotValue] = {
        "stage": stage,
        "trigger": trigger.word,
        **date_slots(sentence, trigger, published, status),
    }
    instruments: tuple[Mention, ...] = sentence.of(Label.INSTRUMENT)
    if instruments:
        slots["instrument"] = instruments[0].key or instruments[0].name
    elif named := re.search(
        r"\b(?:SB|AB|HB|HR|S)\s?-?\d{2,4}\b|\b(?:[A-Z][\w-]*\s){1,4}(?:Act|Bill|Order|"
        r"Code of Practice)\b|\bexecutive order\b|\bexport controls?\b",
        sentence.plain,
    ):
        slots["instrument"] = named.group().strip()
    bodies = sentence.of(Label.BODY)
    if bodies:
        slots["jurisdiction"] = bodies[0].key or bodies[0].name
    people = sentence.of(Label.PERSON)
    return Draft(
        kind=Kind.REGULATION,
        status=status,
        sentence=sentence,
        actors=actors(bodies, "actor")
        + actors(people, "actor" if not bodies else "about")
        + actors(sentence.of(Label.ORG), "target" if bodies or people else "actor"),
        models=(),
        slots=slots,
        date=act_date(sentence, trigger, published, status),
        quotes=(Quote(sentence, ("kind", "status", "organizations")),),
        rules=(f"regulation:{stage}", *((f"status:{cue}",) if cue else ())),
        confidence=0.8 if instruments or bodies or PERSON in sentence.skeleton else 0.6,
    )
