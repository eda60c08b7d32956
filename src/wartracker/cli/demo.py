"""The command demo: the real pipeline on the bundled press, over real HTTP on loopback."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wartracker.cli.door import DOOR, open_store
from wartracker.cli.setup import shipped

if TYPE_CHECKING:
    from wartracker.workspace import Workspace

SHOWN = 5  # candidates printed with their evidence
REVIEW_PORT = 8765


def demo(
    port: Annotated[int | None, typer.Option(help="Port of the review page; without it 8765, or a free one.")] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End after the report.")] = False,
) -> None:
    """Run the whole pipeline on the bundled press; no request leaves this machine."""
    from wartracker.cli.press import PressServer
    from wartracker.cli.report import render_first, render_report
    from wartracker.pipeline import TickOptions, run_tick
    from wartracker.store.candidates import load_candidates
    from wartracker.store.database import reading
    from wartracker.vocabulary import State

    root = DOOR.root / "output" / "demo"
    prepare_workspace(root)
    with PressServer(shipped("samples/press")) as press:
        DOOR.say(f"sample press on {press.address}; workspace {root}")
        workspace = open_demo(root, press.address)
        engine = open_store(workspace)
        report = run_tick(workspace, engine, TickOptions(force=True), DOOR.say)
        requests = press.count()
    debate = workspace.debate()
    with reading(engine) as connection:
        candidates = [one for one in load_candidates(connection, debate.name, (State.PENDING,)) if one.articles]
    path = workspace.output / debate.name / "candidates.jsonl"
    told = {**report, "requests": requests, "output": str(path)}
    lines = [*render_report(report), *render_first(candidates, SHOWN), ""]
    lines += [f"{len(candidates)} candidates in {path}", "next:", *_next_steps(root)]
    DOOR.emit(told, lines)
    if not no_serve:
        from wartracker.cli.serve import open_server, serve_page

        server = open_server(workspace, engine, debate, port=_choose_port() if port is None else port)
        serve_page(server, workspace, engine, debate)
    engine.dispose()


def prepare_workspace(root: Path) -> None:
    """Make the demo's workspace, or bring the files that ship with the package up to date in it."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "output").mkdir(exist_ok=True)
    press = shipped("samples/press")
    for name in ("feeds.yaml", "wartracker.toml"):
        shutil.copyfile(press / name, root / name)
    shutil.copytree(shipped("pipelines"), root / "pipelines", dirs_exist_ok=True)


def open_demo(root: Path, address: str) -> Workspace:
    """Open the demo's workspace with every `.example` host resolved to the sample press."""
    import os

    from wartracker.workspace import open_workspace

    settings = (root / "wartracker.toml").read_text(encoding="utf-8")
    resolved = f'\n[collect.resolve]\n"*.example" = "{address}"\n'
    if "[collect.resolve]" not in settings:
        (root / "wartracker.toml").write_text(settings + resolved, encoding="utf-8")
    return open_workspace(root, {name: value for name, value in os.environ.items() if name != "WARTRACKER_DATABASE"})


def _choose_port() -> int:
    """Return the usual port of the review page, 0 (a free one) when somebody holds it."""
    import socket

    with socket.socket() as probe:
        return 0 if probe.connect_ex(("127.0.0.1", REVIEW_PORT)) == 0 else REVIEW_PORT


def _next_steps(root: Path) -> list[str]:
    base = f"  .venv/bin/wartracker --workspace {root}"
    return [
        f"{base} review list",
        f"{base} review show ID      # with every quote",
        f"{base} review accept ID    # `review undo` takes it back",
        f"{base} timeline build",
    ]
