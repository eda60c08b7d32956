"""Poll addresses with `reader`, in its own environment: JSON lines in, one JSON line out for each.

Run by `peer.py` with the interpreter of an environment that holds reader and sgmllib3k; imports nothing of ours.
Hosts below .example are looked up on loopback, as our own setting `resolve` does. One address space limit for all.
"""

from __future__ import annotations

import json
import logging
import resource
import socket
import sys
import time

MEMORY_BYTES = 2 << 30
POLLS = 3

look_up = socket.getaddrinfo


def look_up_here(host: str, *arguments: object, **options: object) -> object:
    """Look a host up; samples are on loopback."""
    return look_up("127.0.0.1" if str(host).endswith(".example") else host, *arguments, **options)  # type: ignore[arg-type]


def poll(address: str) -> dict[str, object]:
    """Add one feed to a fresh database and poll it three times."""
    from reader import make_reader

    reader = make_reader(":memory:")
    reader.add_feed(address)
    troubles = []
    began = time.monotonic()
    for _ in range(POLLS):
        try:
            reader.update_feed(address)
        except Exception as error:  # noqa: BLE001  whatever it says is the finding
            troubles.append(type(error).__name__)
    entries = reader.get_entry_counts(feed=address).total
    reader.close()
    return {"address": address, "entries": entries, "troubles": troubles, "seconds": time.monotonic() - began}


def main() -> None:
    """Answer each line of the input."""
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))
    socket.getaddrinfo = look_up_here  # type: ignore[assignment]
    for line in sys.stdin:
        try:
            found = poll(json.loads(line))
        except MemoryError:
            found = {"address": json.loads(line), "entries": 0, "troubles": ["MemoryError"], "seconds": 0.0}
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
