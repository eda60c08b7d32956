"""The collector of the month in virtual time, a process that may be killed at any moment.

`python -m tests.health.month ROOT PORT FIRST LAST`: for every step it tells the server the time, polls what is due with
the real poll code, fetches the pages, stores an analysis of each, looks for trouble and tells of it.
"""

from __future__ import annotations

import asyncio
import re
import sys
import urllib.request
from datetime import datetime
from importlib import import_module
from pathlib import Path

from sqlalchemy import Engine

from tests.build import analysis
from tests.health.sites import START, STEP
from wartracker.cli.door import open_store
from wartracker.collect.fetch import FetchedPage, FetchReport, fetch_pages
from wartracker.collect.http import Client
from wartracker.collect.poll import PollOptions, poll_feeds
from wartracker.collect.sources.shape import ParsedSource, SourceRequest
from wartracker.health.watch import watch_workspace
from wartracker.records import Analysis, Article, DebateAnalysis, Fault, Relevance, StageOutcome
from wartracker.store.analyses import save_analysis
from wartracker.store.database import writing
from wartracker.store.pages import finish_page
from wartracker.vocabulary import ItemOutcome, SourceKind, Tier
from wartracker.workspace import Workspace, open_workspace


async def parse_here(kind: SourceKind, body: bytes, request: SourceRequest) -> ParsedSource | Fault:
    """Parse in this process: the workers have tests of their own."""
    parsed: ParsedSource = import_module(f"wartracker.collect.sources.{kind.value}").parse(body, request)
    return parsed


def analyse(page: FetchedPage, now: datetime) -> Analysis:
    """Stand in for the heavy stages: a title with "Weights" is kept, the paragraph is the text."""
    html = page.input.html.decode()
    title = (re.search("<title>(.*?)</title>", html) or [""])[1]
    keep = title.startswith("Weights")
    verdict = Relevance("open-weights", 0.9 if keep else 0.1, keep, ())
    text = (re.search("<p>(.*?)</p>", html) or [""])[1]
    article = Article(
        id=f"art-{page.input.id}",
        url=page.input.url,
        title=title,
        text=text,
        lang="en",
        published_at=page.input.published_at,
        method="test",
        text_sha256="0" * 64,
        tier=Tier.PRESS,
    )
    return analysis(
        page.input.id,
        page=page.input.id,
        article=article,
        debates=(DebateAnalysis(verdict, ()),),
        outcomes=(StageOutcome("gate", ItemOutcome.KEPT if keep else ItemOutcome.DROPPED),),
    )


async def live(workspace: Workspace, engine: Engine, first: int, last: int) -> None:
    now = START
    async with Client(workspace.settings.collect, now=lambda: now) as client:
        names = {feed.name: feed for feed in workspace.feeds}
        for step in range(first, last + 1):
            now = START + step * STEP
            tell_time(sys.argv[2], now)
            await poll_feeds(client, engine, workspace.feeds, parse_here, PollOptions(owner="month"))
            pages = fetch_pages(client, engine, names, workspace.publishers, FetchReport(), owner="month")
            async for page in pages:
                with writing(engine) as connection:
                    save_analysis(connection, analyse(page, now), now)
                    finish_page(connection, page.input.id, page.outcome, now)
            watch_workspace(workspace, engine, now, None, print)
            print(f"step {step}", flush=True)


def tell_time(port: str, now: datetime) -> None:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/clock", headers={"X-Now": now.isoformat()})
    urllib.request.urlopen(request).read()


def main() -> None:
    workspace = open_workspace(Path(sys.argv[1]), {})
    engine = open_store(workspace)
    asyncio.run(live(workspace, engine, int(sys.argv[3]), int(sys.argv[4])))


if __name__ == "__main__":
    main()
