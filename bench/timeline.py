"""Accepted events in, seconds of a build out, and files that one changed event rewrites: `python -m bench.timeline`.

The bar: 5,000 events within 10 s. The build is the whole one: decisions read, every format and page rendered, written.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from wartracker.facts import EventDate, Evidence, ModelRef, OrgRef
from wartracker.gather import render_outputs
from wartracker.records import ArticleRef, Decision, Fields
from wartracker.store.database import connect, migrate, writing
from wartracker.store.decisions import append_decision
from wartracker.timeline.publish import write_files
from wartracker.vocabulary import Basis, Kind, Precision, Significance, Status, Tier, Verdict
from wartracker.workspace import open_workspace

ROOT = Path(__file__).parents[1]
START = datetime(2023, 3, 1, 12, tzinfo=UTC)
LEVELS = (Significance.NOTABLE, Significance.MAJOR, Significance.NOTABLE, Significance.RECORD, Significance.LANDMARK)


def make_decision(number: int) -> Decision:
    """Make the acceptance of one event of an invented maker; makers, models and days repeat as they do in life."""
    maker, day, model = number % 60, date(2023, 3, 1) + timedelta(days=number % 1200), number % 1300
    text = f"Maker {maker} put the weights of Model {maker}-{number} online and told how it was trained."
    fields = Fields(
        title=f"Maker {maker} Releases Model {maker}-{number} as Open Weights",
        kind=Kind.WEIGHTS_RELEASE if number % 3 else Kind.MODEL_RELEASE,
        status=Status.RELEASED,
        date=EventDate(day, Precision.DAY, Basis.STATED),
        significance=LEVELS[number % len(LEVELS)],
        organizations=(OrgRef(f"maker-{maker}", f"Maker {maker}", "actor"),),
        models=(ModelRef(f"model-{model}", f"Model {model}", f"model-{maker}", str(model)),),
        party="open" if number % 3 else "closed",
        frontlines=("capability", "distribution")[: 1 + number % 2],
    )
    source = ArticleRef(f"art-{number}", f"https://wire.example/{number}", text, "The Wire", Tier.PRESS, START)
    return Decision(
        id=f"dec-{number}", debate="open-weights", candidate=f"cand-{number}", version=1, verdict=Verdict.ACCEPT,
        fields=fields, curator="ana", decided_at=START + timedelta(hours=number), sources=(source,),
        evidence=(Evidence(f"art-{number}", "text", 0, len(text), text, ("kind", "models")),), accession=number,
    )  # fmt: skip


def main() -> None:
    """Print seconds of wall clock and CPU for a first build, the same again, and one with one event changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("events", type=int, nargs="?", default=5000)
    count: int = parser.parse_args().events
    with tempfile.TemporaryDirectory(dir=ROOT / "output", prefix="bench-") as folder:
        workspace = open_workspace(ROOT, {})
        debate = workspace.debate("open-weights")
        _ = workspace.gazetteers  # read by every command; the build is what is measured
        engine = connect(f"sqlite:///{folder}/store")
        migrate(engine)
        with writing(engine) as connection:
            for number in range(1, count + 1):
                append_decision(connection, make_decision(number))
        out = Path(folder) / "out"

        def build(what: str) -> None:
            wall, cpu = time.perf_counter(), time.process_time()
            texts = render_outputs(engine, workspace, debate)
            rendered = time.process_time() - cpu
            changed = write_files(out, texts)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 2**20
            print(f"{what}: {wall:.1f} s wall, {cpu:.1f} s CPU ({rendered:.1f} s rendering); ", end="")
            print(f"{len(changed)} of {len(texts)} files written, {size:.1f} MiB in all, ", end="")
            print(f"front page {(out / 'index.html').stat().st_size / 1000:.0f} kB", flush=True)
            if 0 < len(changed) < 100:
                print("  " + " ".join(sorted(str(path.relative_to(out)) for path in changed)))

        print(f"{count} events", flush=True)
        build("first build")
        build("again")
        first = make_decision(count // 2)
        assert first.fields
        later = replace(
            first, id="dec-changed", verdict=Verdict.EDIT_ACCEPT, accession=None, reason="a quote was wrong",
            fields=replace(first.fields, status=Status.ANNOUNCED), decided_at=START + timedelta(hours=count + 1),
        )  # fmt: skip
        with writing(engine) as connection:
            append_decision(connection, later)
        build("one event changed")
        engine.dispose()


if __name__ == "__main__":
    main()
