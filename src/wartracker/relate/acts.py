"""What the kinds that are no releases share: who makes models, what bears on the debate, status of an act."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from wartracker.cues import Cued, spell_text
from wartracker.records import Mention, SlotValue
from wartracker.relate.dates import DatePhrase, find_dates, stated_date
from wartracker.relate.drafts import Actor, Draft, Quote
from wartracker.relate.lexicon import Lexicon
from wartracker.relate.reading import MARKS, Reading, Sentence, Zone
from wartracker.relate.status import decide_status
from wartracker.relate.triggers import Trigger, Voice, clause_around
from wartracker.vocabulary import Kind, Label, Status

ORG = MARKS[Label.ORG]
MODEL = MARKS[Label.MODEL]
BODY = MARKS[Label.BODY]
INSTRUMENT = MARKS[Label.INSTRUMENT]
LICENSE = MARKS[Label.LICENSE]
ASSISTANT = MARKS[Label.ASSISTANT]
PERSON = MARKS[Label.PERSON]

# What has not happened: dates of such acts lie ahead.
NOT_YET = (Status.PLANNED, Status.PROMISED, Status.RUMOURED, Status.DELAYED)

_MAKER_WORDS = Cued(
    rf"\b(?:maker|developer|builder|creator)s?\sof\s(?:[\w{''.join(MARKS.values())}-]+\s){{0,5}}?(?:models?|LLMs?)\b|"
    r"\b(?:AI|artificial[- ]intelligence|generative[- ]AI|LLM|foundation[- ]model|"
    r"language[- ]model)\s(?:\w+\s)?(?:labs?|start-?ups?|compan(?:y|ies)|firms?|developers?|makers?|"
    r"unicorns?|model\smakers?|research\slab)\b|"
    r"\b(?:KI-|IA-|AI-)?(?:Firma|Start-?up|Entwickler|Anbieter|Labor|Unternehmen)\b(?=[^.;]{0,60}(?:KI|Modell))|"
    r"\bKI-(?:Firma|Start-?up|Entwickler|Anbieter|Labor|Unternehmen)\w*|\bmod\u00e8les\s(?:ouverts|de\slangage|d'IA)\b|"
    r"\b(?:jeune\spousse|start-?up|soci\u00e9t\u00e9)\b[^.;]{0,40}\bIA\b|\bmodelli\s(?:aperti|linguistici|di\sIA)\b|"
    r"\bmodelos\s(?:abiertos|de\slenguaje|abertos|de\sIA)\b|\blines?\sof\s(?:\w+\s){0,2}(?:language|open)\smodels\b|"
    r"\b(?:large\slanguage|compact\slanguage|small\slanguage|foundation|frontier|open-?\s?source|open-?\s?weights?|AI)\smodels?\b|\bmodel\smaker",
    re.IGNORECASE,
)
_LARGE_MODEL = "大模型"  # Chinese sets no bounds between words
# What a rule or position must touch to belong to a debate on open and frontier models, or on the compute for them.
_BEARS = Cued(
    r"\b(?:frontier|foundation\smodels?|general[- ]purpose\s(?:AI|models?)|GPAI|large\slanguage|"
    r"language\smodels?|open[- ]source|open[- ]weights?|open\smodels?|model\sweights|weights|AI\sAct|"
    r"AI\ssafety|AI\sresearch|foundational\smodels?|advanced\sAI|powerful\sAI|AI\smodels?|"
    r"AI\ssystems?|"
    r"AI\sdevelopers?|large\sAI|generative\sAI|superintelligence|export\scontrols?|AI\schips?|"
    r"advanced\schips?|compute\b|(?:statute|law|act|bill|order|legislation|"
    r"rules?)\son\s(?:artificial\sintelligence|AI)|AI\s(?:bill|law|act|statute|order|regulation|rules|"
    r"legislation|"
    r"policy|code|action\splan|openness|framework)|(?:artificial\sintelligence|"
    r"AI)\b(?=[^.]{0,80}\b(?:order|act|law|statute|bill|regulat\w+|framework|developers|companies)))",
    re.IGNORECASE,
)
_BESIDE = Cued(
    r"\b(?:robocall|deep-?fake|child(?:ren)?|social\smedia|copyright|privacy|search\s(?:engine|"
    r"results|overviews?)|antitrust|self-driving|autonomous\svehicles?|facial\srecognition|"
    r"licen[sc]e\splates?|hiring|insurance|medical|health\s?care|schools?|education|"
    r"porn|nudi|elections?|defamation|authors|music|actors|water|energy|electricity|data\scent(?:er|re)s?)\b",
    re.IGNORECASE,
)
# An act told in a relative clause or a contrast is not what the sentence reports.
_ASIDE = re.compile(
    r"\b(?:which|who)\s(?:has|had|have)\s(?:already\s|previously\s|also\s)?\w+$|^\W*unlike\b|\b(?:had|"
    r"has\salready|have\salready|previously|already)\s(?:\w+\s)?\w+$",
    re.IGNORECASE,
)
# A firm that no list knows but that carries the trade in its name.
_NAMED_AI = re.compile(r"\b(?:AI|A\.I\.|Intelligence)$")
# Headlines tell plans in the infinitive ("Acme to buy Quillon"); what was agreed is not done.
_INTENDED = re.compile(
    rf"^[^.;:]{{0,60}}[{ORG}{BODY}{PERSON}]\sto\s$|\b(?:agree[sd]?|deal|agreement|intends?|plans?|set|moves?)\sto\s$",
    re.IGNORECASE,
)
_AGREED = re.compile(r"(?:agree[sd]?|plan(?:s|ned)?|will|intend|decided|set)\s(?:to\s)?")
_PLACED = re.compile(r"\b(?:from|on|at|via|through)\s(?:the\s)?$", re.IGNORECASE)
_LOST_ACTION = re.compile(
    r"\b(?:talks|considering|weighs|weighing|in\sdiscussions?|negotiat\w+|explor(?:es|ing)|seeks?|"
    r"seeking|looking\sto|bid\sto|attempt\w*|eyes|mulls)\b",
    re.IGNORECASE,
)


def is_maker(mention: Mention | None, lexicon: Lexicon) -> bool:
    """Tell whether an organization is known to make models."""
    if mention is None or mention.label is not Label.ORG:
        return False
    row = lexicon.organizations.get(mention.key or "")
    if row is None:
        return bool(_NAMED_AI.search(mention.surface))
    return row.key in lexicon.makers


def is_body(mention: Mention, lexicon: Lexicon) -> bool:
    """Tell whether the lists know a name as a public body or legislature."""
    row = lexicon.organizations.get(mention.key or "")
    return row is not None and row.kind in ("body", "legislature")


def speaks_of_maker(sentence: Sentence) -> bool:
    """Tell whether a sentence calls somebody a maker of models, for makers that no list knows."""
    if _LARGE_MODEL in sentence.plain:
        return True
    return sentence.search(_MAKER_WORDS) is not None


@lru_cache(maxsize=8)  # every kind that needs it asks of the same lead
def bears_on_models(text: str) -> bool:
    """Tell whether a text touches open or frontier models or the compute for them, not only AI's side effects."""
    spelled = spell_text(text)
    hits = len(list(_BEARS.finditer(spelled)))
    return hits > 0 and 2 * hits >= len(list(_BESIDE.finditer(spelled)))


def news_sentences(reading: Reading, *, body: int = 0) -> list[Sentence]:
    """Return title, lead and the first `body` sentences behind it: where a report says what it is about."""
    lead = [s for s in reading.sentences if s.zone in (Zone.TITLE, Zone.LEAD)]
    rest = [s for s in reading.sentences if s.zone is Zone.BODY][:body]
    return lead + rest


def published_day(reading: Reading) -> date | None:
    """Return the day of publication in UTC, None when unknown."""
    return reading.article.published_at.date() if reading.article.published_at else None


def act_trigger(sentence: Sentence, match: re.Match[str]) -> Trigger:
    """Make a trigger of a pattern's match, so that status and dates can be read around it."""
    return Trigger(
        match.start(),
        match.end(),
        match.group().strip().lower()[:60],
        Voice.ACTIVE,
        clause_around(sentence.skeleton, match.start(), match.end()),
        True,
    )


def act_status(sentence: Sentence, trigger: Trigger, published: date | None, happened: Status) -> tuple[Status, str]:
    """Decide the status of an act; `happened` replaces "released".

    Args:
        sentence: the sentence.
        trigger: the act's words.
        published: day of publication.
        happened: what a completed act of this kind is called.

    Returns:
        Status and cue; talks and bids are rumours.
    """
    status, cue = decide_status(sentence.skeleton, trigger, published)
    if status in (Status.RELEASED, happened) and (match := _INTENDED.search(_up_to(sentence, trigger))):
        return Status.PLANNED, match.group().strip()[-40:]
    if status is Status.RELEASED and (match := _AGREED.match(trigger.word)):
        return Status.PLANNED, match.group()
    if status is Status.RELEASED:
        if match := _ASIDE.search(sentence.skeleton[: trigger.end]):
            return Status.BACKGROUND, match.group().strip()[:40]
        if match := _LOST_ACTION.search(sentence.skeleton[trigger.clause[0] : trigger.end + 40]):
            return Status.RUMOURED, match.group()
        return happened, cue
    return (Status.PLANNED if status in (Status.PROMISED, Status.ANNOUNCED) else status), cue


def _up_to(sentence: Sentence, trigger: Trigger) -> str:
    """Return a sentence up to an act's verb, a "to" that belongs to the act included."""
    to = 3 if trigger.word.startswith("to ") else 0
    return sentence.skeleton[: trigger.start + to]


@dataclass(frozen=True, slots=True)
class Act:
    """An act's words in their sentence, and how far it went."""

    kind: Kind
    sentence: Sentence
    trigger: Trigger
    status: Status
    cue: str  # what decided the status, "" for what plainly happened
    published: date | None


def read_act(kind: Kind, sentence: Sentence, reading: Reading, match: re.Match[str], happened: Status) -> Act:
    """Read the status of an act around the words that tell it.

    Args:
        kind: event kind.
        sentence: the sentence.
        reading: its article.
        match: the act's words in the sentence's skeleton.
        happened: what a completed act of this kind is called.
    """
    trigger = act_trigger(sentence, match)
    status, cue = act_status(sentence, trigger, published_day(reading), happened)
    return Act(kind, sentence, trigger, status, cue, published_day(reading))


def draft_act(
    act: Act,
    rule: str,
    confidence: float,
    *,
    supports: tuple[str, ...],
    actors: tuple[Actor, ...] = (),
    models: tuple[Mention, ...] = (),
    licenses: tuple[Mention, ...] = (),
    slots: Mapping[str, SlotValue] = MappingProxyType({}),
) -> Draft:
    """Draft the claim of an act: its trigger, its date phrase and, for plans, the expected day stand in its slots.

    Args:
        act: the act as read.
        rule: what found it.
        confidence: 0..1.
        supports: fields that the sentence supports beside kind and status.
        actors: who acts, with roles.
        models: models it is about.
        licenses: licences it names.
        slots: slots of its kind.
    """
    future = act.status in NOT_YET
    phrase = _nearest_phrase(act.sentence, act.trigger, act.published, future=future)
    every: dict[str, SlotValue] = {"trigger": act.trigger.word}
    if phrase is not None:
        every["date_phrase"] = act.sentence.plain[phrase.start : phrase.end]
        if future and phrase.value:
            every["expected"] = phrase.value.isoformat()
    return Draft(
        kind=act.kind,
        status=act.status,
        sentence=act.sentence,
        models=models,
        actors=actors,
        licenses=licenses,
        slots=every | dict(slots),
        date=None if future else stated_date(phrase),
        quotes=(Quote(act.sentence, ("kind", "status", *supports)),),
        rules=(rule, *((f"status:{act.cue}",) if act.cue else ())),
        confidence=confidence,
    )


def _nearest_phrase(sentence: Sentence, trigger: Trigger, published: date | None, *, future: bool) -> DatePhrase | None:
    phrases = find_dates(sentence.skeleton, published, future=future)
    return min(phrases, key=lambda p: min(abs(p.start - trigger.end), abs(trigger.start - p.end)), default=None)


def agents(sentence: Sentence) -> tuple[Mention, ...]:
    """Return the organizations of a sentence that are not just where something lies ("from the hub", "on Acme")."""
    return tuple(m for m in sentence.of(Label.ORG) if not _PLACED.search(sentence.skeleton[: m.start - sentence.start]))


def actors(mentions: Iterable[Mention], role: str) -> tuple[Actor, ...]:
    """Return actors of one role, each key once."""
    seen: set[str] = set()
    found: list[Actor] = []
    for mention in mentions:
        key = mention.key or mention.name
        if key not in seen:
            seen.add(key)
            found.append(Actor(mention, role))
    return tuple(found)
