"""Measure the whole pipeline against annotated texts: `python -m tests.eval.measure` prints figure, floor and bar.

The corpora and their scorers are no part of the repository; where they stand beside the checkout they are used.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.corpora import corpora
from wartracker.extract.visible import extract_visible
from wartracker.gate.relevance import build_gates, score_relevance
from wartracker.workspace import open_workspace

ROOT = Path(__file__).parents[2]
DEBATE = "open-weights"
FLOORS = Path(__file__).with_name("floors.json")

# Figure -> what we want to reach; floors.json holds what may no longer be lost. "-" before a name: less is better.
BARS: dict[str, float] = {
    "worthy_recall": 0.95,
    "worthy_recall_landmark_and_major": 0.98,
    "precision": 0.80,
    "-judged_per_event": 1.4,
    "bcubed_f1": 0.96,
    "bcubed_events_with_2_or_more_f1": 0.88,
    "-over_merged": 0,
    "accepted_unchanged": 0.65,
    "organizations_any": 0.95,
    "models_all": 0.85,
    "license_stated": 0.95,
    "openness": 0.85,
    "kind": 0.85,
    "date_within_1_day_when_available": 0.95,
    "significance_over_best_constant": 0.05,
    "overlap_MODEL_precision": 0.92,
    "overlap_MODEL_recall": 0.92,
    "strict_MODEL_f1": 0.85,
    "overlap_ORG_f1": 0.90,
    "overlap_LICENSE_f1": 0.95,
    "sentences_unseen_recall": 0.80,
    "-sentences_lookalike_hits_per_100": 3,
    "-sentences_not_released_said_released": 0.02,
    "sentences_released_precision": 0.90,
    "sentences_released_recall": 0.88,
    "gate_worthy_recall": 0.99,
    "-gate_false_passes": 0.04,
}


def hash_corpora(folder: Path) -> str:
    """Hash the annotated files, so that a changed corpus is not taken for a changed program."""
    digest = hashlib.sha256()
    for name in ("news/articles.jsonl", "gold/articles.tsv", "gold/mentions.jsonl", "gold/sentences.jsonl"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def measure(folder: Path) -> dict[str, float]:
    """Run `backtest` and `tag` on the corpora and score what they write.

    Args:
        folder: the corpora; their scorers lie in ../tools.

    Returns:
        Figure name (as in BARS) -> value.
    """
    with tempfile.TemporaryDirectory() as place:
        out = Path(place)
        articles = folder / "news" / "articles.jsonl"
        run("backtest", str(articles), "--pipeline", "open-weights", "-o", str(out))
        run("tag", str(folder / "gold" / "sentences.jsonl"), "-o", str(out / "sentences.jsonl"))
        given = ["--gold", str(folder / "gold"), "--articles", str(articles)]
        made = ["--candidates", str(out / "candidates.jsonl"), "--tags", str(out / "tags.jsonl")]
        scored = score(folder, "score.py", *given, *made)
        sentences = score(folder, "score_sentences.py", str(out / "sentences.jsonl"))
    figures: dict[str, float] = dict(scored["summary"])
    best = max(figures["significance_always_major_exact"], figures["significance_always_notable_exact"])
    figures["significance_over_best_constant"] = figures["significance_exact"] - best
    figures["sentences_unseen_recall"] = sentences["unseen"]["recall_overlap"]
    figures["sentences_lookalike_hits_per_100"] = sentences["lookalike"]["false_model_hits_per_100"]
    figures["sentences_not_released_said_released"] = sentences["not_released_reported_as_released"]["by_item"]
    figures["sentences_released_precision"] = sentences["released"]["by_item"]["p"]
    figures["sentences_released_recall"] = sentences["released"]["by_item"]["r"]
    figures["gate_worthy_recall"], figures["gate_false_passes"] = judge_gate(folder)
    return {name: round(figures[name.removeprefix("-")], 4) for name in BARS}


def judge_gate(folder: Path) -> tuple[float, float]:
    """Return the share of worthy articles that the gate keeps, and of real pages on anything that it keeps."""
    place = open_workspace(ROOT)
    [gate] = build_gates([place.debate(DEBATE)], place.gazetteers)
    with (folder / "gold" / "articles.tsv").open(encoding="utf-8") as lines:
        worthy = {row["id"] for row in csv.DictReader(lines, delimiter="\t") if row["worthy"] == "yes"}
    rows = map(json.loads, filter(None, (folder / "news" / "articles.jsonl").read_text("utf-8").split("\n")))
    news = [row for row in rows if row["id"] in worthy]
    kept = [score_relevance(row["title"] or "", row["text"] or "", gate).keep for row in news]
    files = map(json.loads, filter(None, (folder / "pages" / "truth.jsonl").read_text("utf-8").split("\n")))
    pages = [extract_visible(gzip.decompress((folder / "pages" / row["file"]).read_bytes()), None) for row in files]
    passed = [score_relevance(page.title, page.text, gate).keep for page in pages]
    return sum(kept) / len(kept), sum(passed) / len(passed)


def run(*arguments: str) -> None:
    """Run one command of ours in the checkout."""
    command = [sys.executable, "-m", "wartracker.cli.main", "--workspace", str(ROOT), "-q", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def score(folder: Path, name: str, *arguments: str) -> dict[str, Any]:
    """Run one scorer and read its figures."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = [sys.executable, str(folder.parent / "tools" / name), *arguments, "--json", report.name]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        loaded: dict[str, Any] = json.loads(Path(report.name).read_text(encoding="utf-8"))
    return loaded


def is_reached(name: str, value: float, wanted: float) -> bool:
    """Compare a figure with what is wanted of it."""
    return value <= wanted if name.startswith("-") else value >= wanted


def main() -> None:
    """Print every figure beside its floor and its bar."""
    folder = corpora()
    if folder is None:
        print("corpora not present")
        return
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    for name, value in measure(folder).items():
        verdict = "reached" if is_reached(name, value, BARS[name]) else "MISSED"
        told = f"{value:7.3f}  floor {floors['figures'][name]:6.3f}  bar {BARS[name]:5.2f}  {verdict}"
        print(f"{name.removeprefix('-'):40} {told}")


if __name__ == "__main__":
    main()
