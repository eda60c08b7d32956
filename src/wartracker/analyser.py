"""Spooled pages in, stored analyses out: one of any number of processes that share a collector's work."""

from __future__ import annotations

import os
import socket
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import UTC, datetime, timedelta
from threading import Event

from sqlalchemy import Engine

from wartracker.executor import open_workers
from wartracker.harvest import store_batch
from wartracker.records import Analysis, Fault, FetchedPage
from wartracker.store.database import writing
from wartracker.store.pages import release_pages
from wartracker.store.spool import claim_spooled
from wartracker.workspace import Workspace

LEASE = timedelta(minutes=30)
LOOK_EVERY_S = 5.0  # how often an idle analyser looks for work

Batch = list[Analysis | Fault]


def run_analyser(workspace: Workspace, engine: Engine, stop: Event, *, once: bool) -> dict[str, dict[str, int]]:
    """Analyse spooled pages, most promising first, until told to stop.

    Kept responses stay in the spool until the collector's next tick archives them; that tick also resolves.

    Args:
        workspace: whose debates and gazetteers serve.
        engine: the database that the collectors write.
        stop: when set, no more is claimed, and what is under way is finished and stored.
        once: end when nothing waits.

    Returns:
        Counts per stage and outcome.

    Raises:
        StoreError: the database refused; leased pages are work again.
    """
    settings = workspace.settings.run
    owner = f"{socket.gethostname()[:32]}:{os.getpid()}:analyser"
    counts: dict[str, Counter[str]] = {}
    with open_workers(workspace) as workers:
        running: dict[Future[Batch], list[FetchedPage]] = {}
        try:
            while True:
                while not stop.is_set() and len(running) < 2 * workers.width:
                    batch = _claim(engine, owner, settings.batch)
                    if not batch:
                        break
                    running[workers.analyse([page.input for page in batch], settings.analyse_deadline_s)] = batch
                if not running:
                    if once or stop.wait(LOOK_EVERY_S):
                        return {stage: dict(found) for stage, found in counts.items()}
                    continue
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    found = future.result()
                    for stage, outcome in store_batch(engine, running.pop(future), found, None):
                        counts.setdefault(stage, Counter())[outcome.value] += 1
        finally:  # nothing is left here unless the executor went away: others need not wait for the lease to end
            if running:
                with writing(engine) as connection:
                    release_pages(connection, [page.input.id for batch in running.values() for page in batch])


def _claim(engine: Engine, owner: str, limit: int) -> list[FetchedPage]:
    now = datetime.now(UTC)
    with writing(engine) as connection:
        return claim_spooled(connection, owner, now, now + LEASE, limit)
