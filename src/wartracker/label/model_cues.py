"""What stands around the name of a model; weights above 1 suffice alone, negative ones speak for something else."""

from __future__ import annotations

from wartracker.label.patterns import ADVERBS, BE, COMPANY, DONE, FILL, KINDS, RELEASE, USE, build_after, build_before

# Kinds of things that are no models.
_THINGS = (
    r"(?:frameworks?|librar(?:y|ies)|toolkits?|datasets?|corpus|benchmarks?|leaderboards?|optimizers?|"
    r"algorithms?|methods?|techniques?|protocols?|chips?|GPUs?|accelerators?|processors?|editors?|IDE|agents?|"
    r"apps?|platforms?|tools?|plugins?|CLI|SDK|games?|pipelines?|engines?|extensions?|formats?|interfaces?|"
    r"dashboards?|attention|papers?|websites?|newsletters?|podcasts?|books?|films?|saloon|satellites?|"
    r"telescopes?)\b"
)
MODEL_AFTER = (
    build_after(
        "ranks",
        r"[ ](?:tops?|topped|leads?|led|climbs?|enters|heads)[ ]"
        r"(?:the|a|every|all)[ ](?:\w+[ ]){0,4}?(?:leaderboards?|benchmarks?|rankings?|arena)\b",
        0.6,
    ),
    build_after(
        "other thing",
        r"[\"'*_\])]*(?:,|:| -| \(|[ ]is)[ ]?(?:a|an|the|its|their|our)[ ]"
        r"(?:(?!models?\b|LLM|of\b|for\b|that\b|which\b|with\b|from\b|by\b)[\w/-]+[ ]){0,6}?" + _THINGS,
        -1.1,
    ),
    build_after("of a thing", r"[\"'*_\])]*[ ](?:\w+[ ])?" + _THINGS, -0.7),
    build_after(
        "relative",
        r",[ ](?:which|that)[ ](?:(?!\ue001|,)[\w'-]+[ ]){1,8}?(?:language |reasoning |speech |vision |open |"
        r"open-weights? )?model\b",
        0.9,
    ),
    build_after(
        "rivals",
        r"[^.;]{0,70}?\b(?:than|ahead of|over|against|versus|vs\.?|rivalling|rivaling|behind|beats?|"
        r"outperforms?|matches)[ ]\ue000",
        0.45,
    ),
    build_after("offline", r"[ ](?:went|goes|is|was)[ ](?:offline|down|back online|dark)\b", 0.4),
    build_after(
        "apposition",
        r"[\"'*_\])]*(?:[ ]\([^)]{1,50}\))?(?:,| -+| —| –|:|[ ]is|[ ]are|[ ]was|[ ]\()[ ]?(?:not )?(?:a|an|the|"
        r"its|their|our|his|her|another|one of \w+|two|three|four|five|six|eight)"
        r"[ ](?!(?:\w+[ ]){0,3}"
        + COMPANY
        + (
            r")(?:(?!of\b|for\b|behind\b|whose\b|that\b|which\b|from\b|by\b|to\b|with\b|and "
            r"its\b)[\w.%$'+/-]+,?[ ]){0,9}?"
        )
        + KINDS,
        1.3,
    ),
    build_after(
        "kind",
        r"[\"'*_\])]*[ ](?:(?:open|large|small|language|base|reasoning|vision|foundation|open-weights?|"
        r"open-source|AI)[ ]){0,2}(?:models?|LLMs?|weights|checkpoints?|model family|family of|系列|模型)\b|(?:的|模型|"
        r"系列)",
        0.7,
    ),
    build_after("passive", r"[\"'*_\])]*(?:,[^,.;]{1,70},|,)?[ ]" + BE + ADVERBS + r"[ ]" + DONE, 0.55),
    build_after(
        "usable",
        r"[\"'*_\])]*(?:,[^,.;]{1,70},|,)?[ ](?:can|may|could)(?:[ ](?:now|also|already|"
        r"only))*[ ](?:be[ ](?:downloaded|run|fine-tuned|used|had|fetched|tested|tried)|run|handle|write|see|"
        r"hear|read|answer|hum|process|translate|generate)\b",
        0.6,
    ),
    build_after(
        "property",
        r"'s?[ ](?:[\w-]+[ ])?(?:weights|parameters|architecture|context|training|tokenizer|licen[cs]e|"
        r"successor|code|performance|outputs?|answers?|scores?|accuracy|predecessor|checkpoints?|launch|release|"
        r"benchmarks?)\b",
        0.7,
    ),
    build_after(
        "performs",
        r"[\"'*_\])]*[ ](?:(?:already|now|also|still|even|only|just|clearly|narrowly)[ ])?(?:scores?|scored|"
        r"beats?|beat|outperforms?|outperformed|tops?|topped|surpass\w*|match(?:es|ed)|rivals?|trails?|"
        r"achiev\w+|handles?|supports?|runs on|writes|answers|generates|understands|fits (?:on|in|into)|comes "
        r"(?:with|in)|ships with|carries|costs?|trips|remembers|hallucinates|lags|learn(?:s|ed)|excels|reaches|"
        r"draws|translates|transcribes|reads|processes|weighs|uses|has \d|accepts|requires)\b",
        0.4,
    ),
    build_after(
        "appears",
        r"[\"'*_\])]*[ ](?:slips|arrives?|arrived|lands|landed|debuts?|debuted|goes live|went live|left beta|"
        r"leaves beta|enters|entered (?:beta|testing)|came out|comes out|appeared|is here|are here|does not|"
        r"made its (?:bow|debut)|put off|delayed|released|switches to|launched|now available|drops?)\b",
        0.5,
    ),
    build_after("size", r"[ ]\((?:\d+(?:\.\d+)?[ -]?[BM]\b|[\d.]+[ -]?(?:billion|million))", 1.0),
    build_after("api", r"[ ](?:through|via|over|in|on)[ ](?:the|its|our|their)[ ](?:\w+[ ])?API\b", 0.5),
    build_after(
        "compared",
        r"[ ](?:is|was|proved|seems|remains)(?:[ ]\w+)?[ ](?:\w+er|better|worse|more \w+|less \w+|as "
        r"\w+)[ ](?:than|as)\b",
        0.4,
    ),
    build_after(
        "says",
        r",[ ](?:says?|said|writes?)[ ](?:its|their|the)[ ](?:makers?|developers?|creators?|authors?|team)\b",
        0.7,
    ),
    build_after(
        "planned", r"[ ](?:in the works|in development|under development|on the way|in training|in the wild)\b", 0.5
    ),
    build_after(
        "licensed",
        r"[\"'*_\])]*[ ](?:is|are|comes?|is to carry|carries|switch\w* to|moves? to|has|uses|goes|"
        r"went)(?:[ ][\w-]+){0,4}[ ]\ue002",
        0.7,
    ),
    build_after(
        "apart",
        r",[ ](?:due|expected|planned|slated|promised|scheduled|which (?:came out|was (?:released|launched))|"
        r"released|launched|unveiled|out|announced|introduced|still|now with|codenamed)\b",
        0.4,
    ),
    build_after("card", r"[\"'*_\])]*[ ](?:repository|repo|model card|README|files|paper|technical report|API)\b", 0.5),
    build_after(
        "by",
        r"[\"'*_\])]*[^.;]{0,60}\b(?:released|launched|developed|built|trained|made|introduced|published|"
        r"unveiled) by \ue001",
        0.4,
    ),
    build_after("beside", r"[\"'*_\])]*(?:,)?[ ](?:and|or|,)[ ](?:\ue000)", 0.3),
    build_after(
        "under",
        r"[\"'*_\])]*[ ](?:(?:is|are|comes?|available|out|released)[ ])?(?:now[ ])?(?:under|licensed under|"
        r"carries)[ ](?:an?|the)[ ]",
        0.4,
    ),
)
MODEL_BEFORE = (
    build_before(
        "moved",
        r"\b(?:mov(?:es?|ed|ing)|migrat(?:es?|ed|ing)|switch(?:es|ed|ing)?|upgrad(?:es?|ed|ing))[ ]"
        r"(?:\w+[ ]){0,2}?from[ ]|\ue000[ ]to[ ]",
        0.5,
    ),
    build_before(
        "thing", r"\b" + _THINGS + r"(?:,|:)?[ ](?:called[ ]|named[ ]|like[ ]|such as[ ]|including[ ])?", -0.9
    ),
    build_before(
        "owned kind",
        r"\b(?:[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Oo]ur|new|first|second|third|latest|own|"
        r"flagship)[ ](?:[\w-]+[ ]){0,3}models?,[ ]",
        0.5,
    ),
    build_before(
        "behind",
        r"\b(?:teams?|company|lab|labs|start-?up|people|researchers|makers?|developers?|engineers)[ ](?:behind|of)[ ]",
        0.6,
    ),
    build_before(
        "price",
        r"\b(?:[Pp]ric(?:es?|ing)|[Cc]osts?|[Aa]ccess|[Ww]aiting list|[Ww]aitlist|[Ss]upport)[ ](?:for|of|to)[ ]",
        0.4,
    ),
    build_before(
        "rivals", r"\ue000[^.;]{0,40}\b(?:than|behind|against|over|ahead of|outperforms?|beats?|replac\w+)[ ]", 0.4
    ),
    build_before("listed", r"\b(?:models?|LLMs?|systems|families)(?:[ ]\w+)?[ ](?:like|such as|including)[ ]", 0.9),
    build_before(
        "coming",
        r"\b(?:[Cc]oming|[Dd]ue|[Nn]ew|[Oo]ut now|[Nn]ow available|[Jj]ust released|[Nn]ext)(?:[ ](?:in|on|this|"
        r"next)?[ ]?\w+)?(?:,[ ][^:]{1,20})?:[ ]",
        0.4,
    ),
    build_before("there", r"\bthere[ ](?:is|was|will be)[ ](?:no|a|now a)[ ]", 0.4),
    build_before(
        "tuned",
        r"\b(?:fine-?tun\w+|distil\w+|quanti[sz]\w+|quer(?:y|ies|ied)|prompt(?:s|ed|ing)|jailbr\w+)[ ](?:the[ ])?",
        0.6,
    ),
    build_before(
        "that",
        r"\b(?:denied|denies|said|says|confirmed|rumou?rs?|reports?|claims?|insisted|hinted|announced)[ ]that[ ]",
        0.2,
    ),
    build_before(
        "called",
        r"\b"
        + KINDS[:-2]
        + (
            r"(?:[ ](?:family|series))?,?[ ](?:(?:it|they|which)[ ]\w+[ ])?(?:is[ ])?(?:called|named|dubbed|"
            r"codenamed|code-named|known as|nicknamed|christened|baptised)[ ]"
        ),
        1.4,
    ),
    build_before(
        "kind",
        r"\b(?:models?|LLMs?|VLM|checkpoints?|family|(?:[kK][iI]-|[Ss]prach)?[Mm]odelle?[ns]?|modèle(?: de langage)?|"
        r"modelo(?: de (?:lenguaje|linguagem))?|modello(?: linguistico)?|模型)(?:,|:)?[ ]",
        0.75,
    ),
    build_before(
        "part",
        r"\b(?:weights|parameters|[Vv]ersion[ ]\d[\d.]*|checkpoints?|tokenizers?|download pages?|model cards?|"
        r"versions?|copy|card|"
        r"testers|successor to|sequel|variants?|repository|README|training (?:scripts|code|data)|licen[cs]e|"
        r"terms|predecessor)(?:[ ]files?)?[ ](?:of|for|to)[ ](?:the[ ]|its[ ]|their[ ])?",
        0.8,
    ),
    build_before("release", r"\b" + RELEASE + FILL + r"[ ]", 0.55),
    build_before("use", r"\b" + USE + r"(?:[ ](?:the|a|its|their|new|larger|smaller))*[ ]", 0.25),
    build_before("size", r"\b\d+(?:\.\d+)?[- ]?(?:billion|million|B|M)(?:[- ]parameters?)?(?:[ ][\w-]+){0,2}[ ]", 0.6),
    build_before(
        "adjective",
        r"\b(?:open-weights?|open-source|open-sourced|multimodal|pre-?trained|language-model|downloadable|"
        r"quanti[sz]ed|text-to-\w+|instruction-tuned|smaller|latest|flagship)[ ](?:\w+[ ])?",
        0.35,
    ),
    build_before("licensed", r"\ue002(?:[ ](?:file|text))?[ ](?:of|for|from|to)[ ](?:the[ ]|its[ ])?", 0.8),
    build_before(
        "act",
        r"(?:\ue001|[Ii]t|[Tt]hey|who|which|company|lab|startup|maker)[^.;\ue001]{0,40}\b" + RELEASE + FILL + r"[ ]",
        0.35,
    ),
    build_before("maker", r"[A-Z][\w-]+'s?[ ]", 0.3),
    build_before(
        "moving", r"\b(?:moving|move[sd]?|transfer(?:s|red)?|licens(?:es|ed|ing)|relicens(?:es|ed|ing))[ ]", 0.3
    ),
    build_before(
        "requests",
        r"\b(?:requests? to it now go to|go(?:es)? to|access to|users? of|query|begged for|waiting "
        r"for)[ ](?:a[ ]|the[ ])?(?:smaller[ ]|bigger[ ]|new[ ])?",
        0.4,
    ),
    build_before(
        "owned",
        r"(?:\ue001'?s?|\b[Ii]ts|\b[Tt]heir|\b[Oo]ur)(?:'s)?(?:[ ](?:new|latest|own|upcoming|small|open|newest|"
        r"first|flagship|next|reasoning|coding))*[ ]",
        0.35,
    ),
    build_before("beside", r"\ue000(?:,|[ ]and|,[ ]and|[ ]or|/)[ ]?", 0.4),
    build_before(
        "scene",
        r"\b(?:month with|week with|months with|hands[- ]on with|switch(?:ed|es)? to|moved? to|upgrade to|testing)[ ]",
        0.6,
    ),
)
