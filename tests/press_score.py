"""candidates.jsonl and the sample press's gold in, figures out: what was found, missed, doubled or made up.

.venv/bin/python -m tests.press_score output/demo/output/open-weights/candidates.jsonl
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

PRESS = Path(__file__).parents[1] / "samples" / "press"
RELEASES = {"weights_release", "model_release"}
FIELDS = ("kind", "status", "date", "organizations", "models", "license", "openness", "significance")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PressScore:
    """How candidates compare with the gold; ids of gold rows, candidates as they came."""

    expected: int  # rows that must be found
    found: tuple[str, ...]
    missed: tuple[str, ...]
    doubled: tuple[str, ...]  # rows that more than one candidate answers
    made_up: tuple[Row, ...]  # candidates that answer no row
    from_quiet: tuple[Row, ...]  # those of them that rest on a page which must found nothing
    right: Mapping[str, int] = field(default_factory=dict)  # field -> found rows whose best candidate has it right

    @property
    def recall(self) -> float:
        """Return the share of the expected rows that were found."""
        return len(self.found) / self.expected if self.expected else 1.0


def read_rows(name: str, *folders: Path) -> list[Row]:
    """Read gold.jsonl or quiet.jsonl of some press folders."""
    texts = [(folder / name).read_text(encoding="utf-8") for folder in folders or (PRESS,)]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def place(url: str) -> str:
    """Return an address without scheme, query and last slash: how two records of one page are compared."""
    return re.sub(r"^\w+://|[?#].*$|/$", "", url).rstrip("/")


def squash(name: str) -> str:
    """Return a model's name without case, blanks and punctuation."""
    return re.sub(r"[^a-z0-9+]", "", name.lower())


def _names(candidate: Row) -> set[str]:
    return {squash(str(one.get(key) or "")) for one in candidate["models"] for key in ("name", "key")} - {""}


def _is_license(key: str | None, wanted: str | None) -> bool:
    """Compare licence ids: "custom" is any own terms, and "Gemma" names them without the prefix of their id."""
    if not key or not wanted:
        return key == wanted
    return key.startswith("LicenseRef-") if wanted == "custom" else squash(wanted) in squash(key)


def judge(candidate: Row, row: Row) -> dict[str, bool]:
    """Compare field by field."""
    kinds, statuses = (
        row.get(f"{name}_accepted", [row[one]]) for name, one in (("kinds", "kind"), ("statuses", "status"))
    )
    organizations = {squash(str(one.get(key) or "")) for one in candidate["organizations"] for key in ("key", "name")}
    wanted = {squash(name) for name in [*row["organizations"], *row.get("organizations_accepted", [])]}
    told = {squash(name) for name in row["models"]}
    named = _names(candidate)
    license_key = (candidate["license"] or {}).get("key")
    away = abs((date.fromisoformat(candidate["date"]["value"]) - date.fromisoformat(row["date"]["value"])).days)
    return {
        "kind": candidate["kind"] in kinds,
        "status": candidate["status"] in statuses,
        "date": away <= row["tolerance_days"],
        "organizations": not wanted or bool(organizations & wanted),
        "models": not told or any(one in name or name in one for one in told for name in named),
        "license": _is_license(license_key, row["license"]),
        "openness": candidate["openness"]["class"] == row["openness"],
        "significance": candidate["significance"] == row["significance"],
    }


def answers(candidate: Row, row: Row) -> bool:
    """Decide whether a candidate is this row's event: a page, the kind's family, the names and the date agree."""
    shared = {place(one["url"]) for one in candidate["articles"]} & {place(url) for url in [*row["urls"], *row["also"]]}
    verdict = judge(candidate, row)
    family = verdict["kind"] or {candidate["kind"], row["kind"]} <= RELEASES
    unnamed = not row["models"] and bool(candidate["models"]) and row["kind"] in RELEASES
    return (
        bool(shared)
        and family
        and verdict["date"]
        and verdict["models"]
        and not unnamed
        and (bool(row["models"]) or verdict["organizations"])
    )


def score_press(candidates: Sequence[Row], gold: Iterable[Row], quiet: Iterable[Row]) -> PressScore:
    """Compare all candidates with all rows."""
    silent = {place(row["url"]) for row in quiet}
    found, missed, doubled = [], [], []
    right: Counter[str] = Counter()
    answering: set[int] = set()
    must = 0
    for row in gold:
        fitting = [index for index, candidate in enumerate(candidates) if answers(candidate, row)]
        answering.update(fitting)
        if row["optional"] or row["known"]:
            continue
        must += 1
        if not fitting:
            missed.append(row["id"])
            continue
        found.append(row["id"])
        if len(fitting) > 1:
            doubled.append(row["id"])
        best = max((judge(candidates[index], row) for index in fitting), key=lambda verdict: sum(verdict.values()))
        right.update(name for name, good in best.items() if good)
    made_up = [candidate for index, candidate in enumerate(candidates) if index not in answering]
    quiet_ones = [one for one in made_up if {place(article["url"]) for article in one["articles"]} & silent]
    counts = {name: right[name] for name in FIELDS}
    return PressScore(must, tuple(found), tuple(missed), tuple(doubled), tuple(made_up), tuple(quiet_ones), counts)


def render_score(score: PressScore, gold: Sequence[Row]) -> list[str]:
    """Write the figures as lines for a person."""
    titles = {row["id"]: row["title"] for row in gold}
    lines = [f"found {len(score.found)} of {score.expected} events: recall {score.recall:.3f}"]
    lines += [f"  missed {one}: {titles[one]}" for one in score.missed]
    lines += [f"  more than one candidate for {one}: {titles[one]}" for one in score.doubled]
    lines += [f"made up: {len(score.made_up)}, of which {len(score.from_quiet)} from pages that must found nothing"]
    for one in score.made_up:
        where = ", ".join(place(article["url"]) for article in one["articles"])
        lines.append(f"  {one['kind']} {one['status']} {one['date']['value']} {one['title']} <- {where}")
    lines += [f"{name:>14} right in {score.right[name]} of {len(score.found)}" for name in FIELDS]
    return lines


def main(path: Path, *folders: Path) -> None:
    """Print the figures of one candidates.jsonl."""
    candidates = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    gold = read_rows("gold.jsonl", *folders)
    score = score_press(candidates, gold, read_rows("quiet.jsonl", *folders))
    sys.stdout.write("\n".join(render_score(score, gold)) + "\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
