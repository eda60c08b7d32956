"""A workspace in, its output files out, for comparing two runs byte for byte."""

from __future__ import annotations

from pathlib import Path

# The feed of what waits tells when each candidate came, and only a service writes it.
_BY_THE_CLOCK = "pending.atom"


def read_outputs(root: Path) -> dict[str, bytes]:
    """Read every output of the first debate that two runs must agree on."""
    folder = root / "output" / "open-weights"
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != _BY_THE_CLOCK]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
