"""Names of the gazetteers in, one compiled lookup out that finds them all in a text in one pass.

Names and texts are cut into atoms (a run of letters, a number, one CJK character), so that "Qwen2.5-VL",
"Qwen 2.5 VL" and "Qwen2.5 VL" are the same name, and names are found in scripts without word boundaries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
_ATOM = re.compile(rf"\d+(?:\.\d+)*|[{_CJK}]|[^\W\d_{_CJK}]+")
_IS_CJK = re.compile(rf"[{_CJK}]")
_JOINTS = frozenset({"", " ", "-", "_", "\n"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Atoms:
    """A text cut into atoms."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    words: tuple[str, ...]  # lower case
    places: Mapping[str, list[int]]  # of each word

    def gap(self, index: int) -> str:
        """Return what stands between atom `index` and the next one."""
        return self.text[self.ends[index] : self.starts[index + 1]]

    def is_glued_left(self, index: int) -> bool:
        """Tell whether an atom continues a word."""
        start = self.starts[index]
        return _glued(self.text, start - 1, start)

    def is_glued_right(self, index: int) -> bool:
        """Tell whether a word goes on after an atom."""
        end = self.ends[index]
        return _glued(self.text, end - 1, end)


def _glued(text: str, left: int, right: int) -> bool:
    if left < 0 or right >= len(text):
        return False
    a, b = text[left], text[right]
    return a.isalnum() and b.isalnum() and not _IS_CJK.match(a) and not _IS_CJK.match(b)


def cut_atoms(text: str) -> Atoms:
    """Cut a folded text into atoms."""
    spans = [match.span() for match in _ATOM.finditer(text)]
    words = tuple([text[start:end].lower() for start, end in spans])
    places: dict[str, list[int]] = {}
    for index, word in enumerate(words):
        places.setdefault(word, []).append(index)
    return Atoms(text, tuple([start for start, _ in spans]), tuple([end for _, end in spans]), words, places)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One surface of a name."""

    surface: str
    words: tuple[str, ...]
    gaps: tuple[str, ...]
    payload: T


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """An entry found in a text."""

    start: int
    end: int
    first: int  # index of its first atom
    last: int  # index of its last atom
    entry: Entry[T]
    exact: bool  # the same upper and lower case as in the gazetteer
    lower: bool  # written all lower case though the name is not
    glued: bool  # the word goes on after it
    capital: bool  # its words begin with capitals where the listed ones do


@dataclass(frozen=True, slots=True)
class Lexicon(Generic[T]):
    """Entries by their first atom, longest first."""

    entries: Mapping[str, tuple[Entry[T], ...]]

    def find(self, atoms: Atoms) -> Iterator[Found[T]]:
        """Find every entry that fits at every atom; overlaps are left to the caller.

        Args:
            atoms: the cut text.

        Yields:
            What was found, by position, longest first at each position.
        """
        words, entries = atoms.words, self.entries
        for index in sorted(at for word in entries.keys() & atoms.places.keys() for at in atoms.places[word]):
            word = words[index]
            follow = words[index + 1] if index + 1 < len(words) else ""
            for entry in entries[word]:
                if len(entry.words) > 1 and entry.words[1] != follow:
                    continue
                last = index + len(entry.words) - 1
                if words[index : last + 1] != entry.words or not _fits(entry, atoms, index):
                    continue
                if atoms.is_glued_left(index):
                    break
                start, end = atoms.starts[index], atoms.ends[last]
                surface = atoms.text[start:end]
                yield Found(
                    start,
                    end,
                    index,
                    last,
                    entry,
                    surface == entry.surface,
                    surface == surface.lower() != entry.surface,
                    atoms.is_glued_right(last),
                    _has_capitals(surface, entry.surface),
                )


def _has_capitals(surface: str, listed: str) -> bool:
    words, wanted = re.split(r"[ \n_-]+", surface), re.split(r"[ \n_-]+", listed)
    if len(words) != len(wanted):
        return not surface[0].islower()
    return not any(got[:1].islower() and want[:1].isupper() for got, want in zip(words, wanted, strict=True))


def build_lexicon(names: Iterable[tuple[str, T]]) -> Lexicon[T]:
    """Compile names to a lookup.

    Args:
        names: surface and what it stands for; a surface may stand for several things.

    Returns:
        The lookup; surfaces without a letter or digit are left out.
    """
    table: dict[str, list[Entry[T]]] = {}
    for surface, payload in names:
        atoms = cut_atoms(surface)
        if atoms.words:
            gaps = tuple(atoms.gap(index) for index in range(len(atoms.words) - 1))
            core = surface[atoms.starts[0] : atoms.ends[-1]]
            table.setdefault(atoms.words[0], []).append(Entry(core, atoms.words, gaps, payload))
    return Lexicon(
        {word: tuple(sorted(entries, key=lambda entry: -len(entry.words))) for word, entries in table.items()}
    )


def _fits(entry: Entry[T], atoms: Atoms, index: int) -> bool:
    """Tell whether the separators of a text fit those of a name: joints are alike, punctuation must be the same."""
    for offset, wanted in enumerate(entry.gaps):
        got = atoms.gap(index + offset)
        if got == wanted or (wanted in _JOINTS and got in _JOINTS):
            continue
        if " ".join(got.split()) != " ".join(wanted.split()):
            return False
    return True
