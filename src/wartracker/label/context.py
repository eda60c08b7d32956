"""A document's title and text in, what holds for the whole of it out: is it about AI, which lines are headlines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wartracker.cues import Cued, spell_text

_STRONG = Cued(
    r"\b(?:AI|A\.I\.|GenAI|LLMs?|VLMs?|SLMs?|MoE|[Ll]anguage models?|[Oo]pen[- ]weights?|[Oo]pen[- ]sourced|"
    r"[Cc]hatbots?|[Cc]heckpoints?|"
    r"[Ff]ine-?tun\w+|[Pp]re-?train\w*|[Nn]eural|[Mm]achine learning|[Dd]eep learning|[Mm]ixture[- ]of[- ][Ee]xperts|"
    r"[Mm]ultimodal|[Gg]enerative|[Aa]rtificial intelligence|Hugging ?Face|[Cc]ontext window|[Rr]einforcement learning|"
    r"[Tt]ransformers?|[Ff]oundation models?|[Ff]rontier models?|safetensors|tokens?|quantis\w+|quantiz\w+|GGUF|"
    r"[Ii]nference|MMLU|GPQA|SWE-bench|AIME|KI|Sprachmodelle?|modèles? de langage|intelligence artificielle|"
    r"grand modèle)\b"
    r"|模型|人工智能|开源|大语言|オープンソース|生成AI|인공지능|모델"
)
_WEAK = Cued(
    r"\b(?:[Mm]odels?|Modelle?|[Mm]odèles?|[Ww]eights|[Pp]arameters?|GPUs?|[Bb]enchmarks?|[Pp]rompts?|[Tt]raining|"
    r"[Tt]rained|[Aa]ssistants?|[Oo]pen[- ][Ss]ource[ds]?|API|APIs|[Dd]ownload\w*|[Rr]easoning|[Aa]gents?|[Aa]gentic|"
    r"[Ll]icen[cs]e[ds]?|[Cc]oding|[Ee]mbeddings?|[Ll]abs?)\b"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What is decided once for a document."""

    ai: bool  # it speaks of AI
    score: float  # how much it does; 1.0 is the threshold
    foreign: bool = False  # it speaks of something else and not of AI

    @property
    def bonus(self) -> float:
        """Return what the context adds to the evidence for a model."""
        if self.ai:
            return 0.3
        return -0.6 if self.foreign else 0.3 * self.score


# Other fields in which names carry versions; a single sentence about one of them is not about AI.
_FOREIGN = Cued(
    r"\b(?:librar(?:y|ies)|framework|packages?|phones?|smartphones?|handsets?|cars?|sedan|SUV|vans?|trams?|"
    r"buses|games?|gamers?|"
    r"gaming consoles?|films?|movies?|albums?|songs?|singer|band|concert|seasons?|league|striker|players?|"
    r"coach|wrist ?watch|laptops?|"
    r"cameras?|aircraft|jets?|rockets?|spacecraft|satellites?|telescopes?|helicopters?|kernel|databases?|battery|tractors?|saloon|vacuum|stove|"
    r"browsers?|operating system|syntax|"
    r"compiler|wheels|distro|firmware|partition|routers?|motherboards?|vaccines?|virus|"
    r"drug|patients|museum|"
    r"painting|novel|opera|theatre|horses?|dogs?|birds?|whales?|fish|farm(?:ers)?|crops?|wine|beer|restaurant|"
    r"village|harbour|cathedral|"
    r"choir|organ|zodiac|helmet|auction|metres|miles|goals?|championship|tournament|Olympics|yacht|boats?|"
    r"ships?|zoo|"
    r"constellation|planets?|comet|asteroid|ozone|isotopes?|minerals?|quarry|recipe|kitchen|garden|"
    r"weather|storm|hurricane|"
    r"trails?|hiking|mountains?|(?:centi|milli|kilo)?met(?:re|er)s?|grams|litres?|backpacks?|worktops?|streets?|bridges?|"
    r"railways?|hotels?|church|islands?|lakes?|rivers?|coastguard|ferry|statue)\b"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What the words of a document say of its topic, before names are known."""

    strong: int
    weak: int
    units: float  # stretches of 1,500 code points, at least one
    foreign: bool

    def judge(self, known: int) -> Context:
        """Decide whether the document speaks of AI.

        One strong word or three weak ones suffice in a sentence; a long text needs them in proportion.

        Args:
            known: number of unmistakable names of models, labs and licences in it.

        Returns:
            The document's context.
        """
        score = (self.strong + known + self.weak * 0.34) / self.units
        return Context(score >= 1.0, score, score < 0.6 and self.foreign)


def read_topic(text: str) -> Topic:
    """Count the words of AI and of other fields in the first 6,000 code points of a folded text."""
    lead = spell_text(text[:6000])
    return Topic(
        sum(1 for _ in _STRONG.finditer(lead)),
        sum(1 for _ in _WEAK.finditer(lead)),
        max(1.0, len(lead.text) / 1500),
        _FOREIGN.search(lead) is not None,
    )


_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")


def is_title_case(line: str) -> bool:
    """Tell whether a line is a headline with capitals everywhere."""
    words = [word for word in _WORD.findall(line) if len(word) > 3]
    if len(words) < 3 or len(line) > 200:
        return False
    capitals = sum(1 for word in words if word[0].isupper())
    return capitals >= 0.75 * len(words)


def find_title_lines(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of lines with capitals everywhere."""
    spans = []
    at = 0
    for line in text.split("\n"):
        if is_title_case(line):
            spans.append((at, at + len(line)))
        at += len(line) + 1
    return tuple(spans)
