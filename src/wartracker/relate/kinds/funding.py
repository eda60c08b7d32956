"""Sentences in, drafts of `funding` out: rounds, stakes and takeovers of model makers, public programmes for models."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wartracker.cues import Cued
from wartracker.records import Mention, SlotValue
from wartracker.relate.acts import (
    ORG,
    actors,
    draft_act,
    is_maker,
    news_sentences,
    read_act,
    speaks_of_maker,
)
from wartracker.relate.amounts import Amount, find_amounts
from wartracker.relate.drafts import Actor, Draft
from wartracker.relate.genre import Genre
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import Reading, Sentence
from wartracker.vocabulary import Kind, Label, Status

_ROUND = Cued(
    r"\b(?:raise[sd]?|raising|secure[sd]?|clos(?:es|ed)|land(?:s|ed)|nab(?:s|bed)|bag(?:s|ged)|"
    r"snag(?:s|ged)|pull(?:s|ed)\sin)\b"
    r"(?=[^.;]{0,80}(?:[$€£¥]|\bmillion|\bbillion|\bbln|\bfunding|\bround|\bseries\s[A-H]\b|\bcapital|"
    r"\binvestment))|"
    r"\b(?:has|have)\s(?:\w+\s)?(?:raised|secured|closed)\b|\b(?:funding|financing|investment|"
    r"seed)\s?round\b|\bfundraising\b|\bfinancing\sof\b|\blead\sinvestor\b|"
    r"\blev\u00e9e\sde\sfonds\b|\bFinanzierungsrunde\b|\b(?:l\u00e8vent?|a\slev\u00e9|ont\slev\u00e9|boucle)\b|"
    r"\b(?:sammelt|sammelte|erh\u00e4lt|erhielt|sichert\ssich|sicherte\ssich|holt\ssich)\b|\beingesammelt\b|"
    r"\b(?:raccoglie|ha\sraccolto|chiude\sun|incassa)\b|\b(?:levanta|recauda|recaud\u00f3|cierra\suna|capta|captou)\b|"
    r"\bronda\sde\b|\u878d\u8d44|\bseries\s[A-K]\b(?=[^.]{0,60}(?:[$€£]|round|"
    r"funding|valuation|\bat\b|$))|"
    r"\bvalu(?:ed|ation)\s(?:at|of)\b|\breach\w*\s(?:a|an)\s[$€£][\d.]+\s?\w*\svaluation",
    re.IGNORECASE,
)
_STAKE = Cued(
    rf"\binvest(?:s|ed|ing|ment)?\b(?=[^.;]{{0,80}}\b(?:in|into|of)\b[^.;]{{0,40}}{ORG})|"
    r"\binvest(?:s|ed|ing)?\b(?=[^.;]{0,60}(?:[$€£¥]|\bmillion|\bbillion|\bbln))|"
    r"\b(?:takes?|took|buys?|bought|acquires?|acquired|has|holds?|sells?|"
    r"sold)\s(?:\S+\s){0,3}?(?:[\d.]+\s?(?:%|per\scent)\s)?stakes?\b|"
    rf"\b(?:bought|buys?|takes?|took|acquires?|acquired|pay(?:s|ing))\b[^.;]{{0,60}}?(?:[\d.]+\s?(?:%|"
    rf"per\scent|percent)|slice|share)\sof\s(?:\w+\s){{0,3}}{ORG}|"
    rf"{ORG}\s?(?:'s)?\stakes\s[$€£]",
    re.IGNORECASE,
)
_TAKEOVER = Cued(
    r"\b(?:(?:would|will|to|agreed\sto|plans\sto)\sbuy|has\sbought|(?:pick|snap|scoop|gobble)s?\sup(?=[^.;]{0,60}"
    rf"(?:{ORG}|[$€£]))|swallow(?:s|ed)(?=\s{ORG})|acquires?|acquired|acquiring|acquisition\sof|buys?|bought|buying|take\s?over\sof|"
    r"taken\sover|takes\sover|to\sacquire)\b",
    re.IGNORECASE,
)
_PROGRAMME = Cued(
    r"\b(?:launch(?:es|ed)?|fund(?:s|ed|ing)?|award(?:s|ed)?|pledg(?:es?|ed)|grants?|commit(?:s|ted)?|"
    r"spends?|invests?|earmark(?:s|ed)?|"
    r"wins?|won|winner|selects?|budget|allocat(?:es|ed)|provid(?:es|ed)|backs?|backed|announc(?:es|"
    r"ed))\b",
    re.IGNORECASE,
)
_PROGRAMME_OBJECT = Cued(
    r"\b(?:sovereign|open-?\s?source|open|public[- ]interest|national|european|frontier|"
    r"foundation)\s(?:\w+\s){0,3}?(?:models?|AI|LLMs?|ecosystem|infrastructure)\b|"
    r"\bgrand\schallenge\b|\bai\sfactor(?:y|ies)\b|\bsovereign\sAI\b",
    re.IGNORECASE,
)
_MEANS = Cued(r"\b(?:funding|grants?|resources|supercomput\w+|GPU\shours|grand\schallenge)\b", re.IGNORECASE)
_STATE = Cued(
    r"\b(?:governments?|ministr(?:y|ies)|states|countries|commission|state|public|nonprofit|non-profit|foundation|consortium|"
    r"partnership|alliance|initiative|programme?|EU|national|federal|department)\b",
    re.IGNORECASE,
)
_BESIDE = Cued(
    r"\b(?:data\scent(?:er|re)s?|chips?\sdeal|loan|debt|bonds?|credit\sfacility|revenue|annuali[sz]ed|"
    r"run[- ]rate|margin\sloan|cloud\s(?:deal|contract)|power\splant|ARR|fund(?:s)?\sfor\sstart-?ups|"
    r"tokens?\b(?=[^.]*equity)|profit|salary|lawsuit|damages|settlement)\b",
    re.IGNORECASE,
)
# Who stands behind these gives the money, whatever else he makes.
_GIVER = re.compile(r"\b(?:led\sby|from|by|investors|with|including|backed\sby)\s[^.;]*$|;\s[^.;]*$", re.IGNORECASE)
_LISTING = Cued(r"\bIPO\b|\bpublic\soffering\b|\bprospectus\b", re.IGNORECASE)
_MODELS = re.compile(r"\b(?:models?|LLMs?)\b", re.IGNORECASE)
_SERIES = Cued(r"\bseries\s[A-K]\d?\b|\bseed\b", re.IGNORECASE)


def find_drafts(reading: Reading, genre: Genre, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft claims that money goes to a maker of models.

    Args:
        reading: the article.
        genre: its genre.
        lexicon: compiled gazetteers.

    Yields:
        Drafts in text order, at most one a sentence.
    """
    if genre in (Genre.HOWTO, Genre.README, Genre.HUB):
        return
    for sentence in news_sentences(reading):
        draft = _in_sentence(sentence, reading, lexicon)
        if draft is not None:
            yield draft


def _in_sentence(sentence: Sentence, reading: Reading, lexicon: Lexicon) -> Draft | None:
    text = sentence.skeleton
    amounts = find_amounts(sentence.plain)
    organizations = sentence.of(Label.ORG, Label.BODY)
    makers = [m for m in organizations if is_maker(m, lexicon)]
    programme = (
        sentence.search(_PROGRAMME_OBJECT) and sentence.search_said(_STATE) and (amounts or sentence.search(_MEANS))
    )
    if not amounts and not sentence.search(_SERIES) and not programme:
        return None
    if sentence.search(_LISTING):
        return None
    if sentence.search(_BESIDE) and not re.search(
        r"\bround\b|\bseries\s[A-K]\b|\bstake\b|\braise[sd]?\b", text, re.IGNORECASE
    ):
        return None
    if match := sentence.search(_ROUND):
        target = _raiser(sentence, match, makers, lexicon, reading) or _headed(sentence, reading, lexicon)
        if target is not None:
            return _draft(
                sentence, reading, match, "round", target, [m for m in organizations if m is not target], amounts
            )
    if makers and amounts and (match := sentence.search(_STAKE)):
        target = _investee(sentence, match, makers)
        investors = [m for m in organizations if m.start < target.start and m is not target]
        return _draft(sentence, reading, match, "stake", target, investors, amounts)
    if programme and (match := sentence.search(_PROGRAMME)):
        first = organizations[0] if organizations else None
        return _draft(sentence, reading, match, "programme", first, list(organizations[1:]), amounts)
    return None


def takeover(sentence: Sentence) -> re.Match[str] | None:
    """Return the words of a takeover, which is funding when a maker is bought and company news otherwise."""
    return sentence.search(_TAKEOVER)


def _raiser(
    sentence: Sentence, match: re.Match[str], makers: list[Mention], lexicon: Lexicon, reading: Reading
) -> Mention | None:
    """Return who raises: the maker before the verb, else an unknown organization that the sentence calls a maker."""
    before = [m for m in makers if m.start - sentence.start < match.start()]
    if before:
        return before[0]
    makers = [m for m in makers if not _GIVER.search(sentence.skeleton[: m.start - sentence.start])]
    if makers and not re.match(r"raise|secur|clos|land", match.group(), re.IGNORECASE):
        return makers[0]
    others = [
        m
        for m in sentence.of(Label.ORG)
        if m.start - sentence.start < match.start() and m.key not in lexicon.organizations
    ]
    told = speaks_of_maker(sentence) or any(speaks_of_maker(s) for s in news_sentences(reading))
    return others[0] if others and told else None


def _headed(sentence: Sentence, reading: Reading, lexicon: Lexicon) -> Mention | None:
    """Return the maker that heads an item of a list of rounds ("Quillon - open models. $30M Series B led by ...")."""
    block = [s for s in reading.body if s.block == sentence.block]
    opening = block[0].of(Label.ORG)[:1] if block else ()
    if not opening or re.search(r"\w", block[0].skeleton[: opening[0].start - block[0].start]):
        return None
    talk = " ".join(s.plain for s in block)
    unlisted = opening[0].key not in lexicon.organizations
    return opening[0] if is_maker(opening[0], lexicon) or (unlisted and _MODELS.search(talk)) else None


def _investee(sentence: Sentence, match: re.Match[str], makers: list[Mention]) -> Mention:
    """Return whom the money goes to: the maker behind "in", else the last one named."""
    text = sentence.skeleton
    for maker in makers:
        if (
            re.search(r"\b(?:in|into|of|to)\s(?:[\w\-.]+\s){0,4}$", text[: maker.start - sentence.start])
            and maker.start - sentence.start > match.start()
        ):
            return maker
    if re.search(rf"{ORG}\s?(?:'s)?\stakes\s", text):
        return makers[0]
    return makers[-1] if makers[-1].start - sentence.start > match.start() else makers[0]


def _draft(
    sentence: Sentence,
    reading: Reading,
    match: re.Match[str],
    form: str,
    target: Mention | None,
    others: list[Mention],
    amounts: list[Amount],
) -> Draft:
    slots: dict[str, SlotValue] = {"form": form}
    text = sentence.plain
    valued = [
        a
        for a in amounts
        if re.search(r"valu\w+\s(?:\w+\s){0,3}$|\bat\s(?:a|an)?\s*$", text[: a.start])
        or re.match(r"[-\s]*(?:post-money\s)?valuation", text[a.end :])
    ]
    sums = [a for a in amounts if a not in valued]
    if sums:
        slots |= {"amount": sums[0].value, "currency": sums[0].currency}
    if valued:
        slots["valuation"] = valued[0].value
    if series := sentence.search_said(_SERIES):
        slots["round"] = series.group()
    if target:
        slots["investee"] = target.key or target.name
    role = "actor" if form == "programme" else "investee"
    subjects = (Actor(target, role),) if target else ()
    if form == "stake" and others:
        slots["investor"] = others[0].key or others[0].name
    return draft_act(
        read_act(Kind.FUNDING, sentence, reading, match, Status.COMPLETED),
        f"funding:{form}",
        0.85 if sums else 0.65,
        supports=("organizations", "amount"),
        actors=subjects + actors(others[:6], "partner" if form == "programme" else "investor"),
        slots=slots,
    )
