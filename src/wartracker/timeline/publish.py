"""Rendered texts in, files out: the shell of the timeline. A file is never half-written."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from wartracker.errors import ConfigError, StoreError
from wartracker.ids import hash_bytes, hash_text
from wartracker.timeline import formats
from wartracker.timeline.export import Export

Files = Mapping[str, str | bytes]
"""File name -> text, or bytes of a picture."""
_STAGED = ".staged"  # folder of files that wait for their places
_ONE_BY_ONE = 20  # files; more wait for the disk together


def known_formats() -> tuple[str, ...]:
    """Return the names of all output formats: the files of formats/."""
    names = (module.name for module in iter_modules(formats.__path__))
    return tuple(sorted(name.removeprefix("as_") for name in names if name.startswith("as_")))


def render_formats(export: Export) -> dict[str, str]:
    """Render every format that the debate asks for.

    Returns:
        File name -> text.

    Raises:
        ConfigError: an output that no file of formats/ renders.
    """
    return dict(render_format(export, name) for name in export.debate.outputs)


def render_format(export: Export, name: str) -> tuple[str, str]:
    """Render one format: its file name and its text.

    Raises:
        ConfigError: no file of formats/ renders it.
    """
    if name not in known_formats():
        message = f"unknown output {name}; known: {', '.join(known_formats())}"
        raise ConfigError(message, f"pipelines/{export.debate.name}.yaml", key="outputs")
    module = import_module(f"wartracker.timeline.formats.as_{name}")
    return module.FILE, module.render(export)


def write_files(folder: Path, texts: Files) -> list[Path]:
    """Write files whose content differs from what stands there.

    Args:
        folder: where; made when missing.
        texts: file name -> text, or bytes of a picture.

    Returns:
        The files that changed.

    Raises:
        StoreError: the folder cannot be written, or a name (or a link that stands in its way) leads out of it; files
            already there stay whole.
    """
    home = folder.resolve()
    for place in {(folder / name).parent for name in texts}:
        if not place.resolve().is_relative_to(home):
            raise StoreError(f"{place} leads out of {folder}; nothing was written")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with alone_in(folder):
            shutil.rmtree(folder / _STAGED, ignore_errors=True)  # what a killed build left there
            stale = {name: _encode(texts[name]) for name in find_stale(folder, texts)}
            if len(stale) <= _ONE_BY_ONE:
                return [folder / name for name, content in stale.items() if write_file(folder / name, content)]
            return _write_together(folder, stale)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}") from error


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process is at work in this folder: collectors that share the work share the outputs."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write_together(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Write many files with one wait for the disk: all stand beside their places before the first takes its own."""
    staged = folder / _STAGED
    staged.mkdir(parents=True)
    home, apart = str(folder), str(staged)  # a site has thousands of files: plain texts are quicker than paths
    try:
        for number, content in enumerate(contents.values()):
            descriptor = os.open(f"{apart}/{number}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
        os.sync()  # Linux returns when everything is written, sync(2)
        for parent in {(folder / name).parent for name in contents}:
            parent.mkdir(parents=True, exist_ok=True)
        for number, name in enumerate(contents):
            os.replace(f"{apart}/{number}", f"{home}/{name}")  # noqa: PTH105
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return [folder / name for name in contents]


def write_file(path: Path, content: bytes) -> bool:
    """Write one file by temporary file, fsync and rename; False when it has this content already.

    Raises:
        StoreError: with the path and the cause.
    """
    try:
        if _same(path, content):
            return False
        if not path.parent.is_dir():
            path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), 0o644)
                os.fsync(file.fileno())
            os.replace(temporary, path)  # noqa: PTH105  a site has thousands of files
        except OSError:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}") from error
    return True


def is_built(stamp: Path, inputs: str) -> bool:
    """Tell whether files stand as they were written from these very inputs; one that was touched or is gone does not.

    Args:
        stamp: file that `save_stamp` wrote; missing or unreadable: nothing is known, build.
        inputs: digest of all that the files are made of.
    """
    try:
        known = json.loads(stamp.read_bytes())
        return bool(known["inputs"] == inputs and known["files"] == _look(known["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def save_stamp(stamp: Path, inputs: str, files: Iterable[Path]) -> None:
    """Note from which inputs files were written, and how they stand now.

    Raises:
        StoreError: it cannot be written.
    """
    try:
        found = _look(str(path) for path in files)
    except OSError as error:
        raise StoreError(f"{stamp.parent} cannot be read: {error.strerror or error}") from error
    write_file(stamp, json.dumps({"inputs": inputs, "files": found}).encode())


def _look(files: Iterable[str]) -> dict[str, list[int]]:
    return {name: [(status := os.stat(name)).st_size, status.st_mtime_ns] for name in files}  # noqa: PTH116  thousands


@cache
def digest_code() -> str:
    """Hash the program's own files, templates and style sheets among them: another version builds anew."""
    home = Path(__file__).parents[1]
    kinds = {".py", ".html", ".css", ".js", ".svg", ".png", ".json"}
    paths = sorted(path for path in home.rglob("*") if path.suffix in kinds)
    return hash_text(" ".join(f"{path.relative_to(home)} {hash_bytes(path.read_bytes())}" for path in paths))


def find_stale(folder: Path, texts: Files) -> list[str]:
    """Name the files whose content differs from what would be written."""
    return [name for name, text in texts.items() if not _same(folder / name, _encode(text))]


def _encode(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except (FileNotFoundError, NotADirectoryError):
        return False


def join_lines(lines: Iterable[str]) -> str:
    """Join lines into the text of a JSON Lines file."""
    return "".join(f"{line}\n" for line in lines)
