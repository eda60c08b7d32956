"""The mark of types that are read from YAML: an unknown key is an error, never ignored."""

from __future__ import annotations

from typing import Any, ClassVar


class Strict:
    """Base of dataclasses that people write as YAML; pydantic reads the setting at the edge (config.py)."""

    __slots__ = ()
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}
