"""A trigger in its sentence in, status with the cue that decided it out.

Order of tests: denied, delayed, rumoured, planned, background, released (the first cue that governs the trigger wins).
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from wartracker.relate.dates import DatePhrase, find_dates
from wartracker.relate.reading import MARKS
from wartracker.relate.triggers import Trigger, Voice
from wartracker.vocabulary import Label, Status

_M = MARKS[Label.MODEL]
_NAMES = "".join(MARKS.values())
# A happening this long before the article is history, not news.
BACKGROUND_DAYS = 60
# Cues that govern what follows them within this many code points of the same clause.
_REACH = 60

_DENIED_NEAR = re.compile(
    r"\btoo\s\w+\s[^.;]{0,40}\bto\sbe\s$|"
    r"(?:\b(?:has|have|had|did|does|do|is|was|were|are|would|will|can|could)(?:n't|\snot)|\bwon't|"
    r"\bnever|\byet\sto|\bnot\sto|\bno\s(?:plans?|intention)\s(?:to|for)|"
    r"\brefus(?:es|ed|ing)\sto|\bdeclin(?:es|ed|ing)\sto|\bnot\s(?:going|planning|"
    r"intending)\sto|\bno\slonger|\bstopp?ed)\b[^.;]{0,35}$",
    re.IGNORECASE,
)
# "without releasing", "decided against publishing": only a gerund is denied so.
_DENIED_GERUND = re.compile(r"\b(?:against|without|rather\sthan|instead\sof|from)\s(?:\w+\s)?$", re.IGNORECASE)
_DENIED_ANY = re.compile(
    r"\bden(?:y|ies|ied)\b|\bshelv(?:es|ed)\b|\bscrap(?:s|ped)\b(?!\sdata)|\bcancell?(?:s|ed|led)\b|"
    r"\babandon(?:s|ed)\b|\bruled\sout\b|\bno\splans\b(?!\sto\s(?!releas|launch|publish|open|ship|make|offer|bring|let|put))|\bis\sa\sfake\b|"
    rf"\bthere\sis\sno\s{_M}|\bwill\snot\s(?:let|hand|give|be|open|make)\b|\bwithh(?:eld|olds|"
    r"olding)\b|\bdecided\s(?:not\sto|against)\b|\bnot\s(?:yet\s)?(?:been\s)?(?:released|launched|"
    r"shipped|available|published|open-?sourced)\b",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"\bdelay(?:s|ed|ing)?\b(?!\s(?:of|between|in)\s(?:\d|ms))|\bpostpon(?:e[sd]?|ing)\b|\bpush(?:es|"
    r"ed|ing)?\sback\b(?!\sagainst|\son)|\bput(?:s|ting)?\soff\b|\bslips?\b(?=\s(?:again|to|by|into))|"
    r"\bslipped\b(?=\s(?:again|to\s|by\s|into\s(?:next|late|early)))|"
    r"\b(?:a\s)?(?:day|week|month|year)s?\slate\b|\bat\sleast\sa\s\w+\slate\b|\bhold-up\b|"
    r"\bbehind\sschedule\b|\b(?:will|won't|would)\s(?:not\s)?(?:make|miss)\s(?:its\s|the\s)?(?:\w+\s)?(?:deadline|date|window|launch|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|spring|summer|autumn|fall|winter|"
    r"Q[1-4]|year)\b|\bneeds?\s(?:\w+\s)?(?:more|another|extra)\s(?:\w+\s)?(?:time|weeks?|months?)\b|"
    r"\bmeant\sto\sbe\sout\b|\bwould\shave\sbeen\b|\bno\snew\sdate\b|"
    r"\blater\sthan\s(?:planned|expected|promised)\b|\bput\son\shold\b",
    re.IGNORECASE,
)
# "Three months late, M is finally out."
_AT_LAST = re.compile(r"\b(?:finally|at\slast)\b", re.IGNORECASE)
_RUMOURED = re.compile(
    r"\brumou?r(?:s|ed)?\b|\breportedly\b|"
    r"(?<!after\s)(?<!after\sa\s)(?<!which\s)(?<!which\shad\s)(?<!that\s)(?<!whose\s)\bleak(?:s|ed)?\b(?!\s(?:of|its|their|the|private|user|customer|personal))|"
    r"\balleged(?:ly)?\b|"
    r"\bsaid\sto\s(?:be\s)?(?:ready|prepar|plan|launch|releas|work|finish|develop|debut|arriv|unveil|"
    r"consider)|"
    r"\bis\sthought\sto\b|\bis\sbelieved\sto\b|\bhint(?:s|ed|ing)?\s(?:at|that)\b|"
    r"\b(?:could|might)\s(?:\w+\s)?(?:launch|release|arrive|come|debut|be|show|drop|unveil|announce|"
    r"land|give|open|publish|ship|put|make|offer|hand|share)\b|"
    r"\bmay\s(?:\w+\s)?(?:launch|release|arrive|come|debut|give|open|publish|ship|put|make|offer|hand|share|be\s(?:released|launched|out)|show|"
    r"drop|unveil|announce|land|soon)\b|"
    r"\bfamiliar\swith\b|\bpeople\swho\shave\sseen\b|\baccording\sto\s(?:people|sources|insiders|"
    r"leaks)\b|\bsources\ssay\b|\bspeculat(?:es|ed|ion)\s(?:about|that|on|is)\b|\bspotted\b|"
    r"\bstrings\sfound\b|\bunconfirmed\b|\bapparently\b|\blikely\s(?:called|named|"
    r"to\s(?:be\s)?(?:release|launch|unveil))",
    re.IGNORECASE,
)
_PLANNED_NEAR = re.compile(
    r"(?:\b(?:will|shall|'ll)\b(?!\snot)|\b(?:plan(?:s|ned|ning)?|set|expect(?:s|ed|ing)?|due|slated|"
    r"scheduled|supposed|intend(?:s|ed|ing)?|aim(?:s|ed|ing)?|want(?:s|ed)?|hop(?:es|ed|ing)|prepar(?:es|ed|"
    r"ing)|preps|ready|readying|"
    r"poised|about|looking|gearing\sup|promis(?:es|ed|ing)|commit(?:s|ted)?|vow(?:s|ed)?|pledg(?:es|"
    r"ed|ing)|going|on\strack|is|are)\sto\b|\bplans?\s(?:for|on)\b|\bupcoming\b|\bforthcoming\b|"
    r"\bwould\b|\bshould\b|\bworking\son\b|\bwhether\sto\b|\bconsider(?:s|ed|ing)\b|\bweigh(?:s|ed|ing)\b|"
    r"\bcoming\b|\bif\b|\bteas(?:es|ed|ing)\b)[^.;]{0,60}$|\b(?:before|ahead\sof)\s(?:the\s|its\s)?$",
    re.IGNORECASE,
)
_PLANNED_AFTER = re.compile(
    r"^[^.;]{0,80}?(?:\bsoon\b|\bin\sthe\s(?:coming|next)\b|\bcoming\s(?:days|weeks|months)\b|"
    r"\blater\sthis\s(?:week|month|year|quarter|spring|summer|fall|autumn|winter)\b|\bnext\s(?:week|"
    r"month|year|quarter)\b|\btomorrow\b|"
    r"\bbefore\sChristmas\b|\bis\splanned\b|\bare\splanned\b|\bTBA\b|\bTBD\b)",
    re.IGNORECASE,
)
_PLANNED_ANY = re.compile(
    r"\bcoming\s(?:soon|in|next|later|this)\b|\bin\sthe\sworks\b|\bshould\sbe\sready\b|\bdue\s(?:this|"
    r"in|next|on|any|by)\b|\bto\sfollow\b|\b(?:embargo|does\snot\sofficially\sexist)\b|"
    r"\bis\sfinishing\b|\bunder\sdevelopment\b|\bstill\s(?:in\straining|training)\b|\broadmap\b|"
    r"\bTBA\b",
    re.IGNORECASE,
)
_JUST_NOW = 10
# Present forms that with a date to come tell a plan ("arrives in June").
_PRESENT = re.compile(r"(?:arrives?|lands|comes|launches|ships|debuts|rolls\sout|releases|goes)\b|(?:is|are)\s")
_ONCE = re.compile(
    rf"\b(?:when|once|until|before|as\ssoon\sas|whenever)\s(?:the\s)?(?:{_M}+|it|they)\s*$", re.IGNORECASE
)
# A launch told in a relative clause of what will be.
_WILL_BE = re.compile(
    r"^[^.;]{0,80}?\b(?:which|that|and)\s(?:\w+\s)?(?:will|is\sto|are\sto)\s(?:\w+\s)?(?:be(?:come)?\s(?:\w+\s)?"
    r"(?:available|released|out)|arrive|launch|come|ship|roll\sout)\b",
    re.IGNORECASE,
)
_ANNOUNCING = re.compile(r"announc|unveil|previe|reveal|show|present|introduc")
# Verbs that themselves say that nothing is out yet.
_BEFOREHAND = re.compile(r"promis\w+|teas\w+|coming\b")
# "Acme, a start-up founded in January, launched M": when it was founded is no day of the launch.
_APPOSED = re.compile(
    rf"(?<=[{_NAMES}\w]),\s(?:an?|the|which|who|whose|founded|based|formerly|once|born)\b[^,;]{{0,120}},(?=\s)"
)
_WAS = re.compile(r"\b(?:was|were|has\sbeen|have\sbeen|got)\s(?:\w+ly\s|also\s|just\s|first\s)?$", re.IGNORECASE)
_NOW = re.compile(r"\b(?:today|now|already|immediately|yesterday|this\smorning|last\s(?:night|week))\b", re.IGNORECASE)
_BACKGROUND_NEAR = re.compile(
    r"\b(?:(?:ever\s)?since|until)\s(?!\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|"
    rf"yesterday|this\s|today|then\b|noon|midnight|last\s(?:night|week))(?:the\s|its\s|their\s)?(?:[\w'\-{_NAMES}]+\s){{0,5}}$|\b(?:after|"
    rf"following)\s(?:the\s|its\s|their\s)?(?:[\w'\-{_NAMES}]+\s){{0,4}}$|"
    r"\b(?:newly|recently)[- ]$|\bjust-$|\b(?:the|an?|its|their|our)\sjust\s$|"
    r"\b(?:(?<!said\sit\s)(?<!says\sit\s)(?<!said\sthey\s)(?<!that\sit\s)had|previously|originally|formerly|earlier|recently)\s(?:been\s)?(?:also\s)?$|\bpreviously,?\s(?:we\s)?$|\bwhen\s(?:it|they|he|she|"
    r"we)\s(?:was|were|first)?\s?$",
    re.IGNORECASE,
)
_BACKGROUND_ANY = re.compile(
    r"\b(?:was|were)\s(?:available|on\ssale)\s(?:for|until)\b|\bwhich\s(?:came\sout|"
    r"was\s(?:first\s)?(?:released|launched|published))\sin\s(?:[A-Z]\w+\s)?20\d\d\b|"
    r"\blast\s(?:year|spring|summer|autumn|fall|winter)\b(?!'s)|\b(?:two|three|four|five|six|"
    r"\d+)\s(?:months|years)\sago\b|\ba\syear\s(?:ago|after|since)\b|\byears?\s(?:after|since)\b|"
    r"\bmonths\s(?:after|since)\b|\bin\sthe\s(?:past|last)\s(?:year|years|\w+\smonths)\b",
    re.IGNORECASE,
)


def decide_status(text: str, trigger: Trigger, published: date | None) -> tuple[Status, str]:
    """Decide whether what a trigger says has happened.

    Args:
        text: skeleton of the sentence.
        trigger: the trigger, with its clause.
        published: day the article appeared, None when unknown.

    Returns:
        The status and the cue that decided it ("" for released).
    """
    left, right = trigger.clause
    clause = text[left:right]
    before, after = text[left : trigger.start], text[trigger.end : right]
    near = before[-_REACH - 20 :]
    if trigger.word.endswith("ing") and (match := _DENIED_GERUND.search(near)):
        return Status.DENIED, match.group().strip()
    if match := _DENIED_NEAR.search(near) or _DENIED_ANY.search(clause):
        return Status.DENIED, match.group().strip()
    match = _DELAYED.search(text)
    if match and not (_AT_LAST.search(text[max(0, trigger.start - 12) : trigger.end]) or _comes_late(match, trigger)):
        return Status.DELAYED, match.group()
    if match := _RUMOURED.search(clause):
        return Status.RUMOURED, match.group()
    if match := _BEFOREHAND.match(trigger.word):
        return (Status.PROMISED if match.group().startswith("promis") else Status.PLANNED), match.group()
    if _ANNOUNCING.match(trigger.word) and (match := _WILL_BE.match(text[trigger.end : right + 40])):
        return Status.ANNOUNCED, match.group()[-40:]
    if match := _ONCE.search(near):
        if _PRESENT.match(trigger.word):
            return Status.PLANNED, match.group().strip()
        if match.group().lower().startswith(("before", "until")):
            return Status.BACKGROUND, match.group().strip()
    happened = _happened_word(trigger, before)
    if not happened and (match := _PLANNED_NEAR.search(near)):
        return _promised(text, match.group()), match.group().strip()[:40]
    if match := _PLANNED_AFTER.search(after) if not _NOW.search(clause) and not happened else None:
        return Status.PLANNED, match.group().strip()[-40:]
    if match := _PLANNED_ANY.search(clause) if not _NOW.search(clause) and not happened else None:
        return Status.PLANNED, match.group()
    if match := _BACKGROUND_NEAR.search(near) or _BACKGROUND_ANY.search(_segment(text, trigger)):
        return Status.BACKGROUND, match.group().strip()
    return _by_date(text, trigger, published)


def _comes_late(late: re.Match[str], trigger: Trigger) -> bool:
    """Tell whether "a year late" stands before what then did come out."""
    return late.group().endswith("late") and late.end() <= trigger.start and trigger.strong


def _segment(text: str, trigger: Trigger) -> str:
    """Return the part of the clause around a trigger that no comma interrupts, one comma more to its left."""
    left, right = trigger.clause
    start = text.rfind(",", left, max(left, text.rfind(",", left, trigger.start)))
    end = text.find(",", trigger.end, right)
    return text[max(left, start) : end if end >= 0 else right]


def nearest_date(text: str, trigger: Trigger, published: date | None, *, future: bool = False) -> DatePhrase | None:
    """Return the date phrase of a trigger's clause that stands nearest to it, None without one."""
    left, right = trigger.clause
    phrases = [p for p in find_dates(text, published, future=future) if left <= p.start and p.end <= right]
    asides = [m.span() for m in _APPOSED.finditer(text, left, trigger.start)] if phrases else []
    phrases = [p for p in phrases if not any(start <= p.start and p.end <= end for start, end in asides)]
    return min(phrases, key=lambda p: min(abs(p.start - trigger.end), abs(trigger.start - p.end)), default=None)


def _by_date(text: str, trigger: Trigger, published: date | None) -> tuple[Status, str]:
    phrase = nearest_date(text, trigger, published)
    if phrase is None or phrase.past is None or published is None or phrase.value is None:
        return Status.RELEASED, ""
    if (
        phrase.open_year
        and _PRESENT.match(trigger.word)
        and (ahead := nearest_date(text, trigger, published, future=True))
    ):
        nearer = ahead.value is not None and ahead.value - published < published - phrase.past
        if nearer and published - phrase.past > timedelta(days=_JUST_NOW):
            return Status.PLANNED, ahead.phrase
    # "in March we shipped" is the last March, however the year goes on
    passed = not phrase.open_year or re.search(r"(?:ed|out|made)$", trigger.word) is not None
    if published - phrase.past > timedelta(days=BACKGROUND_DAYS) and passed:
        return Status.BACKGROUND, phrase.phrase
    if phrase.value > published + timedelta(days=1):
        return Status.PLANNED, phrase.phrase
    return Status.RELEASED, ""


def _happened_word(trigger: Trigger, before: str) -> bool:
    """Tell a finite past form, which a "will" far before it does not govern."""
    if trigger.voice is Voice.PASSIVE:
        return bool(_WAS.search(before))
    if trigger.word.startswith("roll") and re.search(r"\b(?:began|begun|started)\s(?:\w+ly\s)?$", before):
        return True
    return trigger.voice is Voice.ACTIVE and bool(re.search(r"(?:ed|brought out|made)$", trigger.word))


def _promised(text: str, cue: str) -> Status:
    return (
        Status.PROMISED if re.match(r"\W*(?:promis|pledg|commit|vow)", cue.strip(), re.IGNORECASE) else Status.PLANNED
    )
