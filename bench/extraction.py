"""Extraction quality and cost beside trafilatura's defaults: `python bench/extraction.py [STEP]` (every STEP-th page).

Prints word-overlap F1 against the reader's text, CPU per page, titles and dates right.
"""

from __future__ import annotations

import collections
import gzip
import json
import logging
import re
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trafilatura import extract

from wartracker.extract.article import extract_article
from wartracker.extract.visible import Visible, extract_visible
from wartracker.records import Article, PageInput

CORPORA = Path(__file__).resolve().parents[2] / "shared" / "corpora"
NOW = datetime(2026, 8, 1, tzinfo=UTC)


def word_f1(found: str, wanted: str) -> float:
    """Word-overlap F1 of two texts."""
    one, other = (collections.Counter(re.findall(r"\w+", text.lower())) for text in (found, wanted))
    shared = sum((one & other).values())
    return 2 * shared / (sum(one.values()) + sum(other.values())) if shared else 0.0


def load_truth(step: int = 1) -> list[dict[str, Any]]:
    """Load every `step`-th page with a text of at least 200 characters."""
    lines = (CORPORA / "pages" / "truth.jsonl").read_text("utf-8").split("\n")
    rows = [row for row in map(json.loads, filter(None, lines)) if len(row["main_content"] or "") > 200]
    return rows[::step]


def extract_ours(row: dict[str, Any], visible: Visible, fed: datetime | None = None) -> Article | None:
    """Extract a page, with nothing from a feed but perhaps its date."""
    page = PageInput(id=row["file"], url=row["url"] or "", html=b"-", charset=None, fetched_at=NOW, published_at=fed)
    result = extract_article(page, visible)
    return result if isinstance(result, Article) else None


def main(step: int, verbose: bool) -> None:
    logging.disable(logging.CRITICAL)
    ours: dict[str, list[float]] = collections.defaultdict(list)
    theirs: dict[str, list[float]] = collections.defaultdict(list)
    spent: dict[str, list[float]] = collections.defaultdict(list)
    titles, days, methods = [], [], collections.Counter[str]()
    for row in load_truth(40):  # warm up: stop words, language profiles, compiled expressions
        visible = extract_visible(gzip.decompress((CORPORA / "pages" / row["file"]).read_bytes()), None)
        extract_ours(row, visible)
        extract(visible.html)
    for row in load_truth(step):
        body = gzip.decompress((CORPORA / "pages" / row["file"]).read_bytes())
        visible = extract_visible(body, None)  # runs before the gate on every page
        start = time.process_time()
        article = extract_ours(row, visible)
        middle = time.process_time()
        plain = extract(visible.html) or ""
        end = time.process_time()
        extract_ours(row, visible, NOW)
        spent["ours, day fed"].append(1000 * (time.process_time() - end))
        for group in ("all", row["page_type"], row["file"].split("/")[0]):
            ours[group].append(word_f1(article.text if article else "", row["main_content"]))
            theirs[group].append(word_f1(plain, row["main_content"]))
        spent["ours"].append(1000 * (middle - start))
        spent["trafilatura"].append(1000 * (end - middle))
        methods[article.method if article else "none"] += 1
        if article and row["page_type"] == "article":
            if row["title"]:
                titles.append(re.findall(r"\w+", article.title.lower()) == re.findall(r"\w+", row["title"].lower()))
                if verbose and not titles[-1]:
                    print("title", row["file"][:20], "|", article.title, "|", row["title"])
            if row["publish_date"]:
                found = article.published_at.date().isoformat() if article.published_at else ""
                days.append(found == row["publish_date"][:10])
                if verbose and not days[-1]:
                    print("date", row["file"][:20], found, article.published_basis, row["publish_date"])
        if verbose and ours["all"][-1] < theirs["all"][-1] - 0.03:
            print("worse", row["file"][:20], row["page_type"], round(ours["all"][-1], 3), round(theirs["all"][-1], 3))
    for group in sorted(ours):
        mine, other = statistics.mean(ours[group]), statistics.mean(theirs[group])
        print(f"F1 {group:14s} pages {len(ours[group]):4d}  ours {mine:.4f}  trafilatura {other:.4f}")
    for name, values in spent.items():
        print(f"CPU ms {name:14s} median {statistics.median(values):6.1f} mean {statistics.mean(values):6.1f}")
    print(
        f"titles right {statistics.mean(titles):.3f} of {len(titles)}, days {statistics.mean(days):.3f} of {len(days)}"
    )
    print("methods", dict(methods))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1, "-v" in sys.argv)
