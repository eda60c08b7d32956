"""Extraction on real pages: word overlap with what a reader would copy, beside trafilatura's defaults."""

from __future__ import annotations

import gzip
import importlib.util
import logging
import statistics
from pathlib import Path
from types import ModuleType

import pytest
from trafilatura import extract

from tests.corpora import corpora
from wartracker.extract.visible import extract_visible

BENCH = Path(__file__).parents[2] / "bench" / "extraction.py"
# Floors of this subsample; they may only rise.
FLOOR_ALL, FLOOR_ARTICLES = 0.89, 0.95


def load_bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_extraction", BENCH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.corpora
def test_word_overlap_is_that_of_trafilatura_or_better() -> None:
    folder = corpora()
    if folder is None:
        print("corpora not present")
        return
    bench = load_bench()
    logging.disable(logging.CRITICAL)
    ours, theirs, articles = [], [], []
    try:
        for row in bench.load_truth(5):
            visible = extract_visible(gzip.decompress((folder / "pages" / row["file"]).read_bytes()), None)
            found = bench.extract_ours(row, visible)
            ours.append(bench.word_f1(found.text if found else "", row["main_content"]))
            theirs.append(bench.word_f1(extract(visible.html) or "", row["main_content"]))
            if row["page_type"] == "article":
                articles.append(ours[-1])
    finally:
        logging.disable(logging.NOTSET)
    assert statistics.mean(ours) >= statistics.mean(theirs) - 0.005
    assert statistics.mean(ours) >= FLOOR_ALL
    assert statistics.mean(articles) >= FLOOR_ARTICLES
