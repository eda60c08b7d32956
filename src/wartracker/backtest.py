"""A file of articles in, the candidates that the pipeline would have made out: the same code path as `run`.

A fresh embedded database, an empty timeline unless known events are asked for, a virtual clock in `published` order.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from wartracker.analyse import Toolbox, analyse_batch, build_toolbox, tag_article
from wartracker.articles_in import ArticleIn
from wartracker.debate import Debate
from wartracker.executor import open_workers
from wartracker.gather import render_candidates, resolve_debate
from wartracker.inputs import EPOCH, Progress, analyse_all, build_article, build_item, read_articles
from wartracker.known import parse_known
from wartracker.publishers import identify_publisher
from wartracker.records import Analysis, Article, Event
from wartracker.shapes import format_json, format_moment, shape_tags
from wartracker.store.analyses import save_analysis
from wartracker.store.candidates import load_candidates
from wartracker.store.database import connect, migrate, reading, writing
from wartracker.takeover import import_known
from wartracker.timeline.publish import join_lines, write_file
from wartracker.workspace import Workspace, ner_digest, ner_folder, read_text

_BATCH = 50  # analyses a transaction


def tag_file(path: Path, workspace: Workspace, progress: Progress | None = None) -> str:
    """Tag every article of a file, whatever the gate says.

    Returns:
        The text of tags.jsonl, in input order.
    """
    toolbox = build_toolbox(workspace.debates, workspace.gazetteers, ner_folder(), ner_digest())
    items = read_articles(path)
    lines: list[str] = []
    for item in items:
        (analysis,) = analyse_batch([build_item(item, workspace.publishers)], toolbox)
        lines.append(_tags_line(item, analysis, workspace, toolbox))
        if progress:
            progress(len(lines), len(items))
    return join_lines(lines)


def backtest(
    path: Path, workspace: Workspace, debate: Debate, known: Path | None, progress: Progress | None = None
) -> dict[str, str]:
    """Run a file of articles through the pipeline for one debate.

    Args:
        path: JSON Lines of articles.
        workspace: whose debates and gazetteers serve.
        debate: the debate.
        known: a timeline file whose events are known at the start, None for an empty timeline.
        progress: called with articles done and in all.

    Returns:
        File name -> text: candidates.jsonl, tags.jsonl, articles.jsonl, report.json.
    """
    items = sorted(read_articles(path), key=lambda item: (item.published or EPOCH, item.id))
    toolbox = build_toolbox((debate,), workspace.gazetteers, ner_folder(), ner_digest())
    events = parse_known(read_text(known), str(known), workspace.gazetteers, debate) if known else ()
    with tempfile.TemporaryDirectory(prefix="wartracker-backtest-") as folder:
        engine = connect(f"sqlite:///{folder}/backtest.sqlite3")
        try:
            migrate(engine)
            return _run(engine, items, workspace, debate, toolbox, events, progress)
        finally:
            engine.dispose()


def _run(
    engine: Engine,
    items: Sequence[ArticleIn],
    workspace: Workspace,
    debate: Debate,
    toolbox: Toolbox,
    events: tuple[Event, ...],
    progress: Progress | None,
) -> dict[str, str]:
    with writing(engine) as connection:
        import_known(connection, debate, events, EPOCH)
    counts: dict[str, Counter[str]] = {}
    tags: list[str] = []
    stored: list[str] = []
    pairs = _analyse(items, workspace, debate, progress)
    while batch := list(islice(pairs, _BATCH)):
        with writing(engine) as connection:
            for item, analysis in batch:
                save_analysis(connection, analysis, item.published or EPOCH)
                for part in analysis.outcomes:
                    counts.setdefault(part.stage, Counter())[part.outcome.value] += 1
                tags.append(_tags_line(item, analysis, workspace, toolbox))
                stored.append(format_json(_stored(item, analysis)))
    latest = max((item.published for item in items if item.published), default=EPOCH)
    resolved = resolve_debate(engine, debate, workspace.gazetteers, latest)
    with reading(engine) as connection:
        candidates = load_candidates(connection, debate.name)
    report = {
        "articles": len(items),
        "debate": debate.name,
        "made_by": toolbox.made_by,
        "stages": {stage: dict(sorted(found.items())) for stage, found in sorted(counts.items())},
        "candidates": resolved,
    }
    return {
        "candidates.jsonl": render_candidates(candidates),
        "tags.jsonl": join_lines(tags),
        "articles.jsonl": join_lines(stored),
        "report.json": format_json(report) + "\n",
    }


def _analyse(
    items: Sequence[ArticleIn], workspace: Workspace, debate: Debate, progress: Progress | None
) -> Iterator[tuple[ArticleIn, Analysis]]:
    with open_workers(workspace, (debate,)) as workers:
        found = analyse_all((build_item(item, workspace.publishers) for item in items), workers, workspace.settings.run)
        for count, pair in enumerate(zip(items, found, strict=True), 1):
            yield pair
            if progress:
                progress(count, len(items))


def _tags_line(item: ArticleIn, analysis: Analysis, workspace: Workspace, toolbox: Toolbox) -> str:
    mentions = analysis.mentions
    claims = tuple(claim for part in analysis.debates for claim in part.claims)
    if analysis.article is None and item.text is not None:
        publisher = identify_publisher(item.url, item.source, workspace.publishers)
        mentions, claims = tag_article(build_article(item, publisher), toolbox)
    return format_json(shape_tags(item.id, mentions, claims, analysis))


def _stored(item: ArticleIn, analysis: Analysis) -> dict[str, Any]:
    article: Article | None = analysis.article
    return {
        "id": item.id,
        "url": item.url,
        "title": article.title if article else item.title,
        "published": format_moment(article.published_at if article else item.published),
        "text": article.text if article else None,
        "method": article.method if article else None,
        "outcomes": {part.stage: part.outcome.value for part in analysis.outcomes},
    }


def write_results(folder: Path, texts: dict[str, str]) -> Iterable[Path]:
    """Write the result files whole.

    Raises:
        StoreError: the folder cannot be written.
    """
    for name, text in texts.items():
        write_file(folder / name, text.encode())
        yield folder / name
