"""A handful of known events in, the first draft of a debate's file out: its curator writes on from there."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from ruamel.yaml import YAML

from wartracker.gazetteer import Gazetteers
from wartracker.known import KnownEvent
from wartracker.vocabulary import Party

# Words that titles of any debate share; they tell no debate from another.
_COMMON = frozenset(
    [
        "about",
        "after",
        "against",
        "over",
        "under",
        "into",
        "from",
        "with",
        "without",
        "that",
        "this",
        "than",
        "their",
        "them",
        "they",
        "more",
        "most",
        "first",
        "last",
        "next",
        "year",
        "years",
        "month",
        "months",
        "week",
        "weeks",
        "says",
        "will",
        "would",
        "could",
        "should",
        "launches",
        "launch",
        "releases",
        "release",
        "announces",
        "publishes",
        "publish",
        "proposes",
        "passes",
        "signs",
        "vetoes",
        "plans",
        "model",
        "models",
        "open",
        "closed",
        "company",
        "companies",
        "under",
    ]
)
_WORD = re.compile(r"[A-Za-z][A-Za-z-]{3,}")
# What holds for any debate; docs/add-a-debate.md lists all signals.
_RULES = (
    ("legislative_final", 2.0, "a law or order is decided: passed, signed, vetoed, in force"),
    ("legislative_stage", 0.25, "a law reaches a stage"),
    ("openness_change", 0.5, "a maker opens or closes against its habit"),
    ("amount_1b", 0.75, "at least a billion dollars"),
    ("amount_10b", 1.0, "at least ten billion dollars"),
    ("crosses_over", 0.5, "against its own side"),
    ("kind_policy_statement", -0.75, "words, not deeds"),
    ("status_rumoured", -1.5, "a rumour"),
    ("status_planned", -1.0, "not yet"),
    ("sources_2", 0.25, "two independent sources within three days"),
    ("sources_3", 0.5, "three independent sources within three days"),
    ("sources_5", 0.75, "five independent sources within three days"),
)


def draft_timeline(text: str, day: date) -> str:
    """Give the events of a file their accession numbers and day; comments and order stay.

    Args:
        text: YAML text of `curator` and `events`, already read without fault.
        day: the accession day.
    """
    yaml = YAML(typ="rt")
    yaml.width = 4096
    data = yaml.load(text)
    for number, row in enumerate(data["events"], 1):
        row.insert(0, "number", number)
        row.insert(1, "day", date.fromisoformat(day.isoformat()))  # one object twice would be written as an alias
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def draft_debate(name: str, rows: Sequence[KnownEvent], curator: str, gazetteers: Gazetteers) -> str:
    """Draft pipelines/<name>.yaml from known events.

    Args:
        name: the debate's slug.
        rows: events of a timeline file.
        curator: who answers for it.
        gazetteers: names of the organizations.

    Returns:
        YAML text: parties, frontlines and kinds are those the events name, the gate knows their instruments, actors
        and words. What only people know stands there as a sentence to be replaced.
    """
    lines = [
        f"# The debate {name}, drafted from {len(rows)} known events. Replace what begins with WRITE;",
        "# docs/add-a-debate.md explains every key, and `wartracker backtest` tells what the gate loses.",
        "",
        f"title: {_quote(name.replace('-', ' ').title())}",
        'question: "WRITE the question the parties answer differently."',
        'tagline: "WRITE it in one line."',
        'kernel: "WRITE what the debate is about, in a few sentences."',
        f"since: {min(row.date.value for row in rows).isoformat()}",
        f"curator: {_quote(curator)}",
        "lifecycle: active",
        "standing: contested",
        f"timeline: {name}.yaml",
        "outputs: [json, csv, markdown, atom, jsonfeed, timelinejs, icalendar]",
        *_draft_parties(rows),
        *_draft_fronts(rows),
        "stakes: []",
        "outlook: []",
        "interpretations: []",
        "open_questions: []",
        f"kinds: [{', '.join(dict.fromkeys(row.kind.value for row in rows))}]",
        *_draft_gate(rows, gazetteers),
        "significance:",
        "  landmark: 4.0",
        "  major: 1.75",
        "  notable: -1.0",
        "  rules:",
        *(f"    - {{signal: {signal}, points: {points}, why: {_quote(why)}}}" for signal, points, why in _RULES),
    ]
    return "\n".join(lines) + "\n"


def list_keys(rows: Iterable[KnownEvent]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the parties and frontlines that events name, in their order."""
    rows = list(rows)
    parties = dict.fromkeys(str(row.party) for row in rows if row.party != Party.NONE)
    return tuple(parties), tuple(dict.fromkeys(front for row in rows for front in row.frontlines))


def _draft_parties(rows: Sequence[KnownEvent]) -> Iterator[str]:
    parties, _ = list_keys(rows)
    yield "parties:" if parties else "parties: []"
    for key in parties:
        mine = [row for row in rows if row.party == key and not row.crosses_over]
        actors = dict.fromkeys(
            org for row in mine for org, role in row.organizations.items() if role in {"actor", "investee"}
        )
        yield f"  - key: {_quote(key)}"
        yield f"    title: {_quote(key.replace('-', ' ').capitalize())}"
        yield '    doctrine: "WRITE what this side believes."'
        yield "    members:" if actors else "    members: []"
        for actor in actors:
            since = min(row.date.value for row in mine if actor in row.organizations)
            yield f"      - {{organization: {_quote(actor)}, since: {since.isoformat()}}}"


def _draft_fronts(rows: Sequence[KnownEvent]) -> Iterator[str]:
    _, fronts = list_keys(rows)
    yield "frontlines:" if fronts else "frontlines: []"
    for key in fronts:
        title = _quote(key.replace("-", " ").capitalize())
        yield f'  - {{key: {_quote(key)}, title: {title}, text: "WRITE what is fought over here.", terms: []}}'


def _draft_gate(rows: Sequence[KnownEvent], gazetteers: Gazetteers) -> Iterator[str]:
    """Yield the gate: what the events are about weighs most, who acts less, the words of their titles least."""
    known = {row.key: row.name for row in gazetteers.organizations}
    actors = dict.fromkeys(known.get(key, key) for row in rows for key in row.organizations)
    instruments = dict.fromkeys(row.slots["instrument"] for row in rows if row.slots.get("instrument"))
    named = {word.lower() for name in actors for word in _WORD.findall(name)}
    counts = Counter(
        word
        for row in rows
        for word in dict.fromkeys(found.lower() for found in _WORD.findall(row.title))
        if word not in _COMMON and word not in named
    )
    yield from ("gate:", "  keep: 0.52", "  model_weight: 0.8", "  organization_weight: 0.5", "  terms:")
    for pattern, weight, why in (
        (_join(instruments), 1.0, "names an instrument of the debate"),
        (_join(actors), 0.5, "names who acts in the debate"),
        (_join(word for word, count in counts.items() if count > 1), 0.4, "a word that known events share"),
        (_join(word for word, count in counts.items() if count == 1), 0.2, "a word of a known event"),
        ("artificial intelligence|a\\.?i\\.?", 0.3, "speaks of artificial intelligence"),
        ("models?|large language models?|llms?", 0.2, "speaks of models"),
    ):
        if pattern:
            yield f"    - {{pattern: {_quote(pattern)}, weight: {weight}, why: {_quote(why)}}}"


def _join(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace("\\ ", " ").replace("\\-", "-") for word in words)


def _quote(text: str) -> str:
    """Quote for YAML: its double-quoted scalars are those of JSON."""
    return json.dumps(text, ensure_ascii=False)
