"""A trigger in its sentence in, the models it releases and who acts out.

A pattern window instead of a parse: models after an active trigger up to a word of comparison or origin, models
before a passive one. A noun that is no model between trigger and name ("a guide to M", "M's API") cancels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from wartracker.records import Mention
from wartracker.relate.reading import MARKS, Sentence
from wartracker.relate.triggers import Trigger, Voice
from wartracker.vocabulary import Label

_M = MARKS[Label.MODEL]
_O = MARKS[Label.ORG]
_NAMES = "".join(MARKS.values())
_ACTORS = (Label.ORG, Label.PERSON, Label.BODY)

_CUT = re.compile(
    r"\b(?:break(?:s|ing)?\swith\b|depart(?:s|ing)?\sfrom\b|outperform|surpass|beat(?:s|ing)?\b|exceed|rival|match(?:es|ing)?\b|compar(?:e|ing|able)|"
    r"versus\b|vs\b|than\b|unlike\b|similar\sto|based\son|"
    r"built\s(?:on|up)|trained\s(?:on|with|using)|fine-?tun(?:ed?|ing)|distill|derived|on\stop\sof|"
    r"successor|follow-?up\sto|follow(?:s|ing|ed)\b|updat(?:e[sd]?|ing)\s(?:to|of|from)|"
    r"upgrade[sd]?\s(?:to\b(?!\s(?:the\s)?"
    + _M
    + r"\s*$)|of|from|over)|replac|since\b|compet(?:es?|ing|itive)\b|against\b|close\sto|"
    r"power(?:ed|ing|s)\b|on\spar|over\s(?:the\s)?"
    + _M
    + r"|as\s(?:good|capable|strong|well\sas\sits)\b(?!\s?as\s?"
    + _M
    + r"?\s?$)|improv|which\b|who\b|whose\b|where\b|that\s(?:can|is|are|has|was|will|would|"
    r"\w+s\b)|after\b|before\b|adding\b|joining\b|joins\b|unlike\b|whereas\b|while\b|but\b|like\b|"
    r"such\sas\b(?=\s?x)|support(?:s|ing|ed)?\sfor|using\b|via\b|inspired|"
    r"reproduc|alternative\sto|quanti[sz]|says?\b|said\b|claim|show(?:s|ing)\b|in\sresponse|leverag|"
    r"integrat|\band\s(?:promis|plan|said|say|will|hint|expect|teas|pledg)|instead\sof|ahead\sof|"
    r"behind\b|leads?\b|scor(?:es|ed|ing)\b|achiev|meanwhile\b|merging\b|succeed)|"
    r"此前|之前|相比|超越|超过|优于|媲美|对标|基于",
    re.IGNORECASE,
)
# Nouns that make the thing released something else than the model named behind them or before them.
_CANCEL = (
    r"features?|datasets?|data\s?sets?|corpus|corpora|reports?|papers?|tutorials?|guides?|cookbooks?|"
    r"APIs?|librar(?:y|ies)|tools?|toolkits?|plug-?ins?|support|integrations?|"
    r"fine-?tuning|finetuning|benchmarks?|leaderboards?|evals?|evaluations?|frameworks?|agents?|apps?|"
    r"applications?|plans?|tiers?|subscriptions?|partnerships?|courses?|webinars?|podcasts?|"
    r"SDKs?|CLI|extensions?|connectors?|demos?|playgrounds?|chips?|GPUs?|servers?|endpoints?|quants?|"
    r"quanti[sz]ations?|kernels?|engines?|skills?|artifacts|memory|"
    r"systems?\scards?|prompts?|details|results|research|stud(?:y|ies)|blog|posts?|analysis|prices?|"
    r"pricing|discounts?|users?|customers?|ports?|implementations?|"
    r"assistants?|chatbots?|browsers?|search|voice\smode|code\sinterpreter|actions?|tool\suse|caching|"
    r"batch|programs?|initiatives?|fund(?:ing)?|round|talks|compan(?:y|ies)|startups?|deal|feature|"
    r"mode|workflows?|services?|products?|platforms?|app\sstore"
)
_CANCEL_WORD = re.compile(rf"\b(?:{_CANCEL})\b", re.IGNORECASE)
_FOLLOWED = re.compile(
    r"^(?:'s)?\s+(?:(?!(?:for|in|on|to|with|as|at|by|from|under|and|or|"
    rf"via)\b)\w+\s)?(?:{_CANCEL})\b(?!\s(?:model|LLM|family))",
    re.IGNORECASE,
)
# "M, a platform that runs ...": what is called so is no model.
_SERVICE = re.compile(
    rf"[^.;,{_NAMES}]{{0,20}},\s(?:an?|the|its|their|our)\s"
    r"(?:(?!models?\b|LLM)[\w-]+\s){0,3}"
    r"(?:platform|app|application|assistant|service|tool|toolkit|library|framework|plug-?in|server|dataset|benchmark)\b",
    re.IGNORECASE,
)
# What may follow the object of a weak verb, so that "added the M deepfake to a case" does not count.
_CLOSED = re.compile(
    r"^(?:'s\b)?\s*(?:[.,;:)(|\"!?/&+]|$|[-–—]\s|(?:and|on|to|as|with|under|in|at|for|via|through|"
    r"today|yesterday|last|this|which|that|from|by|onto|"
    r"into|a|an|its|the|is|are|was|has|also|now|together|alongside|plus|or|models?|family|series|"
    r"weights|checkpoints?|before|after|when|while|but|so|despite|without|across|soon|later|early|"
    r"late|next|overnight|online|up|out|free|during|over|amid|since|because|just|only|openly|publicly|quietly|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b)",
    re.IGNORECASE,
)
_PUBLISHING = re.compile(r"publish|upload|post|ship|open|drop|put", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"\b(?:for|in|with|on|to|into|about|using|through|of|by|at|from|around|behind|inside|between|"
    r"among|across|against|versus)\b",
    re.IGNORECASE,
)
_MODELISH = re.compile(
    r"\b(?:models?|LLMs?|SLMs?|family|series|versions?|variants?|checkpoints?|weights|generations?|"
    r"editions?|previews?|suite|collection|line-?up|release|launch|availability|access|"
    r"parameters|successor|iteration|sizes?|member|flagship|addition|upgrade|taste|MoE|transformer|"
    r"generator|encoder|magnet|torrent|siblings?|evolution|sources?|instalment|installment|pair|trio)\b",
    re.IGNORECASE,
)
_ANAPHORA = re.compile(
    r"\b(?:(?:it|both|them)\b(?=\s*(?:[.,;:)]|$|on|in|at|as|under|with|to|for|today|yesterday|last|"
    r"this|via|by|and|openly|publicly|out|along|free))|"
    r"(?:its|this|that|these|the|their|our)\s(?:(?:new|open|full|latest|largest|smaller|first|model|"
    r"base|final|two|three)\s)*"
    r"(?:models?|family|LLMs?|weights|checkpoints?|duo|pair|files?|parameters)\b(?!\s(?:card|zoo|code|"
    r"training|evaluation)))",
    re.IGNORECASE,
)
_BARE_PREPOSITION = re.compile(
    r"\b(?:of|for|from|to|with|than|over|by|against|on|in|like|beyond|via|both\sour|and\sbeyond|into|"
    r"as|behind)\s(?:the\s|its\s|our\s|their\s)?$",
    re.IGNORECASE,
)
_JOIN = re.compile(
    r"^[\s,/&+()'\"\-:]*(?:and|plus|as\swell\sas|along(?:side)?(?:\swith)?|together\swith|or|the|its|"
    r"new|a|hosted|both)?[\s,/&+()'\"\-:]*(?:and|the|its|new)?\s*$",
    re.IGNORECASE,
)
# What stands behind a comparison, or behind a preposition, is not the subject of a passive.
_COMPARED_LEFT = re.compile(
    r"\b(?:than|outperform\w*|surpass\w*|beat(?:s|ing)?|rival\w*|versus|vs|against|unlike|"
    r"compared|competitive|models\slike|since|successor\sto|descends\sfrom|exceed\w*|match(?:es|"
    r"ing))\b[^,;:]{0,30}$",
    re.IGNORECASE,
)
_CUT_LEFT = re.compile(
    r"\b(?:than|outperform\w*|surpass\w*|beat(?:s|ing)?|rival\w*|versus|vs|against|like|unlike|"
    r"compared|since(?!\s(?:this|today|yesterday|midnight|noon|\w+day)\b)|from|based\son|(?:re)?built\son|over|after|"
    r"with|by|(?<!weights\s)for)\b[^,;:]{0,25}$|"
    r"\b(?:quanti[sz]\w+|quants?|GGUFs?|AWQ|fine-?tunes?|fine-?tuned|LoRAs?|adapters?|mirrors?|cop(?:y|ies)|clones?)\b"
    r"[^,;:]{0,20}$",
    re.IGNORECASE,
)


def released_models(sentence: Sentence, trigger: Trigger) -> tuple[Mention, ...]:
    """Return the models that a trigger releases.

    Args:
        sentence: the sentence.
        trigger: one of its triggers.

    Returns:
        Mentions with the label MODEL in text order; empty when the trigger has no model as its argument.
    """
    if not sentence.of(Label.MODEL):
        return ()
    if trigger.voice in (Voice.ACTIVE, Voice.HEADLINE):
        after = _after(sentence, trigger)
        relative = trigger.voice is Voice.ACTIVE and (trigger.strong or bool(_PUBLISHING.match(trigger.word)))
        return after or (_relative(sentence, trigger) if relative else ())
    if trigger.voice is Voice.NOUN:
        return _after(sentence, trigger) or _before(sentence, trigger)
    if trigger.voice is Voice.IDENTITY:
        return _before(sentence, trigger) or _apposed(sentence, trigger)
    return _before(sentence, trigger) or _inverted(sentence, trigger)


def unreleased_models(sentence: Sentence, start: int, end: int, clause: tuple[int, int]) -> tuple[Mention, ...]:
    """Return the models that a cue of something yet to come concerns: the group next to it, comparisons left out.

    Args:
        sentence: the sentence.
        start: first code point of the cue, from the sentence's start.
        end: one past its last.
        clause: bounds of the cue's clause.

    Returns:
        The nearest group before the cue, else the first model within 80 code points behind it.
    """
    own = sentence.between(*clause, Label.MODEL)
    before = _group_before(sentence, start, clause[0] if own else 0)
    if before:
        return before
    behind = sentence.between(end, min(end + 80, clause[1]), Label.MODEL)
    return (
        tuple(behind[:1])
        if behind and not _CUT.search(sentence.skeleton[end : behind[0].start - sentence.start])
        else ()
    )


def uncompared_models(sentence: Sentence) -> tuple[Mention, ...]:
    """Return the models a sentence is about: those that nothing is measured against."""
    text = sentence.skeleton
    return tuple(m for m in sentence.of(Label.MODEL) if not _COMPARED_LEFT.search(text[: m.start - sentence.start]))


def is_anaphoric(sentence: Sentence, trigger: Trigger) -> bool:
    """Tell whether a trigger speaks of "the model" or "it": something named before."""
    left, right = trigger.clause
    if trigger.voice is Voice.ACTIVE:
        region = sentence.skeleton[trigger.end : min(right, trigger.end + 40)]
        before = sentence.skeleton[max(left, trigger.start - 60) : trigger.start]
        return bool(re.match(rf"\s*(?:{_ANAPHORA.pattern})", region, re.IGNORECASE)) or bool(
            re.search(r"\b(?:the|this)\s(?:\w+\s){0,3}model,?\s(?:which|that)\b", before, re.IGNORECASE)
        )
    region = sentence.skeleton[max(left, trigger.start - 60) : trigger.start]
    return bool(
        re.search(
            r"\b(?:it|both|they|the\s(?:\w+\s){0,3}(?:model|models|weights|family|files|sequel|"
            r"version)|this\s(?:\w+\s)?model)\b(?:[^,;]{0,30}|,\s)$",
            region,
            re.IGNORECASE,
        )
    )


def acting(sentence: Sentence, trigger: Trigger) -> Mention | None:
    """Return who acts: the subject or possessor of a trigger, the agent behind "by", None when not said.

    Args:
        sentence: the sentence.
        trigger: one of its triggers.

    Returns:
        An organization, person or body; organizations win over persons.
    """
    text = sentence.skeleton
    actors = sentence.of(*_ACTORS)
    if not actors:
        return None
    if trigger.voice in (Voice.PASSIVE, Voice.ARRIVAL, Voice.NOUN):
        agent = re.search(
            rf"\b(?:by{'' if trigger.voice is Voice.ARRIVAL else '|from'})"
            rf"\s(?:[\w'\-]+\s){{0,4}}?(?P<who>[{_O}{MARKS[Label.PERSON]}{MARKS[Label.BODY]}]+)",
            text[trigger.end :],
        )
        if agent:
            return _at(sentence, trigger.end + agent.start("who"))
        named = re.search(rf"(?P<who>{_O}+)(?:'s|\shas\s|\shave\s)", text[: trigger.start])
        if named:
            return _at(sentence, named.start("who"))
        # what stands before "is available" is the model, or a place where it can be had
        return None if trigger.voice is Voice.ARRIVAL else _nearest_left(actors, sentence, trigger)
    return _nearest_left(actors, sentence, trigger)


def _nearest_left(actors: Sequence[Mention], sentence: Sentence, trigger: Trigger) -> Mention | None:
    """Return the subject: the last actor before the trigger that no preposition governs, in its clause first."""
    left = trigger.clause[0]
    for bound in (left, 0):
        inside = [a for a in actors if bound <= a.start - sentence.start < trigger.start]
        free = [a for a in inside if not _BARE_PREPOSITION.search(sentence.skeleton[: a.start - sentence.start])]
        pool = free or inside
        organizations = [a for a in pool if a.label is not Label.PERSON]
        if pool:
            return (
                (organizations or pool)[0]
                if bound == left and len(pool) > 1 and _listed(sentence, pool)
                else (organizations or pool)[-1]
            )
    return None


def _listed(sentence: Sentence, actors: Sequence[Mention]) -> bool:
    """Tell whether actors form one list ("A, B and C have brought out M")."""
    text = sentence.skeleton
    return all(_JOIN.match(text[a.end - sentence.start : b.start - sentence.start]) for a, b in pairwise(actors))


def _at(sentence: Sentence, offset: int) -> Mention | None:
    return next((m for m in sentence.mentions if m.start - sentence.start <= offset < m.end - sentence.start), None)


def _after(sentence: Sentence, trigger: Trigger) -> tuple[Mention, ...]:
    text = sentence.skeleton
    right = trigger.clause[1]
    found: list[Mention] = []
    at = trigger.end
    for mention in sentence.between(trigger.end, right, Label.MODEL):
        start, end = mention.start - sentence.start, mention.end - sentence.start
        gap = text[at:start]
        if _CUT.search(gap):
            break
        if not found and not _direct(gap, weak=not trigger.strong):
            return ()
        loose = not trigger.strong and trigger.voice is not Voice.NOUN and not _CLOSED.match(text[end:])
        if (
            _FOLLOWED.match(text[end:])
            or _SERVICE.match(text[end:])
            or loose
            or (found and _BARE_PREPOSITION.search(gap))
        ):
            if not found:
                return ()
            continue
        found.append(mention)
        at = end
    return tuple(found)


def _direct(gap: str, *, weak: bool) -> bool:
    """Tell whether the words between a trigger and a name leave the name as what is released."""
    words = re.sub(rf"[{_NAMES}]+(?:'s)?", " ", gap)
    preposition = _PREPOSITION.search(words)
    head = words[: preposition.start()] if preposition else words
    if preposition is None:
        if _CANCEL_WORD.search(words) and not _MODELISH.search(words):
            return False
        return len(words.split()) <= (8 if weak else 22)
    if _MODELISH.search(head):
        return not (_CANCEL_WORD.search(head) and not re.search(r"\bmodels?\b", head, re.IGNORECASE))
    # "On Tuesday", "in public beta": an adverbial before the object, then the model as a list or apposition
    tail = words[preposition.end() :]
    return (
        not head.strip(" ,")
        and bool(re.search(r"[,:]\s*(?:\w+\s){0,3}$|\bmodels?\b", tail))
        and not _CANCEL_WORD.search(tail)
    )


def _relative(sentence: Sentence, trigger: Trigger) -> tuple[Mention, ...]:
    """Return models before "that/which Acme released", or before "..., Acme announced"."""
    left = sentence.skeleton[: trigger.start]
    pronoun = re.search(rf"(?:\b(?:that|which)\b|\bwhose\b)[\s\w,'\-{_NAMES}]{{0,60}}$", left)
    if pronoun is None:
        contact = re.search(
            rf"\b(?:models?|family|series|versions?)\s(?:it|they|he|she|{_O}+)\s(?:has\s|have\s|had\s)?$", left
        )
        return _group_before(sentence, contact.start(), cut=_COMPARED_LEFT) if contact else ()
    if pronoun.group().startswith("whose"):
        return ()
    if re.match(
        rf"\s+(?:an?|the|its|their|new)\s(?:\w+\s){{0,2}}(?:{_CANCEL})\b",
        sentence.skeleton[trigger.end :],
        re.IGNORECASE,
    ):
        return ()
    return _group_before(sentence, pronoun.start(), cut=_COMPARED_LEFT)


def _before(sentence: Sentence, trigger: Trigger) -> tuple[Mention, ...]:
    return _group_before(sentence, trigger.start, trigger.clause[0])


def _group_before(
    sentence: Sentence, stop: int, left: int = 0, *, cut: re.Pattern[str] = _CUT_LEFT
) -> tuple[Mention, ...]:
    """Return the coordinated models that stand last before an offset, none when something else is the subject."""
    text = sentence.skeleton
    models = [m for m in sentence.between(0, stop, Label.MODEL) if m.start - sentence.start >= left]
    models = [m for m in models if not cut.search(text[left : m.start - sentence.start])] or []
    if not models:
        return ()
    group = [models[-1]]
    for mention in reversed(models[:-1]):
        gap = text[mention.end - sentence.start : group[0].start - sentence.start]
        if not _JOIN.match(gap) and not re.match(r"^[^.;]{0,25},\s(?:and\s)?$", gap):
            break
        group.insert(0, mention)
    tail = text[group[-1].end - sentence.start : stop]
    if _FOLLOWED.match(tail) or _subject_changes(tail):
        return ()
    return tuple(group)


def _subject_changes(tail: str) -> bool:
    """Tell whether between a model and its verb another subject comes in ("M's maker released a paper")."""
    bare = re.sub(r"\([^)]*\)|,[^,]*,", " ", tail)
    return bool(re.search(rf"^'s\s+(?:\w+\s)*(?:{_CANCEL})", bare, re.IGNORECASE)) or bool(
        re.search(rf"\b(?:{_CANCEL})\b[^,;]*$", bare, re.IGNORECASE) and not _MODELISH.search(bare)
    )


def _inverted(sentence: Sentence, trigger: Trigger) -> tuple[Mention, ...]:
    """Return models behind a passive or arrival ("Out now: M", "Arriving with it are M and N")."""
    gap_end = trigger.end + 40
    models = [
        m for m in sentence.between(trigger.end, trigger.clause[1], Label.MODEL) if m.start - sentence.start <= gap_end
    ]
    if models and re.match(
        r"^\s*(?::|today:|now:|are\b|is\b|with\b)[^.;]*$",
        sentence.skeleton[trigger.end : models[0].start - sentence.start],
    ):
        return tuple(models)
    return ()


def _apposed(sentence: Sentence, trigger: Trigger) -> tuple[Mention, ...]:
    """Return the model behind "our newest model, M"."""
    models = sentence.between(trigger.end, trigger.clause[1], Label.MODEL)
    if models and re.match(r"^[\s,:(]*(?:of\s)?$", sentence.skeleton[trigger.end : models[0].start - sentence.start]):
        return models[:1]
    return ()
