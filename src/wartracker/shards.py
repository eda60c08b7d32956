"""A politeness group in, the collector that asks it out: several collectors share the hosts between them."""

from __future__ import annotations

import re
from zlib import crc32

_SHARD = re.compile(r"([1-9]\d{0,3})/([1-9]\d{0,3})")


def check_shard(text: str | None) -> str | None:
    """Return a shard as it was written.

    Raises:
        ValueError: not NUMBER/COUNT with NUMBER from 1 to COUNT.
    """
    if text is not None:
        found = _SHARD.fullmatch(text)
        if not found or int(found[1]) > int(found[2]):
            raise ValueError("write which collector of how many this is, e.g. 1/2 and 2/2")
    return text


def owns_group(shard: str | None, group: str) -> bool:
    """Tell whether the collector of a shard asks a politeness group; every group belongs to exactly one of a count.

    Args:
        shard: "NUMBER/COUNT", None for the only collector.
        group: registered domain or platform, so that one host is never asked by two collectors.
    """
    if shard is None:
        return True
    number, _, count = shard.partition("/")
    return crc32(group.encode()) % int(count) == int(number) - 1
