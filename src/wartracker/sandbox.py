"""A change that somebody thinks of in, what it would add and remove out: nothing is saved."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from wartracker.debate import Debate, GateTerm
from wartracker.errors import InputError
from wartracker.gate.relevance import build_gates, score_relevance
from wartracker.gather import build_settled
from wartracker.gazetteer import Gazetteers
from wartracker.label.tagger import build_tagger, label_article
from wartracker.records import Article, Candidate
from wartracker.resolve.candidates import resolve_candidates
from wartracker.review.judge import find_apart, fold_decisions
from wartracker.store.analyses import load_article_refs, load_claims
from wartracker.store.decisions import load_decisions
from wartracker.store.pages import load_texts_since
from wartracker.workspace import ner_folder

TERM_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change would do to what is stored."""

    what: str
    looked_at: int  # texts, or candidates
    added: tuple[str, ...]
    removed: tuple[str, ...]


def try_term(connection: Connection, debate: Debate, gazetteers: Gazetteers, text: str, since: datetime) -> Trial:
    """Try a gate term on every stored text, kept and dropped ones.

    Args:
        connection: a reading transaction.
        debate: whose gate.
        gazetteers: names known.
        text: `PATTERN`, or `PATTERN=WEIGHT` (1 when left out; negative speaks against the debate). A pattern that
            stands in the debate's file gets the new weight; 0 takes it away.
        since: texts fetched since.

    Raises:
        InputError: no regular expression.
    """
    pattern, weight = _split_number(text, TERM_WEIGHT)
    try:
        re.compile(pattern)
    except re.error as error:
        raise InputError(f"{pattern!r} is no regular expression: {error}", "--term") from error
    others = tuple(term for term in debate.gate.terms if term.pattern != pattern)
    terms = (*others, GateTerm(pattern, weight, "a trial")) if weight else others
    changed = replace(debate, gate=replace(debate.gate, terms=terms))
    before, after = build_gates([debate, changed], gazetteers)
    added: list[str] = []
    removed: list[str] = []
    texts = load_texts_since(connection, since)
    for url, title, body, _ in texts:
        was, would = score_relevance(title, body, before), score_relevance(title, body, after)
        if was.keep != would.keep:
            line = f"{was.score:.2f} -> {would.score:.2f}  {title[:80]}  {url}"
            (added if would.keep else removed).append(line)
    return Trial(f"gate term {pattern!r} with weight {weight:g}", len(texts), tuple(added), tuple(removed))


def try_alias(connection: Connection, gazetteers: Gazetteers, text: str, since: datetime) -> Trial:
    """Try another name of an organization, model or licence on the stored articles that hold it.

    Args:
        connection: a reading transaction.
        gazetteers: names known.
        text: `KEY=ALIAS`.
        since: texts fetched since.

    Raises:
        InputError: no such form, or no row of that key.
    """
    key, _, alias = text.partition("=")
    alias = alias.strip()
    if not key or not alias:
        raise InputError("write KEY=ALIAS, e.g. mistral-ai=Mistral Labs", "--alias")
    changed = _add_alias(gazetteers, key.strip(), alias)
    taggers = [build_tagger(one, ner_folder()) for one in (gazetteers, changed)]
    added: list[str] = []
    removed: list[str] = []
    found = 0
    for url, title, body, kept in load_texts_since(connection, since):
        if not kept or alias.casefold() not in f"{title}\n{body}".casefold():
            continue
        found += 1
        article = Article(url, url, title, body, None, None, "given", "")
        was, would = ({(one.surface, one.key) for one in label_article(article, tagger)} for tagger in taggers)
        added += [f"{surface} = {name}  {title[:60]}  {url}" for surface, name in sorted(would - was, key=str)]
        removed += [f"{surface} = {name}  {title[:60]}  {url}" for surface, name in sorted(was - would, key=str)]
    return Trial(f"alias {alias!r} of {key}", found, tuple(added), tuple(removed))


def _add_alias(gazetteers: Gazetteers, key: str, alias: str) -> Gazetteers:
    fields = {part: getattr(gazetteers, part) for part in ("organizations", "models", "licenses")}
    for part, rows in fields.items():
        if any(row.key == key for row in rows):
            changed: Any = {part: tuple(_name_also(row, alias) if row.key == key else row for row in rows)}
            return replace(gazetteers, **changed)
    raise InputError(f"no row of the gazetteers has the key {key}", "--alias")


def _name_also(row: Any, alias: str) -> Any:
    return replace(row, aliases=(*row.aliases, alias))


def try_rule(connection: Connection, debate: Debate, gazetteers: Gazetteers, text: str) -> Trial:
    """Try other points of a significance rule on everything undecided.

    Args:
        connection: a reading transaction.
        debate: whose rule.
        gazetteers: names known.
        text: `SIGNAL=POINTS`.

    Raises:
        InputError: no such signal in the debate's file, or no number.
    """
    signal, points = _split_number(text, None)
    levels = debate.significance
    if signal not in {rule.signal for rule in levels.rules}:
        known = ", ".join(rule.signal for rule in levels.rules)
        raise InputError(f"no rule of the signal {signal!r}; known: {known}", "--rule")
    rules = tuple(replace(rule, points=points) if rule.signal == signal else rule for rule in levels.rules)
    changed = replace(debate, significance=replace(levels, rules=rules))
    was, would = (_resolve(connection, one, gazetteers) for one in (debate, changed))
    lines = [(one, was[id]) for id, one in would.items() if id in was and _level(one) != _level(was[id])]
    order = ["record", "notable", "major", "landmark"]
    rising = [pair for pair in lines if order.index(_level(pair[0])) > order.index(_level(pair[1]))]
    falling = [pair for pair in lines if pair not in rising]

    def tell(pair: tuple[Candidate, Candidate]) -> str:
        return f"{_level(pair[1])} -> {_level(pair[0])}  {pair[0].fields.title}"

    what = f"significance rule {signal} = {points:g}"
    return Trial(what, len(was), tuple(map(tell, rising)), tuple(map(tell, falling)))


def _level(candidate: Candidate) -> str:
    return candidate.fields.significance.value


def _resolve(connection: Connection, debate: Debate, gazetteers: Gazetteers) -> dict[str, Candidate]:
    claims = load_claims(connection, debate.name)
    articles = load_article_refs(connection, (claim.article for claim in claims))
    decisions = load_decisions(connection, debate.name)
    settled = build_settled(connection, debate.name, fold_decisions(decisions))
    found = resolve_candidates(claims, articles, settled, debate, gazetteers, apart=find_apart(decisions))
    return {one.id: one for one in found.candidates}


def _split_number(text: str, default: float | None) -> tuple[str, float]:
    head, separator, tail = text.rpartition("=")
    try:
        return head.strip(), float(tail)
    except ValueError:
        if default is None:
            raise InputError(f"write NAME=NUMBER, not {text!r}", "--rule") from None
    return (text.strip() if separator or not head else text).strip(), default
