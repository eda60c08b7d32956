"""WarTracker as a contestant: reads one phase a line on stdin, prints what it cost as one JSON line.

`python -m bench.subject ROOT PORT COUNT PREFIX`: a workspace with COUNT sources below /PREFIX/ of the loopback server.
The code path is that of `wartracker run`: `run_tick` on a database on disk, in a process that lives on. All contestants
ask the same addresses, so all of them may keep their connection; ours asks one host one thing at a time, as always.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import Meter, answer_phases

# Spawned workers import this module again: what it imports here would stand in the memory of each.
if TYPE_CHECKING:
    from sqlalchemy import Engine

    from wartracker.workers import Workers
    from wartracker.workspace import Workspace

# Kept by the gate, so that the tagger is loaded as well.
_WARM = b"<article><p>%s</p></article>" % (
    b"Mistral AI released Mistral Large 3, an open-weight language model, under the Apache 2.0 licence. " * 8
)


def prepare(root: Path, port: int, count: int, prefix: str) -> None:
    from wartracker.cli.setup import shipped

    root.mkdir(parents=True, exist_ok=True)
    (root / "output").mkdir(exist_ok=True)
    if not (root / "pipelines").exists():
        (root / "pipelines").symlink_to(shipped("pipelines"))
    rows = "".join(
        f"  - {{name: f{n}, kind: feed, url: 'http://127.0.0.1:{port}/{prefix}/{n}.xml', "
        f"publisher: Paper {n}, tier: press}}\n"
        for n in range(count)
    )
    (root / "feeds.yaml").write_text(f"feeds:\n{rows}", encoding="utf-8")
    (root / "wartracker.toml").write_text(
        f'[collect]\ncontact = "bench@example.org"\nallow_private = ["127.0.0.1"]\nallow_ports = [{port}]\n'
        f'host_gap_s = 0\nconcurrency = 32\n[collect.resolve]\n"*.example" = "127.0.0.1:{port}"\n',
        encoding="utf-8",
    )


def warm_up(workspace: Workspace, engine: Engine, workers: Workers) -> None:
    """Do what a service does once: start processes, compile gates, read public suffixes, render the site.

    Case B12 counts a start. The naive script loads its model before it is measured, too.
    """
    from wartracker.pipeline import TickOptions, run_tick
    from wartracker.records import PageInput
    from wartracker.urls import registered_domain

    registered_domain("f0.example")  # reads the list of public suffixes
    started = [workers.read_site(b"<p>", "http://f0.example/", None) for _ in range(4)]
    page = PageInput(id="warm", url="https://a.example/warm", html=_WARM, charset="utf-8")
    analysed = [workers.analyse([replace(page, id=f"warm{number}")], 300.0) for number in range(4)]
    for future in [*started, *analysed]:
        future.result()
    assert workspace.gates
    run_tick(workspace, engine, TickOptions(poll=False, workers=workers), lambda text: None)


def main(root: Path, port: int, count: int, prefix: str) -> None:
    from wartracker.cli.door import open_store
    from wartracker.executor import open_workers
    from wartracker.pipeline import TickOptions, run_tick
    from wartracker.workspace import open_workspace

    prepare(root, port, count, prefix)
    workspace = open_workspace(root)
    engine = open_store(workspace)
    with open_workers(workspace) as workers:
        warm_up(workspace, engine, workers)

        def tick(phase: str) -> dict[str, object]:
            options = TickOptions(force=True, fetch=phase == "pages", workers=workers)
            meter = Meter()
            report = run_tick(workspace, engine, options, lambda text: None)
            return {**meter.stop(), "stages": report["stages"]}

        answer_phases(tick)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
