"""Random generator in, surfaces of models, organizations and all other slots out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from wartracker.config import parse_yaml
from wartracker.gazetteer import Gazetteers
from wartracker.vocabulary import Label

WORDS_FILE = Path(__file__).parent / "words.yaml"
WORDS: dict[str, list[str]] = parse_yaml(WORDS_FILE.read_text("utf-8"), "training/words.yaml")


@dataclass(frozen=True, slots=True)
class Pools:
    """Real names by slot, from the gazetteers; `families` may hold only those a split allows."""

    families: tuple[str, ...]
    models: tuple[str, ...]
    makers: tuple[str, ...]
    by_kind: dict[str, tuple[str, ...]]
    others: dict[str, tuple[str, ...]]
    licenses: tuple[str, ...]


def build_pools(gazetteers: Gazetteers, keep: Callable[[str], bool]) -> Pools:
    """Collect the names of rows whose family `keep` accepts."""
    families = {row.key: row.name for row in gazetteers.models if row.key == row.family}
    kept = tuple(name for key, name in families.items() if keep(key) and len(name.split()) == 1)
    models = tuple(
        name for row in gazetteers.models if row.version and keep(row.family) for name in (row.name, *row.aliases[:2])
    )
    kinds: dict[str, tuple[str, ...]] = {}
    for row in gazetteers.organizations:
        kinds[row.kind] = (*kinds.get(row.kind, ()), row.name)
    makers = tuple(row.name for row in gazetteers.organizations if row.kind in {"lab", "company"} and row.hub)
    others: dict[str, tuple[str, ...]] = {}
    for other in gazetteers.others:
        others[other.label.value] = (*others.get(other.label.value, ()), other.name)
    licenses = tuple(name for row in gazetteers.licenses for name in (row.name, *row.aliases) if len(name) > 3)
    return Pools(kept, models, makers, kinds, others, licenses)


def pick(rng: Random, kind: str) -> str:
    """Choose from one list of words.yaml."""
    return rng.choice(WORDS[kind])


def make_word(rng: Random) -> str:
    """Invent a pronounceable word of two or three syllables."""
    parts = []
    for _ in range(rng.choice((1, 1, 2))):
        parts += [pick(rng, "onsets"), pick(rng, "vowels"), pick(rng, "codas")]
    parts.append(pick(rng, "endings") if rng.random() < 0.6 else pick(rng, "onsets") + pick(rng, "vowels"))
    word = "".join(parts)[:11]
    return word.capitalize() if rng.random() < 0.93 else word[:3].upper() + word[3:]


def make_acronym(rng: Random) -> str:
    return "".join(rng.choice("ABCDEFGHKLMNOPRSTVXZ") for _ in range(rng.choice((3, 3, 4))))


def make_stem(rng: Random, pools: Pools) -> str:
    """Choose or invent the family name of a model."""
    draw = rng.random()
    if draw < 0.22:
        return rng.choice(pools.families)
    if draw < 0.42:
        return pick(rng, "words")
    if draw < 0.52:
        return make_acronym(rng)
    if draw < 0.60:
        return pick(rng, "words") + rng.choice(("LM", "GPT", "Coder", "VL", "Net", "former", "lm"))
    if draw < 0.66:
        return make_word(rng) + rng.choice(("LM", "GPT", "MoE", "-VL", "LLM"))
    if draw < 0.75:
        return pick(rng, "foreign")
    if draw < 0.78:  # two names run together, or side by side
        return pick(rng, "words") + rng.choice(("", "", " ")) + pick(rng, "words")
    return make_word(rng)


def make_version(rng: Random) -> str:
    draw = rng.random()
    if draw < 0.5:
        return str(rng.randint(1, 9))
    if draw < 0.85:
        return f"{rng.randint(0, 6)}.{rng.randint(0, 9)}"
    return rng.choice(("V", "v", "R", "K", "M", "H", "X", "T", "Z")) + rng.choice(("1", "2", "3", "4", "2.5", "3.1"))


def make_model(rng: Random, stem: str, maker: str) -> str:
    """Write a model's name in one of the formats of the field.

    Args:
        rng: source of chance.
        stem: family name.
        maker: first word of its organization, which some names begin with.
    """
    version, size, variant = make_version(rng), pick(rng, "sizes"), pick(rng, "variants")
    draw = rng.random()
    lettered = version[0].isalpha()
    joined = f"{stem}-{version}" if lettered else f"{stem}{version}"
    forms: Sequence[tuple[float, str]] = (
        (0.25, stem),
        (0.13, f"{stem} {version}"),
        (0.08, f"{stem}-{version}"),
        (0.07, joined),
        (0.06, f"{stem} {version} {variant}"),
        (0.05, f"{stem} {variant}"),
        (0.04, f"{stem}-{variant}"),
        (0.03, f"{stem} {variant} {version}"),
        (0.05, f"{stem} {size}"),
        (0.04, f"{stem}-{size}"),
        (0.03, f"{stem}-{version}-{size}"),
        (0.03, f"{stem} {version} {size}"),
        (0.03, f"{joined}-{variant}"),
        (0.02, f"{joined}-{variant}-{size}"),
        (0.02, f"{stem.lower()}-{version}-{size.lower()}-{rng.choice(WORDS['lower_variants'])}".lower()),
        (0.02, f"{stem.lower()}-{rng.choice(WORDS['lower_variants'])}"),
        (0.02, f"{maker} {variant} {rng.randint(1, 6)}"),
        (0.01, f"{maker}-{rng.choice('VRMK')}{rng.randint(1, 5)}"),
        (0.01, f"{joined}-0{rng.randint(1, 9)}{rng.randint(10, 28)}"),
        (0.01, f"{stem}-{rng.choice(('0', '1'))}{rng.randint(0, 2)}{rng.randint(10, 28)}"),
        (0.01, f"{joined}-{variant}-{rng.choice(('0', '1'))}{rng.randint(0, 2)}{rng.randint(10, 28)}"),
        (0.01, f"{stem}-{size}-{rng.choice(('Instruct', 'Thinking', 'Chat', 'Base', 'Preview'))}"),
    )
    for weight, form in forms:
        draw -= weight
        if draw < 0:
            return form
    return stem


def make_short(rng: Random) -> str:
    """Write an elliptic name that only means something beside its maker: R1, K2, Small 3."""
    if rng.random() < 0.5:
        return rng.choice("RVKMXo") + rng.choice(("1", "2", "3", "4", "2.5", "3.1", "3.2"))
    return f"{rng.choice(('Small', 'Medium', 'Large', 'Nano', 'Pro', 'Flash', 'Ultra'))} {rng.randint(2, 5)}"


def make_org(rng: Random, pools: Pools) -> str:
    """Choose or invent a maker of models."""
    draw = rng.random()
    if draw < 0.35:
        return rng.choice(pools.makers)
    stem = pick(rng, "words") if rng.random() < 0.4 else make_word(rng)
    if draw < 0.75:
        return f"{stem} {rng.choice(WORDS['org_tails'])}"
    if draw < 0.83:
        return stem + rng.choice(("AI", ".ai", "LM", "Labs", "Mind"))
    if draw < 0.86:
        return make_acronym(rng)
    if draw < 0.90:
        return f"{stem} {pick(rng, 'words')}"
    if draw < 0.92:
        return f"{rng.choice(WORDS['last'])} & {rng.choice(WORDS['last'])}"
    return stem


def make_person(rng: Random, pools: Pools) -> str:
    if rng.random() < 0.25:
        return rng.choice(pools.others[Label.PERSON])
    name = f"{rng.choice(WORDS['first'])} {rng.choice(WORDS['last'])}"
    return name if rng.random() < 0.8 else name.split()[1]


def make_dataset(rng: Random, pools: Pools) -> str:
    if rng.random() < 0.5:
        return rng.choice(pools.others[Label.DATASET])
    stem = pick(rng, "words") if rng.random() < 0.5 else make_word(rng)
    tails = (" Corpus", "-2M", "-400k", "Text", "Web", " Dataset", "Instruct-100k", "Set", "-5B", "Crawl", "-220k")
    return rng.choice(("Open", "", "")) + stem + rng.choice(tails)


def make_benchmark(rng: Random, pools: Pools) -> str:
    if rng.random() < 0.65:
        name = rng.choice(pools.others[Label.BENCHMARK])
        return name + rng.choice(("-Pro", " 2.0", " Verified", "-Hard", " v2", "-500")) if rng.random() < 0.15 else name
    stem = pick(rng, "words") if rng.random() < 0.5 else make_word(rng)
    return rng.choice((stem + "Bench", f"{stem}-Bench", stem + "Eval", f"{stem} Arena", make_acronym(rng) + "-Pro"))


def make_library(rng: Random, pools: Pools) -> str:
    if rng.random() < 0.6:
        name = rng.choice(pools.others[Label.LIBRARY])
        return f"{name} {rng.randint(0, 5)}.{rng.randint(0, 12)}" if rng.random() < 0.2 else name
    stem = pick(rng, "words") if rng.random() < 0.5 else make_word(rng)
    return rng.choice(
        (stem.lower() + ".cpp", "torch" + stem.lower(), stem + "Flow", f"Lib{stem}", stem.lower() + "-lm")
    )


def make_hardware(rng: Random, pools: Pools) -> str:
    if rng.random() < 0.6:
        return rng.choice(pools.others[Label.HARDWARE])
    if rng.random() < 0.15:
        return f"{make_acronym(rng)}-{rng.randint(1, 9)}"
    if rng.random() < 0.5:
        return rng.choice("ABHLMX") + str(rng.choice((40, 80, 100, 200, 300, 500, 900)))
    return f"{rng.choice(WORDS['words'])} {rng.choice((300, 500, 'X2', 'M4', 9000))}"


def make_assistant(rng: Random, pools: Pools) -> str:
    if rng.random() < 0.6:
        return rng.choice(pools.others[Label.ASSISTANT])
    stem = pick(rng, "words") if rng.random() < 0.5 else make_word(rng)
    return rng.choice(
        (stem + "Chat", f"Ask {stem}", stem + " app", f"{stem} Assistant", f"{stem} Code", f"{stem} Copilot")
    )


def make_license(rng: Random, pools: Pools) -> str:
    if rng.random() < 0.45:
        return rng.choice(pools.licenses)
    stem = make_stem(rng, pools)
    if rng.random() < 0.4:
        stem = f"{stem}{rng.choice((' ', '-', '.', ''))}{rng.choice((1, 2, 3, 3.1, 4))}"
    return pick(rng, "licenses").replace("{}", stem).removeprefix("the ")


def make_agency(rng: Random, pools: Pools) -> str:
    real = (*pools.by_kind["body"], *pools.by_kind["legislature"])
    return pick(rng, "agencies") if rng.random() < 0.4 else rng.choice(real)


def make_company(rng: Random, pools: Pools) -> str:
    draw = rng.random()
    if draw < 0.55:
        return pick(rng, "companies")
    if draw < 0.8:
        return rng.choice(pools.by_kind["company"])
    stem = pick(rng, "words") if rng.random() < 0.4 else make_word(rng)
    return f"{stem} {rng.choice(('Foods', 'Motors', 'Air', 'Bank', 'Energy', 'Steel', 'Group', 'Software', 'Pharma'))}"


def make_investor(rng: Random, pools: Pools) -> str:
    if rng.random() < 0.5:
        return rng.choice(pools.by_kind["investor"])
    return f"{rng.choice(WORDS['words'])} {rng.choice(('Capital', 'Ventures', 'Partners', 'Fund', 'Equity'))}"


def make_university(rng: Random, pools: Pools) -> str:
    if rng.random() < 0.5:
        return rng.choice(pools.by_kind["university"])
    place = pick(rng, "places")
    return rng.choice((f"University of {place}", f"{place} Institute of Technology"))
