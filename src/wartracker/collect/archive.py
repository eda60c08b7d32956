"""Raw responses of pages to and from WARC files: a row may refer to a record only after it is on the disk.

One gzip member a record, so that a record can be read from its offset alone; one file a UTC day.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import shutil
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from wartracker.collected import FetchResult
from wartracker.errors import StoreError

if TYPE_CHECKING:  # warcio is imported where a record is read or written: most polls bring none
    from warcio.recordloader import ArcWarcRecord

_FILE = re.compile(r"pages-(\d{4}-\d{2}-\d{2})\.warc\.gz")
# Of the transfer, not of the stored body: the body is kept content-decoded.
_TRANSFER_HEADERS = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection", "set-cookie"})


@dataclass(frozen=True, slots=True)
class ArchivedResponse:
    """A response read back."""

    url: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    offset: int = 0

    @property
    def content_type(self) -> str | None:
        """Return the Content-Type header, None if there was none."""
        return next((value for name, value in self.headers if name.lower() == "content-type"), None)


class Archive:
    """The archive of raw responses; one process writes it.

    Args:
        folder: the archive folder; made at the first append.
    """

    def __init__(self, folder: Path) -> None:
        """Touch nothing yet."""
        self._folder = folder
        self._name = ""
        self._stream: BinaryIO | None = None
        self._synced = True

    def open(self, referenced: Mapping[str, int]) -> dict[str, int]:
        """Cut off tails that no row refers to; call it before the first append.

        Args:
            referenced: for each file the offset of the last record that a row refers to.

        Returns:
            Bytes cut off by file name.
        """
        return truncate_tails(self._folder, referenced)

    def append(self, result: FetchResult) -> tuple[str, int]:
        """Append one response; it is on the disk for sure only after `flush`.

        Args:
            result: a response with a body.

        Returns:
            File name within the folder and offset of the record in bytes.

        Raises:
            StoreError: the disk refused; what was half written is cut off again.
        """
        record = _build_record(result)
        offset = -1
        try:
            stream = self._open_day(result.fetched_at.astimezone(UTC).date())
            offset = stream.seek(0, os.SEEK_END)
            _write_whole(stream, record)
            self._synced = False
        except OSError as error:
            self._undo(offset)
            raise StoreError(f"the archive in {self._folder} cannot be written: {error.strerror}") from error
        return self._name, offset

    def flush(self) -> None:
        """Bring everything appended to the disk: rows may refer to it from now on.

        Raises:
            StoreError: the disk refused.
        """
        if self._stream is None or self._synced:
            return
        try:
            os.fsync(self._stream.fileno())
            self._synced = True
        except OSError as error:
            raise StoreError(f"the archive in {self._folder} cannot be written: {error.strerror}") from error

    def close(self) -> None:
        """Flush and close the open file, if any."""
        if self._stream is not None:
            self.flush()
            self._stream.close()
            self._stream = None

    def __enter__(self) -> Archive:
        """Return the archive."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def _open_day(self, day: date) -> BinaryIO:
        name = f"pages-{day.isoformat()}.warc.gz"
        if self._stream is None or name != self._name:
            self.close()
            self._folder.mkdir(parents=True, exist_ok=True)
            # unbuffered: what a failed write left behind can be cut off, nothing comes later
            self._stream = (self._folder / name).open("ab", buffering=0)
            self._name = name
        return self._stream

    def _undo(self, offset: int) -> None:
        """Cut off a half-written record; should that fail too, the next `open` does it."""
        stream, self._stream = self._stream, None
        if stream is None:
            return
        with contextlib.suppress(OSError):
            if offset >= 0:
                stream.truncate(offset)
        with contextlib.suppress(OSError):
            stream.close()


def read_record(folder: Path, file: str, offset: int) -> ArchivedResponse | None:
    """Read one response back.

    Args:
        folder: the archive folder.
        file: name of the file within it.
        offset: of the record, in bytes.

    Returns:
        The response, None when the file is pruned or the bytes at that place are no whole record.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    if not _FILE.fullmatch(file):
        return None
    try:
        with (folder / file).open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream)), None)  # type: ignore[no-untyped-call]
            if record is None or record.rec_type != "response" or record.http_headers is None:
                return None  # blanked at its publisher's wish
            return replace(_read_response(record), offset=offset)
    except (FileNotFoundError, ArchiveLoadFailed, EOFError, ValueError):
        return None


def iterate_records(file: Path) -> Iterator[ArchivedResponse]:
    """Read all responses of a WARC file in order, ours or another program's.

    Raises:
        StoreError: the file is no WARC.
    """
    from warcio.exceptions import ArchiveLoadFailed

    with file.open("rb") as stream:
        try:
            yield from _read_responses(stream, 0)
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            raise StoreError(f"{file} cannot be read as WARC: {error}") from error


def truncate_tails(folder: Path, referenced: Mapping[str, int]) -> dict[str, int]:
    """Cut off what was appended but never referred to, since the process died in between; call it at start.

    Args:
        folder: the archive folder.
        referenced: for each file the offset of the last record that a row refers to.

    Returns:
        Bytes cut off by file name; files in order are left out.
    """
    cut: dict[str, int] = {}
    for file, end in _find_tails(folder, referenced):
        size = file.stat().st_size
        if end < size:
            os.truncate(file, end)
            cut[file.name] = size - end
        if end == 0:
            file.unlink()
    return cut


def keep_tails(folder: Path, referenced: Mapping[str, int], ending: str) -> tuple[str, ...]:
    """Put aside the files that the next start would cut: an older database takes the place of the one they belong to.

    Args:
        folder: the archive folder.
        referenced: for each file the offset of the last record that a row of the older database refers to.
        ending: what is appended to the names.

    Returns:
        Names of what stands aside now.

    Raises:
        StoreError: the disk refused.
    """
    kept = []
    try:
        for file, end in _find_tails(folder, referenced):
            aside = file.with_name(file.name + ending)
            if end:
                shutil.copyfile(file, aside)
            else:
                file.rename(aside)
            kept.append(aside.name)
    except OSError as error:
        raise StoreError(f"{folder} cannot be kept: {error.strerror}") from error
    return tuple(kept)


def _find_tails(folder: Path, referenced: Mapping[str, int]) -> Iterator[tuple[Path, int]]:
    """Find files that are longer than what rows refer to, each with the end of its last referred record."""
    for file in sorted(folder.glob("pages-*.warc.gz")):
        if _FILE.fullmatch(file.name):
            end = _end_of_record(file, referenced[file.name]) if file.name in referenced else 0
            if end == 0 or end < file.stat().st_size:
                yield file, end


def prune_archive(folder: Path, now: datetime, keep_days: int) -> tuple[str, ...]:
    """Delete the files of days before the retention span.

    Args:
        folder: the archive folder.
        now: aware UTC.
        keep_days: days kept, today included.

    Returns:
        Names of the deleted files.
    """
    oldest = now.astimezone(UTC).date() - timedelta(days=keep_days - 1)
    deleted = []
    for file in sorted(folder.glob("pages-*.warc.gz")):
        found = _FILE.fullmatch(file.name)
        if found and date.fromisoformat(found[1]) < oldest:
            file.unlink()
            deleted.append(file.name)
    return tuple(deleted)


def _write_whole(stream: BinaryIO, data: bytes) -> None:
    """Write all of the data; an unbuffered stream may take less at once, e.g. just before the disk is full."""
    view = memoryview(data)
    while view:
        written = stream.write(view)
        if not written:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        view = view[written:]


def _build_record(result: FetchResult) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True)  # type: ignore[no-untyped-call]
    headers = [(_one_line(k), _one_line(v)) for k, v in result.headers if k.lower() not in _TRANSFER_HEADERS]
    headers.append(("Content-Length", str(len(result.body))))
    record = writer.create_warc_record(  # type: ignore[no-untyped-call]
        result.final_url,
        "response",
        payload=io.BytesIO(result.body),
        length=len(result.body),  # without it the digests go through temporary files
        http_headers=StatusAndHeaders(f"{result.status or 200} ", headers, protocol="HTTP/1.1"),  # type: ignore[no-untyped-call]
        warc_headers_dict={"WARC-Date": result.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")},
    )
    writer.write_record(record)  # type: ignore[no-untyped-call]
    return buffer.getvalue()


def _one_line(text: str) -> str:
    """Keep a stranger's header on its own line and within what the format can write."""
    return re.sub(r"[\r\n\x00]+", " ", text).encode("latin-1", "replace").decode("latin-1")


def _read_responses(stream: BinaryIO, start: int) -> Iterator[ArchivedResponse]:
    from warcio.archiveiterator import ArchiveIterator

    iterator = ArchiveIterator(stream)  # type: ignore[no-untyped-call]
    for record in iterator:
        if record.rec_type == "response" and record.http_headers is not None:
            response = _read_response(record)  # before its offset is asked for, which skips what was not read
            yield replace(response, offset=start + iterator.get_record_offset())  # type: ignore[no-untyped-call]


def _read_response(record: ArcWarcRecord) -> ArchivedResponse:
    stamp = record.rec_headers.get_header("WARC-Date") or ""
    moment = datetime.fromisoformat(stamp.replace("Z", "+00:00"))
    code = record.http_headers.get_statuscode()
    return ArchivedResponse(
        url=record.rec_headers.get_header("WARC-Target-URI") or "",
        fetched_at=moment if moment.tzinfo else moment.replace(tzinfo=UTC),
        status=int(code) if str(code).isdigit() else 0,
        headers=tuple((str(name), str(value)) for name, value in record.http_headers.headers),
        body=record.content_stream().read(),  # type: ignore[no-untyped-call]
    )


def _end_of_record(file: Path, offset: int) -> int:
    """Return the end of the gzip member at an offset; the offset itself when it is not whole."""
    unpacker = zlib.decompressobj(wbits=31)
    position = offset
    with file.open("rb") as stream:
        stream.seek(offset)
        while chunk := stream.read(65536):
            try:
                unpacker.decompress(chunk)
            except zlib.error:
                return offset
            position += len(chunk)
            if unpacker.eof:
                return position - len(unpacker.unused_data)
    return offset


def blank_record(folder: Path, file: str, offset: int) -> bool:
    """Overwrite one record with nothing, in place: the records after it keep their offsets.

    Args:
        folder: the archive folder.
        file: name of the file within it.
        offset: of the record, in bytes.

    Returns:
        Whether there was a record.

    Raises:
        StoreError: the disk refused.
    """
    path = folder / file
    if not _FILE.fullmatch(file) or not path.exists():
        return False
    length = _end_of_record(path, offset) - offset
    if length <= 0:
        return False
    try:
        with path.open("r+b", buffering=0) as stream:
            stream.seek(offset)
            _write_whole(stream, _build_blank(length))
            os.fsync(stream.fileno())
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror}") from error
    return True


def _build_blank(length: int) -> bytes:
    """Build a gzip member of exactly so many bytes that holds an empty WARC record (RFC 1952 section 2.3)."""
    head = b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    packed = zlib.compress(head, 9, wbits=-15)
    tail = zlib.crc32(head).to_bytes(4, "little") + len(head).to_bytes(4, "little")
    # The header's comment (flag 16) is of any length up to its zero byte: it fills the rest.
    room = length - 10 - 1 - len(packed) - 8
    if room < 0:  # too small for any record: bytes that nothing reads
        return b"\0" * length
    return b"\x1f\x8b\x08\x10\0\0\0\0\0\xff" + b"-" * room + b"\0" + packed + tail
