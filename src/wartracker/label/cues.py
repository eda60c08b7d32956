"""What stands before and after a name in, the weight of evidence that it names a model, a maker or a person out."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KINDS = (
    r"(?:models?|LLMs?|VLMs?|SLMs?|MoE|transformer|chatbot|network|checkpoints?|(?:image|picture|video|music|"
    r"speech|text|code|voice)[ -]"
    r"(?:generator|encoder|decoder|recogni[sz]er|transcriber|synthesi[sz]er)|mixture-of-experts|foundation "
    r"model|embedder|reranker|"
    r"[Mm]odell|[Ss]prachmodell|modèle|modelo)\b"
)
_COMPANY = (
    r"(?:compan(?:y|ies)|start-?ups?|labs?|laboratory|firm|makers?|vendor|group|bank|broker|insurer|collective|"
    r"unit|spin-?(?:off|out)|"
    r"publisher|newspaper|investor|universit(?:y|ies)|institute|institution|developer|provider|agency|shipyard|"
    r"consultancy|retailer|operator|"
    r"consortium|nonprofit|non-profit|foundation|outfit|conglomerate|carmaker|chipmaker|manufacturer|"
    r"cooperative|studio|platform|Unternehmen|"
    r"entreprise|société|Firma)\b"
)
_RELEASE = (
    r"(?:releas(?:es?|ed|ing)|launch(?:es|ed|ing)?|unveil(?:s|ed|ing)?|introduc(?:es?|ed|ing)|announc(?:es?|ed|ing)|"
    r"open[- ]?sourc(?:es?|ed|ing)|open-weight(?:ed|s)|ship(?:s|ped|ping)?|drop(?:s|ped)?|debut(?:s|ed)?|"
    r"publish(?:es|ed|ing)?|"
    r"present(?:s|ed)?|upload(?:s|ed)?|roll(?:s|ed|ing)? out|put out|brought out|brings out|bring out|showed "
    r"off|teas(?:es?|ed)|preview(?:s|ed)?|"
    r"train(?:s|ed|ing)?|retir(?:es?|ed|ing)|deprecat\w+|pull(?:s|ed)|withdr[ae]w\w*|shelv(?:es?|ed|ing)|"
    r"delay(?:s|ed)?|postpon\w+|"
    r"switch(?:es|ed)? (?:on|off)|add(?:s|ed)|plac(?:es|ed)|slip(?:s|ped)|post(?:s|ed)|mov(?:es|ed|ing)|"
    r"relicens\w+|finish(?:es|ed|ing)?|"
    r"ready(?:ing)?|readies|read(?:y|ied)|unwrap(?:s|ped)|built|builds?|develop(?:s|ed)|creat(?:es|ed)|mad(?:e)|"
    r"makes?|let loose|offer(?:s|ed)|"
    r"scrap(?:s|ped)|cancel(?:s|led|ed)|leak(?:s|ed)|test(?:s|ed|ing)?|sell(?:s|ing)?|veröffentlicht|lance|"
    r"présente|dévoile)"
)
_USE = (
    r"(?:quer(?:y|ies|ied)|fine-?tun\w+|distil\w+|runs?|running|us(?:es?|ed|ing)|beat(?:s|ing)?|outperform\w*|"
    r"surpass\w*|powered by|based on|"
    r"built on|on top of|derived from|than|against|versus|vs\.?|unlike|like|chos(?:e|en)|with|download(?:s|ed|"
    r"ing)?|deploy(?:s|ed|ing)?|"
    r"host(?:s|ed|ing)|benchmark(?:s|ed|ing)?|compared? (?:to|with)|prompt(?:s|ed|ing)?|serv(?:e|es|ed|ing)|try|"
    r"tried|called?)"
)
_FILL = (
    r"(?:[ ](?:its|their|the|a|an|our|his|her|new|newest|latest|own|first|second|third|smaller|bigger|larger|"
    r"small|big|open|next|upcoming|"
    r"flagship|language|reasoning|coding|vision|multimodal|speech|audio|video|image|foundation|frontier|models?|"
    r"LLM|AI|brand-new|"
    r"[\w-]+-(?:weights?|source|sourced|parameter|billion-parameter|language)|preview|version|of|weights|both|"
    r"today|now|just|finally|"
    r"successor|generation|\d+[BM]?|called|named|dubbed|sibling|family|series|and|for|free)){0,8}"
)
_BE = (
    r"(?:was|were|is|are|has been|have been|had been|will be|would be|being|be|gets?|got|should be|would have been|"
    r"should have been|will have been|was to be|is to be)"
)
_ADVERBS = (
    r"(?:[ ](?:now|also|just|then|not|yet|(?:meant |supposed |expected |due |set |slated |scheduled |planned )?to "
    r"be|being|finally|officially|quietly|both|all|still|already|fully|to|soon|once|again))*"
)
_DONE = (
    r"(?:released|launched|unveiled|published|open-?[ ]?sourced|uploaded|introduced|announced|trained|"
    r"fine-tuned|distilled|quanti[sz]ed|"
    r"downloadable|retired|deprecated|withdrawn|pulled|available|up\b|out\b|live\b|bound to|governed|licensed|"
    r"relicensed|pretrained|"
    r"pre-trained|posted|switched|due\b|put (?:out|off|on)|made available|built on|based on|delayed|postponed|"
    r"ready\b|shelved|covered by|"
    r"here\b|free to|open-weights?|meant (?:for|to)|a \w+ model|instruction-tuned|benchmarked|evaluated|capable)"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A pattern with its weight; `name` goes to the mention's rules."""

    name: str
    pattern: re.Pattern[str]
    weight: float


def _after(name: str, pattern: str, weight: float) -> Cue:
    return Cue(name, re.compile(pattern), weight)


def _before(name: str, pattern: str, weight: float) -> Cue:
    return Cue(name, re.compile(pattern + r"[\"'*_(\[]*$"), weight)


MODEL_AFTER = (
    _after(
        "relative",
        r",[ ](?:which|that)[ ](?:(?!\ue001|,)[\w'-]+[ ]){1,8}?(?:language |reasoning |speech |vision |open |"
        r"open-weights? )?model\b",
        0.9,
    ),
    _after(
        "rivals",
        r"[^.;]{0,70}?\b(?:than|ahead of|over|against|versus|vs\.?|rivalling|rivaling|behind|beats?|"
        r"outperforms?|matches)[ ]\ue000",
        0.45,
    ),
    _after("offline", r"[ ](?:went|goes|is|was)[ ](?:offline|down|back online|dark)\b", 0.4),
    _after(
        "apposition",
        r"[\"'*_\])]*(?:[ ]\([^)]{1,50}\))?(?:,| -+| —| –|:|[ ]is|[ ]are|[ ]was|[ ]\()[ ]?(?:not )?(?:a|an|the|"
        r"its|their|our|his|her|another|one of \w+|two|three|four|five|six|eight)"
        r"[ ](?!(?:\w+[ ]){0,3}"
        + _COMPANY
        + (
            r")(?:(?!of\b|for\b|behind\b|whose\b|that\b|which\b|from\b|by\b|to\b|with\b|and "
            r"its\b)[\w.%$'+/-]+,?[ ]){0,9}?"
        )
        + _KINDS,
        1.3,
    ),
    _after(
        "kind",
        r"[\"'*_\])]*[ ](?:(?:open|large|small|language|base|reasoning|vision|foundation|open-weights?|"
        r"open-source|AI)[ ]){0,2}(?:models?|LLMs?|weights|checkpoints?|model family|family of|系列|模型)\b|(?:的|模型|"
        r"系列)",
        0.7,
    ),
    _after("passive", r"[\"'*_\])]*(?:,[^,.;]{1,70},|,)?[ ]" + _BE + _ADVERBS + r"[ ]" + _DONE, 0.55),
    _after(
        "usable",
        r"[\"'*_\])]*(?:,[^,.;]{1,70},|,)?[ ](?:can|may|could)(?:[ ](?:now|also|already|"
        r"only))*[ ](?:be[ ](?:downloaded|run|fine-tuned|used|had|fetched|tested|tried)|run|handle|write|see|"
        r"hear|read|answer|hum|process|translate|generate)\b",
        0.6,
    ),
    _after(
        "property",
        r"'s?[ ](?:[\w-]+[ ])?(?:weights|parameters|architecture|context|training|tokenizer|licen[cs]e|"
        r"successor|code|performance|outputs?|answers?|scores?|accuracy|predecessor|checkpoints?|launch|release|"
        r"benchmarks?)\b",
        0.7,
    ),
    _after(
        "performs",
        r"[\"'*_\])]*[ ](?:(?:already|now|also|still|even|only|just|clearly|narrowly)[ ])?(?:scores?|scored|"
        r"beats?|beat|outperforms?|outperformed|tops?|topped|surpass\w*|match(?:es|ed)|rivals?|trails?|"
        r"achiev\w+|handles?|supports?|runs on|writes|answers|generates|understands|fits (?:on|in|into)|comes "
        r"(?:with|in)|ships with|carries|costs?|trips|remembers|hallucinates|lags|learn(?:s|ed)|excels|reaches|"
        r"draws|translates|transcribes|reads|processes|weighs|uses|has \d|accepts|requires)\b",
        0.4,
    ),
    _after(
        "appears",
        r"[\"'*_\])]*[ ](?:slips|arrives?|arrived|lands|landed|debuts?|debuted|goes live|went live|left beta|"
        r"leaves beta|enters|entered (?:beta|testing)|came out|comes out|appeared|is here|are here|does not|"
        r"made its (?:bow|debut)|put off|delayed|released|switches to|launched|now available|drops?)\b",
        0.5,
    ),
    _after("size", r"[ ]\((?:\d+(?:\.\d+)?[ -]?[BM]\b|[\d.]+[ -]?(?:billion|million))", 1.0),
    _after("api", r"[ ](?:through|via|over|in|on)[ ](?:the|its|our|their)[ ](?:\w+[ ])?API\b", 0.5),
    _after(
        "compared",
        r"[ ](?:is|was|proved|seems|remains)(?:[ ]\w+)?[ ](?:\w+er|better|worse|more \w+|less \w+|as "
        r"\w+)[ ](?:than|as)\b",
        0.4,
    ),
    _after(
        "says",
        r",[ ](?:says?|said|writes?)[ ](?:its|their|the)[ ](?:makers?|developers?|creators?|authors?|team)\b",
        0.7,
    ),
    _after(
        "planned", r"[ ](?:in the works|in development|under development|on the way|in training|in the wild)\b", 0.5
    ),
    _after(
        "licensed",
        r"[\"'*_\])]*[ ](?:is|are|comes?|is to carry|carries|switch\w* to|moves? to|has|uses|goes|"
        r"went)(?:[ ][\w-]+){0,4}[ ]\ue002",
        0.7,
    ),
    _after(
        "apart",
        r",[ ](?:due|expected|planned|slated|promised|scheduled|which (?:came out|was (?:released|launched))|"
        r"released|launched|unveiled|out|announced|introduced|still|now with|codenamed)\b",
        0.4,
    ),
    _after("card", r"[\"'*_\])]*[ ](?:repository|repo|model card|README|files|paper|technical report|API)\b", 0.5),
    _after(
        "by",
        r"[\"'*_\])]*[^.;]{0,60}\b(?:released|launched|developed|built|trained|made|introduced|published|"
        r"unveiled) by \ue001",
        0.4,
    ),
    _after("beside", r"[\"'*_\])]*(?:,)?[ ](?:and|or|,)[ ](?:\ue000)", 0.3),
    _after(
        "under",
        r"[\"'*_\])]*[ ](?:(?:is|are|comes?|available|out|released)[ ])?(?:now[ ])?(?:under|licensed under|"
        r"carries)[ ](?:an?|the)[ ]",
        0.4,
    ),
)
MODEL_BEFORE = (
    _before(
        "owned kind",
        r"\b(?:[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Oo]ur|new|first|second|third|latest|own|"
        r"flagship)[ ](?:[\w-]+[ ]){0,3}models?,[ ]",
        0.5,
    ),
    _before(
        "behind",
        r"\b(?:teams?|company|lab|labs|start-?up|people|researchers|makers?|developers?|engineers)[ ](?:behind|of)[ ]",
        0.6,
    ),
    _before(
        "price",
        r"\b(?:[Pp]ric(?:es?|ing)|[Cc]osts?|[Aa]ccess|[Ww]aiting list|[Ww]aitlist|[Ss]upport)[ ](?:for|of|to)[ ]",
        0.4,
    ),
    _before(
        "rivals", r"\ue000[^.;]{0,40}\b(?:than|behind|against|over|ahead of|outperforms?|beats?|replac\w+)[ ]", 0.4
    ),
    _before("listed", r"\b(?:models?|LLMs?|systems|families)(?:[ ]\w+)?[ ](?:like|such as|including)[ ]", 0.9),
    _before(
        "coming",
        r"\b(?:[Cc]oming|[Dd]ue|[Nn]ew|[Oo]ut now|[Nn]ow available|[Jj]ust released|[Nn]ext)(?:[ ](?:in|on|this|"
        r"next)?[ ]?\w+)?(?:,[ ][^:]{1,20})?:[ ]",
        0.4,
    ),
    _before("there", r"\bthere[ ](?:is|was|will be)[ ](?:no|a|now a)[ ]", 0.4),
    _before(
        "tuned",
        r"\b(?:fine-?tun\w+|distil\w+|quanti[sz]\w+|quer(?:y|ies|ied)|prompt(?:s|ed|ing)|jailbr\w+)[ ](?:the[ ])?",
        0.6,
    ),
    _before(
        "that",
        r"\b(?:denied|denies|said|says|confirmed|rumou?rs?|reports?|claims?|insisted|hinted|announced)[ ]that[ ]",
        0.2,
    ),
    _before(
        "called",
        r"\b"
        + _KINDS[:-2]
        + (
            r"(?:[ ](?:family|series))?,?[ ](?:(?:it|they|which)[ ]\w+[ ])?(?:is[ ])?(?:called|named|dubbed|"
            r"codenamed|code-named|known as|nicknamed|christened|baptised)[ ]"
        ),
        1.4,
    ),
    _before("kind", r"\b(?:models?|LLMs?|VLM|checkpoints?|family|Modell|modèle|模型)(?:,|:)?[ ]", 0.75),
    _before(
        "part",
        r"\b(?:weights|parameters|[Vv]ersion[ ]\d[\d.]*|checkpoints?|tokenizers?|download pages?|model cards?|"
        r"versions?|copy|card|"
        r"testers|successor to|sequel|variants?|repository|README|training (?:scripts|code|data)|licen[cs]e|"
        r"terms|predecessor)(?:[ ]files?)?[ ](?:of|for|to)[ ](?:the[ ]|its[ ]|their[ ])?",
        0.8,
    ),
    _before("release", r"\b" + _RELEASE + _FILL + r"[ ]", 0.55),
    _before("use", r"\b" + _USE + r"(?:[ ](?:the|a|its|their|new|larger|smaller))*[ ]", 0.25),
    _before("size", r"\b\d+(?:\.\d+)?[- ]?(?:billion|million|B|M)(?:[- ]parameters?)?(?:[ ][\w-]+){0,2}[ ]", 0.6),
    _before(
        "adjective",
        r"\b(?:open-weights?|open-source|open-sourced|multimodal|pre-?trained|language-model|downloadable|"
        r"quanti[sz]ed|text-to-\w+|instruction-tuned|smaller|latest|flagship)[ ](?:\w+[ ])?",
        0.35,
    ),
    _before("licensed", r"\ue002(?:[ ](?:file|text))?[ ](?:of|for|from|to)[ ](?:the[ ]|its[ ])?", 0.8),
    _before(
        "act",
        r"(?:\ue001|[Ii]t|[Tt]hey|who|which|company|lab|startup|maker)[^.;\ue001]{0,40}\b" + _RELEASE + _FILL + r"[ ]",
        0.35,
    ),
    _before("maker", r"[A-Z][\w-]+'s?[ ]", 0.3),
    _before("moving", r"\b(?:moving|move[sd]?|transfer(?:s|red)?|licens(?:es|ed|ing)|relicens(?:es|ed|ing))[ ]", 0.3),
    _before(
        "requests",
        r"\b(?:requests? to it now go to|go(?:es)? to|access to|users? of|query|begged for|waiting "
        r"for)[ ](?:a[ ]|the[ ])?(?:smaller[ ]|bigger[ ]|new[ ])?",
        0.4,
    ),
    _before(
        "owned",
        r"(?:\ue001'?s?|\b[Ii]ts|\b[Tt]heir|\b[Oo]ur)(?:'s)?(?:[ ](?:new|latest|own|upcoming|small|open|newest|"
        r"first|flagship|next|reasoning|coding))*[ ]",
        0.35,
    ),
    _before("beside", r"\ue000(?:,|[ ]and|,[ ]and|[ ]or|/)[ ]?", 0.4),
    _before(
        "scene",
        r"\b(?:month with|week with|months with|hands[- ]on with|switch(?:ed|es)? to|moved? to|upgrade to|testing)[ ]",
        0.6,
    ),
)
ORG_AFTER = (
    _after(
        "finite",
        r"[ ](?:also[ ]|instead[ ]|\w+ly[ ])?(?!is\b|was\b|has\b|does\b)[a-z]{4,}(?:ed|es|s)[ ](?:a|an|the|its|"
        r"their|that|to|from|\ue000|\ue001|\w+ly)\b",
        0.3,
    ),
    _after("apposition", r"[\"'*_\])]*,[ ](?:a|an|the|its|one of)[ ](?:(?!model\b)[\w.'-]+[ ]){0,5}?" + _COMPANY, 1.3),
    _after(
        "acts",
        r"[\"'*_\])]*(?:,[^,.;]{1,60},)?[ ](?:(?:also|now|has|have|had|itself|quietly|reportedly|today|"
        r"just)[ ]){0,3}(?:releas(?:es|ed)|launch(?:es|ed)|unveil(?:s|ed)|introduc(?:es|ed)|announc(?:es|ed)|"
        r"open-?[ ]?sourc(?:es|ed)|publish(?:es|ed)|made|makes|present(?:s|ed)|shipped|pulled|dropped|trained|"
        r"built|shelved|posted|retired|added|changed|chose|opened|raised|secured|bought|acquired|hired|"
        r"upload(?:s|ed)|open)[ ](?!(?:on|in|by|under|at|today|yesterday|with|as|last|this|earlier|from|for|"
        r"alongside|to)\b)",
        0.8,
    ),
    _after(
        "says",
        r"[\"'*_\])]*,?[ ](?:said|says|told|argues|argued|plans|wants|intends|admits|admitted|insists|insisted|"
        r"raised|raises|hires|hired|confirmed|denied|employs|has (?:raised|hired|not (?:yet )?released|said|"
        r"demanded|dropped|also|spent|been working|kept|long)|is (?:cutting|tightening|finishing|looking|"
        r"planning|working|in talks|seeking|hiring|based|raising)|will (?:not )?(?:release|open|launch|publish|"
        r"raise|switch|start)|plans|declined|promises|promised|sells|hopes|expects|writes|claims|acquires|"
        r"acquired|bought|buys|sues|sued|pulled|charges|describes|which makes|named after|battles|said to)\b",
        0.8,
    ),
    _after(
        "possessor",
        r"'s?[ ](?:(?:new|latest|own|first|chief|former|entire|whole|next|upcoming|flagship|open|"
        r"reasoning)[ ]){0,3}(?:CEO|founders?|co-founders?|researchers?|engineers?|team|models?|LLMs?|staff|"
        r"employees|customers|users|investors|board|shares|chief|office|headquarters|website|blog|API|app|"
        r"chatbot|platform|customers|valuation|products?|decision|lawyers|spokes\w+|president|\ue000)",
        0.7,
    ),
    _after(
        "verb",
        r"[ ](?:has[ ]|had[ ])?(?:released|launched|trained|built|published|unveiled|developed|made|introduced|"
        r"open-sourced|showed|presented)\b",
        0.3,
    ),
    _after("possessive", r"'s?[ ]", 0.25),
    _after("beside", r"(?:,[ ]|,?[ ](?:and|or|&)[ ])\ue001", 0.5),
    _after(
        "followed",
        r"[\"'*_]*,[ ](?:which|whose)[ ](?:makes|sells|had|has|develops|owns|trained|raised|built|operates|is "
        r"based|was founded|models?|databases?|products?|software|tools?|\d)",
        0.6,
    ),
)
ORG_BEFORE = (
    _before(
        "former",
        r"\b(?:former|ex|via|between|both|involving|outside|deal with|partnership with|rights to|friends at)[ -]",
        0.35,
    ),
    _before("company", r"\b" + _COMPANY[:-2] + r"(?:,|[ ]called|[ ]named|[ ]known as)?[ ]", 0.9),
    _before("located", r"\b[A-Z]\w+-based[ ](?:\w+[ ]){0,2}", 1.2),
    _before(
        "by",
        r"\b(?:released|launched|developed|made|built|trained|introduced|created|published|unveiled|owned|"
        r"founded|backed|led|announced|presented|run|offered|shown|posted|written|sold|of(?: interest)?|put "
        r"out)(?:[ ](?:on|in|last)[ ]\w+(?:[ ]\d+)?)?[ ]by[ ](?:the[ ])?(?:\w+[ ]){0,2}",
        0.9,
    ),
    _before("from", r"\b(?:from|by)[ ](?:the[ ])?", 0.35),
    _before(
        "member",
        r"\b(?:CEO|founder|co-founder|president|head|spokes\w+|researchers?|engineers?|staff|employees|"
        r"customers|scientists?|director|board|shares|team|app|(?:price|waiting) list|chief(?:[ ]\w+)?|chair\w*|"
        r"partner|analysts?|professors?|lecturer|lawyers|doctors?|API customers)[ ](?:of|at|from|"
        r"for)[ ](?:the[ ])?",
        0.9,
    ),
    _before(
        "listed",
        r"\b(?:investors?|backers|customers?|clients?|clientele|partners?|compan(?:y|ies)|firms|start-?ups|"
        r"organi[sz]ations|platforms|providers|players|rivals|competitors|labs|businesses|names|users|vendors|"
        r"supporters|members|signatories|hosts|makers)\b[^.;:]{0,40}(?:including|like|such as|from|are|:)[ ]",
        1.0,
    ),
    _before("beside", r"\ue001(?:,[ ]|,?[ ](?:and|or|&)[ ])", 0.75),
    _before("which", r"(?:,[ ]which|[ ]that|[ ]what|[ ]whom)[ ]", 0.5),
    _before("says", r"\b(?:says|said|writes|admits|insists|according to)[ ]", 0.6),
    _before("not", r"(?:\bbehind|\b[Tt]he|\b[Ii]n|\bnear|\bacross|\ue001[ ](?:of|in|from)|\b[Ww]ool[ ]from)[ ]", -0.7),
    _before(
        "joined",
        r"\b(?:joined|left|joins|leaves|acquir(?:es?|ed)|bought|buys|invest\w* in|stake in|backed by|"
        r"partner\w*[ ]with|rivals?|according to|competitors?|deal with|sued|merger with|owner|sponsor|tell|"
        r"told|its maker|maker|at|as)[ ,]+(?:the[ ])?",
        0.55,
    ),
)
PERSON_AFTER = (
    _after("age", r",[ ]\d\d,", 1.5),
    _after(
        "role",
        r",[ ](?:who|(?:the[ ]|its[ ]|a[ ]|an[ ])?(?:[\w-]+[ ]){0,3}(?:CEO|chief|founder|co-founder|president|"
        r"professor|director|head|researcher|analyst|author|minister|senator|governor|engineer|partner|lawyer|"
        r"editor))\b",
        0.9,
    ),
    _after(
        "acts",
        r"[ ](?:said|told|wrote|tweeted|argued|joined|resigned|won|retires?|retired|testified|posted|thinks|"
        r"believes)\b",
        0.5,
    ),
    _after("of", r"[ ](?:of|from|at)[ ](?:the[ ])?\ue001", 1.0),
)
PERSON_BEFORE = (
    _before(
        "title",
        r"\b(?:Mr|Ms|Mrs|Dr|Prof|Professor|Sen|Senator|Rep|Gov|Governor|President|Minister|Chancellor|"
        r"Commissioner|Judge|Justice|Sir|CEO|founder|co-founder|chief executive|chief scientist|boss|researcher|"
        r"analyst|lawmaker|Secretary|Chair(?:man|woman)?|Attorney General)\.?[ ]",
        1.2,
    ),
    _before("said", r"\b(?:said|says|wrote|according to|tweeted|explained|by|and)[ ]", 0.4),
)


Weights = tuple[dict[str, float], dict[str, float], dict[str, float]]
"""Weights by cue, for a model, a maker and a person."""

Memo = dict[str, Weights]
"""Contexts weighed already; one document repeats many of them."""


def weigh_before(context: str, memo: Memo) -> Weights:
    """Return the weights of the cues in front of a name.

    Args:
        context: what stands before it, on one line.
        memo: filled here.

    Returns:
        Weights by cue, for a model, a maker and a person.
    """
    key = f"<{context}"
    if key not in memo:
        memo[key] = (
            {f"<{cue.name}": cue.weight for cue in MODEL_BEFORE if cue.pattern.search(context)},
            {f"<{cue.name}": cue.weight for cue in ORG_BEFORE if cue.pattern.search(context)},
            {f"<{cue.name}": cue.weight for cue in PERSON_BEFORE if cue.pattern.search(context)},
        )
    return memo[key]


def weigh_after(context: str, memo: Memo) -> Weights:
    """Return the weights of the cues behind a name.

    Args:
        context: what follows it, on one line.
        memo: filled here.

    Returns:
        Weights by cue, for a model, a maker and a person.
    """
    key = f">{context}"
    if key not in memo:
        memo[key] = (
            {f"{cue.name}>": cue.weight for cue in MODEL_AFTER if cue.pattern.match(context)},
            {f"{cue.name}>": cue.weight for cue in ORG_AFTER if cue.pattern.match(context)},
            {f"{cue.name}>": cue.weight for cue in PERSON_AFTER if cue.pattern.match(context)},
        )
    return memo[key]
