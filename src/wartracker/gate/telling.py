"""Title and text of a short page in, the sentence that tells of a model's release, delay or withdrawal out.

A headline and three sentences have no room for the words by which longer pages are known: a name of the shape that
models have, an act that befalls models, and one word of the trade are all they say.
"""

from __future__ import annotations

import re
from functools import lru_cache

# A longer text has room for other evidence, and its beginning may be a menu: then only its title is looked at.
_SHORT = 2500
_HEAD = 700

_EDITION = (
    r"(?:Mini|Nano|Pro|Max|Flash|Turbo|Ultra|Lite|Large|Small|Medium|Instruct|Thinking|Coder|Base|Preview|Vision|VL)"
)
_NAME = re.compile(
    # numbered: "Foo 3", "Foo-V2.5", "Foo Bar 2"
    r"\b(?!(?:Top|Best|First|Last|Part|Chapter|Step|Week|Day|Episode|Season|Version|Volume|Vol|Issue|Page|Phase|Level|"
    r"Round|Windows|Android|Under|Over|After|From|These|Our|The|How|Why|For)\b)"
    r"[A-Z][^\W\d_]{2,}(?:[- ][A-Z][^\W\d_]+)?[- ]?[vVkKrRmM]?\d{1,2}(?:\.\d{1,2})?\b(?![:%/])"
    # sized: "foo-7b", "Foo 350M-chat"
    r"|\b[^\W\d_][\w.]*(?:[- ][A-Za-z][\w.]*){0,2}[- ]\d{1,4}(?:\.\d{1,2})?[bBtTmM]\b"
    # an edition: "Foo Mini"
    rf"|\b[A-Z][\w.]{{2,}}[- ]{_EDITION}\b"
    # called a model: "Foo, a model that", "a model called Foo", "the model Foo"
    r"|\b[A-Z][\w.-]{2,},? (?:is )?(?:an?|its|our|their|the) (?:[\w-]+ ){0,6}?(?:models?|LLMs?)\b"
    r"|\b(?:models?|LLM),? (?:is |are )?(?:(?:called|named|dubbed|codenamed) )?[A-Z][\w-]{2,}"
)
_ACT = re.compile(
    r"\b(?:releas|launch|unveil|introduc|announc|publish|debut|upload|download|suspend|withdr[ae]w|retir|deprecat|"
    r"delay|postpon|relicens|re-licens|open-?sourc|preview|teas|remov|ban|block|lift|shelv|scrap|cancel|test)\w*"
    r"|\b(?:roll|rolls|rolled|rolling|put|puts|bring|brings|brought|comes?|came|is|are|hands?) (?:it )?out\b"
    r"|\b(?:ships?|shipped|shipping|drops?|dropped|lands?|landed|arrives?|arrived|opens?|opened|opening)\b"
    r"|\b(?:is|are|now|goes|went) (?:now |here|live|up\b|available|free|open|generally)"
    r"|\b(?:begins?|began|starts?|started) (?:offering|selling|shipping)|\b(?:access to|get|gets|puts? off|put off)\b"
    r"|\b(?:pull(?:s|ed)|takes? down|took down|taken down|switch(?:es|ed)? off|shuts? down|landed|cuts?|free[sd]?)\b"
    r"|\b(?:finish\w*|still in) training|\b(?:available|weights|licen[cs]e[ds]?|coming|here|new)\b",
    re.IGNORECASE,
)
_TRADE = re.compile(
    r"\b(?:AI|A\.I\.|LLMs?|weights|chatbots?|checkpoints?|fine-?tun\w+|pre-?train\w*|language models?|training data|"
    r"\d[\d.]{0,8}[BbMm] param\w*|(?:billion|million) parameters)\b",
    re.IGNORECASE,
)
# One of these may be anybody's word, two are not.
_SHARED = re.compile(
    r"\b(?:(model)s?|(train)(?:ed|ing)|(token)s?|(embedding)s?|(prompt)s?|(inference)|(benchmark)s?|(API)s?|"
    r"(reason)ing|(licen[cs]e)s?|(Apache 2|MIT))\b",
    re.IGNORECASE,
)
# A name that says itself that it is a model's: "the model Foo", "Foo-7B".
_CALLED = re.compile(r"\b(?:models?|LLMs?)\b|\d[bt]$", re.IGNORECASE)
# Other trades number what they bring out, and some call it a model.
_OTHER_TRADE = re.compile(
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
    title = title[:_HEAD]
    if len(text) > _SHORT and not _find_told(title, sure=True):
        return "", False
    whole = f"{title}\n{text[:_SHORT]}"
    if len(text) > _SHORT and not _TRADE.search(whole):
        return "", False
    shared = {match.lastindex for match in _SHARED.finditer(whole)}
    if not _TRADE.search(whole) and (not shared or _OTHER_TRADE.search(whole)):
        return "", False
    sure = len(shared) > 1 or _TRADE.search(whole) is not None
    if found := _find_told(title, sure=sure):
        return found, True
    if len(text) > _SHORT or not _ACT.search(text[:_HEAD]):
        return "", False
    for sentence in _SENTENCE.split(text[:_HEAD]):
        if found := _find_name(sentence, sure=sure):
            return found, False
    return "", False


def _find_told(sentence: str, *, sure: bool) -> str:
    return _find_name(sentence, sure=sure) if _ACT.search(sentence[:_HEAD]) else ""


def _find_name(sentence: str, *, sure: bool) -> str:
    name = _NAME.search(sentence[:_HEAD])
    if name is None:
        return ""
    return name[0] if sure or _CALLED.search(name[0]) else ""
