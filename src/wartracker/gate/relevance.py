"""Title and all visible text of a page in, its Relevance for one debate with reasons out.

The score rests on distinct terms of the debate file and distinct names of the gazetteers: the sum s of their weights
becomes s / (1 + s). A long text meets any word by chance, so what is found beside the title weighs less the longer the
text is; a short one has no room for many, so that what it says weighs more. All visible text is read, not the article
alone: cutting the article out costs more than the whole gate, and loses pages whose article is not recognised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from wartracker.debate import Debate, GateTerm
from wartracker.gate.names import Name, NameIndex, Sort, build_name_index, find_names
from wartracker.gate.patterns import TermIndex, index_terms
from wartracker.gate.spelling import spell_normalized
from wartracker.gate.telling import find_telling
from wartracker.gazetteer import Gazetteers
from wartracker.records import Relevance

# Sidebars list many names; the third and later ones of a sort say nothing new.
_NAMES_COUNTED = 2
# A word that is also ordinary ("Claude", "Gemini") counts beside this much evidence of another kind.
_COMPANY_NEEDED = 0.6
# Up to this many code points there is no room for company: a headline, a teaser, the entry of a feed whose page is
# closed. Then a name stands for itself, and a number after it makes it a model's.
_HEADLINE_LENGTH = 500
_AMBIGUOUS_SHARE = 0.5  # in a title, or where there is no room for company
# In running text: a third fewer false passes than at 0.5, at the same recall (`make eval`).
_AMBIGUOUS_IN_TEXT = 0.2
# Up to this many code points a text says what it says; beyond, weights fall with the square root of the length, as the
# number of different words of a text grows (Heaps' law, exponent about one half). Measured: at equal recall a third of
# the false passes. Below a quarter they do not fall: a newsletter is long and still about its subject.
_PLAIN_LENGTH = 2000
_LEAST_SHARE = 0.25
# What title and text of up to this many code points say weighs as much more: a headline and three sentences hold one or
# two of the words that a page holds ten of. A false pass of so short a text costs milliseconds.
_BRIEF_LENGTH = 900
_BRIEF_SHARE = 1.5  # about (2000 / 900) ** 0.5: the two rules meet
_TELLING_WEIGHT = 0.75


@dataclass(frozen=True, slots=True)
class CompiledGate:
    """The gate of one debate, ready for any number of pages."""

    debate: str
    keep: float
    title_factor: float
    weights: Mapping[Sort, float]
    terms: Mapping[int, GateTerm]  # by their numbers in the index
    index: TermIndex  # of the patterns of all debates
    names: NameIndex


class _Hit(NamedTuple):
    points: float
    reason: str
    in_title: bool = False
    clear: bool = True  # no ordinary word


def build_gates(debates: Sequence[Debate], gazetteers: Gazetteers) -> tuple[CompiledGate, ...]:
    """Compile the gates of debates; what they look for is looked for together.

    Args:
        debates: the `gate` of each names terms and weights.
        gazetteers: names of models and makers.
    """
    index = index_terms([term.pattern for debate in debates for term in debate.gate.terms])
    names, numbers = build_name_index(gazetteers), count()
    return tuple(
        CompiledGate(
            debate=debate.name,
            keep=debate.gate.keep,
            title_factor=debate.gate.title_factor,
            weights={
                Sort.MODEL: debate.gate.model_weight,
                Sort.MAKER: debate.gate.organization_weight,
                Sort.COMPANY: debate.gate.organization_weight / 2,
            },
            terms={next(numbers): term for term in debate.gate.terms},
            index=index,
            names=names,
        )
        for debate in debates
    )


def score_relevance(title: str, text: str, gate: CompiledGate) -> Relevance:
    """Score one page for one debate.

    Args:
        title: of the page, "" when it has none.
        text: all visible text.
        gate: of `build_gate`.

    Returns:
        Score 0..1, the verdict, and what spoke for it, the weightiest first.
    """
    if not title.strip() and len(text) <= _HEADLINE_LENGTH:
        title, text = text, ""
    hits = _find_terms(title, text, gate)
    told, in_title = find_telling(title, text)
    if told:
        hits.append(_Hit(_TELLING_WEIGHT, f"tells of what looks like a model: “{told}”", in_title=in_title))
    evidence = sum(hit.points for hit in hits)
    named = _find_named(title, text, gate, evidence)
    # ordinary words that are names too ("Claude", "Gemma") do not make up for what is missing, nor does a rocket's 9
    brief = (evidence > 0 or any(hit.clear for hit in named)) and all(hit.points >= 0 for hit in hits)
    titled, share = _share(len(text), brief=brief)
    hits += named
    total = max(0.0, sum(hit.points * (titled if hit.in_title else share) for hit in hits))
    score = total / (1.0 + total)
    ranked = sorted(hits, key=lambda hit: (-abs(hit.points), hit.reason))
    return Relevance(gate.debate, round(score, 4), score >= gate.keep, tuple(hit.reason for hit in ranked))


def _share(length: int, *, brief: bool) -> tuple[float, float]:
    """Return by how much the title's hits and the text's count in a text of this length."""
    most = _BRIEF_SHARE if brief else 1.0
    plain = (_PLAIN_LENGTH / max(length, _BRIEF_LENGTH)) ** 0.5
    return min(most, max(1.0, plain)), min(most, max(_LEAST_SHARE, plain))


def _find_terms(title: str, text: str, gate: CompiledGate) -> list[_Hit]:
    hits = []
    in_title, in_text = _search_terms(title, gate.index), _search_terms(text, gate.index)
    for number in sorted((in_title.keys() | in_text.keys()) & gate.terms.keys()):
        term = gate.terms[number]
        if found := in_title.get(number):
            hits.append(_Hit(term.weight * gate.title_factor, f"{term.why}: “{found}” (title)", in_title=True))
        else:
            hits.append(_Hit(term.weight, f"{term.why}: “{in_text[number]}”"))
    return hits


@lru_cache(maxsize=4)  # each debate's gate asks for the same title and text
def _search_terms(text: str, index: TermIndex) -> Mapping[int, str]:
    return index.search(spell_normalized(text))


def _find_named(title: str, text: str, gate: CompiledGate, evidence: float) -> list[_Hit]:
    short = len(text) <= _HEADLINE_LENGTH
    in_title = find_names(title, gate.names, numbers_tell=short)
    in_text = find_names(text, gate.names, numbers_tell=short)
    needed = 0.0 if short else _COMPANY_NEEDED
    hits: list[_Hit] = []
    if not in_title and not in_text:
        return hits
    for sort, said in ((Sort.MODEL, "names the model"), (Sort.MAKER, "names"), (Sort.COMPANY, "names")):
        weight = gate.weights[sort]
        found = [
            _Hit(_weigh(name, weight) * gate.title_factor, f"{said} {name.title} (title)", True, not name.ambiguous)
            for name in in_title.values()
            if name.sort is sort and (not name.ambiguous or evidence >= needed)
        ]
        if sort is not Sort.COMPANY:
            found += [
                _Hit(_weigh(name, weight, in_text=not short), f"{said} {name.title}", False, not name.ambiguous)
                for key, name in in_text.items()
                if key not in in_title and name.sort is sort and (not name.ambiguous or evidence >= needed)
            ]
        hits += sorted(found, key=lambda hit: -hit.points)[:_NAMES_COUNTED]
    return hits


def _weigh(name: Name, weight: float, *, in_text: bool = False) -> float:
    if not name.ambiguous:
        return weight
    return weight * (_AMBIGUOUS_IN_TEXT if in_text else _AMBIGUOUS_SHARE)
