"""Text of feeds.yaml and a change in, the text with that change out: comments and everything else stay. Pure."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from enum import Enum
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import SingleQuotedScalarString

from wartracker.config import parse_feeds
from wartracker.errors import NotFoundError
from wartracker.records import Feed

FILE = "feeds.yaml"
EMPTY = "feeds: []\n"


def add_feed(text: str, feed: Feed, comment: str = "") -> str:
    """Add a source at the end of the list.

    Args:
        text: the file.
        feed: the source; keys with their default are left out.
        comment: written behind the entry.

    Returns:
        The file with the new entry.

    Raises:
        ConfigError: the file is wrong, or the name stands already.
    """

    changed = add_feeds(text, [feed]).rstrip("\n")
    return _check(f"{changed}{f'  # {comment}' if comment else ''}\n")


def add_feeds(text: str, feeds: Sequence[Feed]) -> str:
    """Add several sources at the end of the list; see `add_feed`."""
    if not feeds:
        return text

    def change(rows: CommentedSeq) -> None:
        rows.fa.set_block_style()
        for feed in feeds:
            row = CommentedMap(describe_feed(feed))
            row.fa.set_flow_style()
            rows.append(row)

    return _check(_edit(text, change))


def set_keys(text: str, name: str, changes: Mapping[str, Any]) -> str:
    """Set keys of a source; None removes a key.

    Raises:
        NotFoundError: no source of that name.
        ConfigError: the file is wrong, or would be after the change.
    """

    def change(rows: CommentedSeq) -> None:
        row = rows[_find(rows, name)]
        for key, value in changes.items():
            if value is None:
                _drop_key(row, key)
            elif key in row or row.fa.flow_style():
                row[key] = _quote(value)
            else:  # behind the last key may hang a comment that speaks of the next entry
                row.insert(max(1, len(row) - 1), key, _quote(value))

    return _check(_edit(text, change))


def remove_feed(text: str, name: str) -> str:
    """Remove a source; comments above it stay.

    Raises:
        NotFoundError: no source of that name.
        ConfigError: the file is wrong.
    """

    parse_feeds(text, FILE)
    rows = YAML().load(text)["feeds"]
    index = _find(rows, name)
    if len(rows) > 1 and not rows.fa.flow_style():
        lines = text.splitlines(keepends=True)
        start = rows.lc.item(index)[0]
        end = rows.lc.item(index + 1)[0] if index + 1 < len(rows) else len(lines)
        while lines[end - 1].lstrip().startswith("#") or not lines[end - 1].strip():
            end -= 1  # a comment below an entry speaks of the next one: ruamel would drop it with this one
        return _check("".join([*lines[:start], *lines[end:]]))

    def change(rows: CommentedSeq) -> None:
        del rows[index]

    return _check(_edit(text, change))


def describe_feed(feed: Feed) -> dict[str, Any]:
    """Return the keys of a source as they are written in feeds.yaml, those with their default left out."""
    found = {}
    for item in fields(feed):
        value = getattr(feed, item.name)
        if item.default is MISSING or value != item.default:
            found[item.name] = _quote(value)
    return found


def _quote(value: Any) -> Any:
    """Write a value as the file does: addresses, patterns and sentences in quotes, words bare."""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, list | tuple):
        row = CommentedSeq([_quote(item) for item in value])
        row.fa.set_flow_style()
        return row
    if isinstance(value, str):
        bare = all(character.isalnum() or character in "-_ ." for character in value) and value.strip() == value
        return value if bare and value else SingleQuotedScalarString(value)
    return value


def _edit(text: str, change: Callable[[CommentedSeq], None]) -> str:
    """Change the list of sources; lines that the change does not touch stay byte for byte."""
    parse_feeds(text, FILE)
    for indent in ({"mapping": 2, "sequence": 4, "offset": 2}, {"mapping": 2, "sequence": 2, "offset": 0}):
        yaml = YAML()
        yaml.preserve_quotes = True
        yaml.width = 1 << 20
        yaml.indent(**indent)
        document = yaml.load(text)
        plain = _dump(yaml, document)
        if plain == text:
            break
    change(document["feeds"])
    changed = _dump(yaml, document)
    return changed if plain == text else _keep_lines(text, plain, changed)


def _keep_lines(text: str, plain: str, changed: str) -> str:
    """Take a file's own spelling of every line that the change left alone (its blanks, its kind of quotes)."""
    own, spelled = text.splitlines(), plain.splitlines()
    if len(own) != len(spelled):
        return changed
    back: dict[str, list[str]] = {}
    for line, other in zip(spelled, own, strict=True):
        back.setdefault(line, []).append(other)
    return "".join((back[line].pop(0) if back.get(line) else line) + "\n" for line in changed.splitlines())


def _dump(yaml: YAML, document: Any) -> str:
    stream = io.StringIO()
    yaml.dump(document, stream)
    return stream.getvalue()


def _drop_key(row: CommentedMap, key: str) -> None:
    """Drop a key; comments on the lines below it, which speak of what follows, move to the key before."""
    last = list(row)[-1] if row else None
    comment = row.ca.items.get(key)
    row.pop(key, None)
    below = comment[2].value.partition("\n")[2] if key == last and comment and comment[2] else ""
    if below and row:
        heir = row.ca.items.get(list(row)[-1])
        if heir and heir[2]:
            heir[2].value = f"{heir[2].value.rstrip()}\n{below}"
        else:
            comment[2].value = f"\n{below}"
            row.ca.items[list(row)[-1]] = comment


def _find(rows: CommentedSeq, name: str) -> int:
    for index, row in enumerate(rows):
        if row.get("name") == name:
            return index
    raise NotFoundError(f"no source is called {name}; `wartracker feeds list` shows the names")


def _check(text: str) -> str:
    parse_feeds(text, FILE)
    return text
