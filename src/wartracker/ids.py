"""Content in, stable short ids out: the same content always has the same id, on every machine; and keys of entries."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

# 80 bits: with a million ids the chance of any collision is below 1e-12 (birthday bound n^2 / 2^81).
_HEX_DIGITS = 20


def build_id(prefix: str, *parts: str) -> str:
    """Build an id from the parts that make a thing what it is.

    Args:
        prefix: short word naming the kind of row, e.g. "art".
        parts: text parts; their order and boundaries count.

    Returns:
        `prefix-` and 20 hexadecimal digits of a BLAKE2b hash.
    """
    digest = hashlib.blake2b(digest_size=_HEX_DIGITS // 2)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return f"{prefix}-{digest.hexdigest()}"


def build_page_id(identity: str) -> str:
    """Build the id of a page from the identity its addresses share (`urls.identity_url`)."""
    return build_id("pag", identity)


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text's UTF-8 bytes as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_bytes(data: bytes) -> str:
    """Return 128 bits of the SHA-256 of bytes as 32 hexadecimal digits (bodies, for "unchanged?").

    Processors compute SHA-256 by instructions of their own: a body takes half as long as with BLAKE2b.
    """
    return hashlib.sha256(data).hexdigest()[:32]


class EntryKeys(NamedTuple):
    """What the stored entries of one feed are looked for by: any of these."""

    ids: frozenset[str]
    guids: frozenset[str]
    identities: frozenset[str]  # as `urls.identity_url` spells addresses
    titles: frozenset[str]  # as `collect.identity.title_key` spells them
