"""A content-coded body in, decoded pieces of at most 64 KiB out, so that a cap can stop a bomb while it unfolds.

Fault catalogue rows 15-19. Pure.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

STEP_BYTES = 64 * 1024
MAX_LAYERS = 2  # row 17
ACCEPTED = "gzip, deflate"  # only what is decoded under the cap (row 16)

_GZIP_MAGIC = b"\x1f\x8b"


class BadCoding(ValueError):
    """The body is not what Content-Encoding says, or the coding is not one we asked for."""


class _Layer:
    """One gzip or deflate coding."""

    def __init__(self, name: str) -> None:
        self._gzip = name in {"gzip", "x-gzip"}
        self._wbits = zlib.MAX_WBITS | 16 if self._gzip else zlib.MAX_WBITS
        self._inflate = zlib.decompressobj(self._wbits)
        self._started = False
        self._over = False  # what follows is no further member: padding, ignored as browsers do

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what `data` unfolds to, in steps."""
        while data and not self._over:
            try:
                piece = self._inflate.decompress(data, STEP_BYTES)
            except zlib.error as error:
                if self._started or self._gzip or self._wbits < 0:
                    raise BadCoding(str(error)) from error
                self._wbits = -zlib.MAX_WBITS  # row 19: deflate without its zlib header
                self._inflate = zlib.decompressobj(self._wbits)
                continue
            self._started = self._started or bool(piece)
            if piece:
                yield piece
            data = self._inflate.unconsumed_tail
            if self._inflate.eof:
                data = self._inflate.unused_data
                if self._gzip and data.startswith(_GZIP_MAGIC):
                    self._inflate = zlib.decompressobj(self._wbits)
                else:
                    self._over = True

    def complete(self) -> bool:
        return self._inflate.eof or self._over


class BodyDecoder:
    """Undoes the codings of Content-Encoding, outermost first.

    Args:
        header: value of Content-Encoding, None or "" for none.

    Raises:
        BadCoding: an unknown coding, or more than two layers.
    """

    def __init__(self, header: str | None) -> None:
        """Name the layers."""
        names = [name.strip().lower() for name in (header or "").split(",")]
        names = [name for name in names if name and name != "identity"]
        if len(names) > MAX_LAYERS:
            raise BadCoding(f"{len(names)} content codings")
        for name in names:
            if name not in {"gzip", "x-gzip", "deflate"}:
                raise BadCoding(f"content coding {name[:20]!r} was not asked for")
        self._layers = [_Layer(name) for name in reversed(names)]
        self._fed = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the decoded pieces that `data` completes.

        Raises:
            BadCoding: the bytes are not in the coding they claim.
        """
        self._fed = self._fed or bool(data)
        yield from self._through(0, data)

    def _through(self, depth: int, data: bytes) -> Iterator[bytes]:
        if depth == len(self._layers):
            if data:
                yield data
            return
        for piece in self._layers[depth].feed(data):
            yield from self._through(depth + 1, piece)

    def complete(self) -> bool:
        """Tell whether every layer reached its end; an empty body is complete."""
        return not self._fed or all(layer.complete() for layer in self._layers)
