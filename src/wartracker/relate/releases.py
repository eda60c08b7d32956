"""Sentences in, readings of "somebody brings out a model" out: shared by the two release kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wartracker.cues import Cued
from wartracker.records import Mention
from wartracker.relate.arguments import acting, is_anaphoric, released_models, uncompared_models, unreleased_models
from wartracker.relate.openness import find_components
from wartracker.relate.reading import MARKS, Reading, Sentence, Zone
from wartracker.relate.status import decide_status, nearest_date
from wartracker.relate.triggers import Trigger, Voice, clause_around, find_triggers
from wartracker.vocabulary import Label, Precision, Status, Weights

_M = MARKS[Label.MODEL]
# Words for a step back that are no release.
_NOT_RELEASE = re.compile(
    r"\b(?:announc\w+|unveil\w+|introduc\w+|releas\w+)\s(?:that|how|why|whether|today\sthat|plans?|"
    r"a\spartnership|an?\sagreement|its\sintention)\b|"
    rf"\bopen(?:s|ed|ing)?\s{_M}+\s(?:to|for)\s(?:\w+\s)?(?:commerc|compan|business|industry)",
    re.IGNORECASE,
)
# A sentence that goes on to name what the one before announced.
_NAMING = re.compile(
    r"^\W*(?:the\s(?:\w+\s)?(?:model|models|larger|smaller|first|bigger|new\s\w+|pair|duo|"
    rf"release)\b,?[^.;]{{0,40}}?{_M}|called\s{_M}|{_M}|(?:dubbed|named|it\sis\scalled|"
    rf"behind\sit:?)\b[^.;]{{0,40}}?{_M})",
    re.IGNORECASE,
)
_WEIGHTS_OBJECT = re.compile(
    r"\s*(?:the|its|their|all|both|our)\s(?:\w+\s)?(?:weights|checkpoints?|models?|parameters)\b", re.IGNORECASE
)
# "The M release features ...": the noun stands for the news itself.
_LINK = re.compile(r"\s*(?:an?\s)?(?:magnet\slink|torrent)\b", re.IGNORECASE)
# "delays its open-weight model": a coming model without a name.
_ITS_MODEL = re.compile(
    r"\b(?:its|their|the|an?)\s(?:[\w-]+\s){0,4}?(?:open-?\s?(?:weights?|source)|open|language|AI|"
    r"reasoning|frontier|flagship|next)\s(?:[\w-]+\s){0,2}?models?\b",
    re.IGNORECASE,
)
# A sentence without any of these cannot speak of a release: most can be passed over at once.
_SPEAKS = Cued(rf"{_M}|\b(?:models?|weights|checkpoints?|it|they|both|LLMs?|magnet|torrent|sequel)\b", re.IGNORECASE)
# "Monday saw the launch of M", "kicked off the week with the release of M", "the release of M drew a crowd".
_SEEN = re.compile(
    r"\b(?:saw|brought|(?:kick|start|open|end|clos|mark|celebrat)\w*\s[^.;]{0,40}\swith)\s(?:the|its)\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_TOOK_PLACE = re.compile(
    rf"\s*{_M}+\s(?:on\s\w+day\s)?(?:took\splace|drew|draws|surprised|surprises|caught|follows|marks|caps|comes)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(?:today|yesterday|this\smorning|on\s(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b")
_FRESH_DAYS = 3
_LIVELY = re.compile(r"\s(?:features?|includes?|brings|comes|introduces|marks|offers|delivers|adds)\b", re.IGNORECASE)
_UNNAMED = re.compile(
    r"^\s*(?:an?\s)?(?:magnet\slink|torrent)\b|^\s*(?:(?:a|an|its|their|the|two|three|four|several|"
    r"new|first|latest|own|another|our|most|notable|"
    r"powerful|open|closed|small|large|reasoning|pair\sof|family\sof)[\s-]+){1,5}"
    rf"(?:[\w\-'>~+.{''.join(MARKS.values())}]+\s){{0,5}}?(?:AI|language|reasoning|foundation|frontier|"
    r"open-?\s?source|open-?\s?weights?|multimodal|generative|text|vision|video|image|coding|MoE|mixture-of-experts|"
    rf"parameters?|embedding)\s(?:\w+\s){{0,2}}?(?:models?|LLMs?)\b",
    re.IGNORECASE,
)
# "M introduces a new kind of model": what M is, not what somebody brings out.
_MODEL_ACTS = re.compile(rf"{_M}\s+(?:\w+ly\s|also\s)?$")


_UNRELEASED: tuple[tuple[Status, Cued], ...] = tuple(
    (status, Cued(pattern, re.IGNORECASE))
    for status, pattern in (
        (
            Status.DENIED,
            r"\b(?:shelv(?:es|ed)|scrap(?:s|ped)|cancell?(?:s|ed|led)|abandon(?:s|ed)|den(?:ies|"
            rf"ied))\b(?=[^.;]{{0,40}}{_M})|\bthere\s(?:is|will\sbe)\sno\s(?:\w+\s){{0,2}}"
            rf"(?:(?:download|release|weights|version)s?\s(?:of|for)\s)?(?={_M})|"
            rf"\bno\s(?:open\s)?(?:weights|release|download|open\sversion)\s(?:for|of)\s(?={_M})|"
            r"\b(?:will\snot|won't|not\sgoing\sto|no\splans?\sto)\s(?:let|hand|give|open|release|publish|share|post)\b|"
            r"\bhas\sno\splans\s(?:to|for)\b",
        ),
        (
            Status.DELAYED,
            r"\bdelay(?:s|ed|ing)?\b(?!\s(?:of|between)\s\d)|\bpostpon(?:e[sd]?|ing)\b|\bpush(?:es|"
            r"ed)\sback\b|\bput(?:s|ting)?\s(?:it\s)?off\b|\bslip(?:s|ped)\s(?:again|to|into|by)\b|"
            r"\b(?:weeks?|months?|years?)\slate\b|\bhold-up\b|\bbehind\sschedule\b|"
            r"\b(?:will\snot|won't|cannot|can't|not\sgoing\sto)\s(?:make|be\sready|be\sout|arrive|ship|come|appear|launch)\b|"
            r"\b(?:will|to)\smiss\b|\bnot\s(?:before|until)\b|\bno\searlier\sthan\b|\bneeds?\s(?:\w+\s)?(?:more|another)\s"
            r"(?:\w+\s)?(?:time|weeks?|months?)\b|\bon\s(?:ice|hold)\b|\b(?:bumped|moved|slid)\s(?:back\s)?to\s(?:\w+ary|March|April|"
            r"May|June|July|August|\w+ber|spring|summer|autumn|winter|next|late)\b|"
            r"\bmeant\sto\sbe\sout\b",
        ),
        (
            Status.RUMOURED,
            r"\brumou?r(?:s|ed)?\b|"
            r"(?<!after\s)(?<!after\sa\s)\bleak(?:s|ed)?\b(?!\s(?:of|its|their|the|private|user|customer|personal))|\bsaid\sto\s(?:be\s)?(?:ready|prepar|finish|plan|"
            rf"work|train|test)\w*|\bpoints?\sto\s(?:an?\s|the\s)?(?={_M})|\b(?:may|might|"
            r"could)\s(?:show|launch|release|arrive|come|debut|drop|unveil)\b|"
            rf"\breportedly\s(?:\w+\s){{0,3}}?(?:develop|train|build|prepar|test|work|finish|ready)\w*|"
            r"\bspotted\b",
        ),
        (
            Status.PLANNED,
            r"\bcoming\s(?:soon|in|next|later|this)\b|\bdue\s(?:this|in|next|on|any|by|out)\b|"
            r"\bshould\sbe\sready\b|\bin\sthe\sworks\b|\bwill\sbe\s(?:\w+\s)?(?:free|available|open|"
            r"out|released|published|open-?\s?sourced)\b|\bto\sfollow\b|\b(?:launch|release|"
            r"debut)\sis\s(?:planned|scheduled|set|expected|due)\b|"
            rf"\b(?:upcoming|forthcoming)\s(?={_M})|\bembargo\b|\bon\sthe\shorizon\b|"
            r"\benters\s(?:private|closed)\s(?:testing|beta)\b|\b(?:plans?|intends|"
            r"prepares)\sto\s(?:release|launch|open)\b",
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Release:
    """One reading: who brought out which models, and whether it happened."""

    sentence: Sentence
    trigger: Trigger
    models: tuple[Mention, ...]
    status: Status
    cue: str
    actor: Mention | None
    weights: str  # value of vocabulary.Weights that the sentence says of them, "" when silent
    named_here: bool  # False: the models were named in an earlier sentence
    unnamed: bool = False  # the sentence says "its first model" without a name


def read_releases(reading: Reading, *, dated: bool = True) -> Iterator[Release]:
    """Read all releases that an article speaks of, sentence by sentence.

    Args:
        reading: the article with its mentions.
        dated: dates far from the article's day tell plans and history; not so in pages that grow for years.

    Yields:
        Readings in text order; one sentence may give several.
    """
    published = reading.article.published_at.date() if reading.article.published_at and dated else None
    previous: tuple[Mention, ...] = ()
    previous_block = -1
    for at, sentence in enumerate(reading.sentences):
        taken: set[int] = set()
        # far from the lead "it" reaches no further than its own paragraph
        near = sentence.zone is Zone.LEAD or sentence.block == previous_block
        for found in _sentence_releases(sentence, previous if near else (), published):
            release = _with_names(found, reading.sentences[at + 1 : at + 3]) if found.unnamed else found
            if release.unnamed:
                release = _with_titled(release, reading.title)
            fresh = tuple(m for m in release.models if m.start not in taken or not release.named_here)
            if not fresh and not release.unnamed:
                continue
            taken |= {m.start for m in fresh}
            yield replace(release, models=fresh)
        if not taken and sentence.zone in (Zone.TITLE, Zone.LEAD):
            yield from _unreleased(sentence)
        if models := uncompared_models(sentence):
            previous, previous_block = models, sentence.block


def _sentence_releases(sentence: Sentence, previous: tuple[Mention, ...], published: date | None) -> Iterator[Release]:
    text = sentence.skeleton
    if not sentence.search(_SPEAKS):
        return
    triggers = find_triggers(sentence)
    for trigger in sorted(triggers, key=lambda t: (t.voice in (Voice.IDENTITY, Voice.NOUN), not t.strong, t.start)):
        if _NOT_RELEASE.match(text[trigger.start : trigger.start + 60]):
            continue
        models, named, unnamed = released_models(sentence, trigger), True, False
        if (
            not models
            and (trigger.strong or _WEIGHTS_OBJECT.match(text[trigger.end :]))
            and is_anaphoric(sentence, trigger)
        ):
            models, named = _antecedent(sentence, trigger, previous), False
        if not models:
            unnamed = (
                trigger.voice is Voice.ACTIVE
                and (trigger.strong or bool(_LINK.match(text[trigger.end :])))
                and bool(_UNNAMED.match(text[trigger.end :]))
                and sentence.zone in (Zone.TITLE, Zone.LEAD)
                and not _MODEL_ACTS.search(text[: trigger.start])
            )
            if not unnamed:
                continue
        status, cue = decide_status(text, trigger, published)
        if trigger.voice is Voice.NOUN:
            status, cue = _noun_status(sentence, trigger, status, cue, published)
        yield Release(
            sentence,
            trigger,
            models,
            status,
            cue,
            acting(sentence, trigger),
            _weights(sentence, trigger),
            named,
            unnamed,
        )


def _noun_status(
    sentence: Sentence, trigger: Trigger, status: Status, cue: str, published: date | None
) -> tuple[Status, str]:
    """Decide whether "the release of M" is the news itself or what the news refers to."""
    text = sentence.skeleton
    if status in (Status.PLANNED, Status.BACKGROUND, Status.RELEASED):
        if sentence.zone is Zone.LEAD and _LIVELY.match(text[trigger.end :]):
            return Status.RELEASED, ""
        seen = _SEEN.search(text[: trigger.start]) or _TOOK_PLACE.match(text[trigger.end :])
        if seen and sentence.zone in (Zone.TITLE, Zone.LEAD) and status is not Status.PLANNED:
            return Status.RELEASED, ""
    if sentence.zone is Zone.TITLE or status is not Status.RELEASED:
        return status, cue
    fresh = nearest_date(text, trigger, published)
    if fresh and fresh.precision is Precision.DAY and fresh.value and published:
        return (status, cue) if abs((published - fresh.value).days) <= _FRESH_DAYS else (Status.BACKGROUND, "noun")
    weekday = published is None and _WEEKDAY.search(text[slice(*trigger.clause)])
    return (status, cue) if weekday else (Status.BACKGROUND, "noun")


def _with_names(release: Release, following: Sequence[Sentence]) -> Release:
    """Give "two language models" the names that come after: "The larger, M, ...; the smaller, N, ..."."""
    for sentence in following:
        if sentence.zone is Zone.LEAD and _NAMING.match(sentence.skeleton):
            models = uncompared_models(sentence)
            return replace(release, models=models, named_here=not models, unnamed=not models)
    return release


def _with_titled(release: Release, title: Sentence | None) -> Release:
    """Give "Acme released a 30B model" the name that the headline has for it: "Acme's Ember 2 beats Quill"."""
    models = uncompared_models(title) if title is not None and title is not release.sentence else ()
    makers = {m.key for m in title.of(Label.ORG)} if title is not None else set()
    elsewhere = release.actor is not None and bool(makers) and release.actor.key not in makers
    if release.status is not Status.RELEASED or len({m.key for m in models}) != 1 or elsewhere:
        return release
    return replace(release, models=models[:1], named_here=False, unnamed=False)


def _unreleased(sentence: Sentence) -> Iterator[Release]:
    """Read a sentence that speaks of a coming model without any word of release ("M slips again")."""
    for status, pattern in _UNRELEASED:
        match = sentence.search(pattern)
        if match is None:
            continue
        models = unreleased_models(
            sentence, match.start(), match.end(), clause_around(sentence.skeleton, match.start(), match.end())
        )
        unnamed = (
            not models and status is Status.DELAYED and bool(_ITS_MODEL.search(sentence.skeleton[match.start() :][:90]))
        )
        if models or unnamed:
            trigger = Trigger(
                match.start(),
                match.end(),
                match.group().strip().lower()[:40],
                Voice.IDENTITY,
                (0, len(sentence.skeleton)),
                False,
            )
            actor, weights = acting(sentence, trigger) or _first_actor(sentence), _weights(sentence, trigger)
            yield Release(sentence, trigger, models, status, trigger.word, actor, weights, not unnamed, unnamed)
            return


def _first_actor(sentence: Sentence) -> Mention | None:
    return next(iter(sentence.of(Label.ORG)), None)


def _antecedent(sentence: Sentence, trigger: Trigger, previous: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """Return what "the model" means: the model named before in the sentence, else the first of the sentence before."""
    here = [m for m in sentence.of(Label.MODEL) if m.end - sentence.start <= trigger.start]
    if here and re.search(r"\b(?:both|they|all)\b[^,;]{0,20}$", sentence.skeleton[: trigger.start], re.IGNORECASE):
        return tuple(here)
    if here:
        return (here[0],)
    return previous[:1]


def _weights(sentence: Sentence, trigger: Trigger) -> str:
    """Return what the sentence says of weights: a plain statement in the trigger's clause, else anywhere."""
    findings = [f for f in find_components(sentence) if f.component == "weights"]
    left, right = trigger.clause
    inside = [f for f in findings if left <= f.start < right] or findings
    ranked = sorted(inside, key=lambda f: (-f.strength, f.value != Weights.DOWNLOADABLE.value))
    return ranked[0].value if ranked else ""
