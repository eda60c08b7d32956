"""A position after a name in, the version, size, variant and date that follow it out: the grammar of model names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What a piece of a model name says."""

    VERSION = "version"
    SIZE = "size"
    VARIANT = "variant"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Tail:
    """The pieces after a family's name."""

    end: int
    parts: tuple[tuple[Part, str], ...]

    def has(self, *kinds: Part) -> bool:
        """Tell whether a piece of one of these kinds is there."""
        return any(part in kinds for part, _ in self.parts)

    def of(self, kind: Part) -> str | None:
        """Return the first piece of a kind."""
        return next((text for part, text in self.parts if part is kind), None)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Variant words that model makers use; after a space they must be capitalised.
STRONG_VARIANTS = _words(
    "Pro Max Mini Nano Micro Flash Lite Ultra Turbo Preview Instruct Coder VL Omni MoE Thinking Think Reasoner Opus "
    "Sonnet Haiku Scout Maverick Behemoth Plus Exp Experimental Terminus Speciale Distill Heavy Codex Guard Reranker "
    "Embedding Transcribe TTS ASR OCR Instant Magnus Flash-Lite XL XXL NeMo Nemo Tiny Giant Prover Captioner "
    "Guardian Spark "
    "Premier Lightning Highspeed Multimodal Embed Rerank Edit"
)
WEAK_VARIANTS = _words(
    "Base Chat Code Vision Image Audio Math Reasoning Large Medium Small Air Next Fast Edge Core Super Live Realtime "
    "Robotics Research Reason Speech Voice Video Text Expanse Alpha Beta Open Standard Agent Agentic Creative "
    "Translate Medical Saba Deep Dev"
)
_LOWER_VARIANTS = (
    "mini|nano|turbo|preview|instruct|chat|flash|lite|pro|max|large|medium|small|codex|omni|xlarge|high|low|"
    "reasoning|reasoner|reason|embedding|embed|reranker|rerank|vision|audio|math|edit|image|video|tts|asr|ocr|"
    "guard|safeguard|moe|think|distill|tiny|micro|ultra|plus|air|fast|research|translate|agent"
)
# Variant words that only models carry.
MODEL_VARIANTS = _words(
    "Instruct Coder VL Omni MoE Thinking Reasoner Reason Embedding Embed Reranker Rerank TTS ASR Prover Distill "
    "Captioner Guard Codex Terminus instruct chat "
    "coder vl omni moe thinking"
)
_HYPHEN_STOP = _words(
    "based powered style compatible class level like native first only ready driven trained tuned generated optimized "
    "optimised specific scale sized family series model models era equipped enabled backed inspired derived focused "
    "type and or to the in for vs on a is as inc ai sheet hosted maker makers owned developed led related free "
    "user users "
    "side branded quality grade licensed linked only weight weights tier parameter parameters token size year day "
    "old series beating written assisted made built run"
)
_DATE = (
    r"20\d\d-\d\d-\d\d|20\d{6}(?!\d)|2[3-9](?:0[1-9]|1[0-2])(?:[0-3]\d)?(?![\d.]*\d)"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
_SIZE = r"(?:[AEae]?\d+(?:\.\d+)?[BMTbm]|\d+[xX]\d+(?:\.\d+)?[BMbm]|\d+E(?:\d+T)?|\d+[kK])(?![A-Za-z0-9])"
_VERSION = r"(?:[vVrRkKmMsSxX]|MM)?\d{1,3}(?:\.\d{1,2}){0,2}(?:[a-z](?![a-z]))?(?![A-Za-z]|\d|\.\d)"
_STRONG = "|".join(sorted(STRONG_VARIANTS, key=len, reverse=True))
_WEAK = "|".join(sorted(WEAK_VARIANTS, key=len, reverse=True))
_END = r"(?![A-Za-z0-9])"

_AFTER_SPACE = re.compile(
    rf" (?:(?P<date>2[3-9](?:0[1-9]|1[0-2])(?![\d.,]))|(?P<size>{_SIZE})|(?P<version>{_VERSION})"
    rf"|(?P<variant>(?:{_STRONG}){_END})|(?P<weak>(?:{_WEAK}){_END})|(?P<low>(?:mini|nano|turbo|preview|pro|"
    rf"flash|lite){_END})"
    r"|(?P<bracket>\[(?:dev|schnell|pro|max|klein|flex)\])|(?P<plus>R\+))"
)
_AFTER_HYPHEN = re.compile(
    rf"[-_](?:(?P<date>{_DATE})|(?P<size>{_SIZE})|(?P<version>{_VERSION})"
    rf"|(?P<variant>(?:{_STRONG}|{_WEAK}|{_LOWER_VARIANTS}|it|pt|base|coder|thinking|vl|oss|exp|hf|sft|dpo|rl){_END})"
    r"|(?P<word>[A-Za-z][A-Za-z0-9]*(?:\.\d+)?(?![A-Za-z0-9])))"
)
_GLUED = re.compile(
    rf"(?:(?P<size>{_SIZE})|(?P<version>\d{{1,3}}(?:\.\d{{1,2}}){{0,2}}(?:[a-z](?![a-z]))?(?!\.?\d|x\d))"
    rf"|(?P<variant>(?:VL|Guard|Coder|Omni|Math|Audio|Vision|Next|Embedding|Prover|Lite|Mini|Pro){_END})|"
    rf"(?P<bracket>\+(?![A-Za-z0-9])))"
)
# A score behind a whole name: "Ember 2 88", "Ember-9B 74".
_ENDS_IN_NUMBER = re.compile(r"\d[A-Za-z]?$")
_DOTTED = re.compile(r"\.(?P<version>\d(?:\.\d)?(?!\d|\.\d))")
# Lower-case words that lead on to a size: "-preview-base-70B".
_LONG = re.compile(r"(?:-[A-Za-z][\w.]*){1,3}-\d+(?:\.\d+)?[bB](?:-[A-Za-z]\w*)*(?![\w])")
# Words after a bare number that make it a count, not a version.
_COUNT = re.compile(
    r" ?(?:%|mins?\b|h\b|percent|per cent|times|million|billion|trillion|thousand|hours?|days?|weeks?|months?|years?|"
    r"minutes?|seconds?|people|points?|users|models|new|other|companies|ways|things|reasons|steps|and a half|of (?:the|"
    r"its|our)|x )\b|%|[,.]\d{3}\b"
)


def read_tail(text: str, at: int, *, title_case: bool = False, limit: int = 8) -> Tail:
    """Read the version, size, variant and date that follow a name.

    Args:
        text: folded text.
        at: one past the name's last code point.
        title_case: the line is a headline with capitals everywhere: weak variant words are then not believed.
        limit: most pieces to read.

    Returns:
        The tail, of no pieces where none follows; its end is `at` then.
    """
    parts: list[tuple[Part, str]] = []
    end = at
    while len(parts) < limit:
        match, part = _next_part(text, end, parts, title_case)
        if match is None or part is None:
            break
        parts.append((part, match.group().lstrip(" -_.")))
        end = match.end()
    if end < len(text) and end > at and text[end].isalnum() and text[end].isascii():
        return _cut_back(text, at, parts)
    return Tail(end, tuple(parts))


def _next_part(
    text: str, at: int, parts: list[tuple[Part, str]], title_case: bool
) -> tuple[re.Match[str] | None, Part | None]:
    char = text[at : at + 1]
    if char == " ":
        match = _AFTER_SPACE.match(text, at)
        return match, _space_part(text, match, parts, title_case) if match else None
    if char in "-_" and char:
        match = _AFTER_HYPHEN.match(text, at)
        part = _hyphen_part(match) if match else None
        if part is None and (match := _LONG.match(text, at)):
            part = Part.SIZE
        return match, part
    if char == "." and not parts:
        return _DOTTED.match(text, at), Part.VERSION
    match = _GLUED.match(text, at)
    if match is None:
        return None, None
    if match["variant"] and not (at and text[at - 1].isdigit()):
        return None, None
    return match, Part.SIZE if match["size"] else Part.VARIANT if match["variant"] or match["bracket"] else Part.VERSION


def _space_part(text: str, match: re.Match[str], parts: list[tuple[Part, str]], title_case: bool) -> Part | None:
    if match["date"]:
        return Part.DATE
    if match["size"]:
        return None if match["size"][-1] in "kKm" else Part.SIZE
    if match["version"]:
        bare = match["version"].isdigit()
        if bare and (
            len(match["version"]) > 2
            or _ENDS_IN_NUMBER.search(text, max(0, match.start() - 3), match.start())
            or _COUNT.match(text, match.end())
            or any(p is Part.VERSION for p, _ in parts)
        ):
            return None
        return Part.VERSION
    if match["low"]:
        return Part.VARIANT if _has_version(text, match.start(), parts) else None
    if match["weak"]:
        follow = text[match.end() : match.end() + 2]
        last = _has_version(text, match.start(), parts) and not re.match(r" [A-Z]", follow)
        if title_case and not last and not re.match(r"[ -]\d", follow):
            return None
        return Part.VARIANT
    return Part.VARIANT


def _has_version(text: str, at: int, parts: list[tuple[Part, str]]) -> bool:
    """Tell whether a version stands before, read here or part of a listed name."""
    return (
        any(part is Part.VERSION for part, _ in parts) or re.search(r"\d[a-z]?$", text[max(0, at - 3) : at]) is not None
    )


def is_variant(word: str) -> bool:
    """Tell whether a word is one that makers use for variants."""
    return (
        word in STRONG_VARIANTS
        or word in WEAK_VARIANTS
        or word in MODEL_VARIANTS
        or re.fullmatch(_LOWER_VARIANTS, word) is not None
    )


def _hyphen_part(match: re.Match[str]) -> Part | None:
    if match["date"]:
        return Part.DATE
    if match["size"]:
        return Part.SIZE
    if match["version"]:
        return Part.VERSION
    if match["variant"]:
        return Part.VARIANT
    word = match["word"]
    if word.lower() in _HYPHEN_STOP or not (word[0].isupper() or any(char.isdigit() for char in word)):
        return None
    return Part.VARIANT


def _cut_back(text: str, at: int, parts: list[tuple[Part, str]]) -> Tail:
    """Drop the last piece when a word runs on after it ("Llama 3times")."""
    parts = parts[:-1]
    end = at
    for _, piece in parts:
        end = text.index(piece, end) + len(piece)
    return Tail(end, tuple(parts))
