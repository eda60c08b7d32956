"""What stands around the name of a maker or a person."""

from __future__ import annotations

from wartracker.label.patterns import COMPANY, build_after, build_before

ORG_AFTER = (
    build_after(
        "speaks",
        r"[\"'*_\])]*,?[ ](?:said|says|told|argues|argued|admits|admitted|insists|insisted|writes|claims|claimed)\b",
        0.5,
    ),
    build_after(
        "finite",
        r"[ ](?:also[ ]|instead[ ]|\w+ly[ ])?(?!is\b|was\b|has\b|does\b)[a-z]{4,}(?:ed|es|s)[ ](?:a|an|the|its|"
        r"their|that|to|from|\ue000|\ue001|\w+ly)\b",
        0.3,
    ),
    build_after(
        "apposition", r"[\"'*_\])]*,[ ](?:a|an|the|its|one of)[ ](?:(?!model\b)[\w.'-]+[ ]){0,5}?" + COMPANY, 1.3
    ),
    build_after(
        "acts",
        r"[\"'*_\])]*(?:,[^,.;]{1,60},)?[ ](?:(?:also|now|has|have|had|itself|quietly|reportedly|today|"
        r"just)[ ]){0,3}(?:releas(?:es|ed)|launch(?:es|ed)|unveil(?:s|ed)|introduc(?:es|ed)|announc(?:es|ed)|"
        r"open-?[ ]?sourc(?:es|ed)|publish(?:es|ed)|made|makes|present(?:s|ed)|ship(?:s|ped)|pull(?:s|ed)|"
        r"drop(?:s|ped)|trained|built|shelve[sd]|post(?:s|ed)|retire[sd]|adds|added|change[sd]|chose|opens|opened|"
        r"raise[sd]|secure[sd]|bought|acquire[sd]|hire[sd]|begun|begins|began|started|starts|"
        r"delay(?:s|ed)|cuts|free[sd]|"
        r"upload(?:s|ed)|open)[ ](?!(?:on|in|by|under|at|today|yesterday|with|as|last|this|earlier|from|for|"
        r"alongside|to)\b)",
        0.8,
    ),
    build_after(
        "says",
        r"[\"'*_\])]*,?[ ](?:plans|wants|intends|admits|admitted|insists|insisted|"
        r"raised|raises|hires|hired|confirmed|denied|employs|"
        r"has (?:raised|hired|pulled|parted|frozen|agreed|signed|lost|filed|opened|published|not (?:yet )?released|"
        r"said|demanded|dropped|also|spent|been working|kept|long)|"
        r"is (?:keeping|weighing|cutting|tightening|finishing|looking|"
        r"planning|working|in talks|seeking|hiring|based|raising)|will (?:not )?(?:release|open|launch|publish|"
        r"raise|switch|start)|plans|declined|promises|promised|sells|hopes|moves|moved|will move|employs|"
        r"keeps delaying|to release|expects|acquires|"
        r"acquired|bought|buys|sues|sued|pulled|charges|describes|which makes|named after|battles|said to)\b",
        0.8,
    ),
    build_after(
        "possessor",
        r"'s?[ ](?:(?:new|latest|own|first|chief|former|entire|whole|next|upcoming|flagship|open|"
        r"reasoning)[ ]){0,3}(?:CEO|founders?|co-founders?|researchers?|engineers?|team|models?|LLMs?|staff|"
        r"employees|customers|users|investors|board|shares|chief|office|headquarters|website|blog|API|app|"
        r"chatbot|platform|customers|valuation|products?|decision|lawyers|spokes\w+|president|\ue000)",
        0.7,
    ),
    build_after(
        "verb",
        r"[ ](?:has[ ]|had[ ])?(?:released|launched|trained|built|published|unveiled|developed|made|introduced|"
        r"open-sourced|showed|presented)\b",
        0.3,
    ),
    build_after(
        "round",
        r"[ ](?:also[ ])?(?:led|leads|co-led|joined|joins)[ ](?:the|a|its|this)[ ](?:\w+[ ])?"
        r"(?:rounds?|financing|investment|raise|series)\b",
        1.2,
    ),
    build_after(
        "employs",
        r"[ ](?:fired|ousted|dismissed|sacked|hired|named|appointed|parted with|lost)[ ](?:its|their|the|a)[ ]"
        r"(?:[\w-]+[ ]){0,4}?"
        r"(?:chief|CEO|founder|co-founder|president|head|chair\w*)\b|'s[ ]board\b",
        1.2,
    ),
    build_after("account", r"[ ](?:accounts?|customers?|subscribers?|subscriptions?|console|platform)\b", 0.5),
    build_after("possessive", r"'s?[ ]", 0.25),
    build_after("beside", r"(?:,[ ]|,?[ ](?:and|or|&)[ ])\ue001", 0.5),
    build_after(
        "followed",
        r"[\"'*_]*,[ ](?:which|whose)[ ](?:makes|sells|had|has|develops|owns|trained|raised|built|operates|is "
        r"based|was founded|models?|databases?|products?|software|tools?|\d)",
        0.6,
    ),
)
ORG_BEFORE = (
    build_before(
        "former",
        r"\b(?:former|ex|via|between|both|involving|outside|deal with|partnership with|rights to|friends at)[ -]",
        0.35,
    ),
    build_before("company", r"\b" + COMPANY[:-2] + r"(?:,|[ ]called|[ ]named|[ ]known as)?[ ]", 0.9),
    build_before(
        "company abroad",
        r"\b(?:[jJ]eunes? pousses?|[sS]tart-?[uU]ps?|[sS]ociété|[eE]ntreprise|[lL]aboratoire|[éE]diteur|[aA]zienda|"
        r"[sS]ocietà|[lL]aboratorio|[eE]mpresa|[cC]ompañía|[fF]irma|KI-\w+|AI-\w+|Entwicklers?|Anbieters?|Herstellers?|"
        r"Labors?|bedrijf|[eE]mpresa|[cC]ompanhia)(?:[ ][a-zà-ÿ-]+){0,2}[ ]",
        1.0,
    ),
    build_before(
        "served",
        r"\b(?:console|platform|playground|servers?|cloud|website|servers|app|API)[ ](?:of|from)[ ](?:the[ ])?",
        0.9,
    ),
    build_before(
        "people",
        r"\b(?:people|folks|crew|team|researchers|gang|lot|minds)[ ](?:at|from|of|behind|over at)[ ](?:the[ ])?",
        1.0,
    ),
    build_before("located", r"\b[A-Z]\w+-based[ ](?:\w+[ ]){0,2}", 1.2),
    build_before(
        "by",
        r"\b(?:released|launched|developed|made|built|trained|introduced|created|published|unveiled|owned|"
        r"founded|backed|led|announced|presented|run|offered|shown|posted|written|sold|of(?: interest)?|put "
        r"out)(?:[ ](?:on|in|last)[ ]\w+(?:[ ]\d+)?)?[ ]by[ ](?:the[ ])?(?:\w+[ ]){0,2}",
        0.9,
    ),
    build_before("model by", r"\ue000,?[ ](?:(?:built|made|trained|released) )?by[ ](?:the[ ])?", 0.9),
    build_before("from", r"\b(?:from|by)[ ](?:the[ ])?", 0.35),
    build_before(
        "member",
        r"\b(?:CEO|founder|co-founder|president|head|spokes\w+|researchers?|engineers?|staff|employees|"
        r"customers|scientists?|director|board|shares|team|app|(?:price|waiting) list|chief(?:[ ]\w+)?|chair\w*|"
        r"partner|analysts?|professors?|lecturer|lawyers|doctors?|API customers)[ ](?:of|at|from|"
        r"for)[ ](?:the[ ])?",
        0.9,
    ),
    build_before(
        "listed",
        r"\b(?:investors?|backers|customers?|clients?|clientele|partners?|compan(?:y|ies)|firms|start-?ups|"
        r"organi[sz]ations|platforms|providers|players|rivals|competitors|labs|businesses|names|users|vendors|"
        r"supporters|members|signatories|hosts|makers)\b[^.;:]{0,40}(?:including|like|such as|from|are|:)[ ]",
        1.0,
    ),
    build_before("beside", r"\ue001(?:,[ ]|,?[ ](?:and|or|&)[ ])", 0.75),
    build_before("which", r"(?:,[ ]which|[ ]that|[ ]what|[ ]whom)[ ]", 0.5),
    build_before("says", r"\b(?:says|said|writes|admits|insists|according to)[ ]", 0.45),
    build_before(
        "not", r"(?:\bbehind|\b[Tt]he|\b[Ii]n|\bnear|\bacross|\ue001[ ](?:of|in|from)|\b[Ww]ool[ ]from)[ ]", -0.7
    ),
    build_before(
        "joined",
        r"\b(?:joined|left|joins|leaves|acquir(?:es?|ed)|bought|buys|invest\w* in|stake in|backed by|"
        r"partner\w*[ ]with|rivals?|according to|competitors?|deal with|sued|merger with|owner|sponsor|tell|"
        r"told|its maker|maker|at|as)[ ,]+(?:the[ ])?",
        0.55,
    ),
)
PERSON_AFTER = (
    build_after("age", r",[ ]\d\d,", 1.5),
    build_after(
        "role",
        r",[ ](?:who|(?:the[ ]|its[ ]|a[ ]|an[ ])?(?:[\w-]+[ ]){0,3}(?:CEO|chief|founder|co-founder|president|"
        r"professor|director|head|researcher|analyst|author|minister|senator|governor|engineer|partner|lawyer|"
        r"editor))\b",
        0.9,
    ),
    build_after(
        "acts",
        r"[ ](?:said|told|wrote|tweeted|argued|joined|resigned|won|retires?|retired|testified|posted|thinks|"
        r"believes)\b",
        0.5,
    ),
    build_after("of", r"[ ](?:of|from|at)[ ](?:the[ ])?\ue001", 1.0),
)
PERSON_BEFORE = (
    build_before(
        "title",
        r"\b(?:Mr|Ms|Mrs|Dr|Prof|Professor|Sen|Senator|Rep|Gov|Governor|President|Minister|Chancellor|"
        r"Commissioner|Judge|Justice|Sir|CEO|founder|co-founder|chief executive|chief scientist|boss|researcher|"
        r"analyst|lawmaker|Secretary|Chair(?:man|woman)?|Attorney General)\.?[ ]",
        1.2,
    ),
    build_before("said", r"\b(?:said|says|wrote|according to|tweeted|explained|by|and)[ ]", 0.4),
)
