"""Analyses in, rows of articles, relevance, claims and outcomes; and back."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, or_, select, update

from wartracker.codec import dump_record, load_record
from wartracker.errors import NotFoundError
from wartracker.records import (
    Analysis,
    Article,
    ArticleRef,
    Claim,
    HubRecord,
    Mention,
    Relevance,
    StageOutcome,
)
from wartracker.store.database import upsert
from wartracker.store.tables import articles, claims, outcomes, relevance
from wartracker.vocabulary import ItemOutcome, Precision, Tier

LEAD_CHARACTERS = 600
_CHUNK = 500  # SQLite allows 32,766 variables, PostgreSQL's protocol 65,535: stay far below both

# Statements are built once: building one costs more than running it.
_OF_PAGE = delete(claims).where(
    claims.c.article.in_(select(articles.c.id).where(articles.c.page == bindparam("analysed_page")))
)
_OF_ARTICLE = select(claims.c.id).where(claims.c.article == bindparam("analysed_article"))


def compress(text: str) -> bytes:
    """Compress text for a row: 5 kB of news become about 2.3 kB."""
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def decompress(data: bytes) -> str:
    """Read back what `compress` wrote."""
    return zlib.decompress(data).decode("utf-8", "surrogatepass")


def save_analysis(connection: Connection, analysis: Analysis, at: datetime) -> None:
    """Store everything an analysis found; storing it again changes nothing.

    Args:
        connection: the transaction that also finishes the page's row.
        analysis: what the workers found.
        at: now.
    """
    item = analysis.article.id if analysis.article else analysis.page
    save_outcomes(connection, analysis.page, analysis.outcomes, at)
    rows = [_relevance_row(analysis.page, part.relevance) for part in analysis.debates]
    upsert(connection, relevance, rows)
    if analysis.article is None:
        # what an earlier analysis had found in the page is no claim any more; decided candidates keep their snapshot
        connection.execute(_OF_PAGE, {"analysed_page": analysis.page})
        return
    upsert(connection, articles, [_article_row(analysis, analysis.article, at)])
    found = {claim.id: claim for part in analysis.debates for claim in part.claims}
    gone = set(connection.scalars(_OF_ARTICLE, {"analysed_article": item})) - found.keys()
    if gone:
        connection.execute(delete(claims).where(claims.c.id.in_(sorted(gone))))
    new = [
        {"id": claim.id, "debate": claim.debate, "article": claim.article, "body": dump_record(claim)}
        for claim in found.values()
    ]
    upsert(connection, claims, new)


def find_analysed(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Find which of these pages or articles the gate has judged already."""
    query = select(outcomes.c.item).where(outcomes.c.stage == "gate", outcomes.c.item.in_(ids))
    return set(connection.scalars(query))


def save_outcomes(connection: Connection, item: str, found: Iterable[StageOutcome], at: datetime) -> None:
    """Store the outcome word of each stage for one item."""
    rows = [
        {"item": item, "stage": part.stage, "outcome": part.outcome.value, "why": part.why, "at": at} for part in found
    ]
    upsert(connection, outcomes, rows)


def load_outcomes(connection: Connection, item: str) -> list[StageOutcome]:
    """Load the outcomes of one item in the order they came."""
    query = select(outcomes).where(outcomes.c.item == item).order_by(outcomes.c.at, outcomes.c.stage)
    return [StageOutcome(row.stage, ItemOutcome(row.outcome), row.why) for row in connection.execute(query)]


def load_article_relevance(connection: Connection, debate: str, ids: Sequence[str]) -> dict[str, Relevance]:
    """Load what the gate of a debate said of stored articles, by article id."""
    query = (
        select(articles.c.id.label("article"), relevance)
        .join(relevance, relevance.c.page == func.coalesce(articles.c.page, articles.c.id))
        .where(relevance.c.debate == debate, articles.c.id.in_(ids))
    )
    return {row.article: _build_relevance(row) for row in connection.execute(query)}


def load_relevance(connection: Connection, item: str) -> list[Relevance]:
    """Load the gate's verdicts on one page, by debate."""
    query = select(relevance).where(relevance.c.page == item).order_by(relevance.c.debate)
    return [_build_relevance(row) for row in connection.execute(query)]


def _build_relevance(row: Row[Any]) -> Relevance:
    return Relevance(row.debate, row.score, bool(row.keep), tuple(json.loads(row.reasons)))


def load_claims(connection: Connection, debate: str) -> list[Claim]:
    """Load all claims of a debate, by id."""
    query = select(claims.c.body).where(claims.c.debate == debate).order_by(claims.c.id)
    return [load_record(Claim, body) for body in connection.scalars(query)]


def load_article_claims(connection: Connection, article: str) -> list[tuple[Claim, str | None, str | None]]:
    """Load the claims of one article with what resolve did with each."""
    query = select(claims).where(claims.c.article == article).order_by(claims.c.id)
    return [(load_record(Claim, row.body), row.outcome, row.why) for row in connection.execute(query)]


def save_claim_outcomes(connection: Connection, found: Mapping[str, StageOutcome]) -> None:
    """Store what resolve did with each claim; unchanged rows are left alone."""
    present = {
        row.id: (row.outcome, row.why)
        for chunk in _chunks(sorted(found))
        for row in connection.execute(select(claims.c.id, claims.c.outcome, claims.c.why).where(claims.c.id.in_(chunk)))
    }
    for claim, part in found.items():
        if claim in present and present[claim] != (part.outcome.value, part.why):
            change = update(claims).where(claims.c.id == claim).values(outcome=part.outcome.value, why=part.why)
            connection.execute(change)


def load_article_refs(connection: Connection, ids: Iterable[str]) -> dict[str, ArticleRef]:
    """Load articles as resolve and the outputs see them."""
    columns = [
        articles.c.id,
        articles.c.url,
        articles.c.title,
        articles.c.publisher,
        articles.c.tier,
        articles.c.published_at,
        articles.c.first_party_of,
        articles.c.lead,
    ]
    found: dict[str, ArticleRef] = {}
    for chunk in _chunks(sorted(set(ids))):
        for row in connection.execute(select(*columns).where(articles.c.id.in_(chunk))):
            speaks = tuple(json.loads(row.first_party_of))
            found[row.id] = ArticleRef(
                row.id, row.url, row.title, row.publisher, Tier(row.tier), row.published_at, speaks, row.lead
            )
    return found


def load_article(connection: Connection, identifier: str) -> tuple[Article, tuple[Mention, ...]]:
    """Load one article with its mentions.

    Args:
        connection: a transaction.
        identifier: article id, page id or address.

    Raises:
        NotFoundError: no such article.
    """
    wanted = or_(articles.c.id == identifier, articles.c.page == identifier, articles.c.url == identifier)
    row = connection.execute(select(articles).where(wanted)).first()
    if row is None:
        raise NotFoundError(f"no article {identifier}; `wartracker articles list` shows the stored ones")
    return _article(row), load_record(tuple[Mention, ...], decompress(row.mentions))


def list_articles(connection: Connection, limit: int) -> list[Row[Any]]:
    """List the newest articles: id, url, title, publisher, published_at, method."""
    columns = [articles.c.id, articles.c.url, articles.c.title, articles.c.publisher]
    query = select(*columns, articles.c.published_at, articles.c.method)
    return list(connection.execute(query.order_by(articles.c.published_at.desc(), articles.c.id).limit(limit)))


def load_newest_articles(connection: Connection, limit: int) -> list[Article]:
    """Load the newest articles whose text is still stored, newest first."""
    query = select(articles).where(articles.c.method != "removed")
    rows = connection.execute(query.order_by(articles.c.published_at.desc(), articles.c.id).limit(limit))
    return [_article(row) for row in rows]


def _relevance_row(page: str, verdict: Relevance) -> dict[str, Any]:
    reasons = json.dumps(list(verdict.reasons), ensure_ascii=False)
    return {
        "page": page,
        "debate": verdict.debate,
        "score": verdict.score,
        "keep": int(verdict.keep),
        "reasons": reasons,
    }


def _article_row(analysis: Analysis, article: Article, at: datetime) -> dict[str, Any]:
    return {
        "id": article.id,
        "page": analysis.page,
        "url": article.url,
        "title": article.title,
        "text": compress(article.text),
        "lead": article.text[:LEAD_CHARACTERS],
        "lang": article.lang,
        "published_at": article.published_at,
        "published_basis": article.published_basis,
        "published_precision": article.published_precision.value,
        "method": article.method,
        "text_sha256": article.text_sha256,
        "publisher": article.publisher,
        "tier": article.tier.value,
        "first_party_of": json.dumps(list(article.first_party_of)),
        "flags": json.dumps(list(article.flags)),
        "hub": dump_record(article.hub) if article.hub else None,
        "mentions": compress(dump_record(analysis.mentions, tuple[Mention, ...])),
        "made_by": analysis.made_by,
        "stored_at": at,
    }


def _article(row: Row[Any]) -> Article:
    return Article(
        id=row.id,
        url=row.url,
        title=row.title,
        text=decompress(row.text),
        lang=row.lang,
        published_at=row.published_at,
        method=row.method,
        text_sha256=row.text_sha256,
        publisher=row.publisher,
        tier=Tier(row.tier),
        first_party_of=tuple(json.loads(row.first_party_of)),
        published_basis=row.published_basis,
        published_precision=Precision(row.published_precision),
        flags=tuple(json.loads(row.flags)),
        hub=load_record(HubRecord, row.hub) if row.hub else None,
    )


def _chunks(items: Sequence[str]) -> Iterable[Sequence[str]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))


def find_page_of(connection: Connection, article: str) -> str | None:
    """Find the page of an article by the article's id; None when no article has it."""
    return connection.scalar(select(articles.c.page).where(articles.c.id == article))
