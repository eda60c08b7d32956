"""Measure the tagger on own-written texts: `python -m tests.eval.marked [SET ...] [--errors N]`.

Prints figures, confidence beside what is right, and ablations:
rules alone, the neural tagger alone, both; the gate's verdicts beside what would be read without it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache
from itertools import chain
from pathlib import Path

from tests.eval.marked_texts import (
    SETS,
    OwnText,
    Read,
    Tally,
    figures_of,
    read_articles,
    read_sentences,
    tally_set,
)
from wartracker.analyse import Toolbox, analyse_article, build_toolbox, tag_article
from wartracker.gate.relevance import score_relevance
from wartracker.ids import hash_text
from wartracker.label.normalize import fold_text
from wartracker.records import Article, Claim, Mention
from wartracker.relate.claims import relate_claims
from wartracker.workspace import ner_folder, open_workspace

DEBATE = "open-weights"
ROOT = Path(__file__).parents[2]


@cache
def toolbox(neural: bool = True) -> Toolbox:
    """Load the workspace of the checkout, with the neural tagger or without."""
    place = open_workspace(ROOT)
    return build_toolbox([place.debate(DEBATE)], place.gazetteers, ner_folder() if neural else None)


def to_article(item: OwnText) -> Article:
    """Make an article of an own text; nothing is known of its publisher or day."""
    return Article(item.id, "", item.title, item.text, None, None, "given", hash_text(item.text))


def read_with(neural: bool) -> Read:
    """Read by rules, with the neural tagger or without."""

    def read(item: OwnText) -> tuple[Sequence[Mention], Sequence[Claim]]:
        return tag_article(to_article(item), toolbox(neural))

    return read


def read_neural(item: OwnText) -> tuple[Sequence[Mention], Sequence[Claim]]:
    """Read by the neural tagger alone: what it says is taken."""
    voter = toolbox().tagger.voter
    assert voter is not None
    mentions = []
    for name, content in (("title", item.title), ("text", item.text)):
        folded = fold_text(content)
        at = 0
        spans = []
        for line in folded.text.split("\n"):
            spans.append((at, at + len(line)))
            at += len(line) + 1
        for hit in voter.vote(folded.text, [span for span in spans if span[0] < span[1]]):
            start, end = folded.original(hit.start, hit.end)
            surface = content[start:end]
            mentions.append(Mention(name, start, end, hit.label, surface, None, surface, hit.confidence, hit.rules))
    article = to_article(item)
    claims = list(chain.from_iterable(relate_claims(article, tuple(mentions), toolbox().relaters)))
    return mentions, claims


def read_gated(item: OwnText) -> tuple[Sequence[Mention], Sequence[Claim]]:
    """Read as `run` does: nothing where the gate says no."""
    analysis = analyse_article(to_article(item), toolbox())
    return analysis.mentions, [claim for debate in analysis.debates for claim in debate.claims]


def judge_gate(articles: Sequence[OwnText]) -> dict[str, float]:
    """Return the gate's recall on what should be kept and its false passes on what should not."""
    [gate] = toolbox().gates
    kept = {item.id: score_relevance(item.title, item.text, gate).keep for item in articles}
    yes = [kept[item.id] for item in articles if item.keep]
    no = [kept[item.id] for item in articles if not item.keep]
    return {"gate_recall": sum(yes) / len(yes), "-gate_false_passes": sum(no) / len(no)}


def measure_own(name: str) -> dict[str, float]:
    """Measure one set as the product reads it (rules and net, no gate, as `tag`), plus the gate."""
    sentences, articles = read_sentences(name), read_articles(name)
    figures = figures_of(tally_set(sentences, read_with(True)), tally_set(articles, read_with(True)))
    return {key: round(value, 4) for key, value in (figures | judge_gate(articles)).items()}


def print_set(name: str, errors: int) -> None:
    """Print figures of all ablations side by side, counts, calibration, and errors."""
    sentences, articles = read_sentences(name), read_articles(name)
    ways = {"rules": read_with(False), "net": read_neural, "both": read_with(True), "both, gated": read_gated}
    tallies = {way: (tally_set(sentences, read), tally_set(articles, read)) for way, read in ways.items()}
    columns = {way: figures_of(*pair) for way, pair in tallies.items()}
    print(f"\nown texts, {name} set: {len(sentences)} sentences, {len(articles)} articles")
    print(f"  {'':24}" + "".join(f"{way:>13}" for way in columns))
    for figure in columns["both"]:
        cells = "".join(f"{column[figure]:13.3f}" for column in columns.values())
        print(f"  {figure.removeprefix('-'):24}{cells}")
    sentence_tally, article_tally = tallies["both"]
    total = Tally(sentence_tally.counts + article_tally.counts)
    counted = ("MODEL wanted", "ORG wanted", "LICENSE wanted", "unseen wanted", "without model", "released wanted")
    counted = (*counted, "not released", "article releases", "articles without release")
    print("  n: " + ", ".join(f"{key} {total.counts[key]}" for key in counted))
    for key, value in judge_gate(articles).items():
        print(f"  {key.removeprefix('-'):24}{value:13.3f}")
    print("  confidence of MODEL mentions -> share that is right (n)")
    bins = {
        value: sentence_tally.bins[value] + article_tally.bins[value]
        for value in sorted({*sentence_tally.bins, *article_tally.bins})
    }
    told = [f"{value:.1f} -> {sum(hits) / len(hits):.2f} ({len(hits)})" for value, hits in bins.items()]
    print("    " + "  ".join(told))
    for line in (sentence_tally.errors + article_tally.errors)[:errors]:
        print("   ", line)


def main() -> None:
    """Print every set asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="*", default=list(SETS))
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    for name in options.sets:
        print_set(name, options.errors)


if __name__ == "__main__":
    main()
