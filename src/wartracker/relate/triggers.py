"""A sentence's skeleton in, release triggers with voice and clause out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from wartracker.cues import Cued
from wartracker.relate.reading import MARKS, Sentence, Zone
from wartracker.vocabulary import Label

M = MARKS[Label.MODEL]
_ANY = "".join(MARKS.values())
_ACTING = MARKS[Label.ORG] + MARKS[Label.PERSON] + MARKS[Label.BODY]


class Voice(StrEnum):
    """Where the released thing stands: after the trigger, before it, or behind a headline word."""

    ACTIVE = "active"  # "Acme released M"
    PASSIVE = "passive"  # "M was released", "M, released by Acme"
    ARRIVAL = "arrival"  # "M is here", "M arrives", "M can be downloaded"
    HEADLINE = "headline"  # "Introducing M", "New model: M"
    NOUN = "noun"  # "the release of M", "M's launch"
    IDENTITY = "identity"  # "M is Acme's newest model"


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that says that something comes out; offsets count from the sentence's start."""

    start: int
    end: int
    word: str  # lower case
    voice: Voice
    clause: tuple[int, int]
    strong: bool  # released or launched; weak words (share, present, add) need a model as their direct object


_ADVERB = (
    r"(?:\s(?:now|also|just|finally|already|today|officially|quietly|publicly|recently|newly|"
    r"first|simultaneously|fully|freely|immediately|proudly|happily|yesterday))?"
)
_USES = r"talk\sto|use|try|chat\swith|download|run|call|have|query|test"
_STRONG = (
    r"releas(?:e[sd]?|ing)|re-?leased|launch(?:e[sd]|ing)?|unveil(?:s|ed|ing)?|introduc(?:e[sd]?|ing)|"
    r"announc(?:e[sd]?|ing)|"
    r"debut(?:s|ed|ing)?|open-?\s?sourc(?:e[sd]?|ing)|opensourc(?:e[sd]?|ing)|open-weight(?:s|ed|ing)|"
    r"open-weight(?=\s+(?:the\s+|our\s+)?" + M + r")|"
    r"roll(?:s|ed|ing)?\s(?:out|up)|brought\sout|bring(?:s|ing)?\sout|put(?:s|ting)?\s(?:out|online)|"
    r"put(?:s|ting)?(?=\s[^.;]{0,60}?\s(?:in|into)\s(?:public\s|open\s)?(?:preview|beta)\b)|"
    rf"put(?:s|ting)?(?=\s[^.;]{{0,60}}?{M}[^.;]{{0,40}}?\son\s(?:the\s)?(?:{MARKS[Label.ORG]}|hub\b))|"
    r"giv(?:e|es|ing)(?=\s[^.;]{0,40}?\b(?:access\sto|preview\sof)\s)|gave(?=\s[^.;]{0,40}?\b(?:access\sto|preview\sof)\s)|"
    r"(?:hand|giv)(?:s|es|ed|ing)(?=\s(?:it|them)\s(?:away|out|to\s(?:the\s(?:world|public)|every\w+|all)))|"
    r"cut(?:s)?\sthe\sribbon\son|end(?:s|ed)\sthe\swait\sfor|"
    r"(?:let|set|turn|cut)(?:s|ed|ting)?\sloose|unleash(?:e[sd]|ing)?|uncork(?:s|ed)|uncage[sd]|"
    r"(?:wheel|trot|churn|crank|roll|usher)(?:s|ed|ted)?\s(?:out|in)(?=\s(?:\w+\s){0,3}" + M + r")|"
    r"(?:unlock|liberate|unshackle|unbolt|gift|uncover|christen|birth)(?:s|e[sd]|ed|d)?(?=\s+" + M + r")|"
    rf"(?:gift|treat|serve|bless)(?:s|ed|es|d)?(?=\s(?:the\s)?(?:\w+\s)?(?:developers|users|community|world|everyone|fans|"
    rf"internet|customers|public)\s(?:to\s|with\s)?{M})|"
    r"(?:swing|fling|throw|push)(?:s|ed)?\s(?:open\s)?the\s(?:doors?|gates?)\s(?:open\s)?(?:to|on)(?=\s+" + M + r")|"
    r"opens?(?:ed)?\s(?:up\s)?(?:the\s(?:doors?|gates?|lid|vault)\s(?:to|on)|access\sto)(?=\s(?:its\s|the\s)?"
    + M
    + r")|"
    r"lets?\s(?:the\spublic|everyone|everybody|anyone|developers|users|the\sworld|people|outsiders|customers)\s"
    r"(?:in\son|into|at|loose\son|have|use|try|download|see|play\swith|get\stheir\shands\son)(?=\s+" + M + r")|"
    r"(?:hand|turn|sign|give|giv|offer|part|dump|seed|mirror|surrender|donate|contribute|unlock|make|made|gave|put|lay|laid)"
    r"(?:s|es|ed|ing|d|n)?(?:\s(?:over|away|out|up|with|online|bare))?"
    rf"(?=\s(?:(?!no\b|not\b)[\w-]+\s){{0,4}}(?:weights|checkpoints?|parameters|files|shards|model\sfiles)\s"
    rf"(?:of|for|to|behind)\s(?:the\s)?{M})|"
    rf"follow(?:s|ed)\s(?:\w+\s){{1,5}}?with(?=\s+{M})|"
    rf"\w+(?:s|ed)\s(?:everyone|everybody|the\s(?:world|field|industry|internet|community)|fans|users|observers|rivals|many)\swith(?=\s+{M})|"
    rf"(?:begun|began|started)\sletting\s(?:\w+\s){{1,4}}?(?:{_USES})(?=\s+{M})|"
    r"(?:did|does)\sthe\ssame\s(?:with|for)(?=\s+" + M + r")|follow(?:s|ed)\ssuit\swith|"
    rf"(?:respond|repl|retort|hit|strike|fight|step|chime|come|came|struck|fought|open|weigh)(?:s|ed|ies|ied)?"
    rf"(?:\s(?:back|up|in))?\swith(?=\s+{M})|"
    r"unwrap(?:s|ped)|push(?:es|ed)\sout|thr(?:ows|ew|own)\sopen|serve[sd]\sup|"
    r"(?:lift(?:s|ed)|rais(?:es|ed)|pull(?:s|ed))\s(?:back\s)?the\s(?:curtain|lid|veil)\s(?:back\s)?on|"
    r"t(?:akes|ook)\sthe\swraps\soff|(?:flip(?:s|ped)\sthe\sswitch|turn(?:s|ed))\son(?=\s+" + M + r")|"
    r"(?:lights|lit|switch(?:es|ed))\s(?:up|on)(?=\s+" + M + r")|"
    r"(?:c(?:omes|ame)|is|are)\s(?:back\s)?out\swith|(?:fires|fired|hits|hit|answers|counters|countered|returns|"
    rf"followed\sup|follows\sup)(?:\sback)?\swith(?=\s+{M})|answer(?:s|ed)\s{MARKS[Label.ORG]}+\swith(?=\s+{M})|"
    r"(?:begins|began|start(?:s|ed)|now)\s(?:offering|selling|shipping|serving)(?:\saccess\sto)?|"
    r"(?:gives?|gave|given|giving)(?=\saway\s)|"
    rf"(?:gives?|gave|given|giving)(?=[^.;]{{0,30}}{M}+\saway\b)|"
    rf"hand(?:s|ed)(?=\s(?:developers|users|everyone|everybody|researchers|customers)\s{M})|"
    r"(?:made|make|makes|making)(?=[^.;]{0,90}?\s(?:freely\s|publicly\s|openly\s)?(?:available|"
    r"downloadable|public|open|free)\b)"
)
_WEAK = (
    r"publish(?:e[sd]|ing)?|ship(?:s|ped|ping)?|drop(?:s|ped|ping)?|upload(?:s|ed|ing)?|post(?:s|ed|"
    r"ing)?|shar(?:e[sd]?|ing)|"
    rf"push(?:es|ed)(?=\s[^.;]{{0,30}}{M}[^.;]{{0,20}}\s(?:to|onto)\s(?:the\shub\b|production\b|{MARKS[Label.ORG]}))|"
    r"tweet(?:s|ed)(?=[^.;]{0,30}\b(?:magnet|torrent|weights|link)\b)|"
    r"present(?:s|ed|ing)?|reveal(?:s|ed|ing)?|show(?:s|ed|n)?\soff|show(?:s|ed)(?=\s"
    + M
    + r")|offer(?:s|ed)?(?=[^.;]{0,30}\bweights\b)|"
    rf"puts?(?=\s+{M}+\s(?:weights\s)?(?:online|out|up)\b)|"
    r"lets?(?=\s(?:anyone|everyone|everybody|the\spublic|developers|users|people)\s(?:\w+\s)?(?:download|run)\b)|"
    r"fre(?:es|ed)(?=\s[^.;]{0,40}(?:models?\b|"
    + M
    + r"))|slip(?:s|ped)|plac(?:e[sd]|ing)(?=[^.;]{0,40}\s(?:on|online|onto|at)\b)|"
    r"add(?:s|ed|ing)(?!\sthat\b)|"
    r"deliver(?:s|ed|ing)?|develop(?:s|ed)|creat(?:es|ed)|built|builds|trained|hand(?:s|ed)?\sout|"
    rf"(?:gave|gives|giving)(?!\s{M}+\s(?:an?|the|its|some|\d)\b)|open(?:s|ed)?(?:\sup)?(?!\s?-)|"
    r"introduce|fetch(?:es)?|confirm(?:s|ed)|follow(?:s|ed)|brings|brought|comes|came|expand(?:s|ed)|"
    r"teas(?:es|ed)|preview(?:s|ed)|free[sd](?=\s+" + M + r")|"
    r"plan(?:s|ned)?\sto\s\w+|promis(?:es|ed|ing)|finishing|ready|readies"
)
_VERB = Cued(rf"(?<![\w'-])(?:(?P<strong>{_STRONG})|(?P<weak>{_WEAK}))(?![\w-])", re.IGNORECASE)
# Only these weak verbs open a claim; the rest of _WEAK words are read by status.py around other triggers.
_WEAK_OPEN = re.compile(
    r"(?:publish|ship|drop|upload|post|push|tweet|shar|present|reveal|slip|plac|add(?:s|ed)|hand|gave|gives|"
    r"offer|lets?$|puts?$|fre(?:es|ed)$|show|follow|brought|brings|"
    r"deliver|show|promis|teas|open(?:s|ed|$)|preview|expand)",
    re.IGNORECASE,
)
# In running text these present forms tell a habit ("publishes its weights"); only headlines report in the present.
_HABIT = re.compile(
    r"^(?:publishes|ships|posts|shares|presents|adds|opens|delivers|gives|brings|"
    r"drops|uploads|shows)\b",
    re.IGNORECASE,
)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|been|be|being|gets?|got)(?:n't|\snot(?:\syet)?)?(?:\s\w+ly|\snow|\sjust|"
    r"\salso|\sfirst|\sfinally|\salready|\sset\sto\sbe)?\s+$",
    re.IGNORECASE,
)
_REDUCED = re.compile(
    r"^\s+(?:by|on|in|at|today|yesterday|last|this|earlier|under|with|alongside|together|as|for|late|"
    r"early|via|through|to|just|"
    r"only|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|\d)\b",
    re.IGNORECASE,
)
# A headline that only names maker and model before its participle: "Acme: M released".
_TERSE = re.compile(
    rf"^\W*(?:\[\w+\]\s*)?(?:[{_ANY}]+(?:'s|:)?\s*){{1,4}}(?:weights\s)?(?:just\s|now\s)?$", re.IGNORECASE
)
_REDUCED_LEFT = re.compile(
    rf"(?:[{M})]|,|\bmodels?|\bfamily|\bseries|\bversions?|\bweights|\bLLMs?)\s*,?\s*"
    r"(?:(?:just|now|officially|finally|quietly)\s+)?$",
    re.IGNORECASE,
)
# "is releasing", "happy to be releasing", or a gerund that opens the sentence; "by releasing" tells of no release.
PROGRESSIVE = re.compile(
    r"(?:\b(?:is|are|am|be|been|was|were|now|today|also|just)|'re|'m|'s)\s+(?:\w+ly\s+)?$|^\W*$|[:•|-]\s*$",
    re.IGNORECASE,
)
_NOUN_LEFT = re.compile(
    r"\b(?:the|a|an|this|that|these|its|their|our|his|new|latest|recent|public|full|official|initial|"
    r"first|major|each|every|any|"
    r"next|previous|upcoming|early|big|another|no|of|today's|model|product|weights?|open)\s+$|'s?\s+$",
    re.IGNORECASE,
)
_NOUN_WORD = re.compile(
    r"(?:release|launch|debut|drop|ship|post|share|present|preview|open-?\s?source|releases|launches|"
    r"shows?|plan|ready)$",
    re.IGNORECASE,
)

_ARRIVAL = Cued(
    r"\b(?:(?:is|are|was|were|be|been|becomes?|became|goes|went|made)"
    + _ADVERB
    + r"(?:\s(?:free(?:ly)?|publicly|openly|generally|widely|directly|immediately|downloadable|both))*"
    r"\s(?:available(?!\s(?:memory|resources|data))|here\b(?!\sto\s(?:stay|help))|downloadable|"
    r"accessible(?!\sby\sanyone\swith)|live\b|out\b(?!\sof(?!\sthe\sdoor)|\swith)|ready\s(?:for|to)\s(?:download|use)|on\stap|up\b(?=\s*[;,.!]|\son\s|\sat\s|$)|"
    r"on\s(?:sale|offer|hugging\sface|the\shub|the\smarket)|switched\son|reachable|open\b(?=\s*[.,;]|\sto\s)|"
    r"public\b(?=\s*[.,;]|\s(?:as\sof|since|now|today|from)\b|\s*$)|open\b(?=\s(?:as\sof|since|now|from)\b)|"
    r"open[-\s]source\b(?=\s*[.,;!]|\s(?:as\sof|since|now|today|from|under)\b|\s*$)|set\sfree|"
    r"free\s(?:for|to)\s(?:all|every\w*|any\w*|students|schools|download)\b)"
    r"|have\sbeen\s(?:reachable|available|downloadable)"
    r"|(?:has|have)\s(?:just\s|now\s|finally\s|officially\s)?(?:arrived|landed|come\sout|hit|left\sbeta|gone\slive)"
    rf"|(?<=[{M}]\s)(?:has|have)\s(?:just\s|now\s|finally\s|officially\s)?(?:launched|dropped|debuted|shipped)"
    r"|(?:goes|went|gone)\s(?:GA\b|open[-\s]source\b(?=\s*[.,;!]|\s(?:today|under|as|this|on|with)\b|\s*$))|reach(?:es|ed)\s(?:GA|general\savailability)"
    r"|(?:sees|saw)\sthe\slight\sof\sday|(?:exits|exited|graduate[sd]\sfrom)\s(?:beta|preview)"
    rf"|(?<=[{M}]\s)hits?(?=\s(?:the\s(?:hub|market|API|app)|[{MARKS[Label.ORG]}{MARKS[Label.LIBRARY]}]))"
    rf"|(?<=[{M}]\s)(?:begins|began|starts|started)\s(?:shipping|rolling\sout)"
    rf"|(?<=[{M}]\s)joins\s(?:the|our|its|their|his)\s(?:[\w{_ANY}-]+\s){{0,3}}?(?:family|line-?up|series|siblings?|sisters?|"
    r"brothers?|cousins?|stablemates?|predecessors?|range|roster|catalog(?:ue)?|collection|portfolio|others|ranks|rest)"
    r"|(?:has\s)?(?:made|found|makes|finds)\sits\sway\s(?:on|in)?to\b"
    r"|(?:is|are)\s(?:now\s)?in\s(?:the\shands\sof|every\w+'s\s(?:hands|reach))"
    r"|(?:drops|dropped|ditches|ditched|loses|lost|ends|ended)\s(?:the|its)\swait-?list|joins\s(?:the|our|its)\s(?:public\s)?API\b"
    rf"|(?<=[{M}]\sweights\s)hits?(?=\s)"
    r"|(?:breaks|broke)\scover|(?:emerge[sd]?|emerging)\sfrom\s(?:beta|preview|stealth|the\slab|testing)"
    r"|(?:goes|went|is|are)\son\sgeneral\srelease|(?:enters|entered)\s(?:service|production)"
    r"|opens?(?:ed)?\s(?:for\sbusiness|its\sdoors|to\s(?:the\spublic|all|every\w+|any\w+))"
    r"|(?:is|are|now)\sup\sfor\s(?:grabs|download)|(?:is|are)\s(?:there\s)?(?:for\sthe\staking|yours)\b"
    r"|(?:is|are)\sin\s(?:(?:the|our|your|its)\s)(?:model\s(?:picker|menu|list|selector)|drop-?down|API)\b"
    r"|(?:is|are)\sno\slonger\s(?:invite-only|in\s(?:beta|preview|private)|behind\sa\swait-?list|a\spreview)"
    r"|(?:sheds?|shed|loses|lost|drops|dropped)\s(?:its|the)\s(?:beta|preview)\s(?:tag|label|badge|status)"
    rf"|(?<=[{M}]\s)(?:moves|moved|graduates|graduated|goes|went|advances|advanced|is\spromoted|was\spromoted)\s(?:from\s\w+\s)?"
    r"(?:in)?to\s(?:GA\b|general\savailability|production|stable|public\s(?:preview|beta))"
    rf"|(?<=[{M}]\s)(?:popped|pops|crops|cropped)\sup\s(?=on|at|in)"
    rf"|(?<=[{M}]\s)reach(?:es|ed)\s(?:the\spublic|all\s\w+|every\w+|developers|users|customers)"
    rf"|(?<=[{M}],\s)ships(?=\swith\b)|(?<=[{M}]\s)(?:touches|touched)\sdown"
    rf"|(?<=[{M}],\s)(?:just\s|now\s)?out\s(?=today|now|since|this)"
    r"|arriv(?:es?|ed)|land(?:s|ed)\b(?=\s(?:on|in|at|with|as|,|today)|\s*$)|(?:came|comes)\sout(?!\s(?:with|swinging|fighting|on\stop|ahead|against|in\sfavou?r|of))|"
    r"(?:turned|turns|showed|shows)\sup\s(?=on|at|in)|(?:appeared|appears|surfaced)\s(?=on\s|at\s)|"
    r"went\s(?:live|on\ssale|public|up(?=\son))|goes\s(?:live|public)|"
    r"(?:is|are)\s(?:now\s)?rolling\sout|rolls?\sout(?=\s(?:to|on|in|across)\b)|"
    rf"(?:replaces|takes\sover\sfrom)(?=\s+{M}+\s(?:on|in|as)\b)|"
    rf"(?<=[{M}]\s)(?:just\s|now\s|finally\s)?(?:ships|shipped|debuts|debuted|launche[sd]|dropped|landed)(?=\s(?:on|in|at|today|tonight|overnight|under|"
    r"this|last|yesterday|late|early|as)\b|\s*[.!,;]|\s*$)|"
    r"can\snow\sbe\s(?:called|queried|rented|hired|used|run|tested|booked|ordered|bought|licensed|prompted)|"
    r"(?:can|may)\s(?:now\s)?be\s(?:now\s)?(?:downloaded|accessed|fetched|obtained|found\son|tried|used\sfree|installed|had|"
    r"cloned|pulled\s(?=from|with))|"
    r"(?:makes?|made)\s(?:its|their|a)\s(?:\w+\s)?(?:debut|bow)|(?:left|leaves)\s(?:beta|preview)|(?:enters?|"
    r"entered|goes\sinto|went\sinto)\s(?:general\savailability|(?:public\s|open\s)?(?:beta|preview))|"
    r"now\s(?:answers|available|live|downloadable|open[-\s]source[d]?|generally\savailable|in\s(?:public\s)?(?:preview|"
    r"beta))|available\s(?:now|today)|answers\srequests)\b",
    re.IGNORECASE,
)
# A hub's name is a mention: this pattern reads the plain text.
_ON_HUB = Cued(
    r"\b(?:is|are|was|were|went|has\sbeen|have\sbeen)(?:\s(?:now|already|also|both|up|live))?\son\s(?:the\s)?"
    r"(?:Hugging\s?Face|HF|ModelScope|Kaggle|GitHub|Ollama|Hub)\b"
)
# "as of today", "starting Monday", "from now on": what begins then can be had.
_FROM_NOW = (
    r"(?:(?:from|starting|as\sof|since|effective)\s(?:today|now|tonight|midnight|noon|yesterday|"
    r"this\s(?:morning|afternoon|evening|week)|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)|right\saway|at\sonce)\b"
)
_USE = (
    r"(?:talk\sto|query|rent|hire|order|buy|prompt|fine-tune|install|fork|clone|host|test|inspect|use|try|chat\swith|download|run|call|get|fetch|access|pull|try\sout|build\s(?:on|with)|"
    r"(?:download|fetch|get)\s(?:the\s)?weights\s(?:of|for))"
)
_HEADLINE = Cued(
    r"^\W*(?:introducing|announcing|presenting|unveiling|releasing|launching|open-?\s?sourcing|"
    r"say\s(?:hello|hi)\sto|hello|meet|please\smeet|here\s(?:is|comes|are)|here's|enter|behold|welcome|out\snow|now\s(?:live|out|available)|"
    r"(?:it\sis|it's)\s(?:finally\s)?(?:out|here|live)(?=:)|please\swelcome|new(?:\s\w+)?\s(?:model|models|release|"
    r"llm)s?(?:\s(?:available|released|launch))?|new|added|coming)\b:?"
    r"|^\W*(?:(?:out|now|live|available|fresh|open|free)"
    r"(?:\s(?:now|today|tonight|on|in|at|to|for|from|since|everywhere)\b[^:.!?]{0,40})?|just\sin):(?=\s)"
    r"|^\W*(?:also|and|just|brand)?[\s-]?(?:new|fresh|out|released|launched|shipped|open|latest|added|arrived)\s"
    r"(?:this|today|from|on|in|at|since|for|to|off|arrivals?|releases?|drops?|additions?)\b[^:.!?]{0,30}:(?=\s)"
    r"|^\W*(?:this\s(?:week|month)'s|today's|the\sweek's)\s(?:\w+\s)?(?:releases?|drops?|launch(?:es)?|arrivals?|models?):(?=\s)"
    rf"|\bthe\swait\s(?:for\s(?:it\s)?)?is\sover[:;,]?\s(?:for\s)?(?={M})"
    rf"|\bwith\s(?:today's|this\sweek's|monday's|tuesday's|wednesday's|thursday's|friday's)\s(?:\w+\s)?"
    rf"(?:upload|release|drop|launch|update|push|commit),?\s+(?={M})"
    rf"|\byou(?:'ll|\swill|\scan)?\s(?:now\s)?find\s+(?={M}+\s(?:in|on|at|under)\b)"
    rf"|\btoday\s(?:marks|brings|sees|is)\sthe\s(?:\w+\s)?(?:release|launch|debut|arrival|day)\s(?:of|for)\s+(?={M})"
    rf"|^\W*(?:get|grab|download|try|pull|fetch|install)\s(?={M}+\s(?:on|from|at|in|via)\b[^.]{{0,60}}(?:\bnow\b|\btoday\b|!))"
    r"|\bjoin\sthe\swait-?list\sfor\b|\bopens?\s(?:a|the|its)\swait-?list\sfor\b"
    rf"|\bcan\snow\s{_USE}\s+(?={M})"
    rf"|\b(?:can\s(?:freely\s)?{_USE}|gets?(?:\saccess\sto)?)\s+(?={M}[^.;]{{0,60}}\b{_FROM_NOW})"
    rf"|\b{_FROM_NOW},?\s"
    rf"(?={M}+\s(?:(?:is|becomes)\s(?:the|our|your)\s(?:\w+\s)?default|replaces)\b)"
    rf"|\b{_FROM_NOW},?\s[^.;:]{{0,50}}\s(?:can\s{_USE}|gets?(?:\saccess\sto)?)\s+(?={M})"
    rf"|\b(?:now\sserves|as\sof\s\S+\sthe\sAPI\sserves)\s+(?={M})|\b(?:week|month|day)\s(?:saw|brought)\s(?:us\s)?(?={M})"
    rf"|\bha(?:s|ve)\sa\snew\s(?:[\w-]+\s){{0,3}}(?:model|flagship|LLM)\b[,:]?\s(?:called\s|named\s)?(?={M})"
    rf"|\bfollow(?:s|ed)\s(?:it|them|that)\s(?:up\s)?with\s+(?={M})"
    rf"|\bhand(?:s|ed)\s+(?={M}+\s(?:over\s)?to\s)"
    rf"|^\W*with\s+(?={M}+,?\s[^.;]{{0,60}}\s(?:enters|joins|takes\son|answers|returns|follows|strikes|steps)\b)"
    rf"|\bthere\s(?:is|are)\snow\s(?:an?\s)?(?={M})|\b(?:launched|released|unveiled|introduced|presented)"
    rf"[^.;]{{0,30}}\sis\scalled\s+(?={M})"
    r"|\bnew\s(?:\w+\s)?models?\savailable:?|\badded:|\bnew:|(?<=\d)\s[·-]\snew:",
    re.IGNORECASE,
)
_NOUN = Cued(
    r"\b(?P<word>release|launch|debut|arrival|unveiling|availability|open-sourcing|introduction|"
    rf"rollout|roll-out|publication|preview)\sof\s(?=[^.;,]{{0,60}}{M})"
    rf"|(?<={M})(?:'s)?\s(?P<after>release|launch|debut|preview|drop|is\sout|out\snow)\b",
    re.IGNORECASE,
)
# Finite forms only: infinitives stand behind "will", "soll", "va", which are plans.
_OTHER_LANGUAGES = Cued(
    r"(?<!将)(?<!即将)(?<!此前)(?<!之前)(?<!曾)(?<!不)(?<!未)(?<!没有)(?<!不定期)(?:正式|今日|今天|宣布)?(?:发布|推出|开源|上线|公布|放出|發布|開源)(?:了)?(?!会|会上|时间)|"
    r"(?<![\w-])(?:veröffentlicht(?:e)?|veröffentlichten|stellt(?:e)?|vorgestellt|bringt|freigegeben|gibt(?=[^.;]{0,60}\sfrei\b)|gab(?=[^.;]{0,60}\sfrei\b)|"
    r"(?:liegen|liegt|stehen|steht)\s(?:ab\s(?:sofort|heute)\s)?(?:zum\sDownload|auf\s|frei)|"
    r"publie(?:nt)?|a\spublié|libère(?:nt)?|(?:a|ont)\slibéré|met(?:tent)?\sen\sligne|(?:a|ont)\smis\sen\sligne|"
    r"rend(?:ent)?\s(?:public|disponible)s?|(?:a|ont)\srendu\s(?:public|disponible)s?|ouvre(?:nt)?\sles\spoids|"
    r"pone(?:n)?\s(?:en\slínea|a\sdisposición)|abre(?:n)?\slos\spesos|mett(?:e|ono)\s(?:online|a\sdisposizione)|"
    r"rende\sdisponibile|apre\si\spesi|disponibiliz(?:a|ou)|lance(?:nt)?|a\slancé|dévoile(?:nt)?|a\sdévoilé|présente(?:nt)?|(?:a|"
    r"ont)\s(?:été\s)?(?:présent|publi|lanc|dévoil|diffus)ée?s?|lanza|"
    r"publica|presenta|publicó|lanzó|presentó|(?:lanza|presenta|publica)mos|"
    r"lança(?:mos)?|lançou|apresent(?:a|amos|ou)|public(?:ou|amos)|libera(?:mos)?|liberou|"
    r"nous\s(?:publions|lançons|dévoilons|présentons)|(?:stellen|veröffentlichen)\swir|wir\s(?:veröffentlichen|stellen)|"
    r"presentiamo|rilasci(?:a|amo)|rilasciato|pubblic(?:a|ato|hiamo))(?![\w-])|リリース|公開(?!予定)|출시|공개"
)
_IDENTITY = Cued(
    rf"(?<=[{M})])\s*(?:\([^)]*\)\s*)?,?\s*(?:is|are|marks?|represents?|becomes?|features?|"
    rf"as)\s+(?:[\w'\-{_ANY}]+\s){{0,3}}?(?:new(?:est)?|latest|next(?:-gen(?:eration)?)?|first|"
    r"upgraded|significant\s(?:upgrade|update)|successor)\b"
    rf"|(?<=[{M})])\s*,?\s*(?:is|are)\s+(?:[\w'\-{_ANY}]+\s){{0,3}}?(?:biggest|largest|best|strongest|smartest|fastest|smallest|"
    r"most\s(?:capable|powerful|advanced|open|intelligent))\s(?:[\w-]+\s){0,3}?(?:model|LLM|release|system)s?\s(?:yet|to\sdate)\b"
    rf"|\b(?:our|its|their|the)\s(?:new(?:est)?|latest)\s(?:[\w\-]+\s){{0,5}}?(?:model|version|"
    r"generation|LLM|flagship)s?\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r";|\s[—–]\s|,?\s(?:but|while|whereas|although|though)\s(?!also\b)|,\syet\s|\.\s|"
    rf",?\sand\s+(?=(?:[{_ACTING}]+(?:'s)?|it|he|she|they|we)\s+(?:\w+\s){{0,2}}(?:has|have|is|are|was|"
    r"were|will|plans?|say|said|says|put|\w+ed)\b)|"
    rf"(?<![{M}])(?<![{M}],),?\sand\s+(?={M}+\s(?:\w+\s){{0,2}}(?:has|have|is|are|was|were|will|\w+ed)\b)",
    re.IGNORECASE,
)


def find_triggers(sentence: Sentence) -> list[Trigger]:
    """Find the words of a sentence that say that something comes out.

    Args:
        sentence: a sentence with its skeleton.

    Returns:
        Triggers in text order; whether they have a model as argument is for `arguments` to say.
    """
    text = sentence.skeleton
    found: list[Trigger] = []
    for match in sentence.finditer(_HEADLINE):
        found.append(_trigger(text, match.start(), match.end(), Voice.HEADLINE, strong=True))
    for match in sentence.finditer(_ARRIVAL):
        found.append(_trigger(text, match.start(), match.end(), Voice.ARRIVAL, strong=True))
    for match in _ON_HUB.finditer(sentence.said):
        if not any(other.start < match.end() and match.start() < other.end for other in found):
            found.append(_trigger(text, match.start(), match.end(), Voice.ARRIVAL, strong=True))
    named = M in text
    for match in sentence.finditer(_NOUN) if named else ():
        found.append(_trigger(text, match.start(), match.end(), Voice.NOUN, strong=False))
    for match in sentence.finditer(_VERB):
        if any(other.start <= match.start() < other.end for other in found):
            continue
        voice = _voice(text, match)
        prose = sentence.zone is not Zone.TITLE and sentence.plain.rstrip()[-1:] in '.!?"'
        direct = text[match.end() :].lstrip()[:1] == M
        if match["weak"] and prose and not direct and _HABIT.search(match["weak"]):
            continue
        if voice is None or (match["weak"] and not _WEAK_OPEN.match(match["weak"])):
            continue
        found.append(_trigger(text, match.start(), match.end(), voice, strong=bool(match["strong"])))
    for match in sentence.finditer(_OTHER_LANGUAGES) if named else ():
        before = re.search(rf"{M}+[^.;。；]{{0,40}}$", text[: match.start()]) and not re.search(
            rf"^[^.;。；]{{0,60}}{M}", text[match.end() :]
        )
        found.append(_trigger(text, match.start(), match.end(), Voice.PASSIVE if before else Voice.ACTIVE, strong=True))
    for match in sentence.finditer(_IDENTITY) if named else ():
        if not any(other.start < match.end() and match.start() < other.end for other in found):
            found.append(_trigger(text, match.start(), match.end(), Voice.IDENTITY, strong=False))
    return sorted(found, key=lambda trigger: trigger.start)


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the clause that holds a stretch of a skeleton."""
    left, right = 0, len(text)
    for match in _CLAUSE.finditer(text):
        if match.end() <= start:
            left = match.end()
        elif match.start() >= end:
            right = match.start()
            break
    return left, right


def _trigger(text: str, start: int, end: int, voice: Voice, *, strong: bool) -> Trigger:
    return Trigger(start, end, text[start:end].strip().lower(), voice, clause_around(text, start, end), strong)


def _voice(text: str, match: re.Match[str]) -> Voice | None:
    """Tell the voice of a verb form, None when it is a noun or an adjective."""
    left, right, word = text[: match.start()], text[match.end() :], match.group()
    if _NOUN_WORD.match(word) and _NOUN_LEFT.search(left) and not re.search(r"\bto\s+$", left):
        return None
    if re.fullmatch(r"open-?\s?source", word, re.IGNORECASE) and not re.search(
        rf"(?:\b(?:to|will|we|they|can)|[{_ANY}])\s+$", left, re.IGNORECASE
    ):
        return None
    if (
        re.fullmatch(r"open-?\s?sourced", word, re.IGNORECASE)
        and re.match(r"\s+(?:\w+\s)?(?:models?|weights|version|LLM)", right)
        and re.search(r"\b(?:the|an?|our|its)\s+$", left)
    ):
        return None
    if re.fullmatch(r"open(?:\sup)?", word, re.IGNORECASE) and not re.search(
        r"\b(?:to|will|we|they)\s+(?:now\s)?$", left
    ):
        return None
    if re.fullmatch(r"present", word, re.IGNORECASE) and not re.search(r"\b(?:we|to|they|I)\s+$", left):
        return None
    if word.lower().endswith("ing") and not PROGRESSIVE.search(left):
        return None
    participle = re.search(r"(?:ed|put\s\w+|brought\sout|made|let\sloose|shown)$", word, re.IGNORECASE)
    if participle:
        if _AUXILIARY.search(left):
            return Voice.PASSIVE
        if _REDUCED.match(right) and _REDUCED_LEFT.search(left):
            return Voice.PASSIVE
        if re.match(r"\s*[.!]?\s*$", right) and _TERSE.match(left):
            return Voice.PASSIVE
        if re.match(r"\s*\(?$", left) and re.match(r"\s+(?:by|as)\b", right):
            return Voice.PASSIVE
    return Voice.ACTIVE
