"""All occurrences of one name and what stands around them in, its one sense in the document out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from wartracker.label import cues
from wartracker.label.candidates import Candidate
from wartracker.label.common_words import COMMON_WORDS
from wartracker.label.context import Context
from wartracker.label.normalize import slug
from wartracker.label.spans import Hit
from wartracker.label.tails import MODEL_VARIANTS, Part, is_variant
from wartracker.label.word_tables import GENERIC, HEADLINE_ORG_WORDS, MODEL_ENDING, NOT_MODEL, NUMBERED, ORG_WORDS
from wartracker.vocabulary import Label

# "an Oslo AI start-up": the name before it is a place, "AI" says the trade.
_MODIFIES = re.compile(
    r" (?:start-?ups?|company|companies|labs?|firms?|researchers?|scientists?|models?|chips?|safety|makers?)\b"
)
# Weight of the neural tagger: with the context's bonus it needs one more cue (its guard), or a name that has the shape
# of a model's: then two independent readers agree.
_VOTE = 0.6
_SHAPED_VOTE = 0.9
_ORG_VOTE = 0.6
_SOFTWARE_VERSION = re.compile(r"v?\d+\.\d+\.\d+")  # three numbers tell builds of software
_SLACK = 0.2  # a vote also makes a name look less like an ordinary word, see `_model_threshold`


@dataclass(slots=True)
class Evidence:
    """What speaks for each sense of one stem, over all its occurrences."""

    shape: float = 0.0
    model: dict[str, float] = field(default_factory=dict)
    org: dict[str, float] = field(default_factory=dict)
    person: dict[str, float] = field(default_factory=dict)
    tails: int = 0  # number of different versions, sizes and variants
    seen: int = 0  # occurrences weighed
    named: bool = False  # stands in mid-sentence with its capital at least once

    def total(self, sense: str) -> float:
        """Return the sum for a sense; several cues of one kind count once."""
        weights: dict[str, float] = getattr(self, sense)
        return sum(weights.values())


def gather_evidence(candidates: Sequence[Candidate], marked: str, votes: Sequence[Hit], memo: cues.Memo) -> Evidence:
    """Weigh the occurrences of one name.

    Args:
        candidates: its occurrences; the first twelve count.
        marked: folded text, headline capitals lowered, known names replaced by marks.
        votes: what the neural tagger saw.
        memo: contexts of the document weighed already.

    Returns:
        The evidence.
    """
    evidence = Evidence()
    for candidate in candidates[:12]:
        before = marked[max(0, candidate.start - 70) : candidate.start].replace("\n", " ")
        after = marked[candidate.end : candidate.end + 110].replace("\n", " ")
        evidence.shape = max(evidence.shape, shape_weight(candidate, marked))
        for model, org, person in (cues.weigh_before(before, memo), cues.weigh_after(after, memo)):
            evidence.model |= model
            evidence.org |= org
            if len(candidate.words) in {2, 3} and not candidate.tail.parts:
                evidence.person |= person
        ordinary = candidate.words[0].lower() in COMMON_WORDS or len(candidate.words) == 1
        evidence.seen += 1
        evidence.named |= not candidate.in_title and not (candidate.starts_sentence and ordinary)
        for vote in votes:
            if vote.start < candidate.end and candidate.start < vote.end:
                if vote.label is Label.MODEL:
                    evidence.model["ner"] = _SHAPED_VOTE if candidate.tail.parts else _VOTE
                elif vote.label is Label.ORG:
                    evidence.org["ner"] = _ORG_VOTE
    evidence.tails = len({marked[c.stem_end : c.end] for c in candidates if c.tail.parts})
    return evidence


def shape_weight(candidate: Candidate, marked: str) -> float:
    """Return how much a name's own form speaks for a model."""
    tail = candidate.tail
    weight = 0.0
    joined = marked[candidate.stem_end : candidate.stem_end + 1]
    if size := tail.of(Part.SIZE):
        weight += 1.2 if size[-1] in "Bb" else 0.5
    if version := tail.of(Part.VERSION):
        weight += 0.5 if joined == "-" or not version[0].isdigit() else 0.45 if "." in version else 0.3
        weight -= 0.8 if _SOFTWARE_VERSION.fullmatch(version) else 0.0
    if tail.has(Part.DATE):
        weight += 0.4
    if variant := tail.of(Part.VARIANT):
        known = is_variant(variant) or len(variant) == 1
        weight += 0.7 if variant in MODEL_VARIANTS else 0.2 if not known else 0.45 if joined == "-" else 0.4
    if len(tail.parts) >= 2:
        weight += 0.3
    if MODEL_ENDING.search(candidate.stem):
        weight += 0.5
    return weight


def is_org_shape(words: tuple[str, ...]) -> bool:
    """Tell whether a name ends as makers' names do ("Alder Labs", not "Generative AI")."""
    if len(words) < 2 or words[-1].rstrip(".") not in ORG_WORDS:
        return False
    lowered = [word.lower() for word in words[:-1]]
    if words[-1] in {"University", "College", "Bank", "Foundation", "Institute", "Academy"} and len(words) == 2:
        return words[0].lower() not in GENERIC
    if words[-1] == "AI":
        return not all(word in GENERIC or word in COMMON_WORDS for word in lowered)
    return not all(word in GENERIC or word in COMMON_WORDS or word in NUMBERED for word in lowered)


def decide_org_shape(text: str, candidates: Sequence[Candidate], evidence: Evidence) -> list[Hit]:
    """Label a name with a maker's ending, unless it only stands in headlines and could be anything there."""
    if evidence.named or candidates[0].words[-1] in HEADLINE_ORG_WORDS or evidence.total("org") >= 0.7:
        return [
            build_org(text, c.start, c.stem_end, 0.8, "shape")
            for c in candidates
            if not (c.words[-1] == "AI" and _MODIFIES.match(text, c.stem_end))
        ]
    return []


def decide_sense(
    text: str, candidates: Sequence[Candidate], evidence: Evidence, context: Context, reserved: bool
) -> list[Hit]:
    """Decide the one sense of a name and label its occurrences.

    Args:
        text: folded text.
        candidates: the name's occurrences.
        evidence: what speaks for each sense.
        context: the document's context.
        reserved: the name is no model whatever stands around it.

    Returns:
        Hits; none where the evidence does not suffice.
    """
    words = candidates[0].words
    model = model_weight(evidence, context)
    org = evidence.total("org") - (0.5 if evidence.shape >= 0.3 else 0.0)
    org += 0.2 if evidence.seen >= 3 and org >= 0.4 else 0.0
    person = evidence.total("person") + (0.5 if len(words) == 2 else 0.0)
    if person >= 1.3 and person > org and not evidence.shape:
        return [_person_hit(text, c) for c in candidates if len(c.words) > 1]
    need = _model_threshold(candidates, evidence)
    if not context.ai:
        need += (
            0.5
            if context.foreign and not _is_sized(candidates)
            else 0.3
            if not evidence.shape and max(evidence.model.values(), default=0.0) < 0.7
            else 0.0
        )
    if reserved and evidence.shape < 1.0:
        need = 9.0
    if model >= need and model - 0.3 > org * 0.8 and not _is_clearly_org(evidence):
        rules = ("open", *sorted(evidence.model))
        sure = 0.96 if "ner" in evidence.model else min(0.85, 0.5 + 0.2 * (model - need) + 0.1 * (evidence.shape > 0.4))
        return [_model_hit(text, c, sure, rules) for c in candidates]
    if reserved:
        return []
    if evidence.shape >= 0.3 and org < 1.5:
        return []
    if org >= _org_threshold(words) and _may_be_org(words, evidence):
        sure = 0.9 if "ner" in evidence.org else min(0.8, 0.4 + 0.2 * org)
        return [build_org(text, c.start, c.stem_end, sure, *sorted(evidence.org)) for c in candidates]
    return []


def _is_sized(candidates: Sequence[Candidate]) -> bool:
    """Tell whether a name carries a size in billions as only models do ("Ember-7B"), whatever it is spoken of with."""
    return any(part is Part.SIZE and piece[-1:] == "B" for c in candidates for part, piece in c.tail.parts)


def _is_clearly_org(evidence: Evidence) -> bool:
    """Tell whether a cue that only makers have stands against none that only models have."""
    strongest = max(evidence.model.values(), default=0.0)
    return evidence.shape < 0.3 and strongest < 1.0 and max(evidence.org.values(), default=0.0) >= 0.8


def model_weight(evidence: Evidence, context: Context) -> float:
    """Return how much speaks for a model; several sizes and variants of one name speak for it too."""
    guard = 0.15 if evidence.tails else 0.36  # in a text that does not speak of AI; less where shape and vote agree
    vote = 0.0 if context.ai else -guard * (1 - context.score) * ("ner" in evidence.model)
    siblings = 0.3 * max(0, min(2, evidence.tails - 1))
    return evidence.shape + evidence.total("model") + context.bonus + siblings + vote


def needs_vote(candidates: Sequence[Candidate], evidence: Evidence, context: Context, reserved: bool) -> bool:
    """Tell whether the neural tagger's vote could make a name a model."""
    if reserved:
        return False
    lacks = _model_threshold(candidates, evidence) - model_weight(evidence, context)
    if 0 < lacks <= (_SHAPED_VOTE if evidence.tails else _VOTE) + _SLACK:
        return True
    return evidence.total("org") + _ORG_VOTE >= _org_threshold(candidates[0].words)


def _org_threshold(words: tuple[str, ...]) -> float:
    """Return the weight that a maker's name needs: several words may be a title or a phrase."""
    return 0.8 if len(words) == 1 else 1.0 if words[-1][-1:].isupper() else 1.2


def _may_be_org(words: tuple[str, ...], evidence: Evidence) -> bool:
    lowered = [word.lower() for word in words]
    if all(word in COMMON_WORDS or word in GENERIC or word in NUMBERED for word in lowered):
        return False
    return evidence.named or evidence.total("org") >= 0.7


def _model_threshold(candidates: Sequence[Candidate], evidence: Evidence) -> float:
    """Return the weight a name needs: more for ordinary words and abbreviations, out of reach for numbered things."""
    words, stem = candidates[0].words, candidates[0].stem
    lowered = [word.lower() for word in words]
    if lowered[-1] in NUMBERED or lowered[0] in NUMBERED or "The" in words or NOT_MODEL.search(stem):
        return 9.0
    if any(part is Part.VARIANT and NOT_MODEL.search(piece) for c in candidates for part, piece in c.tail.parts):
        return 9.0
    elliptic = len(words) == 1 and is_variant(words[0])  # "Small 3", understood beside its maker
    if elliptic and (not evidence.tails or "ner" not in evidence.model):
        return 9.0 if not evidence.tails else 2.2
    if len(stem) == 1 and evidence.shape < 1.0 and max(evidence.model.values(), default=0.0) < 1.0:
        return 9.0  # "F-35"
    need = 1.0
    strongest = max(evidence.model.values(), default=0.0)
    bare = not evidence.shape
    if all(word in COMMON_WORDS or word in GENERIC for word in lowered):
        need += 0.7
    elif len(words) > 1:
        need += 0.4
    if bare and _is_abbreviation(stem) and strongest < 1.2:
        need += 0.8
    if evidence.tails < 2 and strongest < 0.3 and evidence.shape < 1.2:
        need += 0.3 if stem.isupper() else 0.2
    if bare and not evidence.named:
        need += 0.2
    return need


def _is_abbreviation(stem: str) -> bool:
    """Tell whether a word is made of capitals ("OCR", "SLMs", "CoT")."""
    core = stem.removesuffix("s")
    return len(core) <= 5 and sum(char.isupper() for char in core) >= len(core) / 2


def _model_hit(text: str, candidate: Candidate, confidence: float, rules: tuple[str, ...]) -> Hit:
    surface = text[candidate.start : candidate.end]
    return Hit(
        candidate.start,
        candidate.end,
        Label.MODEL,
        slug(surface),
        " ".join(surface.split()),
        round(confidence, 2),
        rules,
    )


def build_org(text: str, start: int, end: int, confidence: float, *rules: str) -> Hit:
    """Return the hit of a maker that no list holds."""
    surface = text[start:end]
    return Hit(start, end, Label.ORG, slug(surface), " ".join(surface.split()), round(confidence, 2), ("open", *rules))


def _person_hit(text: str, candidate: Candidate) -> Hit:
    surface = text[candidate.start : candidate.stem_end]
    return Hit(candidate.start, candidate.stem_end, Label.PERSON, slug(surface), surface, 0.7, ("open",))
