"""Records in, JSON text out and back: how rows of the store and lines of our own files keep records."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def build_adapter(kind: Any) -> TypeAdapter[Any]:
    """Build what validates values of a type and writes them as JSON, once a type."""
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def dump_record(record: object, kind: Any = None) -> str:
    """Write a record (or, with `kind`, a tuple of records) as compact JSON text."""
    return build_adapter(kind or type(record)).dump_json(record).decode()


def load_record(kind: type[T], text: str | bytes) -> T:
    """Read a record that `dump_record` wrote.

    Raises:
        pydantic.ValidationError: the text is no such record; a bug or a damaged database.
    """
    record: T = build_adapter(kind).validate_json(text)
    return record
