"""One page in, its Analysis out: the only place that knows visible -> gate -> article -> label -> relate. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from wartracker import __version__
from wartracker.debate import Debate
from wartracker.extract.article import extract_article
from wartracker.extract.visible import Visible, extract_visible
from wartracker.gate.relevance import CompiledGate, build_gates, score_relevance
from wartracker.gazetteer import Gazetteers
from wartracker.ids import hash_text
from wartracker.label.tagger import Tagger, build_tagger, label_article
from wartracker.records import (
    Analysis,
    Article,
    Claim,
    DebateAnalysis,
    Fault,
    Mention,
    PageInput,
    Relevance,
    StageOutcome,
)
from wartracker.relate.claims import Relater, build_relater, relate_claims
from wartracker.vocabulary import ItemOutcome, Kind

# Raised by hand when a stage's results change: every derived row carries it, `replay` re-analyses what is older.
STAGE_VERSIONS = "extract1 gate4 label6 relate8"


@dataclass(frozen=True, slots=True)
class Toolbox:
    """What a worker loads once."""

    debates: tuple[Debate, ...]
    gates: tuple[CompiledGate, ...]
    tagger: Tagger
    relaters: tuple[Relater, ...]
    made_by: str


def name_made_by(debates: Sequence[Debate], gazetteers: Gazetteers, model: str) -> str:
    """Name what an analysis depends on besides its page: code, YAML, gazetteers, tagger.

    Args:
        debates: the debates to analyse for.
        gazetteers: names known.
        model: digest of the neural tagger's files, empty without one.
    """
    parts = [__version__, STAGE_VERSIONS, gazetteers.digest, model, *(debate.digest for debate in debates)]
    return hash_text("\n".join(parts))[:16]


def build_toolbox(debates: Sequence[Debate], gazetteers: Gazetteers, ner: Path | None, model: str = "") -> Toolbox:
    """Compile gates, tagger and relaters.

    Args:
        debates: the debates to analyse for.
        gazetteers: names known.
        ner: folder of the neural tagger, None to work with rules alone.
        model: digest of the files in that folder.
    """
    return Toolbox(
        debates=tuple(debates),
        gates=build_gates(debates, gazetteers),
        tagger=build_tagger(gazetteers, ner),
        relaters=tuple(build_relater(debate, gazetteers) for debate in debates),
        made_by=name_made_by(debates, gazetteers, model),
    )


def analyse_batch(batch: Sequence[PageInput | Article], toolbox: Toolbox) -> list[Analysis]:
    """Analyse several pages, or articles whose text is given."""
    return [
        analyse_page(item, toolbox) if isinstance(item, PageInput) else analyse_article(item, toolbox) for item in batch
    ]


def analyse_page(page: PageInput, toolbox: Toolbox) -> Analysis:
    """Analyse one fetched page: all visible text, the gate, then only for kept pages the article and the rest."""
    visible = _read_visible(page)
    verdicts = [score_relevance(visible.title or page.feed_title, visible.text, gate) for gate in toolbox.gates]
    if page.hub is not None:
        verdicts = [_admit_record(verdict, debate) for verdict, debate in zip(verdicts, toolbox.debates, strict=True)]
    gated = _gate_outcome(verdicts)
    if gated.outcome is ItemOutcome.DROPPED:
        debates = tuple(DebateAnalysis(verdict) for verdict in verdicts)
        return Analysis(page.id, None, visible.text, (), debates, (gated,), toolbox.made_by)
    article = extract_article(page, visible)
    if isinstance(article, Fault):
        outcomes = (gated, StageOutcome("extract", ItemOutcome.NO_CONTENT, article.why))
        debates = tuple(DebateAnalysis(verdict) for verdict in verdicts)
        return Analysis(page.id, None, visible.text, (), debates, outcomes, toolbox.made_by)
    return _analyse_kept(page.id, article, verdicts, gated, toolbox)


def analyse_article(article: Article, toolbox: Toolbox) -> Analysis:
    """Analyse an article whose text is given: gate, label, relate; a dropped one keeps its mentions' place empty."""
    verdicts = [score_relevance(article.title, article.text, gate) for gate in toolbox.gates]
    gated = _gate_outcome(verdicts)
    if gated.outcome is ItemOutcome.DROPPED:
        debates = tuple(DebateAnalysis(verdict) for verdict in verdicts)
        return Analysis(article.id, None, article.text, (), debates, (gated,), toolbox.made_by)
    return _analyse_kept(article.id, article, verdicts, gated, toolbox)


def tag_article(article: Article, toolbox: Toolbox) -> tuple[tuple[Mention, ...], tuple[Claim, ...]]:
    """Label and relate an article whatever the gates say (for `tag`: whoever asks has chosen the text)."""
    mentions = label_article(article, toolbox.tagger)
    return mentions, tuple(chain.from_iterable(relate_claims(article, mentions, toolbox.relaters)))


def _read_visible(page: PageInput) -> Visible:
    if page.html:
        return extract_visible(page.html, page.charset)
    text = f"{page.feed_title}\n{page.feed_text}"
    return Visible(html="", text=text, title=page.feed_title, lang=page.lang)


def _admit_record(verdict: Relevance, debate: Debate) -> Relevance:
    """Keep a hub's record wherever published weights are what is watched: its few words cannot reach every gate."""
    if verdict.keep or Kind.WEIGHTS_RELEASE not in debate.kinds:
        return verdict
    reasons = ("a model hub's record", *verdict.reasons)
    return replace(verdict, keep=True, score=max(verdict.score, debate.gate.keep), reasons=reasons)


def _gate_outcome(verdicts: Sequence[Relevance]) -> StageOutcome:
    best = max(verdicts, key=lambda verdict: (verdict.keep, verdict.score))
    outcome = ItemOutcome.KEPT if best.keep else ItemOutcome.DROPPED
    return StageOutcome("gate", outcome, f"{best.debate} {best.score:.2f}: {'; '.join(best.reasons[:6])}")


def _analyse_kept(
    page: str, article: Article, verdicts: Sequence[Relevance], gated: StageOutcome, toolbox: Toolbox
) -> Analysis:
    mentions = label_article(article, toolbox.tagger)
    kept = [relater for verdict, relater in zip(verdicts, toolbox.relaters, strict=True) if verdict.keep]
    related_to = iter(relate_claims(article, mentions, kept))
    debates = tuple(DebateAnalysis(verdict, next(related_to) if verdict.keep else ()) for verdict in verdicts)
    claims = [claim for item in debates for claim in item.claims]
    related = ItemOutcome.CLAIMED if claims else ItemOutcome.NO_CLAIM
    outcomes = (
        gated,
        StageOutcome("extract", ItemOutcome.EXTRACTED, f"{article.method}, {len(article.text)} characters"),
        StageOutcome("label", ItemOutcome.LABELLED, f"{len(mentions)} mentions"),
        StageOutcome("relate", related, ", ".join(f"{claim.kind} {claim.status}" for claim in claims[:8])),
    )
    return Analysis(page, article, "", mentions, debates, outcomes, toolbox.made_by)
