"""A folded text and what is known in it in, names that no list holds out: models, makers and people by shape and cue.

All occurrences of a name are weighed together: one sense per document.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from wartracker.label import cues
from wartracker.label.common_words import COMMON_WORDS, DATE_WORDS
from wartracker.label.context import Context
from wartracker.label.normalize import MASK, slug
from wartracker.label.spans import Hit, resolve_overlaps
from wartracker.label.tails import MODEL_VARIANTS, Part, Tail, is_variant, read_tail
from wartracker.vocabulary import Label

MARK_OF = {Label.MODEL: "\ue000", Label.ORG: "\ue001", Label.LICENSE: "\ue002"}
_OTHER_MARK = "\ue003"

_WORD = re.compile(r"(?<![\w@#/\\$.])[A-ZÀ-ÖØ-Þ](?:[^\W\d_])*(?:'[A-Z][^\W\d_]+)?")
_LOWER = re.compile(r"(?<![\w@#/\\$.-])[a-z]{2,}(?=-\d|\d[\w.]*-)")
_NEXT_WORD = re.compile(r" (?=[A-ZÀ-ÖØ-Þ])|-(?=[A-Z][a-z])| & (?=[A-Z])")
_STARTS = re.compile(r"(?:^|[.!?:…·•|>]|\n|\A)[\"'*_#>\-–—\s\d.)\[(]*$")
_NUMBERED = frozenset(
    (
        "version chapter figure fig table part phase section level tier page day week month year step stage round group class room article item layer top "
        "series season episode volume vol formula web industry type model gen generation grade rule case question task example lemma theorem "
        "appendix equation windows python ubuntu ios android macos debian fedora java node php ruby cuda rocm iphone ipad ipados macbook pixel galaxy xbox "
        "playstation surface thinkpad geforce rtx gtx radeon covid http https usb wifi bluetooth mp utf iso rfc rev issue pr title sb ab hb bill "
        "act directive no number line route area zone unit size note option world war apollo boeing airbus tesla nasdaq ftse dow euro june july q "
        "pytorch tensorflow jax spark kafka react angular vue rails django unreal unity blender photoshop office excel word chrome firefox safari "
        "top-k pass acl icml iclr neurips cvpr emnlp naacl aaai ijcai eccv iccv ces wwdc agi asl gpt cve cwe int fp bf pcie ddr hbm lpddr nvme "
        "slm vlm ocr readme nlp cv sota todo eu uk us un usa nda ipo ceo cto cfo coo vp pr hr it tv dvd cd nft crypto arxiv pdf mcp acp tts asr sql rag kv moe gguf awq gptq fp8 int4 mlx amd isbn doi gdp nasa nato who imf"
        " nvlink psu cpu gpu tpu npu ram ssd sdk api ui ux faq pdf html css sql json xml yaml ai ml llm llms moe rl rlhf rag vram"
    ).split()
)
_NOT_MODEL = re.compile(r"(?:[Bb]ench|Eval|QA|Arena|[Cc]orpus|[Dd]ataset|Hub|Kit|SDK|CLI|OS|DB|GPT)$")
_ORG_WORDS = frozenset(
    (
        "AI Labs Lab Research Technologies Technology Systems Robotics Inc Corp Corporation Company Ltd Limited LLC GmbH AG SA University Institute "
        "Laboratory Laboratories Foundation Capital Ventures Partners Holdings Group Intelligence Computing Software Networks Therapeutics Bank "
        "College Academy Association Commission Agency Ministry Council Parliament Authority Department Bureau Committee Alliance Consortium "
        "Initiative Society Institution Press Times Post Journal Studios Industries Bio Motors Telecom Semiconductor Electronics Hospital School "
        "Federation Observatory Court Museum Airlines Pharma Energy Health Cloud Dynamics Analytics Interactive Media Entertainment"
    ).split()
)
_HEADLINE_ORG_WORDS = _ORG_WORDS - frozenset(
    "AI Research Company Group Press Times Post School Court Energy Health Cloud Media Capital".split()
)
_GENERIC = frozenset(
    (
        "sovereign physical agentic generative responsible applied conversational enterprise edge multimodal frontier trustworthy explainable ethical "
        "embodied chinese european american western open big superhuman narrow general strong weak local cloud legal medical military consumer "
        "japanese german french indian british korean canadian global national state federal us uk eu the our your my mainstream scalable modern "
        "beneficial vertical predictive proprietary hybrid private public safe advanced constitutional machine deep data computer artificial human "
        "google-scale industrial clinical dutch italian spanish russian swiss what why how is are can will if when more less all no and or for in on "
        "with by of a an using building every some any this that these those ambient spatial quantum personal embedded democratic inclusive"
    ).split()
)
_FUNCTION = frozenset(
    (
        "the a an this that these those it its he she they we you i our your their his her my and or but if when while as at by for from in "
        "into of on to with not no yes so then than there here who what which why how where all any both each some such new more most many "
        "one two three four five six seven eight nine ten also only just now is are was were be been has have had will would can could may "
        "might should do does did let see get use try read learn click download note add make"
    ).split()
)
_OF_ORG = re.compile(
    r"\b(?:[A-ZÀ-Þ][\w'-]+[ ]){0,2}(?:University|Institute|Academy|College|School|Ministry|Department|Bank|Bureau|Council|House|Court|Technical University|"
    r"Polytechnic University|Federal Ministry|Royal Institute|National (?:Institute|University|Academy|Centre|Center|Laboratory)|Government|State)"
    r"[ ](?:of|for)[ ](?:the[ ])?[A-ZÀ-Þ][\w.'-]+(?:(?:[ ]|,[ ](?=San|Los|Santa|Berkeley|Irvine|Davis)|[ ](?:of|and|for)[ ](?:the[ ])?|-)[A-ZÀ-Þ][\w'-]+){0,4}"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One occurrence of a capitalised name."""

    start: int
    stem_end: int
    end: int
    stem: str
    tail: Tail
    words: tuple[str, ...]
    starts_sentence: bool
    in_title: bool


@dataclass(slots=True)
class Evidence:
    """What speaks for each sense of one stem, over all its occurrences."""

    shape: float = 0.0
    model: dict[str, float] = field(default_factory=dict)
    org: dict[str, float] = field(default_factory=dict)
    person: dict[str, float] = field(default_factory=dict)
    named: bool = False  # stands in mid-sentence with its capital at least once

    def total(self, sense: str) -> float:
        """Return the sum for a sense; several cues of one kind count once."""
        return sum(getattr(self, sense).values())


def find_new(
    text: str, known: Sequence[Hit], context: Context, title_lines: tuple[tuple[int, int], ...], view: str
) -> list[Hit]:
    """Find names that no list holds.

    Args:
        text: folded text.
        known: hits of the lists, not overlapping.
        context: the document's context.
        title_lines: spans of lines with capitals everywhere.
        view: the text with headline capitals lowered.

    Returns:
        Hits that may overlap the known ones; longer ones win.
    """
    marked = mark_known(view, known)
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in _scan(view, marked, title_lines):
        groups[candidate.stem].append(candidate)
    hits = [_org_hit(text, match.start(), match.end(), 0.8, "shape") for match in _OF_ORG.finditer(marked)]
    surnames = _surnames(known, text)
    undecided: dict[str, list[Candidate]] = {}
    for stem, candidates in groups.items():
        if stem in surnames:
            continue
        found = _decide(text, stem, candidates, _gather(candidates, marked, context), context)
        hits += found
        if not found:
            undecided[stem] = candidates
    grown = bool(hits)
    for _ in range(4):  # what was found is evidence for its neighbours
        if not (grown and undecided):
            break
        marked = mark_known(view, resolve_overlaps([*known, *hits]))
        grown = False
        for stem, candidates in list(undecided.items()):
            if found := _decide(text, stem, candidates, _gather(candidates, marked, context), context):
                hits += found
                grown = True
                del undecided[stem]
    return hits


def _surnames(known: Sequence[Hit], text: str) -> frozenset[str]:
    """Return the last words of persons' names; alone they mean the person."""
    return frozenset(text[hit.start : hit.end].split()[-1] for hit in known if hit.label is Label.PERSON)


def mark_known(view: str, known: Sequence[Hit]) -> str:
    """Replace every code point of a known name by its label's mark."""
    pieces = []
    at = 0
    for hit in known:
        pieces += [view[at : hit.start], MARK_OF.get(hit.label, _OTHER_MARK) * (hit.end - hit.start)]
        at = hit.end
    return "".join([*pieces, view[at:]])


def _scan(view: str, marked: str, title_lines: tuple[tuple[int, int], ...]) -> list[Candidate]:
    found: list[Candidate] = []
    at = 0
    while match := _WORD.search(marked, at):
        candidate, at = _read_name(marked, match, title_lines)
        if candidate is not None:
            found.append(candidate)
    for match in _LOWER.finditer(marked):
        tail = read_tail(marked, match.end())
        if tail.has(Part.SIZE) or len(tail.parts) >= 2:
            found.append(_candidate(marked, match.start(), match.end(), tail, (match.group(),), title_lines))
    return found


def _read_name(
    marked: str, match: re.Match[str], title_lines: tuple[tuple[int, int], ...]
) -> tuple[Candidate | None, int]:
    """Read one name from a capitalised word on; returns the position to go on from."""
    start = match.start()
    word = match
    words = [match.group()]
    starts = _STARTS.search(marked[max(0, start - 12) : start]) is not None
    in_title = any(a <= start < b for a, b in title_lines)
    begins_the = words[0] == "The" and not starts and not in_title and marked[match.end() : match.end() + 1] == " "
    if (
        words[0].lower() in DATE_WORDS
        or (words[0].lower() in _FUNCTION and not begins_the)
        or len(words[0]) == 1
        and marked[match.end() : match.end() + 1] != "-"
    ):
        return None, match.end()
    if starts and words[0].endswith("ly"):
        return None, match.end()
    if words[0].lower() in COMMON_WORDS and (starts or in_title):
        tail = read_tail(marked, match.end())
        if not tail.has(Part.SIZE) and not (tail.has(Part.VERSION) and marked[match.end()] == "-"):
            return None, match.end()
    while True:
        tail = read_tail(marked, word.end(), title_case=in_title)
        joint = _NEXT_WORD.match(marked, word.end())
        if _is_one_word(marked, word.end(), tail):
            tail = Tail(word.end(), ())
        if tail.parts and not (
            joint and tail.has(Part.VARIANT) and len(tail.parts) == 1 and _is_org_phrase(marked, word.end())
        ):
            break
        follow = _WORD.match(marked, joint.end()) if joint else None
        if follow is None or len(words) >= 5 or follow.group().lower() in DATE_WORDS:
            tail = Tail(word.end(), ())
            break
        word = follow
        words.append(follow.group())
    if words == ["The"]:
        return None, word.end()
    return _candidate(marked, start, word.end(), tail, tuple(words), title_lines, starts), max(word.end(), tail.end)


def _is_one_word(marked: str, at: int, tail: Tail) -> bool:
    """Tell whether what follows a hyphen is the rest of a double name, not a variant ("Aldea-Nova")."""
    return (
        marked[at : at + 1] == "-"
        and len(tail.parts) == 1
        and tail.parts[0][0] is Part.VARIANT
        and tail.parts[0][1].isalpha()
        and len(tail.parts[0][1]) > 2
        and not is_variant(tail.parts[0][1])
    )


def _is_org_phrase(marked: str, at: int) -> bool:
    """Tell whether the capitalised words that follow end in a word of organizations ("Edge Labs")."""
    run = re.compile(r"(?:[ -][A-Z][\w-]*){1,4}").match(marked, at)
    return run is not None and re.split(r"[ -]", run.group())[-1] in _ORG_WORDS


def _candidate(
    marked: str,
    start: int,
    stem_end: int,
    tail: Tail,
    words: tuple[str, ...],
    title_lines: tuple[tuple[int, int], ...],
    starts: bool = False,
) -> Candidate:
    in_title = any(a <= start < b for a, b in title_lines)
    return Candidate(start, stem_end, tail.end, marked[start:stem_end], tail, words, starts, in_title)


def _gather(candidates: list[Candidate], marked: str, context: Context) -> Evidence:
    evidence = Evidence()
    for candidate in candidates[:12]:
        before = marked[max(0, candidate.start - 70) : candidate.start].replace("\n", " ")
        after = marked[candidate.end : candidate.end + 110].replace("\n", " ")
        evidence.shape = max(evidence.shape, shape_weight(candidate, marked))
        evidence.model |= {f"{k}>": v for k, v in cues.weigh_after(cues.MODEL_AFTER, after).items()}
        evidence.model |= {f"<{k}": v for k, v in cues.weigh(cues.MODEL_BEFORE, before).items()}
        evidence.org |= {f"{k}>": v for k, v in cues.weigh_after(cues.ORG_AFTER, after).items()}
        evidence.org |= {f"<{k}": v for k, v in cues.weigh(cues.ORG_BEFORE, before).items()}
        if len(candidate.words) in {2, 3} and not candidate.tail.parts:
            evidence.person |= {f"{k}>": v for k, v in cues.weigh_after(cues.PERSON_AFTER, after).items()}
            evidence.person |= {f"<{k}": v for k, v in cues.weigh(cues.PERSON_BEFORE, before).items()}
        evidence.named |= not candidate.starts_sentence and not candidate.in_title
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
    if tail.has(Part.DATE):
        weight += 0.4
    if variant := tail.of(Part.VARIANT):
        known = is_variant(variant) or len(variant) == 1
        weight += 0.7 if variant in MODEL_VARIANTS else 0.2 if not known else 0.45 if joined == "-" else 0.4
    if len(tail.parts) >= 2:
        weight += 0.3
    return weight


def _decide(text: str, stem: str, candidates: list[Candidate], evidence: Evidence, context: Context) -> list[Hit]:
    """Decide the one sense of a stem and label its occurrences."""
    words = candidates[0].words
    org_like = (
        len(words) > 1 and words[-1].rstrip(".") in _ORG_WORDS and not all(w.lower() in _GENERIC for w in words[:-1])
    )
    if org_like and (evidence.named or words[-1] in _HEADLINE_ORG_WORDS or evidence.total("org") >= 0.7):
        if not (
            words[-1] == "AI" and all(word.lower() in _GENERIC or word.lower() in COMMON_WORDS for word in words[:-1])
        ):
            return [_org_hit(text, c.start, c.stem_end, 0.8, "shape") for c in candidates]
    model = evidence.shape + evidence.total("model") + context.bonus
    tails = {text[c.stem_end : c.end] for c in candidates if c.tail.parts}
    model += 0.3 * min(2, len(tails) - 1) if len(tails) > 1 else 0.0  # sizes and variants of one name
    org = evidence.total("org")
    if evidence.shape >= 0.3:
        org -= 0.5
    if words[-1].lower() in _NUMBERED and len(words) == 1:
        org -= 9.0
    person = evidence.total("person") + (0.5 if len(words) == 2 else 0.0)
    if person >= 1.3 and person > org and not evidence.shape:
        return [_person_hit(text, c) for c in candidates if len(c.words) > 1]
    need = _model_threshold(stem, words, evidence, context)
    if any(part is Part.VARIANT and _NOT_MODEL.search(piece) for c in candidates for part, piece in c.tail.parts):
        need = 9.0
    if model >= need and model - 0.3 > org * 0.8:
        rules = ("open", *sorted(evidence.model))
        return [
            _model_hit(text, c, min(0.85, 0.45 + 0.2 * (model - need) + 0.1 * (evidence.shape > 0.4)), rules)
            for c in candidates
        ]
    if org >= (0.8 if len(words) == 1 else 1.0) and _may_be_org(words, evidence):
        return [
            _org_hit(text, c.start, c.stem_end, min(0.8, 0.4 + 0.2 * org), *sorted(evidence.org)) for c in candidates
        ]
    return []


def _may_be_org(words: tuple[str, ...], evidence: Evidence) -> bool:
    lowered = [word.lower() for word in words]
    if all(word in COMMON_WORDS or word in _GENERIC for word in lowered):
        return False
    return evidence.named or evidence.total("org") >= 1.0


def _model_threshold(stem: str, words: tuple[str, ...], evidence: Evidence, context: Context) -> float:
    """Return the weight a name needs: more for ordinary words, several words, numbered things and texts not about AI."""
    need = 1.0
    lowered = [word.lower() for word in words]
    if lowered[-1] in _NUMBERED or _NOT_MODEL.search(stem) or lowered[0] in _NUMBERED or "The" in words:
        return 9.0
    if all(word in COMMON_WORDS or word in _GENERIC for word in lowered):
        need += 0.6
    elif len(words) > 1:
        need += 0.4
    if len(stem) <= 2 and not evidence.total("model"):
        need += 0.3
    if stem.isupper() and len(stem) > 1 and not evidence.total("model"):
        need += 0.3
    if not evidence.total("model") and evidence.shape < 1.2:
        need += 0.2
    if not evidence.named and not evidence.shape:
        need += 0.2
    return need


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


def _org_hit(text: str, start: int, end: int, confidence: float, *rules: str) -> Hit:
    surface = text[start:end]
    return Hit(start, end, Label.ORG, slug(surface), " ".join(surface.split()), round(confidence, 2), ("open", *rules))


def _person_hit(text: str, candidate: Candidate) -> Hit:
    surface = text[candidate.start : candidate.stem_end]
    return Hit(candidate.start, candidate.stem_end, Label.PERSON, slug(surface), surface, 0.7, ("open",))
