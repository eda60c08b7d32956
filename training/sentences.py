"""Skeletons in, sentences with marked spans out: slots filled, casing and typography varied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from training import names
from training.names import Pools

SLOT = re.compile(r"\{([A-Z]{3,}?)(\d?)\}|\[([A-Z]+):([^\]]+)\]")
# Words that headlines leave in lower case; everything else is capitalised in Title Case copies.
SMALL = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "vs"}
)
ORG_SLOTS = frozenset(
    {"ORG", "COMPANY", "AGENCY", "BODY", "UNIVERSITY", "INSTITUTE"}
    | {"FOUNDATION", "PUBLISHER", "INVESTOR", "CLOUD", "HUB"}
)
QUOTES = (("**", "**"), ("‘", "’"), ('"', '"'), ("[", "]"), ("`", "`"), ("*", "*"))
PREFIXES = ("-", "*", "##", "###", ">", "1.", "•", "🚀", "[2024/05/06]", "(1/4)", "2025-03-01:", "|")
MODEL_SLOTS = frozenset({"MODEL", "RIVAL"})
PLAIN = {"PLACE", "SIZE", "COUNT", "PERCENT", "MONEY", "DAY", "MONTH", "YEAR", "TEAM", "NAME", "GADGET"}
LABEL = {
    **dict.fromkeys(ORG_SLOTS, "ORG"),
    **dict.fromkeys(MODEL_SLOTS, "MODEL"),
    "LICENSE": "LICENSE",
    "ASSISTANT": "ASSISTANT",
    "LIBRARY": "LIBRARY",
    "DATASET": "DATASET",
    "BENCHMARK": "BENCHMARK",
    "HARDWARE": "HARDWARE",
    "PERSON": "PERSON",
    "LAW": "INSTRUMENT",
}


@dataclass(frozen=True, slots=True)
class Marked:
    """One text with spans (start, end, label), offsets in code points."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


class Cast:
    """The names of one sentence: the same slot is the same name, siblings share a family."""

    def __init__(self, rng: Random, pools: Pools, short: bool) -> None:
        self.rng = rng
        self.pools = pools
        self.short = short  # the sentence names the maker, so an elliptic name is understood
        self.filled: dict[str, str] = {}
        self.org = names.make_org(rng, pools)
        self.maker = self.org.split()[0]
        # A lab and its family often share the name (section "same-named" of the tagger's rules).
        same = rng.random() < 0.08
        self.stem = self.maker if same else names.make_stem(rng, pools)
        self.rival = names.make_stem(rng, pools)

    def fill(self, kind: str, number: str) -> str:
        key = kind + number
        if key not in self.filled:
            self.filled[key] = self._make(kind, number)
        return self.filled[key]

    def _make(self, kind: str, number: str) -> str:
        rng, pools = self.rng, self.pools
        if kind == "MODEL":
            if self.short and not number and rng.random() < 0.12:
                return names.make_short(rng)
            if not number and rng.random() < 0.12 and pools.models:
                return rng.choice(pools.models)
            return names.make_model(rng, self.stem, self.maker)
        if kind == "RIVAL":
            if rng.random() < 0.2 and pools.models:
                return rng.choice(pools.models)
            stem = self.rival if not number else names.make_stem(rng, pools)
            return names.make_model(rng, stem, stem)
        if kind == "ORG":
            return self.org if not number else names.make_org(rng, pools)
        makers = {
            "COMPANY": names.make_company,
            "AGENCY": names.make_agency,
            "BODY": names.make_agency,
            "UNIVERSITY": names.make_university,
            "INVESTOR": names.make_investor,
            "ASSISTANT": names.make_assistant,
            "LIBRARY": names.make_library,
            "DATASET": names.make_dataset,
            "BENCHMARK": names.make_benchmark,
            "HARDWARE": names.make_hardware,
            "PERSON": names.make_person,
        }
        if kind in makers:
            return makers[kind](rng, pools)
        if kind in {"INSTITUTE", "FOUNDATION"}:
            return rng.choice(pools.by_kind["institute"])
        if kind in {"PUBLISHER", "CLOUD", "HUB"}:
            return rng.choice(pools.by_kind[kind.lower()])
        if kind == "LICENSE":
            return names.make_license(rng, pools)
        if kind == "LAW":
            real = pools.others["INSTRUMENT"]
            return rng.choice(real) if rng.random() < 0.5 else names.pick(rng, "laws")
        return self._plain(kind)

    def _plain(self, kind: str) -> str:
        rng = self.rng
        if kind == "PLACE":
            return names.make_word(rng) if rng.random() < 0.1 else names.pick(rng, "places")
        if kind == "SIZE":
            return names.pick(rng, "sizes")
        if kind == "COUNT":
            return str(rng.choice((3, 4, 6, 8, 12, 15, 20, 24, 30, 48, 64, 128, 200, 400, 512, 700, "1,000", "2,048")))
        if kind == "PERCENT":
            return rng.choice((str(rng.randint(2, 97)), f"{rng.randint(20, 97)}.{rng.randint(0, 9)}"))
        if kind == "MONEY":
            return rng.choice(("$", "$", "€", "£")) + rng.choice(("2bn", "1.5 billion", "40 million", "6m", "20"))
        if kind == "DAY":
            return names.pick(rng, "days")
        if kind == "MONTH":
            return names.pick(rng, "months")
        if kind == "YEAR":
            return str(rng.randint(2019, 2027))
        # The same shapes as names of models, in sentences that are not about models: only the words around tell.
        if kind == "NAME":
            return names.make_stem(rng, self.pools)
        if kind == "GADGET":
            stem = names.make_stem(rng, self.pools) if rng.random() < 0.7 else rng.choice("ABCFGHKMRSTXZ")
            return names.make_model(rng, stem, stem)
        if kind == "TEAM":
            return names.pick(rng, "teams")
        raise ValueError(f"no slot is called {kind}")


def fill_skeleton(skeleton: str, rng: Random, pools: Pools) -> Marked:
    """Replace every slot of a skeleton by a name and mark its span.

    Args:
        skeleton: text with {SLOT} and [LABEL:literal] parts.
        rng: source of chance.
        pools: real names that may be used.

    Raises:
        ValueError: unknown slot.
    """
    cast = Cast(rng, pools, short="{ORG}" in skeleton)
    out: list[str] = []
    spans: list[tuple[int, int, str]] = []
    last = length = 0
    for match in SLOT.finditer(skeleton):
        before = skeleton[last : match.start()]
        surface = match[4] if match[3] else cast.fill(match[1], match[2])
        label = match[3] or LABEL.get(match[1])
        if label is None and match[1] not in PLAIN:
            raise ValueError(f"no slot is called {match[1]}")
        out += [before, surface]
        start = length + len(before)
        length = start + len(surface)
        if label:
            spans.append((start, length, label))
        last = match.end()
    out.append(skeleton[last:])
    text = "".join(out)
    return Marked(text, tuple(spans))


def title_case(marked: Marked) -> Marked:
    """Capitalise as English headlines do, outside the names."""
    kept = [(start, end) for start, end, _ in marked.spans]

    def change(match: re.Match[str]) -> str:
        inside = any(start <= match.start() < end for start, end in kept)
        word = match[0]
        if inside or (match.start() and word in SMALL) or word[:1].isdigit():
            return word
        return word[:1].upper() + word[1:]

    return Marked(re.sub(r"[^\s]+", change, marked.text), marked.spans)


def vary(marked: Marked, rng: Random) -> Marked:
    """Vary casing, typography and markup; offsets follow."""
    draw = rng.random()
    if draw < 0.12 and len(marked.text) < 110:
        return title_case(Marked(marked.text.rstrip("."), marked.spans))
    if draw < 0.15:
        return Marked(marked.text.lower(), marked.spans) if len(marked.text.lower()) == len(marked.text) else marked
    if draw < 0.17:
        return Marked(marked.text.upper(), marked.spans) if len(marked.text.upper()) == len(marked.text) else marked
    if draw < 0.20:
        return Marked(marked.text.replace("'", "’").replace('"', "“"), marked.spans)
    if draw < 0.23 and marked.spans:
        return surround(marked, rng, rng.choice(QUOTES))
    if draw < 0.28 and marked.spans:
        return surround(marked, rng, ("[", f"]({make_address(marked, rng)})"))
    if draw < 0.31:
        return Marked(f"{marked.text} {make_address(marked, rng)}", marked.spans)
    if draw < 0.37:
        return join_marked([Marked(rng.choice(PREFIXES), ()), marked])
    return marked


def make_address(marked: Marked, rng: Random) -> str:
    """Write an address whose path holds words of the sentence: nothing inside it is a mention."""
    words = [word.strip(".,:;()") for word in marked.text.split()]
    path = rng.choice(("-", "/", "_")).join(rng.sample(words, min(len(words), rng.randint(1, 3))))
    host = f"{names.make_word(rng).lower()}.{rng.choice(('com', 'org', 'ai', 'io', 'co/models', 'github.io'))}"
    return f"https://{rng.choice(('', 'www.', 'docs.'))}{host}/{path}"


def surround(marked: Marked, rng: Random, marks: tuple[str, str]) -> Marked:
    """Put marks, such as quotes or a link, around one name."""
    index = rng.randrange(len(marked.spans))
    left, right = marks
    start, end, _ = marked.spans[index]
    text = marked.text[:start] + left + marked.text[start:end] + right + marked.text[end:]
    moved = []
    for at, (first, last, label) in enumerate(marked.spans):
        shift = 0 if at < index else len(left) if at == index else len(left) + len(right)
        moved.append((first + shift, last + shift, label))
    return Marked(text, tuple(moved))


def join_marked(parts: list[Marked], between: str = " ") -> Marked:
    """Put texts after one another."""
    text, spans = "", []
    for part in parts:
        shift = len(text) + (len(between) if text else 0)
        text = f"{text}{between}{part.text}" if text else part.text
        spans += [(start + shift, end + shift, label) for start, end, label in part.spans]
    return Marked(text, tuple(spans))


def link_marked(first: Marked, second: Marked, rng: Random) -> Marked:
    """Make one long sentence or a paragraph of two texts, since news is longer than our sentences."""
    between = rng.choice((" ", " ", " ", "\n", "\n\n", "; ", ", and ", ", while ", " — ", ", but ", ": "))
    if between.strip() and first.text.endswith("."):
        first = Marked(first.text[:-1], first.spans)
        starts_with_name = any(start == 0 for start, _, _ in second.spans)
        if not starts_with_name and not second.text.startswith("I "):
            second = Marked(second.text[:1].lower() + second.text[1:], second.spans)
    return join_marked([first, second], between)


def write_sentences(skeletons: list[str], seed: int, pools: Pools, copies: int) -> list[Marked]:
    """Fill every skeleton `copies` times, with one in four joined to the next.

    Args:
        skeletons: lines of the skeleton files.
        seed: fixes every choice.
        pools: real names that may be used.
        copies: sentences a skeleton.
    """
    rng = Random(seed)
    single = [vary(fill_skeleton(line, rng, pools), rng) for _ in range(copies) for line in skeletons]
    rng.shuffle(single)
    out: list[Marked] = []
    while single:
        text = single.pop()
        while single and rng.random() < 0.25:
            text = link_marked(text, single.pop(), rng)
        out.append(text)
    return out
