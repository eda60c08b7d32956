"""Our own annotated articles in, figures out: `python -m tests.eval.own first|...|fifth [--gold DIR] [--keep DIR]`.

Every set is articles.jsonl (the shape of `backtest`) and events.tsv, one event a line, annotated before any rule ran on
the texts. What they tell is made up, whoever is named. Articles that no event names must found nothing.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.press_score import PressScore, Row, render_score, score_press
from wartracker.vocabulary import HAPPENED, Status

ROOT = Path(__file__).parents[2]
OWN = Path(__file__).with_name("own")

# Our kinds in the words of the gold of news articles; the others are no event there.
GOLD_KINDS = {
    "license_change": "licence_change",
    "funding": "funding/investment",
    "policy_statement": "policy statement",
    "restriction": "restriction/withdrawal",
    "company": "restructuring/company",
    "pricing": "none",
    "product": "none",
}
_PLANNED = frozenset({Status.ANNOUNCED, Status.PROMISED, Status.PLANNED})
GOLD_COLUMNS = (
    *("id", "worthy", "event_type", "event_date", "orgs", "models", "license_stated", "openness", "significance"),
    *("cluster", "note", "license_true", "date_from", "published", "source", "kind", "title", "sample"),
)


def read_events(name: str) -> list[dict[str, str]]:
    """Read the events of one set, in the order of the file."""
    with (OWN / name / "events.tsv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def read_articles(name: str) -> list[dict[str, Any]]:
    """Read the articles of one set."""
    text = (OWN / name / "articles.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def build_rows(events: Sequence[Mapping[str, str]], articles: Sequence[Row]) -> list[Row]:
    """Bring events into the shape of the sample press's gold."""
    urls = {article["id"]: article["url"] for article in articles}
    return [
        {
            "id": event["id"],
            "title": event["id"],
            "kind": event["kind"],
            "kinds_accepted": [event["kind"], *_split(event["also_kinds"])],
            "status": event["status"],
            "statuses_accepted": _fold_status(event),
            "date": {"value": event["date"]},
            "tolerance_days": 1,
            "organizations": _split(event["orgs"]),
            "organizations_accepted": [*_split(event["also_orgs"]), *map(_bare, _split(event["orgs"]))],
            "models": _split(event["models"]),
            "license": event["license"] or None,
            "openness": event["openness"],
            "significance": event["significance"],
            "urls": [urls[one] for one in _split(event["articles"])],
            "also": [],
            "known": None,
            "optional": event["worthy"] != "yes",
        }
        for event in events
    ]


def build_gold(events: Sequence[Mapping[str, str]], articles: Sequence[Row]) -> str:
    """Bring events into the gold of news articles (articles.tsv): one line an article, its first event's fields."""
    lines = ["\t".join(GOLD_COLUMNS)]
    for article in articles:
        told = [event for event in events if article["id"] in _split(event["articles"])]
        first = told[0] if told else {}
        row = {
            **{name: str(article[name]) for name in ("id", "published", "source", "title")},
            "worthy": first.get("worthy", "no"),
            "event_type": "; ".join(_name_kinds(first)),
            "event_date": first.get("date", ""),
            "license_stated": first.get("license", "") or ("not_stated" if first else "n.a."),
            "cluster": "; ".join(event["id"] for event in told),
            "sample": "chosen",
            "date_from": "published",
            **{name: first.get(name) or "none" for name in ("orgs", "models", "openness", "significance")},
        }
        lines.append("\t".join(row.get(name, "") for name in GOLD_COLUMNS))
    return "\n".join(lines) + "\n"


def _name_kinds(event: Mapping[str, str]) -> list[str]:
    kinds = [event["kind"], *_split(event["also_kinds"])] if event else ["product"]
    return [GOLD_KINDS.get(kind, kind) for kind in kinds]


def _fold_status(event: Mapping[str, str]) -> list[str]:
    """Accept any word for what happened, and for what is announced; the stages of a law stay apart."""
    told = Status(event["status"])
    if event["kind"] == "regulation":
        return [told.value]
    for group in (HAPPENED, _PLANNED):
        if told in group:
            return [status.value for status in group]
    return [told.value]


def _bare(name: str) -> str:
    """Return a firm's name as texts shorten it."""
    return name.removesuffix(" AI").removesuffix(" Labs")


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(";") if part.strip()]


def run_own(name: str, out: Path) -> list[Row]:
    """Run the pipeline on one set; return its candidates."""
    command = [sys.executable, "-m", "wartracker.cli.main", "--workspace", str(ROOT), "-q", "backtest"]
    given = [str(OWN / name / "articles.jsonl"), "--pipeline", "open-weights", "-o", str(out)]
    subprocess.run([*command, *given], check=True, stdout=subprocess.DEVNULL)
    return [json.loads(line) for line in (out / "candidates.jsonl").read_text(encoding="utf-8").splitlines()]


def score_own(name: str, out: Path) -> PressScore:
    """Run the pipeline on one set and compare all events with all candidates."""
    articles = read_articles(name)
    rows = build_rows(read_events(name), articles)
    telling = {url for row in rows for url in row["urls"]}
    return score_press(run_own(name, out), rows, [row for row in articles if row["url"] not in telling])


def main(name: str, *options: str) -> None:
    """Print the figures of one set; `--gold DIR` writes articles.tsv, `--keep DIR` keeps the results."""
    given = dict(zip(options[::2], options[1::2], strict=True))
    articles, events = read_articles(name), read_events(name)
    if "--gold" in given:
        Path(given["--gold"]).mkdir(parents=True, exist_ok=True)
        (Path(given["--gold"]) / "articles.tsv").write_text(build_gold(events, articles), encoding="utf-8")
    with tempfile.TemporaryDirectory() as place:
        score = score_own(name, Path(given.get("--keep", place)))
    sys.stdout.write("\n".join(render_score(score, build_rows(events, articles))) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
