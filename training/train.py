"""Train the tagger's small entity recognizer on our own sentences; write it and its figures.

    python -m training.train [--seeds 0,1,2] [--out src/wartracker/label/ner] [--epochs 10]

Names are swapped anew in every epoch: what stays is how sentences speak of a model, not which names exist.
The first seed's model is written; the figures of all seeds go to training/figures.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.training import Example
from spacy.util import minibatch
from thinc.api import Adam, fix_random_seed

from training.names import Pools, build_pools
from training.sentences import Marked, write_sentences
from wartracker.config import GAZETTEER_FILES, parse_gazetteers
from wartracker.gazetteer import Gazetteers

ROOT = Path(__file__).parent.parent
SKELETONS = ROOT / "training" / "skeletons"
CONFIG: dict[str, Any] = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "nO": None,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": 96,
                "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
                # Most rows go to words: an invented name that shares its rows with a common word looks like it.
                "rows": [4500, 250, 1000, 500],
                "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": 96,
                "depth": 4,
                "window_size": 1,
                "maxout_pieces": 3,
            },
        },
    }
}


def held_out(key: str, parts: int) -> bool:
    """Choose one part in `parts` by hash, the same on every machine."""
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % parts == 0


def read_skeletons() -> dict[str, list[str]]:
    return {path.stem: path.read_text("utf-8").splitlines() for path in sorted(SKELETONS.glob("*.txt"))}


def read_gazetteers() -> Gazetteers:
    folder = ROOT / "pipelines" / "gazetteers"
    return parse_gazetteers({stem: (folder / f"{stem}.yaml").read_text("utf-8") for stem in GAZETTEER_FILES})


def make_examples(nlp: Language, sentences: list[Marked]) -> list[Example]:
    """Align spans to tokens; a span that cuts a token marks its tokens as unknown rather than as no name."""
    examples = []
    for marked in sentences:
        doc = nlp.make_doc(marked.text)
        tags = ["O"] * len(doc)
        for start, end, label in marked.spans:
            span = doc.char_span(start, end, alignment_mode="expand")
            exact = doc.char_span(start, end) is not None
            if span is None:
                continue
            for index in range(span.start, span.end):
                prefix = (
                    "U" if len(span) == 1 else "B" if index == span.start else "L" if index == span.end - 1 else "I"
                )
                tags[index] = f"{prefix}-{label}" if exact else "-"
        examples.append(Example.from_dict(doc, {"entities": tags}))
    return examples


def score(nlp: Language, sentences: list[Marked], label: str) -> dict[str, float]:
    """Measure strict precision, recall and F1 of one label, and recall by overlap."""
    right = found = wanted = touched = 0
    for marked, doc in zip(sentences, nlp.pipe(item.text for item in sentences), strict=True):
        gold = {(start, end) for start, end, name in marked.spans if name == label}
        got = {(ent.start_char, ent.end_char) for ent in doc.ents if ent.label_ == label}
        right += len(gold & got)
        found += len(got)
        wanted += len(gold)
        touched += sum(any(s < end and start < e for s, e in got) for start, end in gold)
    precision = right / found if found else 0.0
    recall = right / wanted if wanted else 0.0
    both = precision + recall
    return {
        "n": wanted,
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / both, 3) if both else 0.0,
        "overlap_recall": round(touched / wanted, 3) if wanted else 0.0,
    }


def count_false(nlp: Language, texts: list[str]) -> float:
    """Count MODEL hits in sentences without a model, per 100 sentences."""
    hits = sum(ent.label_ == "MODEL" for doc in nlp.pipe(texts) for ent in doc.ents)
    return round(100 * hits / len(texts), 1)


def train(train_lines: list[str], pools: Pools, seed: int, epochs: int, copies: int) -> Language:
    """Train one model; the same seed gives the same sentences in the same order."""
    fix_random_seed(seed)
    nlp = spacy.blank("en")
    nlp.add_pipe("ner", config=CONFIG)
    first = make_examples(nlp, write_sentences(train_lines, seed * 1000, pools, 1))
    nlp.initialize(lambda: first)
    optimizer = Adam(0.001, L2=0.01, grad_clip=1.0, L2_is_weight_decay=True, use_averages=True)
    rng = random.Random(seed)
    for epoch in range(epochs):
        # The step shrinks linearly; Adam's default suits the first epochs only.
        optimizer.learn_rate = 0.001 * (1 - 0.9 * epoch / max(1, epochs - 1))
        examples = make_examples(nlp, write_sentences(train_lines, seed * 1000 + epoch, pools, copies))
        rng.shuffle(examples)
        losses: dict[str, float] = {}
        started = time.perf_counter()
        for batch in minibatch(examples, 24):  # type: ignore[no-untyped-call]
            nlp.update(batch, sgd=optimizer, losses=losses, drop=0.2)
        print(
            f"seed {seed} epoch {epoch}: {len(examples)} texts, loss {losses['ner']:.0f}, "
            f"{time.perf_counter() - started:.0f} s",
            flush=True,
        )
    # Weights averaged over all steps are steadier than those of the last one.
    with nlp.use_params(optimizer.averages):
        averaged = nlp.to_bytes(exclude=["vocab"])
    return nlp.from_bytes(averaged, exclude=["vocab"])


def evaluate(nlp: Language, lines: dict[str, list[str]], seen: Pools, unseen: Pools) -> dict[str, Any]:
    """Score on skeletons never trained on, once with trained and once with held-out names."""
    positive = [line for group in lines.values() for line in group]
    figures: dict[str, Any] = {}
    for name, pools in (("seen_families", seen), ("unseen_families", unseen)):
        sentences = write_sentences(positive, 777, pools, 3)
        figures[name] = {label: score(nlp, sentences, label) for label in ("MODEL", "ORG", "LICENSE")}
    for group in ("no_model", "headline_no_model", "elsewhere", "lookalike"):
        texts = [marked.text for marked in write_sentences(lines.get(group, []), 778, seen, 3)]
        figures[f"false_models_per_100_{group}"] = count_false(nlp, texts)
    return figures


def save_model(nlp: Language, out: Path) -> int:
    """Write the model without the words it met: they are many and of no use.

    Returns:
        Size of the folder in bytes.
    """
    if out.exists():
        shutil.rmtree(out)
    nlp.meta.update({"name": "wartracker_ner", "version": "1", "description": "Names in AI news; see model_card.md"})
    nlp.to_disk(out, exclude=["vocab"])
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def no_family(name: str) -> bool:
    return held_out("family:" + name, 5)


def some_family(name: str) -> bool:
    return not no_family(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--copies", type=int, default=3)
    parser.add_argument("--out", type=Path, default=ROOT / "src" / "wartracker" / "label" / "ner")
    parser.add_argument("--figures", type=Path, default=ROOT / "training" / "figures.json")
    options = parser.parse_args()
    gazetteers = read_gazetteers()
    seen, unseen = build_pools(gazetteers, some_family), build_pools(gazetteers, no_family)
    groups = read_skeletons()
    held = {name: [line for line in lines if held_out("line:" + line, 10)] for name, lines in groups.items()}
    kept = [line for lines in groups.values() for line in lines if not held_out("line:" + line, 10)]
    figures: dict[str, Any] = {}
    for at, seed in enumerate(int(part) for part in options.seeds.split(",")):
        started = time.perf_counter()
        nlp = train(kept, seen, seed, options.epochs, options.copies)
        figures[str(seed)] = evaluate(nlp, held, seen, unseen)
        figures[str(seed)]["seconds"] = round(time.perf_counter() - started)
        if at == 0:
            figures["bytes"] = save_model(nlp, options.out)
        print(json.dumps(figures[str(seed)]), flush=True)
        options.figures.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    figures["numpy"], figures["spacy"] = np.__version__, version("spacy")
    options.figures.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
