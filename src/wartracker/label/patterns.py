"""A cue: a pattern before or behind a name, its weight, and the fragments that several cues share."""

from __future__ import annotations

import re
from dataclasses import dataclass

KINDS = (
    r"(?:models?|LLMs?|VLMs?|SLMs?|MoE|transformer|chatbot|network|checkpoints?|(?:image|picture|video|music|"
    r"speech|text|code|voice)[ -]"
    r"(?:generator|encoder|decoder|recogni[sz]er|transcriber|synthesi[sz]er)|mixture-of-experts|foundation "
    r"model|embedder|reranker|"
    r"[Mm]odell|[Ss]prachmodell|modèle|modelo)\b"
)
COMPANY = (
    r"(?:compan(?:y|ies)|start-?ups?|labs?|laboratory|firm|makers?|vendor|group|bank|broker|insurer|collective|"
    r"unit|spin-?(?:off|out)|"
    r"publisher|newspaper|investor|universit(?:y|ies)|institute|institution|developer|provider|agency|shipyard|"
    r"consultancy|retailer|operator|"
    r"consortium|nonprofit|non-profit|foundation|outfit|conglomerate|carmaker|chipmaker|manufacturer|"
    r"cooperative|studio|platform|Unternehmen|"
    r"entreprise|société|Firma)\b"
)
RELEASE = (
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
USE = (
    r"(?:quer(?:y|ies|ied)|fine-?tun\w+|distil\w+|runs?|running|us(?:es?|ed|ing)|beat(?:s|ing)?|outperform\w*|"
    r"surpass\w*|powered by|based on|"
    r"built on|on top of|derived from|than|against|versus|vs\.?|unlike|like|chos(?:e|en)|with|download(?:s|ed|"
    r"ing)?|deploy(?:s|ed|ing)?|"
    r"host(?:s|ed|ing)|benchmark(?:s|ed|ing)?|compared? (?:to|with)|prompt(?:s|ed|ing)?|serv(?:e|es|ed|ing)|try|"
    r"tried|called?)"
)
FILL = (
    r"(?:[ ](?:its|their|the|a|an|our|his|her|new|newest|latest|own|first|second|third|smaller|bigger|larger|"
    r"small|big|open|next|upcoming|"
    r"flagship|language|reasoning|coding|vision|multimodal|speech|audio|video|image|foundation|frontier|models?|"
    r"LLM|AI|brand-new|"
    r"[\w-]+-(?:weights?|source|sourced|parameter|billion-parameter|language)|preview|version|of|weights|both|"
    r"today|now|just|finally|"
    r"successor|generation|\d+[BM]?|called|named|dubbed|sibling|family|series|and|for|free)){0,8}"
)
BE = (
    r"(?:was|were|is|are|has been|have been|had been|will be|would be|being|be|gets?|got|should be|would have been|"
    r"should have been|will have been|was to be|is to be)"
)
ADVERBS = (
    r"(?:[ ](?:now|also|just|then|not|yet|(?:meant |supposed |expected |due |set |slated |scheduled |planned )?to "
    r"be|being|finally|officially|quietly|both|all|still|already|fully|to|soon|once|again))*"
)
DONE = (
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


def build_after(name: str, pattern: str, weight: float) -> Cue:
    """Return a cue that follows directly."""
    return Cue(name, re.compile(pattern), weight)


def build_before(name: str, pattern: str, weight: float) -> Cue:
    """Return a cue that stands in front, quotes and brackets between."""
    return Cue(name, re.compile(pattern + r"[\"'*_(\[]*$"), weight)
