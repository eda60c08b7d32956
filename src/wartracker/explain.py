"""An address in, what each stage did with it and why out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, or_, select

from wartracker.errors import NotFoundError
from wartracker.store.analyses import load_article_claims, load_outcomes, load_relevance
from wartracker.store.tables import articles, candidate_claims, candidates, entries, pages
from wartracker.urls import canonicalize_url, identity_url


def explain_url(connection: Connection, url: str) -> dict[str, Any]:
    """Tell the story of one address.

    Args:
        connection: a reading transaction.
        url: address of an entry, page or article.

    Returns:
        {"url", "steps": [{"stage", "outcome", "why"}]} in pipeline order.

    Raises:
        NotFoundError: no stage has ever seen it.
    """
    canonical = canonicalize_url(url) or url
    identity = identity_url(canonical)
    steps: list[dict[str, str]] = []
    page = connection.execute(select(pages).where(or_(pages.c.identity == identity, pages.c.url == url))).first()
    wanted = or_(entries.c.identity == identity, entries.c.url == url, entries.c.original_url == url)
    for row in connection.execute(select(entries).where(wanted).order_by(entries.c.first_seen_at)):
        why = f"in {row.feed}, first seen {row.first_seen_at:%Y-%m-%d %H:%M} UTC: {row.title}"
        steps.append(_step("poll", row.outcome, why))
    if page is not None:
        why = page.why or (f"fetched {page.fetched_at:%Y-%m-%d %H:%M} UTC" if page.fetched_at else "waits")
        steps.append(_step("fetch", page.outcome or page.stage, why))
    key = page.id if page is not None else url
    by_url = or_(articles.c.url.in_([url, canonical]), articles.c.id == url)
    found = select(articles).where(or_(articles.c.page == key, by_url))
    article = connection.execute(found).first()
    item = page.id if page is not None else (article.page if article is not None else None)
    if item:
        steps += [_step(part.stage, part.outcome.value, part.why) for part in load_outcomes(connection, item)]
        steps += [
            _step("gate", "kept" if verdict.keep else "dropped", f"{verdict.debate} {verdict.score:.2f}")
            for verdict in load_relevance(connection, item)
        ]
    if article is not None:
        found_claims = load_article_claims(connection, article.id)
        for claim, outcome, detail in found_claims:
            told = f"{claim.kind.value} {claim.status.value}: {claim.evidence[0].quote[:120]!r}"
            steps.append(_step("resolve", outcome or "waits", f"{told} {detail or ''}".strip()))
        owned = (
            select(candidates.c.id, candidates.c.state)
            .join(candidate_claims, candidate_claims.c.candidate == candidates.c.id)
            .where(candidate_claims.c.claim.in_([claim.id for claim, _, _ in found_claims]))
            .distinct()
            .order_by(candidates.c.id)
        )
        steps += [_step("review", row.state, row.id) for row in connection.execute(owned)]
    if not steps:
        raise NotFoundError(f"{url} was never seen; `wartracker submit URL` adds it by hand")
    return {"url": canonical, "steps": steps}


def _step(stage: str, outcome: str, why: str) -> dict[str, str]:
    return {"stage": stage, "outcome": outcome, "why": why}
