"""A tiny target for the heavy workers: pages whose address says how to misbehave."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence

from wartracker.records import Analysis, PageInput


def load(argument: str) -> str:
    if argument == "broken":
        raise ValueError("nothing to load")
    return argument


def analyse(batch: Sequence[PageInput], loaded: str) -> list[Analysis]:
    return [_analyse(page, loaded) for page in batch]


def _analyse(page: PageInput, loaded: str) -> Analysis:
    if page.url == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if page.url == "hang":
        signal.pause()
    if page.url == "raise":
        raise KeyError(page.id)
    if page.url == "eat":
        hoard = [b"x" * (1 << 20)] * 1
        while True:
            hoard.append(bytes(64 << 20))
    kept = [os.environ.get(name, "") for name in ("OMP_NUM_THREADS", "MALLOC_TRIM_THRESHOLD_")]
    return Analysis(page.id, None, " ".join([loaded, *kept]), (), (), (), "test")


class Killing(frozenset[str]):
    """Known items that end the process which looks something up in them."""

    def __contains__(self, item: object) -> bool:
        os._exit(7)
