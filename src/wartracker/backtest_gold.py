"""A curated timeline and the results of a backtest in; for every event found, or the stage that lost it, out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from wartracker.errors import InputError
from wartracker.shapes import format_json
from wartracker.workspace import read_text

# An event is told about from three days before (leaks, time zones) to two weeks after it happened.
EARLIEST, LATEST = timedelta(days=3), timedelta(days=14)
NEAR = timedelta(days=10)  # a candidate this close with a shared name is the event's
_NOTHING = {"", "none", "n.a."}


@dataclass(frozen=True, slots=True)
class GoldEvent:
    """One event a curator has written down."""

    title: str
    day: date
    organizations: tuple[str, ...]
    models: tuple[str, ...]
    articles: tuple[str, ...] = ()  # ids where the gold names them


def report_gold(path: Path, texts: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
    """Report a backtest against a curated timeline.

    Args:
        path: timeline.json, or a TSV with the columns title, date (or event_date), orgs, models; with the columns id
            and cluster, one row an article, rows of a cluster are one event.
        texts: result files of the backtest, by name.

    Returns:
        gold.json's text and a summary: {"events", "found", "line", "lost": {stage: count}}.

    Raises:
        InputError: the gold cannot be read as one of these.
    """
    events = parse_gold(read_text(path), str(path))
    candidates = [json.loads(line) for line in texts["candidates.jsonl"].splitlines()]
    articles = [json.loads(line) for line in texts["articles.jsonl"].splitlines()]
    tags = {row["id"]: row for row in (json.loads(line) for line in texts["tags.jsonl"].splitlines())}
    rows = [_judge(event, candidates, articles, tags) for event in events]
    lost: dict[str, int] = {}
    for row in rows:
        if row["stage"]:
            lost[row["stage"]] = lost.get(row["stage"], 0) + 1
    found = len(rows) - sum(lost.values())
    detail = ", ".join(f"{stage} {count}" for stage, count in sorted(lost.items()))
    told = {
        "events": len(rows),
        "found": found,
        "lost": lost,
        "line": f"gold: {found} of {len(rows)} found; lost: {detail}",
    }
    lines = "".join(format_json(row) + "\n" for row in rows)
    return lines, told


def parse_gold(text: str, file: str) -> list[GoldEvent]:
    """Parse a curated timeline."""
    if file.endswith(".json"):
        try:
            return [_from_shape(event) for event in json.loads(text)["events"] if not event.get("retracted")]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError("expected the shape of timeline.json", file) from error
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or "title" not in rows[0] or not {"date", "event_date"} & set(rows[0]):
        raise InputError("expected tab-separated columns title, date (or event_date), orgs, models", file, 1)
    groups: dict[str, list[dict[str, str]]] = {}
    for number, row in enumerate(rows):
        if row.get("worthy", "yes") == "yes":
            groups.setdefault((row.get("cluster") or f"row {number}").split(";")[0].strip(), []).append(row)
    return [event for group in groups.values() if (event := _from_rows(group))]


def _from_shape(event: Mapping[str, Any]) -> GoldEvent:
    return GoldEvent(
        title=event["title"],
        day=date.fromisoformat(event["date"]["value"]),
        organizations=tuple(org["name"] for org in event["organizations"]),
        models=tuple(model["name"] for model in event["models"]),
    )


def _from_rows(rows: Sequence[Mapping[str, str]]) -> GoldEvent | None:
    first = rows[0]
    try:
        day = date.fromisoformat(first.get("date") or first.get("event_date") or "")
    except ValueError:
        return None
    return GoldEvent(
        title=first["title"],
        day=day,
        organizations=_split(first.get("orgs")),
        models=_split(first.get("models")),
        articles=tuple(row["id"] for row in rows if row.get("id") and "cluster" in row),
    )


def _split(value: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (value or "").split(";") if part.strip().lower() not in _NOTHING)


def fold_name(name: str) -> str:
    """Fold a name so that case, hyphens and blanks do not matter."""
    return re.sub(r"[\W_]+", "", name.casefold())


def _judge(
    event: GoldEvent,
    candidates: Sequence[Mapping[str, Any]],
    articles: Sequence[Mapping[str, Any]],
    tags: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    about = [row for row in articles if row["id"] in event.articles or (not event.articles and _tells(event, row))]
    ids = {row["id"] for row in about}
    hit = next((row for row in candidates if _matches(event, row, ids)), None)
    stage, why = (None, hit["id"]) if hit else _find_loss(event, about, tags)
    others = [row["title"] for row in candidates if ids & {article["id"] for article in row["articles"]}]
    if stage and others:
        why += f"; its articles tell instead: {'; '.join(others[:3])}"
    return {
        "title": event.title,
        "date": event.day.isoformat(),
        "candidate": hit["id"] if hit else None,
        "stage": stage,
        "why": why,
        "articles": sorted(ids),
    }


def _tells(event: GoldEvent, article: Mapping[str, Any]) -> bool:
    published = article.get("published")
    if not published:
        return False
    day = date.fromisoformat(published[:10])
    if not event.day - EARLIEST <= day <= event.day + LATEST:
        return False
    text = fold_name(f"{article['title']} {article.get('text') or ''}")
    names = event.models or event.organizations
    return any(fold_name(name) in text for name in names)


def _matches(event: GoldEvent, candidate: Mapping[str, Any], ids: set[str]) -> bool:
    if event.articles:
        shared = bool(ids & {article["id"] for article in candidate["articles"]})
        return shared and _names_it(event, candidate)
    day = date.fromisoformat(candidate["date"]["value"])
    if abs(day - event.day) > NEAR:
        return False
    if event.models:
        return _share(event.models, (model["name"] for model in candidate["models"]))
    return _share(event.organizations, (org["name"] for org in candidate["organizations"]))


def _names_it(event: GoldEvent, row: Mapping[str, Any]) -> bool:
    """Tell whether a candidate of the same article is about the event: an article may tell of several."""
    models = [model["name"] for model in row["models"]]
    organizations = [org["name"] for org in row["organizations"]]
    if event.models and models:
        return _overlap(event.models, models)
    if not event.models and not models:
        return True  # bodies go by many names; an article tells of one act
    return not event.organizations or not organizations or _overlap(event.organizations, organizations)


def _overlap(wanted: Iterable[str], present: Iterable[str]) -> bool:
    """Tell whether a name of one list holds one of the other: "Ember 2" and "Ember 2 70B", "Quillon" and its Labs."""
    ours, theirs = [fold_name(name) for name in wanted], [fold_name(name) for name in present]
    return any(one in other or other in one for one in ours for other in theirs if one and other)


def _share(wanted: Iterable[str], present: Iterable[str]) -> bool:
    return bool({fold_name(name) for name in wanted} & {fold_name(name) for name in present})


def _find_loss(
    event: GoldEvent, about: Sequence[Mapping[str, Any]], tags: Mapping[str, Mapping[str, Any]]
) -> tuple[str, str]:
    if not about:
        return "collect", "no article tells about it"
    kept = [row for row in about if row["outcomes"].get("gate") == "kept"]
    if not kept:
        return "gate", f"all {len(about)} articles were dropped"
    read = [row for row in kept if row["outcomes"].get("extract", "extracted") == "extracted"]
    if not read:
        return "extract", f"none of {len(kept)} pages gave a text"
    claims = [claim for row in read for claim in tags[row["id"]]["claims"]]
    if not claims:
        labelled = sum(bool(tags[row["id"]]["mentions"]) for row in read)
        return ("relate", f"{labelled} articles with names, no claim") if labelled else ("label", "no names were found")
    told = sorted({f"{claim['kind']} {claim['status']}" for claim in claims})
    named = {name for row in read for mention in tags[row["id"]]["mentions"] if (name := mention.get("name"))}
    if event.models and named and not _overlap(event.models, named):
        return "label", f"none of its models was found; claims tell of others: {', '.join(told[:6])}"
    claimed = {key for claim in claims for key in claim.get("models", ())}
    if event.models and claimed and not _overlap(event.models, claimed):
        return "relate", f"no claim is about its models: {', '.join(told[:6])}"
    return "resolve", f"claims founded no candidate of this event: {', '.join(told[:6])}"
