"""Own-written sentences and articles with marked names in, figures of the tagger on them out.

The texts under marked/ were written and marked before any system had read them; names in them were invented for them.
A sentence is a line `group status | text`, an article a block `=== group | keep or drop | released models` with its
title after `# `. [LABEL:surface] marks a name with its version, size and variant, or a licence with the word licence
that follows it; [ANY:surface] a name where any answer is right.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wartracker.records import Claim, Mention
from wartracker.vocabulary import Kind, Label, Status

FOLDER = Path(__file__).with_name("marked")
SETS = ("first", "second", "third", "fourth", "fifth")
LABELS = (Label.MODEL, Label.ORG, Label.LICENSE)
_MARK = re.compile(r"\[(MODEL|ORG|LICENSE|ANY):([^\]]+(?:\[[^\]]*\])?)\]")
_WITHOUT_MODEL = {"lookalike", "notmodel", "nonai"}

Span = tuple[int, int]
Read = Callable[["OwnText"], tuple[Sequence[Mention], Sequence[Claim]]]


@dataclass(frozen=True, slots=True)
class OwnText:
    """One sentence or article with its marked names."""

    id: str
    group: str
    status: str  # sentences: released, other (a release that did not happen, or not now), none
    title: str
    text: str
    spans: dict[str, list[tuple[int, int, str]]]  # field -> (start, end, label)
    keep: bool = True  # articles: what the gate should say
    released: tuple[str, ...] = ()  # articles: models whose release they tell


def unmark(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Take the marks out of a text."""
    out, spans, last = "", [], 0
    for match in _MARK.finditer(marked):
        out += marked[last : match.start()]
        spans.append((len(out), len(out) + len(match[2]), match[1]))
        out += match[2]
        last = match.end()
    return out + marked[last:], spans


def read_sentences(name: str) -> list[OwnText]:
    """Read the sentences of a set."""
    texts = []
    lines = (FOLDER / f"{name}_sentences.txt").read_text("utf-8").splitlines()
    for number, line in enumerate(filter(None, lines), 1):
        head, _, marked = line.partition(" | ")
        group, status = head.split()
        text, spans = unmark(marked)
        texts.append(OwnText(f"{name}-{number}", group, status, "", text, {"text": spans}))
    return texts


def read_articles(name: str) -> list[OwnText]:
    """Read the articles of a set."""
    texts = []
    blocks = (FOLDER / f"{name}_articles.txt").read_text("utf-8").split("=== ")[1:]
    for number, block in enumerate(blocks, 1):
        head, title, body = block.split("\n", 2)
        group, keep, models = (part.strip() for part in head.split("|"))
        plain_title, title_spans = unmark(title.removeprefix("#").strip())
        text, spans = unmark(body.strip())
        released = tuple(part.strip() for part in models.split(";") if part.strip())
        marked = {"title": title_spans, "text": spans}
        texts.append(OwnText(f"{name}-a{number}", group, "", plain_title, text, marked, keep == "keep", released))
    return texts


@dataclass(slots=True)
class Tally:
    """Counts over a set of texts."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    bins: dict[float, list[bool]] = field(default_factory=lambda: defaultdict(list))  # confidence -> right or not

    def ratio(self, part: str, whole: str) -> float:
        """Return one count as a share of another, 1.0 of nothing."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else 1.0

    def f1(self, label: Label, how: str) -> float:
        """Return F1 of a label, `how` strict or overlap."""
        both = self.counts[f"{label} wanted"] + self.counts[f"{label} given"]
        return 2 * self.counts[f"{label} {how}"] / both if both else 1.0


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def match_spans(gold: Iterable[Span], given: Iterable[Span]) -> dict[Span, Span]:
    """Match spans with a common character one to one, equal ones first."""
    left, open_spans, pairs = list(given), [], {}
    for span in gold:
        if span in left:
            left.remove(span)
            pairs[span] = span
        else:
            open_spans.append(span)
    for span in open_spans:
        hit = next((other for other in left if _overlap(span, other)), None)
        if hit:
            left.remove(hit)
            pairs[span] = hit
    return pairs


def fold(name: str) -> str:
    """Compare model names by letters and digits only."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name).lower())


def count_mentions(item: OwnText, mentions: Sequence[Mention], tally: Tally) -> None:
    """Count wanted, given and matched spans of one text."""
    for name, content in (("title", item.title), ("text", item.text)):
        for label in LABELS:
            gold = [(start, end) for start, end, word in item.spans.get(name, []) if word == label.value]
            either = [(start, end) for start, end, word in item.spans.get(name, []) if word == "ANY"]
            given = {
                (m.start, m.end): m
                for m in mentions
                if m.field == name and m.label is label and not any(_overlap((m.start, m.end), span) for span in either)
            }
            pairs = match_spans(gold, given)
            tally.counts[f"{label} wanted"] += len(gold)
            tally.counts[f"{label} given"] += len(given)
            tally.counts[f"{label} overlap"] += len(pairs)
            tally.counts[f"{label} strict"] += sum(span == hit for span, hit in pairs.items())
            missed = [content[a:b] for a, b in gold if (a, b) not in pairs]
            right = set(pairs.values())
            wrong = [mention.surface for span, mention in given.items() if span not in right]
            cut = [f"{content[a:b]}>{content[c:d]}" for (a, b), (c, d) in pairs.items() if (a, b) != (c, d)]
            if missed or wrong or cut:
                tally.errors.append(f"{item.id} {label} missed {missed} wrong {wrong} cut {cut} | {content[:180]}")
            if label is Label.MODEL:
                _count_models(item, gold, pairs, given, tally)


def _count_models(
    item: OwnText, gold: list[Span], pairs: dict[Span, Span], given: dict[Span, Mention], tally: Tally
) -> None:
    right = set(pairs.values())
    for span, mention in given.items():
        tally.bins[round(mention.confidence, 1)].append(span in right)
    if item.group == "unseen":
        tally.counts["unseen wanted"] += len(gold)
        tally.counts["unseen found"] += len(pairs)
    if item.group in _WITHOUT_MODEL:
        tally.counts["without model"] += not any(name == "title" for name in item.spans)
        tally.counts["false models"] += len(given) - len(right)


def _released(claims: Sequence[Claim]) -> set[str]:
    kinds = {Kind.WEIGHTS_RELEASE, Kind.MODEL_RELEASE}
    done = [claim for claim in claims if claim.kind in kinds and claim.status is Status.RELEASED]
    return {fold(name) for claim in done for model in claim.models for name in (model.name, model.key or "")} | (
        {"?"} if done else set()
    )


def count_claims(item: OwnText, claims: Sequence[Claim], tally: Tally) -> None:
    """Count whether a release is told where there is one, and none where there is none."""
    said = _released(claims)
    if item.status:
        is_release, told = item.status == "released", bool(said)
        tally.counts["released wanted"] += is_release
        tally.counts["released given"] += told
        tally.counts["released right"] += is_release and told
        tally.counts["not released"] += item.status == "other"
        tally.counts["not released told"] += item.status == "other" and told
        if is_release != told:
            tally.errors.append(f"{item.id} release: {item.status}, told {sorted(said)} | {item.text[:180]}")
        return
    wanted = {fold(name) for name in item.released}
    tally.counts["article releases"] += len(wanted)
    tally.counts["article releases found"] += len(wanted & said)
    tally.counts["articles without release"] += not wanted
    tally.counts["articles made up"] += not wanted and bool(said)
    if wanted - said or (said and not wanted):
        tally.errors.append(f"{item.id} article release: {sorted(wanted)}, told {sorted(said)} | {item.title[:80]}")


def tally_set(items: Sequence[OwnText], read: Read) -> Tally:
    """Read every text and count."""
    tally = Tally()
    for item in items:
        mentions, claims = read(item)
        count_mentions(item, mentions, tally)
        count_claims(item, claims, tally)
    return tally


def figures_of(sentences: Tally, articles: Tally) -> dict[str, float]:
    """Make figures of counts; a `-` before a name: less is better."""
    together = Tally(sentences.counts + articles.counts)
    return {
        "MODEL_precision": together.ratio("MODEL overlap", "MODEL given"),
        "MODEL_recall": together.ratio("MODEL overlap", "MODEL wanted"),
        "MODEL_strict_f1": together.f1(Label.MODEL, "strict"),
        "ORG_f1": together.f1(Label.ORG, "overlap"),
        "LICENSE_f1": together.f1(Label.LICENSE, "overlap"),
        "unseen_recall": sentences.ratio("unseen found", "unseen wanted"),
        "-lookalike_hits_per_100": 100 * sentences.ratio("false models", "without model"),
        "released_precision": sentences.ratio("released right", "released given"),
        "released_recall": sentences.ratio("released right", "released wanted"),
        "-not_released_told": sentences.ratio("not released told", "not released"),
        "article_releases_found": articles.ratio("article releases found", "article releases"),
        "-articles_made_up": articles.ratio("articles made up", "articles without release"),
    }
