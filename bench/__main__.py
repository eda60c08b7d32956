"""The benchmarks beside peers and floor: `python -m bench [--full] [--only feeds,pages,...]` (`make bench`).

Contestants take turns, each in a fresh process, for so many rounds; what counts is the ratio of medians. All of them
are compiled first, as pip compiles what it installs. Writes bench/results.json, bench/results.svg and bench/RESULTS.md.
Nothing here is a test: a machine's mood passes no verdict.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.cases import (
    Figures,
    prepare_contestants,
    run_executors,
    run_feeds,
    run_pages,
    run_scale,
    run_start,
    tell_machine,
)
from bench.measure import tell_ratio
from bench.picture import draw_ratios
from bench.tunings import Ratio, list_ratios

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Line:
    """One figure beside its bars."""

    id: str
    what: str
    value: float
    bar: float
    ambitious: float
    least: float
    most: float
    more_is_better: bool = False

    @property
    def reached(self) -> bool:
        """Tell whether the first bar is reached."""
        return self.value >= self.bar if self.more_is_better else self.value <= self.bar


def main() -> None:
    """Run what was asked for and write the results."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="five rounds, 400 pages, 20,000 sources on the scale")
    parser.add_argument("--only", default="feeds,pages,scale,executors,start", help="groups of cases, comma-separated")
    asked = parser.parse_args()
    rounds, papers, pages = (5, 1000, 400) if asked.full else (3, 1000, 200)
    counts = (100, 1000, 5000, 20_000) if asked.full else (100, 1000, 5000)
    prepare_contestants()
    cases: dict[str, Callable[[Path], dict[str, Figures]]] = {
        "feeds": lambda root: {"feeds": run_feeds(root, papers)},
        "pages": lambda root: {
            "mixed": run_pages(root / "mixed", pages, 0.4),
            "general": run_pages(root / "general", pages, 0.035),
        },
        "scale": lambda root: {"scale": run_scale(root, counts)},
        "executors": lambda root: {"executors": run_executors(root, pages)},
        "start": lambda root: {"start": run_start(root)},
    }
    began, seen = time.monotonic(), []
    for turn in range(rounds):
        told: dict[str, Figures] = {}
        for name in asked.only.split(","):
            if name == "scale" and turn:
                continue  # one curve is enough: its points are compared with each other
            root = Path(tempfile.mkdtemp(prefix="wartracker-bench-"))
            try:
                told |= cases[name](root)
            finally:
                shutil.rmtree(root)
            print(f"round {turn + 1} of {rounds}: {name}, {time.monotonic() - began:.0f} s", flush=True)
        seen.append(told)
    lines = judge(seen)
    tunings = list(list_ratios())
    machine = {
        **tell_machine(),
        "rounds": rounds,
        "sources": papers,
        "pages": pages,
        "seconds": time.monotonic() - began,
    }
    write_results(lines, tunings, seen, machine)
    for line in lines:
        print(f"{line.id:4} {line.what:58} {line.value:8.3f}  bar {line.bar:g}, ambitious {line.ambitious:g}")


# id, what, case, ours, theirs (None: the figure itself), what is compared, bar, ambitious, more is better
_COMPARED = (
    ("B1", "CPU, nothing new (304): ÷ floor", "feeds", "304", "floor 304", "cpu_s", 3.0, 1.8, False),
    ("B1", "CPU, nothing new (304): ÷ reader", "feeds", "304", "reader 304", "cpu_s", 0.25, 0.15, False),
    (
        "B2",
        "CPU, unchanged, no validators: ÷ reader",
        "feeds",
        "same plain",
        "reader same plain",
        "cpu_s",
        0.03,
        0.015,
        False,
    ),
    ("B3", "CPU, first look: ÷ reader", "feeds", "cold", "reader cold", "cpu_s", 0.6, 0.4, False),
    ("B3", "sources a second, first look: ÷ reader", "feeds", "cold", "reader cold", "wall_s", 3.0, 5.0, True),
    ("B4", "CPU, a tenth changed: ÷ reader", "feeds", "changed", "reader changed", "cpu_s", 0.2, 0.1, False),
    ("B5", "CPU, to events, 40 % relevant: ÷ naive", "mixed", "pages", "naive pages", "cpu_s", 0.06, 0.04, False),
    ("B5", "articles a second, 40 % relevant: ÷ naive", "mixed", "pages", "naive pages", "wall_s", 20, 30, True),
    (
        "B6",
        "CPU, feeds to events, 3.5 % relevant: ÷ naive",
        "general",
        "pages",
        "naive pages",
        "cpu_s",
        0.03,
        0.016,
        False,
    ),
    ("B9", "MB of all processes, two workers", "mixed", "pages", None, "tree_mb", 750, 600, False),
    ("B11", "articles a second, Dask ÷ pool", "executors", "dask", "wartracker pool", "wall_s", 0.85, 0.95, True),
    ("B12", "s CPU of --help", "start", "help", None, "cpu_s", 0.4, 0.25, False),
    ("B12", "s CPU until the first request of a run", "start", "first poll", None, "cpu_s", 0.9, 0.6, False),
)


def judge(seen: list[dict[str, Figures]]) -> list[Line]:
    """Compare medians over the rounds."""
    lines = []
    for id_, what, case, ours, theirs, key, bar, best, more in _COMPARED:
        mine = [told[case][f"wartracker {ours}"][key] for told in seen if case in told]
        others = [told[case][theirs][key] if theirs else 1.0 for told in seen if case in told]
        if not mine:
            continue
        # Of speeds, the peer's time stands above ours.
        found = tell_ratio(others, mine) if more else tell_ratio(mine, others)
        lines.append(Line(id_, what, found["ratio"], bar, best, found["least"], found["most"], more))
    cold = [told["feeds"]["wartracker cold"] for told in seen if "feeds" in told]
    if cold:
        found = tell_ratio([one["cpu_s"] for one in cold], [2 * one["wall_s"] for one in cold])
        what = "share of two cores, first look"
        lines.append(Line("B8", what, found["ratio"], 0.85, 0.93, found["least"], found["most"], more_is_better=True))
    lines += judge_scale(seen[0].get("scale", {}))
    return sorted(lines, key=lambda line: int(line.id[1:]))


def judge_scale(scale: Figures) -> list[Line]:
    """Compare the largest number of sources with the smallest one."""
    counts = sorted(int(name.rsplit(" ", 1)[1]) for name in scale if " 304 " in name)
    if not counts:
        return []
    small, large = counts[0], counts[-1]
    each = {count: scale[f"wartracker 304 {count}"]["cpu_s"] / count for count in counts}
    grown = scale[f"wartracker 304 {large}"]["tree_mb"] - scale[f"wartracker 304 {small}"]["tree_mb"]
    ratio = each[large] / each[small]
    return [
        Line("B7", f"CPU a source, {large} ÷ {small} sources", ratio, 1.3, 1.1, ratio, ratio),
        Line("B7", f"MB more at {large} sources than at {small}", grown, 30, 10, grown, grown),
    ]


def write_results(
    lines: list[Line], tunings: list[Ratio], seen: list[dict[str, Figures]], machine: dict[str, Any]
) -> None:
    """Write the three result files."""
    day = datetime.now(UTC).date().isoformat()
    whole = {"day": day, "machine": machine, "lines": [asdict(line) for line in lines], "rounds": seen}
    whole["tunings"] = [asdict(tuning) for tuning in tunings]
    (HERE / "results.json").write_text(json.dumps(whole, indent=1, default=str) + "\n", encoding="utf-8")
    (HERE / "results.svg").write_text(draw_ratios(lines), encoding="utf-8")
    (HERE / "RESULTS.md").write_text("\n".join(render_markdown(lines, tunings, machine, day)) + "\n", encoding="utf-8")


def render_markdown(
    lines: Iterable[Line], tunings: Iterable[Ratio], machine: dict[str, Any], day: str
) -> Iterable[str]:
    """Render the table for people."""
    yield "# Results"
    yield ""
    yield f"`make bench` on {day}: {machine['cpu']}, {machine['cores']} cores, Python {machine['python']}, load"
    yield f"{machine['load']:.1f}; {machine['rounds']} rounds, {machine['sources']} sources, {machine['pages']} pages,"
    yield f"{machine['seconds']:.0f} s. Ratios of medians; in brackets the least and the most of a round. Absolute"
    yield "figures stand in `results.json`; they belong to that machine and hour."
    yield ""
    yield "![ratios beside their bars](results.svg)"
    yield ""
    yield "| id | figure | measured | bar | ambitious | |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for line in lines:
        spread = f" ({line.least:.3g} to {line.most:.3g})" if line.least != line.most else ""
        sign = "≥" if line.more_is_better else "≤"
        verdict = "reached" if line.reached else "**missed**"
        bars = f"{sign} {line.bar:g} | {sign} {line.ambitious:g}"
        yield f"| {line.id} | {line.what} | {line.value:.3g}{spread} | {bars} | {verdict} |"
    yield ""
    yield "Each tuning with and without it, CPU ms, medians (`python -m bench.tunings`):"
    yield ""
    yield "| tuning | with | without | ratio |"
    yield "| --- | --- | --- | --- |"
    for one in tunings:
        yield f"| {one.what} | {one.tuned_ms:.3g} | {one.plain_ms:.3g} | {one.tuned_ms / one.plain_ms:.3g} |"


if __name__ == "__main__":
    main()
