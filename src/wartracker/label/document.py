"""Hits of all rules in, hits made consistent over the document out: short forms of makers, one sense per document."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise

from wartracker.cues import find_all
from wartracker.label.normalize import slug
from wartracker.label.spans import Hit
from wartracker.label.wordlist import read_words
from wartracker.vocabulary import Label

_HEADS = (
    r"(?:Commission|Foundation|Council|Parliament|Ministry|Department|Institute|Board|Agency|Office|Court|"
    r"University|Bank|Laboratory|Senate|Congress|Authority|Administration|Initiative|Alliance)"
)
_THE = re.compile(rf"\b[Tt]he[ ]({_HEADS})\b(?![ ][A-Z])")
_SHORTENED = read_words(
    "AI Labs Lab Research Technologies Systems Robotics Inc Corp Corporation Intelligence Computing Group "
    "Holdings Software "
)

_LISTED_AFTER = re.compile(r"(?:,[ ]|,?[ ](?:and|or|&)[ ])\ue000")
_LISTED_BEFORE = re.compile(r"\ue000(?:,[ ]|,?[ ](?:and|or|&)[ ]|/)$")
_AS_MODEL_BEFORE = re.compile(
    r"\b(?:models?|LLMs?|[Aa]lternatives?)(?:[ ]\w+)?,?[ ](?:like|such as|including|called|named)[ ]$|"
    r"\b(?:versions? of|contributions to|fine-tun(?:e|ed|ing)|run|running|than|against|outperform\w*|beats?|"
    r"variants? of|based on|built on|"
    r"distill(?:ed)? (?:from|into)|checkpoints? of|weights of|trained on|generations? of)[ ](?:the[ ])?$"
)
_AS_MODEL_AFTER = re.compile(
    r"\*{0,2}(?:[ ](?:model|models|family|series|lineup|line-up|checkpoints?|weights|LLMs?|fine-tunes?|variants?)\b"
    r"|,[ ](?:a|an|the|its)[ ](?:(?!company|lab|startup|maker|firm)[\w-]+[ ]){0,5}models?\b)"
)
_ACTS = re.compile(
    r"'s\b|(?:[ ]\w+ly)?[ ](?:said|says|released?|releases|launch|unveil|announc|introduc|open-sourc|publish|"
    r"made|makes|drops?|ship|claim|argue|team|"
    r"researchers|wants|wrote|raised|debut|updat|plans|will|has|opened|open)"
)
# A verb and its object, or "has been given", stand between a maker and its model; what joins two models does not.
_ACTS_ON = re.compile(
    r"[ ](?:has|had|is|was|will|[a-z]{2,}(?:es|s|ed)|"
    r"chose|put|gave|built|made|let|took|brought)\b(?<!vs)[^.;:!?,]{0,80}[ ]$"
)
_COMPANY_ACTS = re.compile(
    r"(?:[ ]\w+ly)?[ ](?:released|announced|launched|raised|said|says|introduced|unveiled|highlighted|"
    r"open-sourced|published|acquired|hired|shipped)\b"
)


# What only who makes models does, not the model.
_MAKER_ACTS = re.compile(
    r"(?:[ ]\w+ly)?[ ](?:said|says|told|tells|lets|raised|raises|plans|wants|hired|hires|bought|buys|sold|sells|"
    r"employs|announced|announces|released|releases|launched|launches|published|publishes|unveiled|unveils|denied|denies|"
    r"promised|promises|agreed|declined|confirmed|opened|opens|has (?:raised|hired|released|published|launched|said)|"
    r"AI\b|models?,)\b|'s[ ](?:\d+[ ])?(?:CEO|founders?|employees|staff|board|investors|office|team|engineers|"
    r"customers|chief|largest|first|second|third|newest|latest)\b"
)
_MAKER_BEFORE = re.compile(
    r"\b(?:people|folks|team|researchers|engineers|founders?|co-founders?|CEO|chief|spokes\w+|staff|employees|maker|"
    r"start-?up|lab|company|firm|acquires?|acquired|buys?|bought|buy|joins|joined|invest(?:s|ed)? in|"
    r"stake in|acquisition of)[ ,]+(?:(?:at|of|from|behind|for)[ ])?(?:the[ ])?$"
)


def harmonize(text: str, marked: str, hits: Sequence[Hit], stems: Set[str]) -> list[Hit]:
    """Settle names that are both maker and model, and find short forms of makers named in full.

    Args:
        text: folded text.
        marked: the text with every hit replaced by its label's mark.
        hits: not overlapping, in order.
        stems: lower-case stems of model families.

    Returns:
        Hits that may overlap only where a short form was added; longer ones win.
    """
    settled = [_settle(text, marked, hit, stems) for hit in _name_makers(text, hits)]
    return [*settled, *_short_forms(text, marked, settled)]


def _name_makers(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """Take a bare name for the maker where the sentence goes on to its model ("Ember ends the wait for Ember-R2")."""
    makers = set()
    for first, second in pairwise(hit for hit in hits if hit.label is Label.MODEL and "open" in hit.rules):
        bare, full = text[first.start : first.end], text[second.start : second.end]
        between = text[first.end : second.start]
        if bare.isalpha() and re.match(rf"{bare}[ -]?[A-Z]?[\w.]*\d", full) and _ACTS_ON.match(between):
            makers.add(bare)
    lines = {text[hit.start : hit.end] for hit in hits if hit.label is Label.MODEL and "open" in hit.rules}
    stems = {re.split(r"[ -]", line)[0] for line in lines if re.search(r"\d", line)}
    return [
        Hit(hit.start, hit.end, Label.ORG, hit.key, hit.name, hit.confidence, (*hit.rules, "names-its-model"))
        if hit.label is Label.MODEL and (text[hit.start : hit.end] in makers or _is_maker_here(text, hit, stems))
        else hit
        for hit in hits
    ]


def _is_maker_here(text: str, hit: Hit, stems: Set[str]) -> bool:
    """Tell whether the bare name of a new line of models acts or employs: "Ember said that Ember 3 Mini is out"."""
    if "open" not in hit.rules or text[hit.start : hit.end] not in stems:
        return False
    return bool(_MAKER_ACTS.match(text, hit.end) or _MAKER_BEFORE.search(text, max(0, hit.start - 40), hit.start))


def _settle(text: str, marked: str, hit: Hit, stems: Set[str]) -> Hit:
    """Decide whether a maker's name means its model here, or a tool's name its maker."""
    surface = text[hit.start : hit.end]
    after = marked[hit.end : hit.end + 60]
    if (
        hit.label in {Label.LIBRARY, Label.ASSISTANT}
        and _COMPANY_ACTS.match(after)
        and surface[0].isupper()
        and " " not in surface
    ):
        return Hit(hit.start, hit.end, Label.ORG, hit.key, hit.name, 0.6, ("acts",))
    if hit.label is not Label.ORG or surface.lower() not in stems:
        return hit
    before = marked[max(0, hit.start - 40) : hit.start]
    if _ACTS.match(after):
        return hit
    if (
        _AS_MODEL_BEFORE.search(before)
        or _AS_MODEL_AFTER.match(after)
        or _LISTED_AFTER.match(after)
        or _LISTED_BEFORE.search(before)
    ):
        return Hit(hit.start, hit.end, Label.MODEL, surface.lower(), surface, 0.7, ("same-name",))
    return hit


_SIZE_END = re.compile(r"(?P<stem>.+[ -])\d{1,4}(?:\.\d)?(?P<unit>[BbMm])$")
_MORE_SIZES = re.compile(
    r"(?:, | and |, and | or |/| & )(?P<size>\d{1,4}(?:\.\d)?)(?P<unit>[BbMm])(?![\w-]|[ ](?:param|token|model))"
)


# "Ember V3.2 & 3.2-Max": the second name leaves out what the first says.
_VERSION_END = re.compile(r"(?P<stem>.*[A-Za-z][ -]?)(?P<version>[VvRrKk]?\d{1,2}(?:\.\d{1,2})?)$")
_MORE_EDITIONS = re.compile(
    r"(?:, | and |, and | & |/)(?P<version>[VvRrKk]?\d{1,2}(?:\.\d{1,2})?)(?P<edition>[- ][A-Z][A-Za-z]+)(?![\w-])"
)


def list_sizes(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """Find the other sizes and editions of a model in a list: "Ember-7B and 13B" names two models.

    Args:
        text: folded text.
        hits: labelled names.

    Returns:
        One hit for each further size or edition, called by its whole name.
    """
    found = []
    for hit in hits:
        named = _SIZE_END.match(text[hit.start : hit.end]) if hit.label is Label.MODEL else None
        at = hit.end
        while named and (more := _MORE_SIZES.match(text, at)):
            name = f"{named['stem']}{more['size']}{named['unit']}"
            start = more.start("size")
            found.append(Hit(start, more.end(), Label.MODEL, slug(name), name, hit.confidence, (*hit.rules, "size")))
            at = more.end()
        if edition := _find_edition(text, hit):
            found.append(edition)
    return found


def _find_edition(text: str, hit: Hit) -> Hit | None:
    """Find the edition listed behind a model that repeats its version alone."""
    named = _VERSION_END.match(text[hit.start : hit.end]) if hit.label is Label.MODEL else None
    more = _MORE_EDITIONS.match(text, hit.end) if named else None
    if named is None or more is None or more["version"].lstrip("VvRrKk") != named["version"].lstrip("VvRrKk"):
        return None
    name = f"{named['stem']}{named['version']}{more['edition']}"
    return Hit(more.start("version"), more.end(), Label.MODEL, slug(name), name, hit.confidence, (*hit.rules, "size"))


def _short_forms(text: str, marked: str, hits: Sequence[Hit]) -> list[Hit]:
    found = []
    heads: dict[str, Hit] = {}
    firsts: dict[str, Hit] = {}
    for hit in hits:
        if hit.label is not Label.ORG:
            continue
        words = text[hit.start : hit.end].split()
        if len(words) < 2:
            continue
        heads.setdefault(words[-1], hit)
        if words[-1] in _SHORTENED and len(words) == 2 and len(words[0]) > 3:
            firsts.setdefault(words[0], hit)
    for match in find_all(_THE, marked):
        if full := heads.get(match.group(1)):
            found.append(
                Hit(match.start(1), match.end(1), Label.ORG, full.key, full.name, 0.7, ("short-form", *full.rules[:1]))
            )
    if firsts:
        pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, firsts))})(?![\w-])(?!\.\w)")
        for match in pattern.finditer(marked):
            full = firsts[match.group()]
            found.append(Hit(match.start(), match.end(), Label.ORG, full.key, full.name, 0.7, ("short-form",)))
    return found
