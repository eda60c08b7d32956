"""Where the development corpora are, beside the checkout; they are no part of the repository."""

from __future__ import annotations

from pathlib import Path


def corpora() -> Path | None:
    """Return the folder of the corpora, None where it is absent (then a test says so and passes)."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "corpora"
    return folder if folder.is_dir() else None
