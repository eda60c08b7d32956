"""Title and text of a short page in, the sentence that tells of a model's release, delay or withdrawal out.

A headline and three sentences have no room for the words by which longer pages are known: a name of the shape that
models have, an act that befalls models, and one word of the trade are all they say.
"""

from __future__ import annotations

import re
from functools import lru_cache

from wartracker.cues import Cued
from wartracker.gate.spelling import spell_written

# A longer text has room for other evidence, and its beginning may be a menu: then only its title is looked at.
_SHORT = 2500
_HEAD = 700

_EDITION = (
    r"(?:Mini|Nano|Pro|Max|Flash|Turbo|Ultra|Lite|Large|Small|Medium|Instruct|Thinking|Coder|Base|Preview|Vision|VL)"
)
# Each behind the capital that it begins with.
_NUMBERED = r"[^\W\d_]{2,}(?:[- ][A-Z][^\W\d_]+)?[- ]?[vVkKrRmM]?\d{1,2}(?:\.\d{1,2})?\b(?![:%/])"
_EDITED = rf"[\w.]{{2,}}[- ]{_EDITION}\b"
_INTRODUCED = r"[\w.-]{2,},? (?:is )?(?:an?|its|our|their|the) (?:[\w-]+ ){0,6}?(?:models?|LLMs?)\b"
_PRESENTED = r"(?:models?|LLM),? (?:is |are )?(?:(?:called|named|dubbed|codenamed) )?[A-Z][\w-]{2,}"
_NAME = re.compile(
    # numbered: "Foo 3", "Foo-V2.5", "Foo Bar 2"
    r"\b(?!(?:Top|Best|First|Last|Part|Chapter|Step|Week|Day|Episode|Season|Version|Volume|Vol|Issue|Page|Phase|Level|"
    rf"Round|Windows|Android|Under|Over|After|From|These|Our|The|How|Why|For)\b)[A-Z]{_NUMBERED}"
    # sized: "foo-7b", "Foo 350M-chat"
    r"|\b[^\W\d_][\w.]*(?:[- ][A-Za-z][\w.]*){0,2}[- ]\d{1,4}(?:\.\d{1,2})?[bBtTmM]\b"
    # an edition: "Foo Mini"
    rf"|\b[A-Z]{_EDITED}"
    # called a model: "Foo, a model that", "a model called Foo", "the model Foo"
    rf"|\b[A-Z]{_INTRODUCED}"
    rf"|\b{_PRESENTED}"
)
# No text without any of these holds a name; each begins with characters to which `re` can skip, which is a third of
# the work of trying every word. A sentence that holds a name is followed by a blank or nothing, and so holds a sign in
# its text as well.
_NAME_SIGNS = tuple(
    map(re.compile, (rf"[A-Z](?<!\w.)(?:{_NUMBERED}|{_EDITED}|{_INTRODUCED})", r"[bBtTmM](?<=\d.)\b", _PRESENTED))
)
_ACT = Cued(
    r"\b(?:releas|launch|unveil|introduc|announc|publish|debut|upload|download|suspend|withdr[ae]w|retir|deprecat|"
    r"delay|postpon|relicens|re-licens|open-?sourc|preview|teas|remov|block|lift|shelv|scrap|cancel|test)\w*"
    r"|\b(?:roll|rolls|rolled|rolling|put|puts|bring|brings|brought|comes?|came|is|are|hands?) (?:it )?out\b"
    r"|\b(?:ships?|shipped|shipping|drops?|dropped|lands?|landed|arrives?|arrived|opens?|opened|opening)\b"
    r"|\b(?:is|are|now|goes|went) (?:now |here|live|up\b|available|free|open|generally)"
    r"|\b(?:begins?|began|starts?|started) (?:offering|selling|shipping)|\b(?:access to|get|gets|puts? off|put off)\b"
    r"|\b(?:pull(?:s|ed)|takes? down|took down|taken down|switch(?:es|ed)? off|shuts? down|landed|cuts?|free[sd]?)\b"
    r"|\b(?:finish\w*|still in) training|\b(?:available|weights|licen[cs]e[ds]?|coming|here|new)\b",
    re.IGNORECASE,
)
_BAN = re.compile(r"[Bb](?<!\w.)[Aa][Nn]")  # an act as well; three letters are too few for a cue
_TRADE = Cued(
    r"\b(?:AI|LLMs?|weights|chatbots?|checkpoints?|fine-?tun\w+|pre-?train\w*|language models?|training data|"
    r"\d[\d.]{0,8}[BbMm] param\w*|(?:billion|million) parameters)\b",
    re.IGNORECASE,
)
_TRADE_DOTTED = Cued(r"\bA\.I\.\b", re.IGNORECASE)  # alone: its first letter is a word of every text
# One of these may be anybody's word, two are not.
_SHARED = Cued(
    r"\b(?:(model)s?|(train)(?:ed|ing)|(token)s?|(embedding)s?|(prompt)s?|(inference)|(benchmark)s?|(API)s?|"
    r"(reason)ing|(licen[cs]e)s?|(Apache 2|MIT))\b",
    re.IGNORECASE,
)
# A name that says itself that it is a model's: "the model Foo", "Foo-7B".
_CALLED = re.compile(r"\b(?:models?|LLMs?)\b|\d[bt]$", re.IGNORECASE)
# Other trades number what they bring out, and some call it a model.
_OTHER_TRADE = Cued(
    r"\b(?:smart)?phones?\b|\bcars?\b|\bSUVs?\b|\bsedans?\b|\bvehicles?\b|\bhorsepower\b|\bcameras?\b|\bgam(?:es?|ers?)\b|"
    r"\bconsoles?\b|\blaptops?\b|\bheadphones\b|\bwatch(?:es)?\b|\bbatter(?:y|ies)\b|\bbikes?\b|\bfilms?\b|"
    r"\balbums?\b|\bseasons?\b|\brockets?\b|\bdrones?\b|\bprinters?\b|\bmegapixels?\b|\bmotor\w*\b|\bsneakers?\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@lru_cache(maxsize=4)  # each debate's gate asks for the same title and text
def find_telling(title: str, text: str) -> tuple[str, bool]:
    """Find where a page tells that something befell a model.

    Args:
        title: of the page, "" when it has none.
        text: all visible text.

    Returns:
        The name-like words that were found, "" when there are none, and whether they stand in the title.
    """
    long = len(text) > _SHORT
    head, beginning = title[:_HEAD], "" if long else text[:_HEAD]
    titled = _may_tell(head)
    if not titled and not _may_tell(beginning):
        return "", False
    both = spell_written(head), spell_written(text[:_SHORT])
    trade = any(cued.search(each) for cued in (_TRADE, _TRADE_DOTTED) for each in both)
    if long and not trade:
        return "", False
    shared = set() if trade else {match.lastindex for each in both for match in _SHARED.finditer(each)}
    if not trade and (not shared or any(map(_OTHER_TRADE.search, both))):
        return "", False
    sure = trade or len(shared) > 1
    if titled:
        if found := _find_name(head, sure=sure):
            return found, True
        if not _may_tell(beginning):
            return "", False
    for sentence in _SENTENCE.split(beginning):
        if found := _find_name(sentence, sure=sure):
            return found, False
    return "", False


def _may_tell(text: str) -> bool:
    """Tell whether a text has a sign of a name, which most have not, and an act."""
    if not any(sign.search(text) for sign in _NAME_SIGNS):
        return False
    return _ACT.search(spell_written(text)) is not None or _BAN.search(text) is not None


def _find_name(sentence: str, *, sure: bool) -> str:
    name = _NAME.search(sentence)
    if name is None:
        return ""
    return name[0] if sure or _CALLED.search(name[0]) else ""
