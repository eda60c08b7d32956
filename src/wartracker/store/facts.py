"""Spans of time in, what the store holds of every feed in them out: what the watch and the report card read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, String, and_, case, distinct, func, select

from wartracker.store.pages import QUARANTINE
from wartracker.store.tables import (
    articles,
    candidate_articles,
    candidates,
    entries,
    feeds,
    pages,
    relevance,
)
from wartracker.vocabulary import ItemOutcome, State

_Rows = dict[str, tuple[Any, ...]]


def load_arrivals(connection: Connection, since: datetime, limit: int = 40) -> _Rows:
    """Load when the newest entries of every feed came: published, or first seen if that was earlier; newest first."""
    published, seen = entries.c.published_at, entries.c.first_seen_at
    moment = case((and_(published.is_not(None), published < seen), published), else_=seen)
    return _newest(connection, entries.c.feed, moment, moment, limit, seen >= since)


def load_fresh(connection: Connection, since: datetime) -> dict[str, dict[str, int]]:
    """Load how many entries of every feed were first seen on each day (YYYY-MM-DD), its first poll left out."""
    day = func.substr(entries.c.first_seen_at, 1, 10, type_=String)
    query = (
        select(entries.c.feed, day.label("day"), func.count().label("count"))
        .join(feeds, feeds.c.name == entries.c.feed)
        .where(entries.c.first_seen_at >= since, entries.c.first_seen_at > feeds.c.first_polled_at)
        .group_by(entries.c.feed, day)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.feed][row.day] = row[2]
    return found


def count_fresh(connection: Connection, since: datetime) -> dict[str, int]:
    """Count the entries of every feed that were first seen since a time, its first poll left out."""
    query = (
        select(entries.c.feed, func.count())
        .join(feeds, feeds.c.name == entries.c.feed)
        .where(entries.c.first_seen_at >= since, entries.c.first_seen_at > feeds.c.first_polled_at)
        .group_by(entries.c.feed)
    )
    return {str(feed): int(count) for feed, count in connection.execute(query)}


def load_sizes(connection: Connection, since: datetime, limit: int = 40) -> _Rows:
    """Load the stored sizes (compressed bytes) of the newest texts of every feed, newest first."""
    return _newest(
        connection,
        entries.c.feed,
        func.length(articles.c.text),
        pages.c.fetched_at,
        limit,
        pages.c.fetched_at >= since,
        joins=((pages, pages.c.entry == entries.c.id), (articles, articles.c.page == pages.c.id)),
    )


def load_verdicts(connection: Connection, since: datetime, limit: int = 60) -> _Rows:
    """Load whether any gate kept the newest pages of every feed, newest first."""
    kept = select(relevance.c.page, func.max(relevance.c.keep).label("keep")).group_by(relevance.c.page).subquery()
    found = _newest(
        connection,
        entries.c.feed,
        kept.c.keep,
        pages.c.fetched_at,
        limit,
        pages.c.fetched_at >= since,
        joins=((pages, pages.c.entry == entries.c.id), (kept, kept.c.page == pages.c.id)),
    )
    return {feed: tuple(bool(keep) for keep in values) for feed, values in found.items()}


def _newest(
    connection: Connection,
    group: ColumnElement[Any],
    value: ColumnElement[Any],
    order: ColumnElement[Any],
    limit: int,
    where: ColumnElement[bool],
    joins: Iterable[tuple[Any, Any]] = (),
) -> _Rows:
    place = func.row_number().over(partition_by=group, order_by=(order.desc(), entries.c.id))
    query = select(group.label("feed"), value.label("value"), place.label("place")).select_from(entries)
    for table, condition in joins:
        query = query.join(table, condition)
    ranked = query.where(where).subquery()
    wanted = (
        select(ranked.c.feed, ranked.c.value).where(ranked.c.place <= limit).order_by(ranked.c.feed, ranked.c.place)
    )
    found: dict[str, list[Any]] = defaultdict(list)
    for row in connection.execute(wanted):
        found[row.feed].append(row.value)
    return {feed: tuple(values) for feed, values in found.items()}


# --------------------------------------------------------------------------- the report card
def count_work(connection: Connection, since: datetime) -> dict[str, Row[Any]]:
    """Count the work of every feed since a time: entries, pages it led to first, kept pages, repeated sightings."""
    kept = select(relevance.c.page).where(relevance.c.keep == 1).group_by(relevance.c.page).subquery()
    own = pages.c.entry == entries.c.id
    query = (
        select(
            entries.c.feed,
            func.count(distinct(entries.c.id)).label("entries"),
            func.sum(case((and_(own, pages.c.fetched_at.is_not(None)), 1), else_=0)).label("pages"),
            func.sum(case((and_(own, kept.c.page.is_not(None)), 1), else_=0)).label("kept"),
            func.sum(case((and_(pages.c.id.is_not(None), pages.c.entry != entries.c.id), 1), else_=0)).label(
                "repeated"
            ),
        )
        .select_from(entries.outerjoin(pages, pages.c.id == entries.c.page).outerjoin(kept, kept.c.page == pages.c.id))
        .where(entries.c.first_seen_at >= since)
        .group_by(entries.c.feed)
    )
    return {row.feed: row for row in connection.execute(query)}


def list_sightings(connection: Connection, since: datetime) -> list[Row[Any]]:
    """List which feed brought which candidate when: feed, candidate, state, first_seen_at; earliest first."""
    query = (
        select(entries.c.feed, candidates.c.id.label("candidate"), candidates.c.state, entries.c.first_seen_at)
        .select_from(
            candidate_articles.join(candidates, candidates.c.id == candidate_articles.c.candidate)
            .join(articles, articles.c.id == candidate_articles.c.article)
            .join(pages, pages.c.id == articles.c.page)
            .join(entries, entries.c.page == pages.c.id)
        )
        .where(candidates.c.created_at >= since, candidates.c.state != State.MERGED.value)
        .order_by(entries.c.first_seen_at, entries.c.feed)
    )
    return list(connection.execute(query))


def load_landmarks(connection: Connection) -> list[Row[Any]]:
    """Load pending candidates that the rules call landmarks: id, debate, body."""
    query = select(candidates.c.id, candidates.c.debate, candidates.c.body).where(
        candidates.c.state == State.PENDING.value,
        candidates.c.body.contains('"significance":"landmark"', autoescape=True),
    )
    return list(connection.execute(query.order_by(candidates.c.created_at, candidates.c.id)))


def count_quarantined(connection: Connection) -> int:
    """Count the pages that failed three times and wait for somebody."""
    query = (
        select(func.count())
        .select_from(pages)
        .where(pages.c.stage == QUARANTINE, pages.c.outcome == ItemOutcome.QUARANTINED.value)
    )
    return connection.scalar(query) or 0


def load_pending(connection: Connection, debate: str, limit: int = 200) -> list[Row[Any]]:
    """Load the candidates that wait, newest first: id, body, created_at, updated_at."""
    columns = (candidates.c.id, candidates.c.body, candidates.c.created_at, candidates.c.updated_at)
    query = select(*columns).where(candidates.c.debate == debate, candidates.c.state == State.PENDING.value)
    return list(connection.execute(query.order_by(candidates.c.created_at.desc(), candidates.c.id).limit(limit)))


def count_candidates(connection: Connection) -> dict[str, int]:
    """Count all candidates by state."""
    query = select(candidates.c.state, func.count()).group_by(candidates.c.state)
    return {str(state): int(count) for state, count in connection.execute(query)}
