"""Sentences in, drafts of `regulation` out: bills, acts, orders, guidelines that bear on models, stage by stage."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from wartracker.cues import Cued
from wartracker.records import Mention, SlotValue
from wartracker.relate.acts import (
    BODY,
    INSTRUMENT,
    ORG,
    PERSON,
    actors,
    bears_on_models,
    draft_act,
    is_body,
    news_sentences,
    read_act,
)
from wartracker.relate.drafts import Draft
from wartracker.relate.genre import Genre
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import MARKS, Reading, Sentence
from wartracker.relate.status import nearest_date
from wartracker.relate.triggers import Trigger
from wartracker.vocabulary import Kind, Label, Status

_RULE = (
    rf"(?:{INSTRUMENT}+|\b(?:bill|act|law|statute|legislation|executive\sorder|order|regulations?|"
    r"directive|rules?|guidelines|guidance|code\sof\spractice|treaty|moratorium|export\scontrols?|"
    rf"export\srestrictions?|framework|action\splan|memorandum|measure|obligations|provisions|"
    r"(?:limits|curbs|restrictions)\son\s[^.;]{0,40}?(?:exports?|models?|chips?|weights))\b|"
    r"\b[A-Z]{{2}}\s?\d{{2,4}}\b)"
)
# Who decides in the plural: headlines put such verbs in their base form.
_DECIDERS = (
    r"\b(?:lawmakers|legislators|senators|MEPs|ministers|countries|states|governments|leaders|"
    r"deputies|members)\s(?:\w+\s)?"
)


def _stage(active: str, passive: str, base: str = "") -> Cued:
    """Build the pattern of one stage: verb before the rule, rule before the verb, and base forms behind a plural."""
    parts = [rf"\b(?:{active})\b[^.;]{{0,90}}?{_RULE}", rf"{_RULE}[^.;]{{0,90}}?\b(?:{passive})\b"]
    if base:
        parts.append(rf"{_DECIDERS}(?:{base})\b[^.;]{{0,60}}?{_RULE}")
    return Cued("|".join(parts), re.IGNORECASE)


_STAGES: tuple[tuple[Status, Cued], ...] = (
    (
        Status.VETOED,
        _stage(
            r"veto(?:es|ed)|return(?:s|ed)(?=[^.;]{0,60}\swithout\s(?:his|her|a)\ssignature)",
            r"(?:was|been)\svetoed",
            "veto",
        ),
    ),
    (
        Status.LIFTED,
        _stage(
            r"lift(?:s|ed|ing)?|repeal(?:s|ed|ing)?|rescind(?:s|ed|ing)?|revok(?:es|ed|ing)|scrap(?:s|"
            r"ped|ping)?|eas(?:es|ed|ing)|withdraws|withdrew|"
            r"abolish(?:es|ed)|roll(?:s|ed|ing)\sback|tears\sup",
            r"(?:was|is|been|be|being)\s(?:lifted|repealed|rescinded|revoked|scrapped|withdrawn)",
            "repeal|lift|scrap",
        ),
    ),
    (
        Status.IN_FORCE,
        _stage(
            r"(?:enter(?:s|ed)?|came|comes?)\sinto\s(?:force|effect|application)\s\w+\s(?:the|a)",
            r"enter(?:s|ed)?\sinto\s(?:force|application|effect)|t(?:akes?|ook)\seffect|(?:comes?|"
            r"came)\sinto\s(?:force|effect)|beg(?:ins?|an)\sto\sapply|starts?(?:ed)?\sto\sapply|"
            r"now\sappl(?:y|ies)|(?:has|have)\sapplied|(?:is|are)\s(?:now\s)?in\s(?:force|effect)|"
            r"(?:powers|duties|obligations|provisions|enforcement)\b[^.;]{0,50}\b(?:begins?|began|starts?|started|appl(?:y|ied))|"
            r"(?:begins?|starts?|kicks?\sin)(?=\s*$)|"
            r"appl(?:y|ies)\s(?:from|since|as\sof)|models\sapply|bec[ao]mes?\slaw",
        ),
    ),
    (
        Status.SIGNED,
        _stage(
            r"sign(?:s|ed)|enact(?:s|ed)|issu(?:es|ed)\s(?:an?\s)?(?:new\s|"
            r"sweeping\s)?(?:executive\s)?(?=order|directive)",
            r"signed|enacted",
            "sign|enact",
        ),
    ),
    (
        Status.PASSED,
        _stage(
            r"pass(?:es|ed)|approv(?:es|ed)|adopt(?:s|ed)|vot(?:es|ed)\s(?:[\w,]+\s){0,4}?(?:for|to|in\sfavou?r)|"
            r"clear(?:s|ed)|(?:gave|gives)\s(?:\w+\s){0,2}approval\sto|agree(?:s|d)?\son|ratif(?:ies|"
            r"ied)|"
            r"finali[sz](?:es|ed)|back(?:s|ed)",
            r"passes|passed|clears|cleared|(?:is|was|been)\s(?:approved|adopted|passed|finali[sz]ed|agreed)",
            "pass|approve|adopt|agree\\son|back",
        ),
    ),
    (
        Status.IN_FORCE,
        _stage(
            r"impos(?:es|ed)|publish(?:es|ed)|releas(?:es|ed)|issu(?:es|ed)|expand(?:s|ed)|"
            r"tighten(?:s|ed)?|announc(?:es|ed)|unveil(?:s|ed)",
            r"(?:was|were|is|been)\s(?:published|issued|tightened|imposed)|published\son",
        ),
    ),
    (
        Status.PROPOSED,
        _stage(
            r"introduc(?:es|ed)|propos(?:es|ed)|draft(?:s|ed)|tabl(?:es|ed)|put(?:s)?\sforward|"
            r"fil(?:es|ed)|present(?:s|ed)",
            r"(?:was|is|been)\s(?:introduced|proposed|tabled|drafted)",
            "propose|introduce",
        ),
    ),
)
# These publish rules, not bills: a bill that is "announced" or "unveiled" is only proposed.
# Controls are told by what they forbid as well, no rule named.
_CHIPS = Cued(
    r"\b(?:bar(?:s|red)?|ban(?:s|ned)?|prohibit(?:s|ed)?|forbid(?:s)?|forbade|block(?:s|ed)?|halt(?:s|ed)?|"
    r"restrict(?:s|ed)?)\b[^.;]{0,60}?\b(?:sales?|sell(?:ing)?|exports?|exporting|shipments?|shipping)\b[^.;]{0,60}?"
    rf"(?:\bchips?\b|\baccelerators\b|\bmodel\sweights\b|{MARKS[Label.HARDWARE]})",
    re.IGNORECASE,
)
_PRESENT = re.compile(r"\b(?:enters?|takes?|comes?|begins?|starts?)\b", re.IGNORECASE)
_DECIDED_RULE = re.compile(
    rf"{INSTRUMENT}|\bexport|\bcode\sof\spractice|\bguidelines|\baction\splan|\bregulations?\b|"
    r"\brules?\b|\bframework|\bmemorandum|\bcurbs\b|\blimits\b",
    re.IGNORECASE,
)
_SANCTION = Cued(
    rf"{ORG}+[^.;]{{0,40}}\b(?:fined|penali[sz]ed|sanctioned)\b|\bfin(?:es|ed)\s(?:\w+\s){{0,2}}{ORG}", re.IGNORECASE
)
_TALK = re.compile(
    r"\b(?:hearing|testif|lawsuit|sues?|sued|court|ruling|trial|essay|op-ed|opinion|analysis|"
    r"comment(?:s|ed|ary)|law\sfirm|scaling\slaws?|Moore's\slaw|in\sorder|in\sorder\sto|"
    r"rule\sof\sthumb|rules\sof\sthe|act\sas|act\son|acts\b)\b",
    re.IGNORECASE,
)
_MAKER_RULE = Cued(
    r"\b(?:house|safety|system|internal|usage)\s(?:rules?|guidelines)\b|\bframework\sfor\s(?:building|"
    r"agents)\b",
    re.IGNORECASE,
)
# "signed a pledge ahead of the review of the Act's rules": another thing is signed than the Act.
_ASIDE = re.compile(
    r"\b(?:ahead\sof|before|reviews?\sof|revision\sof|in\sview\sof|in\sresponse\sto|alongside|debates?\son|besides|"
    r"without\swaiting\sfor|modelled\son|inspired\sby)\s[^.;,]{0,40}$",
    re.IGNORECASE,
)
_OF_A_STATE = re.compile(rf"\bstate(?:'s)?\s$|{BODY}(?:'s)?\s(?:state\s)?$", re.IGNORECASE)
_OF_AI = re.compile(r"\bAI\b|artificial\sintelligence|\bmodels?\b|export|chips?|compute", re.IGNORECASE)
_STATE_BILL = re.compile(r"[SAH]B\W?\d")
_HOUSE = re.compile(r"(?:the\s)?(?:Senate|House|Assembly)", re.IGNORECASE)
_CALLED = re.compile(r"\b(?:the|a|this|bill|act|law|measure|legislation)\b", re.IGNORECASE)
_STATE_ACTOR = Cued(
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
    if not bears_on_models(about):
        sentences = [s for s in sentences if bears_on_models(s.plain)]
    named = {m.key or m.name: m for s in sentences for m in s.of(Label.INSTRUMENT)}
    instruments = tuple(named.values())
    for sentence in sentences:
        draft = _in_sentence(sentence, reading, lexicon, instruments)
        if draft is not None:
            yield draft


def _in_sentence(
    sentence: Sentence, reading: Reading, lexicon: Lexicon, instruments: tuple[Mention, ...]
) -> Draft | None:
    text = sentence.skeleton
    only = instruments if len(instruments) == 1 else ()  # an article about one law calls it "the bill" as well
    if sentence.search(_MAKER_RULE):
        return None
    if match := sentence.search(_SANCTION):
        return _draft(
            sentence, reading, match, Status.COMPLETED, "sanction", _bodies(sentence, lexicon, only), only, lexicon
        )
    if not (sentence.search_said(_STATE_ACTOR) or sentence.search(_STATE_ACTOR) or _bodies(sentence, lexicon, only)):
        return None
    if not sentence.of(Label.INSTRUMENT) and not _OF_AI.search(f"{sentence.plain} {reading.article.title}"):
        return None
    if match := sentence.search(_CHIPS):
        return _draft(
            sentence, reading, match, Status.IN_FORCE, "control", _bodies(sentence, lexicon, only), only, lexicon
        )
    laws = sentence.of(Label.INSTRUMENT)
    aside = bool(laws) and all(_ASIDE.search(text[: m.start - sentence.start]) for m in laws)
    for stage, (status, pattern) in enumerate(_STAGES):
        match = sentence.search(pattern)
        if match is None or _TALK.search(match.group()) or (aside and INSTRUMENT in match.group()):
            continue
        if (
            status is Status.IN_FORCE
            and stage > 2
            and (not _DECIDED_RULE.search(match.group()) or re.search(r"\bbill\b", match.group()))
        ):
            continue
        return _draft(sentence, reading, match, status, status.value, _bodies(sentence, lexicon, only), only, lexicon)
    return None


def _lies_ahead(sentence: Sentence, trigger: Trigger, published: date | None) -> bool:
    """Tell whether a present tense ("takes effect on 1 March") means a day to come; the year is not said."""
    if published is None or not _PRESENT.search(trigger.word):
        return False
    past, future = (
        nearest_date(sentence.skeleton, trigger, published),
        nearest_date(sentence.skeleton, trigger, published, future=True),
    )
    if past is None or future is None or not past.open_year or past.value is None or future.value is None:
        return False
    return published - past.value > timedelta(days=30) and future.value > published


def _bodies(sentence: Sentence, lexicon: Lexicon, only: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Return the public bodies of a sentence, whatever label the tagger gave them."""
    found = (m for m in sentence.of(Label.BODY, Label.ORG) if m.label is Label.BODY or is_body(m, lexicon))
    # "the state Senate" is none of the federal houses that bear the name, nor is one that votes on "SB 12"
    state = any(_STATE_BILL.match(m.name) for m in (*sentence.of(Label.INSTRUMENT), *only))
    return tuple(
        m
        for m in found
        if not _OF_A_STATE.search(sentence.skeleton[: m.start - sentence.start])
        and not (state and _HOUSE.fullmatch(m.surface))
    )


def _seat(reading: Reading, lexicon: Lexicon) -> tuple[Mention, ...]:
    """Return the state or body that title and lead name first, for "the Senate" of a state."""
    told = (m for s in news_sentences(reading) for m in s.of(Label.BODY, Label.ORG))
    return tuple(m for m in told if (m.label is Label.BODY or is_body(m, lexicon)) and not _HOUSE.fullmatch(m.surface))[
        :1
    ]


def _draft(
    sentence: Sentence,
    reading: Reading,
    match: re.Match[str],
    happened: Status,
    stage: str,
    bodies: tuple[Mention, ...],
    only: tuple[Mention, ...],
    lexicon: Lexicon,
) -> Draft:
    act = read_act(Kind.REGULATION, sentence, reading, match, happened)
    ahead = happened is Status.IN_FORCE and act.status in (Status.IN_FORCE, Status.BACKGROUND)
    if ahead and _lies_ahead(sentence, act.trigger, act.published):
        act = replace(act, status=Status.PLANNED, cue="a day to come")
    slots: dict[str, SlotValue] = {"stage": stage}
    instruments: tuple[Mention, ...] = sentence.of(Label.INSTRUMENT)
    if instruments or (only and _CALLED.search(sentence.plain)):
        instruments = instruments or only
        slots["instrument"] = instruments[0].key or instruments[0].name
    elif named := re.search(
        r"\b(?:SB|AB|HB|HR|S)\s?-?\d{2,4}\b|\b(?:[A-Z][\w-]*\s){1,4}(?:Act|Bill|Order|"
        r"Code of Practice)\b|\bexecutive order\b|\bexport controls?\b",
        sentence.plain,
    ):
        slots["instrument"] = named.group().strip()
    if bodies:
        slots["jurisdiction"] = bodies[0].key or bodies[0].name
    people = sentence.of(Label.PERSON)
    if not bodies and not people:
        bodies = _seat(reading, lexicon)
    others = (m for m in sentence.of(Label.ORG) if m not in bodies and not is_body(m, lexicon))
    return draft_act(
        act,
        f"regulation:{stage}",
        0.8 if instruments or bodies or PERSON in sentence.skeleton else 0.6,
        supports=("organizations",),
        actors=actors(bodies, "actor")
        + actors(people, "actor" if not bodies else "about")
        + actors(others, "target" if bodies or people else "actor"),
        slots=slots,
    )
