"""A stretch of work that makes many objects and no garbage in, no search for reference cycles during it out."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cycles_kept(*, forever: bool = False) -> Iterator[None]:
    """Leave the search for reference cycles until later; it grows with all objects that are made, cycles or not.

    Args:
        forever: what was made lives as long as the process, and no later search looks at it.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if forever:
            gc.freeze()
        if before:
            gc.enable()
