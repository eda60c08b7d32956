"""Sentences in, drafts of `policy_statement` out: a formal position of a party, lab, state or body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from wartracker.cues import Cued
from wartracker.records import SlotValue
from wartracker.relate.acts import (
    BODY,
    INSTRUMENT,
    ORG,
    PERSON,
    actors,
    bears_on_models,
    draft_act,
    news_sentences,
    read_act,
)
from wartracker.relate.drafts import Draft
from wartracker.relate.genre import Genre
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import Reading, Sentence, Zone
from wartracker.relate.roles import publisher_key
from wartracker.relate.speaker import find_speaker
from wartracker.vocabulary import Kind, Label, Status

_DOCUMENT = Cued(
    r"\b(?:open\sletter|joint\sletter|petition|position\spaper|policy\spaper|white\s?paper|"
    r"joint\sstatement|(?:signed|sign|signs|joint|published?)\s(?:\w+\s)?(?:pledge|charter|compact|statement)|declaration|manifesto|coalition|joint\scommitment|voluntary\scommitments?|"
    r"shared\slanguage|vision\son\s(?:AI|open)|principles\son\b|(?:thoughts|position|views|response|"
    r"comments|statement|feedback|recommendations)\son\s(?:the\s|our\s)?(?:draft\s|proposed\s|"
    r"EU\s)*(?:AI\s|[A-Z]\w+\s)*(?:act|bill|order|code|guidelines)|call\sto\sprotect|policy\sbrief|"
    r"\b(?:our|its|their|a|the)\s(?:\w+\s)?(?:position|stance|policy|statement)\son\s(?:the\s)?(?:\w+\s){0,2}?"
    r"(?:open|frontier|models?|AI|releas\w+|weights)|adopted\s(?:a|its)\s(?:\w+\s)?(?:position|policy|stance)|"
    r"\b(?:in|with)\s(?:an?|its|the)\s(?:\w+\s)?(?:report|statement|memo|opinion)\s(?:sent|submitted|published|"
    r"released|issued)\b|\breport\s(?:sees|finds|calls|urges|warns|recommends)\b|"
    r"public\scomment|amicus\sbrief|request\sfor\s(?:comment|information))\b",
    re.IGNORECASE,
)
# "our position on open weights": the noun alone names the form
_FORM = re.compile(r"(?<=\s)(?:position|stance|statement|policy)(?=\son\s)", re.IGNORECASE)
_PUBLISHED = Cued(
    rf"(?:{ORG}+|{BODY}+|{PERSON}+|\b(?:government|ministry|agency|administration|commission|"
    rf"department|institute)\b)[^.;]{{0,60}}?\b(?:published|released|issued|submitted|sent|wrote|"
    r"publishes|releases|issues)\s"
    r"(?:its|a|an|his|her|their|the)\s(?:\w+\s){0,3}?(?:report|letter|memo|manifesto|statement|"
    r"recommendations|comments|framework|policy|principles|strategy)\b",
    re.IGNORECASE,
)
_POSITION = Cued(
    rf"(?:{ORG}+|{BODY}+|\b(?:ministers?|signatories|(?:labs|makers|companies|firms|developers)|we|coalition|alliance|G7|"
    rf"G20)\b)[^.;]{{0,80}}?\b(?:call(?:s|ed|ing)?\s(?:on|for)|urg(?:es?|ed|ing)|oppos(?:es?|ed|ing)|"
    r"endors(?:es?|ed)|back(?:s|ed)?\s(?:the\s)?(?:bill|act|law|code)|reject(?:s|ed)?|ask(?:s|ed)?\s(?:the\s)?(?:\w+\s)?(?:government|congress|washington|brussels|lawmakers|commission)|refus(?:es|"
    r"ed)\sto\ssign|declin(?:es|ed)\sto\s(?:sign|join)|(?:will|to|won't|plans?\sto|agrees?\sto)\s(?:not\s)?sign|sign(?:s|ed)\s(?:the|on|"
    r"onto|up)|joins?\s(?:a\s)?coalition|advocat(?:es|ed|ing)|petition(?:s|ed)|warn(?:s|ed)\sagainst|"
    r"pledg(?:es?|ed)\s(?:to|not)|vow(?:s|ed)?\s(?:to|not)|"
    r"defend(?:s|ed)|agree(?:s|d)?\son|approved)\b"
    r"|\bcall(?:s|ing)?\s(?:for\s(?:less|more|fewer|an?\s)|to\s(?:protect|action)|"
    rf"on\s(?:the\s)?(?:{BODY}|EU|government|parliament|lawmakers))",
    re.IGNORECASE,
)
_ISSUE = Cued(
    r"\b(?:publish(?:es|ed|ing)?\s(?:[\w']+\s){0,2}weights|open[- ]?source|"
    r"open[- ]weights?|open\smodels?|openness|open\sAI\b|model\sweights|AI\sAct|"
    r"intermediate\scheckpoints|"
    r"frontier|export\scontrols?|general[- ]purpose|foundation\smodels?|AI\s(?:bill|law|regulation|"
    r"rules|legislation|guidelines|research|safety)|regulatory|code\sof\spractice|superintelligence|"
    r"widely\savailable\s(?:model\s)?weights|"
    rf"pause|CERN|transparency\sact)\b|{INSTRUMENT}",
    re.IGNORECASE,
)


def find_drafts(reading: Reading, genre: Genre, lexicon: Lexicon) -> Iterator[Draft]:
    """Draft claims that somebody took a formal position; one an article, from its title and lead.

    Args:
        reading: the article.
        genre: its genre.
        lexicon: compiled gazetteers.

    Yields:
        At most one draft.
    """
    own = publisher_key(reading, lexicon) is not None or find_speaker(reading, lexicon) is not None
    if genre in (Genre.HOWTO, Genre.README, Genre.HUB, Genre.CHANGELOG) or (genre is Genre.OPINION and not own):
        return
    sentences = news_sentences(reading)
    if not bears_on_models(" ".join(s.plain for s in sentences)):
        return
    found = [(s, m, document) for s in sentences for m, document in [_match(s)] if m is not None]
    if not found:
        return
    # Where a page's title is its site's name, the first sentence of the lead stands for the headline.
    first = [s.order for s in reading.body if s.zone is Zone.LEAD and s.of(Label.ORG, Label.BODY, Label.PERSON)][:2]
    nameless = reading.title is not None and not reading.title.mentions
    # A document named in the lead, or a position in the headline: one of the two makes it formal.
    formal = any(document for _, _, document in found)
    titled = any(s.zone is Zone.TITLE or (nameless and s.order in first) for s, _, _ in found)
    if not formal and not titled:
        return
    sentence, match, _ = max(found, key=lambda f: (f[0].zone is Zone.TITLE, f[2], -f[0].order))
    yield _draft(sentence, reading, match, sentences, formal)


def _match(sentence: Sentence) -> tuple[re.Match[str] | None, bool]:
    if not sentence.search(_ISSUE):
        return None, False
    document = sentence.search_said(_DOCUMENT)
    published = sentence.search(_PUBLISHED)
    return (document or published or sentence.search(_POSITION)), bool(document or published)


def _draft(
    sentence: Sentence, reading: Reading, match: re.Match[str], sentences: list[Sentence], formal: bool
) -> Draft:
    act = read_act(Kind.POLICY_STATEMENT, sentence, reading, match, Status.COMPLETED)
    if act.status not in (Status.COMPLETED, Status.BACKGROUND, Status.PLANNED):
        act = replace(act, status=Status.COMPLETED)  # "refuses to sign" is a position taken
    noun = _FORM.search(match.group())
    slots: dict[str, SlotValue] = {"form": (noun or match).group().strip().lower()[:60]}
    instruments = [m for s in sentences for m in s.of(Label.INSTRUMENT)]
    if instruments:
        slots["instrument"] = instruments[0].key or instruments[0].name
    named = sentence.of(Label.ORG, Label.BODY) or tuple(m for s in sentences for m in s.of(Label.ORG, Label.BODY))[:3]
    return draft_act(
        act,
        "policy:document" if formal else "policy:position",
        0.8 if formal else 0.6,
        supports=("organizations",),
        actors=actors(named[:1], "actor") + actors(named[1:6], "about"),
        slots=slots,
    )
