"""Sentences in, drafts of `company` out: restructuring, the top of a model maker, mergers, insolvency, job cuts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wartracker.cues import Cued
from wartracker.records import Mention, SlotValue
from wartracker.relate.acts import (
    ORG,
    PERSON,
    actors,
    draft_act,
    is_maker,
    news_sentences,
    read_act,
    speaks_of_maker,
)
from wartracker.relate.drafts import Draft
from wartracker.relate.genre import Genre
from wartracker.relate.kinds.funding import takeover
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import Reading, Sentence, Zone
from wartracker.vocabulary import Kind, Label, Status

_WHO = rf"(?:{PERSON}+|{ORG}+|[A-Z][\w'-]+)"
_TOP = (
    r"(?:CEO|chief\sexecutive|chief\s(?:AI\s)?scientist|co-?founders?|founders?|CTO|"
    r"chief\stechnology\sofficer|chief\sresearch\sofficer|president|head\sof\sAI)"
)
_CHANGES: tuple[tuple[str, Cued], ...] = (
    (
        "restructuring",
        Cued(
            r"\brestructur\w+|\brecapitali[sz]\w+|\bpublic\sbenefit\scorporation|\b(?:conver(?:t|ts|"
            r"ted|ting|sion)|transition(?:s|ed|ing)?|becom\w+|switch\w*|"
            r"turn\w*)\b[^.;]{0,60}\b(?:for-?\s?profit|PBC|non-?profit|capped-profit)|"
            r"\bfor-?profit\s(?:arm|conversion|structure|plan|company)|"
            r"\bnon-?profit\s(?:will\s)?(?:remain|retain|keep|control|parent)|\bspin(?:s|"
            r"ning)?\soff\b|\bspun\soff\b",
            re.IGNORECASE,
        ),
    ),
    (
        "listing",
        Cued(
            r"\b(?:fil(?:es|ed|ing)|plans?|prepar\w+|readies|launch(?:es|ed)|pric(?:es|ed)|"
            r"complet(?:es|ed))\s(?:\w+\s){0,4}?(?:IPO|initial\spublic\soffering)\b|\bgo(?:es|"
            r"ing)?\spublic\b(?!\sbeta)|\bto\slist\sits\sshares|\blists\sits\sshares|"
            r"\bstock\smarket\sdebut",
            re.IGNORECASE,
        ),
    ),
    (
        "leadership",
        Cued(
            rf"\b{_TOP}\b[^.;]{{0,60}}\b(?:resign\w*|steps?\sdown|stepped\sdown|stepping\sdown|oust\w*|"
            r"fired|returns?|returned|leav(?:es|ing)|left|departs?|departed|quits?|rejoin\w*|replaced|"
            r"removed|joins?|joined|is\sout)\b|"
            r"\b(?:resign\w*|steps?\sdown|stepped\sdown|oust\w*|fir(?:es|ed)|return(?:s|ed)?|"
            r"appoint(?:s|ed)|nam(?:es|ed)|replac(?:es|ed)|rehir\w+|reinstat\w+|remov(?:es|"
            rf"ed))\b[^.;]{{0,40}}\bas\s(?:\w+\s)?{_TOP}\b|"
            rf"\b(?:part(?:s|ed)\s(?:ways\s)?with|(?:dismiss|sack|oust|remov|fir|replac|los)(?:es|ed|s|t)?)\s"
            rf"(?:its|the|her|his|their)?\s?(?:\w+\s){{0,2}}?{_TOP}\b|"
            rf"{_TOP.replace('(?:CEO', '(?:CEO|chief|boss')}\sout\b|"
            rf"{PERSON}+\s(?:has\s|is\s)?(?:left|leaves|leaving|quits?|departs?|joins?|joined|"
            rf"joining)\s(?:\w+\s){{0,3}}?{ORG}|{PERSON}+\s(?:returns|returned|is\sback)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "merger",
        Cued(
            rf"\bmerg(?:es|ed|er|ing)\s(?:with|of|between|into)\b|{ORG}\sand\s{ORG}\s(?:to\s)?merge\b|"
            r"\b(?:agree[sd]?|plan(?:s|ned)?|will|intend|decided|set)\s(?:to\s)?merge\b",
            re.IGNORECASE,
        ),
    ),
    (
        "insolvency",
        Cued(
            r"\binsolven\w+|\b(?:into|enter(?:s|ed)?|in)\sadministration\b|\breceivership\b|\bwind(?:s|ing)?\s(?:down|up)\b|"
            r"\bceas(?:es|ed)\soperations\b|\bcreditor\sprotection\b|\bbankrupt\w*|\bchapter\s11\b|\bshuts?\sdown\sthe\scompany|\bliquidat\w+",
            re.IGNORECASE,
        ),
    ),
    (
        "job_cuts",
        Cued(
            r"\blay(?:s|ing)?\soff\b|\blaid\soff\b|\blayoffs\b|\bcut(?:s|"
            r"ting)?\s(?:\w+\s){0,4}?(?:jobs|staff|workforce|employees)\b|\bjob\scuts\b",
            re.IGNORECASE,
        ),
    ),
    ("partnership", Cued(r"\b(?:memorandum\sof\sunderstanding|MOU)\b", re.IGNORECASE)),
)
_MERGER = re.compile(r"\bmerg(?:er|e|es|ing)\b|\bcombination\b|\ball-share\b", re.IGNORECASE)
_ORDINARY = re.compile(
    r"\bboard\smember\b|\bresigns?\sfrom\s(?:the\s|\w+'?s?\s)?(?:[\w\ue000-\ue00a]+\s)?board\b|"
    r"\bemployee\b|\bengineer(?:s)?\b|\bcomputer\s(?:system|program)\b",
    re.IGNORECASE,
)


def find_drafts(reading: Reading, genre: Genre, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft claims about what becomes of a maker of models as a company.

    Args:
        reading: the article.
        genre: its genre.
        lexicon: compiled gazetteers.

    Yields:
        Drafts in text order, at most one a sentence.
    """
    if genre in (Genre.HOWTO, Genre.README, Genre.HUB, Genre.CHANGELOG):
        return
    for sentence in news_sentences(reading):
        draft = _changed(sentence, reading, lexicon) or _bought(sentence, reading, lexicon)
        if draft is not None:
            yield draft


def _changed(sentence: Sentence, reading: Reading, lexicon: Lexicon) -> Draft | None:
    makers = [m for m in sentence.of(Label.ORG) if is_maker(m, lexicon)]
    if not makers and speaks_of_maker(sentence):
        makers = list(sentence.of(Label.ORG))
    if (
        not makers
        and sentence.of(Label.ORG)
        and all(m.key not in lexicon.organizations for m in sentence.of(Label.ORG))
    ):
        makers = list(sentence.of(Label.ORG))[:1] if _is_debated(reading, lexicon) else []
    if not makers or _ORDINARY.search(sentence.skeleton):
        return None
    for change, pattern in _CHANGES:
        if match := sentence.search(pattern):
            if (
                change == "listing"
                and sentence.zone is not Zone.TITLE
                and not re.match(r"filed|priced|complet", match.group(), re.IGNORECASE)
                and len(reading.sentences) > 2
            ):
                continue
            return _draft(
                sentence,
                reading,
                match,
                change,
                makers[:1],
                list(sentence.of(Label.PERSON)) + [m for m in sentence.of(Label.ORG) if m not in makers[:1]],
            )
    return None


def _bought(sentence: Sentence, reading: Reading, lexicon: Lexicon) -> Draft | None:
    organizations = sentence.of(Label.ORG)
    match = takeover(sentence) if len(organizations) > 1 else None
    if match is None:
        return None
    if not any(is_maker(m, lexicon) for m in organizations) and not any(map(speaks_of_maker, news_sentences(reading))):
        return None
    buyer = next((m for m in organizations if m.start - sentence.start < match.start()), None)
    target = next((m for m in organizations if m.start - sentence.start >= match.end()), None)
    if (
        buyer is None
        or target is None
        or re.search(
            r"\bstake|\bshares\b|\bchips\b|\bGPUs?\b|\bTPUs?\b|\bcapacity\b|\bservices\b|\bcompute\b",
            sentence.skeleton[match.start() :],
            re.IGNORECASE,
        )
    ):
        return None
    return _draft(
        sentence,
        reading,
        match,
        "takeover",
        [buyer],
        [target],
        Kind.FUNDING
        if (is_maker(target, lexicon) or speaks_of_maker(sentence)) and not _MERGER.search(sentence.skeleton)
        else Kind.COMPANY,
    )


def _is_debated(reading: Reading, lexicon: Lexicon) -> bool:
    """Tell whether the article is about models, so that an organization no list knows may be their maker."""
    return (
        any(m.label is Label.MODEL for m in reading.mentions)
        or any(speaks_of_maker(s) for s in news_sentences(reading))
        or len(reading.sentences) <= 2
    )


def _draft(
    sentence: Sentence,
    reading: Reading,
    match: re.Match[str],
    change: str,
    subjects: list[Mention],
    others: list[Mention],
    kind: Kind = Kind.COMPANY,
) -> Draft:
    slots: dict[str, SlotValue] = {"change": change}
    if people := sentence.of(Label.PERSON):
        slots["person"] = people[0].name
    money = kind is Kind.FUNDING
    role = ("investee" if money else "target") if change == "takeover" else "about"
    return draft_act(
        read_act(kind, sentence, reading, match, Status.COMPLETED),
        f"company:{change}",
        0.75,
        supports=("organizations",),
        actors=actors(subjects, "investor" if money else "actor") + actors(others[:5], role),
        slots=slots | {"form": "acquisition"} if money else slots,
    )
