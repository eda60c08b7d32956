"""Hand-made records for tests: every argument has a plain default."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from wartracker.facts import EventDate, Evidence, ModelRef, OpennessRecord, OrgRef
from wartracker.records import (
    Analysis,
    Article,
    ArticleRef,
    Candidate,
    Claim,
    DebateAnalysis,
    Decision,
    Fields,
    Relevance,
    StageOutcome,
)
from wartracker.vocabulary import (
    Access,
    Basis,
    ItemOutcome,
    Kind,
    Precision,
    Significance,
    State,
    Status,
    Tier,
    Verdict,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = "Quillon Labs put the weights of Ember 2 online on Monday."


def fields(title: str = "Quillon Labs Releases Ember 2 as Open Weights", **changes: Any) -> Fields:
    given: dict[str, Any] = {
        "title": title,
        "kind": Kind.WEIGHTS_RELEASE,
        "status": Status.RELEASED,
        "date": EventDate(date(2026, 2, 23), Precision.DAY, Basis.STATED),
        "significance": Significance.NOTABLE,
        "organizations": (OrgRef("quillon", "Quillon Labs", "actor"),),
        "models": (ModelRef("ember-2", "Ember 2", "ember", "2"),),
    }
    return Fields(**{**given, **changes})


def evidence(article: str = "art-1") -> Evidence:
    return Evidence(article, "text", 0, len(TEXT), TEXT, ("kind", "models"))


def article_ref(identifier: str = "art-1", url: str = "https://wire.example/ember") -> ArticleRef:
    return ArticleRef(identifier, url, "Ember 2 is out", "The Wire", Tier.PRESS, NOW, (), TEXT)


def candidate(identifier: str = "cand-1", **changes: Any) -> Candidate:
    given: dict[str, Any] = {
        "id": identifier,
        "debate": "open-weights",
        "version": 1,
        "state": State.PENDING,
        "fields": fields(),
        "score": 0.9,
        "claims": (f"clm-{identifier}",),
        "articles": (article_ref(),),
        "evidence": (evidence(),),
    }
    return Candidate(**{**given, **changes})


def decision(identifier: str, verdict: Verdict, subject: str = "cand-1", **changes: Any) -> Decision:
    given: dict[str, Any] = {
        "id": identifier,
        "debate": "open-weights",
        "candidate": subject,
        "version": 1,
        "verdict": verdict,
        "fields": None if verdict is Verdict.UNDO else fields(),
        "curator": "ana",
        "decided_at": NOW,
    }
    return Decision(**{**given, **changes})


def claim(identifier: str = "clm-1", article: str = "art-1", **changes: Any) -> Claim:
    shown = fields()
    given: dict[str, Any] = {
        "id": identifier,
        "debate": "open-weights",
        "article": article,
        "kind": shown.kind,
        "status": shown.status,
        "organizations": shown.organizations,
        "models": shown.models,
        "licenses": (),
        "openness": OpennessRecord(),
        "access": Access.UNKNOWN,
        "date": shown.date,
        "slots": {},
        "evidence": (evidence(article),),
        "confidence": {"claim": 0.9},
        "rules": ("release-verb",),
    }
    return Claim(**{**given, **changes})


def analysis(identifier: str = "art-1", claims: tuple[Claim, ...] = (), **changes: Any) -> Analysis:
    article = Article(
        id=identifier,
        url=f"https://wire.example/{identifier}",
        title="Ember 2 is out",
        text=TEXT,
        lang="en",
        published_at=NOW,
        method="trafilatura",
        text_sha256="0" * 64,
        publisher="The Wire",
        tier=Tier.PRESS,
    )
    verdict = Relevance("open-weights", 0.9, True, ("weights",))
    given: dict[str, Any] = {
        "page": identifier,
        "article": article,
        "visible": "",
        "mentions": (),
        "debates": (DebateAnalysis(verdict, claims or (claim(article=identifier),)),),
        "outcomes": (StageOutcome("gate", ItemOutcome.KEPT), StageOutcome("relate", ItemOutcome.CLAIMED)),
        "made_by": "test",
    }
    return Analysis(**{**given, **changes})
