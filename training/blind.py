"""Measure the whole tagger on held-out sentences with held-out and invented names; print a table.

    python -m training.blind [--ner src/wartracker/label/ner] [--copies 2] [--seed 4242]

Rules are written while looking at development texts, so their figures there flatter. These sentences were never used
for training, and their names did not exist before the seed drew them. They stand alone, without a document around
them: a harder case than an article.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from random import Random

from training.names import build_pools
from training.sentences import Marked, fill_skeleton
from training.train import ROOT, held_out, no_family, read_gazetteers, read_skeletons
from wartracker.label.normalize import fold_text
from wartracker.label.tagger import Tagger, build_tagger, label_text

LABELS = ("MODEL", "ORG")


def overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def count_hits(items: list[Marked], tagger: Tagger) -> Counter[tuple[str, str]]:
    """Count wanted, found, given and wrong spans by label; a common character is a hit."""
    counts: Counter[tuple[str, str]] = Counter()
    for marked in items:
        hits = label_text(fold_text(marked.text).text, tagger)
        for label in LABELS:
            gold = [(start, end) for start, end, name in marked.spans if name == label]
            given = [(hit.start, hit.end) for hit in hits if hit.label.value == label]
            counts[label, "wanted"] += len(gold)
            counts[label, "found"] += sum(overlaps(span, given) for span in gold)
            counts[label, "given"] += len(given)
            counts[label, "wrong"] += sum(not overlaps(span, gold) for span in given)
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", type=Path, default=ROOT / "src" / "wartracker" / "label" / "ner")
    parser.add_argument("--copies", type=int, default=2)
    parser.add_argument("--seed", type=int, default=4242)
    parser.add_argument("--misses", type=int, default=0, help="print so many missed sentences")
    options = parser.parse_args()
    gazetteers = read_gazetteers()
    pools = build_pools(gazetteers, no_family)
    rng = Random(options.seed)
    groups = {
        name: [
            fill_skeleton(line, rng, pools)
            for line in lines
            if held_out("line:" + line, 10)
            for _ in range(options.copies)
        ]
        for name, lines in read_skeletons().items()
    }
    for title, tagger in (
        ("rules", build_tagger(gazetteers)),
        ("rules and net", build_tagger(gazetteers, options.ner)),
    ):
        total: Counter[tuple[str, str]] = Counter()
        print(f"{title:18}  texts  MODEL found  wrong  ORG found  wrong")
        for name, items in groups.items():
            counts = count_hits(items, tagger)
            total.update(counts)
            model, org = ({key: counts[label, key] for key in ("wanted", "found", "wrong")} for label in LABELS)
            print(
                f"  {name:18} {len(items):4}  {model['found']:4}/{model['wanted']:<4} {model['wrong']:7}"
                f" {org['found']:6}/{org['wanted']:<4} {org['wrong']:5}"
            )
        for label in LABELS:
            precision = 1 - total[label, "wrong"] / max(1, total[label, "given"])
            recall = total[label, "found"] / max(1, total[label, "wanted"])
            print(f"  {label}: precision {precision:.2f}, recall {recall:.2f} of {total[label, 'wanted']}")
    for marked in [item for items in groups.values() for item in items] if options.misses else []:
        hits = [(hit.start, hit.end) for hit in label_text(fold_text(marked.text).text, tagger)]
        missed = [marked.text[a:b] for a, b, label in marked.spans if label == "MODEL" and not overlaps((a, b), hits)]
        if missed and options.misses > 0:
            options.misses -= 1
            print(missed, "|", marked.text)


if __name__ == "__main__":
    main()
