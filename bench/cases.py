"""One round of every case: contestants in turn, each in a fresh process, on the same material."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from compileall import compile_dir
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from bench.analysis import prepare_peer as prepare_spacy
from bench.material import change_feeds, split, write_feeds, write_page_feed, write_pages
from bench.measure import Contestant, read_tree
from bench.server import Server
from bench.subject import prepare
from tests.dask_cluster import DaskCluster
from tests.reliability.peer import PLACE as READER
from tests.reliability.peer import install as install_reader
from wartracker.cluster import ClusterWorkers
from wartracker.executor import analyse_target
from wartracker.records import PageInput
from wartracker.workers import Workers
from wartracker.workspace import open_workspace

HERE = Path(__file__).parent
PAPERS = 10  # feeds that link to pages

Figures = dict[str, dict[str, float]]
"""Contestant and phase -> what it cost."""


def prepare_contestants() -> None:
    """Make the environments of the peers where they are missing, and bytecode of this package as pip makes of theirs.

    Where the environment forbids Python to write any, each process would otherwise compile a checkout anew.
    """
    install_reader()
    prepare_spacy()
    compile_dir(HERE.parent / "src", quiet=1)


def command(who: str, root: Path, port: int, count: int, prefix: str) -> list[str | Path]:
    start: dict[str, list[str | Path]] = {
        "wartracker": [sys.executable, "-m", "bench.subject"],
        "floor": [sys.executable, "-m", "bench.floor"],
        "reader": [READER / "bin" / "python", HERE / "peers" / "with_reader.py"],
        "naive": [prepare_spacy(), HERE / "peers" / "naive.py"],
    }
    return [*start[who], root / who, str(port), str(count), prefix]


def play(who: str, root: Path, port: int, count: int, prefix: str, phases: dict[str, Callable[[], object]]) -> Figures:
    """Run a contestant through phases; what stands behind a phase is called before it."""
    contestant = Contestant(command(who, root, port, count, prefix))
    told: Figures = {}
    try:
        for phase, before in phases.items():
            before()
            told[f"{who} {phase}"] = contestant.phase(phase)
    finally:
        contestant.end()
    return told


def _nothing() -> None:
    return None


def run_feeds(root: Path, count: int) -> Figures:
    """B1-B4 and B8: cold, not modified, a tenth changed; and a server without validators."""
    told: Figures = {}
    with Server(root) as server:
        for who in ("wartracker", "reader", "floor"):
            write_feeds(root / "feeds", count)
            phases = {"cold": _nothing, "304": _nothing, "changed": lambda: change_feeds(root / "feeds", count, 1)}
            told |= play(who, root, server.port, count, "feeds", phases)
        write_feeds(root / "feeds", count)
        for who in ("wartracker", "reader"):
            plain = play(who, root / "plain-state", server.port, count, "plain", {"first": _nothing, "same": _nothing})
            told |= {f"{name} plain": value for name, value in plain.items()}
    return told


def run_pages(root: Path, count: int, relevant: float) -> Figures:
    """B5, B6, B9: feeds to events, beside the script that everybody writes first."""
    names = write_pages(root / "pages", count, relevant)
    (root / "feeds").mkdir(exist_ok=True)
    for number, part in enumerate(split([f"pages/{name}" for name in names], PAPERS)):
        (root / "feeds" / f"{number}.xml").write_text(write_page_feed(part, f"f{number}.example"), encoding="utf-8")
    told: Figures = {}
    with Server(root) as server:
        for who in ("wartracker", "naive"):
            told |= play(who, root, server.port, PAPERS, "feeds", {"pages": _nothing})
    return told


def run_scale(root: Path, counts: tuple[int, ...]) -> Figures:
    """B7: cost of a source that has nothing new, from a hundred to many thousands of them."""
    told: Figures = {}
    for count in counts:
        write_feeds(root / "feeds", min(count, 200))
        place = root / f"state-{count}"
        with Server(root) as server:
            for number in range(200, count):
                (root / "feeds" / f"{number}.xml").unlink(missing_ok=True)
                (root / "feeds" / f"{number}.xml").hardlink_to(root / "feeds" / f"{number % 200}.xml")
            found = play("wartracker", place, server.port, count, "feeds", {"cold": _nothing, "304": _nothing})
        told |= {f"{name} {count}": value for name, value in found.items()}
    return told


def run_start(root: Path) -> Figures:
    """B12: what the command costs before it does anything, and until the first request of a run arrives."""
    wartracker = Path(sys.executable).with_name("wartracker")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    subprocess.run([wartracker, "--help"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = {"wartracker help": {"cpu_s": cpu, "wall_s": time.monotonic() - began}}

    class Gate(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.setdefault(
                "wartracker first poll", {"cpu_s": read_tree(run.pid)[0], "wall_s": time.monotonic() - began}
            )
            self.send_error(404)

        def log_message(self, format: str, *arguments: object) -> None:
            return None

    with HTTPServer(("127.0.0.1", 0), Gate) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        prepare(root / "w", server.server_port, 1, "feeds")
        for _ in range(2):  # the first run also creates the database: the second one counts
            told.pop("wartracker first poll", None)
            began = time.monotonic()
            run = subprocess.Popen(
                [wartracker, "--workspace", root / "w", "run", "--once", "--force"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            run.wait()
        server.shutdown()
    return told


def run_executors(root: Path, count: int) -> Figures:
    """B11: the same pages, analysed by the pool of this machine and by a Dask cluster of two workers."""
    names = write_pages(root / "pages", count, 0.4)
    prepare(root / "w", 9, 1, "feeds")
    target = partial(analyse_target, open_workspace(root / "w"))
    pages = [
        PageInput(name, f"https://p.example/{name}", (root / "pages" / name).read_bytes(), "utf-8") for name in names
    ]
    few, many = [pages[at : at + 16 : 4] for at in range(4)], [pages[at : at + 16] for at in range(0, count, 16)]
    told: Figures = {}
    with (
        DaskCluster() as cluster,
        Workers(target, 2) as pool,
        ClusterWorkers(target, cluster.address, 2) as dask,
    ):
        while dask.width < 2:  # a cluster that still starts would take the cores from the pool
            time.sleep(0.1)
        for batches in (few, few, many):  # the first ones start processes and load the tagger in each
            for name, workers in (("pool", pool), ("dask", dask)):
                began = time.monotonic()
                found = [workers.analyse(batch, 300.0) for batch in batches]
                done = sum(len(future.result()) for future in found)
                told[f"wartracker {name}"] = {"wall_s": time.monotonic() - began, "pages": done}
    return told


def tell_machine() -> dict[str, Any]:
    """Describe the machine as far as the figures depend on it."""
    import os
    import platform

    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), "unknown")
    return {"cores": os.cpu_count(), "cpu": model, "python": platform.python_version(), "load": os.getloadavg()[0]}
