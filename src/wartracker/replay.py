"""A span of days in, everything fetched in it analysed with today's code, YAML, gazetteers and tagger out.

Kept pages are read back from the archive; pages a gate had dropped are judged by their stored text, and fetched again
when today's gate would keep them. Nobody is asked here: what must be fetched waits for the next run.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row

from wartracker.analyse import name_made_by
from wartracker.codec import load_record
from wartracker.collect.archive import ArchivedResponse, read_record
from wartracker.collect.pages import Work, build_input
from wartracker.executor import open_workers
from wartracker.gather import publish_debate, resolve_debate, start_debate
from wartracker.inputs import Progress
from wartracker.pipeline import Say, build_owner, locked
from wartracker.records import Analysis, Article, Fault, FetchResult, HubRecord, PageInput
from wartracker.store.analyses import save_analysis
from wartracker.store.database import reading, writing
from wartracker.store.pages import revive_pages
from wartracker.store.replays import (
    list_given,
    list_quarantined,
    list_replayable,
    load_stored,
    load_visible,
    mark_replayed,
)
from wartracker.store.runs import beat
from wartracker.vocabulary import ItemOutcome, PollOutcome
from wartracker.workspace import Workspace, ner_digest


@dataclass(frozen=True, slots=True)
class Span:
    """Days to replay, in UTC, both ends included; None is open."""

    since: date | None = None
    until: date | None = None

    @property
    def start(self) -> datetime:
        """Return the first moment."""
        return datetime.combine(self.since or date(1970, 1, 1), time(), UTC)

    @property
    def end(self) -> datetime:
        """Return the first moment after the span."""
        last = self.until or date(9998, 12, 31)
        return datetime.combine(last + timedelta(days=1), time(), UTC)


@dataclass(slots=True)
class ReplayReport:
    """What became of a replay: `pages` by what they were read from, `stages` by outcome."""

    read: Counter[str] = field(default_factory=Counter)  # archive, feed-text, stored-text, visible-text, nothing
    stages: dict[str, Counter[str]] = field(default_factory=dict)
    newly_kept: int = 0  # dropped before; fetched by the next run
    newly_dropped: int = 0  # kept before
    revived: int = 0  # quarantined pages that are tried again
    candidates: dict[str, dict[str, int]] = field(default_factory=dict)

    def shape(self) -> dict[str, Any]:
        """Shape it for programs."""
        return {
            "read": dict(self.read),
            "stages": {stage: dict(counts) for stage, counts in self.stages.items()},
            "newly_kept": self.newly_kept,
            "newly_dropped": self.newly_dropped,
            "revived": self.revived,
            "candidates": self.candidates,
        }


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing to analyse again."""

    page: str
    source: str  # what it is read from
    input: PageInput | Article
    was_kept: bool


def replay_span(
    workspace: Workspace, engine: Engine, span: Span, say: Say, progress: Progress, *, everything: bool = False
) -> dict[str, Any]:
    """Analyse again what was fetched in a span of days, resolve, and write the outputs.

    Args:
        workspace: whose debates, gazetteers and tagger serve.
        engine: its database.
        span: days by the time of fetching.
        say: tells progress.
        progress: called with pages done and in all.
        everything: also what today's code made already; otherwise a replay that was stopped goes on where it was.

    Returns:
        Counts, see `ReplayReport`.

    Raises:
        LockedError: a collector works; StoreError: the database or disk refused. Nothing is lost by either.
    """
    report = ReplayReport()
    owner = build_owner(datetime.now(UTC))
    with locked(engine, say, workspace.settings.collect.shard, owner):
        for debate in workspace.debates:
            start_debate(engine, workspace, debate, datetime.now(UTC))
        today = name_made_by(workspace.debates, workspace.gazetteers, ner_digest())
        made_by = None if everything else today
        with reading(engine) as connection:
            rows = list_replayable(connection, span.start, span.end, made_by)
            given = list_given(connection, span.start, span.end, made_by)
            set_aside = list_quarantined(connection, span.start, span.end)
        size = workspace.settings.run.batch
        work: list[Sequence[Row[Any]] | Sequence[str]] = [rows[at : at + size] for at in range(0, len(rows), size)]
        work += [given[at : at + size] for at in range(0, len(given), size)]
        done, total = 0, len(rows) + len(given)
        with open_workers(workspace) as workers:
            for part in work:
                with reading(engine) as connection:
                    items = list(_read_items(connection, workspace, part, report))
                inputs = [item.input for item in items]
                found = workers.analyse(inputs, workspace.settings.run.analyse_deadline_s).result()
                _store(engine, items, found, report, owner)
                done += len(part)
                progress(done, total)
        with writing(engine) as connection:
            report.revived = revive_pages(connection, set_aside)
        for debate in workspace.debates:
            now = datetime.now(UTC)
            report.candidates[debate.name] = resolve_debate(engine, debate, workspace.gazetteers, now)
            publish_debate(engine, workspace, debate)
    return report.shape()


def _read_items(
    connection: Connection, workspace: Workspace, part: Sequence[Any], report: ReplayReport
) -> Iterator[_Item]:
    if part and isinstance(part[0], str):
        for page, article in load_stored(connection, part):
            report.read["stored-text"] += 1
            yield _Item(page, "stored-text", article, was_kept=True)
        return
    for row in part:
        item = _read_item(connection, workspace, row)
        report.read[item.source if item else "nothing"] += 1
        if item is not None:
            yield item


def _read_item(connection: Connection, workspace: Workspace, row: Row[Any]) -> _Item | None:
    """Read one page again from the best that is kept of it: raw response, feed's text, article, visible text."""
    kept = row.article is not None
    if row.warc_file is not None:
        archived = read_record(workspace.output / "archive", row.warc_file, row.warc_offset)
        if archived is not None:
            return _Item(row.id, "archive", _build_input(workspace, row, archived), kept)
    served_by_feed = row.outcome in {ItemOutcome.FEED_TEXT.value, ItemOutcome.NO_CONTENT.value}
    if served_by_feed and row.entry_title is not None:
        return _Item(row.id, "feed-text", _build_input(workspace, row, None), kept)
    if kept:
        ((_, article),) = load_stored(connection, [row.article])
        return _Item(row.id, "stored-text", article, kept)
    if row.has_visible:
        page = _build_input(workspace, row, None)
        return _Item(row.id, "visible-text", replace(page, feed_text=load_visible(connection, row.id)), kept)
    return None


def _build_input(workspace: Workspace, row: Row[Any], archived: ArchivedResponse | None) -> PageInput:
    content = zlib.decompress(row.entry_content).decode("utf-8", "surrogatepass") if row.entry_content else ""
    work = Work(
        id=row.id,
        url=row.url,
        title=row.entry_title or "",
        text=content or row.entry_summary or "",
        published_at=row.entry_published_at,
        changed_at=row.entry_updated_at,
        feed=row.entry_feed,
        hub=load_record(HubRecord, row.entry_hub) if row.entry_hub else None,
    )
    result = None
    if archived is not None:
        result = FetchResult(
            archived.url,
            archived.url,
            PollOutcome.OK,
            row.fetched_at,
            archived.status,
            archived.headers,
            archived.body,
        )
    feed = next((feed for feed in workspace.feeds if feed.name == row.entry_feed), None)
    return build_input(work, result, feed, workspace.publishers, row.fetched_at)


def _store(
    engine: Engine, items: Sequence[_Item], found: Sequence[Analysis | Fault], report: ReplayReport, owner: str
) -> None:
    with writing(engine) as connection:
        beat(connection, owner, datetime.now(UTC))
        for item, result in zip(items, found, strict=True):
            if isinstance(result, Fault):
                report.stages.setdefault("gate", Counter())["failed"] += 1
                continue
            _store_one(connection, item, replace(result, page=item.page), report)


def _store_one(connection: Connection, item: _Item, analysis: Analysis, report: ReplayReport) -> None:
    keeps = any(part.relevance.keep for part in analysis.debates)
    if item.source == "visible-text" and keeps:
        # all visible text is no article: menus and lists of other stories would be read as its own words
        report.newly_kept += 1
        report.stages.setdefault("gate", Counter())[ItemOutcome.KEPT.value] += 1
        revive_pages(connection, [item.page])
        return
    report.newly_kept += keeps and not item.was_kept
    report.newly_dropped += item.was_kept and not keeps
    save_analysis(connection, analysis, datetime.now(UTC))
    text = item.input.feed_text if item.source == "visible-text" and isinstance(item.input, PageInput) else None
    mark_replayed(connection, item.page, analysis.made_by, text or analysis.visible or None)
    for part in analysis.outcomes:
        report.stages.setdefault(part.stage, Counter())[part.outcome.value] += 1
