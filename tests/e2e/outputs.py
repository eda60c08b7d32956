"""A workspace in, its output files out, for comparing two runs byte for byte."""

from __future__ import annotations

import re
from pathlib import Path

_STAMP = re.compile(rb"<(updated|published)>[^<]*</\1>")


def read_outputs(root: Path) -> dict[str, bytes]:
    """Read every output of the first debate.

    The feed of what waits tells when each candidate came, newest first; two runs came at different times, so its
    stamps are left out and its entries are put in order.
    """
    folder = root / "output" / "open-weights"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    waiting = _STAMP.sub(b"", files["pending.atom"]).removesuffix(b"</feed>\n").split(b"<entry>")
    head, *entries = (part.strip() for part in waiting)
    return files | {"pending.atom": b"\n".join([head, *sorted(entries)])}
