"""Sentences about a model in, openness components with their evidence and the class that follows out.

"Open source" in a text is no evidence of anything but a manner of speaking: it counts as a weak sign of weights, below
every other; promised weights do not open a model; "but not the training data" is negative evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wartracker.cues import Cued
from wartracker.records import OpennessRecord
from wartracker.relate.reading import MARKS, Sentence
from wartracker.relate.triggers import PROGRESSIVE
from wartracker.vocabulary import Access, Label, Openness, Part, Weights, YesNo

_M = MARKS[Label.MODEL]
_O = MARKS[Label.ORG]
_NAMES = "".join(MARKS.values())
_HUB = rf"(?:hugging\s?face|\bHF\b|model\s?scope|the\shub\b|github|kaggle|ollama|the\seye|zenodo|{_O}+)"


@dataclass(frozen=True, slots=True)
class Finding:
    """Evidence for one component in one sentence."""

    component: str  # weights training_code training_data paper evaluation checkpoints api
    value: str
    strength: int  # 3 plain statement, 2 usual wording, 1 manner of speaking
    sentence: Sentence
    start: int
    end: int


_NEGATION = re.compile(
    r"\b(?:not|no|without|neither|nor|never|isn't|aren't|won't|n't|lacks?|withh\w+|remains?\sclosed|"
    r"yet\sto)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_NEGATED_AFTER = re.compile(
    r"^[^.;]{0,40}?\b(?:(?:are|is|were|was|remains?|stays?|will\sbe|has|have)\s(?:\w+\s)?(?:not|"
    r"closed|secret|undisclosed|private|withheld|unavailable|unreleased)|not\s(?:\w+\s)?(?:released|"
    r"available|disclosed|included))\b",
    re.IGNORECASE,
)
# Other models are spoken of: "outperforms open-source models", "closing the gap with proprietary models".
_COMPARED = re.compile(
    r"\b(?:than|outperform\w*|versus|vs|like|among|amongst|compared|compar\w+|beat\w*|other|many|some|"
    r"most|against|rival\w*|surpass\w*|exceed\w*|compet\w+|gap|existing|"
    r"leading|both|between|dominat\w+|advanced|current|previous|all|best|strongest|available|unlike|"
    r"over|SOTA|alongside|whether|evaluat\w+|match\w*)\b[^.;,()]{0,35}$",
    re.IGNORECASE,
)
# "closed-source models", "proprietary LLMs": others in the plural, unless the sentence goes on to call them its own.
_OTHERS = re.compile(
    r"^\s*(?:and|or|/)?\s*(?:[\w-]+\s){0,3}?(?:models|LLMs|systems|APIs|alternatives|counterparts|"
    r"rivals|ones|competitors|offerings|labs)\b",
    re.IGNORECASE,
)
# "open-weight makers", "the argument for open weights": the camp and its cause, no model's parts.
_CAMP = re.compile(
    r"^\s?(?:\w+\s)?(?:makers|labs|compan(?:y|ies)|rivals|competitors|communit(?:y|ies)|ecosystem|movement|debate|world|"
    r"alternatives|camp|landscape|advocates|proponents|developers|vendors|providers|field)\b",
    re.IGNORECASE,
)
_CAUSE = re.compile(
    r"\b(?:arguments?|case|supporters?|support|advocates?|debates?|risks?|dangers?|future|side|limits?|restrictions?|rules|"
    r"bans?)\s(?:for|of|on|about|over|against|to)\s(?:the\s)?$",
    re.IGNORECASE,
)
# "Acme's own models, by contrast, cannot be downloaded".
_ELSEWHERE = re.compile(
    rf"\bby\scontrast\b|\bunlike\b|\bin\scontrast\b|{_O}+'s?\s(?:[\w-]+\s){{0,3}}?(?:models|systems|assistants?)\b[^.;]{{0,40}}$",
    re.IGNORECASE,
)
FUTURE = re.compile(
    r"\b(?:will|plans?\sto|planned|promis\w+|intends?\sto|set\sto|expected\sto|soon|upcoming|TBA|"
    r"coming|going\sto|to\sbe|aims?\sto|later|to\sfollow|would|if|should|hopes?\sto)\b",
    re.IGNORECASE,
)
_WEIGHTS_STRONG = Cued(
    r"\bopen[- ]weights?\b|\bweights\sand\sall\b|\b(?:models?|full|base|chat|pre-?trained|instruct|"
    r"quantized|the|with|its|their|our|and|of|model)\s(?:\w+\s)?weights\b(?=[^.;]{0,60}\b(?:availab|"
    r"releas|publish|download|upload|free|open|post|on\s|under|at\s|accessible|public))|"
    r"\b(?:releas|publish|upload|post|shar|open|provid|includ|made?|with)\w*\s[^.;]{0,45}\bweights\b|"
    rf"\bweights\b[^.;]{{0,90}}?\b(?:is|are)\s(?:now\s|both\s)?on\s(?:the\s)?{_HUB}|"
    r"\bweights\b[^.;]{0,40}\b(?:available|released|published|downloaded|downloadable|uploaded|free|"
    r"open|online|out|posted|on\soffer)\b|"
    r"\bdownload(?:able|ed)?\b(?!\s(?:the\s)?(?:app|paper|report|pdf|speeds?|count|numbers?|"
    r"manager))(?!s\b)|\bsafetensors\b|\bGGUF\b|\bshards\b(?=[^.;]{0,30}\b(?:on|up|at)\b)|\bmagnet\slink|\btorrent|\bGB\son\s(?:the\s)?hugging\sface|"
    r"\b(?:available|accessible|released|live|published|hosted|placed|uploaded|up|found|weights|"
    r"models?|onto|it|out|slipped|posted|pushed|dropped|landed|appeared|popped)\s(?:\w+\s){0,4}?(?:on|at|via|from|onto|through|"
    r"to)\s(?:the\s)?(?:hugging\s?face|HF\b|model\s?scope|github)|"
    r"\bopen-?\s?sourc(?:ed|ing)\b(?!\s(?:community|software|tools?|librar|framework|ai\b|dataset))|"
    r"\bopensourc(?:ed|ing)\b|\bopen-?sources\b|\bopen-weight(?:ed|ing)\b|"
    r"\bcheckpoints?\b[^.;]{0,40}\b(?:available|released|download|public|open|on)\b|"
    r"\b(?:releas|publish|open|includ)\w*\s[^.;]{0,40}\bcheckpoints?\b|\bcheckpoints\s\(|\b(?:base|"
    r"instruct|chat)\scheckpoints\b|\bparameters\s(?:\w+\s){0,2}may\sfetch|\brun\s(?:it\s|"
    r"them\s)?(?:entirely\s)?locally\b|\bself-host",
    re.IGNORECASE,
)
_WEIGHTS_WEAK = Cued(
    rf"\bopen-?\s?source[d]?\s(?:[\w\-]+\s){{0,6}}?(?:models?|LLMs?|MoE|family|series|suite|release|"
    rf"alternative|weights|version|{_M}+)|\bopensource[d]?\b|\bopen\s(?:[\w\-]+\s){{0,2}}?(?:models?|"
    r"LLMs?)\b|\bfully\sopen\b|\btruly\sopen\b|\bopenly\s(?:available|licensed|released)|"
    r"\bpermissive(?:ly)?\b|\bfree\sto\suse\b[^.;]*commercial|\bopen\slicen[sc]e|\bmodels?\s(?:are|"
    rf"is)\sopen-?\s?source|{_M}+\s(?:is|are)\s(?:now\s|fully\s)?open-?\s?source",
    re.IGNORECASE,
)
_WEIGHTS_NONE = Cued(
    r"\bnot\sopen[- ](?:weights?|source)|\bclosed[- ](?:source|weights?)\b|\bclosed\smodel|"
    r"\bproprietary\b(?!\s(?:data|software|code|information|algorithm))|\bAPI[- ]only\b|"
    r"\bonly\s(?:available\s)?(?:through|via|by|in|over|accessible\sthrough)\s(?:the\s|its\s|an\s|"
    r"our\s)?API\b|"
    r"\bnot\s(?:be\s)?(?:able\sto\s)?download\w*|\bcannot\sbe\sdownloaded|\bno\sdownload\b|"
    r"\b(?:sell|sold|sells|offer(?:ed|s)?)\s(?:it\s)?only\s(?:through|via|on|to\spaying)|"
    r"\b(?:do|does|did|will)\snot\s(?:publish|release|share|open)\s(?:the\s|its\s)?(?:model's\s)?weights|"
    r"\bkeep(?:s|ing)?\s(?:the\s|its\s)?weights\b|\bweights\sstay\swith|\bfirst\sclosed\s(?:flagship|model)|"
    r"\bno\s(?:open\s)?weights\b|\bweights\s(?:are|were|remain)\s(?:not|closed|private|secret)|"
    r"\bnot\s(?:be\s)?releas\w+\s(?:\w+\s){0,3}weights|\bwithout\s(?:releasing\s)?(?:the\s)?weights",
    re.IGNORECASE,
)
_API = Cued(
    r"\bAPIs?\b|\bAI\sStudio\b|\bVertex\b|\bBedrock\b|\bAzure\b|\b(?:Plus|Pro|Max|Team|Enterprise|"
    r"paid|paying|free|Premium|Ultra|all)\s(?:\w+\s)?(?:users|subscribers|plans?|customers|tiers?)\b|"
    r"\bper\smillion\s(?:\w+\s)?tokens\b|\bsubscri(?:bers|ption)|\bla\splateforme\b|\bplayground\b|"
    r"\bendpoint|\bin\schatgpt\b|\bthe\schat\s(?:app|interface)|\bchat\.",
    re.IGNORECASE,
)
_PARTS: tuple[tuple[str, Cued, str, str], ...] = (
    (
        "training_code",
        Cued(
            r"\btraining\s(?:and\s\w+\s)?(?:code|scripts|recipes?)\b|"
            r"\bcode\sfor\s(?:pre-?)?training\b|\bweights,\s(?:\w+\s)?(?:data|code)[^.;]*\bcode\b",
            re.IGNORECASE,
        ),
        "open",
        "none",
    ),
    (
        "training_data",
        Cued(
            r"\b(?:pre-?)?training\s(?:data|corpus|corpora|dataset)(?:sets?)?\b|"
            r"\b(?:data|texts?|pairs|corpus|tokens|documents|examples|sentences|images|recordings)\s(?:that\s|which\s)?"
            r"(?:it|they|we|the\smodels?)\s(?:was|were|is|are|has\sbeen|have\sbeen)?\s?(?:\w+ly\s)?trained\s(?:it\s|them\s)?on\b|"
            rf"{MARKS[Label.DATASET]}+\s(?:corpus|data|dataset)\b|\bevery\s(?:token|document|example)\b|"
            r"\bpre-?training\sdata\b",
            re.IGNORECASE,
        ),
        "open",
        "none",
    ),
    (
        "paper",
        Cued(r"\btechnical\sreport|\bmodel\scard|\barxiv|\bpaper\b|\btech\sreport", re.IGNORECASE),
        "yes",
        "no",
    ),
    ("evaluation", Cued(r"\bevaluation\s(?:code|suite|scripts|harness|data)\b", re.IGNORECASE), "yes", "no"),
    ("checkpoints", Cued(r"\bintermediate\scheckpoints\b|\btraining\scheckpoints\b", re.IGNORECASE), "yes", "no"),
    ("api", _API, "yes", "no"),
)
_GIVEN = re.compile(
    r"\b(?:releas|publish|open|provid|includ|shar|availab|download|with|link|"
    r"access)\w*",
    re.IGNORECASE,
)
_VERB_NONE = re.compile(
    r"\b(?:trained\son|using|use[sd]?|on|amount|tokens|trillion|more|quality|better|improved)\b", re.IGNORECASE
)
_ACCESS: tuple[tuple[Access, Cued], ...] = (
    (Access.WAITLIST, Cued(r"\bwait-?list\b|\bsign\sup\sfor\s(?:early\s)?access\b", re.IGNORECASE)),
    (
        Access.VETTED,
        Cued(
            r"\b(?:limited|select(?:ed)?|trusted|vetted|approved|small)\s(?:\w+\s)?(?:group|access|"
            r"testers|partners|users|customers|researchers|preview|organi[sz]ations)\b|"
            r"\bprivate\s(?:beta|preview|testing)\b|\bred\steamers\b|\bby\sinvitation\b|"
            r"\binvite-only\b",
            re.IGNORECASE,
        ),
    ),
    (
        Access.SUSPENDED,
        Cued(
            r"\baccess\s(?:\w+\s)?(?:was\s|is\s|has\sbeen\s)?(?:suspended|revoked|disabled)\b|"
            r"\bsuspend(?:s|ed)\saccess\b",
            re.IGNORECASE,
        ),
    ),
    (
        Access.PUBLIC,
        Cued(
            r"\b(?:now|publicly|generally|freely|widely|immediately)\s(?:\w+\s)?available\b|"
            r"\bavailable\s(?:now|today|to\s(?:all|everyone|the\spublic))\b|\bfree\sto\s(?:download|"
            r"use)\b|\bdownload(?:able|ed)?\b|\bopen\sweights\b|\bto\sall\susers\b",
            re.IGNORECASE,
        ),
    ),
)


def find_components(sentence: Sentence) -> list[Finding]:
    """Find what a sentence says of the parts of a model that can be had.

    Args:
        sentence: one sentence.

    Returns:
        Findings in no order; a component may be found several times with different values.
    """
    text = sentence.skeleton
    found: list[Finding] = []
    for match in sentence.finditer(_WEIGHTS_NONE):
        exclusive = match.group().lower().startswith(("only", "api"))
        if (_COMPARED.search(text[: match.start()]) and not exclusive) or _OTHERS.match(text[match.end() :]):
            continue
        if _ELSEWHERE.search(text[: match.start()]):
            continue
        found.append(Finding("weights", Weights.NONE.value, 2, sentence, match.start(), match.end()))
    for strength, pattern in ((3, _WEIGHTS_STRONG), (1, _WEIGHTS_WEAK)):
        for match in sentence.finditer(pattern):
            if any(f.start <= match.start() < f.end or match.start() <= f.start < match.end() for f in found):
                continue
            if (
                strength == 1
                and _COMPARED.search(text[: match.start()])
                and not text[: match.start()].rstrip().endswith("best")
            ):
                continue
            if match.group().lower().endswith("ing") and not PROGRESSIVE.search(text[: match.start()]):
                continue  # "by open-sourcing it we aim to": a purpose, not a deed
            if _CAMP.match(text[match.end() :]) or _CAUSE.search(text[: match.start()]):
                continue
            found.append(_weights(sentence, match, strength))
    for component, pattern, yes, no in _PARTS:
        part = sentence.search(pattern)
        if part and (value := _part(text, part, component, yes, no)):
            found.append(Finding(component, value, 2, sentence, part.start(), part.end()))
    return found


def _weights(sentence: Sentence, match: re.Match[str], strength: int) -> Finding:
    text = sentence.skeleton
    before, after = text[: match.start()], text[match.end() :]
    value = Weights.DOWNLOADABLE
    near = re.split(r"[;,.]|\bbut\b|\bwhile\b", before)[-1]
    if _NEGATION.search(near + match.group()[:1]) or _NEGATED_AFTER.match(after):
        value = Weights.NONE
    elif (
        FUTURE.search(near[-60:])
        or FUTURE.search(match.group())
        or re.match(
            r"^[^.;,]{0,40}\b(?:soon|later|TBA|will\sfollow|to\sfollow|coming|next\s(?:week|month))\b",
            after,
            re.IGNORECASE,
        )
    ):
        value = Weights.PROMISED
    elif re.search(r"\bgated\b|\brequest(?:ing)?\saccess\b|\bapplication\sform\b", text, re.IGNORECASE):
        value = Weights.GATED
    return Finding("weights", value.value, strength, sentence, match.start(), match.end())


def _part(text: str, match: re.Match[str], component: str, yes: str, no: str) -> str:
    before, after = text[: match.start()], text[match.end() :]
    clause = re.split(r"[;]|\bwhile\b", before)[-1]
    if _NEGATION.search(clause[-60:]) or _NEGATED_AFTER.match(after):
        return no
    if component in {"training_data", "training_code"}:
        # in a list that the weights head, what is true of them is true of all
        if re.search(r"\bweights\b[^.;]{0,60},[^.;]*$", clause):
            return yes
        given = _GIVEN.search(clause) or _GIVEN.search(after[:50])
        if not given:
            return ""
        return "" if component == "training_data" and _VERB_NONE.search(clause[-25:]) else yes
    return yes


def find_access(sentences: Iterable[Sentence]) -> tuple[Access, Sentence | None]:
    """Return who may use the model and the sentence that says so; the narrowest wording wins."""
    listed = list(sentences)
    for access, pattern in _ACCESS:
        for sentence in listed:
            if sentence.search(pattern):
                return access, sentence
    return Access.UNKNOWN, None


def fold_components(findings: Sequence[Finding]) -> tuple[OpennessRecord, tuple[Finding, ...], int]:
    """Fold findings into a record.

    Args:
        findings: of all sentences that speak of the model.

    Returns:
        The record with its class; the findings it rests on; the strength (0..3) of the evidence for the class.
    """
    best: dict[str, Finding] = {}
    for finding in findings:
        known = best.get(finding.component)
        if known is None or _rank(finding) > _rank(known):
            best[finding.component] = finding
    weights = Weights(best["weights"].value) if "weights" in best else Weights.UNKNOWN
    record = OpennessRecord(
        weights=weights,
        training_code=Part(_value(best, "training_code")),
        training_data=Part(_value(best, "training_data")),
        paper=YesNo(_value(best, "paper")),
        evaluation=YesNo(_value(best, "evaluation")),
        checkpoints=YesNo(_value(best, "checkpoints")),
        api=YesNo(_value(best, "api")),
    )
    openness, rests_on = classify(record)
    used = tuple(best[name] for name in rests_on if name in best)
    strength = min((f.strength for f in used), default=0)
    return _with_class(record, openness), used, strength


def classify(record: OpennessRecord) -> tuple[Openness, tuple[str, ...]]:
    """Name the class that follows from the components (seed vocabulary of the debate: openness spectrum).

    Args:
        record: components; its own class is not looked at.

    Returns:
        The class and the components it rests on.
    """
    if record.weights in (Weights.DOWNLOADABLE, Weights.GATED):
        if record.training_code is Part.OPEN and record.training_data is Part.OPEN:
            return Openness.FULLY_OPEN, ("weights", "training_code", "training_data")
        return Openness.OPEN_WEIGHTS, ("weights",)
    if record.weights is Weights.NONE and record.paper is not YesNo.YES:
        return Openness.FULLY_CLOSED, ("weights", "api")
    if record.api is YesNo.YES:
        return Openness.FULLY_CLOSED, ("api",)
    if record.weights is Weights.NONE:
        return Openness.FULLY_CLOSED, ("weights",)
    if record.training_code is Part.OPEN:
        return Openness.PARTIALLY_OPEN, ("training_code",)
    return Openness.UNKNOWN, ()


def _with_class(record: OpennessRecord, openness: Openness) -> OpennessRecord:
    return OpennessRecord(
        openness,
        record.weights,
        record.training_code,
        record.training_data,
        record.paper,
        record.evaluation,
        record.checkpoints,
        record.api,
    )


def _rank(finding: Finding) -> tuple[int, int, int]:
    """Rank evidence for one component: plain over vague; "can be had" over promised; earlier over later."""
    order = {"downloadable": 3, "gated": 3, "none": 2, "promised": 1, "open": 3, "yes": 3, "no": 2}
    return (finding.strength, order.get(finding.value, 0), -finding.sentence.order)


def _value(best: Mapping[str, Finding], component: str) -> str:
    found = best.get(component)
    return found.value if found else "unknown"
